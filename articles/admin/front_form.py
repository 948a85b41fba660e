"""The form of the front: a row for each place, with a story found by typing."""

import re
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import front, rights
from articles.admin.fields import PlainTextField
from articles.admin.states import lines_for, state_of
from articles.admin.times import MomentField, day_words
from articles.admin.widgets import as_pk
from articles.models import Article, Edition
from articles.sanitising import clean_text
from articles.workflow.front import LONGEST_HEADLINE, LONGEST_KICKER
from newsroom.admin import LONGEST_SEARCH

#: As many stories as are offered at once.
MOST = 40
#: A search for more words finds nothing that these do not.
MOST_WORDS = 8
#: How a chosen story's name ends: with its key.
_KEY = re.compile(r"\((\d{1,18})\)\s*$")


# Stories to choose from --------------------------------------------------------------------


def offered(user, asked="", *, at, most=MOST):
    """Live and scheduled stories whose slugline or headline has all the words, newest first."""
    running = Edition.objects.listed().filter(is_killed=False)
    running = running.exclude(live_until__lte=at)
    if not rights.reads_all(user):  # what will go out is text that they may not read
        running = running.filter(live_from__lte=at)
    visible = Article.objects.visible_to(user).exclude(desk__is_practice=True)
    running = running.filter(article__in=visible.values("pk"))
    for word in clean_text(asked[:LONGEST_SEARCH]).split()[:MOST_WORDS]:
        named = running.filter(headline__icontains=word) | running.filter(
            article__slugline__icontains=word
        )
        running = named
    keys = running.order_by("-live_from", "-pk").values_list("article", flat=True)[: 2 * most]
    keys = list(dict.fromkeys(keys))[:most]
    stories = named_stories(user, keys, at)
    return [stories[key] for key in keys if key in stories]


def named_stories(user, keys, at):
    """Key → story with its state and headline, of those that exist for the person."""
    stories = lines_for(user, at).select_related("desk").defer("body", "editors_note")
    return stories.in_bulk(keys)


def name_of_story(story):
    """How a story is written into its field; the key at the end is what counts."""
    name = ": ".join(filter(None, [story.slugline, story.known_headline]))
    return f"{name} ({story.pk})"


def when_of_story(story, at):
    """Whether readers have it, or when they will."""
    if story.is_live or not story.scheduled_for:
        return state_of(story)
    return _("Goes out %(when)s") % {"when": day_words(story.scheduled_for, at)}


def story_named(user, text, at):
    """The story that somebody typed the name of; raises ValidationError, saying what to do."""
    key = _KEY.search(text)
    if key:
        story = named_stories(user, [int(key[1])], at).get(int(key[1]))
        if story is None:
            raise ValidationError(_("There is no such story. Choose one from the list."))
        return story
    found = offered(user, text, at=at, most=4)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(
            _("No live or scheduled story is called “%(text)s”. Choose one from the list.")
            % {"text": text}
        )
    raise ValidationError(
        _("Several stories are called that: %(names)s. Choose one from the list.")
        % {"names": "; ".join(name_of_story(story) for story in found)}
    )


class StoryInput(forms.TextInput):
    """A story's name, found by typing: the page holds the list of what is offered."""

    def __init__(self, attrs=None):
        # The browser's own memory of what was typed would hide the list.
        base = {
            "list": "offered-stories",
            "autocomplete": "off",
            "class": "front-story-input",
            "placeholder": gettext_lazy("Choose a story"),
        }
        super().__init__(base | (attrs or {}))


# The places --------------------------------------------------------------------------------

PARTS = {
    "lead": gettext_lazy("Lead"),
    "beside": gettext_lazy("Beside the lead"),
    "tile": gettext_lazy("Row below"),
    "opinion": gettext_lazy("Opinion"),
    "river": gettext_lazy("First in a section"),
}


def label_of(place, sections=()):
    """What the desk calls a place."""
    part, _dash, number = place.partition("-")
    if part == "river":
        names = {str(section.pk): section.name for section in sections}
        return _("First in %(section)s") % {"section": names.get(number, number)}
    return f"{PARTS[part]} {number}".strip()


