"""The checks beside the story form: asked of the saved version, and of the form as it stands."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import desk_checks, revisions
from articles.admin.answering import answers, story_to_write
from articles.admin.moves import place_of, way_to
from articles.admin.posted import document_of
from articles.desk_checks import Level, Moment
from articles.models import Article


def sorted_findings(story, findings, *, on_form=False):
    """The findings by what they mean for a publication, each with the way to its place.

    `on_form` names places of the form itself, which a story never saved has nowhere else.
    """
    ways = [(finding, _way(story, finding, on_form)) for finding in findings]
    new = [(finding, way) for finding, way in ways if finding.stops or not finding.is_from_before]
    groups = {
        "stops": [each for each in new if each[0].level == Level.BLOCK],
        "left_out": [each for each in new if each[0].level in (Level.LEAVE_OUT, Level.LEFT_OUT)],
        "warnings": [each for each in new if each[0].level == Level.WARN],
        "notes": [each for each in new if each[0].level == Level.NOTE],
        "from_before": [each for each in ways if each[0].is_from_before and not each[0].stops],
    }
    return groups | {"count": sum(map(len, (groups[name] for name in COUNTED)))}


#: What somebody has to do something about: the number beside “Checks”.
COUNTED = ("stops", "left_out", "warnings")


def _way(story, finding, on_form):
    return place_of(finding) if on_form and not finding.correction else way_to(story, finding)


@require_POST
@answers
def checks(request, pk=None):
    """What the checks find in the form as it stands, a piece of its page; nothing is written."""
    story = story_to_write(request, pk) if pk is not None else _new_story(request)
    form, formsets = posted_form(request, story)
    found = _found(form.instance, document_of(form, formsets), by=request.user)
    return render(request, "articles/desk/_checks.html", {"findings": found})


def _new_story(request):
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    return Article(created_by=request.user)


def posted_form(request, story):
    """The form and its rows as they were sent, each looked at whether it is in order or not."""
    story_admin = admin.site.get_model_admin(Article)
    change = story.pk is not None
    sent = request.POST.copy()
    # Which version the form began with does not matter: nothing is saved.
    sent["base_version"] = story.version
    form = story_admin.get_form(request, story if change else None, change=change)(
        sent, instance=story
    )
    formsets, _ = story_admin._create_formsets(request, story, change)
    form.is_valid()
    for formset in formsets:
        formset.is_valid()
    return form, formsets


def panel_of(request, form, formsets):
    """What the panel beside the form shows when the page opens, and where it asks again."""
    story, revision = form.instance, None
    if form.is_bound:
        document = document_of(form, formsets)
    else:
        revision = revisions.newest(story) if story.pk else None
        document = revisions.upgrade(revision.document) if revision else revisions.blank()
    at = timezone.now()
    context = desk_checks.gather(story, document, at=at, by=request.user, revision=revision)
    return {
        "findings": _sorted(story, document, context),
        "document": document,
        "reads": context.reads,
        "address": reverse("admin:articles_article_checks", args=[story.pk])
        if story.pk
        else reverse("admin:articles_article_checks_new"),
    }


def _found(story, document, *, by):
    return _sorted(story, document, desk_checks.gather(story, document, at=timezone.now(), by=by))


def _sorted(story, document, context):
    """The findings for publishing the story now, or for an update of what readers have."""
    live = _live(story, context.at)
    findings = desk_checks.check(
        document,
        context,
        Moment.UPDATE if live or getattr(story, "was_live", False) else Moment.PUBLISH,
        live_document=revisions.upgrade(live.revision.document) if live else None,
    )
    return sorted_findings(story, findings, on_form=True)


def _live(story, at):
    """What readers have; a story from `with_states` says by itself that they have nothing."""
    if story.pk is None or not story.is_live:
        return None
    return story.editions.live(at).select_related("revision").first()
