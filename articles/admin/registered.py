"""What the registers of the newsroom have in common: where a thing is used, and Merge into…."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import registry
from articles.admin.used import uses_for
from articles.admin.widgets import as_pk
from newsroom.admin import LONGEST_SEARCH, ListAdmin

#: As many candidates as somebody looks through; more of them are found by other words.
OFFERED = 20


class RegisteredAdmin(ListAdmin):
    """A thing that stories name. Its page leads to the stories that do."""

    change_form_template = "admin/registered_change_form.html"

    def get_urls(self):
        return [self.screen("<int:pk>/used/", self.used_view, "used"), *super().get_urls()]

    def screen(self, route, view, name):
        """One more address of this register, named as Django names the others."""
        names = self.opts.app_label, self.opts.model_name, name
        return path(route, self.admin_site.admin_view(view), name="_".join(names))

    def address_of(self, name, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def asked_for(self, request, pk):
        """The thing that an address names; refuses who may not see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        thing = self.get_queryset(request).filter(pk=as_pk(pk)).first()
        if thing is None:
            raise Http404
        return thing

    def page(self, request, template, thing, **context):
        common = {**self.admin_site.each_context(request), "opts": self.opts, "thing": thing}
        return TemplateResponse(request, template, common | context)

    def used_view(self, request, pk):
        """Every story that uses the thing, as far as the person may see them."""
        thing = self.asked_for(request, pk)
        uses = uses_for(request.user, thing, timezone.now())
        title = _("Where “%(thing)s” is used") % {"thing": thing}
        return self.page(request, "articles/desk/used.html", thing, title=title, uses=uses)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            context["ways"] = self.ways_on(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def ways_on(self, request, thing):
        """Where the thing's page leads: [(words, address)]."""
        return [(_("Where used"), self.address_of("used", thing.pk))]


class MergingAdmin(RegisteredAdmin):
    """A register in which two entries may turn out to be one."""

    #: The verb of `articles.registry`, and what becomes of things, in words for the page.
    merge = None
    moves = ()
    stays = ()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(merged_into=None)

    def get_urls(self):
        return [self.screen("<int:pk>/merge/", self.merge_view, "merge"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The form; for what was merged, that of what it became."""
        became = self.model.objects.filter(pk=as_pk(object_id)).exclude(merged_into=None)
        gone = became.select_related("merged_into").first()
        if gone is not None and self.has_view_permission(request):
            messages.info(request, _("“%(gone)s” was merged into this one.") % {"gone": gone})
            return redirect(self.address_of("change", gone.merged_into_id))
        return super().change_view(request, object_id, form_url, extra_context)

    def ways_on(self, request, thing):
        ways = super().ways_on(request, thing)
        if self.has_change_permission(request, thing):
            ways.append((_("Merge into…"), self.address_of("merge", thing.pk)))
        return ways

    def merge_view(self, request, pk):
        """Choose what the thing is to be one with, look at what moves, and do it."""
        gone = self.asked_for(request, pk)
        if not self.has_change_permission(request, gone):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        others = self.get_queryset(request).exclude(pk=gone.pk)
        kept = others.filter(pk=as_pk(asked.get("into", ""))).first()
        if kept is None:
            return self._choose(request, gone, others, asked)
        if request.method == "POST" and self._merged(request, gone, kept):
            return redirect(self.address_of("change", kept.pk))
        return self.page(
            request,
            "articles/desk/merge.html",
            gone,
            title=_("Merge “%(gone)s” into “%(kept)s”") % {"gone": gone, "kept": kept},
            kept=kept,
            uses=uses_for(request.user, gone, timezone.now()),
            moves=[words.format(gone=gone, kept=kept) for words in self.moves],
            stays=[words.format(gone=gone, kept=kept) for words in self.stays],
        )

    def _merged(self, request, gone, kept):
        """Merge and say so, in the history of both; False, with the reason said, if refused."""
        try:
            type(self).merge(gone, kept, by=request.user)
        except registry.NotMerged as refusal:
            messages.error(request, str(refusal))
            return False
        self.log_change(request, kept, _("Merged “%(gone)s” into it.") % {"gone": gone})
        self.log_change(request, gone, _("Merged into “%(kept)s”.") % {"kept": kept})
        messages.success(
            request, _("“%(gone)s” is “%(kept)s” from now on.") % {"gone": gone, "kept": kept}
        )
        return True

    def _choose(self, request, gone, others, asked):
        words = asked.get("q", "").strip()[:LONGEST_SEARCH]
        if "into" in asked:
            messages.error(request, _("What it should be merged into is there no longer. Choose."))
        return self.page(
            request,
            "articles/desk/merge_choose.html",
            gone,
            title=_("Merge “%(gone)s” into…") % {"gone": gone},
            words=words,
            offered=self._offered(request, gone, others, words)[:OFFERED],
        )

    def _offered(self, request, gone, others, words):
        """What the words find; before there are any, what shares a word with the name."""
        if words:
            found, doubled = self.get_search_results(request, others, words)
            return found.distinct() if doubled else found
        alike = Q(pk=None)
        for word in str(gone).split()[:10]:
            if len(word) > 3:
                alike |= Q(name__icontains=word)
        return others.filter(alike)
