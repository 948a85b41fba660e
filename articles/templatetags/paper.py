"""What the readers' templates need said: pictures, directions, zones and safe addresses."""

import re

from django import template
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language_info

from articles import sponsoring
from articles.renditions import picture_tag_data
from articles.sanitising import clean_address

register = template.Library()

#: Languages written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})

#: How much of the window a picture takes in each place of the paper: the `sizes` of an <img>.
#: The gutters on both sides are 2 to 4 rem; measured at 360, 768 and 1440 pixels.
SLOTS = {
    "lead": "(min-width: 80rem) 51rem, (min-width: 60rem) 62vw, calc(100vw - 2rem)",
    "beside": "(min-width: 80rem) 25rem, (min-width: 60rem) 31vw, (min-width: 36rem) 46vw,"
    " calc(100vw - 2rem)",
    "tile": "(min-width: 80rem) 16.5rem, (min-width: 60rem) 20vw, (min-width: 36rem) 45vw, 30vw",
    "river": "(min-width: 80rem) 23.5rem, (min-width: 72rem) 29vw, (min-width: 44rem) 45vw,"
    " (min-width: 36rem) calc(100vw - 3rem), 30vw",
    "row": "(min-width: 44rem) 11rem, 25vw",
    "story-lead": "(min-width: 82rem) 62rem, (min-width: 60rem) calc(100vw - 19rem),"
    " calc(100vw - 2rem)",
    "story": "(min-width: 44rem) 40rem, calc(100vw - 2rem)",
    "writer": "5rem",
    "portrait": "(min-width: 55rem) 12rem, 22vw",
    "facade": "(min-width: 44rem) 40rem, calc(100vw - 2rem)",
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
    return sponsoring.work_label(edition)


@register.filter
def is_paid(edition):
    return sponsoring.is_paid(edition)


@register.filter
def direction(language):
    """“rtl” for a language written from right to left, else “ltr”."""
    return "rtl" if str(language).partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def developing(edition, at):
    """Whether readers are told that a story is being updated at this moment."""
    return bool(at and edition.developing_until and at < edition.developing_until)


@register.filter
def is_told_of(author):
    """Whether there is more to say of an author than the name."""
    return author is not None and any(
        (author.bio, author.title, author.beat, author.place, author.email, author.picture_id)
    )


@register.filter
def language_name(code):
    """A language as those who speak it call it; its code where nobody has said."""
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


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


@register.filter
def addresses(lines):
    """The web addresses of a list that has one a line; anything else is left out."""
    return [address for address in map(checked_address, lines.split()) if address]


@register.filter
def shown_address(address):
    """An address as people read it: without what every one begins with."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
