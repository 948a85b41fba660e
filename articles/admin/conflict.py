"""Two versions meet in one save: what only one side touched is kept from both, and for the
rest both texts stand side by side with a choice for each place."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import merging, revisions
from articles.admin.fields import name_of
from articles.merging.words import capital

CHOICES = frozenset({"mine", "theirs", "both"})
#: The input that says for which versions the choices of a page were shown.
CHOSEN_FOR = "chosen_for"
#: Places that a sentence names; more are counted.
MOST_NAMED = 5


# What the page asks ---------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One place that both sides touched."""

    name: str
    words: str
    mine: str
    theirs: str
    joins: bool
    chosen: str = ""


@dataclass(frozen=True)
class Side:
    """One version that a text goes into, and the places where the two touch."""

    title: str
    mine: str
    theirs: str
    places: list


@dataclass(frozen=True)
class Question:
    """What is to be chosen before a save; `bound_to` names the versions that are shown.

    `kept` holds the choices that were made and are not asked about any more.
    """

    heading: str
    sentence: str
    bound_to: str
    sides: list
    kept: dict = field(default_factory=dict)


def input_name(key, target=""):
    return f"choice-{target}/{key}" if target else f"choice-{key}"


def choices_in(data, bound_to, target=""):
    """{conflict key: choice} as a form sent it; none where other versions were shown."""
    if data.get(CHOSEN_FOR) != bound_to:
        return {}
    start = input_name("", target)
    sent = {name.removeprefix(start): data.get(name) for name in data if name.startswith(start)}
    return {key: choice for key, choice in sent.items() if choice in CHOICES}


def places_of(conflicts, choices, target=""):
    return [
        Place(
            name=input_name(conflict.key, target),
            words=capital(conflict.place.words),
            mine=conflict.mine,
            theirs=conflict.theirs,
            joins=conflict.joins,
            chosen=choices.get(conflict.key, ""),
        )
        for conflict in conflicts
    ]


# A text typed over an older version ---------------------------------------------------------


class Meeting:
    """What somebody typed over the version `begun` meets what is the newest by now.

    `data` is the posted form, whose choices count for the versions that they were shown
    for: the newest, or what `bound_to` names.
    """

    #: What the others did with the newest version.
    did = "saved"

    def __init__(self, typed, *, newest, begun, by, data, bound_to="", target=""):
        self.newest, self.by, self.target = newest, by, target
        self.bound_to = bound_to or str(newest.number)
        self.choices = choices_in(data, self.bound_to, target)
        merged = merging.merge(
            # Of a form that does not say what it began with, everything is to be chosen.
            revisions.upgrade(begun.document) if begun else revisions.blank(),
            typed,
            revisions.upgrade(newest.document),
        )
        self.touched = merged.conflicts
        self.merged = merging.resolve(merged, self.choices) if self.choices else merged
        self.people = self._people_since(begun)

    def _people_since(self, begun):
        """Who saved what the typed text does not know, each person once."""
        since = self.newest.article.revisions.filter(number__lte=self.newest.number)
        if begun:
            since = since.filter(number__gt=begun.number)
        since = since.select_related("by").defer("document").order_by("number")
        return list({version.by_id: version.by for version in since}.values())

    @property
    def is_open(self):
        """Whether a place is left to be chosen."""
        return bool(self.merged.conflicts)

    @property
    def is_own(self):
        """Whether the other text is the same person's, in another window."""
        return self.people == [self.by]

    @property
    def who(self):
        return in_words([name_of(person) for person in self.people if person != self.by])

    @property
    def error(self):
        """Why nothing is saved yet."""
        places = in_words([conflict.place.in_sentence for conflict in self.merged.conflicts])
        if self.is_own:
            return _(
                "Not saved: you changed %(places)s in another window, too. Choose, or join them."
            ) % {"places": places}
        return _("Not saved: you both changed %(places)s. Choose, or join them.") % {
            "places": places
        }

    @property
    def said(self):
        """What is said when both texts were kept; nothing where the other one brought nothing."""
        changed = self.merged.changed_by_theirs
        if not changed:
            return ""
        if self.is_own:
            return _(
                "You have this story open in another window. "
                "The newer text is there; both are kept."
            )
        places = in_words(_grouped(changed))
        return _("%(who)s changed %(places)s while you wrote. Both are kept.") % {
            "who": self.who,
            "places": places,
        }

    @property
    def question(self):
        """The page part: what was saved meanwhile, and a choice for each place."""
        heading = (
            _("You %(did)s %(version)s on %(at)s in another window")
            if self.is_own
            else _("%(who)s %(did)s %(version)s on %(at)s while you wrote")
        )
        at = timezone.localtime(self.newest.at)
        return Question(
            heading=heading
            % {
                "who": self.who,
                "did": self.did,
                "version": self.newest,
                "at": date_format(at, "j F Y, H:i:s"),
            },
            sentence=self._sentence,
            bound_to=self.bound_to,
            sides=[
                Side(
                    title="",
                    mine=_("Yours, as in the form"),
                    theirs=_("The other window’s")
                    if self.is_own
                    else _("%(who)s’s, %(did)s") % {"who": self.who, "did": self.did},
                    places=places_of(self.touched, self.choices, self.target),
                )
            ],
        )

    @property
    def _sentence(self):
        if self.touched:
            return _(
                "Your text stands in the form below, whole, and is not saved yet. What only one "
                "of the two changed is kept from both. Choose for each place that both changed."
            )
        return _("What was saved meanwhile touches nothing of yours: both are kept when you save.")


# Words ----------------------------------------------------------------------------------------


def in_words(parts):
    """“a, b and c”; beyond a few the rest is counted."""
    parts = list(dict.fromkeys(parts))
    if len(parts) > MOST_NAMED:
        rest = len(parts) - MOST_NAMED + 1
        parts = [
            *parts[: MOST_NAMED - 1],
            ngettext("%(count)s more place", "%(count)s more places", rest) % {"count": rest},
        ]
    if len(parts) < 2:
        return "".join(parts)
    return _("%(all_but_last)s and %(last)s") % {
        "all_but_last": ", ".join(parts[:-1]),
        "last": parts[-1],
    }


def _grouped(places):
    """The places as a sentence names them, all paragraphs in one: “paragraphs 3 and 4”."""
    numbers = [str(place.paragraph) for place in places if place.paragraph]
    if len(numbers) < 2:
        return [place.in_sentence for place in places]
    others = [place.in_sentence for place in places if not place.paragraph]
    return [_("paragraphs %(numbers)s") % {"numbers": in_words(numbers)}, *others]
