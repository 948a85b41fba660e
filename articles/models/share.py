"""A draft shown to somebody outside the house."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShareLink(models.Model):
    """One address for one outsider: until a time, until revoked, until the story is published."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="share_links"
    )
    key = models.CharField(max_length=64, unique=True, help_text=_("What the address holds."))
    for_whom = models.CharField(_("For whom"), max_length=120)
    works_until = models.DateTimeField(_("Works until"))
    is_for_legal_read = models.BooleanField(_("For a legal read"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="share_links"
    )
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text=_("When last."))
    answers_given = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.article}, for {self.for_whom}"
