"""A reading of raw copy made into a document, and the notes that go to the desk with it."""

import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import revisions
from articles.intake import fingerprints, inline, matching, outlets
from articles.intake.reading import EMBED, LIST, PROSE, QUOTE, RELATED, SUBHEAD, TABLE
from articles.models import Article, Embed, RelatedBlock, RelatedLink
from articles.sanitising import clean_address, clean_text

CORRECTION_LENGTH = 1_000
NAME_LENGTH = 120
SOURCE_LENGTH = 160
PHRASE_LENGTH = 300


@dataclass
class Built:
    """A document ready for `revisions.write`, and what the desk must be told."""

    document: dict
    notes: list = field(default_factory=list)
    paragraphs: int = 0
    #: ref of a block in the body -> how many paragraphs of prose stand above it
    places: dict = field(default_factory=dict)
    #: Of the copy that it came from.
    fingerprint: str = ""


def build(reading, matches=None, *, section=None, headline=""):
    """Make the document of a reading; without `matches` the paper's files are asked.

    `section` and `headline` go before what the copy says. Related links that name only a
    title and videos without an address stay in as blocks that still need one.
    """
    matches = matching.find(reading) if matches is None else matches
    draft = _Draft(reading, matches)
    draft.write_fields(section=section, headline=headline)
    draft.write_body()
    draft.write_credits()
    draft.write_corrections()
    notes = [*reading.desk_notes, *draft.notes]
    return Built(
        draft.document, notes, draft.paragraphs, draft.places, fingerprints.fingerprint(reading)
    )


