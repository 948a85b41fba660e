"""The front as a person arranged it: one draft, and the launched fronts with their windows."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Windowed, WindowedQuerySet


class FrontDraft(models.Model):
    """The arrangement that somebody is working on; there is one, and readers never see it."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    slots = models.JSONField(default=list, help_text=_("As in FrontEdition."))
    version = models.PositiveIntegerField(
        default=0, help_text=_("Goes up with each save, so that two people notice each other.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="front_draft_is_one"),
        ]

    def __str__(self):
        return f"Front, draft {self.version}"


class FrontEdition(Windowed):
    """A front as it is put before readers, from one launch until the next.

    `slots` is a list of {"place", "article", "kicker", "headline", "until"}: the place it
    takes, the story's key, words of its own ("" for the story's), and the moment in ISO 8601
    from which the place is filled by itself again (None: until the next launch).
    """

    slots = models.JSONField(default=list)
    launched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    launched_at = models.DateTimeField(default=timezone.now)
    restored_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = WindowedQuerySet.as_manager()

    class Meta(Windowed.Meta):
        ordering = ["-live_from"]
        constraints = [
            *Windowed.Meta.constraints,
            models.UniqueConstraint(fields=["live_from"], name="front_edition_starts_once"),
        ]

    def __str__(self):
        return f"Front of {self.live_from:%Y-%m-%d %H:%M}"
