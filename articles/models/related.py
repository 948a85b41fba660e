"""READ NEXT and READ MORE: links to other stories, placed inside the text."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.block import Block


class RelatedBlock(Block):
    kind = "related"

    label = models.CharField(max_length=40, default="READ NEXT")
    left_out = models.BooleanField(
        _("Leave out for now"),
        default=False,
        help_text=_("Links that are not resolved stay out of what is published."),
    )

    class Meta(Block.Meta):
        pass

    def __str__(self):
        return self.label


class RelatedLink(models.Model):
    """One line of a related block: a story of ours, an address elsewhere, or a headline
    that still needs its link."""

    block = models.ForeignKey(RelatedBlock, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    story = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inbound_links",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="", address="", story=None), name="related_link_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(address="") | models.Q(story=None),
                name="related_link_has_one_target",
            ),
        ]

    def __str__(self):
        return self.title or self.address or str(self.story)

    @property
    def is_resolved(self):
        return bool(self.address or self.story_id)