class PlaceForm(forms.Form):
    """What a person chose for one place."""

    story = PlainTextField(
        label=gettext_lazy("Story"), required=False, max_length=400, widget=StoryInput
    )
    headline = PlainTextField(
        label=gettext_lazy("Headline of its own"), required=False, max_length=LONGEST_HEADLINE
    )
    kicker = PlainTextField(
        label=gettext_lazy("Kicker of its own"), required=False, max_length=LONGEST_KICKER
    )
    until = MomentField(label=gettext_lazy("Stands there until"), required=False)

    def __init__(self, data, *, place, label, user, at, slot, story):
        # `slot` is what the draft has there, `story` its story; for a person who may not know
        # of that story the place is as if nobody had chosen.
        self.place, self.label, self.slot = place, label, slot if story else None
        self.user, self.at, self.chosen = user, at, story
        initial = _initial(self.slot, story) if story else {}
        super().__init__(data, prefix=place, initial=initial, label_suffix="", auto_id="id_%s")

    def clean_story(self):
        typed = self.cleaned_data["story"]
        if self.chosen and typed == name_of_story(self.chosen):
            return self.chosen
        return story_named(self.user, typed, self.at) if typed else None

    def clean(self):
        said = super().clean()
        if "story" not in self.errors and said.get("story") is None and any(said.values()):
            self.add_error("story", _("Choose the story that this is for, or press Take off."))
        until = said.get("until")
        if until is not None and until <= self.at and until != self.initial.get("until"):
            self.add_error("until", _("This time has passed: choose a later one, or none."))
        return said

    @property
    def as_slot(self):
        """The choice as the front keeps it; None where nobody chose."""
        said = self.cleaned_data
        if not said["story"]:
            return None
        return {
            "place": self.place,
            "article": said["story"].pk,
            "kicker": said["kicker"],
            "headline": said["headline"],
            "until": said["until"].astimezone(UTC).isoformat() if said["until"] else None,
        }

    @property
    def has_words(self):
        """Whether more than a story was typed, so that it must not be folded away."""
        return any(self[name].value() for name in ("headline", "kicker", "until")) or any(
            name in self.errors for name in ("headline", "kicker", "until")
        )


def _initial(slot, story):
    until = slot["until"] and datetime.fromisoformat(slot["until"])
    return {
        "story": name_of_story(story),
        "headline": slot["headline"],
        "kicker": slot["kicker"],
        "until": until,
    }


class FrontForm:
    """All the places of the front, as one person may see and set them."""

    def __init__(self, user, slots, sections, *, at, data=None):
        self.data, self.at = data, at
        by_place = {slot["place"]: slot for slot in slots}
        stories = named_stories(user, {slot["article"] for slot in slots}, at)
        places = [*front.PLACES, *(front.river_of(section) for section in sections)]
        self.rows = [
            PlaceForm(
                data,
                place=place,
                label=label_of(place, sections),
                user=user,
                at=at,
                slot=by_place.get(place),
                story=stories.get(by_place[place]["article"]) if place in by_place else None,
            )
            for place in places
        ]
        self.errors = []

    def is_valid(self):
        faults = [row.errors for row in self.rows]  # each is looked at, for all are shown
        return not any(faults)

    def add_error(self, words):
        self.errors.append(words)

    @property
    def slots(self):
        return [slot for row in self.rows if (slot := row.as_slot)]

    @property
    def has_errors(self):
        return bool(self.errors) or any(row.errors for row in self.rows)


def moved(slots, place, by):
    """The slots with what stands at a place and at the one above or below it exchanged."""
    if place not in front.PLACES:
        return slots
    there = front.PLACES.index(place) + by
    if not 0 <= there < len(front.PLACES):
        return slots
    exchanged = {place: front.PLACES[there], front.PLACES[there]: place}
    return [{**slot, "place": exchanged.get(slot["place"], slot["place"])} for slot in slots]


def without(slots, place):
    return [slot for slot in slots if slot["place"] != place]


def posted_pk(text):
    """The key that a form sent; None for none."""
    return as_pk(text) if text else None
