"""What the desk says to itself about a story. Readers never see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """A note on a story, on a paragraph of it, or an answer to another note.

    `outsider` names somebody without an account who wrote it, through a shared draft.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=4000)
    about = models.CharField(
        max_length=200, blank=True, help_text=_("First words of the paragraph that it is about.")
    )
    is_legal = models.BooleanField(
        default=False, help_text=_("For editors of the story and publishers alone.")
    )
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answered_by"
    )
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="notes_mentioned_in"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="notes"
    )
    outsider = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notes_resolved",
    )

    class Meta:
        verbose_name = _("desk note")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answers=None) | ~Q(answers=models.F("pk")), name="note_answers_another"
            ),
        ]

    def __str__(self):
        return self.text[:60]