class _Draft:
    """The document under way."""

    def __init__(self, reading, matches):
        self.reading = reading
        self.matches = matches
        self.document = revisions.blank()
        self.fields = self.document["fields"]
        self.notes = []
        self.paragraphs = 0
        self.places = {}
        self.refs = {}
        self.names = {outlets.bare(found.name): found.name for found in reading.sources}
        self.accepted = None  # the piece that became the headline

    # -- fields

    def write_fields(self, *, section, headline):
        reading = self.reading
        self._accept_headline(headline)
        for name in ("short_headline", "search_headline", "dek", "kicker", "dateline"):
            self._set(name, reading.value(name))
        self._set("dateline", reading.dateline)
        self._set("editors_note", reading.editors_note, multiline=True)
        self._set("ownership_notice", " ".join(reading.ownership.split("\n")))
        self._set("slugline", reading.value("slugline") or self._working_name())
        self._set_slug(reading.value("slug"))
        self.fields["section"] = section or self.matches.section
        if reading.value("section") and not self.fields["section"]:
            self.notes.append(
                _("The copy asks for the section %(section)s.")
                % {"section": reading.value("section")}
            )
        agency = reading.agency or self._credited_agency()
        if agency:
            self.fields["origin"] = Article.Origin.AGENCY
            self._set("origin_source", agency)
        self.document["topics"] = sorted(filter(None, set(self.matches.topics.values())))
        missing = [name for name, pk in self.matches.topics.items() if pk is None]
        if missing or (reading.value("topics") and not self.matches.topics):
            asked = ", ".join(missing) or reading.value("topics")
            self.notes.append(
                _("The copy asks for topics that are not on file: %(asked)s.") % {"asked": asked}
            )

    def _set_slug(self, words):
        self.fields["slug"] = slugify(words)[:100].strip("-")
        if words != self.fields["slug"]:
            self.notes.append(_("The address the copy asks for: %(words)s") % {"words": words})

    def _accept_headline(self, headline):
        """A headline given by hand may be the first line, which then leaves the body."""
        found = self.reading.headline
        self._set("headline", headline or found)
        if headline and found and _same(found, headline):
            return
        if headline and found:
            self.notes.append(_("The copy’s own headline: %(found)s") % {"found": found})
        if headline and _same(self.reading.headline_candidate, headline):
            self.accepted = next(
                piece for piece in self.reading.pieces if piece.data.get("headline_candidate")
            )

    def _set(self, name, words, *, multiline=False):
        """Write a field; what does not fit in it goes to the desk whole."""
        words = clean_text(words, multiline=multiline).strip()
        if not words:
            return
        column = Article._meta.get_field(name)
        most = column.max_length
        if most and len(words) > most:
            self.notes.append(
                _("%(field)s, too long to fit: %(words)s")
                % {"field": column.verbose_name.capitalize(), "words": words}
            )
            words = shortened(words, most)
        self.fields[name] = words

    def _credited_agency(self):
        """The agency that stands in the byline: "By The Associated Press"."""
        credited = [name for name, role in self.reading.credits if role == "words"]
        return next((name for name in credited if outlets.bare(name) in outlets.KNOWN), "")

    def _working_name(self):
        """A slugline out of the headline or the first words, as desks shout them."""
        reading = self.reading
        first = next((piece.data.get("words", piece.text) for piece in reading.of(PROSE)), "")
        words = self.fields["headline"] or reading.headline_candidate or first
        return working_name(words) or "PASTED-COPY"

    # -- body

    def write_body(self):
        self.document["body"] = "".join(
            _BODY[piece.kind](self, piece)
            for piece in self.reading.pieces
            if piece is not self.accepted and piece.kind in _BODY
        )

    def _prose(self, piece):
        if not piece.html:
            return ""
        self.paragraphs += 1
        return f"<p>{self._cited(piece)}</p>"

    def _subhead(self, piece):
        level = piece.data["level"]
        return f"<h{level}>{piece.html}</h{level}>"

    def _quote(self, piece):
        return f"<blockquote>{self._cited(piece)}</blockquote>"

    def _as_it_is(self, piece):
        return piece.html

    def _cited(self, piece):
        spans = [
            (found.start, found.end, f'<cite data-source="{self._citation(found)}">', "</cite>")
            for found in piece.data.get("attributions", ())
        ]
        return inline.wrapped(piece.html, spans)

    def _citation(self, found):
        """The ref of the citation of this source: one for however often it is named."""
        key = outlets.bare(found.name)
        known = self.matches.source(found.name)
        key = known.pk if known else key
        if key not in self.refs:
            self.refs[key] = str(uuid.uuid4())
            self.document["citations"][self.refs[key]] = {
                "source": known.pk if known else None,
                "name": known.name if known else self.names[key][:SOURCE_LENGTH],
                "phrase": found.phrase[:PHRASE_LENGTH],
                "shown": known.is_shown_by_default if known else True,
                "address": "",
                "note": "",
            }
        return self.refs[key]

    def _placed(self, block):
        ref = str(uuid.uuid4())
        self.document["blocks"][ref] = block
        self.places[ref] = self.paragraphs
        return f'<figure data-block="{block["kind"]}" data-ref="{ref}"></figure>'

    def _related(self, piece):
        links = [self._link(link) for link in piece.data["links"]]
        return self._placed(
            {
                "kind": "related",
                "label": self._fitted(RelatedBlock, "label", piece.data["label"]),
                "left_out": False,
                "links": [link for link in links if any(link.values())],
            }
        )

    def _link(self, link):
        title = self._fitted(RelatedLink, "title", clean_text(link["title"]))
        story = self.matches.stories.get(link["address"])
        address = "" if story else self._outside(link)
        return {"title": title, "address": address, "story": story}

    def _outside(self, link):
        """An address readers can be sent to; another one is told to the desk."""
        try:
            return clean_address(link["address"])
        except ValidationError:
            self.notes.append(
                _("A link that leads nowhere: %(title)s %(address)s")
                % {"title": link["title"], "address": link["address"]}
            )
            return ""

    def _embed(self, piece):
        data = piece.data
        return self._placed(
            {
                "kind": "embed",
                "type": data["type"],
                "provider": data["provider"],
                "embed_id": data["embed_id"],
                "embed_hash": data["embed_hash"],
                "start": data["start"],
                "address": self._fitted(Embed, "address", data["address"]),
                "title": self._fitted(Embed, "title", clean_text(data["title"])),
                "credit": self._fitted(Embed, "credit", clean_text(data["credit"])),
                "caption": "",
                "length": None,
                "transcript": "",
                "ratio": data["ratio"],
                "poster": None,
                "left_out": False,
            }
        )

    def _fitted(self, model, name, words):
        column = model._meta.get_field(name)
        if len(words) > column.max_length:
            self.notes.append(
                _("%(field)s, too long to fit: %(words)s")
                % {"field": column.verbose_name.capitalize(), "words": words}
            )
            words = shortened(words, column.max_length)
        return words

    # -- credits and corrections

    def write_credits(self):
        credited = set()
        for name, role in self.reading.credits:
            known = self.matches.author(name)
            key = (known[0] if known else name.casefold(), role)
            if key in credited:
                continue
            credited.add(key)
            name = shortened(clean_text(name), NAME_LENGTH)
            self.document["bylines"].append(
                {
                    "author": known[0] if known else None,
                    "name": known[1] if known else name,
                    "credited_as": name if known and known[1].casefold() != name.casefold() else "",
                    "role": role,
                }
            )

    def write_corrections(self):
        for piece in self.reading.of("correction"):
            text = clean_text(piece.data["value"], multiline=True).strip()
            if len(text) > CORRECTION_LENGTH:
                self.notes.append(_("Correction, too long to fit: %(text)s") % {"text": text})
            self.document["corrections"].append(
                {
                    "ref": str(uuid.uuid4()),
                    "kind": piece.data["kind"],
                    "text": shortened(text, CORRECTION_LENGTH),
                    "hides_body": False,
                    "issued_at": None,
                }
            )


_BODY = {
    PROSE: _Draft._prose,
    SUBHEAD: _Draft._subhead,
    LIST: _Draft._as_it_is,
    TABLE: _Draft._as_it_is,
    QUOTE: _Draft._quote,
    RELATED: _Draft._related,
    EMBED: _Draft._embed,
}


def working_name(words):
    """A slugline out of a headline or first words, as desks shout them; empty for none."""
    parts = [part for part in slugify(words, allow_unicode=True).split("-") if part]
    telling = [part for part in parts if len(part) > 3] or parts
    return "-".join(telling[:3]).upper()[:60]


def shortened(words, most):
    """Words cut to a length, at a blank where there is one, with an ellipsis."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _same(one, other):
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold() != ""
