"""Rights of the paper's own screens: publication, policies, crawlers, readers' reports, the alert."""

from django.db import migrations

EDITORS = ("Editor", "Night editor", "Publisher")
#: (app, model, codename, name) and the roles that get it.
RIGHTS = {
    ("articles", "publication", "view_publication", "Can view publication"): (
        "Publisher",
        "Administrator",
    ),
    ("articles", "publication", "change_publication", "Can change publication"): ("Administrator",),
    **{
        ("articles", "policypage", f"{may}_policypage", f"Can {may} policy page"): (
            "Publisher",
            "Administrator",
        )
        for may in ("view", "add", "change")
    },
    **{
        ("articles", "crawlerrule", f"{may}_crawlerrule", f"Can {may} crawler rule"): (
            "Administrator",
        )
        for may in ("view", "add", "change", "delete")
    },
    **{
        ("articles", "readerreport", f"{may}_readerreport", f"Can {may} reader report"): EDITORS
        for may in ("view", "change")
    },
    **{
        ("articles", "alertline", f"{may}_alertline", f"Can {may} alert line"): (
            "Night editor",
            "Publisher",
        )
        for may in ("view", "add", "change")
    },
}


def give_rights(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    for (app, model, codename, name), roles in RIGHTS.items():
        content_type, _ = content_types.get_or_create(app_label=app, model=model)
        right, _ = permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        for role in roles:
            groups.get_or_create(name=role)[0].permissions.add(right)


def take_rights(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    for app, model, codename, _ in RIGHTS:
        permissions.filter(
            content_type__app_label=app, content_type__model=model, codename=codename
        ).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_paper"), ("authors", "0004_author_page")]

    operations = [migrations.RunPython(give_rights, take_rights)]
