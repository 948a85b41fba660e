"""What only the whole story shows: the dateline, its subheads, a headline to offer."""

import re
from html import escape

from articles.intake import inline, labels
from articles.intake.reading import LIST, PROSE, QUOTE, SUBHEAD, TABLE
from articles.intake.stream import CLOSED, STARTS_HEAD, UPPER

_INLINE_NOTE = re.compile(rf"\s*\[\s*(?:{labels.DESK_NOTE})\b[^\[\]]*\]", re.IGNORECASE)
_DATE = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)\s+\d{1,2}(?:,\s*\d{4})?"
    r"|\d{1,2}\s+\w{3,9}\.?(?:\s+\d{4})?"
)
_DATELINE = re.compile(
    rf"\s*(?P<where>(?P<place>{UPPER}[\w'’.-]*"
    rf"(?:[ /-]{UPPER}[\w'’.]*|\s(?:de|del|la|do|da|of|the)\b){{0,4}}"
    rf"(?:,\s*{UPPER}[\w'’.]*(?:\s{UPPER}[\w'’.]*){{0,3}}(?!\s*\d))?)"
    rf"(?:,?\s*(?:{_DATE}))?)?\s*(?:\((?P<agency>{UPPER}[\w .&'’/-]{{0,40}}?)\))?"
    r"\s*(?P<dash>[—–]|--|-)\s*"
)
# Lines that belong to something else: a picture's caption, a chart's source.
_CAPTION = re.compile(
    r"(?:photos?|pictures?|images?|sources?|credits?|captions?|file|notes?)\b[^:]{0,20}:",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“«‘'].*[\"”»’']$", re.DOTALL)


def date_the_lead(found):
    """Read "LIMA, Nov 3 (Reuters) —" off the first paragraph into dateline and agency."""
    for lead in [piece for piece in found if piece.kind == PROSE][:3]:
        match = _DATELINE.match(lead.text, 0, 200)
        if match and _is_dateline(match, lead.text):
            break
    else:
        return
    lead.html = inline.cut(lead.html, 0, match.end())
    lead.data["words"] = lead.text[match.end() :]
    lead.data["dateline"] = " ".join((match["where"] or "").split()).rstrip(",")
    lead.data["agency"] = (match["agency"] or "").strip()


def _is_dateline(match, text):
    rest = text[match.end() :]
    if not rest or not (match["where"] or match["agency"]):
        return False
    if not STARTS_HEAD.match(rest):
        return False
    spaced = match["dash"] != "-" or text[match.end() - 1].isspace()
    if match["agency"]:
        return spaced
    is_shouted = match["place"].partition(",")[0].isupper() and len(match["place"]) > 1
    return is_shouted and spaced


def take_out_notes(piece):
    """Take "[note to desk: …]" out of the middle of the text: readers must not see it."""
    words = inline.visible(piece.html)
    notes = []
    for match in reversed(list(_INLINE_NOTE.finditer(words))):
        piece.html = inline.cut(piece.html, *match.span())
        label = labels.find(match[0].strip())
        notes.insert(0, label.rest if label and label.rest else match[0].strip())
    if notes:
        piece.data["words"] = inline.visible(piece.html)
        piece.data["desk_notes"] = notes


def find_subheads(found):
    """Short lines between paragraphs of plain copy are its subheads."""
    texts = [
        place for place, piece in enumerate(found) if piece.kind in {PROSE, LIST, QUOTE, TABLE}
    ]
    for before, place, after in zip(texts, texts[1:], texts[2:], strict=False):
        if (
            found[place].kind == PROSE
            and _looks_like_head(found[place])
            and found[before].kind != SUBHEAD
            and (found[after].kind != PROSE or _is_full_prose(found[after]))
            and not found[place].data.get("desk_notes")
        ):
            piece = found[place]
            piece.kind = SUBHEAD
            piece.text = piece.text.strip()
            piece.data |= {"level": 2, "words": piece.text.strip("*_ ")}
            if piece.text.startswith(("**", "__")):
                piece.html = escape(piece.data["words"], quote=False)


def _looks_like_head(piece):
    text = piece.text.strip("*_ ")
    if "agency" in piece.data:
        return False
    return (
        0 < len(text.split()) <= 12
        and len(text) <= 100
        and not CLOSED.search(text)
        and not _QUOTED.fullmatch(text)
        and not _CAPTION.match(text)
        and bool(STARTS_HEAD.match(text))
        and "<a " not in piece.html
        and bool(re.search(r"[^\W\d]", text))
    )


def _is_full_prose(piece):
    return bool(CLOSED.search(piece.text)) or len(piece.text.split()) > 12


def offer_headline(found):
    """Offer the first line as headline when it looks like one and none was labelled."""
    if any(piece.kind == "headline" for piece in found):
        return
    body = [piece for piece in found if piece.kind not in {"byline", "end_mark", "desk_note"}]
    body = [piece for piece in body if piece.kind not in labels.FIELDS]
    if len(body) < 2 or body[0].kind != PROSE or body[1].kind != PROSE:
        return
    first = body[0]
    if _looks_like_head(first) or (_looks_like_question(first)):
        has_gap = len(first.lines) == 1 and first.lines[0] + 1 < body[1].lines[0]
        if has_gap and _is_full_prose(body[1]):
            first.data["headline_candidate"] = True


def _looks_like_question(piece):
    return (
        piece.text.endswith("?") and len(piece.text.split()) <= 14 and not piece.html.count("<a ")
    )
