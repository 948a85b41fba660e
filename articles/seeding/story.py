"""One seeded story: every row that it would have if the desk had written and published it."""

import re
import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from articles import revisions
from articles.models import (
    Address,
    Approval,
    Article,
    Byline,
    Correction,
    Edition,
    EditionByline,
    EditionTopic,
    Embed,
    Figure,
    Move,
    PullQuote,
    RelatedBlock,
    RelatedLink,
    Revision,
    Withdrawal,
)
from articles.rendering import EDITION_COLUMNS, PUBLIC_FIELDS, byline_sentence
from articles.seeding.tables import KEYS_A_STORY, TABLES, ArticleTopic, blank_row

BLANK = {model: blank_row(model) for model in TABLES}
_TAGS = re.compile(r"<[^>]+>")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

Change, Work, Origin = Edition.Change, Article.Work, Article.Origin
#: What readers are given in a second edition, and how often.
CHANGES = {Change.UPDATE: 50, Change.FIX: 30, Change.CORRECTION: 12, Change.CLARIFICATION: 8}
WORKS = {Work.REPORT: 82, Work.ANALYSIS: 6, Work.BACKGROUND: 5, Work.REVIEW: 4, Work.EXPLAINER: 3}
WEIGHTS = {0: 90, 1: 7, 2: 2, 3: 1}


def _one_of(rng, chances):
    return rng.choices(list(chances), list(chances.values()))[0]


def base36(number):
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


