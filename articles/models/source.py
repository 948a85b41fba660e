"""Where a story's facts come from: sources, and the citations that name them in the text."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class SourceQuerySet(models.QuerySet):
    def unmerged(self):
        """Sources that stand for themselves: those that became another are left out."""
        return self.filter(merged_into=None)

    def named(self, name):
        """Sources with this name or alias, whatever its capitals and spacing."""
        name = " ".join(name.split())
        return (
            self.unmerged()
            .filter(models.Q(name__iexact=name) | models.Q(aliases__name__iexact=name))
            .distinct()
        )


class Source(models.Model):
    """An outlet, person, document, dataset or agency that stories rely on."""

    class Kind(models.TextChoices):
        OUTLET = "outlet", _("Outlet")
        PERSON = "person", _("Person")
        DOCUMENT = "document", _("Document")
        DATASET = "dataset", _("Dataset")
        AGENCY = "agency", _("Agency")

    name = models.CharField(
        max_length=160, help_text=_("Do not write a confidential source’s name here.")
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OUTLET)
    address = models.CharField(
        _("Web address"),
        max_length=500,
        blank=True,
        help_text=_("https://… Readers may follow it."),
    )
    off_record = models.TextField(
        _("Off the record"),
        blank=True,
        max_length=2000,
        help_text=_("For editors alone: stands in no story, no search and no export."),
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text=_("What this turned out to be. Kept versions still name it."),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "kind",
                condition=models.Q(merged_into=None),
                name="source_named_once",
                violation_error_message=_("A source with this name and kind is there already."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_a_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_shown_by_default(self):
        """Persons stay on the desk unless an editor says otherwise."""
        return self.kind != self.Kind.PERSON


class SourceAlias(models.Model):
    """Another way in which copy names a source."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=160)

    class Meta:
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(Lower("name"), "source", name="source_alias_once"),
        ]

    def __str__(self):
        return self.name


class Citation(models.Model):
    """A story naming a source: the ref of `<cite data-source>` in the text."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="citations"
    )
    ref = models.UUIDField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    shown = models.BooleanField(_("Shown to readers"), default=True)
    phrase = models.CharField(
        max_length=300, blank=True, help_text=_("The words that attribute: “the Post reports”.")
    )
    address = models.CharField(
        max_length=2000,
        blank=True,
        help_text=_("The very page, https://… Empty: the source’s own."),
    )
    note = models.CharField(_("Desk note"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "ref"], name="citation_ref_once"),
        ]

    def __str__(self):
        return str(self.source)
