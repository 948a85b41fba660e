"""What the readers' templates need said: pictures, directions, zones and safe addresses."""

import re
from datetime import timedelta

from django import template
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.translation import get_language_info

from articles import rendering, showing, sponsoring
from articles.renditions import picture_tag_data
from articles.sanitising import clean_address

register = template.Library()

#: Languages written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})

YEAR = timedelta(days=365)

#: How much of the window a picture takes in each place of the paper: the `sizes` of an <img>.
#: The gutters on both sides are 2 to 4 rem; measured at 360, 768 and 1440 pixels. On a phone
#: it is said a little smaller than it is: with three dots to a pixel nobody sees a twentieth
#: fewer, and the next larger file would be twice as heavy.
SLOTS = {
    "lead": "(min-width: 80rem) 51rem, (min-width: 60rem) 62vw, calc(96vw - 2rem)",
    "beside": "(min-width: 80rem) 25rem, (min-width: 60rem) 31vw, (min-width: 36rem) 46vw,"
    " calc(96vw - 2rem)",
    "tile": "(min-width: 80rem) 16.5rem, (min-width: 60rem) 20vw, (min-width: 36rem) 45vw, 27vw",
    "river": "(min-width: 80rem) 23.5rem, (min-width: 72rem) 29vw, (min-width: 44rem) 45vw,"
    " (min-width: 36rem) calc(100vw - 3rem), 27vw",
    "row": "(min-width: 44rem) 11rem, 25vw",
    "story-lead": "(min-width: 82rem) 62rem, (min-width: 60rem) calc(100vw - 19rem),"
    " calc(96vw - 2rem)",
    "story": "(min-width: 44rem) 40rem, calc(96vw - 2rem)",
    "writer": "5rem",
    "portrait": "(min-width: 55rem) 12rem, 22vw",
    "facade": "(min-width: 44rem) 40rem, calc(96vw - 2rem)",
}


@register.simple_tag
def card(edition, at, variant="row", section=None, **place):
    """A story in a list or on a front: articles/_card.html, printed once for each of its places.

    `place` is what that template may be told beside the variant and the section.
    """
    facts = {"edition": edition, "at": at, "variant": variant, "section": section, **place}
    # The front may call a story otherwise than it calls itself.
    said = edition.card_headline, edition.kicker
    name = ("card", edition.pk, said, variant, section and section.pk, *sorted(place.items()))
    if hasattr(edition, "marked_headline"):
        return _found_card(name, facts)
    return showing.held(name, lambda: _card(facts))


def _found_card(name, facts):
    """A card on a page of results, held without the words that this one search marked."""
    edition = facts["edition"]
    name = (*name, "found", bool(edition.marked_dek))
    card = showing.held(name, lambda: _card(facts | {"edition": rendering.unmarked(edition)}))
    return rendering.with_marks(card, edition)


def _card(facts):
    showing.shows("site", f"story-{facts['edition'].article_id}")
    return render_to_string("articles/_card.html", facts)


@register.simple_tag(takes_context=True)
def masthead(context):
    """The head of a page that is not the front, printed once for each place of the reader."""
    names = ("paper", "sections", "section", "edition", "author")
    facts = {name: context.get(name) for name in names}
    here = (
        getattr(facts["section"], "pk", None),
        getattr(facts["edition"], "section_id", None),
        bool(facts["author"]),
    )
    return showing.held(("masthead", *here), lambda: _of_the_site("site/_masthead.html", facts))


@register.simple_tag(takes_context=True)
def head(context):
    """What the head of every page has the browser fetch, printed once."""
    paper = context["paper"]
    # Without the database the paper has another name, perhaps, and no colours.
    name = ("head", paper.name, paper.accent, paper.accent_dark)
    return showing.held(name, lambda: _of_the_site("site/_head.html", {"paper": paper}))


@register.simple_tag(takes_context=True)
def footer(context):
    """The foot of every page, printed once."""
    facts = {name: context.get(name) for name in ("paper", "sections")}
    return showing.held(("footer",), lambda: _of_the_site("site/_footer.html", facts))


@register.simple_tag
def writer(author, at):
    """What the foot of a story says of who wrote it, printed once for all of their stories."""

    def made():
        showing.shows(f"author-{author.pk}")
        return render_to_string("articles/_writer.html", {"author": author, "at": at})

    return showing.held(("writer", author.pk), made)


def _of_the_site(template, facts):
    showing.shows("site")
    return render_to_string(template, facts)


@register.inclusion_tag("articles/_picture.html")
def picture(rendition, slot, alt_text="", is_first=False):
    """A rendition in its place; the first picture of a page is fetched at once."""
    return {
        "rendition": rendition,
        "sizes": SLOTS[slot],
        "alt_text": alt_text,
        "is_first": is_first,
    }


@register.simple_tag
def shown(picture, ratio, at):
    """What `{% picture %}` prints of a picture; nothing once its rights have ended."""
    return picture_tag_data(picture, ratio) if showing.may_show(picture, at) else None


@register.filter
def writers(byline):
    """The first part of a byline sentence: a card has no room for who edited and filmed."""
    return byline.partition("; ")[0]


@register.filter
def work_label(edition):
    """What a card says a story is before anything else; empty for a report of our own."""
    return sponsoring.work_label(edition)


@register.filter
def is_paid(edition):
    return sponsoring.is_paid(edition)


@register.filter
def direction(language):
    """“rtl” for a language written from right to left, else “ltr”."""
    return "rtl" if str(language).partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def developing(edition, at):
    """Whether readers are told that a story is being updated at this moment."""
    return bool(at) and rendering.is_developing(edition, at)


@register.filter
def is_told_of(author):
    """Whether there is more to say of an author than the name."""
    return author is not None and any(
        (author.bio, author.title, author.beat, author.place, author.email, author.picture_id)
    )


@register.filter
def language_name(code):
    """A language as those who speak it call it; its code where nobody has said."""
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


@register.filter
def iso(moment):
    """A time for machines, to the second: HTML takes no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.simple_tag
def dated(moment):
    """When readers were told something: the day, the minute and its zone."""
    local = timezone.localtime(moment)
    said = dateformat.format(local, "j F Y, H:i")
    return format_html('<time datetime="{}">{} {}</time>', iso(local), said, _zone(local))


@register.filter
def zone(moment):
    """The zone of a time as readers know it: “CEST”, or “UTC−05:00” where it has no letters."""
    return _zone(timezone.localtime(moment))


def _zone(local):
    name = local.tzname()
    if re.fullmatch(r"[A-Z]{2,5}", name):
        return name
    offset = f"{local:%z}"
    return f"UTC{offset[0].replace('-', '−')}{offset[1:3]}:{offset[3:5]}"


@register.filter
def years_old(moment, at):
    """Whole years between publication and now, for the notice that a story is old."""
    years = (at - moment).days // YEAR.days
    showing.changes_at(moment + (years + 1) * YEAR)
    return years


@register.filter
def checked_address(address):
    """An address of this site or of the web; empty for anything a browser might run."""
    if re.match(r"/(?![/\\])", address):
        return address
    try:
        return clean_address(address)
    except ValidationError:
        return ""


@register.filter
def addresses(lines):
    """The web addresses of a list that has one a line; anything else is left out."""
    return [address for address in map(checked_address, lines.split()) if address]


@register.filter
def shown_address(address):
    """An address as people read it: without what every one begins with."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
