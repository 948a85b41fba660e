"""What readers see: frozen, complete editions, each with its window in time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import asof
from articles.models.article import Article
from articles.models.figure import Picture
from articles.models.revision import Revision
from articles.models.rows import Rows, instance
from articles.models.section import Section, Topic
from authors.models import Author

#: What a story's page says of a topic, of an author and of an author's picture.
_OF_A_TOPIC = ("id", "name", "slug", "is_series")
_OF_AN_AUTHOR = [column.attname for column in Author._meta.concrete_fields if column.name != "user"]
_OF_A_PICTURE = (
    "id",
    "width",
    "height",
    "checksum",
    "focal_x",
    "focal_y",
    "use_until",
    "killed_at",
)


class WindowedQuerySet(models.QuerySet):
    def live(self, at=None):
        """What a reader may see at the given moment (now by default).

        Every public surface starts here: pages, feeds, sitemaps, search.
        """
        moment = at or timezone.now()
        return self.filter(
            Q(live_until=None) | Q(live_until__gt=moment),
            live_from__lte=moment,
            listed_at__lte=moment,
        )

    def scheduled(self, at=None):
        """What has not begun yet at the given moment (now by default)."""
        return self.filter(live_from__gt=at or timezone.now())


class Windowed(models.Model):
    """Something public from one instant until another; `live_until` is exclusive."""

    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="%(class)s_window_is_open",
            ),
            # A list at some moment may leave out all that is listed later: none of it is live.
            models.CheckConstraint(
                condition=Q(listed_at__lte=F("live_from")), name="%(class)s_listed_before_live"
            ),
        ]


class EditionQuerySet(WindowedQuerySet):
    def live(self, at=None):
        """As for everything windowed; what was killed is in no past or future either."""
        return asof.known(super().live(at).filter(is_killed=False))

    def listed(self):
        """What lists, feeds and search may name: a retracted story keeps its page alone."""
        return self.filter(is_retracted=False)

    def changed_at(self, at=None):
        """The last moment up to then at which any of them began or ended; None if none has."""
        moment = at or timezone.now()
        begun = self.filter(live_from__lte=moment).aggregate(at=models.Max("live_from"))
        ended = self.filter(live_until__lte=moment).aggregate(at=models.Max("live_until"))
        return max(filter(None, [begun["at"], ended["at"]]), default=None)

    def newest_first(self):
        return self.order_by("-listed_at", "-article_id")

    def in_section(self, section):
        return self.filter(section=section)

    def newest_through(self, links, most, *, at):
        """Those of these that the newest rows of bylines or topics lead to.

        The rows know where their editions stand in lists, so nobody's whole work is sorted.
        """
        newest = self.rows_through(links, at=at).values("edition_id")[:most]
        return self.model.objects.filter(pk__in=newest)

    def rows_through(self, links, *, at):
        """The rows of bylines or topics that lead to these, in the order of lists."""
        rows = links.filter(listed_at__lte=at, edition__in=self.order_by().values("pk"))
        return rows.order_by("-listed_at", "-edition_id")

    def for_cards(self):
        """With all that a card prints, and none of the long columns."""
        return self.select_related("section", "lead_picture").defer(
            "document", "body_html", "search_text"
        )

    def for_page(self):
        """With what a story's own page prints of it, also its topics and who is credited."""
        of_it = {"edition": models.OuterRef("pk")}
        topics = EditionTopic.objects.filter(**of_it).order_by()
        bylines = EditionByline.objects.filter(**of_it).order_by()
        columns = {name: f"topic__{name}" for name in _OF_A_TOPIC}
        said = {name: name for name in ("pk", "position", "role", "credited_as")}
        author = JSONObject(**{name: f"author__{name}" for name in _OF_AN_AUTHOR})
        picture = JSONObject(**{name: f"author__picture__{name}" for name in _OF_A_PICTURE})
        return (
            self.select_related("section", "lead_picture")
            .defer("search_text")
            .annotate(
                about=Rows(topics, position="pk", **columns),
                credited=Rows(bylines, author=author, picture=picture, **said),
            )
        )


