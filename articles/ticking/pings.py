"""Telling others what began or left: the hub of the feeds, search engines by IndexNow, a chat.

Off unless a setting names them. What changed is read from the windows of editions, so that
nothing has to remember to send; a ping is noted once, by the moment of its change.
"""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse

from articles import outgoing
from articles.feeds import FORMATS
from articles.models import Alarm, Edition, EditionByline, EditionTopic, Ping
from articles.outside import whole
from articles.ticking import chat
from articles.ticking.alone import alone

Kind = Ping.Kind
#: So far back a first look goes; a tick that was away catches up with a day at most.
FIRST_LOOK, LONGEST_AWAY = timedelta(minutes=10), timedelta(days=1)
#: A change that another process was still writing at the last look is found by the next.
OVERLAP = timedelta(minutes=10)
GIVE_UP = timedelta(days=1)
#: How many addresses go out in one message, and for how long a tick sends.
AT_ONCE = {Kind.WEBSUB: 50, Kind.INDEXNOW: 10_000, Kind.CHAT: chat.AT_ONCE}
SECONDS = 20


def look(this):
    """Note what changed since the last look, send what waits, keep an alarm of what failed."""
    kinds = in_use()
    if not kinds:
        return
    with alone("newsroom pings") as is_alone:
        if is_alone:
            for kind in kinds:
                with this.item(kind.value, about=kind.label):
                    note(kind, this.at)
                    _send_due(this, kind)
    _alarm(this, kinds)


def in_use() -> list:
    used = {
        Kind.WEBSUB: settings.NEWSROOM_WEBSUB_HUB,
        Kind.INDEXNOW: settings.NEWSROOM_INDEXNOW_KEY and settings.NEWSROOM_INDEXNOW_HOST,
        Kind.CHAT: settings.NEWSROOM_CHAT_WEBHOOK,
    }
    return [kind for kind, setting in used.items() if setting]


# What changed -----------------------------------------------------------------------


def note(kind, at) -> None:
    """Note a ping for each address that changed since the newest one that is known."""
    newest = Ping.objects.filter(kind=kind, due_at__lte=at).order_by("-due_at").first()
    since = max(newest.due_at - OVERLAP if newest else at - FIRST_LOOK, at - LONGEST_AWAY)
    pings = [
        Ping(kind=kind, address=address, due_at=moment)
        for edition, moment in _changes(since, at)
        for address in _ADDRESSES[kind](edition, moment)
    ]
    Ping.objects.bulk_create(pings, ignore_conflicts=True, batch_size=500)


def _changes(since, at) -> Iterator[tuple[Edition, object]]:
    """Each edition that began or ended in this time, with the moment at which it did."""
    began = Q(live_from__gt=since, live_from__lte=at)
    ended = Q(live_until__gt=since, live_until__lte=at)
    editions = Edition.objects.filter(began | ended).select_related("section")
    editions = editions.defer("document", "body_html", "search_text").order_by("pk")
    for edition in editions.iterator(chunk_size=200):
        for moment in (edition.live_from, edition.live_until):
            if moment and since < moment <= at:
                yield edition, moment


def _feeds(edition, moment):
    """Every feed that has the edition, or had it; of one that was undone nothing is known."""
    folders = ["/", edition.section.get_absolute_url()]
    if edition.undone_at is None:
        authors = EditionByline.objects.filter(edition=edition).values_list("author__slug")
        topics = EditionTopic.objects.filter(edition=edition).values_list("topic__slug")
        folders += [reverse("authors:detail", args=slug) for slug in authors]
        folders += [f"/topics/{slug}/" for (slug,) in topics]
    return {whole(f"{folder}feeds/{name}") for folder in folders for name in FORMATS}


def _page(edition, moment):
    return {edition.path} - ({edition.path} if _is_kept_from_engines(edition) else set())


def _is_kept_from_engines(edition):
    return edition.noindex or edition.undone_at is not None


def _publication(edition, moment):
    """A page that begins to say something else; a fix is told to nobody."""
    is_news = moment == edition.live_from and edition.change != Edition.Change.FIX
    return {edition.path} if is_news and edition.undone_at is None else set()


_ADDRESSES = {Kind.WEBSUB: _feeds, Kind.INDEXNOW: _page, Kind.CHAT: _publication}


# Sending ------------------------------------------------------------------------------


