"""Who and what stands around seeded stories: sections, desks, authors, topics, pictures."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.text import slugify

from articles import pictures
from articles.demo import drawing
from articles.models import Picture, Section, Topic
from articles.seeding.text import Pen
from authors.models import Author, Desk

SECTIONS = ("City", "Country", "World", "Politics", "Business", "Science", "Culture", "Sport")
SECTIONS += ("Opinion",)
DESKS = {"News desk": 5, "Features desk": 7, "Sports desk": 8, "Comment desk": 9}
ACCOUNTS = {"writer": "Reporter", "editor": "Editor", "publisher": "Publisher"}
MOST_AUTHORS, MOST_TOPICS = 300, 120
#: Motifs of the demo's drawings that stories share.
MOTIFS = ("harbour", "skyline", "mountains", "train", "forest", "market", "stadium", "laboratory")


@dataclass(frozen=True)
class Places:
    """Keys of what stories point at. The first author is busy, the second left long ago;
    the first topic has a tenth of all stories, the second is a series."""

    sections: list
    desks: dict
    people: list
    authors: list
    topics: list
    pictures: list


def make(stories, salt):
    """Put everything on file that so many stories need; what has the same name is used."""
    pen = Pen(f"people {salt}")
    sections = [_section(number, name) for number, name in enumerate(SECTIONS)]
    return Places(
        sections=[(section.pk, section.slug) for section in sections],
        desks=_desks(sections),
        people=[_person(name, role) for name, role in ACCOUNTS.items()],
        authors=_authors(pen, max(6, min(MOST_AUTHORS, stories // 3))),
        topics=_topics(pen, max(6, min(MOST_TOPICS, stories // 8))),
        pictures=list(_library().values_list("pk", "alt_text")),
    )


def _section(number, name):
    facts = {"name": name, "position": number, "description": f"All of {name.lower()}."}
    return Section.objects.get_or_create(slug=name.lower(), defaults=facts)[0]


def _desks(sections):
    """Section → the desk that edits it."""
    found, first = {}, 0
    for name, last in DESKS.items():
        desk, _ = Desk.objects.get_or_create(slug=slugify(name), defaults={"name": name})
        found |= {section.pk: desk.pk for section in sections[first:last]}
        first = last
    return found


def _person(name, role):
    """An account that moves and versions name; nobody can sign in with it."""
    person, is_new = User.objects.get_or_create(
        username=f"seeded-{name}", defaults={"first_name": "Seeded", "last_name": name.title()}
    )
    if is_new:
        person.set_unusable_password()
        person.save()
        person.groups.set(Group.objects.filter(name=role))
    return person.pk


def _authors(pen, count):
    """[(key, name)] of new authors."""
    taken = set(Author.objects.values_list("slug", flat=True))
    made = []
    while len(made) < count:
        name = pen.person()
        slug = slugify(name)
        if slug not in taken:
            taken.add(slug)
            made.append(Author(name=name, slug=slug, beat=pen.thing(), is_active=len(made) != 1))
    return [(author.pk, author.name) for author in Author.objects.bulk_create(made)]


def _topics(pen, count):
    taken = set(Topic.objects.values_list("slug", flat=True))
    made = []
    while len(made) < count:
        name = f"{pen.place()} {pen.thing()}"
        slug = slugify(name)
        if slug not in taken:
            taken.add(slug)
            made.append(
                Topic(name=name, slug=slug, description=pen.sentences(2), is_series=len(made) == 1)
            )
    return [topic.pk for topic in Topic.objects.bulk_create(made)]


def _library():
    """A few pictures that stories share: those of the library, else some drawn for it."""
    if not Picture.objects.exists():
        with ProcessPoolExecutor() as drawers:
            for motif, drawn in zip(MOTIFS, drawers.map(_drawn, MOTIFS), strict=True):
                _take_in(motif, drawn)
    usable = Picture.objects.filter(killed_at=None, use_until=None, one_use_only=False)
    return usable.filter(do_not_use_again=False).order_by("pk")[: len(MOTIFS)]


def _drawn(motif):
    return drawing.draw("seed", motif)


def _take_in(motif, drawn):
    upload = InMemoryUploadedFile(
        BytesIO(drawn), "file", f"{motif}.jpg", "image/jpeg", len(drawn), None
    )
    taken = pictures.take_in(upload)
    Picture.objects.create(
        title=f"{motif.capitalize()}, drawing",
        original=taken.file(),
        width=taken.width,
        height=taken.height,
        checksum=taken.checksum,
        alt_text=f"A drawing: {motif}",
        credit="Drawn by the paper",
    )
