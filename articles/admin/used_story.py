"""Where one story is used by others: links, follow-ups, translations, the head of the front."""

from dataclasses import dataclass
from itertools import product

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.admin.states import lines_for, readers_have_newest, state_of
from articles.admin.used import texts_of
from articles.models import Article, FrontLead, RelatedLink

#: More than anybody reads in a panel.
MOST = 50
#: Stories of the desk that link to one in their text; the newest are looked for first.
MOST_LINKING = 500


@dataclass(frozen=True)
class StoryUse:
    """One story that uses another: as what, and where it stands itself."""

    story: Article
    state: str
    ways: list[str]


def used_in(person, story, at):
    """The uses of a story that exist for this person, with the addresses it has or had.

    By what the working copies say. What the text of a story says that is not public is told
    to those alone who may read it.
    """
    linking = _linking_in_prose(story)
    ways = _ways(story, linking[:MOST_LINKING])
    stories = lines_for(person, at).filter(pk__in=set(ways) - {story.pk})
    stories = list(stories.defer("body", "editors_note").order_by("-modified_at", "-pk"))
    read = set(texts_of(person).filter(pk__in=ways).values_list("pk", flat=True))
    known = [each for each in stories if each.pk in read or readers_have_newest(each)]
    return {
        "stories": [StoryUse(each, state_of(each), ways[each.pk]) for each in known[:MOST]],
        "more": max(0, len(known) - MOST),
        "looked_for": MOST_LINKING if len(linking) > MOST_LINKING else None,
        "lead": FrontLead.objects.filter(article=story).first(),
        "addresses": _addresses(story),
    }


def _ways(story, linking_in_prose):
    """Story → as what it uses this one."""
    linking = RelatedLink.objects.filter(story=story)
    ways = {}
    for words, pks in (
        (_("links to it beside the text"), linking.values_list("block__article", flat=True)),
        (_("links to it in the text"), linking_in_prose),
        (_("follow-up"), story.follow_ups.values_list("pk", flat=True)),
        (_("translation"), story.translations.values_list("pk", flat=True)),
    ):
        for pk in dict.fromkeys(pks):
            ways.setdefault(pk, []).append(words)
    return ways


def _linking_in_prose(story):
    """Stories whose text names an address of this one, the newest and one more than are told of.

    None was written before there was an address.
    """
    paths = list(story.addresses.values_list("path", flat=True))
    if not paths:
        return []
    names = Q()
    for path in paths:
        for site, end in product(("", settings.NEWSROOM_SITE_URL), '"?#'):
            names |= Q(body__contains=f'"{site}{path}{end}')
    later = Article.objects.filter(modified_at__gte=story.created_at)
    found = later.filter(names).order_by("-pk").values_list("pk", flat=True)
    return list(found[: MOST_LINKING + 1])


def _addresses(story):
    """Each path of the story, and whether it is the one where readers have it."""
    paths = list(story.addresses.order_by("-pk").values_list("path", flat=True))
    paths.sort(key=lambda path: path != story.live_path)
    return [(path, path == story.live_path) for path in paths]
