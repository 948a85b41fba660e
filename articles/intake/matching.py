"""What the paper has on file for the names, titles and addresses in a reading."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.intake import outlets
from articles.models import Edition, Section, Source, SourceAlias, Topic
from authors.models import Author

ARCHIVE_DEPTH = 5_000
OFFERS = 3
LEAST_LIKE = 0.35
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Offer:
    """A story of the archive that a title in raw copy may mean; `score` from 0 to 1."""

    story: int
    headline: str
    path: str
    score: float


@dataclass
class Matches:
    """What is on file: authors and sources by name, topics, section, stories by address, offers."""

    authors: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    topics: dict = field(default_factory=dict)
    section: int | None = None
    stories: dict = field(default_factory=dict)
    offers: dict = field(default_factory=dict)

    def author(self, name):
        """`(primary key, name on file)` of the author credited, or None."""
        return self.authors.get(_folded(name))

    def source(self, name):
        """The source on file under this name or an alias of it, or None."""
        return self.sources.get(outlets.bare(name))


def find(reading, *, at=None):
    """Look up everything a reading names. A title only gets offers: the desk chooses."""
    titles, addresses = [], []
    for piece in reading.of("related"):
        titles += [link["title"] for link in piece.data["links"] if not link["address"]]
        addresses += [link["address"] for link in piece.data["links"] if link["address"]]
    return Matches(
        authors=_authors([name for name, _ in reading.credits]),
        sources=_sources([source.name for source in reading.sources]),
        topics=_topics(reading.value("topics")),
        section=_section(reading.value("section")),
        stories={address: story_at(address, at=at) for address in addresses},
        offers=offers([title for title in titles if title], at=at),
    )


def known_sources():
    """Every name and alias of the sources on file, for `read`."""
    return [
        *Source.objects.values_list("name", flat=True),
        *SourceAlias.objects.values_list("name", flat=True),
    ]


def story_at(address, *, at=None):
    """The live story of this paper that an address leads to, or None."""
    path = path_here(address)
    if path is None:
        return None
    paths = {path, path.rstrip("/") + "/", path.rstrip("/") or "/"}
    live = Edition.objects.live(at or timezone.now()).filter(article__addresses__path__in=paths)
    return live.values_list("article_id", flat=True).first()


def path_here(address):
    """The path of an address on this site, or None for one elsewhere."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if host is None:
        return parts.path if address.startswith("/") and not address.startswith("//") else None
    ours = {urlsplit(settings.NEWSROOM_SITE_URL).hostname, *settings.ALLOWED_HOSTS} - {"*"}
    return (parts.path or "/") if host in ours else None


def offers(titles, *, at=None):
    """For each title the live stories whose headlines are most like it, best first."""
    if not titles:
        return {}
    newest = Edition.objects.live(at or timezone.now()).order_by("-listed_at", "-article_id")
    archive = [
        (story, headline, path, set(_words(headline)))
        for story, headline, path in newest.values_list("article_id", "headline", "path")[
            :ARCHIVE_DEPTH
        ]
    ]
    return {title: _most_like(title, archive) for title in titles}


def _most_like(title, archive):
    words, wanted = set(_words(title)), _trigrams(title)
    found = []
    for story, headline, path, said in archive:
        if words & said:
            score = _likeness(wanted, _trigrams(headline))
            if score >= LEAST_LIKE:
                found.append(Offer(story, headline, path, round(score, 2)))
    return sorted(found, key=lambda offer: (-offer.score, offer.story))[:OFFERS]


def _words(text):
    return _WORD.findall(text.casefold())


def _trigrams(text):
    """Three letters at a time, word by word: a typo or a changed order costs little."""
    grams = set()
    for word in re.findall(r"\w+", text.casefold()):
        padded = f"  {word} "
        grams.update(padded[place : place + 3] for place in range(len(padded) - 2))
    return grams


def _likeness(wanted, offered):
    both = len(wanted) + len(offered)
    return 2 * len(wanted & offered) / both if both else 0


def _folded(name):
    return " ".join(name.split()).casefold()


def _authors(names):
    wanted = {" ".join(name.split()).lower() for name in names}
    if not wanted:
        return {}
    rows = Author.objects.filter(_any_of(wanted, "name"))
    return {
        _folded(name): (pk, name)
        for pk, name in rows.order_by("-pk").values_list(Coalesce("merged_into", "pk"), "name")
    }


def _sources(names):
    wanted = {bare for name in names for bare in (outlets.bare(name), f"the {outlets.bare(name)}")}
    if not wanted:
        return {}
    found = {}
    aliases = SourceAlias.objects.filter(_any_of(wanted, "name")).order_by("-source_id")
    for alias in aliases.select_related("source"):
        found[outlets.bare(alias.name)] = alias.source
    for source in Source.objects.unmerged().filter(_any_of(wanted, "name")).order_by("-pk"):
        found[outlets.bare(source.name)] = source
    return found


def _any_of(names, column):
    """Rows with one of these names, whatever their capitals."""
    query = Q(pk=None)
    for name in sorted(names)[:200]:
        query |= Q(**{f"{column}__iexact": name})
    return query


def _topics(words):
    names = [name for part in re.split(r"[,;|]", words) if (name := part.strip().lstrip("#"))]
    found = {}
    for name in names[:30]:
        topic = Topic.objects.filter(Q(name__iexact=name) | Q(slug__iexact=name)).first()
        found[name] = (topic.merged_into_id or topic.pk) if topic else None
    return found


def _section(words):
    if not words:
        return None
    named = Section.objects.filter(Q(name__iexact=words) | Q(slug__iexact=words))
    return named.values_list("pk", flat=True).first()
