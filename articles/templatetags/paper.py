"""What the readers' templates need said: pictures, directions, zones and safe addresses."""

import re

from django import template
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article
from articles.renditions import picture_tag_data
from articles.sanitising import clean_address

register = template.Library()

#: Languages written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})

#: How much of the window a picture takes in each place of the paper: the `sizes` of an <img>.
SLOTS = {
    "lead": "(min-width: 80rem) 51rem, (min-width: 60rem) 62vw, 100vw",
    "beside": "(min-width: 80rem) 25rem, (min-width: 60rem) 32vw, (min-width: 36rem) 46vw, 100vw",
    "tile": "(min-width: 80rem) 18rem, (min-width: 60rem) 22vw, (min-width: 36rem) 46vw, 30vw",
    "row": "(min-width: 44rem) 11rem, 26vw",
    "story-lead": "(min-width: 82rem) 62rem, (min-width: 60rem) calc(100vw - 19rem), 100vw",
    "story": "(min-width: 44rem) 40rem, 100vw",
    "facade": "(min-width: 44rem) 40rem, 100vw",
}


@register.inclusion_tag("articles/_picture.html")
def picture(rendition, slot, alt_text="", is_first=False):
    """A rendition in its place; the first picture of a page is fetched at once."""
    return {
        "rendition": rendition,
        "sizes": SLOTS[slot],
        "alt_text": alt_text,
        "is_first": is_first,
    }


@register.simple_tag
def shown(picture, ratio, at):
    """What `{% picture %}` prints of a picture; nothing once its rights have ended."""
    if picture is None or not picture.may_be_shown(at):
        return None
    return picture_tag_data(picture, ratio)


@register.filter
def writers(byline):
    """The first part of a byline sentence: a card has no room for who edited and filmed."""
    return byline.partition("; ")[0]


@register.filter
def work_label(edition):
    """What a card says a story is before anything else; empty for a report of our own."""
    if edition.origin == Article.Origin.SPONSOR:
        return f"Paid for by {edition.origin_source or 'a sponsor'}"
    if edition.type_of_work != Article.Work.REPORT:
        return edition.get_type_of_work_display()
    if edition.origin == Article.Origin.PRESS_RELEASE:
        return edition.get_origin_display()
    return ""


@register.filter
def direction(language):
    """“rtl” for a language written from right to left, else “ltr”."""
    return "rtl" if str(language).partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.filter
def iso(moment):
    """A time for machines, to the second: HTML takes no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def zone(moment):
    """The zone of a time as readers know it: “CEST”, or “UTC−05:00” where it has no letters."""
    local = timezone.localtime(moment)
    name = local.tzname()
    if re.fullmatch(r"[A-Z]{2,5}", name):
        return name
    offset = f"{local:%z}"
    return f"UTC{offset[0].replace('-', '−')}{offset[1:3]}:{offset[3:5]}"


@register.filter
def years_old(moment, at):
    """Whole years between publication and now, for the notice that a story is old."""
    return (at - moment).days // 365


@register.filter
def checked_address(address):
    """An address of this site or of the web; empty for anything a browser might run."""
    if re.match(r"/(?![/\\])", address):
        return address
    try:
        return clean_address(address)
    except ValidationError:
        return ""
