"""What the desk says to itself about a story. Readers never see it."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Note(models.Model):
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="notes"
    )
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "desk note"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:60]
