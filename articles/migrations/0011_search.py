"""The index that readers search in, filled with what was published before.

It is derived from the editions and can be made anew at any time (`manage.py index_search`), so
it is made here in the shape that the code at hand asks.
"""

from django.db import migrations

from articles import rendering
from articles.search import index


def make(apps, schema_editor):
    index.create()
    index.fill(apps.get_model("articles", "Edition").objects.all(), rendering.search_text)


def unmake(apps, schema_editor):
    index.drop()


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_paper_rights")]

    operations = [migrations.RunPython(make, unmake)]
