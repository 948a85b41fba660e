"""The panels beside the text of a story form, one open at a time."""

import json
from dataclasses import dataclass

from django.contrib import admin
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin import notes
from articles.admin.bar import may_ask_read
from articles.admin.publishing import expected_address
from articles.admin.reads_said import brief_of, read_lines
from articles.admin.standing import standing, story_to_read
from articles.admin.used_story import used_in
from articles.admin.versions import last_events
from articles.admin.widgets import as_pk
from articles.models import Article
from articles.workflow.editions import proposed_slug

#: The parts of the form that stand in a panel: its key, and the name of the group of fields.
OF_FIELDS = (
    ("place", _("Place")),
    ("rights", _("Rights")),
    ("address", _("Address")),
    ("more", _("More")),
)


@dataclass
class Panel:
    """One panel: its name, what its line says while it is closed, and what it holds."""

    key: str
    name: str
    says: str = ""
    template: str = ""
    fieldset: object = None
    #: Where what it shows is fetched from when it is opened; a page of its own without scripts.
    address: str = ""
    has_errors: bool = False
    is_open: bool = False


def side_of(request, context, story=None):
    """What stands beside the form: `panels` in their order, and what these show.

    `story` is None for a form that is not the draft's own: of a new story, or of the
    version that readers have.
    """
    form = context["adminform"].form
    formsets = {rows.formset.prefix: rows.formset for rows in context["inline_admin_formsets"]}
    checks = context.get("checks")
    side = {}
    panels = []
    if story is not None:
        side["reads"] = reads_of(request, story, checks["reads"], checks["document"])
        side["notes"] = notes.panel_of(request, story)
        panels += _of_the_story(story, side)
    panels.append(_sources(formsets["citations"], checks))
    panels += _of_fields(context["adminform"])
    if address := next((panel for panel in panels if panel.key == "address"), None):
        side["address"] = address_of(form)
        side["address"]["may_keep"] = story is not None and standing(request, story).may("publish")
        address.says, address.template = side["address"]["path"], "articles/desk/side/_address.html"
    # A save that was refused shows why; else what is to be done stands open.
    refused = next((panel for panel in panels if panel.has_errors), None)
    if refused:
        refused.is_open = True
    return side | {
        "panels": panels,
        "is_refused": refused is not None,
        "opens_checks": refused is None,
    }


def _of_the_story(story, side):
    """The panels of what the desk does with a story, which a new one has not met yet."""
    return [
        Panel("reads", gettext("Reads"), side["reads"]["brief"], "articles/desk/side/_reads.html"),
        Panel("notes", gettext("Notes"), side["notes"]["says"], "articles/desk/side/_notes.html"),
        Panel("history", gettext("History"), address=piece_address(story, "history")),
        Panel("where-used", gettext("Where used"), address=piece_address(story, "used")),
    ]


def key_of(fieldset):
    """The key of the panel that holds this group of fields; empty for what stands in the form."""
    return next((key for key, name in OF_FIELDS if name == fieldset.name), "")


def _of_fields(adminform):
    """The panels that hold fields, each without the heading that its line has already."""
    panels = []
    for fieldset in adminform:
        key = key_of(fieldset)
        if not key or not fieldset.fields:
            continue
        name, fieldset.name = fieldset.name, None
        panel = Panel(key, name, SAYS.get(key, _nothing)(adminform.form), fieldset=fieldset)
        panel.has_errors = any(field in adminform.form.errors for field in _names(fieldset))
        panels.append(panel)
    return panels


def _names(fieldset):
    for each in fieldset.fields:
        yield from [each] if isinstance(each, str) else each


# What a closed panel says -------------------------------------------------------------


def _nothing(form):
    return ""


def _place(form):
    """“City · 2 topics · Lead”, as far as it is known."""
    section = form.sections.get(as_pk(form["section"].value() or ""))
    topics = len(form["topics"].value() or ())
    weight = form["weight"].value()
    return " · ".join(
        filter(
            None,
            [
                section.name if section else "",
                ngettext("%(count)s topic", "%(count)s topics", topics) % {"count": topics}
                if topics
                else "",
                _label(form, "weight") if str(weight) not in ("", "None", "0") else "",
            ],
        )
    )


