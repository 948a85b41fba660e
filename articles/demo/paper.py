"""Fill an empty Newsroom with The Harbour Ledger, through the same doors that the desk uses.

Copy goes through intake, stories through the workflow, pictures through picture intake:
what the demo shows is what the product does.
"""

import re
import uuid
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import crawlers, intake, pictures, revisions, workflow
from articles.demo import cast, copy_files, drawing, policies
from articles.intake import resolving
from articles.models import (
    Article,
    CrawlerRule,
    Note,
    Notice,
    Picture,
    PolicyPage,
    Publication,
    Section,
    Source,
    SourceAlias,
    Topic,
)
from articles.sanitising import clean_body
from authors.models import Author, Desk

#: Rights add up: whoever publishes on this desk also edits.
ROLES = {
    "reporter": ("Reporter",),
    "video": ("Video",),
    "editor": ("Editor",),
    "publisher": ("Editor", "Publisher"),
    "admin": ("Administrator",),
}
TOLD_OF_AUTHORS = ("name", "kind", "title", "bio", "beat", "place", "languages", "email")
TOLD_OF_AUTHORS += ("accounts", "fediverse")
#: Each motif is drawn this often; stories share the pictures.
DRAWINGS_OF_A_MOTIF = 3


def is_there():
    """Whether this Newsroom holds stories already, of the demo or real ones."""
    return Article.objects.exists()


def load(*, passwords, now=None, progress=lambda done, total, what: None):
    """Make the demo paper; `progress(done, total, what)` is called as it grows.

    `passwords` gives each of the five users theirs. Stories are dated backwards from `now`.
    """
    now = now or timezone.now()
    files = copy_files.read_all()
    wanted = _wanted_pictures(files) | _wanted_portraits()
    total = len(files) + len(set(wanted.values()))
    with transaction.atomic():
        users = _make_people(passwords)
        _make_places()
    library = _draw_pictures(wanted, users["video"], lambda n, what: progress(n, total, what))
    _make_the_paper(library, users["admin"], now)
    press = Press(users=users, library=library, now=now)
    for number, file in enumerate(files, total - len(files) + 1):
        with transaction.atomic():
            press.run(file)
        progress(number, total, file.get("slugline"))
    press.put_late_changes_before_readers()
    lead = press.lead()
    if lead:
        workflow.make_lead(lead, by=users["publisher"], at=now)
    # Everybody has read what they were told, but for this morning's.
    Notice.objects.filter(at__lt=now - timedelta(hours=6)).update(seen_at=F("at"))


# People and places --------------------------------------------------------------------


def _make_people(passwords):
    users = {}
    for person in cast.USERS:
        first, _, last = person["full_name"].partition(" ")
        user, _ = User.objects.get_or_create(
            username=person["username"],
            defaults={"first_name": first, "last_name": last, "is_staff": True},
        )
        user.set_password(passwords[user.username])
        user.save()
        user.groups.set(Group.objects.filter(name__in=ROLES[user.username]))
        users[user.username] = user
    return users


def _make_places():
    for position, (slug, name, description) in enumerate(cast.SECTIONS):
        Section.objects.get_or_create(
            slug=slug, defaults={"name": name, "description": description, "position": position}
        )
    for slug, name, _ in cast.DESKS:
        Desk.objects.get_or_create(slug=slug, defaults={"name": name})
    for person in cast.USERS:
        user = User.objects.get(username=person["username"])
        user.desks.set(Desk.objects.filter(slug__in=person["desks"]))
    for author in cast.AUTHORS:
        facts = {key: author.get(key, "") for key in TOLD_OF_AUTHORS}
        facts["user"] = User.objects.filter(username=author["user"]).first()
        Author.objects.get_or_create(slug=author["slug"], defaults=facts)
    for slug, name in cast.TOPICS:
        Topic.objects.get_or_create(slug=slug, defaults={"name": name})
    for slug, so_far, is_series in cast.TOPICS_TOLD:
        Topic.objects.filter(slug=slug).update(description=so_far, is_series=is_series)
    for name, kind, aliases, address in cast.SOURCES:
        source, _ = Source.objects.get_or_create(
            name=name, kind=kind, defaults={"address": address}
        )
        for alias in aliases:
            SourceAlias.objects.get_or_create(source=source, name=alias)


def _make_the_paper(library, user, now):
    """Its own words, policies and decisions, and the faces of those who write it."""
    Publication.objects.update_or_create(only=True, defaults=policies.PUBLICATION)
    for role, title, text in policies.read_all():
        told = {"title": title, "text": text, "is_shown": True, "changed_by": user}
        PolicyPage.objects.get_or_create(role=role, defaults=told)
    crawlers.add_known(timezone.localdate(now))
    CrawlerRule.objects.filter(token__in=policies.TURNED_AWAY).update(is_allowed=False)
    for (what, slug), picture in library.items():
        if what == "author":
            author = Author.objects.get(slug=slug)
            picture.title = picture.alt_text = f"Drawing of {author.name}"
            picture.save(update_fields=["title", "alt_text"])
            author.picture = picture
            author.save(update_fields=["picture"])


