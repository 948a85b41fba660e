"""The picture library: what was taken in, who made it, and what every crop keeps."""

from functools import partial

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import renditions
from articles.admin import picture_rights, picture_upload
from articles.admin.fields import PLAIN_TEXT
from articles.admin.pictures_form import FLAGS, PictureForm
from articles.admin.registered import RegisteredAdmin
from articles.models import Picture


def flags_of(picture):
    """“Do not use again”, “One use only”, or nothing."""
    if picture.do_not_use_again:
        return gettext("Do not use again")
    return gettext("One use only") if picture.one_use_only else ""


@admin.register(Picture)
class PictureAdmin(RegisteredAdmin):
    form = PictureForm
    formfield_overrides = PLAIN_TEXT
    change_list_template = "admin/articles/picture/change_list.html"
    list_display = ["thumbnail", "title", "credit", "use_until", "flags", "added"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [picture_rights.RightsFilter]
    search_fields = ["title", "caption", "credit"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["upload", "title", "alt_text", "caption", "credit", "machine_made"]}),
        (_("Crops keep"), {"fields": ["as_shown", ("focal_x", "focal_y")]}),
        (_("Rights"), {"fields": ["copyright_notice", "use_until", *FLAGS]}),
    ]
    readonly_fields = ["as_shown"]

    class Media:
        css = {"all": ["css/desk/registers.css"]}
        js = ["js/desk/focal.js"]

    def get_queryset(self, request):
        """What was killed with its story is in no list."""
        return super().get_queryset(request).filter(killed_at=None)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        screens = {
            "upload/": ("upload", picture_upload.upload),
            "<int:pk>/extend/": ("extend", picture_rights.extend),
            "<int:pk>/replace/": ("replace", picture_rights.replace),
            "<int:pk>/remove/": ("remove", picture_rights.remove),
        }
        return [
            *(
                self.screen(route, partial(view, self), name)
                for route, (name, view) in screens.items()
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        uploads = self.address_of("upload") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {"upload": uploads, **(extra_context or {})})

    def ways_on(self, request, picture):
        ways = super().ways_on(request, picture)
        if picture.use_until and self.has_change_permission(request, picture):
            ways.append((gettext("Extend…"), self.address_of("extend", picture.pk)))
        if picture_rights.may_swap(request):
            ways.append((gettext("Replace everywhere…"), self.address_of("replace", picture.pk)))
            ways.append((gettext("Remove everywhere…"), self.address_of("remove", picture.pk)))
        return ways

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture):
        """A small square of it, or why there is none."""
        address = self.smallest(picture)
        if not picture.may_be_shown(timezone.now()):
            return gettext("Rights ended")
        if not address:
            return "–"
        return format_html(
            '<img class="picture-thumbnail" src="{}" alt="{}" width="96" height="96"'
            ' loading="lazy">',
            address,
            picture.alt_text or picture.title,
        )

    @admin.display(description=_("Use"))
    def flags(self, picture):
        """What its rights say beside their end, in words."""
        return flags_of(picture)

    @admin.display(description=_("Added"), ordering="created_at")
    def added(self, picture):
        return picture.created_at

    def choice_label(self, picture):
        """How it is named where a story's picture is chosen."""
        return " · ".join(filter(None, [str(picture), flags_of(picture)]))

    def smallest(self, picture):
        """The address of its smallest square; empty for a picture too small for any."""
        offered = renditions.renditions_of(picture, "1:1")
        return offered[0].address if offered else ""

    @admin.display(description=_("As it is cropped"))
    def as_shown(self, picture):
        """The whole picture, on which a click says what every crop keeps."""
        if not picture or not picture.pk:
            return "–"
        if not picture.may_be_shown(timezone.now()):
            return gettext("Not shown: its rights have ended.")
        whole = renditions.picture_tag_data(picture, "full")
        return format_html(
            '<span class="focal"><img class="focal-whole" src="{}" alt="{}" width="{}" height="{}">'
            "</span>",
            whole["src"],
            picture.alt_text or picture.title,
            whole["width"],
            whole["height"],
        )
