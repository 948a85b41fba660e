"""Rights of the workflow's verbs, the night editor, and which versions carry a correction."""

from django.db import migrations

NEW_RIGHTS = {
    "edit_every_desk": "Can edit stories of every desk",
    "fix_article": "Can fix and correct a live story",
    "put_video_live_article": "Can put a video into a slot of a live story",
    "retract_article": "Can retract a live story",
    "kill_article": "Can kill a story",
    "override_article": "Can publish against a check, with a reason",
    "redact_article": "Can blank text in kept versions",
    "import_article": "Can import an archive",
}
GIVEN = {
    "Video": ["put_video_live_article"],
    "Editor": ["fix_article", "put_video_live_article"],
    "Publisher": [
        "fix_article",
        "put_video_live_article",
        "retract_article",
        "kill_article",
        "override_article",
    ],
    "Administrator": ["redact_article", "import_article"],
}


def give_rights(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="articles", model="article"
    )
    rights = {
        codename: permission_model.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in NEW_RIGHTS.items()
    }
    for role, codenames in GIVEN.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.add(*(rights[codename] for codename in codenames))
    night, _ = group_model.objects.get_or_create(name="Night editor")
    night.permissions.add(*group_model.objects.get(name="Editor").permissions.all())
    night.permissions.add(rights["edit_every_desk"])


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="Night editor").delete()
    apps.get_model("auth", "Permission").objects.filter(codename__in=NEW_RIGHTS).delete()


def note_carried_corrections(apps, schema_editor):
    """Every version from the one that was published with a correction on carries it."""
    revisions = apps.get_model("articles", "Revision").objects
    issued = apps.get_model("articles", "Correction").objects.exclude(edition=None)
    for correction in issued.select_related("edition__revision").order_by("pk"):
        carriers = revisions.filter(
            article=correction.article_id, number__gte=correction.edition.revision.number
        )
        for revision in carriers.only("carries").iterator():
            revision.carries = sorted({*revision.carries, str(correction.ref)})
            revision.save(update_fields=["carries"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_workflow")]

    operations = [
        migrations.RunPython(give_rights, take_rights),
        migrations.RunPython(note_carried_corrections, migrations.RunPython.noop),
    ]
