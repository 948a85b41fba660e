"""Blanking words for the law: by an administrator, without the text being shown."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory, chief, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return published(by=chief(), body="<p>Her name is Ann Marsh.</p>")


def address(article):
    return reverse("admin:articles_article_redact", args=[article.pk])


def test_administrator_blanks_words_without_seeing_the_text(client, article):
    client.force_login(UserFactory(roles=["Administrator"]))
    shown = client.get(address(article)).content.decode()
    assert "v1, " in shown
    assert "Ann Marsh" not in shown

    answer = client.post(
        address(article), {"words": "Ann Marsh", "versions": ["1"], "reason": "A court order"}
    )

    assert answer.status_code == 302
    assert article.editions.get().body_html == "<p>Her name is █████.</p>"


def test_missing_answers_are_asked_for(client, article):
    client.force_login(UserFactory(roles=["Administrator"]))

    page = client.post(address(article), {"words": "Ann", "versions": ["7"], "reason": ""})

    text = page.content.decode()
    assert page.status_code == 200
    assert "This field is required." in text
    assert "7 is not one of the available choices" in text


def test_nobody_else_redacts(client, article):
    client.force_login(chief())

    assert client.get(address(article)).status_code == 403
