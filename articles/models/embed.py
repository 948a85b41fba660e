"""Videos and other things that play or load from elsewhere, only when a reader asks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import embeds
from articles.models.block import Block


class EmbedQuerySet(models.QuerySet):
    def waiting(self):
        """Those that readers cannot be shown yet; `embeds.is_resolved` says the same of one."""
        typed_in = models.Q(type=Embed.Type.POST) & ~models.Q(caption="")
        return self.filter(provider="").exclude(typed_in)


class Embed(Block):
    kind = "embed"

    class Type(models.TextChoices):
        VIDEO = "video", _("Video")
        POST = "post", _("Post")
        CHART = "chart", _("Chart")
        DOCUMENT = "document", _("Document")
        MAP = "map", _("Map")
        AUDIO = "audio", _("Audio")

    class Ratio(models.TextChoices):
        WIDE = "16:9", "16:9"
        CLASSIC = "4:3", "4:3"
        SQUARE = "1:1", "1:1"
        TALL = "9:16", "9:16"

    type = models.CharField(max_length=10, choices=Type, default=Type.VIDEO)
    address = models.CharField(
        _("Address or embed code"),
        max_length=2000,
        blank=True,
        help_text=_("Paste the video’s address or its embed code."),
    )
    provider = models.CharField(max_length=20, blank=True, editable=False)
    embed_id = models.CharField(max_length=120, blank=True, editable=False)
    embed_hash = models.CharField(max_length=80, blank=True, editable=False)
    start = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Seconds into the video at which it begins.")
    )
    title = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text=_("For example: Coast TV"))
    caption = models.CharField(max_length=500, blank=True)
    length = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How long it plays, in seconds.")
    )
    transcript = models.CharField(
        max_length=500, blank=True, help_text=_("Where its words can be read: https://…")
    )
    ratio = models.CharField(max_length=5, choices=Ratio, default=Ratio.WIDE)
    poster = models.ForeignKey(
        "articles.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="posters"
    )
    left_out = models.BooleanField(
        _("Leave out for now"),
        default=False,
        help_text=_("Without an address it stays out of what is published, and on the video list."),
    )

    objects = EmbedQuerySet.as_manager()

    class Meta(Block.Meta):
        verbose_name = _("video or embed")
        verbose_name_plural = _("videos and embeds")
        constraints = [
            *Block.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(provider="", embed_id="")
                | (~models.Q(provider="") & ~models.Q(embed_id="")),
                name="embed_names_provider_and_id",
            ),
        ]

    def __str__(self):
        return self.title or self.address or self.get_type_display()

    @property
    def is_resolved(self):
        return embeds.is_resolved(self)
