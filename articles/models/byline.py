"""One credited person of a story, in order, with a role."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from authors.models import Author


class Byline(models.Model):
    class Role(models.TextChoices):
        WORDS = "words", _("Words")
        REPORTING = "reporting", _("With reporting by")
        VIDEO = "video", _("Video")
        PICTURES = "pictures", _("Pictures")
        EDITING = "editing", _("Editing")
        DATA = "data", _("Data")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=12, choices=Role, default=Role.WORDS)
    credited_as = models.CharField(
        max_length=120, blank=True, help_text=_("Only if it differs from the author’s name.")
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author", "role"],
                name="byline_once",
                violation_error_message=_("This person is credited twice with the same role."),
            )
        ]

    def __str__(self):
        return self.credited_as or self.author.name
