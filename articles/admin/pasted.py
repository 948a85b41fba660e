"""A paste under way: each piece of the copy as a row, and what the desk chose for it."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from articles import intake
from articles.intake import choices, matching, resolving
from articles.intake.reading import EMBED, PROSE, RELATED, ROLES

#: How the copy came, and how each is read.
READ_AS = {"text": "text", "word": "html", "web": "html"}
#: What Word and Google Docs leave in the markup that they copy.
OF_WORD = re.compile(r"mso-|urn:schemas-microsoft-com|docs-internal-guid|class=\"?Mso")


#: Lines offered as the headline: it stands near the top, or nowhere.
MOST_OFFERED = 6


@dataclass
class Target:
    """One related link on the screen: what it says and where it may lead."""

    name: str
    title: str
    address: str
    is_resolved: bool
    offers: list = field(default_factory=list)
    chosen: str = ""
    typed: str = ""
    error: str = ""

    @property
    def address_name(self):
        return self.name.replace("link-", "address-", 1)


@dataclass
class Row:
    """One piece on the screen: its lines as they came, and what it becomes."""

    number: int
    lines: list
    kind: str
    says: str
    targets: list = field(default_factory=list)
    video: Target | None = None
    people: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    #: The person keeps it as it is, for somebody else to complete.
    is_kept: bool = False

    @property
    def text(self):
        return " ".join(text for _, text in self.lines)

    @property
    def is_open(self):
        """Whether a link or a video of it leads nowhere yet."""
        waiting = [*self.targets, *([self.video] if self.video else [])]
        return any(not target.is_resolved for target in waiting)

    @property
    def needs_you(self):
        return self.is_open and not self.is_kept

    @property
    def choices(self):
        kinds = dict(choices.KINDS)
        kinds.setdefault(self.kind, self.says.capitalize())
        return [(kind, words, kind == self.kind) for kind, words in kinds.items()]


class Desk:
    """One paste under way: the reading, with the desk's choices, and what it would become."""

    def __init__(self, form, posted):
        self.form = form
        self.posted = posted
        facts = form.cleaned_data
        self.reading = intake.read(
            facts["copy"],
            format=READ_AS.get(facts["format"]),
            known_sources=matching.known_sources(),
        )
        self.format = facts["format"] or self._guessed(facts["copy"])
        self.reading = choices.changed(self.reading, self._chosen_kinds())
        self.matches = matching.find(self.reading)
        self.built = intake.build(
            self.reading,
            self.matches,
            section=facts["section"].pk if facts["section"] else None,
            headline=facts["headline"].strip(),
        )
        if facts["slugline"].strip():
            self.built.document["fields"]["slugline"] = facts["slugline"].strip()
        self.rows = [self._row(piece) for piece in self.reading.pieces]
        self._resolve()

    def _guessed(self, copy):
        if self.reading.format == "text":
            return "text"
        return "word" if OF_WORD.search(copy) else "web"

    def _chosen_kinds(self):
        """What each line is made into; of copy that is read another way now, nothing holds."""
        if self.posted.get("was_read_as", self.format) != self.format:
            return {}
        found = {}
        for name, kind in self.posted.items():
            _, prefix, number = name.rpartition("become-")
            if prefix and _is_line(number):
                found[int(number)] = kind
        for name, kind in (("as_text", PROSE), ("headline_line", "headline")):
            if _is_line(number := self.posted.get(name, "")):
                found[int(number)] = kind
        return found

    # The screen's rows

    def _row(self, piece):
        text = {line.number: line.text for line in self.reading.lines}
        row = Row(
            number=piece.lines[0],
            lines=[(number, text.get(number, "")) for number in piece.lines],
            kind=piece.kind,
            says=piece.says(),
            is_kept=f"keep-{piece.lines[0]}" in self.posted,
        )
        if piece.kind == "byline":
            row.people = [
                {"name": name, "role": ROLES[role], "is_known": bool(self.matches.author(name))}
                for name, role in piece.data["credits"]
            ]
        for found in piece.data.get("attributions", ()):
            row.sources.append({"name": found.name, "known": self.matches.source(found.name)})
        return row

    # Links and videos, as chosen on the screen

    def _resolve(self):
        """Give links and videos what the screen says; a wrong address is told at its line."""
        refs = iter(self.built.places)
        for row in self.rows:
            if row.kind not in (RELATED, EMBED):
                continue
            block = self.built.document["blocks"][next(refs)]
            if row.kind == EMBED:
                row.video = self._video(row, block)
            else:
                row.targets = [
                    self._target(f"{row.number}-{n}", link) for n, link in enumerate(block["links"])
                ]

    def _video(self, row, block):
        name = f"video-{row.number}"
        typed = self.posted.get(name, "").strip()
        target = Target(name, block["title"], block["address"], bool(block["provider"]))
        target.typed = typed or ("" if target.is_resolved else block["address"])
        if target.typed and not target.is_resolved:
            try:
                resolving.give_video(block, target.typed)
            except ValidationError as refusal:
                target.error = " ".join(refusal.messages)
            target.is_resolved = bool(block["provider"])
            target.address = block["address"]
        return target

    def _target(self, name, link):
        target = Target(
            name=f"link-{name}",
            title=link["title"],
            address=link["address"],
            is_resolved=bool(link["story"] or link["address"]),
            offers=[
                {
                    "value": str(offer.story),
                    "headline": offer.headline,
                    "percent": round(offer.score * 100),
                }
                for offer in self.matches.offers.get(link["title"], [])
            ],
            chosen=self.posted.get(f"link-{name}", ""),
            typed=self.posted.get(f"address-{name}", "").strip(),
        )
        if target.is_resolved:
            return target
        self._choose(target, link)
        return target

    def _choose(self, target, link):
        if target.chosen in [offer["value"] for offer in target.offers]:
            link["story"] = int(target.chosen)
            target.is_resolved = True
        elif target.typed:
            try:
                link["story"], link["address"] = resolving.target(target.typed)
                target.is_resolved = True
            except (resolving.NotResolved, ValidationError) as refusal:
                target.error = " ".join(getattr(refusal, "messages", [str(refusal)]))

    # What the screen says above the rows

    @property
    def line_count(self):
        return sum(1 for line in self.reading.lines if line.text)

    @property
    def placed_count(self):
        placed = {number for piece in self.reading.pieces for number in piece.lines}
        return sum(1 for line in self.reading.lines if line.text and line.number in placed)

    @property
    def headline_lines(self):
        """Lines that could be the headline, where none was found."""
        if self.built.document["fields"]["headline"]:
            return []
        return [row for row in self.rows if row.kind == PROSE][:MOST_OFFERED]

    @property
    def needs(self):
        return sum(row.needs_you for row in self.rows)

    @property
    def has_errors(self):
        return any(
            target.error
            for row in self.rows
            for target in [*row.targets, *([row.video] if row.video else [])]
        )


def _is_line(number):
    """No copy has more lines than seven digits can count."""
    return number.isascii() and number.isdigit() and len(number) < 8
