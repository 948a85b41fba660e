"""What one shift leaves to the next."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from authors.models import Desk


class ShiftNote(models.Model):
    """A few lines for whoever comes next, of one desk or of all."""

    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="shift_notes"
    )
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="shift_notes"
    )
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="shift_notes_seen"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text[:60]
