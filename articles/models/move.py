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
