"""Where a source, topic, author or picture is used, as far as the person may see it."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles import registry, rights
from articles.admin.states import lines_for, state_of
from articles.models import Article

#: Where a story uses something, in words.
PLACE_NAMES = {
    registry.LIVE: _("live"),
    registry.SCHEDULED: _("scheduled"),
    registry.DRAFT: _("draft"),
}
#: More than anybody reads on one page.
MOST = 200


@dataclass(frozen=True)
class Use:
    """One story that uses the thing, and where: live, scheduled, draft."""

    story: Article
    state: str
    places: list[str]

    @property
    def where(self):
        """The story's state, and the places where that does not say it."""
        said = self.state.casefold() == self.in_words
        return self.state if said else f"{self.state}: {self.in_words}"

    @property
    def in_words(self):
        return ", ".join(str(PLACE_NAMES[place]) for place in self.places)


@dataclass(frozen=True)
class Uses:
    """Every use that the person may see: as a list, and counted."""

    all: list[Use]

    @property
    def counts(self):
        """“live 3, scheduled 1, draft 2”, without what there is none of."""
        counted = Counter(place for use in self.all for place in use.places)
        return ", ".join(
            f"{name} {counted[place]}" for place, name in PLACE_NAMES.items() if counted[place]
        )

    @property
    def shown(self):
        return self.all[:MOST]

    @property
    def more(self):
        return max(0, len(self.all) - MOST)


def uses_for(person, thing, at):
    """The uses in stories that exist for this person, live ones first.

    What a text says that is not public is told to those alone who may read it.
    """
    return known_uses(person, {thing: registry.uses_of(thing, at)}, at)[thing]


def known_uses(person, places, at):
    """The same of several things, in two queries: {thing: Uses} of {thing: {story: [places]}}."""
    used = {pk for stories in places.values() for pk in stories}
    lines = lines_for(person, at).filter(pk__in=used).defer("body", "editors_note")
    stories = {story.pk: story for story in lines}
    read = set(texts_of(person).filter(pk__in=used).values_list("pk", flat=True))
    return {thing: _known(there, stories, read) for thing, there in places.items()}


def _known(places, stories, read):
    uses = []
    for pk in places.keys() & stories.keys():
        known = [each for each in places[pk] if each == registry.LIVE or pk in read]
        if known:
            uses.append(Use(stories[pk], state_of(stories[pk]), known))
    return Uses(sorted(uses, key=_order))


def texts_of(person):
    """The stories whose text this person may read."""
    stories = Article.objects.visible_to(person)
    return stories if rights.reads_all(person) else stories.filter(rights.own(person))


def _order(use):
    return registry.PLACES.index(use.places[0]), use.story.slugline.casefold(), use.story.pk
