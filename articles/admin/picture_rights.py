"""Rights in a picture that end: Extend, Replace everywhere, Remove everywhere."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import alarms, registry
from articles.admin.asking import ScreenForm
from articles.admin.swapped import Place, sorted_out
from articles.admin.times import MomentField
from articles.admin.used import uses_for
from articles.admin.widgets import as_pk
from articles.models import Alarm
from articles.rights import Standing
from articles.swapping import swap
from articles.ticking.picture_rights import AHEAD
from newsroom.admin import LONGEST_SEARCH

OFFERED = 24


FLAGS = [("one_use_only", _("One use only")), ("do_not_use_again", _("Do not use again"))]


class RightsFilter(admin.SimpleListFilter):
    title = "rights"
    parameter_name = "rights"

    def lookups(self, request, model_admin):
        ends = [
            ("ends", gettext("End within 7 days")),
            ("ended", gettext("Ended")),
            ("open", gettext("Without an end")),
        ]
        return [*ends, *FLAGS]

    def queryset(self, request, pictures):
        now = timezone.now()
        if self.value() == "ends":
            return pictures.filter(use_until__gt=now, use_until__lte=now + AHEAD)
        if self.value() == "ended":
            return pictures.filter(use_until__lte=now)
        if self.value() in dict(FLAGS):
            return pictures.filter(**{self.value(): True})
        return pictures.filter(use_until=None) if self.value() == "open" else pictures


# Extend ------------------------------------------------------------------------------


class ExtendForm(ScreenForm):
    """The new end of the rights: later than now, and than the end so far."""

    use_until = MomentField(label=_("Rights end"))

    def __init__(self, *args, picture, **kwargs):
        super().__init__(*args, initial={"use_until": picture.use_until}, **kwargs)
        self.picture = picture

    def clean_use_until(self):
        until = self.cleaned_data["use_until"]
        if until <= timezone.now():
            raise ValidationError(gettext("This time has passed. Choose a later one."))
        if self.picture.use_until and until <= self.picture.use_until:
            raise ValidationError(gettext("That is no later than the end so far."))
        return until


def extend(desk, request, pk):
    """Let a picture be shown for longer; where it was gone it is there again."""
    picture = desk.asked_for(request, pk)
    if not desk.has_change_permission(request, picture):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else None
    form = ExtendForm(given, picture=picture)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["use_until"]
        picture.use_until = until
        with transaction.atomic():
            picture.save(update_fields=["use_until"])
        if until > timezone.now() + AHEAD:
            told = Alarm.objects.filter(kind=Alarm.Kind.RIGHTS, picture=picture)
            alarms.clear(told, at=timezone.now())
        at = date_format(timezone.localtime(until), "j F Y, H:i")
        words = gettext("Rights extended to %(time)s.") % {"time": at}
        desk.log_change(request, picture, words)
        messages.success(request, f"“{picture}”: {words}")
        return redirect(desk.address_of("change", picture.pk))
    title = gettext("Extend the rights in “%(picture)s”") % {"picture": picture}
    return desk.page(request, "articles/desk/picture_extend.html", picture, title=title, form=form)


# Replace and remove ----------------------------------------------------------------------


def remove(desk, request, pk):
    """Take a picture out of every story that the person may change."""
    picture = _to_swap(desk, request, pk)
    return _swap_screen(
        desk,
        request,
        picture,
        None,
        gettext("Remove “%(picture)s” everywhere") % {"picture": picture},
    )


def replace(desk, request, pk):
    """Choose another picture, look at the stories, and put it in the place of this one."""
    picture = _to_swap(desk, request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    other = _offered(desk, request, picture).filter(pk=as_pk(asked.get("with", ""))).first()
    if other is None:
        return _choose(desk, request, picture, asked)
    title = gettext("Replace “%(picture)s” by “%(other)s” everywhere") % {
        "picture": picture,
        "other": other,
    }
    return _swap_screen(desk, request, picture, other, title)


def may_swap(request):
    """Whether somebody may change which picture stories show, as far as each story lets them."""
    allowed = ("articles.change_picture", "articles.fix_article")
    return any(map(request.user.has_perm, allowed))


def _to_swap(desk, request, pk):
    picture = desk.asked_for(request, pk)
    if not may_swap(request):
        raise PermissionDenied
    return picture


def _offered(desk, request, picture):
    """Pictures that may be shown in the place of this one, in stories that do not have them yet."""
    now = timezone.now()
    pictures = desk.get_queryset(request).exclude(pk=picture.pk).exclude(use_until__lte=now)
    pictures = pictures.exclude(do_not_use_again=True)
    return pictures.order_by("-created_at", "-pk")


def _choose(desk, request, picture, asked):
    if "with" in asked:
        messages.error(request, gettext("That picture cannot be shown. Choose another."))
    words = asked.get("q", "").strip()[:LONGEST_SEARCH]
    found, __ = desk.get_search_results(request, _offered(desk, request, picture), words)
    return desk.page(
        request,
        "articles/desk/picture_choose.html",
        picture,
        title=gettext("Replace “%(picture)s” everywhere") % {"picture": picture},
        words=words,
        offered=[(each, desk.thumbnail(each)) for each in found[:OFFERED]],
    )


def _swap_screen(desk, request, picture, other, title):
    """The stories first; posted, each of them with what happened to it."""
    now = timezone.now()
    places = [
        Place(use, _may(Standing(request.user, use.story), use.places))
        for use in uses_for(request.user, picture, now).all
    ]
    sorted_places = sorted_out(places)
    is_done = request.method == "POST"
    if is_done:
        keep = "keep_captions" in request.POST
        for place in sorted_places["ours"]:
            outcome = swap(place.use.story, picture, other, by=request.user, keep_captions=keep)
            place.keep(outcome, "fix_live")
        _log(desk, request, picture, other, sorted_places["ours"])
    return desk.page(
        request,
        "articles/desk/picture_swap.html",
        picture,
        title=title,
        other=other,
        old=desk.thumbnail(picture),
        new=desk.thumbnail(other) if other else "",
        is_done=is_done,
        **sorted_places,
    )


def _may(standing, places):
    """Whether the person may change the story wherever it shows the picture."""
    asked = {
        registry.LIVE: lambda: standing.may("fix_live"),
        registry.SCHEDULED: lambda: standing.may("schedule") or standing.may("fix_live"),
        registry.DRAFT: lambda: standing.edits,
    }
    return asked[places[0]]()


def _log(desk, request, picture, other, ours):
    changed = sum(bool(place.done) for place in ours)
    words = (
        ngettext(
            "Replaced by “%(other)s” in %(count)s story.",
            "Replaced by “%(other)s” in %(count)s stories.",
            changed,
        )
        if other
        else ngettext("Removed in %(count)s story.", "Removed in %(count)s stories.", changed)
    )
    desk.log_change(request, picture, words % {"other": other, "count": changed})
