"""Newsroom's nouns for tests; stories are made through the workflow, as the desk makes them."""

import uuid
from datetime import UTC, datetime, timedelta

import factory
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile

from articles import revisions, workflow
from articles.models import Picture, Section, Source, Topic
from authors.models import Author, Desk

#: A Wednesday noon in spring. Pass it, or what comes before and after, as `at`.
NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Ines"
    last_name = factory.Sequence(lambda n: f"Person{n}")
    is_staff = True
    password = factory.django.Password("desk-pass-1")

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in extracted or []:
            self.groups.add(Group.objects.get(name=role))


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section
        django_get_or_create = ["slug"]

    name = factory.LazyAttribute(lambda o: o.slug.title())
    slug = "world"


class DeskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Desk

    name = factory.Sequence(lambda n: f"Desk {n}")
    slug = factory.Sequence(lambda n: f"desk-{n}")


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Ada Writer{n}")
    slug = factory.Sequence(lambda n: f"ada-writer{n}")


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"The Outlet {n}")


class PictureFactory(factory.django.DjangoModelFactory):
    """A picture in the library; `original` holds bytes only where a test asks for them."""

    class Meta:
        model = Picture

    title = factory.Sequence(lambda n: f"Picture {n}")
    original = factory.LazyFunction(lambda: ContentFile(b"none", name="picture.jpg"))
    width = 1280
    height = 853
    checksum = factory.Sequence(lambda n: f"{n:064x}")
    credit = "Drawn by the paper"
    alt_text = "A harbour at dusk"


def chief(**kwargs):
    """Somebody with every right on stories."""
    return UserFactory(roles=["Reporter", "Night editor", "Publisher", "Video"], **kwargs)


def document(
    *, author=None, section=None, blocks=None, citations=None, topics=(), body=None, **fields
):
    """A document that passes every check, with what the test wants different."""
    base = revisions.blank()
    base["fields"] |= {
        "slugline": "FERRY",
        "headline": "Ferry returns to the north quay",
        "dek": "The first boat leaves at seven.",
        "section": (section or SectionFactory()).pk,
    }
    base["fields"] |= fields
    base["body"] = "<p>The boat is back.</p><p>It left at seven.</p>" if body is None else body
    base["blocks"] = blocks or {}
    base["citations"] = citations or {}
    base["topics"] = [topic.pk for topic in topics]
    if author is not False:
        base["bylines"] = [
            {
                "author": (author or AuthorFactory(kind=_kind_for(fields))).pk,
                "name": "",
                "credited_as": "",
                "role": "words",
            }
        ]
    return base


def _kind_for(fields):
    """Staff never stand over what somebody paid for."""
    return "guest" if fields.get("origin") == "sponsor" else "staff"


def story(*, by=None, at=NOON, planned=False, **kwargs):
    """A draft on the desk."""
    return workflow.start(document(**kwargs), by=by or chief(), at=at, planned=planned)


def saved_again(article, *, by, at=NOON, body=None, **fields):
    """The story saved once more: other words in these fields, or in its text."""
    saved = revisions.read(article)
    saved["fields"] |= fields
    saved["body"] = saved["body"] if body is None else body
    revisions.write(article, saved)
    return workflow.keep(article, by=by, at=at)


def published(*, by=None, at=NOON, go_live_at=None, leave_out=False, **kwargs):
    """A story that readers have since `at`."""
    by = by or chief()
    article = story(by=by, at=at, **kwargs)
    workflow.publish(article, by=by, at=at, go_live_at=go_live_at, leave_out=leave_out)
    return article


def ref():
    return str(uuid.uuid4())


def related(*links, label="READ NEXT", left_out=False):
    """A related block; a link is (title, address or story or None)."""
    return {
        "kind": "related",
        "label": label,
        "left_out": left_out,
        "links": [
            {
                "title": title,
                "address": target if isinstance(target, str) else "",
                "story": target.pk if hasattr(target, "pk") else None,
            }
            for title, target in links
        ],
    }


def embed(provider="youtube", embed_id="dQw4w9WgXcQ", **kwargs):
    return {
        "kind": "embed",
        "type": "video",
        "provider": provider,
        "embed_id": embed_id,
        "embed_hash": "",
        "start": 0,
        "address": f"https://www.youtube.com/watch?v={embed_id}" if embed_id else "",
        "title": "The boat leaves",
        "credit": "Coast TV",
        "caption": "",
        "length": None,
        "transcript": "",
        "ratio": "16:9",
        "poster": None,
        "left_out": False,
    } | kwargs


def figure(picture=None, **kwargs):
    return {
        "kind": "figure",
        "picture": picture.pk if picture else None,
        "caption": "",
        "credit": "",
        "alt_text": "",
        "decorative": False,
        "is_lead": False,
        "left_out": False,
    } | kwargs


def cited(source, *, shown=True, **kwargs):
    return {
        "source": source.pk,
        "name": "",
        "phrase": "",
        "shown": shown,
        "address": "",
        "note": "",
    } | kwargs


def placed(**blocks_by_ref):
    """Placeholders of these blocks, in order: placed(**{ref: block})."""
    return "".join(revisions.placeholder(b["kind"], r) for r, b in blocks_by_ref.items())
