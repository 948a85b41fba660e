"""Each paragraph of raw copy becomes a piece: prose, a block, a credit, a field or a note."""

from articles.intake import attributions, html, inline, lines, outlets, paragraphs
from articles.intake.blocks import bare_address, media, related, video
from articles.intake.flow import bullets, quote, table
from articles.intake.heads import byline, heading, named_field
from articles.intake.notes import bracketed_note, correction, end_mark, note, ownership
from articles.intake.reading import IN_BODY, PROSE, QUOTE, SUBHEAD, Reading
from articles.intake.stream import Stream, taken_as
from articles.intake.whole import date_the_lead, find_subheads, offer_headline, take_out_notes


def read(raw, *, format=None, filename=None, known_sources=()):
    """Read raw copy, as bytes or text, into pieces. Nothing is saved and nothing is lost.

    Raises `IntakeRefused` for what is empty, too long or not text.
    """
    text = lines.copy_text(raw)
    format = format or lines.guessed_format(text, filename)
    if format == "html":
        numbered = html.html_lines(text)
        units = paragraphs.of_html(numbered)
    else:
        numbered = lines.plain_lines(text)
        units = paragraphs.of_text(numbered)
    if not units:
        raise lines.IntakeRefused(lines.EMPTY)
    found = pieces(units, is_html=format == "html")
    _propose_sources(found, frozenset(outlets.bare(name) for name in known_sources))
    return Reading(found, format, numbered)


def pieces(units, *, is_html=False):
    """The pieces of a story, every paragraph in exactly one of them."""
    stream, found, seen = Stream(units), [], set()
    while stream.peek() is not None:
        found.append(_next_piece(stream, seen))
        seen.add(found[-1].kind)
    date_the_lead(found)
    for piece in found:
        if piece.kind in IN_BODY and piece.html:
            take_out_notes(piece)
    if not is_html or not any(piece.kind == SUBHEAD for piece in found):
        find_subheads(found)
    offer_headline(found)
    return found


def _propose_sources(pieces, known):
    """Mark the attributions in the prose; one name for a source however it is written."""
    texts = [piece for piece in pieces if piece.kind in {PROSE, QUOTE}]
    people = {name.split()[-1] for piece in pieces for name, _ in piece.data.get("credits", ())}
    people |= attributions.speakers(piece.text for piece in texts)
    for piece in texts:
        found = attributions.attributions(inline.visible(piece.html), known=known, people=people)
        if found:
            piece.data["attributions"] = found


def _next_piece(stream, seen):
    for recogniser in _RECOGNISERS:
        piece = recogniser(stream, seen)
        if piece is not None:
            return piece
    return _prose(stream)


def _prose(stream):
    taken = stream.take()
    return taken_as(PROSE, taken, taken[0].html)


# Each is `(stream, seen) -> Piece | None` and takes what it recognises off the stream. The order
# counts: a label is stronger than a list's dash or a quote's arrow before it.
_RECOGNISERS = (
    media,
    end_mark,
    bracketed_note,
    note,
    table,
    related,
    video,
    correction,
    named_field,
    ownership,
    byline,
    bare_address,
    heading,
    bullets,
    quote,
)
