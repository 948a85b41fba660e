"""A story body, from whatever was pasted to the form that is stored."""

from django.core.exceptions import ValidationError

from articles.sanitising.cost import refuse_costly
from articles.sanitising.flow import Flow, walk
from articles.sanitising.limits import MAX_LENGTH, TOO_LONG, TOO_TANGLED
from articles.sanitising.policy import NH3
from articles.sanitising.text import SURROGATES
from articles.sanitising.tree import parse
from articles.sanitising.writing import written


def clean_body(html: str) -> str:
    """Return a story body in the form that is stored, with nothing in it but what a story may hold.

    Cleaning a cleaned body changes nothing. Raises ValidationError, with what to do about it,
    for a text that is too long or too deeply nested; nothing else is ever raised.
    """
    # Moving a block or unwrapping a tag can bring two things together that need a second look.
    for _ in range(8):
        cleaned = _clean_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    raise ValidationError(TOO_TANGLED, code="tangled")


def _clean_once(html):
    if len(html) > MAX_LENGTH:
        raise ValidationError(TOO_LONG, code="too_long")
    html = SURROGATES.sub("", html)
    refuse_costly(html)
    html = NH3.clean(html)
    # A link left open is repeated in every paragraph that follows it.
    if len(html) > 2 * MAX_LENGTH:
        raise ValidationError(TOO_LONG, code="too_long")
    page = Flow()
    walk(parse(html), (), page)
    page.close()
    return written(page.blocks)
