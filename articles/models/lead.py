"""The story that somebody pinned to the head of the front."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FrontLead(models.Model):
    """At most one: a pinned story leads the front while it is live and until its time."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE)
    until = models.DateTimeField(null=True, blank=True)
    before = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What somebody had pinned before it, to be put back."),
    )
    before_until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="front_lead_is_one"),
        ]

    def __str__(self):
        return str(self.article)