class Story:
    """Draws one story and gathers its rows in `rows`, by table."""

    def __init__(self, plan, number, pen, blank):
        self.plan, self.number, self.pen, self.rng = plan, number, pen, pen.rng
        self.blank = blank
        self.pk = plan.article(number)
        self.rows = {model: [] for model in TABLES}
        self.begins = plan.begins(number, self.rng)
        self.editions = []
        self.slug = ""
        self.article = {
            "created_at": self.begins - timedelta(hours=self.rng.randint(2, 60)),
            "created_by_id": plan.places.people[0],
            "stage": "in_review",
        }

    def add(self, model, **values):
        """One more row of the story's, with a key of those reserved for it."""
        rows = self.rows[model]
        name = model._meta.model_name
        if model is Article:
            key = self.pk
        else:
            key = self.plan.taken[name] + self.number * KEYS_A_STORY + len(rows) + 1
        row = {**BLANK[model], "id": key, **values}
        rows.append(row)
        return row

    def happens(self, chance):
        return self.rng.random() < chance

    # What it says ---------------------------------------------------------------------

    def written(self):
        """Draw the story and everything that becomes of it."""
        self.fields = self._fields()
        self.blocks, self.body = {}, []
        self._write_body()
        self._write_blocks()
        self.bylines = self._bylines()
        self.topics = self._topics()
        self.corrections = []
        if self.plan.is_published(self.number):
            self._publish()
        elif self.plan.is_ahead(self.number):
            self._schedule()
        else:
            self._leave_as_draft()
        self._put_down()
        return self.rows

    def _fields(self):
        rng, pen = self.rng, self.pen
        section, self.section_slug = rng.choice(self.plan.places.sections)
        headline = pen.headline()
        fields = {
            **self.blank["fields"],
            "slugline": f"{pen.thing()} {pen.place()}".upper()[:60],
            "headline": headline,
            "dek": pen.sentence()[:300],
            "kicker": pen.place() if self.happens(0.3) else "",
            "section": section,
            "desk": self.plan.places.desks.get(section),
            "type_of_work": (
                Work.OPINION if self.section_slug == "opinion" else _one_of(rng, WORKS)
            ).value,
            "weight": _one_of(rng, WEIGHTS),
            "noindex": self.happens(0.002),
            "follows": self._earlier() if self.happens(0.02) else None,
        }
        if self.happens(0.08):
            fields |= {"origin": Origin.AGENCY.value, "origin_source": "Coast Wire"}
        elif self.happens(0.003):
            fields |= {"origin": Origin.SPONSOR.value, "origin_source": f"{pen.place()} Works"}
        fields["no_byline"] = fields["origin"] == Origin.SPONSOR.value
        return fields

    def _earlier(self):
        """The key of a story that came out before; None for the first."""
        if not self.number:
            return None
        last = min(self.number, self.plan.stories)
        return self.plan.article(self.rng.randrange(max(0, last - 5_000), last))

    def _write_body(self):
        for number, text in enumerate(self.pen.paragraphs(self.rng.randint(3, 7))):
            if number == 3:
                self.body.append(f"<h2>{self.pen.headline()}</h2>")
            self.body.append(f"<p>{text}</p>")

    def _ref(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def _write_blocks(self):
        if self.plan.places.pictures and self.happens(0.4):
            picture, self.alt_text = self.rng.choice(self.plan.places.pictures)
            self.blocks[self._ref()] = self._figure(picture)
        if self.number and self.happens(0.2):
            self._place(self._related())
        if self.happens(0.04):
            self._place(self._video())
        if self.happens(0.04):
            quote = {"kind": "pullquote", "quote": self.pen.sentence(), "speaker": self.pen.name()}
            self._place(quote)

    def _place(self, block):
        ref = self._ref()
        self.blocks[ref] = block
        where = self.rng.randint(1, len(self.body))
        self.body.insert(where, revisions.placeholder(block["kind"], ref))

    def _figure(self, picture):
        return {
            "kind": "figure",
            "picture": picture,
            "caption": self.pen.sentence(),
            "credit": "",
            "alt_text": "",
            "decorative": False,
            "is_lead": True,
            "left_out": False,
        }

    def _related(self):
        stories = dict.fromkeys(self._earlier() for _ in range(2))
        links = [{"title": "", "address": "", "story": story} for story in stories]
        return {"kind": "related", "label": "READ NEXT", "left_out": False, "links": links}

    def _video(self):
        video = "".join(self.rng.choices(_DIGITS, k=11))
        return {
            "kind": "embed",
            "type": "video",
            "provider": "youtube",
            "embed_id": video,
            "embed_hash": "",
            "start": 0,
            "address": f"https://www.youtube.com/watch?v={video}",
            "title": self.pen.headline(),
            "credit": "Coast TV",
            "caption": "",
            "length": self.rng.randint(20, 900),
            "transcript": "",
            "ratio": "16:9",
            "poster": None,
            "left_out": False,
        }

    def _bylines(self):
        """The busy author has a twentieth of all; the second left after two years."""
        if self.fields["no_byline"]:
            return []
        busy, left, *others = self.plan.places.authors
        if self.happens(0.05):
            chosen = [busy]
        elif self.number < self.plan.stories / 6 and self.number % 10 == 3:
            chosen = [left]
        else:
            chosen = [self.rng.choice(others)]
        if self.happens(0.1):
            chosen.append(self.rng.choice([each for each in others if each not in chosen]))
        self.names = dict(chosen)
        return [{"author": pk, "name": "", "credited_as": "", "role": "words"} for pk, _ in chosen]

    def _topics(self):
        large, series, *others = self.plan.places.topics
        chosen = {topic for topic in self.rng.sample(others, 2) if self.happens(0.45)}
        if self.happens(0.1):
            chosen.add(large)
        if self.number % max(1, self.plan.stories // 12) == 5:
            chosen.add(series)
        return sorted(chosen)

    def document(self):
        return {
            "schema": revisions.SCHEMA,
            "fields": {**self.fields, "slug": self.slug},
            "body": "".join(self.body),
            "blocks": self.blocks,
            "bylines": self.bylines,
            "topics": self.topics,
            "citations": {},
            "corrections": [dict(correction) for correction in self.corrections],
        }

    # What became of it ------------------------------------------------------------------

    def _publish(self):
        approved = self._keep(self.begins - timedelta(minutes=5))
        self._claim()
        self._put_before_readers(approved, self.begins, Change.FIRST)
        if self.happens(0.15):
            self._change()
        self._end()
        if self.happens(0.01):
            self.article |= {"embargo_until": self.begins, "embargo_note": "Agreed by telephone"}

    def _claim(self):
        day = timezone.localtime(self.begins)
        self.slug = f"{slugify(self.fields['headline'])[:80].strip('-')}-{base36(self.pk)}"
        self.path = f"/{self.section_slug}/{day:%Y/%m/%d}/{self.slug}/"
        self.add(Address, path=self.path, article_id=self.pk)

    def _keep(self, at):
        """A version, and who stands by it."""
        rows = self.rows[Revision]
        revision = self.add(
            Revision,
            article_id=self.pk,
            number=len(rows) + 1,
            parent_id=rows[-1]["id"] if rows else None,
            carries=sorted(correction["ref"] for correction in self.corrections),
            document=self.document(),
            by_id=self.plan.places.people[0],
            at=at,
        )
        if self.plan.is_published(self.number) or self.plan.is_ahead(self.number):
            by = self.plan.places.people[1]
            self.add(Approval, revision_id=revision["id"], by_id=by, at=at)
        return revision

    def _change(self):
        """What readers have instead of the first edition after a while."""
        at = self.begins + timedelta(minutes=self.rng.randint(10, 3 * 24 * 60))
        if at >= self.plan.now:
            return
        change = Change.RETRACTION if self.happens(0.002) else _one_of(self.rng, CHANGES)
        if change in Edition.WITH_NOTICE:
            self._add_notice(change)
        self.body.append(f"<p>{self.pen.sentences(2)}</p>")
        approved = self._keep(at - timedelta(minutes=2))
        self._put_before_readers(approved, at, change)

    def _add_notice(self, kind):
        self.corrections.append(
            {
                "ref": self._ref(),
                "kind": kind.value,
                "text": f"An earlier version was wrong. {self.pen.sentence()}",
                "hides_body": False,
                "issued_at": None,
            }
        )

    def _put_before_readers(self, revision, at, change, **moved):
        publisher = self.plan.places.people[2]
        for correction in self.corrections:
            correction["issued_at"] = at.isoformat()
        edition = self._edition(revision, at, change)
        if self.corrections:
            self._issue(edition, at, publisher)
        self.add(
            Move,
            article_id=self.pk,
            verb="publish" if at <= self.plan.now else "schedule",
            revision_id=revision["id"],
            edition_id=edition["id"],
            by_id=publisher,
            at=edition["created_at"],
            detail={"live_from": at.isoformat(), "change": change.value, "overridden": []},
        )

    def _edition(self, revision, at, change):
        first = self.editions[0]["live_from"] if self.editions else at
        document = self._public_document(revision)
        if self.editions:
            self.editions[-1]["live_until"] = at
        to_top = change == Change.UPDATE and self.happens(0.1)
        listed = at if to_top or not self.editions else first
        fields = document["fields"]
        edition = self.add(
            Edition,
            article_id=self.pk,
            revision_id=revision["id"],
            live_from=at,
            listed_at=listed,
            first_published_at=first,
            updated_at=at if change in Edition.SUBSTANTIVE else None,
            change=change.value,
            what_is_new=self.pen.sentence()[:200] if change == Change.UPDATE else "",
            to_top=to_top,
            is_retracted=change == Change.RETRACTION,
            path=self.path,
            **{name: fields[name] for name in EDITION_COLUMNS},
            section_id=fields["section"],
            document=document,
            **self._derived(document),
            published_by_id=self.plan.places.people[2],
            created_at=min(at, self.plan.now),
        )
        self.editions.append(edition)
        self._add_lists(edition)
        return edition

    def _public_document(self, revision):
        """As `rendering.public_document` makes it."""
        document, empty = revision["document"], self.blank["fields"]
        return {
            **document,
            "fields": {
                name: value if name in PUBLIC_FIELDS else empty[name]
                for name, value in {**document["fields"], "slug": self.slug}.items()
            },
            "blocks": {
                ref: {**block, "address": ""} if block["kind"] == "embed" else block
                for ref, block in document["blocks"].items()
            },
            "bylines": [
                {**byline, "name": self.names[byline["author"]]} for byline in document["bylines"]
            ],
            "corrections": [dict(correction) for correction in self.corrections],
        }

    def _derived(self, document):
        """What `rendering` makes of a document: its words, byline and picture."""
        body = document["body"]
        text = " ".join(_TAGS.sub(" ", body).split())
        blocks = [document["blocks"][ref] for ref in self._in_order(body)]
        lead = next((block for block in blocks if block["kind"] == "figure"), None)
        said = [b.get(name, "") for b in blocks for name in ("quote", "title", "text", "caption")]
        return {
            "body_html": body,
            "word_count": text.count(" ") + 1,
            "search_text": " ".join([text, *filter(None, said)]),
            "byline": byline_sentence(document["bylines"]),
            "lead_picture_id": lead and lead["picture"],
            "lead_alt_text": self.alt_text if lead else "",
        }

    def _in_order(self, body):
        """Refs of the blocks, those in the text first."""
        places = {ref: body.find(ref) for ref in self.blocks}
        return sorted(places, key=lambda ref: (places[ref] < 0, places[ref], ref))

    def _add_lists(self, edition):
        listed = {"edition_id": edition["id"], "listed_at": edition["listed_at"]}
        for position, byline in enumerate(self.bylines):
            self.add(
                EditionByline,
                **listed,
                author_id=byline["author"],
                position=position,
                role="words",
                credited_as=self.names[byline["author"]],
            )
        for topic in self.topics:
            self.add(EditionTopic, **listed, topic_id=topic)

    def _issue(self, edition, at, publisher):
        for correction in self.corrections:
            self.add(
                Correction,
                article_id=self.pk,
                ref=correction["ref"],
                kind=correction["kind"],
                text=correction["text"],
                issued_at=at,
                issued_by_id=publisher,
                edition_id=edition["id"],
            )

    def _end(self):
        """A few stories leave the site again, or are to."""
        last, now = self.editions[-1], self.plan.now
        if self.happens(0.003):
            at = last["live_from"] + timedelta(hours=self.rng.randint(1, 500))
            kind = "killed" if self.happens(0.05) else "withdrawn"
            if at < now:
                self._leave(at, kind)
        elif self.plan.is_among_the_newest(self.number) and self.happens(0.2):
            at = now + timedelta(hours=self.rng.randint(1, 900))
            self.article["use_until"] = at
            self._leave(at, "take_down")

    def _leave(self, at, kind):
        self.editions[-1]["live_until"] = at
        by = self.plan.places.people[2]
        self.add(Withdrawal, article_id=self.pk, at=at, kind=kind, by_id=by, created_at=self.begins)
        if kind == "killed":
            self.article["killed_at"] = at
            for edition in self.editions:
                edition["is_killed"] = True

    def _schedule(self):
        approved = self._keep(self.plan.now - timedelta(minutes=5))
        self._claim()
        self.article["created_at"] = self.plan.now - timedelta(hours=self.rng.randint(1, 60))
        self._put_before_readers(approved, self.begins, Change.FIRST)
        if self.happens(0.2):
            self.article |= {"embargo_until": self.begins, "embargo_note": "Agreed by telephone"}

    def _leave_as_draft(self):
        now = self.plan.now
        self.article |= {
            "stage": self.rng.choice(["planned", "draft", "draft", "in_review", "spiked"]),
            "created_at": now - timedelta(hours=self.rng.randint(1, 900)),
            "due_at": now + timedelta(hours=self.rng.randint(-20, 200)),
        }
        if self.happens(0.1):
            until = now + timedelta(hours=self.rng.randint(5, 300))
            self.article |= {"embargo_until": until, "embargo_note": "Agreed by telephone"}
        self._keep(self.article["created_at"])

    # The working copy ---------------------------------------------------------------------

    def _put_down(self):
        """The story as the desk has it, which says what its newest version says."""
        document = self.document()
        fields = document["fields"]
        newest = self.rows[Revision][-1]
        self.add(
            Article,
            **{name: fields[name] for name in revisions.PLAIN_FIELDS},
            **{f"{name}_id": fields[name] for name in revisions.LINK_FIELDS},
            body=document["body"],
            version=newest["number"],
            modified_at=newest["at"],
            **self.article,
        )
        for topic in self.topics:
            self.add(ArticleTopic, article_id=self.pk, topic_id=topic)
        for position, byline in enumerate(self.bylines):
            self.add(
                Byline,
                article_id=self.pk,
                author_id=byline["author"],
                position=position,
                role=byline["role"],
            )
        for ref, block in self.blocks.items():
            self._put_down_block(ref, block)

    def _put_down_block(self, ref, block):
        model = _BLOCKS[block["kind"]]
        row = self.add(model, article_id=self.pk, ref=ref, **revisions.columns_of(block))
        for position, link in enumerate(block.get("links", ())):
            self.add(RelatedLink, block_id=row["id"], position=position, story_id=link["story"])


_BLOCKS = {"related": RelatedBlock, "embed": Embed, "figure": Figure, "pullquote": PullQuote}
