"""The desk: Newsroom's AdminSite."""

from django.conf import settings
from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    site_header = f"{settings.NEWSROOM_NAME} · desk"
    site_title = settings.NEWSROOM_NAME
    index_title = "Desk"
    empty_value_display = "–"
