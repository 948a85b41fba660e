"""Who has a story open now, in which window and where in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """One open form; a browser that has not said so for a minute has closed it."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="presences"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    edit_session = models.UUIDField()
    place = models.CharField(max_length=40, blank=True, help_text=_("For example: ¶3, headline"))
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edit_session"], name="presence_once"),
        ]
        indexes = [models.Index(fields=["article", "seen_at"], name="presence_of_story")]

    def __str__(self):
        return f"{self.person}, {self.place}"
