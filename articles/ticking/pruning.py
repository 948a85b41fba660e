"""Forgetting what nobody will ask for again."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from articles import autosaves, presences, purging
from articles.models import Alarm, Notice, Ping, Purge
from authors import signins

ALARMS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=90)
PINGS_KEPT = timedelta(days=7)


def look(this):
    for what, prune in PRUNED.items():
        with this.item(what, about=what):
            this.done["forgotten"] += prune(this.at)


def _alarms(at):
    return Alarm.objects.filter(cleared_at__lte=at - ALARMS_KEPT).delete()[0]


def _notices(at):
    return Notice.objects.filter(seen_at__lte=at - NOTICES_KEPT).delete()[0]


def _pings(at):
    return Ping.objects.filter(due_at__lte=at - PINGS_KEPT).delete()[0]


def _purges(at):
    """Those that every process has read, or will not read on from; what lies ahead stays."""
    old = Purge.objects.filter(made_at__lte=at - purging.KEPT)
    return old.exclude(due_at__gt=at - purging.KEPT).delete()[0]


def _sessions(at):
    return Session.objects.filter(expire_date__lte=at).delete()[0]


PRUNED = {
    "unsaved forms": autosaves.prune,
    "open windows": presences.prune,
    "cleared alarms": _alarms,
    "seen notices": _notices,
    "pings": _pings,
    "purges": _purges,
    "sessions": _sessions,
    "sign-ins": signins.prune,
}
