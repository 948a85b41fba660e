"""The log of everything that was done to a story; written by the workflow alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Move(models.Model):
    class Verb(models.TextChoices):
        PLAN = "plan", _("Planned")
        START = "start", _("Started")
        SUBMIT = "submit", _("Sent to desk")
        SEND_BACK = "send_back", _("Sent back")
        APPROVE = "approve", _("Approved")
        PUBLISH = "publish", _("Published")
        SCHEDULE = "schedule", _("Scheduled")
        UNSCHEDULE = "unschedule", _("Schedule cancelled")
        WITHDRAW = "withdraw", _("Withdrawn")
        SPIKE = "spike", _("Spiked")
        RESTORE = "restore", _("Brought back")
        LEAD = "lead", _("Made lead")
        LEAD_BACK = "lead_back", _("Lead before put back")
        CHANGE_TIME = "change_time", _("Time changed")
        HOLD = "hold", _("Held back")
        FIX = "fix", _("Fixed")
        CORRECT = "correct", _("Corrected")
        RETRACT = "retract", _("Retracted")
        KILL = "kill", _("Killed")
        REDACT = "redact", _("Redacted")
        PUT_BACK = "put_back", _("Version before put back")
        UNDO = "undo", _("Undone")
        IMPORT = "import", _("Imported")
        MERGE = "merge", _("Merged")
        RESTORE_VERSION = "version", _("Version restored")
        BRING_IN = "bring_in", _("Correction brought in")
        EMBARGO = "embargo", _("Embargo changed")
        TAKE_DOWN = "take_down", _("Take-down time changed")
        RESTRICT = "restrict", _("Restriction changed")
        KEEP_READY = "keep_ready", _("Kept ready changed")
        HAND_OVER = "hand_over", _("Handed over")
        ASK = "ask", _("Publisher asked")
        ASK_READ = "ask_read", _("Read asked")
        ANSWER_READ = "answer_read", _("Read answered")
        SHARE = "share", _("Draft shared")
        UNSHARE = "unshare", _("Shared draft revoked")
        SECOND_READ = "second_read", _("Read after publication")
        LINK_ONLY = "link_only", _("Video made a link")
        EMBED_AGAIN = "embed_again", _("Video embedded again")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=12, choices=Verb)
    revision = models.ForeignKey("articles.Revision", null=True, on_delete=models.SET_NULL)
    edition = models.ForeignKey(
        "articles.Edition", null=True, on_delete=models.SET_NULL, related_name="moves"
    )
    reason = models.CharField(max_length=1000, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="moves"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["verb", "-id"], name="move_verb")]

    def __str__(self):
        return f"{self.get_verb_display()}, {self.at:%Y-%m-%d %H:%M}"
