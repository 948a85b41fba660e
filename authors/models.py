"""Who writes the paper: authors as readers know them, and the desks people work on."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class Desk(models.Model):
    """The team that edits a story; not the section where readers find it."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="desks", help_text="Who works here."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class AuthorQuerySet(models.QuerySet):
    def unmerged(self):
        """Authors that stand for themselves: those that became another are left out."""
        return self.filter(merged_into=None)

    def known_as(self, slug):
        """The author who has this slug, or had it before a merge."""
        return self.filter(models.Q(slug=slug) | models.Q(merged__slug=slug)).distinct()

    def named(self, name):
        """The author whom this byline names, now or before a merge; capitals do not matter."""
        name = " ".join(name.split())
        known = models.Q(name__iexact=name) | models.Q(merged__name__iexact=name)
        return self.unmerged().filter(known).distinct()


class Author(models.Model):
    """Somebody credited on stories, with or without an account.

    An author who left is deactivated, and never deleted while bylined: the page and
    the bylines stay.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", "Staff"
        GUEST = "guest", "Guest"
        AGENCY = "agency", "Agency"

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STAFF)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The account that signs in as this author. Guests have none.",
    )
    title = models.CharField(max_length=120, blank=True, help_text="For example: Court reporter")
    bio = models.TextField(blank=True, max_length=2000)
    email = models.EmailField(blank=True, help_text="Shown to readers. Leave empty for none.")
    is_active = models.BooleanField(
        "Writes for us", default=True, help_text="Somebody who left keeps page and bylines."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="Who this turned out to be. Kept versions still name it.",
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="author_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["staff", "guest", "agency"]), name="author_kind"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("authors:detail", args=[self.slug])
