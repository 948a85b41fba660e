"""Whether a video that stories show still plays where it came from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class VideoHealth(models.Model):
    """What a provider last said of one video, however many stories show it."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("Not looked at yet")
        PLAYS = "plays", _("Plays")
        REFUSED = "refused", _("Embedding refused")
        GONE = "gone", _("Removed")
        SILENT = "silent", _("No answer")

    provider = models.CharField(max_length=20)
    embed_id = models.CharField(max_length=120)
    embed_hash = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNKNOWN)
    since = models.DateTimeField(null=True, blank=True, help_text=_("When it came to be so."))
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(db_index=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text=_("In a row, without answer."))
    title = models.CharField(max_length=300, blank=True, help_text=_("As the provider has it."))
    author = models.CharField(max_length=200, blank=True)
    poster = models.ForeignKey(
        "articles.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    link_only_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when readers get a link instead of the player.")
    )
    link_only_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("video’s health")
        verbose_name_plural = _("videos’ health")
        constraints = [
            models.UniqueConstraint(fields=["provider", "embed_id"], name="video_health_once"),
        ]

    def __str__(self):
        return f"{self.provider} {self.embed_id}: {self.get_state_display()}"
