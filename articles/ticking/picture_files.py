"""The files that a publication needs ahead of its readers, and those that a kill leaves."""

from datetime import timedelta

from articles import renditions
from articles.models import Edition, Picture

#: A new version of the last day has its share images by now, or they are made.
LOOKS_BACK = timedelta(days=1)


def look(this):
    """Make the share images of what is newly live or scheduled; forget killed pictures."""
    for picture in newly_used(this.at):
        if not _is_made(picture):
            with this.item(picture.pk, picture=picture):
                renditions.make_share_images(picture)
                this.done["share images made"] += 1
    for picture in Picture.objects.filter(killed_at__gt=this.at - LOOKS_BACK):
        with this.item(picture.pk, picture=picture):
            renditions.forget(picture)


def newly_used(at):
    """Lead pictures of versions that began in the last day, or are to begin."""
    editions = Edition.objects.filter(
        live_from__gt=at - LOOKS_BACK, lead_picture__isnull=False, is_killed=False
    )
    pictures = Picture.objects.filter(pk__in=editions.values("lead_picture"))
    return [picture for picture in pictures.order_by("pk") if picture.may_be_shown(at)]


def _is_made(picture):
    return all(order.path().exists() for order in renditions.share_images(picture))
