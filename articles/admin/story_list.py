"""The list of stories: its columns, its filters, and the moves of many at once."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import rights, search
from articles.admin import handing, list_filters, moves, saved_views
from articles.admin.desk.lines import clock
from articles.admin.fields import name_of, story_label
from articles.admin.moves import make_move
from articles.admin.states import lines_for, state_of
from articles.models import Article, Edition
from articles.sanitising import word_count
from newsroom.admin import LONGEST_SEARCH

#: A search for more words finds nothing that these do not.
MOST_WORDS = 8
#: So many of the stories that were touched last are searched for any part of a word; so many
#: older ones are found by whole words.
NEAR, FAR = 5_000, 200
#: So many stories are counted.
MOST = 10_000


class Found(list):
    """The keys of what a search found, all of them, where the admin wants a query set."""

    def _clone(self):
        return self


class CappedPaginator(Paginator):
    """Counts to `MOST`: nobody pages further, and counting a million takes long."""

    @cached_property
    def count(self):
        if isinstance(self.object_list, Found):
            return len(self.object_list)
        return self.object_list.order_by().values("pk")[:MOST].count()


def with_words(stories, user):
    """Stories with the text whose words are counted: of those that the person reads."""
    if rights.reads_all(user):
        return stories.annotate(known_body=F("body"))
    own = When(rights.own(user), then=F("body"))
    return stories.annotate(known_body=Case(own, default=Value(""), output_field=TextField()))


def _named(word, user):
    """What `known_headline` says of each story, asked the other way round: much faster."""
    named = Q(slugline__icontains=word)
    if rights.reads_all(user):
        return named | Q(headline__icontains=word)
    public = Edition.objects.live().filter(article=OuterRef("pk"), headline__icontains=word)
    own = list_filters.is_own(user) & Q(headline__icontains=word)
    return named | own | Exists(public)


def _within_reach(words, user, at):
    """Which stories of a large paper a search looks at; None where it looks at all.

    Part of a word is found among those that were touched last. Of older ones, by whole words
    that readers find them by, and by how a slugline begins.
    """
    touched = Article.objects.order_by("-modified_at", "-pk").values_list("modified_at", flat=True)
    since = touched[NEAR : NEAR + 1].first()
    if since is None:
        return None
    published = Edition.objects.filter(is_killed=False)
    editions = published if rights.reads_all(user) else Edition.objects.live(at)
    older = Edition.objects.filter(pk__in=_holding(words, editions, at))
    begins = " ".join(words)
    sluglines = Q(slugline__startswith=begins) | Q(slugline__startswith=begins.upper())
    named = Article.objects.filter(sluglines).order_by().values_list("pk")
    keys = older.values_list("article").union(named, all=True)[: 2 * FAR]
    return Q(modified_at__gte=since) | Q(pk__in={pk for (pk,) in keys})


def _holding(words, editions, at):
    asked = search.asked_for(" ".join(words))
    try:
        return search.keys_of(asked, editions, at, FAR) if asked.wanted else []
    except search.TookTooLong:
        return []


class StoryChangeList(ChangeList):
    """A page of stories: chosen by their keys first, so that only these are looked at closely."""

    def get_results(self, request):
        if self.query:  # looked for once, to be counted and to be paged through
            self.queryset = Found(self.queryset.values_list("pk", flat=True)[:MOST])
        super().get_results(request)
        keys = self.result_list
        keys = keys if isinstance(keys, list) else list(keys.values_list("pk", flat=True))
        stories = with_words(lines_for(request.user), request.user)
        stories = stories.select_related("section", "desk", "assigned_to")
        known = stories.defer("body", "editors_note").in_bulk(keys)
        self.result_list = [known[pk] for pk in keys if pk in known]


class StoryList:
    """What StoryAdmin shows as a list; the form is its other half."""

    change_list_template = "admin/articles/article/change_list.html"
    list_display = [
        "slugline",
        "headline_known",
        "state",
        "section",
        "desk",
        "who_has_it",
        "words",
        "due",
    ]
    list_filter = [
        ("stage", list_filters.StageFilter),
        list_filters.PublicState,
        list_filters.Mine,
        list_filters.Due,
        list_filters.Needs,
        list_filters.Holds,
        list_filters.Drawer,
        ("desk", list_filters.LinkFilter),
        ("section", list_filters.LinkFilter),
        list_filters.AuthorFilter,
    ]
    search_fields = ["slugline", "known_headline"]
    ordering = ["-modified_at", "-pk"]
    show_full_result_count = False
    paginator = CappedPaginator

    def get_queryset(self, request):
        stories = lines_for(request.user)
        return stories.defer("body", "editors_note").order_by(*self.ordering)

    def get_search_results(self, request, queryset, search_term):
        """Stories whose slugline, or the headline that the person may know, has all the words."""
        words = search_term[:LONGEST_SEARCH].split()[:MOST_WORDS]
        words = [word.strip("\"'") for word in words]
        if words and (reach := _within_reach(words, request.user, timezone.now())):
            queryset = queryset.filter(reach)
        for word in words:
            queryset = queryset.filter(_named(word, request.user))
        return queryset, False

    def choice_label(self, story):
        """How a story is named where it is chosen by typing."""
        return story_label(story)

    def get_changelist(self, request, **kwargs):
        return StoryChangeList

    def changelist_view(self, request, extra_context=None):
        views = saved_views.views_of(request)
        context = {"title": gettext("Stories"), "views": views, **(extra_context or {})}
        response = super().changelist_view(request, context)
        changelist = getattr(response, "context_data", None) and response.context_data.get("cl")
        if changelist:
            for spec in changelist.filter_specs:
                response.context_data["media"] += getattr(spec, "media", forms.Media())
        return response

    # Columns ------------------------------------------------------------------------------

    @admin.display(description=_("Headline"), ordering="known_headline")
    def headline_known(self, story):
        return story.known_headline

    @admin.display(description=_("State"))
    def state(self, story):
        return state_of(story)

    @admin.display(description=_("Who has it"), ordering="assigned_to")
    def who_has_it(self, story):
        return name_of(story.assigned_to) if story.assigned_to else "–"

    @admin.display(description=_("Due"), ordering="due_at")
    def due(self, story):
        return clock(story.due_at, timezone.now()) if story.due_at else "–"

    @admin.display(description=_("Words"))
    def words(self, story):
        """“412/500”: how much there is, and how much is wanted."""
        counted = f"{word_count(story.known_body):,}" if story.known_body else ""
        if story.wanted_words:
            return f"{counted or '–'}/{story.wanted_words:,}"
        return counted or "–"

    # Moves of many at once ----------------------------------------------------------------

    actions = [
        "take_stories",
        "hand_over_stories",
        "submit_stories",
        "approve_stories",
        "publish_stories",
        "lead_story",
        "spike_stories",
    ]

    @admin.action(description=_("Take it"), permissions=["take"])
    def take_stories(self, request, queryset):
        self._move_each(request, queryset, "take")

    @admin.action(description=_("Hand over to…"), permissions=["take"])
    def hand_over_stories(self, request, queryset):
        """Ask to whom, once for all that are ticked."""
        return handing.hand_over_each(request, queryset)

    @admin.action(description=_("Send to desk"), permissions=["submit"])
    def submit_stories(self, request, queryset):
        self._move_each(request, queryset, "submit")

    @admin.action(description=_("Approve"), permissions=["approve"])
    def approve_stories(self, request, queryset):
        self._move_each(request, queryset, "approve")

    @admin.action(description=_("Publish now"), permissions=["publish"])
    def publish_stories(self, request, queryset):
        moves.publish_each(request, queryset)

    @admin.action(description=gettext_lazy("Make lead until…"), permissions=["lead"])
    def lead_story(self, request, queryset):
        """Ask until when; the front has one lead."""
        stories = list(queryset[:2])
        if len(stories) == 1:
            return redirect("admin:articles_article_lead", stories[0].pk)
        messages.error(request, gettext("The front has one lead: tick one story."))
        return None

    @admin.action(description=_("Spike"), permissions=["spike"])
    def spike_stories(self, request, queryset):
        self._move_each(request, queryset, "spike")

    def _move_each(self, request, stories, verb):
        """One verb a story: one that is refused stops no other."""
        for story in stories:
            make_move(request, story, verb, version=story.version)

    def has_take_permission(self, request):
        return request.user.has_perm("articles.edit_any_article")

    def has_submit_permission(self, request):
        return request.user.has_perm("articles.submit_article")

    def has_approve_permission(self, request):
        return request.user.has_perm("articles.approve_article")

    def has_publish_permission(self, request):
        return request.user.has_perm("articles.publish_article")

    def has_lead_permission(self, request):
        return request.user.has_perm("articles.lead_front")

    def has_spike_permission(self, request):
        return request.user.has_perm("articles.spike_article")