# Pictures -------------------------------------------------------------------------------


def _wanted_pictures(files):
    """The pictures that the stories ask for: (motif, number), each motif a few times."""
    wanted, asked = {}, {}
    for file in files:
        for prefix in ("", "inline_"):
            motif = file.get(f"{prefix}picture")
            if motif:
                asked[motif] = asked.get(motif, 0) + 1
                wanted[file.name, prefix] = (motif, asked[motif] % DRAWINGS_OF_A_MOTIF)
    return wanted


def _wanted_portraits():
    """A drawing of each author who is to have one, a different one each."""
    drawn = [author["slug"] for author in cast.AUTHORS if author.get("is_drawn")]
    return {("author", slug): ("portrait", number) for number, slug in enumerate(drawn)}


def _drawn(motif_and_number):
    motif, number = motif_and_number
    return drawing.draw(f"ledger {number}", motif)


def _taken_in(content):
    size = len(content)
    upload = InMemoryUploadedFile(BytesIO(content), "file", "drawing.jpg", "image/jpeg", size, None)
    return pictures.take_in(upload)


def _draw_pictures(wanted, user, progress):
    """The library, by story and place: drawn on all cores, taken in like any upload."""
    kinds = sorted(set(wanted.values()))
    rows = {}
    with ProcessPoolExecutor() as drawers, ThreadPoolExecutor(2) as takers:
        taken_in = takers.map(_taken_in, drawers.map(_drawn, kinds))
        for done, (kind, taken) in enumerate(zip(kinds, taken_in, strict=True), 1):
            rows[kind] = Picture.objects.create(
                title=f"{kind[0].capitalize()}, drawing {kind[1] + 1}",
                original=taken.file(),
                width=taken.width,
                height=taken.height,
                checksum=taken.checksum,
                credit=f"Drawing: {cast.PAPER['name']}",
                uploaded_by=user,
            )
            progress(done, f"drawing, {kind[0]}")
    return {place: rows[kind] for place, kind in wanted.items()}


# Stories ----------------------------------------------------------------------------------


