"""File fast: a story from a phone, words and perhaps a picture, straight to the desk."""

import logging
import uuid
from datetime import timedelta
from html import escape

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import embeds, notices, revisions, rights, workflow
from articles.admin import autosaving, sent_twice
from articles.admin.asking import ScreenForm, words_field
from articles.admin.fields import name_of
from articles.admin.formsets import as_ref
from articles.admin.moves import refusal_words
from articles.admin.pictures_form import NO_ROOM
from articles.admin.widgets import as_pk
from articles.intake import resolving
from articles.intake.drafting import working_name
from articles.models import Article, Note, Picture, Presence
from articles.pictures import PictureField, fitted
from articles.sanitising import clean_body

logger = logging.getLogger(__name__)

#: Whoever has had a story open within this counts as being on the desk.
LATELY = timedelta(minutes=5)
NOTHING = _("There is nothing to send yet. Write a headline or some text.")
ONE_PICTURE = _(
    "Choose one picture, from the camera or from this device. More can follow in the form."
)


class FilingForm(ScreenForm):
    """What is typed, and a picture; everything but some words may be missing."""

    slugline = words_field(
        _("Slugline"), _("Working name. Readers never see it."), rows=1, longest=60
    )
    headline = words_field(_("Headline"), rows=1, longest=200)
    text = words_field(_("Text"), rows=12, longest=None)
    camera = PictureField(label=_("Camera"), required=False)
    picture = PictureField(label=_("Picture from this device"), required=False)
    alt_text = words_field(
        _("What the picture shows"), _("For those who cannot see it."), rows=1, longest=500
    )
    credit = words_field(_("Picture credit"), _("Who made it."), rows=1, longest=200)
    video = forms.CharField(
        label=_("Video link"),
        max_length=5000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("YouTube, Vimeo and others: the address as you copied it."),
    )
    breaking = forms.BooleanField(
        label=_("Breaking"), required=False, help_text=_("The desk’s editors are told at once.")
    )

    def __init__(self, *args, by, kept=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = kept
        self.fields["camera"].widget.attrs["capture"] = "environment"
        if not by.has_perm("articles.add_picture"):
            del self.fields["camera"], self.fields["picture"]

    def clean_text(self):
        """Refuse here what no story could hold."""
        text = self.cleaned_data["text"]
        clean_body(paragraphs(text))
        return text

    def clean_video(self):
        address = self.cleaned_data["video"]
        if address:
            embeds.recognise(address)
        return address

    def clean(self):
        super().clean()
        if self.cleaned_data.get("camera") and self.cleaned_data.get("picture"):
            self.add_error("picture", ONE_PICTURE)
        said = ("headline", "text", "camera", "picture", "video")
        if not self.errors and not self.kept and not any(map(self.cleaned_data.get, said)):
            raise ValidationError(NOTHING)

    def keep_picture(self, request):
        """Take a picture that can be used into the library, whatever else is still wrong.

        A browser does not send a file a second time by itself.
        """
        facts = self.cleaned_data
        taken = facts.get("camera") or facts.get("picture")
        if not taken or "picture" in self.errors:
            return
        there = Picture.objects.filter(checksum=taken.checksum, killed_at=None).first()
        try:
            self.kept = there or _in_library(request, taken, facts)
        except OSError:
            logger.exception("A picture could not be stored")
            self.add_error("picture", NO_ROOM)


def _in_library(request, taken, facts):
    picture = Picture.objects.create(
        original=taken.store(),
        width=taken.width,
        height=taken.height,
        checksum=taken.checksum,
        title=taken.title or fitted("title", _name_of(facts) or gettext("Picture")),
        alt_text=facts.get("alt_text") or taken.alt_text,
        caption=taken.caption,
        credit=facts.get("credit") or taken.credit,
        copyright_notice=taken.copyright_notice,
        machine_made=taken.machine_made,
        uploaded_by=request.user,
    )
    admin.site.get_model_admin(Picture).log_addition(
        request, picture, gettext("Filed with a story.")
    )
    return picture


def _name_of(facts):
    """The working name: as typed, or out of the first words there are."""
    words = facts.get("headline") or facts.get("text", "")
    return facts.get("slugline") or working_name(words[:500])


# The screen --------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def file_fast(request):
    """One column for a phone; sent, a story on the desk."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    if request.method != "POST":
        return _screen(request, FilingForm(by=request.user))
    kept = _kept_before(request)
    form = FilingForm(request.POST, request.FILES, by=request.user, kept=kept)
    is_valid = form.is_valid()
    form.keep_picture(request)
    if not is_valid or not form.is_valid():
        return _screen(request, form)
    document = _document(form, request)
    try:
        story = _start(request, form, document)
    except sent_twice.SentTwice:
        return _sent_before(request, form, document)
    return _sent(request, story)


def _kept_before(request):
    """The picture that an earlier try took in."""
    pk = as_pk(request.POST.get("kept", ""))
    return Picture.objects.filter(pk=pk, killed_at=None).first() if pk else None


def _screen(request, form, edit_session=None):
    desk = rights.only_desk_of(request.user)
    context = {
        **admin.site.each_context(request),
        "title": gettext("File fast"),
        "form": form,
        "keeping": autosaving.keeping_of(request),
        "edit_session": edit_session or as_ref(request.POST.get("edit_session")) or uuid.uuid4(),
        "present": _in_words(on_the_desk(request.user, desk, timezone.now())),
    }
    return render(request, "articles/desk/file.html", context)


def _document(form, request):
    """What the story says: each line a paragraph, the picture above, the video below."""
    facts, by = form.cleaned_data, request.user
    window = as_ref(request.POST.get("edit_session")) or uuid.uuid4()
    made = revisions.blank()
    made["fields"] |= {
        "slugline": _name_of(facts) or "FILED",
        "headline": facts["headline"],
        "desk": rights.only_desk_of(by),
    }
    made["body"] = paragraphs(facts["text"])
    if form.kept:
        made["blocks"][str(uuid.uuid5(window, "picture"))] = _lead(form.kept, facts)
    if facts["video"]:
        ref = str(uuid.uuid5(window, "video"))
        made["blocks"][ref] = _video(facts["video"])
        made["body"] += revisions.placeholder("embed", ref)
    if author := getattr(by, "author", None):
        byline = {"author": author.pk, "name": "", "credited_as": "", "role": "words"}
        made["bylines"].append(byline)
    return made


def paragraphs(text):
    """Plain text as the body has it: every line that says something is a paragraph."""
    lines = filter(None, (line.strip() for line in text.splitlines()))
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _lead(picture, facts):
    return {
        "kind": "figure",
        "picture": picture.pk,
        "caption": "",
        "credit": facts["credit"],
        "alt_text": facts["alt_text"],
        "decorative": False,
        "is_lead": True,
        "left_out": False,
    }


def _video(address):
    block = {
        "kind": "embed",
        "title": "",
        "credit": "",
        "caption": "",
        "length": None,
        "transcript": "",
        "poster": None,
        "left_out": False,
    }
    resolving.give_video(block, address)
    return block


# Sending -----------------------------------------------------------------------------


def _start(request, form, document):
    """The story, started once; raises SentTwice where this form made one already."""
    if sent_twice.started_from(request) is not None:
        raise sent_twice.SentTwice
    is_breaking = form.cleaned_data["breaking"]
    return sent_twice.begin(request, lambda: _begun(document, request.user, is_breaking))


def _begun(document, by, is_breaking):
    now = timezone.now()
    story = workflow.start(document, by=by, at=now)
    if is_breaking:
        Note.objects.create(article=story, text=gettext("Breaking."), by=by, at=now)
        _tell_editors(story, by, now)
    return story


def _tell_editors(story, by, at):
    for editor in editors_of(story.desk_id):
        if editor.pk != by.pk:
            notices.tell(
                editor, story, gettext("%(name)s filed it as breaking.") % {"name": name_of(by)}, at
            )


def _sent(request, story):
    """Send it to the desk and say so on an empty page, ready for the next."""
    try:
        workflow.submit(story, by=request.user, version=story.version)
    except workflow.Refused as refusal:
        messages.error(request, refusal_words(story, "submit", refusal))
    else:
        _say(request, story, gettext("Sent to the desk."))
    return autosaving.saved(request, redirect("admin:file"))


def _say(request, story, words):
    link = format_html('<a href="{}">{}</a>', story.get_desk_url(), gettext("Open it"))
    messages.success(request, format_html("{}: {} {}", story.slugline, words, link))


def _sent_before(request, form, document):
    """The same again makes no second story; other words are kept, and sent at another press."""
    story = Article.objects.get(pk=sent_twice.started_from(request))
    first = revisions.upgrade(story.revisions.get(number=1).document)
    if _says(first) == _says(document):
        _say(request, story, gettext("It was sent already."))
        return autosaving.saved(request, redirect("admin:file"))
    form.add_error(
        None,
        gettext(
            "%(slugline)s was sent already, with other words. Change it on the desk, or "
            "press “Send to desk” again to send this as a second story."
        )
        % {"slugline": story.slugline},
    )
    return _screen(request, form, edit_session=uuid.uuid4())


def _says(document):
    headline, slugline = (document["fields"][name] for name in ("headline", "slugline"))
    return headline, slugline, clean_body(document["body"]), document["blocks"]


# Who is there ------------------------------------------------------------------------


def editors_of(desk_id, **among):
    """Those who may approve a story of this desk, or of none."""
    people = get_user_model().objects.with_perm(
        "articles.approve_article",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    people = people.filter(**among)
    return [person for person in people.order_by("pk") if rights.works_on(person, desk_id)]


def on_the_desk(person, desk_id, at):
    """The editors of this desk, others than the person, who have had a story open lately."""
    lately = Presence.objects.filter(seen_at__gt=at - LATELY).exclude(person=person)
    return editors_of(desk_id, pk__in=lately.values("person"))


def _in_words(people):
    """“Ana is on the desk.”, or nothing where nobody is."""
    names = [name_of(person) for person in people]
    if not names:
        return ""
    if len(names) > 3:
        others = len(names) - 2
        words = ngettext("%(count)s other", "%(count)s others", others) % {"count": others}
        names = [*names[:2], words]
    if len(names) == 1:
        return gettext("%(name)s is on the desk.") % {"name": names[0]}
    return gettext("%(names)s and %(last)s are on the desk.") % {
        "names": ", ".join(names[:-1]),
        "last": names[-1],
    }


def addresses(site):
    return [path("file/", site.admin_view(file_fast), name="file")]
