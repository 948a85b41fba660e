"""Who writes the paper: authors as readers know them, and the desks people work on."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.paths import path_to


class Desk(models.Model):
    """The team that edits a story; not the section where readers find it."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="desks", help_text=_("Who works here.")
    )
    is_practice = models.BooleanField(
        _("Practice desk"),
        default=False,
        help_text=_("For learning: its stories cannot be published."),
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class DeskPerson(models.Model):
    """What the desk knows of an account beyond its roles."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_person"
    )
    needs_second_read = models.BooleanField(
        default=False, help_text=_("Somebody else reads each story of theirs before it goes out.")
    )

    class Meta:
        verbose_name_plural = _("desk people")

    def __str__(self):
        return str(self.person)


class Invitation(models.Model):
    """A way in for somebody who has no account yet, sent by mail and used once."""

    email = models.EmailField()
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    roles = models.ManyToManyField("auth.Group", blank=True, related_name="invitations")
    desks = models.ManyToManyField(Desk, blank=True, related_name="invitations")
    key = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="invitations_sent",
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    works_until = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="invitation",
        help_text=_("The account that came of it."),
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]

    def __str__(self):
        return self.email


class SignIn(models.Model):
    """One line of the log of who came in, who tried, and who left."""

    class What(models.TextChoices):
        IN = "in", _("Signed in")
        OUT = "out", _("Signed out")
        FAILED = "failed", _("Refused")
        LOCKED = "locked", _("Locked out")
        EVERYWHERE = "everywhere", _("Signed out everywhere")
        PASSWORD = "password", _("Password changed")
        CODE = "code", _("Second step changed")

    what = models.CharField(max_length=12, choices=What)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="sign_ins"
    )
    username = models.CharField(max_length=150, blank=True, help_text=_("As it was typed."))
    network_address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.username}: {self.get_what_display()}"


class AuthorQuerySet(models.QuerySet):
    def unmerged(self):
        """Authors that stand for themselves: those that became another are left out."""
        return self.filter(merged_into=None)

    def known_as(self, slug):
        """The author who has this slug, or had it before a merge."""
        known = models.Q(slug=slug) | models.Q(merged__slug=slug)
        return self.unmerged().filter(known).distinct()

    def of(self, editions):
        """Authors who are credited in any of these editions."""
        theirs = editions.filter(bylines__author=models.OuterRef("pk"))
        return self.filter(models.Exists(theirs))

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
        STAFF = "staff", _("Staff")
        GUEST = "guest", _("Guest")
        AGENCY = "agency", _("Agency")

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STAFF)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_("The account that signs in as this author. Guests have none."),
    )
    title = models.CharField(max_length=120, blank=True, help_text=_("For example: Court reporter"))
    bio = models.TextField(blank=True, max_length=2000)
    email = models.EmailField(blank=True, help_text=_("Shown to readers. Leave empty for none."))
    picture = models.ForeignKey(
        "articles.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    beat = models.CharField(max_length=120, blank=True, help_text=_("What they report on."))
    place = models.CharField(max_length=80, blank=True, help_text=_("Where they report from."))
    languages = models.CharField(max_length=120, blank=True, help_text=_("That they report in."))
    accounts = models.TextField(
        blank=True, max_length=1000, help_text=_("Addresses of their public accounts, one a line.")
    )
    fediverse = models.CharField(
        _("Fediverse account"),
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(r"^@[\w.-]+@[\w.-]+\.\w+\Z", _("Write it like @name@host.example."))
        ],
        help_text=_("Like @name@host.example: named where their stories are shared."),
    )
    is_active = models.BooleanField(
        _("Writes for us"), default=True, help_text=_("Somebody who left keeps page and bylines.")
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text=_("Who this turned out to be. Kept versions still name it."),
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
        return path_to("authors:detail", self.slug)
