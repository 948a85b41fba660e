"""New story from copy: the lines as they came beside what each becomes."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles import intake
from articles.admin.moves import make_move
from articles.intake import choices, filing, matching, resolving
from articles.intake.reading import EMBED, RELATED
from articles.models import Section

FORMATS = [("", "Guess"), ("text", "Text"), ("html", "Word or web page")]


class CopyForm(forms.Form):
    """The paste, and what the copy itself may not say."""

    copy = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Paste the copy first."},
    )
    format = forms.ChoiceField(choices=FORMATS, required=False)
    slugline = forms.CharField(max_length=60, required=False)
    headline = forms.CharField(max_length=200, required=False)
    section = forms.ModelChoiceField(
        Section.objects.all(), required=False, empty_label="Choose a section"
    )


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

    @property
    def needs_you(self):
        waiting = [*self.targets, *([self.video] if self.video else [])]
        return any(not target.is_resolved for target in waiting)

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
            format=facts["format"] or None,
            known_sources=matching.known_sources(),
        )
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

    def _chosen_kinds(self):
        found = {}
        for name, kind in self.posted.items():
            _, prefix, number = name.rpartition("become-")
            # No copy has more lines than seven digits can count.
            if prefix and number.isascii() and number.isdigit() and len(number) < 8:
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
        )
        if piece.kind == "byline":
            row.people = [
                {"name": name, "role": role, "is_known": bool(self.matches.author(name))}
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
    def needs(self):
        return sum(row.needs_you for row in self.rows)

    @property
    def has_errors(self):
        return any(
            target.error
            for row in self.rows
            for target in [*row.targets, *([row.video] if row.video else [])]
        )


@require_http_methods(["GET", "HEAD", "POST"])
def intake_screen(request):
    """Paste, look, change, save: nothing is saved before a button says so."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    form = CopyForm(request.POST or None)
    desk = None
    if request.method == "POST" and form.is_valid():
        try:
            desk = Desk(form, request.POST)
        except intake.IntakeRefused as refusal:
            form.add_error("copy", str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if desk and request.POST.get("do") in ("save", "submit") and not desk.has_errors:
        return _save(request, desk)
    context = {
        **admin.site.each_context(request),
        "title": "New story from copy",
        "form": form,
        "desk": desk,
        "is_pasting": desk is None,
    }
    return render(request, "articles/desk/intake.html", context)


def _save(request, desk):
    moment = timezone.now()
    with transaction.atomic():
        story = filing.put_on_desk(desk.built, by=request.user, at=moment)
    lines = f"{desk.line_count} lines in, {desk.placed_count} placed"
    needs = f"; {desk.needs} still need{'s' if desk.needs == 1 else ''} you" if desk.needs else ""
    messages.success(request, f"Saved {story.slugline}: {lines}{needs}.")
    if request.POST["do"] == "submit":
        make_move(request, story, "submit", version=story.version)
    return redirect(story.get_desk_url())
