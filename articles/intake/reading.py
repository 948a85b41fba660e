"""What a reading of raw copy holds: pieces in order, and what became of every line."""

from dataclasses import dataclass, field, replace

from articles.intake import outlets

# Kinds that stand in the body; all others become fields, credits or notes.
PROSE, SUBHEAD, LIST, QUOTE, TABLE = "prose", "subhead", "list", "quote", "table"
RELATED, EMBED = "related", "embed"
IN_BODY = frozenset({PROSE, SUBHEAD, LIST, QUOTE, TABLE, RELATED, EMBED})
_SAYS = {
    "prose": "text",
    "subhead": "subhead",
    "list": "list",
    "quote": "quote",
    "table": "table",
    "ownership": "ownership notice",
    "editors_note": "editor's note, shown to readers",
    "desk_note": "desk note, kept inside",
    "end_mark": "end mark, left out",
    "short_headline": "short headline",
    "search_headline": "search headline",
}


@dataclass
class Piece:
    """One thing the copy holds: its kind, the lines it stood on, its words and markup.

    `text` is what the lines said; `html` is the inline markup that goes into the body;
    `data` holds what was read out of it, by kind.
    """

    kind: str
    lines: list
    text: str
    html: str = ""
    data: dict = field(default_factory=dict)

    def says(self):
        """What became of these lines, for the person who pasted them."""
        if self.kind == "byline":
            return "byline: " + "; ".join(f"{name} ({role})" for name, role in self.data["credits"])
        if self.kind == RELATED:
            waiting = any(not link["address"] for link in self.data["links"])
            return f"related, {self.data['label']}" + (", needs a link" if waiting else "")
        if self.kind == EMBED:
            return self.data["type"] + ("" if self.data["provider"] else ", needs an address")
        if self.kind == "correction":
            return self.data["kind"]
        return _SAYS.get(self.kind, self.kind) + self._more()

    def _more(self):
        more = ""
        if self.data.get("headline_candidate"):
            more += ", could be the headline"
        if self.data.get("agency"):
            more += f", from {self.data['agency']}"
        if self.data.get("dateline"):
            more += f", dateline {self.data['dateline']}"
        names = dict.fromkeys(found.name for found in self.data.get("attributions", ()))
        if names:
            more += f", source {', '.join(names)}"
        if self.data.get("desk_notes"):
            more += ", with a desk note taken out"
        return more


@dataclass
class Reading:
    """A story as read from raw copy, before anything is saved."""

    pieces: list
    format: str
    lines: list

    def account(self):
        """`{"line", "text", "kind", "says"}` for every line that holds something, in order."""
        piece_of = {number: piece for piece in self.pieces for number in piece.lines}
        return [
            {
                "line": line.number,
                "text": line.text,
                "kind": piece_of[line.number].kind,
                "says": piece_of[line.number].says(),
            }
            for line in self.lines
            if line.text
        ]

    def of(self, *kinds):
        """The pieces of these kinds, in the order of the copy."""
        return [piece for piece in self.pieces if piece.kind in kinds]

    def value(self, name):
        """The words of a labelled field such as the headline; "" when the copy has none."""
        return next((piece.data["value"] for piece in self.of(name)), "")

    @property
    def headline(self):
        return self.value("headline")

    @property
    def headline_candidate(self):
        """A first line that looks like a headline, for the desk to accept; else ""."""
        return next(
            (piece.text for piece in self.pieces if piece.data.get("headline_candidate")), ""
        )

    @property
    def dateline(self):
        lead = next((piece.data["dateline"] for piece in self.of(PROSE) if _is_dated(piece)), "")
        return lead or self.value("dateline")

    @property
    def agency(self):
        """The agency the text came from, as its dateline names it."""
        return next((piece.data["agency"] for piece in self.of(PROSE) if _is_dated(piece)), "")

    @property
    def paragraphs(self):
        """How many paragraphs of prose there are, subheads not counted."""
        return len(self.of(PROSE))

    @property
    def credits(self):
        """`(name, role)` of everyone credited, each once, in order."""
        return list(dict.fromkeys(c for piece in self.of("byline") for c in piece.data["credits"]))

    @property
    def sources(self):
        """The sources proposed: the first attribution to each, in order.

        "The Harbour Post" that begins a sentence is the same as "the Harbour Post" inside one,
        and goes by its shorter name.
        """
        first = {}
        for piece in self.pieces:
            for found in piece.data.get("attributions", ()):
                key = outlets.bare(found.name)
                before = first.setdefault(key, found)
                if len(found.name) < len(before.name):
                    first[key] = replace(before, name=found.name)
        return list(first.values())

    @property
    def ownership(self):
        return "\n".join(piece.data["value"] for piece in self.of("ownership"))

    @property
    def editors_note(self):
        return "\n\n".join(piece.data["value"] for piece in self.of("editors_note"))

    @property
    def desk_notes(self):
        """What the copy says to the desk, and what could not be carried over."""
        notes = []
        for piece in self.pieces:
            if piece.kind == "desk_note":
                notes.append(piece.data["value"])
            notes.extend(piece.data.get("desk_notes", ()))
        return [note for note in notes if note]


def _is_dated(piece):
    return "agency" in piece.data
