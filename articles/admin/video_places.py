"""Places in stories that wait for a video, and giving one its video in one step."""

import re
import uuid
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.forms import modelform_factory
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import embeds, workflow
from articles.admin.inlines import EmbedRowForm
from articles.admin.standing import find_story, standing
from articles.admin.states import lines_for, state_of
from articles.embeds.videos import PROVIDERS
from articles.models import Article, Embed, Revision
from articles.rights import Standing

MOST = 60
#: Stories without a place that are named for what was typed.
MOST_OTHERS = 10
_NAMES = ", ".join(embeds.PROVIDERS[provider.key] for provider in PROVIDERS)
NOT_A_VIDEO = format_lazy(_("This address is not a video we can show. {names} work."), names=_NAMES)
Stage = Article.Stage


# Recognising ------------------------------------------------------------------------


def recognised(address):
    """(what the address stands for, "") or (None, why it is no video), from its letters alone."""
    try:
        found = embeds.recognise(address)
    except embeds.NotAnEmbed as refusal:
        return None, _words(refusal)
    if found.type not in (Embed.Type.VIDEO, Embed.Type.AUDIO):
        return None, str(NOT_A_VIDEO)
    return found, ""


def _words(refusal):
    return refusal.message.replace(str(embeds.NOT_SHOWN), str(NOT_A_VIDEO))


class _PlaceForm(EmbedRowForm):
    """One place and what was pasted for it; all else of the place stays as it is."""

    def clean_address(self):
        if not self.cleaned_data["address"].strip():
            raise ValidationError(gettext("Paste the address first."))
        if self.instance.type != Embed.Type.VIDEO:
            return super().clean_address()
        try:
            kept = super().clean_address()
        except embeds.NotAnEmbed as refusal:
            raise ValidationError(_words(refusal)) from None
        if self.recognised.type != Embed.Type.VIDEO:
            raise ValidationError(NOT_A_VIDEO)
        return kept


_KEPT = ("type", "title", "credit", "caption", "ratio")
PlaceForm = modelform_factory(Embed, form=_PlaceForm, fields=["address", *_KEPT])


# Attaching --------------------------------------------------------------------------


@dataclass
class Attempt:
    """What came of one press: where to go on, or the line with what was typed and why not."""

    ref: str
    typed: str
    error: str = ""
    leads_to: object = None


def attach(request):
    """Give a waiting place its video, as a version of its own kind; the story's state stays."""
    attempt = Attempt(request.POST.get("ref", ""), request.POST.get("address", ""))
    with transaction.atomic():
        story = find_story(request, request.POST.get("story"), lock=True)
        if story is None:
            raise Http404
        if not standing(request, story).places_video:
            raise PermissionDenied
        place = _place(story, attempt.ref)
        attempt.error = _not_free(story, place) or _filled(place, attempt.typed)
        if not attempt.error:
            workflow.keep(story, by=request.user, at=timezone.now(), kind=Revision.Kind.VIDEO)
            said = gettext("%(slugline)s: “%(place)s” is attached, as v%(version)s.") % {
                "slugline": story.slugline,
                "place": place,
                "version": story.version,
            }
            messages.success(request, said)
            attempt.leads_to = redirect("admin:video_desk")
    return attempt


def _place(story, ref):
    try:
        return story.embeds.filter(ref=uuid.UUID(ref)).first()
    except ValueError:
        return None


def _not_free(story, place):
    """Why nothing can be put there, or nothing."""
    if story.killed_at:
        return gettext("%(slugline)s was killed.") % {"slugline": story.slugline}
    if place is None:
        return gettext("%(slugline)s does not have this place any more.") % {
            "slugline": story.slugline
        }
    return (
        gettext("Somebody attached “%(place)s” meanwhile.") % {"place": place}
        if place.is_resolved
        else ""
    )


def _filled(place, typed):
    """Write the video into the place; returns what is wrong with the address, if anything."""
    form = PlaceForm(
        {"address": typed, **{name: getattr(place, name) for name in _KEPT}}, instance=place
    )
    if not form.is_valid():
        return " ".join(words for each in form.errors.values() for words in each)
    form.save()
    return ""


# What waits -------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One waiting place: its story, where in the text it stands, and what is typed for it."""

    story: Article
    state: str
    place: Embed
    may: bool
    typed: str = ""
    error: str = ""

    @property
    def paragraph(self):
        """After which paragraph it stands; None where the text does not hold it."""
        before, found, __ = self.story.body.partition(f'data-ref="{self.place.ref}"')
        return len(re.findall(r"<p[ >]", before)) if found else None

    @property
    def words(self):
        return self.place.title or self.place.caption

    @property
    def is_live(self):
        return self.story.is_live


@dataclass(frozen=True)
class Waiting:
    """The lines, live stories first, and stories that were asked for and have no place."""

    lines: list[Line]
    more: int
    others: list = field(default_factory=list)

    def shows(self, attempt):
        return any(str(line.place.ref) == attempt.ref for line in self.lines)


def waiting(user, at, asked, attempt=None):
    """What waits for a video in the person's stories, in three queries."""
    stories = lines_for(user, at).exclude(stage=Stage.SPIKED).filter(killed_at=None)
    if asked.is_mine:
        stories = stories.filter(desk__in=user.desks.values("pk"))
    if asked.words:
        named = Q(slugline__icontains=asked.words) | Q(known_headline__icontains=asked.words)
        stories = stories.filter(named)
    has_place = Exists(Embed.objects.waiting().filter(article=OuterRef("pk")))
    found = list(_in_order(stories.filter(has_place))[: MOST + 1])
    by_pk = {story.pk: story for story in found[:MOST]}
    places = Embed.objects.waiting().filter(article__in=by_pk).order_by("pk")
    lines = [_line(user, by_pk[place.article_id], place, asked, attempt) for place in places]
    order = list(by_pk)
    lines.sort(key=lambda line: (order.index(line.story.pk), line.paragraph or 0, line.place.pk))
    others = []
    if asked.words:
        without = stories.filter(~has_place).defer("body", "editors_note")
        others = list(without.order_by("-modified_at", "-pk")[:MOST_OTHERS])
    return Waiting(lines, max(0, len(found) - MOST), others)


def _in_order(stories):
    """Live first, then what is scheduled by its time, what is in review, and the rest."""
    turn = Case(
        When(is_live=True, then=Value(0)),
        When(scheduled_for__isnull=False, then=Value(1)),
        When(stage=Stage.IN_REVIEW, then=Value(2)),
        default=Value(3),
    )
    return stories.order_by(turn, F("scheduled_for").asc(nulls_last=True), "-modified_at", "-pk")


def _line(user, story, place, asked, attempt):
    # Who may attach to any story is not asked about each.
    may = user.has_perm("articles.place_video_article")
    may = may or Standing(user, story, sees=True).places_video
    if attempt and attempt.ref == str(place.ref):
        return Line(story, state_of(story), place, may, attempt.typed, attempt.error)
    return Line(story, state_of(story), place, may, asked.address if asked.found else "")
