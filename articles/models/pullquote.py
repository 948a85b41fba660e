"""Words set apart from the text: pull quotes and fact boxes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.block import Block


class PullQuote(Block):
    kind = "pullquote"

    quote = models.TextField(blank=True, max_length=600)
    speaker = models.CharField(max_length=160, blank=True)

    class Meta(Block.Meta):
        verbose_name = _("pull quote")

    def __str__(self):
        return self.quote[:60]


class FactBox(Block):
    kind = "factbox"

    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(
        blank=True,
        max_length=4000,
        help_text=_("A blank line begins a paragraph; lines that begin with “- ” make a list."),
    )
    on_top = models.BooleanField(
        _("Key points: above the text"),
        default=False,
        help_text=_("Stands over the first paragraph, wherever it is in the text."),
    )

    class Meta(Block.Meta):
        verbose_name = _("fact box")
        verbose_name_plural = _("fact boxes")

    def __str__(self):
        return self.title
