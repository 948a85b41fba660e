"""ads.txt and trust.txt: what is served, and which line of what was typed is wrong."""

import pytest
from django.conf import settings
from django.urls import reverse

from articles.models import PolicyPage, Publication
from articles.txt_files import NOBODY_SELLS, ads_faults, trust_faults
from tests.factories import UserFactory

SITE = settings.NEWSROOM_SITE_URL

ADS = """\
# Who sells for us
OWNERDOMAIN=paper.example
MANAGERDOMAIN=sells.example, DE
CONTACT=ads@paper.example
ads.example, pub-123, DIRECT, f08c47fec0942fa0
more.example, 4/5, reseller # since May
"""


def lines_at(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode().splitlines()


@pytest.mark.django_db
def test_nobody_sells_until_the_desk_says_who(client):
    assert lines_at(client, "/ads.txt") == [NOBODY_SELLS]

    Publication.objects.create(ads_txt=ADS)

    assert lines_at(client, "/ads.txt") == ADS.splitlines()


@pytest.mark.django_db
def test_trust_txt_adds_what_the_paper_says_elsewhere(client):
    assert client.get("/trust.txt").status_code == 404
    PolicyPage.objects.create(role="ownership", title="Owners", text="Us.", is_shown=True)
    PolicyPage.objects.create(role="ethics", title="Ethics", text="Not yet.")
    paper = Publication.objects.create(
        trust_txt="belongto=https://press.example/",
        social_accounts="https://social.example/@paper",
        contact_email="desk@paper.example",
    )
    told = [
        "belongto=https://press.example/",
        "social=https://social.example/@paper",
        "contact=mailto:desk@paper.example",
        f"disclosure={SITE}/ownership/",
    ]

    assert lines_at(client, "/trust.txt") == lines_at(client, "/.well-known/trust.txt") == told

    Publication.objects.filter(pk=paper.pk).update(trust_txt="Contact=https://paper.example/us/")

    assert lines_at(client, "/trust.txt") == [
        "Contact=https://paper.example/us/",
        told[1],
        told[3],
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", ""),
        ("# words", ""),
        (NOBODY_SELLS, ""),
        ("ads.example, 1, DIRECT; extension", ""),
        ("ads.example, 1", "write “domain, account, DIRECT”"),
        ("ads.example, 1, DIRECT, a, b", "write “domain, account, DIRECT”"),
        ("ads, 1, DIRECT", "“ads” is no domain"),
        ("https://ads.example, 1, DIRECT", "“https://ads.example” is no domain"),
        ("ads.example, , DIRECT", "“” is no account"),
        ("ads.example, 1, OURS", "“OURS” is neither DIRECT nor RESELLER"),
        ("ads.example, 1, DIRECT, <b>", "“<b>” is no certifier’s number"),
        ("subdomain=news.paper.example", ""),
        ("OWNERDOMAIN=", "“” is no domain"),
        ("OWNERDOMAIN=paper.example, DE", "“paper.example, DE” is no domain"),
        ("CONTACT=", "CONTACT is empty"),
        ("SELLER=us", "“SELLER” is not known. There are CONTACT, SUBDOMAIN"),
    ],
)
def test_a_line_of_ads_txt(line, fault):
    found = [words for _, words in ads_faults(line)]

    assert len(found) == bool(fault)
    assert fault in "".join(found)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("# words", ""),
        ("member=https://paper.example/", ""),
        ("Contact=tel:+49 30 1234", ""),
        ("contact=desk@paper.example", ""),
        ("datatrainingallowed=no", ""),
        ("datatrainingallowed=maybe", "datatrainingallowed is yes or no"),
        ("member = https://paper.example/", "without blanks around “=”"),
        ("member=us", "“us” is no address"),
        ("contact=ring us", "“ring us” is no address"),
        ("friend=https://paper.example/", "“friend” is not known. There are member, belongto"),
    ],
)
def test_a_line_of_trust_txt(line, fault):
    found = [words for _, words in trust_faults(line)]

    assert len(found) == bool(fault)
    assert fault in "".join(found)


@pytest.mark.django_db
def test_the_form_says_which_lines_are_wrong(client):
    client.force_login(UserFactory(roles=["Administrator"]))
    paper = Publication.objects.create()
    form = reverse("admin:articles_publication_change", args=[paper.pk])
    wrong = {"ads_txt": "# ours\nads.example, 1\nOWNERDOMAIN=a.example\nOWNERDOMAIN=b.example"}

    errors = client.post(form, wrong).context["adminform"].form.errors["ads_txt"]

    assert [error.partition(":")[0] for error in errors] == ["Line 2", "Line 4"]
    assert "the paper has one OWNERDOMAIN" in errors[1]
    assert client.post(form, {"ads_txt": ADS, "trust_txt": "member=https://a.example/"}).url
    assert Publication.objects.get().ads_txt.replace("\r", "") == ADS.strip()
