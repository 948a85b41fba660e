"""What leads the front remembers what it displaced, so that this can be put back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_desk_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="frontlead",
            name="before",
            field=models.ForeignKey(
                blank=True,
                help_text="What somebody had pinned before it, to be put back.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="frontlead",
            name="before_until",
            field=models.DateTimeField(blank=True, null=True),
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
                ],
                max_length=12,
            ),
        ),
    ]
