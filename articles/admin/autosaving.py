"""Unsaved text: the form is sent every few seconds, offered again, and forgotten once saved."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import autosaves, presences
from articles.admin.answering import answer, answers, newest_version, refusal, story_to_write
from articles.admin.fields import name_of
from articles.admin.formsets import as_ref
from articles.admin.widgets import as_pk

#: In the address of a form: the unsaved text that it is to show.
UNSAVED = "unsaved"
#: What the form over the live version sends, to be told from the draft's.
LIVE_FORM = autosaves.OVER_LIVE.partition("=")[0]
#: Where the session and the browser keep which forms were saved. The browser needs it too:
#: whoever signs in anew has a new session, and would be offered text that was saved.
SAVED_FORMS = "desk_saved"
MOST_SAVED_FORMS = 12


# Keeping --------------------------------------------------------------------------


@require_POST
@answers
def autosave(request, pk=None):
    """Keep what stands in an open form, valid or not, until the form is saved."""
    live = LIVE_FORM in request.POST and pk is not None
    story = story_to_write(request, pk, live=live) if pk is not None else _may_start(request)
    form = request.POST.copy()
    for name in (LIVE_FORM, "csrfmiddlewaretoken"):
        form.pop(name, None)
    edit_session = as_ref(form.get("edit_session"))
    if edit_session is None:
        return refusal(400, _("This form does not say which window it is in."))
    kept = (autosaves.OVER_LIVE if live else "") + form.urlencode()
    if len(kept) > autosaves.LONGEST:
        return refusal(
            413, _("This text is too long to be kept here. Save it, or make it shorter.")
        )
    at = timezone.now()
    if edit_session.hex not in _saved_forms(request):  # else its save was faster
        _keep(request, story, edit_session, kept, at)
    newest = newest_version(request, story) if story else None
    clock = f"{timezone.localtime(at):%H:%M:%S}"
    return answer(saved_at=at.isoformat(), clock=clock, newest=newest)


@transaction.atomic
def _keep(request, story, edit_session, form, at):
    """Keep the form; the text that it was opened from lives on in it."""
    autosaves.keep(story, person=request.user, edit_session=edit_session, form=form, at=at)
    _drop_opened(request)


def _may_start(request):
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied


def saved(request, response):
    """Forget what was kept of the form that was just saved, here and in the browser."""
    edit_session = as_ref(request.POST.get("edit_session"))
    if edit_session is None:
        return response
    autosaves.drop(person=request.user, edit_session=edit_session)
    _drop_opened(request)
    # Before the next page asks who else is here, and would hear of itself.
    presences.leave(person=request.user, edit_session=edit_session, at=timezone.now())
    forms = [*_saved_forms(request), edit_session.hex][-MOST_SAVED_FORMS:]
    request.session[SAVED_FORMS] = forms
    response.set_cookie(
        SAVED_FORMS,
        ".".join(forms),
        max_age=autosaves.KEPT_FOR,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _saved_forms(request):
    """The edit sessions that were saved lately in this browser, oldest first."""
    sent = request.COOKIES.get(SAVED_FORMS, "")[:1000].split(".")
    known = [ref.hex for each in sent if (ref := as_ref(each))]
    return list(dict.fromkeys([*known, *request.session.get(SAVED_FORMS, [])]))


# What a form was opened from: "<its edit session> <when it was kept>" ----------------------


def _opened_from(kept):
    return f"{kept.edit_session} {kept.saved_at.isoformat()}"


def _drop_opened(request):
    """Forget the text that the form was opened from, unless its window wrote on since."""
    edit_session, __, kept_at = request.POST.get("recovers", "").partition(" ")
    edit_session, until = as_ref(edit_session), _moment(kept_at)
    if edit_session and until:
        autosaves.drop(person=request.user, edit_session=edit_session, until=until)


def _moment(text):
    """The instant that a form sent, or None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


# Opening it again -------------------------------------------------------------------


def opened(request, draw, *, story=None, live=False):
    """The form as `draw` makes it: from unsaved text where the address names it.

    It is drawn as a refused save would be, whole and with the version it began from, so that
    saving merges it with what others saved since. Nothing is saved by opening it.
    """
    if request.method != "GET" or UNSAVED not in request.GET:
        return draw()
    edit_session = as_ref(request.GET[UNSAVED])
    kept = edit_session and autosaves.find(
        story, person=request.user, edit_session=edit_session, live=live
    )
    if not kept:
        messages.warning(request, _("That text is not kept any more."))
        return redirect(request.path)
    request.FILES  # noqa: B018 -- read before the method changes, or it would empty POST
    request.unsaved = kept
    request.POST = _as_sent(kept)
    request.method = "POST"
    try:
        with transaction.atomic():
            response = draw()
            transaction.set_rollback(True)
    finally:
        request.method = "GET"
    return response


def _as_sent(kept):
    """The form as it was sent, in a window of its own: the other one may still be open."""
    form = QueryDict(kept.form, mutable=True)
    form["edit_session"] = str(uuid.uuid4())
    form["recovers"] = _opened_from(kept)
    return form


def form_of(request, form_class):
    """The form of this request: one that shows unsaved text can be seen and never saved."""
    if getattr(request, "unsaved", None) is None:
        return form_class

    class Unsaved(form_class):
        def is_valid(self):
            super().is_valid()
            return False

    return Unsaved


def keeping_of(request, story=None, *, live=False):
    """What the page of a form needs to keep its text, and the unsaved text that it offers."""
    at = timezone.now()
    story = story if story and story.pk else None
    is_drawn_again = request.method != "GET"
    kept = (
        None if is_drawn_again else autosaves.offered(story, person=request.user, at=at, live=live)
    )
    return {
        "story": story,
        "live": live,
        "person": request.user,
        "name": name_of(request.user),
        "now": at,
        "time_zone": timezone.get_current_timezone_name(),
        "saved": " ".join(str(uuid.UUID(each)) for each in _saved_forms(request)),
        "offer": kept,
        "is_open": bool(kept) and _is_open(request, kept, at),
        "unsaved": getattr(request, "unsaved", None),
        "recovers": request.POST.get("recovers", ""),
        "is_drawn_again": is_drawn_again,
    }


def _is_open(request, kept, at):
    return presences.is_open(person=request.user, edit_session=kept.edit_session, at=at)


@require_POST
def throw_away(request):
    """Forget unsaved text that its writer does not want; anybody else's is never touched."""
    edit_session = as_ref(request.POST.get("edit_session"))
    if edit_session:
        autosaves.drop(person=request.user, edit_session=edit_session)
        messages.success(request, _("The unsaved text was thrown away."))
    pk = as_pk(request.POST.get("story", ""))
    if pk is None:
        return redirect("admin:articles_article_add")
    return redirect("admin:articles_article_change", pk)
