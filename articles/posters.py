"""Posters of videos: a provider’s still, taken into our own library."""

import logging

from django.core.files.uploadedfile import SimpleUploadedFile

from articles import embeds, outgoing
from articles.models import Picture
from articles.pictures import PictureRefused, fitted, take_in

logger = logging.getLogger(__name__)

HOSTS = frozenset({"i.ytimg.com", "i.vimeocdn.com", "s1.dmcdn.net", "s2.dmcdn.net"})
MOST_BYTES = 5 * 1024 * 1024


def fetch(health, address: str, *, at) -> Picture | None:
    """Take the still of a video into the library; None where there is none that can be used.

    The same still is there once, however many videos have it.
    """
    if not address.startswith(tuple(f"https://{host}/" for host in HOSTS)):
        return None
    try:
        answer = outgoing.ask(address, hosts=HOSTS, most_bytes=MOST_BYTES)
        if answer.status != 200:
            raise outgoing.NoAnswer(f"status {answer.status}")
        taken = take_in(SimpleUploadedFile("poster", answer.content))
    except (outgoing.NoAnswer, PictureRefused) as refusal:
        logger.info("No poster of %s: %s", health, refusal)
        return None
    there = Picture.objects.filter(checksum=taken.checksum, killed_at=None).order_by("pk").first()
    return there or _stored(health, taken, at)


def _stored(health, taken, at):
    provider = embeds.PROVIDERS[health.provider]
    return Picture.objects.create(
        original=taken.store(),
        width=taken.width,
        height=taken.height,
        checksum=taken.checksum,
        title=fitted("title", health.title or f"Video at {provider}"),
        credit=fitted("credit", health.author or provider),
        caption="",
        alt_text="",
        created_at=at,
    )
