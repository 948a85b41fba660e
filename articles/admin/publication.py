"""The paper as the desk sets it: what it says of itself, its policies, who may crawl it."""

import re

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from articles import crawlers, policy_pages, purging, txt_files
from articles.admin.fields import PLAIN_TEXT, https_lines
from articles.admin.preview import private
from articles.admin.widgets import as_pk
from articles.models import CrawlerRule, PolicyPage, Publication
from articles.notices import name_of
from articles.paper_files import DARK, ENOUGH, LIGHT, contrast
from newsroom.admin import ListAdmin, worded

#: What search engines ask of a logo, in pixels.
SMALLEST_LOGO = 112
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_CONTACT = re.compile(r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s]+")


class PublicationForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        """What stands where nothing is written is shown in grey."""
        super().__init__(*args, **kwargs)
        usual = {"name": settings.NEWSROOM_NAME, "tagline": settings.NEWSROOM_TAGLINE}
        for name in usual.keys() & self.fields.keys():
            self.fields[name].widget.attrs["placeholder"] = usual[name]

    def clean_accent(self):
        return _readable(self.cleaned_data["accent"], LIGHT, LIGHT_FAULT)

    def clean_accent_dark(self):
        return _readable(self.cleaned_data["accent_dark"], DARK, DARK_FAULT)

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if logo and min(logo.width, logo.height) < SMALLEST_LOGO:
            words = gettext(
                "This picture is %(width)d × %(height)d pixels. A logo needs %(least)d in each "
                "direction: choose a larger one."
            )
            size = {"width": logo.width, "height": logo.height, "least": SMALLEST_LOGO}
            raise ValidationError(words % size)
        return logo

    def clean_social_accounts(self):
        return https_lines(self.cleaned_data["social_accounts"])

    def clean_security_contact(self):
        contact = self.cleaned_data["security_contact"]
        if contact and not _CONTACT.fullmatch(contact):
            raise ValidationError(
                gettext("Write it like mailto:security@paper.example or https://paper.example/….")
            )
        return contact

    def clean_ads_txt(self):
        return _without_faults(self.cleaned_data["ads_txt"], txt_files.ads_faults)

    def clean_trust_txt(self):
        return _without_faults(self.cleaned_data["trust_txt"], txt_files.trust_faults)


def _without_faults(text, faults):
    """The text of a file, as typed; raises ValidationError with a line for each of its faults."""
    if found := list(faults(text)):
        raise ValidationError(
            [
                gettext("Line %(number)d: %(fault)s") % {"number": number, "fault": fault}
                for number, fault in found
            ]
        )
    return text


LIGHT_FAULT = _(
    "This colour is too light to be read on light pages: its contrast is %(contrast).1f to 1, and "
    "%(enough).1f is needed. Choose a darker one."
)
DARK_FAULT = _(
    "This colour is too dark to be read on dark pages: its contrast is %(contrast).1f to 1, and "
    "%(enough).1f is needed. Choose a lighter one."
)


def _readable(colour, grounds, fault):
    """The colour, in small letters; raises ValidationError where text in it would be faint.

    What is no colour is refused by the model, after this.
    """
    colour = colour.lower()
    if _COLOUR.fullmatch(colour):
        least = min(contrast(colour, ground) for ground in grounds)
        if least < ENOUGH:
            # Never said to be enough by rounding up.
            raise ValidationError(fault % {"contrast": int(least * 10) / 10, "enough": ENOUGH})
    return colour


