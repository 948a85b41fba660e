"""The form asks what an address is; the answer comes from its letters alone."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def asked(client, address):
    return client.get(reverse("admin:articles_article_recognise"), {"address": address})


def test_video_is_named_with_its_shape(client, sign_in):
    sign_in("Reporter")

    assert asked(client, "https://www.youtube.com/shorts/dQw4w9WgXcQ").json() == {
        "ok": True,
        "provider": "youtube",
        "provider_name": "YouTube",
        "type": "video",
        "ratio": "9:16",
    }


@pytest.mark.parametrize(
    "address", ["", "https://bit.ly/x", "javascript:alert(1)", "\x01", "x" * 9999]
)
def test_anything_else_is_refused_with_a_sentence(client, sign_in, address):
    sign_in("Reporter")

    answer = asked(client, address).json()

    assert answer["ok"] is False
    assert answer["message"].startswith("This address is not one we can show.")


def test_answer_needs_no_query_of_its_own(client, sign_in, django_assert_num_queries):
    sign_in("Reporter")

    with django_assert_num_queries(2):  # who is asking
        asked(client, "https://youtu.be/dQw4w9WgXcQ")


def test_strangers_are_not_answered(client):
    assert asked(client, "https://youtu.be/dQw4w9WgXcQ").status_code == 302


def test_only_asking_is_allowed(client, sign_in):
    sign_in("Reporter")

    assert client.post(reverse("admin:articles_article_recognise")).status_code == 405
