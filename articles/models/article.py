"""The working copy that the desk edits. Readers never see it: they see editions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.section import Section, Topic
from authors.models import Author, Desk


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stories whose line this person may see; others do not exist for them.

        A restricted one exists for those named and for who began it, nobody else. One kept
        ready: for these, for whose story it is, for editors of its desk, and for publishers.
        """
        if not user.has_perm("articles.view_article"):
            return self.none()
        people = Article.restricted_to.through.objects
        named = Q(created_by=user) | Q(pk__in=people.filter(user=user).values("article_id"))
        unrestricted = ~Q(pk__in=people.values("article_id"))
        return self.filter(unrestricted | named).filter(self._out_of_the_drawer(user, named))

    @staticmethod
    def _out_of_the_drawer(user, named):
        is_editor = user.has_perm("articles.edit_any_article")
        if user.has_perm("articles.publish_article") or (
            is_editor and user.has_perm("articles.edit_every_desk")
        ):
            return Q()
        bylined = Article.authors.through.objects.filter(author__user=user)
        seen = Q(kept_ready=False) | named | Q(assigned_to=user)
        seen |= Q(pk__in=bylined.values("article_id"))
        if is_editor:
            seen |= Q(desk=None) | Q(desk__in=user.desks.values("pk"))
        return seen


