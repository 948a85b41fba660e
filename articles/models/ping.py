"""What the tick tells others of: a feed that changed, an address that changed, a publication."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Ping(models.Model):
    """One message to a hub, search engines or a chat, until it was taken or given up."""

    class Kind(models.TextChoices):
        WEBSUB = "websub", _("WebSub")
        INDEXNOW = "indexnow", _("IndexNow")
        CHAT = "chat", _("Chat")

    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=500)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address", "due_at"], name="ping_is_noted_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.address}"
