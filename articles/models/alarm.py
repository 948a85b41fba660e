"""What the desk must know without having asked: raised and cleared by the tick."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Alarm(models.Model):
    """Something is wrong, or soon will be. At most one stands of each key."""

    class Kind(models.TextChoices):
        DUE = "due", _("Would not pass the checks when it goes out")
        HELD = "held", _("Did not go out")
        SECOND_READ = "second_read", _("Nobody else has read it")
        RIGHTS = "rights", _("Rights in a picture end")
        ASKED = "asked", _("The publisher is asked")
        BEHIND = "behind", _("An edit is not live")
        VIDEO = "video", _("A video does not play")
        LOOK_AGAIN = "look_again", _("A story kept ready is to be looked at again")
        TROUBLE = "trouble", _("Something failed")

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=120, help_text=_("The same matter has the same key."))
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="alarms"
    )
    picture = models.ForeignKey(
        "articles.Picture", null=True, blank=True, on_delete=models.CASCADE, related_name="alarms"
    )
    words = models.CharField(max_length=500)
    raised_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    told_chat_at = models.DateTimeField(null=True, blank=True, help_text=_("The chat has it."))

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(cleared_at=None), name="alarm_stands_once"
            ),
        ]

    def __str__(self):
        return self.words


class Notice(models.Model):
    """A line for one person about one story; mail brings those not seen in a while."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="notices"
    )
    words = models.CharField(max_length=500, help_text=_("Never text of the story itself."))
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at"], name="notice_unseen")]

    def __str__(self):
        return self.words
