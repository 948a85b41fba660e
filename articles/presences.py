"""Who has a story open: each open form says so every few seconds, and says when it closes."""

from datetime import datetime, timedelta

from articles.models import Presence

#: How long a form that says nothing any more counts as open.
GONE_AFTER = timedelta(seconds=60)


def arrive(article, *, person, edit_session, place: str, at: datetime) -> None:
    """Note that a person has the story open in one window, and where in it they are."""
    window = Presence.objects.filter(person=person, edit_session=edit_session)
    if window.update(article=article, place=place, seen_at=at):
        return
    Presence.objects.bulk_create(
        [
            Presence(
                article=article, person=person, edit_session=edit_session, place=place, seen_at=at
            )
        ],
        update_conflicts=True,
        unique_fields=["person", "edit_session"],
        update_fields=["article", "place", "seen_at"],
    )


def leave(*, person, edit_session, at: datetime) -> None:
    """Note that a window was closed; one that counts as closed already is left to `prune`."""
    windows = Presence.objects.filter(person=person, edit_session=edit_session)
    windows.filter(seen_at__gt=at - GONE_AFTER).delete()


def others(article, *, person, edit_session, at: datetime) -> list[Presence]:
    """Who else has the story open: own other windows first, then each person once."""
    open_now = (
        Presence.objects.filter(article=article, seen_at__gt=at - GONE_AFTER)
        .exclude(person=person, edit_session=edit_session)
        .select_related("person")
        .order_by("seen_at", "pk")
    )
    own = [window for window in open_now if window.person_id == person.pk]
    newest = {window.person_id: window for window in open_now if window.person_id != person.pk}
    return [*own, *sorted(newest.values(), key=lambda window: window.pk)]


def is_open(*, person, edit_session, at: datetime) -> bool:
    """Whether this window of the person still says that it is open."""
    windows = Presence.objects.filter(person=person, edit_session=edit_session)
    return windows.filter(seen_at__gt=at - GONE_AFTER).exists()


def prune(at: datetime) -> int:
    """Forget the windows that are gone."""
    return Presence.objects.filter(seen_at__lte=at - GONE_AFTER).delete()[0]
