"""Pictures as the library keeps them, and figures: a picture used in one story."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.block import Block


def originals():
    """Where originals lie: outside everything the web server can reach."""
    return storages["originals"]


class Picture(models.Model):
    """A picture in the library. Readers get renditions of it, never the original."""

    class MachineMade(models.TextChoices):
        WHOLLY = "wholly", _("Wholly")
        PARTLY = "partly", _("Partly")

    #: What readers are told beside the credit.
    SAID_OF_MACHINES = {
        MachineMade.WHOLLY: "Made by a machine",
        MachineMade.PARTLY: "Partly made by a machine",
    }

    original = models.FileField(storage=originals, upload_to="%Y/%m", editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    checksum = models.CharField(max_length=64, editable=False, db_index=True)
    title = models.CharField(max_length=200)
    alt_text = models.CharField(
        max_length=500, blank=True, help_text=_("What it shows, for those who cannot see it.")
    )
    caption = models.CharField(max_length=1000, blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text=_("Who made it."))
    copyright_notice = models.CharField(max_length=200, blank=True)
    machine_made = models.CharField(
        _("Made by a machine"),
        max_length=8,
        blank=True,
        choices=MachineMade,
        help_text=_("Readers are told beside the credit."),
    )
    focal_x = models.FloatField(
        default=0.5, help_text=_("0 is the left edge, 1 the right: kept in every crop.")
    )
    focal_y = models.FloatField(default=0.5, help_text=_("0 is the top edge, 1 the bottom."))
    use_until = models.DateTimeField(
        _("Rights end"), null=True, blank=True, help_text=_("Not shown from this time on.")
    )
    one_use_only = models.BooleanField(default=False, help_text=_("Bought for one story."))
    do_not_use_again = models.BooleanField(
        default=False, help_text=_("Stays where it is, and goes into no other story.")
    )
    killed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Gone with the story that was killed.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="picture_focal_point_inside",
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_a_size"
            ),
        ]

    def __str__(self):
        return self.title

    def credited(self, own=""):
        """Who made it, by the story's own words or the library's, and whether a machine did."""
        words = own or self.credit, self.SAID_OF_MACHINES.get(self.machine_made)
        return " · ".join(filter(None, words))

    def may_be_shown(self, at):
        if self.killed_at is not None:
            return False
        return self.use_until is None or self.use_until > at


class Figure(Block):
    """A picture in a story: at its head, or placed in the text."""

    kind = "figure"

    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="figures"
    )
    is_lead = models.BooleanField(
        _("Lead picture"), default=False, help_text=_("Stands above the text and on cards.")
    )
    caption = models.CharField(max_length=1000, blank=True)
    credit = models.CharField(
        max_length=200, blank=True, help_text=_("Empty: the credit in the library.")
    )
    alt_text = models.CharField(
        max_length=500, blank=True, help_text=_("Empty: the text in the library.")
    )
    decorative = models.BooleanField(
        default=False, help_text=_("It says nothing that the words do not: no alt text.")
    )
    left_out = models.BooleanField(
        _("Leave out for now"), default=False, help_text=_("Without a picture it stays out.")
    )

    class Meta(Block.Meta):
        verbose_name = _("picture")
        constraints = [
            *Block.Meta.constraints,
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(is_lead=True),
                name="one_lead_picture",
                violation_error_message=_("A story has one lead picture."),
            ),
        ]

    def __str__(self):
        return str(self.picture) if self.picture_id else gettext("Picture")
