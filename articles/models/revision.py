"""Kept versions of a story, who approved them, and what a browser saved on its own."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One deliberate save, complete and never changed."""

    class Kind(models.TextChoices):
        SAVE = "save", _("Saved")
        INTAKE = "intake", _("From raw copy")
        VIDEO = "video", _("Video attached")
        FIX = "fix", _("Live version changed")
        MERGE = "merge", _("Merged")
        RESTORE = "restore", _("Restored")
        IMPORT = "import", _("Imported")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    merged_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_into",
        help_text=_("The version whose change was merged into its parent."),
    )
    carries = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Refs of the corrections whose change this text holds."),
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SAVE)
    document = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="revisions"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
        ]

    def __str__(self):
        return f"v{self.number}"


class Approval(models.Model):
    """Somebody stands by one revision. A newer revision is not approved by it."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="approval")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="approvals"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.revision} approved"


class Read(models.Model):
    """Somebody is asked to read a story: for the desk, the copy, the law or the pictures.

    An answer stands for one revision; a change of what may not change afterwards makes it stale.
    """

    class Kind(models.TextChoices):
        DESK = "desk", _("Desk read")
        COPY = "copy", _("Copy read")
        LEGAL = "legal", _("Legal read")
        PICTURE = "picture", _("Picture read")

    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        CLEARED = "cleared", _("Cleared")
        CHANGES = "changes", _("Changes wanted")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="reads")
    kind = models.CharField(max_length=10, choices=Kind)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.ASKED)
    revision = models.ForeignKey(
        Revision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reads",
        help_text=_("The version that was answered for."),
    )
    words = models.CharField(max_length=1000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reads_asked"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reads_given"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "kind"], name="read_of_each_kind_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_answer_display()}"


class Autosave(models.Model):
    """The raw form that a browser sent on its own, valid or not, one per edit session."""

    article = models.ForeignKey(
        "articles.Article", null=True, on_delete=models.CASCADE, related_name="autosaves"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves"
    )
    edit_session = models.UUIDField()
    form = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edit_session"], name="autosave_slot_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.saved_at:%H:%M:%S}"
