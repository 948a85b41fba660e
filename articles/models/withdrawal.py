"""The instant at which a story leaves the site; it may lie ahead."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Withdrawal(models.Model):
    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TAKE_DOWN = "take_down", _("Taken down at the time set")
        KILLED = "killed", _("Killed")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="withdrawals"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WITHDRAWN)
    notice = models.CharField(
        max_length=300, blank=True, help_text=_("Readers see it at the story’s address.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "at"], name="withdrawal_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
