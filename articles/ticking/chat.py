"""Alarms to a chat: that there is one, of which kind and about which story, and nothing else.

What is published is told by `articles.ticking.pings`, through `post`.

Off unless NEWSROOM_CHAT_WEBHOOK names the chat. What an alarm says may quote a draft, and the
chat is read by whom the desk does not know: so it gets the name of the kind, the slugline of
a story whose line everybody on the desk sees, and the way to the desk.
"""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import outgoing
from articles.models import Alarm, Article
from articles.outside import whole
from articles.ticking.alone import alone

Kind = Alarm.Kind
#: Lines of one message; a tick sends one message.
AT_ONCE = 20
#: What nobody took for a day is no news.
GIVE_UP = timedelta(days=1)
#: So long in vain, and the desk is told.
SILENCE = timedelta(minutes=5)


def look(this):
    """Tell the chat what it was not told yet, and keep an alarm while it takes nothing."""
    if not settings.NEWSROOM_CHAT_WEBHOOK:
        return
    refusal = ""
    with alone("newsroom chat") as is_alone:
        if is_alone:
            with this.item("alarms", about=_("Chat")):
                refusal = _tell(this)
    _alarm(this, refusal)


def waiting(at):
    """Alarms that stand, that the chat was not told of, and that it may know of."""
    standing = Alarm.objects.filter(cleared_at=None, told_chat_at=None, raised_at__lte=at)
    told = standing.filter(raised_at__gt=at - GIVE_UP).exclude(article__in=_hidden(at))
    # What the publisher is asked is the publisher's; that the chat is away is no news to it.
    return told.exclude(kind=Kind.ASKED).exclude(key__startswith="trouble:chat:")


def _hidden(at):
    """Stories that do not exist for everybody, or may not be spoken of."""
    hidden = Q(kept_ready=True) | Q(restricted_to__isnull=False)
    hidden |= Q(embargo_until__gt=at) | Q(killed_at__isnull=False)
    return Article.objects.filter(hidden).values("pk")


def _tell(this) -> str:
    """One message of what waits; why it was not taken, or nothing."""
    found = list(waiting(this.at).select_related("article").order_by("raised_at", "pk")[:AT_ONCE])
    if not found:
        return ""
    refusal = _sent("\n".join(map(_line, found)))
    if not refusal:
        Alarm.objects.filter(pk__in=[alarm.pk for alarm in found]).update(told_chat_at=this.at)
        this.done["alarms told to the chat"] += len(found)
    return refusal


def _sent(text):
    try:
        answer = post(text)
    except outgoing.NoAnswer as error:
        return str(error)
    if 200 <= answer.status < 300:
        return ""
    host = urlsplit(settings.NEWSROOM_CHAT_WEBHOOK).netloc
    return _("%(host)s answers %(status)s") % {"host": host, "status": answer.status}


def post(text) -> outgoing.Answer:
    """Say something in the chat; raises NoAnswer."""
    webhook = settings.NEWSROOM_CHAT_WEBHOOK
    content = json.dumps({"text": text}).encode()
    return outgoing.tell(webhook, content, "application/json", hosts={urlsplit(webhook).netloc})


def harmless(text) -> str:
    """Words that cannot call the whole channel."""
    for sign, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, safe)
    return text


def _line(alarm):
    """“Did not go out: FERRY https://…”."""
    kind = alarm.get_kind_display()
    if alarm.article:
        about = harmless(alarm.article.slugline)
        return f"{kind}: {about} {whole(alarm.article.get_desk_url())}"
    page = "admin:video_desk" if alarm.kind == Kind.VIDEO else "admin:index"
    return f"{kind}: {whole(reverse(page))}"


def _alarm(this, refusal):
    """One alarm while the chat takes nothing, until it does."""
    if not waiting(this.at).filter(raised_at__lte=this.at - SILENCE).exists():
        return
    key = f"trouble:{this.job}:not taken"
    this.failed.add(key)  # so that it stands as long as this is so
    if refusal:
        words = _("The chat does not take alarms (%(reason)s). Look at NEWSROOM_CHAT_WEBHOOK.")
        this.raise_alarm(Kind.TROUBLE, key, words % {"reason": refusal})
