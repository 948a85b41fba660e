"""Share draft: for whom, until when, and what became of each address that was given out."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import sharing, workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.moves import refusal_words
from articles.admin.standing import story_to_move
from articles.admin.times import MomentField, day_words
from articles.models import ShareLink

#: For so long an address works unless somebody says otherwise, and for so long at most.
USUAL, LONGEST = timedelta(days=3), timedelta(days=90)


class ShareForm(ScreenForm):
    for_whom = words_field(
        _("For whom?"),
        _("A name that the desk knows: it stands on the page and beside their answer."),
        required=True,
        rows=1,
        longest=ShareLink._meta.get_field("for_whom").max_length,
    )
    works_until = MomentField(label=_("Works until"))
    is_for_legal_read = forms.BooleanField(
        label=_("For a legal read"),
        help_text=_(
            "What they answer is a legal note, for editors of the story and publishers alone."
        ),
        required=False,
    )

    def clean_works_until(self):
        until, now = self.cleaned_data["works_until"], timezone.now()
        if until <= now:
            raise forms.ValidationError(gettext("That time is over. Choose a later one."))
        if until > now + LONGEST:
            raise forms.ValidationError(
                gettext("Choose a time within %(days)s days.") % {"days": LONGEST.days}
            )
        return until


@asks
def share(request, pk):
    """Make an address for an outsider, and look after those there are."""
    story = story_to_move(request, pk, "share")
    now = timezone.now()
    screen = Screen(
        "share",
        _form(request, story, now),
        gettext("Share draft"),
        [
            gettext(
                "Whoever has the address reads v%(version)s and what is saved after it, "
                "without an account, and may answer. It dies when the story is published."
            )
            % {"version": story.version},
            gettext("Desk notes, and sources that are for the desk only, are not shown."),
            *_legal(story),
            *_embargo(story, now),
        ],
        template="articles/desk/share.html",
        context={"links": _links(story, now)},
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.share(story, by=request.user, **said),
        lambda link: (
            gettext("The address for %(for_whom)s is made. Copy it below.")
            % {"for_whom": link.for_whom}
        ),
        leads_to=redirect("admin:articles_article_share", story.pk),
    )


def _form(request, story, now):
    usual = timezone.localtime(now + USUAL).replace(second=0, microsecond=0)
    form = ShareForm(request.POST or None, initial={"works_until": usual})
    if sharing.is_before_law(story):  # every answer is a legal note already
        del form.fields["is_for_legal_read"]
    return form


def _legal(story):
    if sharing.is_before_law(story):
        yield gettext(
            "A legal read was asked for: what they answer is a legal note, "
            "for editors of the story and publishers alone."
        )


def _embargo(story, now):
    if story.is_embargoed(now):
        until = day_words(timezone.localtime(story.embargo_until), now)
        yield gettext(
            "Its embargo holds until %(until)s: it cannot be published or shared before."
        ) % {"until": until}


def _links(story, now):
    return [
        {
            "link": link,
            "over": link.over,
            "until": day_words(link.works_until, now),
            "address": settings.NEWSROOM_SITE_URL
            + reverse("articles:shared_draft", args=[link.key]),
            # What ended for good is not revoked as well.
            "may_revoke": not link.revoked_at and link.over in ("", sharing.CLOSED),
        }
        for link in sharing.links_of(story, now)
    ]


@require_POST
def unshare(request, pk, link):
    """Revoke one address."""
    story = story_to_move(request, pk, "share")
    found = story.share_links.filter(pk=link).first()
    if found is None:
        raise Http404
    try:
        workflow.unshare(found, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, "share", refusal))
    else:
        messages.success(
            request,
            gettext("%(slugline)s: The address for %(for_whom)s works no more.")
            % {"slugline": story.slugline, "for_whom": found.for_whom},
        )
    return redirect("admin:articles_article_share", story.pk)
