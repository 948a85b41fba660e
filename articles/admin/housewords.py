"""House words: what the paper writes another way, for whoever keeps its style."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import PLAIN_TEXT
from articles.models import HouseWord
from articles.notices import name_of
from newsroom.admin import ListAdmin, worded

CAPITALS = worded("exact_case", _("Capitals matter"))
THE_SAME = _("That is the same word twice. Say what the house writes instead.")


class HouseWordForm(forms.ModelForm):
    def clean(self):
        super().clean()
        wrong, right = self.cleaned_data.get("wrong"), self.cleaned_data.get("right")
        if wrong and wrong == right:
            self.add_error("right", THE_SAME)


@admin.register(HouseWord)
class HouseWordAdmin(ListAdmin):
    form = HouseWordForm
    formfield_overrides = PLAIN_TEXT
    list_display = [
        "wrong",
        "right",
        "why",
        CAPITALS,
        "who_added_it",
        worded("added_at", _("Added")),
    ]
    list_select_related = ["added_by"]
    search_fields = ["wrong", "right", "why"]
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": gettext("House words"), **(extra_context or {})}
        )

    @admin.display(description=_("Added by"), ordering="added_by")
    def who_added_it(self, word):
        return name_of(word.added_by)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)