class Article(models.Model):
    """One story on the desk.

    `articles.workflow` is the only writer of `stage` and `version`; what a save keeps is
    the document of `articles.revisions`.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        SPIKED = "spiked", _("Spiked")

    class Work(models.TextChoices):
        REPORT = "report", _("News report")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        BACKGROUND = "background", _("Background")
        REVIEW = "review", _("Review")
        EXPLAINER = "explainer", _("Explainer")

    class Origin(models.TextChoices):
        STAFF = "staff", _("Staff")
        AGENCY = "agency", _("Agency")
        PARTNER = "partner", _("Partner")
        PRESS_RELEASE = "press_release", _("Press release")
        CONTRIBUTED = "contributed", _("Contributed")
        SPONSOR = "sponsor", _("Sponsor")

    class Weight(models.IntegerChoices):
        NORMAL = 0, _("Normal")
        NOTABLE = 1, _("Notable")
        MAJOR = 2, _("Major")
        LEAD = 3, _("Lead")

    # What readers will see ---------------------------------------------------
    slugline = models.CharField(
        max_length=60, db_index=True, help_text=_("Working name. Readers never see it.")
    )
    kicker = models.CharField(
        max_length=60, blank=True, help_text=_("Two or three words above the headline.")
    )
    headline = models.CharField(max_length=200, blank=True)
    short_headline = models.CharField(
        max_length=60, blank=True, help_text=_("For cards and phones. Empty: the headline.")
    )
    search_headline = models.CharField(
        max_length=110, blank=True, help_text=_("For search engines. Empty: the headline.")
    )
    dek = models.CharField(
        _("Dek (standfirst)"),
        max_length=300,
        blank=True,
        help_text=_("One sentence under the headline."),
    )
    slug = models.SlugField(
        _("Address"),
        max_length=100,
        blank=True,
        help_text=_("Set at first publication. Does not follow the headline."),
    )
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles")
    dateline = models.CharField(
        max_length=80, blank=True, help_text=_("Where it was reported from.")
    )
    body = models.TextField(blank=True)
    editors_note = models.TextField(
        _("Editor’s note (readers see it)"), blank=True, max_length=2000
    )
    ownership_notice = models.CharField(max_length=300, blank=True)
    methods = models.TextField(
        _("How we reported this"),
        blank=True,
        max_length=2000,
        help_text=_("Who was asked, what was checked, what a machine helped with. Readers see it."),
    )
    developing_until = models.DateTimeField(
        _("Developing until"),
        null=True,
        blank=True,
        help_text=_("Readers are told that this story is being updated, until this time."),
    )
    language = models.CharField(max_length=12, default="en")
    type_of_work = models.CharField(max_length=12, choices=Work, default=Work.REPORT)
    no_byline = models.BooleanField(
        _("No byline"), default=False, help_text=_("This story carries nobody’s name, on purpose.")
    )
    authors = models.ManyToManyField(Author, through="articles.Byline", related_name="articles")

    # Whose text it is --------------------------------------------------------
    origin = models.CharField(_("Whose text"), max_length=14, choices=Origin, default=Origin.STAFF)
    origin_source = models.CharField(
        max_length=120,
        blank=True,
        help_text=_("The agency, partner or sponsor, as readers know it."),
    )
    origin_address = models.CharField(
        max_length=500, blank=True, help_text=_("Where it first stood.")
    )
    may_syndicate = models.BooleanField(
        default=True, help_text=_("The full text may go into feeds and to partners.")
    )
    use_until = models.DateTimeField(
        _("Take down at"),
        null=True,
        blank=True,
        help_text=_("The story leaves the site at this time."),
    )
    noindex = models.BooleanField(_("Hide from search engines"), default=False)

    # How the desk handles it -------------------------------------------------
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("The number of the newest revision.")
    )
    killed_at = models.DateTimeField(null=True, blank=True, editable=False)
    import_key = models.CharField(
        max_length=200,
        null=True,
        unique=True,
        editable=False,
        help_text=_("What the archive it came from calls it."),
    )
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.PROTECT)
    weight = models.PositiveSmallIntegerField(choices=Weight, default=Weight.NORMAL)
    embargo_until = models.DateTimeField(
        _("Not before"),
        null=True,
        blank=True,
        help_text=_("Agreed with the source. Cannot be published or shared before."),
    )
    embargo_note = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    wanted_words = models.PositiveIntegerField(_("Wanted length"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories_in_hand",
        verbose_name=_("Who has it"),
    )
    restricted_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="restricted_stories",
        help_text=_("For everybody else this story does not exist."),
    )
    kept_ready = models.BooleanField(
        default=False, help_text=_("In the drawer until it is needed.")
    )
    look_again_on = models.DateField(
        _("Look again on"),
        null=True,
        blank=True,
        help_text=_("For a story kept ready: still right?"),
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations"
    )
    copy_fingerprint = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_("Of the raw copy that it came from: the same copy, pasted again, is noticed."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="stories_started",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["stage", "-modified_at"], name="article_stage"),
            models.Index(fields=["-modified_at", "-id"], name="article_newest"),
            *(
                models.Index(
                    fields=[name], name=f"article_{name}", condition=Q(**{f"{name}__isnull": False})
                )
                for name in ("due_at", "embargo_until", "use_until", "look_again_on")
            ),
        ]
        permissions = [
            ("submit_article", "Can send a story to the desk"),
            ("send_back_article", "Can send a story back"),
            ("approve_article", "Can approve a story"),
            ("publish_article", "May press Publish"),
            ("withdraw_article", "Can withdraw a live story"),
            ("spike_article", "Can spike a story and bring it back"),
            ("edit_any_article", "Can edit stories of others"),
            ("place_video_article", "Can attach videos to any story"),
            ("lead_front", "Can choose the lead of the front"),
            ("edit_every_desk", "Can edit stories of every desk"),
            ("fix_article", "Can fix and correct a live story"),
            ("put_video_live_article", "Can put a video into a slot of a live story"),
            ("retract_article", "Can retract a live story"),
            ("kill_article", "Can kill a story"),
            ("override_article", "Can publish against a check, with a reason"),
            ("redact_article", "Can blank text in kept versions"),
            ("import_article", "Can import an archive"),
            ("share_article", "Can show a draft to somebody outside"),
            ("see_other_times", "Can see the site as of another time"),
            ("replace_everywhere", "Can replace a video in every story that shows it"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(slugline=""), name="article_has_a_slugline"),
            models.CheckConstraint(
                condition=Q(stage__in=["planned", "draft", "in_review", "spiked"]),
                name="article_stage_is_known",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=3), name="article_weight_is_known"
            ),
            models.CheckConstraint(
                condition=Q(follows=None) | ~Q(follows=models.F("pk")),
                name="article_follows_another",
            ),
            models.CheckConstraint(
                condition=Q(translation_of=None) | ~Q(translation_of=models.F("pk")),
                name="article_translates_another",
            ),
        ]

    def __str__(self):
        return self.slugline

    def get_desk_url(self):
        """The story form in the admin."""
        return reverse("admin:articles_article_change", args=[self.pk])

    def get_compare_url(self, before, after):
        """Two versions of it, by their numbers, beside each other in the admin."""
        address = reverse("admin:articles_article_compare", args=[self.pk])
        return f"{address}?a={before}&b={after}"

    def is_embargoed(self, at):
        return self.embargo_until is not None and self.embargo_until > at
