"""Dated public notes that something was wrong, unclear, or is new."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FrozenCorrection(Exception):
    """A published correction cannot be changed or removed; publish a second one."""


class Correction(models.Model):
    """Append-only once an edition carries it; until then a note waiting to be published."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="corrections"
    )
    ref = models.UUIDField()
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(max_length=1000)
    hides_body = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("With a retraction: the text is taken off the page as well."),
    )
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL
    )
    edition = models.ForeignKey(
        "articles.Edition",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="first_carries",
        help_text=_("The first edition that carries it."),
    )

    class Meta:
        ordering = ["issued_at", "pk"]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="correction_newest")]
        constraints = [
            models.UniqueConstraint(fields=["article", "ref"], name="correction_ref_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="correction_says_something"),
            models.CheckConstraint(
                condition=models.Q(edition=None, issued_at=None)
                | models.Q(edition__isnull=False, issued_at__isnull=False),
                name="correction_issued_with_an_edition",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def save(self, *args, **kwargs):
        """Refuse to change a published correction (FrozenCorrection)."""
        if self.pk and type(self).objects.filter(pk=self.pk, edition__isnull=False).exists():
            raise FrozenCorrection(str(self))
        super().save(*args, **kwargs)

    @property
    def is_issued(self):
        return self.edition_id is not None

    def delete(self, *args, **kwargs):
        """Refuse to remove a published correction (FrozenCorrection)."""
        if self.is_issued:
            raise FrozenCorrection(str(self))
        return super().delete(*args, **kwargs)
