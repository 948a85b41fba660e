"""What a reader says is wrong with a story."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReaderReport(models.Model):
    """One reader's word on one edition, for the desk."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="reader_reports"
    )
    edition = models.ForeignKey(
        "articles.Edition", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=2000)
    reply_to = models.EmailField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    sender = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        help_text=_("Keyed hash of the day and the network address: it counts, and names nobody."),
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["closed_at", "-at"], name="reader_report_open")]

    def __str__(self):
        return self.text[:60]
