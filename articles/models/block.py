"""What every block inside a story shares: its story and the ref that its placeholder names."""

from django.db import models


class Block(models.Model):
    """A row that stands in the body where `<figure data-block data-ref>` stands.

    `ref` is made in the browser, or by intake, and has no default: Django's formsets
    would take a default for a change. DESIGN: the row is found by ref, never by position.
    """

    #: The word in `data-block` and in the document; each concrete block names its own.
    kind: str

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    ref = models.UUIDField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["article", "ref"], name="%(class)s_ref_once"),
        ]
