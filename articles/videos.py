"""Videos as their providers have them: which stories show each, and whether it still plays.

What is known is kept in VideoHealth and changed by the tick alone, which asks a provider's
oEmbed address. A page that shows a video reads what is known; it asks nobody.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from articles import embeds, outgoing, purging
from articles.embeds import in_text
from articles.models import Article, Edition, Embed, VideoHealth
from articles.registry import DRAFT, LIVE, PLACES, SCHEDULED, these_videos
from articles.sanitising import clean_text

State = VideoHealth.State

#: Where each provider says what it has. What none is asked for is never said to be gone.
OEMBED = {
    "youtube": "https://www.youtube.com/oembed",
    "vimeo": "https://vimeo.com/api/oembed.json",
    "dailymotion": "https://www.dailymotion.com/services/oembed",
    "tiktok": "https://www.tiktok.com/oembed",
    "spotify": "https://open.spotify.com/oembed",
    "soundcloud": "https://soundcloud.com/oembed",
}
HOSTS = frozenset(address.split("/")[2] for address in OEMBED.values())
MOST_BYTES = 256 * 1024

EVERY = timedelta(hours=6)
#: A video that is said to be gone is asked for once more before anybody is told.
ONCE_MORE = timedelta(minutes=10)
#: After trouble on the way: soon again, and "no answer" from the third time on.
AGAIN = timedelta(minutes=30)
FAILURES = 3

#: What readers are shown as it is no longer: neither plays on the page.
TROUBLED = (State.GONE, State.REFUSED)
SAID = {401: State.REFUSED, 403: State.REFUSED, 404: State.GONE, 410: State.GONE}


# Where videos are shown -------------------------------------------------------------


def key_of(health) -> tuple[str, str]:
    return health.provider, health.embed_id


def uses(keys, at) -> dict[tuple[str, str], dict[int, list[str]]]:
    """For each video the stories that show it, and where: {video: {story: [places]}}.

    Two queries for any number of videos. Of everybody: whoever shows it keeps to the
    stories that the person may see.
    """
    keys = set(keys)
    found = {key: {} for key in keys}
    if not keys:
        return found
    settled = set()
    for article, starts, is_draft, shown in _published(keys, at):
        for key in shown & keys:
            place = LIVE if starts <= at else SCHEDULED
            found[key].setdefault(article, set()).add(place)
            if is_draft:  # the working copy is no other text than this
                settled.add((article, key))
    rows = Embed.objects.filter(these_videos(keys), article__killed_at=None)
    for article, *key in rows.values_list("article", "provider", "embed_id").distinct():
        if (article, tuple(key)) not in settled:
            found[tuple(key)].setdefault(article, set()).add(DRAFT)
    return {key: _in_order(stories) for key, stories in found.items()}


def _in_order(stories):
    return {pk: [place for place in PLACES if place in there] for pk, there in stories.items()}


_IS_DRAFT = Q(revision__number=F("article__version"))


def _published(keys, at):
    """(story, start, whether it is the working copy's text, videos) of editions that may show one.

    The working copy's rows name the story; where it has moved on from what readers get,
    the edition itself can say, if it has any embed at all.
    """
    unended = Q(live_until=None) | Q(live_until__gt=at)
    by_rows = Exists(Embed.objects.filter(these_videos(keys), article=OuterRef("article")))
    moved_on = ~_IS_DRAFT & Q(body_html__contains='data-block="embed"')
    editions = Edition.objects.filter(unended, by_rows | moved_on, is_killed=False)
    columns = ("article", "live_from", "revision__number", "article__version", "document")
    rows = editions.order_by("pk").values_list(*columns).iterator(chunk_size=200)
    for article, starts, number, version, document in rows:
        yield article, starts, number == version, in_text.shown_in(document)


def public(stories) -> dict[int, list[str]]:
    """Those of a video's stories whose readers have it, or will."""
    return {pk: places for pk, places in stories.items() if places != [DRAFT]}


# What is known of them --------------------------------------------------------------


def notice_new(at) -> int:
    """Begin to keep what is known of every video that a story has; how many are new.

    Of those too whose provider nobody asks: the desk may make any of them a link.
    """
    known = VideoHealth.objects.filter(provider=OuterRef("provider"), embed_id=OuterRef("embed_id"))
    rows = Embed.objects.exclude(provider="").filter(article__killed_at=None)
    rows = rows.filter(~Exists(known)).order_by("pk")
    new = {}
    for provider, embed_id, embed_hash in rows.values_list("provider", "embed_id", "embed_hash"):
        new.setdefault((provider, embed_id), embed_hash)
    VideoHealth.objects.bulk_create(
        (
            VideoHealth(
                provider=provider, embed_id=embed_id, embed_hash=embed_hash, next_check_at=at
            )
            for (provider, embed_id), embed_hash in new.items()
        ),
        ignore_conflicts=True,
    )
    if new:
        purging.videos_changed(purging.UNKNOWN_VIDEO)
    return len(new)


@dataclass(frozen=True)
class Said:
    """What a provider says of a video: whether it plays, and then what it is called."""

    state: str
    title: str = ""
    author: str = ""
    thumbnail: str = ""


def ask(health) -> Said | None:
    """Ask the provider of a video; None where there is no answer that says anything."""
    watch = embeds.watch_address(health.provider, health.embed_id, health.embed_hash)
    address = f"{OEMBED[health.provider]}?{urlencode({'format': 'json', 'url': watch})}"
    try:
        answer = outgoing.ask(address, hosts=HOSTS, most_bytes=MOST_BYTES)
    except outgoing.NoAnswer:
        return None
    if answer.status in SAID:
        return Said(SAID[answer.status])
    return _read(answer.content) if answer.status == 200 else None


def _read(content):
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    title, author, thumbnail = (
        told[name] if isinstance(told.get(name), str) else ""
        for name in ("title", "author_name", "thumbnail_url")
    )
    return Said(State.PLAYS, _fitted("title", title), _fitted("author", author), thumbnail)


def _fitted(name, text):
    return clean_text(text)[: VideoHealth._meta.get_field(name).max_length]


def keep(health, said: Said | None, *, at) -> bool:
    """Keep what came of asking; True when the video is another state than before.

    Nothing but an answer says that it is gone or refused, and it has to say so twice.
    """
    before = health.state
    if said is None:
        _keep_silence(health, at)
    elif said.state == State.PLAYS:
        health.title, health.author = said.title, said.author
        _keep_answer(health, State.PLAYS, at)
    elif said.state == before or _was_asked_once_more(health):
        _keep_answer(health, said.state, at)
    else:
        health.checked_at, health.next_check_at = at, at + ONCE_MORE
    health.save()
    if health.state != before:
        purging.videos_changed(f"video-{health.pk}")
    return health.state != before


def _keep_silence(health, at):
    health.failures += 1
    health.next_check_at = at + (AGAIN if health.failures < FAILURES else EVERY)
    # What is known of a video does not change because nobody can be reached.
    if health.failures >= FAILURES and health.state in (State.UNKNOWN, State.PLAYS):
        health.state, health.since = State.SILENT, at


def _keep_answer(health, state, at):
    if health.state != state:
        health.state, health.since = state, at
    health.failures = 0
    health.checked_at, health.next_check_at = at, at + EVERY


def _was_asked_once_more(health):
    """Whether the last answer, not long ago, was that the video does not play."""
    return health.checked_at is not None and health.next_check_at - health.checked_at == ONCE_MORE


def due(at):
    """Those whose time to be asked for has come, the longest overdue first."""
    return asked().filter(next_check_at__lte=at).order_by("next_check_at", "pk")


def asked():
    """Those whose provider can be asked."""
    return VideoHealth.objects.filter(provider__in=OEMBED)


def troubled():
    """Those that do not play where stories show them, the newest trouble first.

    One that is refused is none any more once the desk made it a link; one that is gone is.
    """
    found = VideoHealth.objects.filter(state__in=TROUBLED)
    settled = Q(state=State.REFUSED, link_only_at__isnull=False)
    return found.exclude(settled).order_by("-since", "-pk")


def link_only():
    """Those that the desk made a link, the newest first; a gone one is among the troubled."""
    found = VideoHealth.objects.filter(link_only_at__isnull=False).exclude(state=State.GONE)
    return found.select_related("link_only_by").order_by("-link_only_at", "-pk")


# Words ------------------------------------------------------------------------------


def what_happened(health) -> str:
    """“removed at YouTube”: as it stands beside a story's name."""
    provider = embeds.PROVIDERS[health.provider]
    words = {
        State.GONE: _("removed at %(provider)s"),
        State.REFUSED: _("embedding refused by %(provider)s"),
    }[health.state]
    return words % {"provider": provider}


def ordered(stories, named) -> list[Article]:
    """The stories of a video, live ones first; `named` are the rows by key, as far as known."""
    known = [named[pk] for pk in stories if pk in named]
    return sorted(known, key=lambda story: (LIVE not in stories[story.pk], _name(story)))


def _name(story):
    return story.slugline.casefold(), story.pk
