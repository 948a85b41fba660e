"""Rights of the desk's screens: sharing, other times, videos everywhere, house words, people."""

from django.db import migrations

EDITORS = ("Editor", "Night editor", "Publisher")
EVERYBODY = ("Reporter", "Video", "Administrator", *EDITORS)
#: (app, model, codename, name) and the roles that get it.
RIGHTS = {
    ("articles", "article", "share_article", "Can show a draft to somebody outside"): EDITORS,
    ("articles", "article", "see_other_times", "Can see the site as of another time"): EDITORS,
    (
        "articles",
        "article",
        "replace_everywhere",
        "Can replace a video in every story that shows it",
    ): ("Video", *EDITORS),
    ("articles", "houseword", "view_houseword", "Can view house word"): EVERYBODY,
    **{
        ("articles", "houseword", f"{may}_houseword", f"Can {may} house word"): (
            *EDITORS,
            "Administrator",
        )
        for may in ("add", "change", "delete")
    },
    ("articles", "shiftnote", "view_shiftnote", "Can view shift note"): EVERYBODY,
    ("articles", "shiftnote", "add_shiftnote", "Can add shift note"): EDITORS,
    **{
        ("authors", model, f"{may}_{model}", f"Can {may} {name}"): ("Administrator",)
        for model, name, all_may in (
            ("invitation", "invitation", ("view", "add", "delete")),
            ("signin", "sign in", ("view",)),
            ("deskperson", "desk person", ("view", "add", "change")),
        )
        for may in all_may
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
    dependencies = [("articles", "0006_desk"), ("authors", "0003_desk")]

    operations = [migrations.RunPython(give_rights, take_rights)]
