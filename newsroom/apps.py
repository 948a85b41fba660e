"""The project as an app: the desk's AdminSite, checks and commands."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "newsroom.admin.DeskSite"
