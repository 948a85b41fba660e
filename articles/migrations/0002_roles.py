"""The five roles as groups. A person's roles add up."""

from django.db import migrations

ROLES = {
    "Reporter": {
        "articles": "add_article change_article view_article submit_article view_source "
        "add_source add_picture view_picture change_picture view_topic view_section view_edition",
        "authors": "view_author view_desk",
    },
    "Video": {
        "articles": "view_article place_video_article view_picture add_picture change_picture "
        "view_section",
        "authors": "view_author view_desk",
    },
    "Editor": {
        "articles": "add_article change_article view_article submit_article edit_any_article "
        "send_back_article approve_article spike_article place_video_article view_source "
        "add_source change_source view_picture add_picture change_picture view_topic add_topic "
        "change_topic view_section view_edition",
        "authors": "view_author add_author change_author view_desk",
    },
    "Publisher": {
        "articles": "view_article send_back_article approve_article publish_article "
        "withdraw_article lead_front view_source view_picture view_topic view_section "
        "view_edition",
        "authors": "view_author view_desk",
    },
    "Administrator": {
        "articles": "view_article view_section add_section change_section view_topic add_topic "
        "change_topic delete_topic view_source add_source change_source view_picture "
        "change_picture view_edition view_move",
        "authors": "view_author add_author change_author view_desk add_desk change_desk",
        "auth": "view_user add_user change_user view_group",
    },
}

#: Permissions of our own; Django makes these, too, after the migrations have run.
OWN = {
    "submit_article": "Can send a story to the desk",
    "send_back_article": "Can send a story back",
    "approve_article": "Can approve a story",
    "publish_article": "May press Publish",
    "withdraw_article": "Can withdraw a live story",
    "spike_article": "Can spike a story and bring it back",
    "edit_any_article": "Can edit stories of others",
    "place_video_article": "Can attach videos to any story",
    "lead_front": "Can choose the lead of the front",
}


def make_roles(apps, schema_editor):
    group_model = apps.get_model("auth", "Group")
    for role, rights in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        for app, codenames in rights.items():
            for codename in codenames.split():
                group.permissions.add(_permission(apps, app, codename))


def _permission(apps, app, codename):
    """The permission, made here where the migrations run before Django makes its own."""
    model = "article" if codename in OWN else codename.split("_", 1)[1]
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    name = OWN.get(codename) or f"Can {codename.replace('_', ' ')}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
