"""A picture taken into the library, and its texts."""

import logging

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Picture
from articles.pictures import PictureField

logger = logging.getLogger(__name__)

NO_ROOM = _(
    "The server could not store the picture: its disk may be full. Nothing was saved. "
    "Tell whoever runs it, then choose the picture again."
)
FLAGS = ("one_use_only", "do_not_use_again")
TEXTS = ("title", "alt_text", "caption", "credit", "copyright_notice", "machine_made")


class PictureForm(forms.ModelForm):
    """A picture and its texts. What the photographer wrote into the file fills empty ones."""

    upload = PictureField(
        label=_("Picture"), required=False, help_text=_("JPEG, PNG, GIF or WebP, 20 MB at most.")
    )

    class Meta:
        model = Picture
        fields = ["title", *TEXTS[1:], "focal_x", "focal_y", "use_until", *FLAGS]
        labels = {"focal_x": _("Across"), "focal_y": _("Down")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "title" not in self.fields:
            return  # shown to somebody who may not change it
        self.fields["title"].required = False
        if not self.instance.pk:
            self.fields["upload"].required = True

    def clean(self):
        super().clean()
        taken = self.cleaned_data.get("upload")
        if taken:
            self._keep(taken)
        if not self.cleaned_data.get("title") and "upload" not in self.errors:
            raise ValidationError({"title": gettext("Give the picture a title.")})

    def _keep(self, taken):
        for name in TEXTS:
            if not self.cleaned_data.get(name):
                self.cleaned_data[name] = getattr(taken, name)
        picture = self.instance
        picture.width, picture.height = taken.width, taken.height
        picture.checksum = taken.checksum

    def _post_clean(self):
        """Store the file once everything else is right: a full disk is said in the form."""
        super()._post_clean()
        taken = self.cleaned_data.get("upload")
        if not taken or self.errors:
            return
        try:
            self.instance.original = taken.store()
        except OSError:
            logger.exception("A picture could not be stored")
            self.add_error("upload", NO_ROOM)
