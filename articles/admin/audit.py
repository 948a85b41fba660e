"""The audit: who came in and what they did to which story, on a page and as a file."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import rights
from articles.admin.spreadsheets import as_csv_stream
from articles.admin.times import midnight_of
from articles.models import Article, Move
from articles.notices import name_of
from articles.paging import page_of
from authors.models import SignIn

#: For a story that does not exist for whoever looks: that something was done, not to what.
RESTRICTED = "(restricted)"
PAGE_SIZE = 100
#: The years that a database and a calendar agree on.
YEARS = (1971, 2100)


class Asked(forms.Form):
    """What the audit is to show."""

    about = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("moves", _("Moves")), ("sign-ins", _("Sign-ins"))],
    )
    person = forms.ModelChoiceField(
        get_user_model().objects.order_by("username"),
        label=_("Person"),
        required=False,
        empty_label=_("Everybody"),
    )
    story = forms.CharField(label=_("Story’s slugline"), required=False, max_length=80)
    verb = forms.ChoiceField(
        label=_("Move"), required=False, choices=[("", _("Any")), *Move.Verb.choices]
    )
    what = forms.ChoiceField(
        label=_("Sign-in"), required=False, choices=[("", _("Any")), *SignIn.What.choices]
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["person"].label_from_instance = lambda user: f"{user} ({name_of(user)})"
        unused = ("story", "verb") if self.is_of_sign_ins else ("what",)
        for name in unused:
            del self.fields[name]

    @property
    def is_of_sign_ins(self):
        return self.data.get("about") == "sign-ins"

    def clean_since(self):
        return _in_the_calendar(self.cleaned_data["since"])

    def clean_until(self):
        return _in_the_calendar(self.cleaned_data["until"])

    def rows(self, user):
        """The lines that were asked for, the newest first, as this person may see them."""
        lines = _sign_ins() if self.is_of_sign_ins else _moves(user)
        if not self.is_valid():
            return lines.none()
        return lines.filter(**dict(self._filters())).order_by("-at", "-pk")

    def _filters(self):
        asked = self.cleaned_data
        if asked["person"]:
            yield ("person" if self.is_of_sign_ins else "by"), asked["person"]
        if asked.get("what"):
            yield "what", asked["what"]
        if asked.get("verb"):
            yield "verb", asked["verb"]
        if asked.get("story"):
            # A hidden story is not found by its name either.
            yield "article__slugline__icontains", asked["story"]
            yield "is_seen", True
        if asked["since"]:
            yield "at__gte", midnight_of(asked["since"])
        if asked["until"]:
            yield "at__lt", midnight_of(asked["until"] + timedelta(days=1))


def _in_the_calendar(day):
    if day and not YEARS[0] <= day.year <= YEARS[1]:
        raise forms.ValidationError(
            gettext("Choose a day of this century or the last years before it.")
        )
    return day


def _moves(user):
    seen = Article.objects.visible_to(user).filter(pk=OuterRef("article_id"))
    moves = Move.objects.select_related("article", "by", "revision")
    return moves.defer("article__body", "revision__document").annotate(is_seen=Exists(seen))


def _sign_ins():
    return SignIn.objects.select_related("person")


# As it is printed ---------------------------------------------------------------------

OF_MOVES = [_("When"), _("Who"), _("Story"), _("Move"), _("Version"), _("Reason")]
OF_SIGN_INS = [_("When"), _("What"), _("Username"), _("Person"), _("Network address"), _("Browser")]


def _cells_of_move(move, reads):
    """A move in words; its reason may quote the text, and is for those who read that."""
    return [
        _time(move.at),
        name_of(move.by),
        move.article.slugline if move.is_seen else RESTRICTED,
        move.get_verb_display(),
        f"v{move.revision.number}" if move.revision and move.is_seen else "",
        move.reason if reads and move.is_seen else "",
    ]


def _cells_of_sign_in(row, reads):
    return [
        _time(row.at),
        row.get_what_display(),
        row.username,
        name_of(row.person, nobody=""),
        row.network_address or "",
        row.browser,
    ]


def _time(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def _printed(form, rows, user):
    cells = _cells_of_sign_in if form.is_of_sign_ins else _cells_of_move
    reads = rights.reads_all(user)
    return (cells(row, reads) for row in rows)


def _asked(request):
    if not request.user.has_perm("authors.view_signin"):
        raise PermissionDenied
    return Asked(request.GET if "about" in request.GET else {"about": "moves"})


@require_safe
@never_cache
def audit(request):
    """Moves or sign-ins, a hundred a page."""
    form = _asked(request)
    page = page_of(form.rows(request.user), request.GET.get("page"), PAGE_SIZE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Audit"),
        "form": form,
        "page": page,
        "heading": OF_SIGN_INS if form.is_of_sign_ins else OF_MOVES,
        "rows": _printed(form, page.items, request.user),
        "asked": asked.urlencode(),
    }
    return render(request, "articles/desk/audit.html", context)


@require_safe
@never_cache
def audit_file(request):
    """All of what was asked for, for a spreadsheet."""
    form = _asked(request)
    rows = form.rows(request.user).iterator(chunk_size=1000)
    heading = OF_SIGN_INS if form.is_of_sign_ins else OF_MOVES
    name = "sign-ins" if form.is_of_sign_ins else "moves"
    return as_csv_stream(name, heading, _printed(form, rows, request.user))


def addresses(site):
    return [
        path("audit/", site.admin_view(audit), name="audit"),
        path("audit/file/", site.admin_view(audit_file), name="audit_file"),
    ]
