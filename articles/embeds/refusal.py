"""Whose things we show, and the sentences that refuse every other address."""

from django.core.exceptions import ValidationError

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
NOT_SHOWN = f"This address is not one we can show. {_NAMES} work."
SHORT_LINK = "It looks like a short link: open it and copy the long address."
EMBED_CODE = "Paste its address instead of its embed code."
TYPE_IT_IN = "For a post elsewhere leave the address empty, choose Post and type its words."


class NotAnEmbed(ValidationError):
    """The address, or pasted code, is not one thing of a provider we know."""

    def __init__(self, hint=""):
        super().__init__(f"{NOT_SHOWN} {hint}".strip(), code="not_an_embed")
