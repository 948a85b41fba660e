"""The page of a shared draft, for an outsider without an account: to read, and to answer.

The secret in the address is the whole authority, so no cookie is set and none is asked for;
there is nothing that a forged request could borrow, and so no token against it.
"""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import rendering, sharing, timeline, workflow
from articles.admin.preview import draft_context, newest_document, private
from articles.models import ShareLink

#: 32 bytes as `secrets` writes them; anything else is an address like any other.
PATTERN = r"^draft/(?P<key>[-A-Za-z0-9_]{43})/$"
ANSWERED = "answered"


@csrf_exempt  # see above: there is no session that another site could use
@require_http_methods(["GET", "HEAD", "POST"])
def shared_draft(request, key):
    """The newest saved version for whoever has the address, or that it is shown no more."""
    link = ShareLink.objects.select_related("article").filter(key=key).first()
    if link is None:
        raise Http404
    return _kept_to_oneself(_answer(request, link, timezone.now()))


def _answer(request, link, at):
    why = sharing.why_over(link, at)
    if why:
        return _over(request, link, at)
    if request.method != "POST":
        if request.method == "GET":
            sharing.opened(link, at=at)
        return _page(request, link, at)
    typed = request.POST.get("text", "")
    try:
        sharing.answer(link, text=typed, at=at)
    except sharing.NoMoreAnswers as refusal:
        return _page(request, link, at, typed=typed, error=str(refusal), status=429)
    except workflow.Refused as refusal:
        return _page(request, link, at, typed=typed, error=str(refusal), status=400)
    return redirect(f"{request.path}?{ANSWERED}#answer")


def _page(request, link, at, *, typed="", error="", status=200):
    story = link.article
    context = draft_context(story, newest_document(story), at=at)
    # The desk's own marks stay on the desk: no title of a story that is not out yet.
    context |= rendering.text_context(context["edition"], at=at)
    context |= {
        "link": link,
        "typed": typed,
        "error": error,
        "is_answered": ANSWERED in request.GET,
    }
    return render(request, "articles/shared_draft.html", context, status=status)


def _over(request, link, at):
    """Calm words, as of an address that never was; what readers have by now may be named."""
    live = None if link.article.killed_at else timeline.live_edition(link.article, at)
    return render(request, "articles/shared_over.html", {"live": live}, status=404)


def _kept_to_oneself(response):
    """No cache keeps the page, no search engine names it, no link on it tells where it was."""
    response["Referrer-Policy"] = "no-referrer"
    return private(response)
