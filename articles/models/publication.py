"""The paper itself: its name and colours, its alert line, its policies, whom it lets crawl."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.paths import path_to


class AlertLine(models.Model):
    """One urgent line above every page of the paper, from one moment until another."""

    text = models.CharField(max_length=140, help_text=_("One short sentence."))
    article = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where the line leads, once the story is live."),
    )
    live_from = models.DateTimeField(default=timezone.now)
    live_until = models.DateTimeField(_("Ends at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-live_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live_until__gt=models.F("live_from")),
                name="alert_line_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.text


class Publication(models.Model):
    """What the desk says of its paper. Whatever is empty here is as the environment has it."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=80, blank=True)
    tagline = models.CharField(max_length=160, blank=True)
    logo = models.ForeignKey(
        "articles.Picture",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Square, at least 112 pixels: for search engines and feed readers."),
    )
    share_picture = models.ForeignKey(
        "articles.Picture",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Shown where a story without a picture of its own is shared."),
    )
    accent = models.CharField(
        _("Colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write it like #0b5d6b."))],
        help_text=_("Of links and marks on light pages, like #0b5d6b."),
    )
    accent_dark = models.CharField(
        _("Colour on dark pages"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write it like #7fd0de."))],
        help_text=_("The same on dark pages, like #7fd0de."),
    )
    social_accounts = models.TextField(
        blank=True,
        max_length=2000,
        help_text=_("Addresses of the paper’s own accounts, one a line."),
    )
    contact_email = models.EmailField(blank=True, help_text=_("Where readers write to."))
    security_contact = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Where a security hole is reported: mailto:… or https://…"),
    )
    founded = models.PositiveSmallIntegerField(_("Founded in"), null=True, blank=True)
    also_known_as = models.CharField(
        max_length=80, blank=True, help_text=_("A shorter name that readers use, if there is one.")
    )
    ads_txt = models.TextField(
        _("File ads.txt"),
        max_length=50_000,
        blank=True,
        help_text=_(
            "Who may sell advertising space in the paper, one a line. Empty: nobody may, "
            "and the file says so."
        ),
    )
    trust_txt = models.TextField(
        _("File trust.txt"),
        max_length=50_000,
        blank=True,
        help_text=_(
            "What the paper belongs to and controls, one a line, like "
            "“belongto=https://press.example/”. Its accounts, contact and policies are added."
        ),
    )
    #: The newest one; whether it is shown depends on the moment.
    alert = models.ForeignKey(
        AlertLine, null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name_plural = _("publication")
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="publication_is_one"),
        ]

    def __str__(self):
        return self.name or settings.NEWSROOM_NAME


class PolicyPage(models.Model):
    """What the paper says of how it works. Its role gives it its address."""

    class Role(models.TextChoices):
        ABOUT = "about", _("About us")
        ETHICS = "ethics", _("Ethics")
        CORRECTIONS = "corrections", _("Corrections policy")
        OWNERSHIP = "ownership", _("Ownership and funding")
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy")
        MASTHEAD = "masthead", _("Masthead: who is who")
        MISSION = "mission", _("Mission and what we cover")
        CHECKING = "checking", _("How we check facts")
        SOURCES = "sources", _("Unnamed sources")
        BYLINES = "bylines", _("Stories without a byline")
        DIVERSITY = "diversity", _("Diversity of voices")
        STAFFING = "staffing", _("Diversity of the staff")

    #: Those with a first part of an address to themselves; the others stand below “about”.
    AT_THE_ROOT = (Role.ABOUT, Role.ETHICS, Role.OWNERSHIP, Role.CONTACT, Role.PRIVACY)

    role = models.CharField(max_length=12, choices=Role, unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField(
        max_length=30_000,
        help_text=_(
            "A blank line begins a paragraph, “## ” a subhead, “- ” a list; "
            "a link is [words](https://…)."
        ),
    )
    is_shown = models.BooleanField(_("Readers see it"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where readers find it, once it is shown; that on corrections stands above them."""
        if self.role == self.Role.CORRECTIONS:
            return path_to("articles:corrections")
        return path_to("articles:policy", self.role)


class CrawlerRule(models.Model):
    """What one crawler may do with the paper, as robots.txt tells it."""

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Training of models")
        SEARCH = "search", _("Search index")
        USER = "user", _("Fetching for a person who asked")

    token = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9_.-]+\Z", _("As the crawler calls itself."))],
        help_text=_("As the crawler calls itself, like GPTBot."),
    )
    vendor = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    is_allowed = models.BooleanField(_("May read the paper"), default=True)
    checked_on = models.DateField(
        null=True,
        blank=True,
        help_text=_("When somebody last read what this crawler says it does."),
    )

    class Meta:
        ordering = ["purpose", "vendor", "token"]

    def __str__(self):
        return self.token
