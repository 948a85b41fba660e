"""Form fields of the desk: everything typed comes in through the sanitiser."""

from itertools import zip_longest

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import embeds, notices
from articles.admin.times import DayInput, MomentField, MomentInput
from articles.admin.widgets import LinksWidget, as_pk
from articles.registry import survivor
from articles.sanitising import clean_address, clean_text


class PlainTextField(forms.CharField):
    """Plain words: one line, or several where the widget is a text box."""

    def to_python(self, value):
        multiline = isinstance(self.widget, forms.Textarea)
        return clean_text(super().to_python(value), multiline=multiline)


class AddressField(forms.CharField):
    """A web address outward; anything a browser would take for something else is refused."""

    def to_python(self, value):
        return clean_address(super().to_python(value))


def https_lines(text):
    """Addresses, one a line; raises ValidationError naming the line that is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        if not line.startswith("https://"):
            words = gettext("Line %(number)d: an address here starts with https://.")
            raise ValidationError(words % {"number": number})
        try:
            clean_address(line)
        except ValidationError as fault:
            words = gettext("Line %(number)d: %(fault)s")
            raise ValidationError(words % {"number": number, "fault": fault.messages[0]}) from fault
    return "\n".join(lines)


#: For ModelAdmin.formfield_overrides: plain text and the browser's own picker of a moment
#: everywhere, special fields as Django has them.
PLAIN_TEXT = {
    models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
    models.DateField: {"widget": DayInput},
    models.CharField: {"form_class": PlainTextField},
    models.TextField: {"form_class": PlainTextField},
    models.SlugField: {},
    models.EmailField: {},
}


class LengthField(forms.IntegerField):
    """How long something plays: “3:25”, or its seconds."""

    widget = forms.TextInput

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        seconds = embeds.seconds_of(str(value))
        if seconds is None:
            raise ValidationError(gettext("Write how long it plays like 3:25, or as seconds."))
        return seconds

    def prepare_value(self, value):
        return embeds.playing_time(value) if isinstance(value, int) and value else value


class PickedChoiceField(forms.ModelChoiceField):
    """A choice whose chosen objects were fetched beforehand, for all rows in one query.

    `picked` maps primary keys to objects; what is not in it is looked up as usual. What was
    merged while the form was open is what it became.
    """

    picked = {}

    def to_python(self, value):
        known = self.picked.get(as_pk(value))
        return survivor(super().to_python(value) if known is None else known)


class SeveralChoicesField(forms.ModelMultipleChoiceField):
    """Several choices; what was merged while the form was open is what it became."""

    def clean(self, value):
        chosen = super().clean(value)
        if not any(getattr(each, "merged_into_id", None) for each in chosen):
            return chosen
        return self.queryset.filter(pk__in={survivor(each).pk for each in chosen})


class StoryField(PickedChoiceField):
    """A choice among the stories whose line the person may see."""

    def label_from_instance(self, story):
        return story_label(story)


def story_label(story):
    """How a story is named in choices: slugline, headline, and whether readers have it.

    The story comes from `lines_for`; one that the person may not see has a slugline alone.
    """
    parts = [story.slugline, getattr(story, "known_headline", "")]
    if getattr(story, "is_live", None) is not None:
        parts.append(gettext("live") if story.is_live else gettext("not live"))
    return " · ".join(part for part in parts if part)


def name_of(user):
    """A person's name as the desk says it."""
    return notices.name_of(user, nobody=gettext("somebody"))


#: What stands for a linked story that does not exist for this person.
UNSEEN_STORY = _("A story that you may not see")


class LinksField(forms.Field):
    """The links of one related block: `[{"title", "address", "story": pk or None}]`.

    `stories` holds the stories that may be chosen, by primary key; `kept` the primary keys
    that the block links to already, which stay even where the person may not see them.
    """

    widget = LinksWidget
    stories = {}
    kept = frozenset()

    def clean(self, value):
        links, faults = [], []
        for line in value or []:
            try:
                links.append(self._clean_link(line))
            except ValidationError as fault:
                faults.append(fault)
        if faults:
            raise ValidationError(faults)
        return links

    def _clean_link(self, line):
        title = clean_text(line["title"] or "")
        address = clean_address(line["address"] or "")
        story = self._clean_story(line["story"])
        if len(title) > 300:
            raise ValidationError(gettext("A link’s headline has 300 characters at most."))
        if story and address:
            raise ValidationError(
                gettext("“%(title)s” has a story and an address. Keep one of them.")
                % {"title": title or address}
            )
        return {"title": title, "address": address, "story": story}

    def _clean_story(self, given):
        if not given:
            return None
        pk = as_pk(given)
        if pk not in self.stories and pk not in self.kept:
            raise ValidationError(gettext("A linked story does not exist. Choose another."))
        return pk

    def has_changed(self, initial, data):
        return _comparable(initial) != _comparable(data)


def _comparable(links):
    return [
        (link["title"] or "", link["address"] or "", str(link["story"] or ""))
        for link in links or []
    ]


def posted_links(data, name):
    """The links that a form sent: repeated inputs, one set a line; empty lines do not count."""
    lines = zip_longest(*(data.getlist(f"{name}-{part}") for part in ("title", "address", "story")))
    return [
        {"title": title or "", "address": address or "", "story": story or None}
        for title, address, story in lines
        if (title or "").strip() or (address or "").strip() or story
    ]
