"""Whose things we show, and the sentences that refuse every other address."""

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

#: What each provider is called; stories keep the key.
PROVIDERS = {
    "youtube": "YouTube",
    "vimeo": "Vimeo",
    "dailymotion": "Dailymotion",
    "tiktok": "TikTok",
    "x": "X",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "brightcove": "Brightcove",
    "jwplayer": "JW Player",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "datawrapper": "Datawrapper",
    "flourish": "Flourish",
    "documentcloud": "DocumentCloud",
    "openstreetmap": "OpenStreetMap",
    "spotify": "Spotify",
    "applepodcasts": "Apple Podcasts",
    "soundcloud": "SoundCloud",
}

_NAMES = ", ".join(PROVIDERS.values())
NOT_SHOWN = format_lazy(_("This address is not one we can show. {names} work."), names=_NAMES)
SHORT_LINK = _("It looks like a short link: open it and copy the long address.")
EMBED_CODE = _("Paste its address instead of its embed code.")
TYPE_IT_IN = _("For a post elsewhere leave the address empty, choose Post and type its words.")


class NotAnEmbed(ValidationError):
    """The address, or pasted code, is not one thing of a provider we know."""

    def __init__(self, hint=""):
        super().__init__(f"{NOT_SHOWN} {hint}".strip(), code="not_an_embed")
