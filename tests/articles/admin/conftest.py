"""A browser at the desk without a browser: signed in, and filling in the story form."""

import uuid

import lxml.html
import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import UserFactory


@pytest.fixture
def sign_in(client):
    """Sign somebody with these roles in; returns the person."""

    def signed_in(*roles, **kwargs):
        person = UserFactory(roles=roles, **kwargs)
        client.force_login(person)
        return person

    return signed_in


class Desk:
    """The story form as a person uses it: open it, change some inputs, press a button."""

    def __init__(self, client):
        self.client = client

    def open(self, story=None):
        return self.client.get(form_address(story))

    def filled(self, response):
        """What the browser would send from this page, by input name."""
        values = {}
        form = page_of(response).get_element_by_id("article_form")
        boxes = set(form.xpath(".//textarea/@name"))
        for name, value in form.form_values():
            # A text box begins with a line break that browsers do not send.
            values.setdefault(name, []).append(value.removeprefix("\n") if name in boxes else value)
        return values

    def save(self, story=None, page=None, button="_save", **changes):
        """Send the form with these inputs changed; a name's `__` stands for `-`."""
        values = self.filled(page or self.open(story))
        values |= {name.replace("__", "-"): value for name, value in changes.items()}
        values[button] = "1"
        sent = {name: value for name, value in values.items() if value is not None}
        return self.client.post(form_address(story), sent)

    def add(self, values, prefix, ref=None, **fields):
        """Put one more row of a kind into the values to send; returns its ref."""
        number = int(values[f"{prefix}-TOTAL_FORMS"][0])
        ref = ref or str(uuid.uuid4())
        values[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
        if prefix != "bylines":
            values[f"{prefix}-{number}-ref"] = ref
        for name, value in fields.items():
            values[f"{prefix}-{number}-{name.replace('__', '-')}"] = value
        return ref

    def send(self, values, story=None, button="_save"):
        return self.client.post(form_address(story), values | {button: "1"})


def form_address(story=None):
    if story is None:
        return reverse("admin:articles_article_add")
    return reverse("admin:articles_article_change", args=[story.pk])


def page_of(response):
    """The page as a browser would build it: what stands in a template is not there."""
    page = lxml.html.fromstring(response.content.decode())
    for template in page.xpath("//template"):
        template.drop_tree()
    return page


def errors_of(response):
    """Every error the page shows, in its order."""
    found = page_of(response).xpath("//ul[contains(@class, 'errorlist')]/li")
    return [item.text_content().strip() for item in found]


def said(response):
    """The messages of the page that the response leads to."""
    found = page_of(response).xpath("//ul[@class='messagelist']/li")
    return [" ".join(item.text_content().split()) for item in found]


def only_story():
    return Article.objects.get()


@pytest.fixture
def desk(client):
    return Desk(client)
