"""Giving a story to somebody: back to its writer, into another hand, to the publisher."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.fields import name_of
from articles.admin.moves import posted_version, refusal_words
from articles.admin.standing import story_to_move


class SendBackForm(ScreenForm):
    reason = words_field(
        _("What should change?"), _("The writer gets your words."), required=True, rows=4
    )


@asks
def send_back(request, pk):
    """Give a story back to its writer, with the reason."""
    story = story_to_move(request, pk, "send_back")
    screen = Screen("send_back", SendBackForm(request.POST or None), gettext("Send back"))
    version = posted_version(request)
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.send_back(story, by=request.user, version=version, **said),
        gettext("Sent back to its writer."),
        leads_to=redirect("admin:articles_article_changelist"),
    )


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return name_of(person)


class HandOverForm(ScreenForm):
    to = PersonField(label=_("To"), queryset=None, empty_label=_("Nobody: it is free to take"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_active=True, is_staff=True)
        self.fields["to"].queryset = people.order_by("first_name", "last_name", "username")
        self.fields["to"].required = False


#: Handed over in one go: each is a move of its own.
MOST_AT_ONCE = 200


def hand_over_each(request, stories):
    """Ask to whom all the ticked stories go; one that is refused stops no other."""
    stories = list(stories[:MOST_AT_ONCE])
    form = HandOverForm(request.POST if "to" in request.POST else None)
    if form.is_bound and form.is_valid():
        for story in stories:
            _hand_over_one(request, story, form.cleaned_data["to"])
        return None
    context = {
        **admin.site.each_context(request),
        "title": ngettext("Hand over %(count)s story", "Hand over %(count)s stories", len(stories))
        % {"count": len(stories)},
        "form": form,
        "stories": stories,
        "box": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "articles/desk/hand_over.html", context)


def _hand_over_one(request, story, to):
    try:
        workflow.hand_over(story, by=request.user, to=to)
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, "hand_over", refusal))
    else:
        messages.success(request, f"{story.slugline}: {_handed(to)}")


def _handed(to):
    if to is None:
        return gettext("Nobody has it now.")
    return gettext("%(to)s has it now.") % {"to": name_of(to)}


@asks
def hand_over(request, pk):
    """Give a story into somebody's hands."""
    story = story_to_move(request, pk, "hand_over")
    has_it = name_of(story.assigned_to) if story.assigned_to else gettext("Nobody")
    screen = Screen(
        "hand_over",
        HandOverForm(request.POST or None, initial={"to": story.assigned_to_id}),
        gettext("Hand over"),
        [gettext("%(has_it)s has it now. Whoever gets it may change it.") % {"has_it": has_it}],
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.hand_over(story, by=request.user, to=said["to"]) or said["to"],
        _handed,
        leads_to=redirect("admin:index"),
    )


class AskPublisherForm(ScreenForm):
    words = words_field(_("What should the publisher do?"), required=True)


@asks
def ask_publisher(request, pk):
    """Ask for what only a publisher may do; it stands on the publishers' desk page."""
    story = story_to_move(request, pk, "ask_publisher")
    screen = Screen(
        "ask_publisher",
        AskPublisherForm(request.POST or None),
        gettext("Ask the publisher"),
        [gettext("Your words stand on the desk page of those who may publish.")],
    )
    return answer(
        request,
        story,
        screen,
        lambda said: workflow.ask_publisher(story, by=request.user, **said),
        gettext("The publisher is asked."),
    )
