"""Sources and topics that turned out to be another, and what an editor keeps off the record."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Lower


def merged_into(model):
    return models.ForeignKey(
        blank=True,
        editable=False,
        help_text="What this turned out to be. Kept versions still name it.",
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="merged",
        to=model,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_workflow_rights"),
        ("authors", "0002_author_merged_into"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="source", name="source_named_once"),
        migrations.AddField("source", "merged_into", merged_into("articles.source")),
        migrations.AddField(
            "source",
            "off_record",
            models.TextField(
                blank=True,
                help_text="For editors alone: stands in no story, no search and no export.",
                max_length=2000,
                verbose_name="Off the record",
            ),
        ),
        migrations.AddField("topic", "merged_into", merged_into("articles.topic")),
        migrations.AddConstraint(
            "source",
            models.UniqueConstraint(
                Lower("name"),
                models.F("kind"),
                condition=models.Q(("merged_into", None)),
                name="source_named_once",
                violation_error_message="A source with this name and kind is there already.",
            ),
        ),
    ]
