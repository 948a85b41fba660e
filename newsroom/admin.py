"""The desk: Newsroom's AdminSite, its first page and its autocomplete."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.utils import timezone


class Autocomplete(AutocompleteJsonView):
    """Choices found by typing; a screen may name its objects more fully than `str` does."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        return result | {"text": label(obj)} if label else result


class DeskSite(AdminSite):
    site_header = f"{settings.NEWSROOM_NAME} · desk"
    site_title = settings.NEWSROOM_NAME
    index_title = "Desk"
    empty_value_display = "–"
    # The desk's own way around stands in the header; a story needs the width.
    enable_nav_sidebar = False

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        """The desk page: what waits for whom."""
        from articles.admin.desk import desk_lists

        context = {
            "lists": desk_lists(request.user, timezone.now()),
            "may_write": request.user.has_perm("articles.add_article"),
            **(extra_context or {}),
        }
        return super().index(request, context)