class Press:
    """Runs one story after another through intake and workflow, at the times of their heads."""

    def __init__(self, *, users, library, now):
        self.users = users
        self.library = library
        self.now = now
        self.late = []
        self.heaviest = None

    def run(self, file):
        at = self.now - timedelta(hours=file.number("hours_ago", 3))
        document, notes = self._document(file)
        by = self._writer(document)
        article = workflow.start(document, by=by, at=at, planned=file.stage == "planned")
        for text in notes:
            Note.objects.create(article=article, text=text, by=by, at=at)
        self._set_desk_facts(article, file)
        getattr(self, f"_{file.stage}")(article, file, by, at)

    def lead(self):
        return self.heaviest

    def _document(self, file):
        document, notes = self._document_of_copy(file)
        fields = document["fields"]
        section = Section.objects.filter(slug=file.get("section")).first()
        fields["section"] = section.pk if section else None
        fields["headline"] = file.get("headline", fields["headline"])
        fields["no_byline"] = file.get("no_byline") == "yes"
        for name in ("slugline", "short_headline", "dek", "kicker", "methods"):
            fields[name] = file.get(name, fields[name])
        for name in ("type_of_work", "language", "origin", "origin_source"):
            fields[name] = file.get(name) or fields[name]
        fields["weight"] = int(file.number("weight", 0))
        if "developing_hours" in file.head:
            until = self.now + timedelta(hours=file.number("developing_hours"))
            fields["developing_until"] = until.isoformat()
        fields["desk"] = self._desk_of(file.get("section"))
        for name in ("follows", "translation_of"):
            other = Article.objects.filter(headline=file.get(name)).exclude(headline="").first()
            fields[name] = other.pk if other else None
        slugs = [slug.strip() for slug in file.get("topics").split(",") if slug.strip()]
        document["topics"] = sorted(
            Topic.objects.filter(slug__in=slugs).values_list("pk", flat=True)
        )
        self._add_blocks(document, file)
        return document, notes

    def _document_of_copy(self, file):
        if not file.copy.strip():
            return revisions.blank(), []
        reading = intake.read(file.copy, known_sources=intake.known_sources())
        built = intake.build(reading)
        return built.document, built.notes

    def _desk_of(self, section):
        slug = next((slug for slug, _, sections in cast.DESKS if section in sections), None)
        return Desk.objects.get(slug=slug).pk if slug else None

    def _writer(self, document):
        """The account of the first author who has one and may write; else the reporter."""
        for byline in document["bylines"]:
            author = Author.objects.filter(pk=byline["author"]).select_related("user").first()
            if author and author.user and author.user.has_perm("articles.add_article"):
                return author.user
        return self.users["reporter"]

    def _set_desk_facts(self, article, file):
        facts = {}
        if "due_in_hours" in file.head:
            facts["due_at"] = self.now + timedelta(hours=file.number("due_in_hours"))
        if "wanted_words" in file.head:
            facts["wanted_words"] = int(file.number("wanted_words"))
        if facts:
            Article.objects.filter(pk=article.pk).update(**facts)

    # Blocks beside those that the copy itself asks for

    def _add_blocks(self, document, file):
        self._resolve_related(document)
        self._resolve_videos(document, file)
        lead = self._figure(file, "", is_lead=True)
        if lead:
            document["blocks"][str(uuid.uuid4())] = lead
        # From the foot upwards: each place counts paragraphs of the copy as it was.
        placed = [
            ("inline_after", self._figure(file, "inline_")),
            ("pullquote_after", self._quote(file)),
            ("factbox_after", self._box(file)),
        ]
        placed = [(int(file.number(key)), block) for key, block in placed if block]
        for after, block in sorted(placed, key=lambda place: -place[0]):
            _place(document, block, after)

    def _resolve_related(self, document):
        for block in document["blocks"].values():
            for link in block.get("links", ()):
                if not link["story"] and not link["address"]:
                    found = Article.objects.filter(headline=link["title"]).first()
                    link["story"] = found.pk if found else None

    def _resolve_videos(self, document, file):
        waiting = [
            block
            for block in document["blocks"].values()
            if block["kind"] == "embed" and not block["provider"]
        ]
        if waiting and file.get("video"):
            resolving.give_video(waiting[0], file.get("video"))

    def _figure(self, file, prefix, *, is_lead=False):
        picture = self.library.get((file.name, prefix))
        if picture is None:
            return None
        return {
            "kind": "figure",
            "picture": picture.pk,
            "caption": file.get(f"{prefix}picture_caption"),
            "credit": file.get(f"{prefix}picture_credit"),
            "alt_text": file.get(f"{prefix}picture_alt"),
            "decorative": False,
            "is_lead": is_lead,
            "left_out": False,
        }

    def _quote(self, file):
        if "pullquote" not in file.head:
            return None
        speaker = file.get("pullquote_speaker")
        return {"kind": "pullquote", "quote": file.get("pullquote"), "speaker": speaker}

    def _box(self, file):
        if "factbox_title" not in file.head:
            return None
        on_top = file.get("factbox_on_top") == "yes"
        told = {"title": file.get("factbox_title"), "text": file.get("factbox_text")}
        return {"kind": "factbox", **told, "on_top": on_top}

    # Stages

    def _planned(self, article, file, by, at):
        pass

    def _draft(self, article, file, by, at):
        pass

    def _in_review(self, article, file, by, at):
        workflow.submit(article, by=by, at=at)

    def _approved(self, article, file, by, at):
        workflow.submit(article, by=by, at=at)
        workflow.approve(article, by=self.users["editor"], at=at)

    def _scheduled(self, article, file, by, at):
        self._approved(article, file, by, at)
        go_live_at = self.now + timedelta(hours=file.number("scheduled_in_hours"))
        workflow.publish(article, by=self.users["publisher"], at=at, go_live_at=go_live_at)

    def _spiked(self, article, file, by, at):
        workflow.spike(article, by=self.users["editor"], at=at)

    def _restricted(self, article, file, by, at):
        named = [name.strip() for name in file.get("restricted_to").split(",")]
        article.restricted_to.set(User.objects.filter(username__in=named))

    def _published(self, article, file, by, at):
        workflow.submit(article, by=by, at=at)
        workflow.approve(article, by=self.users["editor"], at=at)
        edition = workflow.publish(article, by=self.users["publisher"], at=at, leave_out=True)
        if edition.weight == Article.Weight.LEAD:
            self.heaviest = article
        for change in ("correction", "clarification", "update"):
            if change in file.head:
                hours_ago = file.number(f"{change}_hours_ago")
                self.late.append((self.now - timedelta(hours=hours_ago), change, article, file))

    def put_late_changes_before_readers(self):
        """Corrections, clarifications and updates, in the order of their times."""
        for at, change, article, file in sorted(self.late, key=lambda late: late[0]):
            with transaction.atomic():
                self._change(article, file, change, at)

    def _change(self, article, file, change, at):
        by = self.users["publisher"]
        article.refresh_from_db()
        if change == "update":
            article.body = f"<p>{file.get('update')}</p>" + article.body
            article.save()
            workflow.keep(article, by=by, at=at)
            note = file.get("update_note")
            workflow.publish(article, by=by, at=at, change=change, what_is_new=note, leave_out=True)
        else:
            workflow.publish(
                article, by=by, at=at, change=change, correction=file.get(change), leave_out=True
            )


def _place(document, block, after):
    """Put a block behind the paragraph of this number, or at the foot."""
    ref = str(uuid.uuid4())
    document["blocks"][ref] = block
    mark = revisions.placeholder(block["kind"], ref)
    ends = [match.end() for match in re.finditer(r"</p>", document["body"])]
    at = ends[min(after, len(ends)) - 1] if ends else 0
    document["body"] = clean_body(document["body"][:at] + mark + document["body"][at:])
