"""The picture library: what was taken in, who made it, and what every crop keeps."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from articles import renditions
from articles.admin.fields import PLAIN_TEXT
from articles.models import Picture
from articles.pictures import PictureField
from newsroom.admin import ListAdmin

TEXTS = ("title", "alt_text", "caption", "credit", "copyright_notice")


class PictureForm(forms.ModelForm):
    """A picture and its texts. What the photographer wrote into the file fills empty ones."""

    upload = PictureField(
        label="Picture", required=False, help_text="JPEG, PNG, GIF or WebP, 20 MB at most."
    )

    class Meta:
        model = Picture
        fields = ["title", *TEXTS[1:], "focal_x", "focal_y", "use_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        if not self.instance.pk:
            self.fields["upload"].required = True

    def clean(self):
        super().clean()
        taken = self.cleaned_data.get("upload")
        if taken:
            self._keep(taken)
        if not self.cleaned_data.get("title") and "upload" not in self.errors:
            raise ValidationError({"title": "Give the picture a title."})

    def _keep(self, taken):
        for name in TEXTS:
            if not self.cleaned_data.get(name):
                self.cleaned_data[name] = getattr(taken, name)
        picture = self.instance
        picture.original = taken.file()
        picture.width, picture.height = taken.width, taken.height
        picture.checksum = taken.checksum


@admin.register(Picture)
class PictureAdmin(ListAdmin):
    form = PictureForm
    formfield_overrides = PLAIN_TEXT
    list_display = ["thumbnail", "title", "credit", "use_until", "created_at"]
    list_display_links = ["thumbnail", "title"]
    search_fields = ["title", "caption", "credit"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["upload", "as_shown", "title", "alt_text", "caption", "credit"]}),
        ("Crops keep", {"fields": [("focal_x", "focal_y")]}),
        ("Rights", {"fields": ["copyright_notice", "use_until"]}),
    ]
    readonly_fields = ["as_shown"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="")
    def thumbnail(self, picture):
        return _drawn(picture, "1:1")

    @admin.display(description="As it is shown")
    def as_shown(self, picture):
        return _drawn(picture, "16:9") if picture and picture.pk else "–"


def _drawn(picture, ratio):
    """The smallest rendition, or nothing for a picture too small for any."""
    offered = renditions.renditions_of(picture, ratio)
    if not offered:
        return "–"
    smallest = offered[0]
    return format_html(
        '<img class="picture-thumbnail" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        smallest.address,
        picture.alt_text or picture.title,
        smallest.width,
        smallest.height,
    )
