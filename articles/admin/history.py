"""What was published and what was done, to look at: nothing here can be changed."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import rights
from articles.models import Article, Edition, Move
from articles.notices import name_of
from newsroom.admin import ReadOnlyAdmin, titled, worded

VERSION, WHEN = worded("revision", _("Version")), worded("at", _("When"))


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_title = _("Live versions")
    thing = _("live version")
    list_display = ["headline", "section", "change", "live_from", "live_until", "who"]
    list_filter = ["change", "section"]
    list_select_related = ["section", "published_by"]
    search_fields = ["headline", "path"]
    ordering = ["-live_from", "-pk"]
    fields = [
        "headline",
        "byline",
        worded("path", _("Address")),
        "change",
        "what_is_new",
        VERSION,
        "live_from",
        "live_until",
        worded("first_published_at", _("First published")),
        worded("listed_at", _("Stands in lists at")),
        worded("updated_at", _("Updated")),
        "who",
        worded("word_count", _("Words")),
    ]

    @admin.display(description=_("Published by"), ordering="published_by")
    def who(self, edition):
        return name_of(edition.published_by)

    def get_queryset(self, request):
        """What readers have or had; what is to come only for those who may read it."""
        editions = (
            super()
            .get_queryset(request)
            .filter(article__in=Article.objects.visible_to(request.user).values("pk"))
            .defer("document", "body_html", "search_text")
        )
        if rights.reads_all(request.user):
            return editions
        return editions.filter(live_from__lte=timezone.now())


@admin.register(Move)
class MoveAdmin(ReadOnlyAdmin):
    list_display = ["slugline", "move", VERSION, "who", WHEN, "reason"]
    list_filter = [("verb", titled(admin.ChoicesFieldListFilter, _("move")))]
    list_select_related = ["article", "revision", "by"]
    ordering = ["-at", "-pk"]
    fields = ["slugline", "move", VERSION, "path", "reason", "who", WHEN]

    def get_queryset(self, request):
        visible = Article.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(article__in=visible)

    def get_list_display(self, request):
        return self._readable(request, super().get_list_display(request))

    def get_fields(self, request, obj=None):
        return self._readable(request, super().get_fields(request, obj))

    def _readable(self, request, columns):
        """A reason may quote the text: it is for those who read that."""
        if rights.reads_all(request.user):
            return columns
        return [column for column in columns if column != "reason"]

    @admin.display(description=_("Move"), ordering="verb")
    def move(self, move):
        return move.get_verb_display()

    @admin.display(description=_("Who"), ordering="by")
    def who(self, move):
        return name_of(move.by)

    @admin.display(description=_("Story"), ordering="article__slugline")
    def slugline(self, move):
        return move.article.slugline

    @admin.display(description=_("Address"))
    def path(self, move):
        began = move.edition and move.edition.live_from <= timezone.now()
        return move.edition.path if began else None
