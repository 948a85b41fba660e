"""Giving a story to somebody: back to its writer, into another hand, to the publisher."""

from django import forms
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.asking import Screen, ScreenForm, answer, asks, words_field
from articles.admin.fields import name_of
from articles.admin.moves import posted_version
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
        lambda to: (
            gettext("%(to)s has it now.") % {"to": name_of(to)}
            if to
            else gettext("Nobody has it now.")
        ),
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