class Edition(Windowed):
    """A story as it is put before readers.

    Columns and `body_html` are derived from `document`; only the window changes after
    the edition is made, and only `articles.timeline` changes it.
    """

    class Change(models.TextChoices):
        FIRST = "first", _("First publication")
        FIX = "fix", _("Fix (no notice)")
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    #: Changes that move the time which readers see.
    SUBSTANTIVE = frozenset(
        {Change.UPDATE, Change.CLARIFICATION, Change.CORRECTION, Change.RETRACTION}
    )
    #: Changes of which readers get a dated notice.
    WITH_NOTICE = frozenset({Change.CLARIFICATION, Change.CORRECTION, Change.RETRACTION})

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="editions")
    change = models.CharField(max_length=14, choices=Change, default=Change.FIRST)
    what_is_new = models.CharField(max_length=200, blank=True)
    to_top = models.BooleanField(default=False)
    as_new = models.BooleanField(
        default=False, help_text=_("First publication counts anew from here.")
    )
    leave_out = models.BooleanField(
        default=False, help_text=_("What was unresolved stayed out of it.")
    )
    keep_address = models.BooleanField(
        default=False, help_text=_("A changed section left the address as it was.")
    )
    is_retracted = models.BooleanField(default=False)
    is_killed = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=250, db_index=True)

    headline = models.CharField(max_length=200)
    short_headline = models.CharField(max_length=60, blank=True)
    search_headline = models.CharField(max_length=110, blank=True)
    dek = models.CharField(max_length=300, blank=True)
    kicker = models.CharField(max_length=60, blank=True)
    byline = models.CharField(max_length=500, blank=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12)
    type_of_work = models.CharField(max_length=12, choices=Article.Work)
    origin = models.CharField(max_length=14, choices=Article.Origin)
    origin_source = models.CharField(max_length=120, blank=True)
    developing_until = models.DateTimeField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField(default=0)
    lead_picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="lead_of"
    )
    lead_alt_text = models.CharField(max_length=500, blank=True)
    noindex = models.BooleanField(default=False)
    may_syndicate = models.BooleanField(default=True)
    word_count = models.PositiveIntegerField(default=0)

    document = models.JSONField()
    body_html = models.TextField(blank=True)
    search_text = models.TextField(blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="editions"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            *Windowed.Meta.constraints,
            models.UniqueConstraint(fields=["article", "live_from"], name="edition_starts_once"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="edition_path_absolute"),
            models.CheckConstraint(condition=~Q(headline=""), name="edition_has_a_headline"),
            models.CheckConstraint(
                condition=Q(first_published_at__lte=F("live_from")), name="edition_first_is_first"
            ),
        ]
        indexes = [
            models.Index(fields=["section", "-listed_at", "-article"], name="edition_section"),
            models.Index(fields=["-listed_at", "-article"], name="edition_newest"),
            models.Index(fields=["live_from"], name="edition_opens"),
            models.Index(
                fields=["live_until"], name="edition_closes", condition=Q(live_until__isnull=False)
            ),
            # The newest change among ten thousand stories: a file of the sitemap.
            models.Index(
                (F("article_id") - 1) / 10_000,
                Coalesce("updated_at", "first_published_at").desc(),
                name="edition_sitemap_file",
            ),
        ]

    def __str__(self):
        return self.headline

    @property
    def card_headline(self):
        return self.short_headline or self.headline

    @property
    def topics(self):
        """What it is about, in the order of the desk; of an edition asked for with `for_page`."""
        rows = sorted(self.about or [], key=lambda row: row["position"])
        return [Topic(**{name: row[name] for name in _OF_A_TOPIC}) for row in rows]

    @property
    def people(self):
        """Who is credited, in order, as rendering.page_context wants them; asked for likewise."""
        rows = sorted(self.credited or [], key=lambda row: (row["position"], row["pk"]))
        return [_person(row) for row in rows]


def _person(row):
    author, name = instance(Author, row["author"]), row["credited_as"]
    if author.picture_id:
        author.picture = instance(Picture, row["picture"])
    return {"role": row["role"], "name": name, "credited_as": name, "author": author}


class EditionByline(models.Model):
    """Lets an author's page list editions without touching the editions that it does not show."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="edition_bylines")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=12)
    credited_as = models.CharField(max_length=120)
    listed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["author", "-listed_at", "-edition"], name="edition_byline_author"),
        ]

    def __str__(self):
        return self.credited_as


class EditionTopic(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="edition_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="edition_topics")
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "topic"], name="edition_topic_once"),
        ]
        indexes = [
            models.Index(fields=["topic", "-listed_at", "-edition"], name="edition_topic_topic"),
        ]

    def __str__(self):
        return str(self.topic)
