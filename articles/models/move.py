"""The log of everything that was done to a story; written by the workflow alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Move(models.Model):
    class Verb(models.TextChoices):
        PLAN = "plan", "Planned"
        START = "start", "Started"
        SUBMIT = "submit", "Sent to desk"
        SEND_BACK = "send_back", "Sent back"
        APPROVE = "approve", "Approved"
        PUBLISH = "publish", "Published"
        SCHEDULE = "schedule", "Scheduled"
        UNSCHEDULE = "unschedule", "Schedule cancelled"
        WITHDRAW = "withdraw", "Withdrawn"
        SPIKE = "spike", "Spiked"
        RESTORE = "restore", "Brought back"
        LEAD = "lead", "Made lead"
        LEAD_BACK = "lead_back", "Lead before put back"
        CHANGE_TIME = "change_time", "Time changed"
        HOLD = "hold", "Held back"
        FIX = "fix", "Fixed"
        CORRECT = "correct", "Corrected"
        RETRACT = "retract", "Retracted"
        KILL = "kill", "Killed"
        REDACT = "redact", "Redacted"
        PUT_BACK = "put_back", "Version before put back"
        UNDO = "undo", "Undone"
        IMPORT = "import", "Imported"
        MERGE = "merge", "Merged"
        RESTORE_VERSION = "version", "Version restored"
        BRING_IN = "bring_in", "Correction brought in"
        EMBARGO = "embargo", "Embargo changed"
        TAKE_DOWN = "take_down", "Take-down time changed"
        RESTRICT = "restrict", "Restriction changed"
        KEEP_READY = "keep_ready", "Kept ready changed"
        HAND_OVER = "hand_over", "Handed over"
        ASK = "ask", "Publisher asked"
        ASK_READ = "ask_read", "Read asked"
        ANSWER_READ = "answer_read", "Read answered"
        SHARE = "share", "Draft shared"
        UNSHARE = "unshare", "Shared draft revoked"
        SECOND_READ = "second_read", "Read after publication"

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

    def __str__(self):
        return f"{self.get_verb_display()}, {self.at:%Y-%m-%d %H:%M}"
