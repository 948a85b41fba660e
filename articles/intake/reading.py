"""What a reading of raw copy holds: pieces in order, and what became of every line."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.intake import outlets

# Kinds that stand in the body; all others become fields, credits or notes.
PROSE, SUBHEAD, LIST, QUOTE, TABLE = "prose", "subhead", "list", "quote", "table"
RELATED, EMBED = "related", "embed"
IN_BODY = frozenset({PROSE, SUBHEAD, LIST, QUOTE, TABLE, RELATED, EMBED})
_SAYS = {
    "prose": gettext_lazy("text"),
    "subhead": gettext_lazy("subhead"),
    "list": gettext_lazy("list"),
    "quote": gettext_lazy("quote"),
    "table": gettext_lazy("table"),
    "ownership": gettext_lazy("ownership notice"),
    "editors_note": gettext_lazy("editor's note, shown to readers"),
    "desk_note": gettext_lazy("desk note, kept inside"),
    "end_mark": gettext_lazy("end mark, left out"),
    "headline": gettext_lazy("headline"),
    "short_headline": gettext_lazy("short headline"),
    "search_headline": gettext_lazy("search headline"),
    "dek": gettext_lazy("dek"),
    "kicker": gettext_lazy("kicker"),
    "slug": gettext_lazy("slug"),
    "slugline": gettext_lazy("slugline"),
    "section": gettext_lazy("section"),
    "topics": gettext_lazy("topics"),
    "dateline": gettext_lazy("dateline"),
    "correction": gettext_lazy("correction"),
    "clarification": gettext_lazy("clarification"),
    "video": gettext_lazy("video"),
    "post": gettext_lazy("post"),
    "chart": gettext_lazy("chart"),
    "document": gettext_lazy("document"),
    "map": gettext_lazy("map"),
    "audio": gettext_lazy("audio"),
}
#: What somebody is credited for, in a word.
ROLES = {
    "words": gettext_lazy("words"),
    "reporting": gettext_lazy("reporting"),
    "video": gettext_lazy("video"),
    "pictures": gettext_lazy("pictures"),
    "editing": gettext_lazy("editing"),
    "data": gettext_lazy("data"),
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
            people = "; ".join(f"{name} ({ROLES[role]})" for name, role in self.data["credits"])
            return _("byline: %(people)s") % {"people": people}
        return ", ".join(str(part) for part in self._parts() if part)

    def _parts(self):
        """What it is, and what more there is to say of it."""
        if self.kind == RELATED:
            waits = any(not link["address"] for link in self.data["links"])
            yield _("related, %(label)s") % {"label": self.data["label"]}
            yield waits and _("needs a link")
        elif self.kind == EMBED:
            yield _SAYS[self.data["type"]]
            yield not self.data["provider"] and _("needs an address")
        elif self.kind == "correction":
            yield _SAYS[self.data["kind"]]
        else:
            yield _SAYS.get(self.kind, self.kind)
            yield from self._found()

    def _found(self):
        """What was read out of the words."""
        if self.data.get("headline_candidate"):
            yield _("could be the headline")
        if self.data.get("agency"):
            yield _("from %(agency)s") % {"agency": self.data["agency"]}
        if self.data.get("dateline"):
            yield _("dateline %(dateline)s") % {"dateline": self.data["dateline"]}
        names = dict.fromkeys(found.name for found in self.data.get("attributions", ()))
        if names:
            yield _("source %(names)s") % {"names": ", ".join(names)}
        if self.data.get("desk_notes"):
            yield _("with a desk note taken out")


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
