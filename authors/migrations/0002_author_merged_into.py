"""Authors that turned out to be another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("authors", "0001_initial")]

    operations = [
        migrations.AddField(
            "author",
            "merged_into",
            models.ForeignKey(
                blank=True,
                editable=False,
                help_text="Who this turned out to be. Kept versions still name it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="authors.author",
            ),
        ),
    ]