@admin.register(Publication)
class PublicationAdmin(ListAdmin):
    form = PublicationForm
    formfield_overrides = PLAIN_TEXT
    autocomplete_fields = ["logo", "share_picture"]
    fieldsets = [
        (None, {"fields": ["name", "also_known_as", "tagline", "founded"]}),
        (_("Pictures"), {"fields": ["logo", "share_picture"]}),
        (_("Colours"), {"fields": ["accent", "accent_dark"]}),
        (_("Contact"), {"fields": ["contact_email", "security_contact", "social_accounts"]}),
        (_("For advertisers and partners"), {"fields": ["ads_txt", "trust_txt"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        """There is one paper: its list is its form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        paper, __ = Publication.objects.get_or_create(only=True)
        return redirect("admin:articles_publication_change", paper.pk)

    def response_post_save_change(self, request, obj):
        return redirect("admin:index")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# Policies -----------------------------------------------------------------------------


@admin.register(PolicyPage)
class PolicyPageAdmin(ListAdmin):
    formfield_overrides = PLAIN_TEXT
    change_form_template = "admin/registered_change_form.html"
    list_display = [
        "title",
        "role",
        worded("is_shown", _("Readers see it")),
        "who_changed_it",
        worded("changed_at", _("Changed")),
    ]
    list_select_related = ["changed_by"]
    fields = ["role", "title", "text", "is_shown"]

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        name = "articles_policypage_preview"
        return [path("<int:pk>/preview/", preview, name=name), *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        """The role gives the page its address: chosen once."""
        return ["role"] if obj else []

    @admin.display(description=_("Changed by"), ordering="changed_by")
    def who_changed_it(self, policy):
        return name_of(policy.changed_by)

    @method_decorator(require_safe)
    def preview_view(self, request, pk):
        """The page through the readers' template, as it was last saved."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policy = PolicyPage.objects.filter(pk=as_pk(pk)).first()
        if policy is None:
            raise Http404
        context = policy_pages.page_context(policy) | {"is_preview": True}
        return private(render(request, "site/policy.html", context))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            preview = reverse("admin:articles_policypage_preview", args=[obj.pk])
            context["ways"] = [(gettext("Preview"), preview)]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_shown else None

    def save_model(self, request, obj, form, change):
        obj.changed_by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False


# Crawlers -----------------------------------------------------------------------------


@admin.register(CrawlerRule)
class CrawlerRuleAdmin(ListAdmin):
    formfield_overrides = PLAIN_TEXT
    change_list_template = "admin/articles/crawlerrule/change_list.html"
    list_display = [
        "token",
        "vendor",
        "purpose",
        worded("is_allowed", _("May read the paper")),
        "checked_on",
    ]
    list_filter = ["purpose", "is_allowed"]
    fields = ["token", "vendor", "purpose", "what_it_costs", "is_allowed", "checked_on"]
    readonly_fields = ["what_it_costs"]
    actions = ["allow", "turn_away"]

    @admin.display(description=_("What turning it away costs"))
    def what_it_costs(self, obj):
        return crawlers.COSTS.get(obj.purpose) or gettext("Choose what it reads for, and save.")

    @admin.action(description=_("Let them read the paper"), permissions=["change"])
    def allow(self, request, queryset):
        self._decide(request, queryset, True)

    @admin.action(description=_("Turn them away"), permissions=["change"])
    def turn_away(self, request, queryset):
        self._decide(request, queryset, False)

    def _decide(self, request, rules, is_allowed):
        changed = list(rules.exclude(is_allowed=is_allowed))
        with transaction.atomic():
            CrawlerRule.objects.filter(pk__in=[rule.pk for rule in changed]).update(
                is_allowed=is_allowed
            )
            purging.site_changed()
        for rule in changed:
            self.log_change(
                request, rule, gettext("May read.") if is_allowed else gettext("Turned away.")
            )
        names = ", ".join(rule.token for rule in changed)
        if not changed:
            words = gettext("Nothing to change.")
        elif is_allowed:
            words = gettext("May read the paper: %(names)s.")
        else:
            words = gettext("Turned away: %(names)s.")
        self.message_user(request, words % {"names": names})

    def get_urls(self):
        add_known = self.admin_site.admin_view(self.add_known_view)
        name = "articles_crawlerrule_add_known"
        return [path("add-known/", add_known, name=name), *super().get_urls()]

    @method_decorator(require_POST)
    def add_known_view(self, request):
        """Add the crawlers that Newsroom knows of and the list lacks; nothing changes for them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        added = crawlers.add_known(timezone.localdate())
        for rule in added:
            self.log_addition(request, rule, gettext("One of the known crawlers."))
        words = ngettext(
            "%(count)d crawler added. It may read the paper until you turn it away.",
            "%(count)d crawlers added. They may read the paper until you turn them away.",
            len(added),
        )
        none = gettext("Every known crawler is in the list already.")
        messages.success(request, words % {"count": len(added)} if added else none)
        return redirect("admin:articles_crawlerrule_changelist")

    def changelist_view(self, request, extra_context=None):
        purposes = [(one.label, crawlers.COSTS[one]) for one in CrawlerRule.Purpose]
        may_add = self.has_add_permission(request)
        context = {"purposes": purposes, "may_add_known": may_add, **(extra_context or {})}
        return super().changelist_view(request, context)
