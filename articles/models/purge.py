"""The log of what readers' pages, once kept, must not say any longer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purge(models.Model):
    """Kept pages that show any of these things are old, now or from a moment on.

    Written in the transaction that changes what readers see; `articles.purging` is its one
    writer. Every process that keeps pages follows the log (`newsroom.pagecache`), and the
    tick tells the caches that stand before the site.
    """

    tags = models.TextField(help_text=_("Names of what changed, with a space between."))
    due_at = models.DateTimeField(null=True, blank=True)
    is_hard = models.BooleanField(
        default=False,
        help_text=_("Nobody may get the old page, not even while a new one is made."),
    )
    made_at = models.DateTimeField(default=timezone.now)
    #: The transaction that wrote it, on PostgreSQL: keys are given out before they are seen.
    transaction = models.BigIntegerField(null=True)
    #: When the caches before the site were told, and how often that failed.
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["transaction"], name="purge_transaction"),
            models.Index(fields=["due_at"], name="purge_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["made_at"], name="purge_made"),
        ]

    def __str__(self):
        return self.tags
