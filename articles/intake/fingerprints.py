"""The fingerprint of raw copy: the same words, pasted again, are noticed."""

import hashlib
import re

from articles.models import Article

_WORD = re.compile(r"[^\W_]+")


def fingerprint(reading) -> str:
    """What copy with the same words has in common, however it is spaced, marked up or cased."""
    words = _WORD.findall(" ".join(line.text for line in reading.lines).casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def same_copy(person, of):
    """The newest story of the same copy, of those that exist for this person; or None."""
    if not of:
        return None
    stories = Article.objects.visible_to(person).filter(copy_fingerprint=of, killed_at=None)
    return stories.select_related("created_by").order_by("-created_at", "-pk").first()