def _send_due(this, kind):
    """Send what waits, message by message, as long as it is taken and there is time."""
    waiting = _waiting(kind, this.at)
    addresses = iter(list(dict.fromkeys(ping.address for ping in waiting)))
    ends = time.monotonic() + SECONDS
    while (some := list(islice(addresses, AT_ONCE[kind]))) and time.monotonic() < ends:
        pings = Ping.objects.filter(pk__in=[p.pk for p in waiting if p.address in set(some)])
        if not _send(this, kind, some, pings):
            break
    given_up = Ping.objects.filter(kind=kind, taken_at=None, given_up_at=None)
    given_up.filter(due_at__lte=this.at - GIVE_UP).update(given_up_at=this.at)


def _waiting(kind, at):
    """What nobody took yet and is to be tried now: after 1 minute, 2, 4 and so on."""
    waiting = Ping.objects.filter(
        kind=kind, taken_at=None, given_up_at=None, due_at__lte=at, due_at__gt=at - GIVE_UP
    )
    return [p for p in waiting if at >= p.due_at + timedelta(minutes=2**p.tries - 1)]


def _send(this, kind, addresses, pings) -> bool:
    """One message; whether it was taken."""
    try:
        answer = _SENT[kind](addresses, this.at)
        said, is_taken = (f"{answer.status}", 200 <= answer.status < 300) if answer else ("", True)
    except outgoing.NoAnswer as error:
        said, is_taken = str(error)[:200], False
    taken_at = this.at if is_taken else None
    pings.update(tries=F("tries") + 1, answer=said, taken_at=taken_at)
    this.done["pings taken" if is_taken else "pings refused"] += 1
    return is_taken


def _to_hub(addresses, at):
    hub = settings.NEWSROOM_WEBSUB_HUB
    message = [("hub.mode", "publish"), *(("hub.url", address) for address in addresses)]
    kind = "application/x-www-form-urlencoded"
    return outgoing.tell(hub, urlencode(message).encode(), kind, hosts={urlsplit(hub).netloc})


def _to_engines(paths, at):
    """None where none of the addresses may be told any more."""
    paths = public(paths, at)
    if not paths:
        return None
    host, key = settings.NEWSROOM_INDEXNOW_HOST, settings.NEWSROOM_INDEXNOW_KEY
    message = {
        "host": urlsplit(settings.NEWSROOM_SITE_URL).netloc,
        "key": key,
        "keyLocation": whole(reverse("articles:indexnow_key", args=[key])),
        "urlList": [whole(path) for path in paths],
    }
    kind = "application/json; charset=utf-8"
    content = json.dumps(message).encode()
    return outgoing.tell(f"https://{host}/indexnow", content, kind, hosts={host})


def _to_chat(paths, at):
    """None where readers have none of these any more."""
    live = Edition.objects.live(at).filter(path__in=paths).order_by("live_from", "pk")
    lines = [
        f"{edition.get_change_display()}: {chat.harmless(edition.headline)} {whole(edition.path)}"
        for edition in live
    ]
    return chat.post("\n".join(lines)) if lines else None


_SENT = {Kind.WEBSUB: _to_hub, Kind.INDEXNOW: _to_engines, Kind.CHAT: _to_chat}


def public(paths, at) -> list[str]:
    """Those of these paths that readers have or had, and that nothing keeps from engines now."""
    named = Edition.objects.filter(path__in=paths, live_from__lte=at)
    known = named.filter(undone_at=None, noindex=False).values_list("path", flat=True)
    hidden = named.live(at).filter(noindex=True).values_list("path", flat=True)
    told = set(known) - set(hidden)
    return [path for path in paths if path in told]


# What the desk is told ----------------------------------------------------------------


def _alarm(this, kinds):
    """One alarm for a host that took nothing for a day, until it takes something again."""
    for kind in kinds:
        pings = Ping.objects.filter(kind=kind)
        lost = pings.filter(given_up_at__isnull=False).order_by("-given_up_at").first()
        taken = pings.filter(taken_at__isnull=False).order_by("-taken_at").first()
        if lost and (taken is None or taken.taken_at < lost.given_up_at):
            key = f"trouble:{this.job}:{kind.value} given up"
            this.failed.add(key)  # so that it stands as long as this is so
            said = f" ({lost.answer})" if lost.answer else ""
            words = f"{kind.label}: nothing was taken for a day{said}. Look at the settings."
            this.raise_alarm(Alarm.Kind.TROUBLE, key, words)
