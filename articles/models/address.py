"""Every address that a story has, had, or is about to have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Address(models.Model):
    """One path, one story: claimed when an edition is made, kept for good once it was live."""

    path = models.CharField(max_length=250, unique=True)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="addresses"
    )

    class Meta:
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"), name="address_path_absolute"
            ),
        ]

    def __str__(self):
        return self.path
