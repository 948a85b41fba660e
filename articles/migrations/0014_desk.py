"""Videos that are a link only, drafts shown for a legal read, alarms that a chat has."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_large_paper"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="videohealth",
            name="link_only_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when readers get a link instead of the player.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="videohealth",
            name="link_only_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sharelink",
            name="is_for_legal_read",
            field=models.BooleanField(default=False, verbose_name="For a legal read"),
        ),
        migrations.AddField(
            model_name="alarm",
            name="told_chat_at",
            field=models.DateTimeField(blank=True, help_text="The chat has it.", null=True),
        ),
        migrations.AlterField(
            model_name="move",
            name="verb",
            field=models.CharField(
                choices=[
                    ("plan", "Planned"),
                    ("start", "Started"),
                    ("submit", "Sent to desk"),
                    ("send_back", "Sent back"),
                    ("approve", "Approved"),
                    ("publish", "Published"),
                    ("schedule", "Scheduled"),
                    ("unschedule", "Schedule cancelled"),
                    ("withdraw", "Withdrawn"),
                    ("spike", "Spiked"),
                    ("restore", "Brought back"),
                    ("lead", "Made lead"),
                    ("lead_back", "Lead before put back"),
                    ("change_time", "Time changed"),
                    ("hold", "Held back"),
                    ("fix", "Fixed"),
                    ("correct", "Corrected"),
                    ("retract", "Retracted"),
                    ("kill", "Killed"),
                    ("redact", "Redacted"),
                    ("put_back", "Version before put back"),
                    ("undo", "Undone"),
                    ("import", "Imported"),
                    ("merge", "Merged"),
                    ("version", "Version restored"),
                    ("bring_in", "Correction brought in"),
                    ("embargo", "Embargo changed"),
                    ("take_down", "Take-down time changed"),
                    ("restrict", "Restriction changed"),
                    ("keep_ready", "Kept ready changed"),
                    ("hand_over", "Handed over"),
                    ("ask", "Publisher asked"),
                    ("ask_read", "Read asked"),
                    ("answer_read", "Read answered"),
                    ("share", "Draft shared"),
                    ("unshare", "Shared draft revoked"),
                    ("second_read", "Read after publication"),
                    ("link_only", "Video made a link"),
                    ("embed_again", "Video embedded again"),
                ],
                max_length=12,
            ),
        ),
    ]
