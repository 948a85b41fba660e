"""What the story list is asked for by a click: each filter a question that the desk asks."""

from datetime import timedelta

from django import forms
from django.contrib.admin import (
    ChoicesFieldListFilter,
    RelatedFieldListFilter,
    SimpleListFilter,
    site,
)
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import rights
from articles.admin.times import midnight_of
from articles.admin.widgets import as_pk
from articles.models import Article, Byline, Edition, Embed, RelatedLink, Withdrawal
from authors.models import Author

Stage = Article.Stage


class Folded:
    """A filter that stands folded until it asks something, or because it is seldom asked."""

    template = "articles/desk/_filter.html"
    starts_open = False


class StageFilter(Folded, ChoicesFieldListFilter):
    starts_open = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = gettext("stage")


class LinkFilter(Folded, RelatedFieldListFilter):
    """By section or desk."""


class ListFilter(Folded, SimpleListFilter):
    """One question with its answers; an answer that is none of them asks nothing."""

    #: Answer in the address → its words.
    answers = {}

    def lookups(self, request, model_admin):
        return self.answers.items()

    def queryset(self, request, queryset):
        return self.among(queryset, request.user) if self.value() in self.answers else queryset


# What readers have ---------------------------------------------------------------------


def _editions(at):
    """The editions of each listed story: what it ever had, what is live, what lies ahead."""
    of_story = Edition.objects.filter(article=OuterRef("pk"))
    begun = of_story.filter(live_from__lte=at, undone_at=None)
    return begun, of_story.live(at), of_story.scheduled(at)


def never(stories, at):
    out = Edition.objects.filter(article=OuterRef("pk"), undone_at=None)
    return stories.filter(~Exists(out), killed_at=None)


def scheduled(stories, at):
    """Also an update of what is live already."""
    ahead = Edition.objects.scheduled(at).filter(is_killed=False)
    # By their keys: the database takes them for many, and would walk through all stories.
    return stories.filter(pk__in=list(ahead.values_list("article", flat=True)))


def live(stories, at):
    newest = _editions(at)[1].filter(revision__number=OuterRef("version"), is_retracted=False)
    return stories.filter(Exists(newest), killed_at=None)


def behind(stories, at):
    older = _editions(at)[1].filter(is_retracted=False)
    older = older.exclude(revision__number=OuterRef("version"))
    return stories.filter(Exists(older), killed_at=None)


def retracted(stories, at):
    gone = Edition.objects.live(at).filter(is_retracted=True)
    return stories.filter(pk__in=gone.values("article"), killed_at=None)


def withdrawn(stories, at):
    begun, live_now, ahead = _editions(at)
    # Few stories were ever withdrawn: only these are looked at closely.
    left = Withdrawal.objects.filter(at__lte=at).values("article")
    stories = stories.filter(Exists(begun), ~Exists(live_now), ~Exists(ahead), pk__in=left)
    return stories.filter(killed_at=None)


def killed(stories, at):
    return stories.filter(killed_at__isnull=False)


class PublicState(ListFilter):
    """What readers have of a story, in the words of its state."""

    title, parameter_name, starts_open = _("what readers have"), "public", True
    asked = {
        "never": (_("Never published"), never),
        "scheduled": (_("Scheduled"), scheduled),
        "live": (_("Live"), live),
        "behind": (_("Live + draft"), behind),
        "retracted": (_("Retracted"), retracted),
        "withdrawn": (_("Withdrawn"), withdrawn),
        "killed": (_("Killed"), killed),
    }
    answers = {name: words for name, (words, __) in asked.items()}

    def among(self, stories, user):
        return self.asked[self.value()][1](stories, timezone.now())


# Whose it is -----------------------------------------------------------------------------


def is_own(user):
    """Begun by, handed to, or bylined to this person, as `rights.own` has it.

    Each way has its index: a list that is filtered by nothing else looks at no other story.
    """
    bylined = Byline.objects.filter(author__user=user).values("article")
    return Q(created_by=user) | Q(assigned_to=user) | Q(pk__in=bylined)


class Mine(ListFilter):
    title, parameter_name, starts_open = _("whose"), "mine", True
    answers = {"yes": _("Mine"), "hand": _("In my hands"), "free": _("In nobody’s hands")}

    def among(self, stories, user):
        if self.value() == "yes":
            return stories.filter(is_own(user))
        return stories.filter(assigned_to=user if self.value() == "hand" else None)


class AuthorForm(forms.Form):
    author = forms.ModelChoiceField(
        label=_("Name"),
        queryset=Author.objects.none(),
        widget=AutocompleteSelect(Byline._meta.get_field("author"), site),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="filter-%s", label_suffix="", **kwargs)


class AuthorFilter(SimpleListFilter):
    """Stories with one person's byline; the person is found by typing."""

    title, parameter_name = _("author"), "author"
    template = "articles/desk/_author_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        asked = as_pk(self.value() or "")
        self.person = Author.objects.filter(pk=asked).first() if asked else None
        #: What else is asked, to be asked again with the author.
        self.others = [
            (name, value)
            for name, value in request.GET.items()
            if name not in (self.parameter_name, "p", "e")
        ]
        form = AuthorForm(initial={"author": self.person})
        form.fields["author"].queryset = Author.objects.filter(pk=asked or 0)
        self.media, self.field = form.media, form["author"]

    def lookups(self, request, model_admin):
        return ()

    def has_output(self):
        return True

    def choices(self, changelist):
        yield {
            "selected": self.person is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": gettext("All"),
        }

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        bylined = Byline.objects.filter(author=self.person) if self.person else None
        return queryset.filter(pk__in=bylined.values("article")) if bylined else queryset.none()


# What it holds, or lacks ------------------------------------------------------------------


def _read_by(stories, user):
    """What stands in a story is for those who read its text."""
    return stories if rights.reads_all(user) else stories.filter(is_own(user))


class Holds(ListFilter):
    title, parameter_name = _("holds"), "has"
    answers = {"video": _("A video")}

    def among(self, stories, user):
        videos = Embed.objects.filter(type=Embed.Type.VIDEO).exclude(provider="")
        return _read_by(stories, user).filter(pk__in=videos.values("article"))


class Needs(ListFilter):
    """What cannot be published as it is, because an address is still missing."""

    title, parameter_name = _("needs"), "needs"
    answers = {"link": _("Needs a link"), "video": _("Needs a video")}

    def among(self, stories, user):
        if self.value() == "video":
            empty = Embed.objects.waiting().values("article")
        else:
            empty = RelatedLink.objects.filter(address="", story=None).values("block__article")
        return _read_by(stories, user).filter(pk__in=empty)


# When ---------------------------------------------------------------------------------------


class Drawer(ListFilter):
    title, parameter_name = _("drawer"), "drawer"
    answers = {"kept": _("Kept ready"), "look": _("To be looked at again")}

    def among(self, stories, user):
        kept = stories.filter(kept_ready=True)
        if self.value() == "look":
            return kept.filter(look_again_on__lte=timezone.localdate())
        return kept


class Due(ListFilter):
    title, parameter_name = _("due"), "due"
    answers = {"today": _("Today"), "late": _("Overdue")}

    def among(self, stories, user):
        now = timezone.now()
        if self.value() == "today":
            today = timezone.localdate(now)
            ends = midnight_of(today + timedelta(days=1))
            return stories.filter(due_at__gte=midnight_of(today), due_at__lt=ends)
        late = stories.filter(due_at__lt=now).exclude(stage=Stage.SPIKED)
        return never(late, now)
