"""How the house writes a word."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HouseWord(models.Model):
    """A word or name that the house writes another way; a story that has it gets a note."""

    wrong = models.CharField(_("Instead of"), max_length=80, unique=True)
    right = models.CharField(_("Write"), max_length=80)
    why = models.CharField(max_length=200, blank=True)
    exact_case = models.BooleanField(
        _("Capitals matter"), default=False, help_text=_("“internet” but not “Internet”.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="house_words",
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["wrong"]
        constraints = [
            models.CheckConstraint(condition=~Q(wrong=""), name="house_word_says_what"),
            models.CheckConstraint(condition=~Q(right=""), name="house_word_says_how"),
        ]

    def __str__(self):
        return f"{self.wrong} → {self.right}"
