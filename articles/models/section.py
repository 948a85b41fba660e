"""Where a reader finds a story: sections and topics."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from authors.paths import path_to

#: First parts of the site's own addresses, which no section may take.
RESERVED_SLUGS = frozenset(
    [
        "admin",
        "search",
        "authors",
        "topics",
        "feeds",
        "corrections",
        "archive",
        "static",
        "media",
        "preview",
        "healthz",
        "readyz",
        "sitemap",
        "robots",
        "news-sitemap",
        "file",
        "about",
        "ethics",
        "ownership",
        "contact",
        "privacy",
        "api",
        "report",
    ]
)


def validate_section_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            gettext("The site uses /%(slug)s/ itself. Choose another word.") % {"slug": slug}
        )


class Section(models.Model):
    """A part of the paper. Its slug stands in addresses and is fixed after first use."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, validators=[validate_section_slug])
    description = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("Order in the navigation, smallest first.")
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="section_slug_is_free"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_to("articles:section", self.slug)


class TopicQuerySet(models.QuerySet):
    def unmerged(self):
        """Topics that stand for themselves: those that became another are left out."""
        return self.filter(merged_into=None)

    def known_as(self, slug):
        """The topic that has this slug, or had it before a merge."""
        known = models.Q(slug=slug) | models.Q(merged__slug=slug)
        return self.unmerged().filter(known).distinct()

    def of(self, editions):
        """Topics that any of these editions is about."""
        about = editions.filter(edition_topics__topic=models.OuterRef("pk"))
        return self.filter(models.Exists(about))


class Topic(models.Model):
    """What a story is about, across sections."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(
        blank=True, max_length=2000, help_text=_("The story so far, above the topic’s stories.")
    )
    is_series = models.BooleanField(
        default=False, help_text=_("Its stories are parts, counted in the order they came out.")
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

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_to("articles:topic", self.slug)
