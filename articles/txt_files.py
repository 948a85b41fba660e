"""ads.txt and trust.txt: who may sell space in the paper, and what it belongs to.

The desk types both on the publication's own form, which says which line is wrong and why.
"""

import re

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from articles import crawlers
from articles.models import Publication
from articles.outside import whole
from articles.polling import polled
from articles.showing import kept
from newsroom.site import publication

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
_CONTACT = re.compile(r"https?://\S+|(mailto:)?[^\s@:]+@[^\s@]+\.[^\s@]+|tel:[+\d ().-]+")
_ACCOUNT = re.compile(r"[^\s,;]+")
_CERTIFIER = re.compile(r"[a-z0-9-]+", re.IGNORECASE)

# ads.txt 1.1 ----------------------------------------------------------------------------

#: That nobody may sell anything is said with a record of this shape.
NOBODY_SELLS = "placeholder.example.com, placeholder, DIRECT, placeholder"
ADS_VARIABLES = ("CONTACT", "SUBDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN", "INVENTORYPARTNERDOMAIN")
_VARIABLE = re.compile(r"([a-z]+)\s*=\s*(.*)", re.IGNORECASE)


@kept
@polled
def ads(request):
    """Who may sell advertising space in the paper; nobody until the desk says."""
    return _plain(_typed("ads_txt") or NOBODY_SELLS)


def ads_faults(text):
    """(number, fault) of each line that ads.txt cannot hold."""
    owners = 0
    for number, line in _lines(text):
        variable = _VARIABLE.fullmatch(line)
        if variable is None:
            fault = _record_fault(line)
        else:
            name, value = variable[1].upper(), variable[2]
            owners += name == "OWNERDOMAIN"
            fault = _variable_fault(name, value, owners)
        if fault:
            yield number, fault


def _record_fault(line):
    fields = [field.strip() for field in line.partition(";")[0].split(",")]
    if not 3 <= len(fields) <= 4:
        return gettext("write “domain, account, DIRECT” or “domain, account, RESELLER, certifier”.")
    domain, account, relation, *certifier = fields
    if not _DOMAIN.fullmatch(domain):
        return gettext("“%(part)s” is no domain.") % {"part": domain}
    if not _ACCOUNT.fullmatch(account):
        return gettext("“%(part)s” is no account.") % {"part": account}
    if relation.upper() not in ("DIRECT", "RESELLER"):
        return gettext("“%(part)s” is neither DIRECT nor RESELLER.") % {"part": relation}
    if certifier and not _CERTIFIER.fullmatch(certifier[0]):
        return gettext("“%(part)s” is no certifier’s number.") % {"part": certifier[0]}
    return ""


def _variable_fault(name, value, owners):
    if name not in ADS_VARIABLES:
        return _not_known(name, ADS_VARIABLES)
    if name == "OWNERDOMAIN" and owners > 1:
        return gettext("the paper has one OWNERDOMAIN, and it is said above.")
    if name == "CONTACT":
        return "" if value else gettext("CONTACT is empty.")
    domain, _, country = (part.strip() for part in value.partition(","))
    is_country = not country or (name == "MANAGERDOMAIN" and re.fullmatch("[A-Za-z]{2}", country))
    if not _DOMAIN.fullmatch(domain) or not is_country:
        return gettext("“%(part)s” is no domain.") % {"part": value}
    return ""


# trust.txt ------------------------------------------------------------------------------

#: Each holds one address; the others are a contact, and yes or no.
TRUST_ADDRESSES = (
    "member",
    "belongto",
    "control",
    "controlledby",
    "social",
    "vendor",
    "customer",
    "disclosure",
)
_TRUST_LINE = re.compile(r"([a-z]+)=(.*)", re.IGNORECASE)


@kept
@polled
def trust(request):
    """What the paper belongs to and controls, with what it says of itself elsewhere."""
    typed = _typed("trust_txt")
    named = {line.partition("=")[0].lower() for _, line in _lines(typed)}
    known = [f"{name}={value}" for name, value in _known_of_the_paper() if name not in named]
    if not typed and not known:
        raise Http404
    return _plain("\n".join(filter(None, [typed, *known])))


def _known_of_the_paper():
    """What need not be typed twice, as (name, value)."""
    paper = publication()
    yield from (("social", account) for account in paper.social_accounts)
    if paper.contact_email:
        yield "contact", f"mailto:{paper.contact_email}"
    yield from (("disclosure", whole(policy.get_absolute_url())) for policy in paper.policies)
    if crawlers.refuse_training():
        yield "datatrainingallowed", "no"


def trust_faults(text):
    """(number, fault) of each line that trust.txt cannot hold."""
    for number, line in _lines(text):
        if fault := _trust_fault(line):
            yield number, fault


def _trust_fault(line):
    said = _TRUST_LINE.fullmatch(line)
    if said is None:
        return gettext("write “name=value”, without blanks around “=”.")
    name, value = said[1].lower(), said[2]
    if name == "datatrainingallowed":
        return "" if value in ("yes", "no") else gettext("datatrainingallowed is yes or no.")
    if name == "contact":
        return "" if _CONTACT.fullmatch(value) else _no_address(value)
    if name not in TRUST_ADDRESSES:
        return _not_known(name, (*TRUST_ADDRESSES, "contact", "datatrainingallowed"))
    return "" if _ADDRESS.fullmatch(value) else _no_address(value)


def _no_address(value):
    return gettext("“%(part)s” is no address.") % {"part": value}


# Both -----------------------------------------------------------------------------------


def _not_known(name, names):
    words = gettext("“%(name)s” is not known. There are %(known)s.")
    return words % {"name": name, "known": ", ".join(names)}


def _lines(text):
    """(number, line) of those that say something; what follows “#” is for people."""
    for number, line in enumerate(text.splitlines(), 1):
        if said := line.partition("#")[0].strip():
            yield number, said


def _typed(name):
    """What the desk wrote; the paper that every page asks for comes without it."""
    return "\n".join(Publication.objects.values_list(name, flat=True)).strip()


def _plain(text):
    lines = [line.rstrip() for line in text.splitlines()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
