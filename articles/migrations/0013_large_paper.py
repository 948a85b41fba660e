"""What a paper of a million stories is read by: docs/scale.md has the numbers."""

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


def take_time(apps, schema_editor):
    """An index over a million rows takes longer than any page may."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET LOCAL statement_timeout = 0")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_purge"),
    ]

    operations = [
        migrations.RunPython(take_time, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["-modified_at", "-id"], name="article_newest"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="article_due_at",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("embargo_until__isnull", False)),
                fields=["embargo_until"],
                name="article_embargo_until",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("use_until__isnull", False)),
                fields=["use_until"],
                name="article_use_until",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("look_again_on__isnull", False)),
                fields=["look_again_on"],
                name="article_look_again_on",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["-issued_at", "-id"], name="correction_newest"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        models.F("article_id"), "-", models.Value(1)
                    ),
                    "/",
                    models.Value(10000),
                ),
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "updated_at", "first_published_at"
                    ),
                    descending=True,
                ),
                name="edition_sitemap_file",
            ),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["verb", "-id"], name="move_verb"),
        ),
    ]
