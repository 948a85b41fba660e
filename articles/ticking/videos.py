"""Videos that stories show: whether they still play where they came from, and their posters."""

import time

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import posters, purging, videos
from articles.models import Alarm, Article, VideoHealth
from articles.ticking.alone import alone

#: A tick asks for no more than these and for no longer than this: the next one goes on.
AT_ONCE = 20
SECONDS = 20
State = VideoHealth.State


def look(this):
    """Ask what is due, and keep an alarm for each video that readers miss, or will."""
    with alone("newsroom videos") as is_alone:
        if is_alone:
            with this.item("new", about=_("Videos")):
                videos.notice_new(this.at)
            if settings.NEWSROOM_ASKS_PROVIDERS:
                _ask_due(this)
    _alarm(this)


def _ask_due(this):
    due = list(videos.due(this.at)[:AT_ONCE])
    shown = videos.uses(map(videos.key_of, due), this.at)
    hidden = _hidden({pk for stories in shown.values() for pk in stories})
    ends = time.monotonic() + SECONDS
    for health in due:
        stories = shown[videos.key_of(health)]
        if not stories:
            # In no story now; one that comes back finds what is known.
            VideoHealth.objects.filter(pk=health.pk).update(next_check_at=this.at + videos.EVERY)
        elif time.monotonic() < ends:
            with this.item(health.pk, about=str(health)):
                _ask(this, health, takes_poster=_may_be_known(stories, hidden))


def _may_be_known(stories, hidden):
    """Whether the library, which is everybody's, may show the video: not of hidden drafts alone."""
    return any(pk not in hidden or pk in videos.public(stories) for pk in stories)


def _ask(this, health, *, takes_poster):
    said = videos.ask(health)
    this.done["videos asked for"] += 1
    videos.keep(health, said, at=this.at)
    takes_poster = takes_poster and not health.poster_id
    if takes_poster and said and said.state == State.PLAYS and said.thumbnail:
        health.poster = posters.fetch(health, said.thumbnail, at=this.at)
        if health.poster:
            health.save(update_fields=["poster"])
            purging.videos_changed(f"video-{health.pk}")
            this.done["posters taken in"] += 1


# What the desk is told --------------------------------------------------------------


def _alarm(this):
    """An alarm a video; what only some people may know of is an alarm of that story's own."""
    troubled = list(videos.troubled())
    shown = videos.uses(map(videos.key_of, troubled), this.at)
    public = {key: videos.public(stories) for key, stories in shown.items()}
    named = Article.objects.in_bulk({pk for stories in public.values() for pk in stories})
    hidden = _hidden(named)
    keys = set()
    for health in troubled:
        stories = public[videos.key_of(health)]
        with this.item(health.pk, about=str(health)):
            for article, told in _by_alarm(stories, hidden).items():
                key = f"video:{health.pk}" + (f":{article}" if article else "")
                keys.add(key)
                words = _words(health, told, named)
                this.raise_alarm(Alarm.Kind.VIDEO, key, words, article=hidden.get(article))
    this.clear_others(Alarm.Kind.VIDEO, keys)


def _hidden(named):
    """Those of these stories that do not exist for everybody on the desk."""
    hidden = Q(kept_ready=True) | Q(restricted_to__isnull=False)
    return Article.objects.filter(hidden, pk__in=named).distinct().in_bulk()


def _by_alarm(stories, hidden):
    """A video's stories by the alarm that names them: None for everybody's, else a hidden one's."""
    by_alarm = {}
    for article, places in stories.items():
        key = article if article in hidden else None
        by_alarm.setdefault(key, {})[article] = places
    return by_alarm


def _words(health, stories, named):
    """“Video gone: STADIUM (4 stories)”, by the story that readers have first."""
    first = videos.ordered(stories, named)[0]
    count = len(stories)
    words = (
        ngettext(
            "Video gone: %(slugline)s (%(count)s story)",
            "Video gone: %(slugline)s (%(count)s stories)",
            count,
        )
        if health.state == State.GONE
        else ngettext(
            "Video refused: %(slugline)s (%(count)s story)",
            "Video refused: %(slugline)s (%(count)s stories)",
            count,
        )
    )
    return words % {"slugline": first.slugline, "count": count}
