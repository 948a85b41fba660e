"""What narrows a search down: section, writer, topic, days, and which come first."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Edition, Section, Topic
from articles.sanitising import clean_text
from articles.search.words import LONGEST, folded
from authors.models import Author

#: When a paper may have published.
YEARS = range(1600, 2200)
#: Writers or topics of whom one is offered where a name fits several.
MOST_OFFERED = 8


@dataclass
class Narrowing:
    """How a search is narrowed, in keys for the index and in words for the reader."""

    values: dict = field(default_factory=dict)
    typed: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    words: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def relevant(self):
        return self.values.get("sort") == "relevant"

    def address(self, asked, without="", **more):
        """The address of this search, without one of its conditions or with another."""
        values = {"q": asked, **self.values, **more}
        return "?" + urlencode({k: v for k, v in values.items() if v and k != without})

    def removable(self, asked):
        """Each condition in words, with the address of the search without it."""
        return [(words, self.address(asked, without=name)) for name, words in self.words]


def read(query, at) -> Narrowing:
    """What the address asks for; what cannot be understood is left out, and said."""
    made = Narrowing()
    asked = {
        name: clean_text(query.get(name, "")[:LONGEST])
        for name in ("section", "author", "topic", "from", "to", "sort")
    }
    made.typed = asked
    if asked["section"]:
        _section(made, asked["section"])
    if asked["author"]:
        _register(made, "author", asked["author"], _authors(at), "writer")
    if asked["topic"]:
        _register(made, "topic", asked["topic"], _topics(at), "topic")
    _days(made, asked["from"], asked["to"])
    if asked["sort"] == "relevant":
        made.values["sort"] = "relevant"
    elif asked["sort"] not in ("", "newest"):
        made.problems.append((f"There is no order “{asked['sort']}”: newest first, then.", []))
    return made


def _section(made, slug):
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        made.problems.append((f"The paper has no section “{slug}”: every section, then.", []))
        return
    made.values["section"] = section.slug
    made.lists["section"] = section.pk
    made.words.append(("section", f"In {section.name}"))


def _authors(at):
    """Writers whom readers may know: those with a story in the lists."""
    return Author.objects.of(Edition.objects.live(at).listed())


def _topics(at):
    return Topic.objects.unmerged().of(Edition.objects.live(at).listed())


def _register(made, name, asked, known, noun):
    """Find the one writer or topic that is meant; offer them where the name fits several.

    One that was merged leads to the survivor, so that an old address narrows as it did.
    """
    fitting = list(known.filter(Q(slug=asked) | Q(name__icontains=asked))[: MOST_OFFERED + 1])
    exact = [row for row in fitting if row.slug == asked or folded(row.name) == folded(asked)]
    exact = exact or list(
        known.filter(Q(merged__slug=asked) | Q(merged__name__iexact=asked)).distinct()
    )
    one = (exact or fitting)[0] if exact or len(fitting) == 1 else None
    if one:
        made.values[name] = one.slug
        made.typed[name] = one.name
        made.lists[name] = one.pk
        words = f"By {one.name}" if name == "author" else f"About {one.name}"
        made.words.append((name, words))
    elif fitting:
        offered = [(row.name, {name: row.slug}) for row in fitting[:MOST_OFFERED]]
        made.problems.append((f"“{asked}” fits more than one {noun}:", offered))
    else:
        made.problems.append((f"The paper knows no {noun} “{asked}”: every {noun}, then.", []))


def _days(made, first, last):
    since, until = _day(made, first), _day(made, last)
    if since and until and since > until:
        since, until = until, since
        made.typed["from"], made.typed["to"] = since.isoformat(), until.isoformat()
    if since:
        made.since = _midnight(since)
        made.values["from"] = since.isoformat()
        made.words.append(("from", f"From {date_format(since, 'j F Y')}"))
    if until:
        made.until = _midnight(until + timedelta(days=1))
        made.values["to"] = until.isoformat()
        made.words.append(("to", f"Until {date_format(until, 'j F Y')}"))


def _day(made, typed):
    """The day that was typed as 2026-05-13; None, and a word about it, for what is no day."""
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        made.problems.append((f"“{typed}” is no day: write it like 2026-05-13.", []))
        return None
    return day


def _midnight(day):
    """When a day begins by the paper's clock."""
    return datetime.combine(day, time.min, timezone.get_current_timezone())
