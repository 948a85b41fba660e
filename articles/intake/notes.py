"""Notes to the desk, notes to readers, notices and end marks."""

import re

from django.utils.translation import gettext as _

from articles.intake import labels
from articles.intake.stream import taken_as

END_MARKS = re.compile(
    r"[\s*–—-]*(?:-\s*30\s*-|[–—]\s*30\s*[–—]|#(?:\s*#){2,}|ENDS?\.?"
    r"|[-–—(\[*]+\s*(?i:ends?|end of (?:story|copy|text))\s*[-–—)\]*]+)[\s*–—-]*"
)
_RULE = re.compile(r"(?:[*_~=–—-]\s*){3,}|[•·*]{1,3}")
OWNERSHIP = re.compile(
    r"[\s(*_]*(?:(?:this|the)\s+(?:article|story|content|report|material|piece|text|work|post|copy)"
    r"\s+is\s+(?:(?:wholly\s+|solely\s+)?owned\s+by|(?:the\s+)?(?:sole\s+|exclusive\s+)?property\s+of"
    r"|(?:under\s+)?copyright|©|\(c\))"
    r"|©|\(c\)\s|all\s+rights\s+reserved\b|copyright\s*(?:©|\(c\)|:|\d{4}))",
    re.IGNORECASE,
)
_COPYRIGHT_OF = re.compile(r"copyright\s+(?P<owner>.+)", re.IGNORECASE)
_RESERVED = re.compile(r"\ball\s+rights\s+reserved\b", re.IGNORECASE)
_EARLIER_VERSION = re.compile(
    r"[\s*_(]*(?:an?|the)\s+(?:earlier|previous|prior)\s+version\s+of\s+this\s+(?:article|story|report)\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"[\s*_(]*(?:update|updated)\s*:\s*(?P<rest>th(?:is|e)\s+(?:article|story|report)\s+.*)",
    re.IGNORECASE | re.DOTALL,
)


def end_mark(stream, seen):
    text = stream.peek().text
    if len(text) <= 60 and (END_MARKS.fullmatch(text) or _RULE.fullmatch(text)):
        return taken_as("end_mark", stream.take())
    return None


def bracketed_note(stream, seen):
    """A "[note to desk: …]", also when it goes on over several lines."""
    label = labels.find(stream.peek().text)
    if label is None or label.bracket != "[" or label.kind not in {"desk_note", "editors_note"}:
        return None
    if "]" in label.rest:
        return None  # prose goes on after it
    count = 1
    while "]" not in stream.peek(count - 1).text:
        count += 1
        if count > 20 or stream.peek(count - 1) is None:
            count = 1
            break
    taken = stream.take(count)
    words = "\n".join([label.rest, *(paragraph.text for paragraph in taken[1:])]).strip()
    inside, __, after = words.partition("]") if count > 1 else (words, "", "")
    if after.strip():
        inside = f"{inside}] {after.strip()}"
    return taken_as(label.kind, taken, value=inside.strip())


def note(stream, seen):
    label = labels.find(stream.peek().text)
    if label is None or label.kind not in {"desk_note", "editors_note"}:
        return None
    if label.bracket == "[" and "]" in label.rest:
        return None
    return labelled(stream, label.kind, label, bare=True)


def correction(stream, seen):
    text = stream.peek().text
    if _EARLIER_VERSION.match(text):
        return taken_as("correction", stream.take(), kind="correction", value=text.strip("*_ "))
    updated = _UPDATED.match(text)
    if updated:
        return taken_as("editors_note", stream.take(), value=updated["rest"].strip())
    label = labels.find(text)
    if label is None or label.kind not in {"correction", "clarification"}:
        return None
    following = stream.peek(1)
    if not label.rest and not (
        label.separator or (following and re.search(r"\bth(?:is|e)\s+\w+", following.text[:60]))
    ):
        return None
    as_it_came = _("The notice as it came: %(text)s") % {"text": text}
    more = {"desk_notes": [as_it_came]} if label.dated else {}
    return labelled(stream, "correction", label, bare=True, kind=label.kind, **more)


def labelled(stream, becomes, label, *, bare=False, **data):
    """A label with its words, or with those of the next paragraph when it stands alone."""
    if label.rest:
        return taken_as(becomes, stream.take(), value=label.rest, **data)
    following = stream.peek(1)
    if not bare or following is None or following.tag in {"embed", "picture"}:
        return None
    if labels.begins(following.text):
        return None
    taken = stream.take(2)
    return taken_as(becomes, taken, value=taken[1].text, **data)


def ownership(stream, seen):
    text = stream.peek().text
    if len(text.split()) > 60:
        return None
    of = _COPYRIGHT_OF.fullmatch(text)
    owned = OWNERSHIP.match(text) or (
        of and (_RESERVED.search(text) or _is_owner(of["owner"].rstrip(".")))
    )
    return taken_as("ownership", stream.take(), value=text) if owned else None


def _is_owner(words):
    small = {"of", "the", "and", "by", "de", "for", "&", "la"}
    return len(words.split()) <= 8 and all(
        word[0].isupper() or word[0].isdigit() or word.lower() in small or word == "&"
        for word in words.split()
    )