def _rights(form):
    syndicates = form["may_syndicate"].value()
    words = gettext("may syndicate") if syndicates else gettext("not syndicated")
    return f"{_label(form, 'origin')} · {words}"


def _label(form, name):
    """The words of what is chosen."""
    said = str(form[name].value())
    return next((str(label) for key, label in form.fields[name].choices if str(key) == said), "")


SAYS = {"place": _place, "rights": _rights}


def _sources(citations, checks):
    """“2 shown, 1 desk only, 1 uncited”: claims that name nobody are the uncited ones."""
    rows = [form for form in citations.initial_forms if form.instance.source_id]
    shown = sum(form.instance.shown for form in rows)
    claims = _claims(checks)
    counted = [
        (gettext("%(count)s shown"), shown),
        (gettext("%(count)s desk only"), len(rows) - shown),
        (gettext("%(count)s uncited"), len(claims)),
    ]
    says = ", ".join(words % {"count": count} for words, count in counted if count)
    name, template = gettext("Sources"), "articles/desk/side/_sources.html"
    return Panel("sources", name, says or gettext("none"), template)


def _claims(checks):
    noted = checks["findings"]["notes"] if checks else ()
    return [finding for finding, _ in noted if finding.check == "unsourced"]


# Reads --------------------------------------------------------------------------------


def reads_of(request, story, reads, document):
    """How the reads stand, by kind, against a text of the story."""
    may = standing(request, story)
    lines = read_lines(may, reads, document, may_ask=may_ask_read(may, story))
    return {"lines": lines, "brief": brief_of(lines), "version": story.version}


# The address --------------------------------------------------------------------------


def address_of(form):
    """Where the story stands or would stand, and what a change of its section does to that."""
    story, now = form.instance, timezone.now()
    section = form.sections.get(as_pk(form["section"].value() or ""))
    live = getattr(story, "live_path", None) or ""
    is_public = bool(getattr(story, "was_live", False) or getattr(story, "scheduled_for", None))
    facts = {
        "live": live,
        "sections": json.dumps({pk: each.slug for pk, each in form.sections.items()}),
        "redirects": 0,
    }
    slug = proposed_slug(story, form["headline"].value() or "")
    if live and section and _stays(live, section, slug):
        return facts | {"path": live}
    if not (section and slug):
        return facts | {"path": live}
    if not is_public:
        return facts | {"path": f"/{section.slug}/{timezone.localtime(now):%Y/%m/%d}/{slug}/"}
    expected = expected_address(
        story, {"fields": {"section": section.pk, "headline": form["headline"].value()}}, now
    )
    return facts | {"path": expected.path, "redirects": expected.redirects}


def _stays(path, section, slug):
    """Whether an address lies in the section already, under the story's own name."""
    return path.startswith(f"/{section.slug}/") and path.endswith(f"/{slug}/")


# Fetched when a panel is opened ---------------------------------------------------------


def _history(request, story):
    return {"events": last_events(story)}


def _used(request, story):
    return {"used": used_in(request.user, story, timezone.now())}


PIECES = {"history": (_("History"), _history), "used": (_("Where used"), _used)}


def piece_address(story, part):
    return reverse("admin:articles_article_side", args=[story.pk, part])


@require_safe
def piece(request, pk, part):
    """What one panel shows, as a page; the script takes it from there into the panel."""
    story = story_to_read(request, pk)
    if part not in PIECES:
        raise Http404
    title, shown = PIECES[part]
    context = {
        **admin.site.each_context(request),
        "title": f"{title}: {story.slugline}",
        "story": story,
        "opts": Article._meta,
        "template": f"articles/desk/side/_{part}.html",
        **shown(request, story),
    }
    response = render(request, "articles/desk/side/piece.html", context)
    response["Cache-Control"] = "no-store"
    return response
