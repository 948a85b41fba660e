"""A small paper to which everything happens that may change a page, in an order drawn by lot.

Its clock is turned by hand. After each step what the door keeps is held against pages that
are made anew: whatever differs is a purge that was not written, or a name that a page did
not say. `python -m bench.random_publishes` plays it for as long as one likes.
"""

import random
import time
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from articles import registry, revisions, timeline, videos, workflow
from articles.models import (
    Article,
    CrawlerRule,
    Edition,
    FrontEdition,
    Picture,
    PolicyPage,
    Publication,
    Revision,
    Section,
    Topic,
    VideoHealth,
)
from articles.whole_site import addresses
from authors.models import Author
from newsroom.pagecache import keys
from newsroom.pagecache.checking import Fresh, difference
from newsroom.pagecache.door import FrontDoor
from newsroom.pagecache.follower import Follower
from newsroom.pagecache.store import Store
from newsroom.request import Request
from tests import factories
from tests.factories import DAY, HOUR

MINUTE = timedelta(minutes=1)
VIDEOS = ("dQw4w9WgXcQ", "aaaaaaaaaaa", "bbbbbbbbbbb")


class ByHand(Follower):
    """It reads when it is told to."""

    def ensure(self):
        return True


class Clock:
    """What everybody takes for the time."""

    def __init__(self):
        self.ahead = timedelta(0)
        self._now, self._time = timezone.now, time.time

    def now(self):
        return self._now() + self.ahead

    def time(self):
        return self._time() + self.ahead.total_seconds()

    @contextmanager
    def turned(self):
        before, timezone.now = timezone.now, self.now
        try:
            yield self
        finally:
            timezone.now = before


@contextmanager
def one_connection():
    """Requests leave the connection alone: the test's transaction is in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Readers:
    """The door as readers have it, and the same pages made anew."""

    def __init__(self, clock):
        application = WSGIHandler()
        application.request_class = Request
        self.store = Store(64 * 1024 * 1024, clock=clock.time)
        self.follower = ByHand(self.store, clock=clock.now)
        self.follower.apply()
        site = keys.Site()
        self.host = min(site.hosts)
        self.door = FrontDoor(application, site, self.store, self.follower, clock=clock.time)
        self.fresh = Fresh(application)

    def page(self, address):
        path, _, query = address.partition("?")
        said = []
        body = self.door(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "HTTP_HOST": self.host,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(),
            },
            lambda status, headers, exc_info=None: said.append(status),
        )
        whole = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return int(said[-1].split()[0]), whole

    def differing(self, asked):
        """What readers get that is not as it would be made now, by address."""
        self.follower.apply()
        found = {}
        for address in asked:
            if words := difference(self.page(address), self.fresh.page(address)):
                found[address] = words
        return found


class Paper:
    """The desk: each of `STEPS` does one thing to the paper, or is refused."""

    def __init__(self, seed, clock):
        self.lot, self.clock = random.Random(seed), clock
        self.by = factories.chief(is_superuser=True)
        self.sections = [factories.SectionFactory(slug=s) for s in ("coast", "town", "life")]
        self.authors = [factories.AuthorFactory() for _ in range(3)]
        self.topics = [factories.TopicFactory(is_series=n == 0) for n in range(3)]
        self.pictures = [factories.PictureFactory() for _ in range(4)]
        self.count = 0
        for _ in range(6):
            self.publish()
            self.time_passes()

    def step(self):
        """Do one thing; returns its name."""
        name, weight = zip(*STEPS.items(), strict=True)
        chosen = self.lot.choices(name, weight)[0]
        try:
            getattr(self, chosen)()
        except (workflow.Refused, registry.NotMerged) as refusal:
            return f"{chosen} (refused: {refusal})"
        return chosen

    def asked(self):
        """Every address that readers know of, and those that stories once had."""
        known = list(addresses(timezone.now()))
        known += Edition.objects.values_list("path", flat=True)
        return list(dict.fromkeys(known))

    # Choosing ----------------------------------------------------------------------------

    def some(self, rows):
        rows = list(rows)
        if not rows:
            raise workflow.Refused("There is none.")
        return self.lot.choice(rows)

    def maybe(self, rows, chance=0.4):
        rows = list(rows)
        return self.lot.choice(rows) if rows and self.lot.random() < chance else None

    def live(self):
        keys = Edition.objects.live().values("article")
        return self.some(Article.objects.filter(pk__in=keys).order_by("pk"))

    def any_story(self):
        return self.some(Article.objects.filter(killed_at=None).order_by("pk"))

    def words(self):
        self.count += 1
        return f"Number {self.count}"

    def later(self):
        return timezone.now() + self.lot.choice([MINUTE, HOUR, 5 * HOUR, DAY])

    def document(self):
        blocks = {}
        if picture := self.maybe(Picture.objects.filter(killed_at=None).order_by("pk")):
            blocks[factories.ref()] = factories.figure(picture, is_lead=True)
        if video := self.maybe(VIDEOS):
            poster = self.maybe(self.pictures, 0.2)
            blocks[factories.ref()] = factories.embed(
                embed_id=video, poster=poster.pk if poster else None
            )
        stories = list(Article.objects.order_by("pk"))
        if other := self.maybe(stories):
            blocks[factories.ref()] = factories.related(("", other))
        shown = {ref: block for ref, block in blocks.items() if not block.get("is_lead")}
        linked = self.maybe(Edition.objects.order_by("pk").values_list("path", flat=True), 0.3)
        link = f'<p>See <a href="{linked}">this</a>.</p>' if linked else ""
        follows, original = self.maybe(stories, 0.3), self.maybe(stories, 0.2)
        return factories.document(
            author=self.some(Author.objects.unmerged().order_by("pk")),
            section=self.some(self.sections),
            topics=self.lot.sample(list(Topic.objects.unmerged().order_by("pk")), 1),
            blocks=blocks,
            body=f"<p>{self.words()}.</p>{link}{factories.placed(**shown)}",
            headline=self.words(),
            language=self.lot.choice(["en", "en", "de"]),
            type_of_work=self.lot.choice(["report", "report", "opinion"]),
            weight=self.lot.choice([0, 0, 1, 3]),
            follows=follows.pk if follows else None,
            translation_of=original.pk if original else None,
            developing_until=self.later().isoformat() if self.lot.random() < 0.2 else "",
        )

    def changed(self, article):
        """The story saved with something else in it."""
        before, after = revisions.read(article), self.document()
        kept = {name: before["fields"][name] for name in ("slug", "slugline", "desk")}
        after["fields"] |= kept
        if self.lot.random() < 0.2:
            after["fields"]["slug"] = self.words().lower().replace(" ", "-")
        for own in ("follows", "translation_of"):
            if after["fields"][own] == article.pk:
                after["fields"][own] = None
        after["corrections"] = before["corrections"]
        revisions.write(article, after)
        workflow.keep(article, by=self.by, at=timezone.now())
        return Article.objects.get(pk=article.pk)

    # What may happen --------------------------------------------------------------------

    def publish(self):
        article = workflow.start(self.document(), by=self.by, at=timezone.now())
        self.out(article)

    def out(self, article, **kwargs):
        workflow.publish(article, by=self.by, leave_out=True, override="As drawn.", **kwargs)

    def schedule(self):
        article = workflow.start(self.document(), by=self.by, at=timezone.now())
        self.out(article, go_live_at=self.later())

    def embargo(self):
        """A story goes out when its embargo ends."""
        article = workflow.start(self.document(), by=self.by, at=timezone.now())
        self.keep(article, "embargo_until")
        self.out(article, go_live_at=article.embargo_until)

    def keep(self, article, name):
        """Say of a story until when something holds."""
        before = workflow.desk_fields(article)
        setattr(article, name, self.later())
        article.save()
        workflow.set_desk_fields(article, before, by=self.by, at=timezone.now())

    def update(self):
        article = self.changed(self.live())
        change = self.lot.choice(["update", "fix"])
        news = self.words() if change == "update" else ""
        self.out(
            article,
            change=change,
            what_is_new=news,
            to_top=self.lot.random() < 0.3,
            scheduled="clear",
        )

    def schedule_update(self):
        article = self.changed(self.live())
        self.out(article, change="update", go_live_at=self.later(), scheduled="clear")

    def save_a_draft(self):
        self.changed(self.any_story())

    def correct(self):
        workflow.correct(
            self.live(),
            by=self.by,
            notice=self.words(),
            kind=self.lot.choice(["correction", "clarification"]),
            override="As drawn.",
        )

    def retract(self):
        workflow.retract(self.live(), by=self.by, notice=self.words())

    def withdraw(self):
        workflow.withdraw(self.live(), by=self.by, notice=self.words())

    def bring_back(self):
        live = Edition.objects.live().values("article")
        gone = Article.objects.filter(killed_at=None).exclude(pk__in=live)
        as_new = self.lot.random() < 0.5
        self.out(self.some(gone.order_by("pk")), as_new=as_new, scheduled="clear")

    def take_down_later(self):
        self.keep(self.live(), "use_until")

    def kill(self):
        workflow.kill(self.live(), by=self.by, notice=self.words())

    def undo(self):
        workflow.undo(self.live(), by=self.by)

    def put_back(self):
        workflow.put_back(self.live(), by=self.by)

    def change_time(self):
        edition = self.some(Edition.objects.scheduled().order_by("pk"))
        workflow.change_time(edition.article, by=self.by, edition=edition, go_live_at=self.later())

    def unschedule(self):
        edition = self.some(Edition.objects.scheduled().order_by("pk"))
        workflow.unschedule(edition.article, by=self.by, edition=edition)

    def redact(self):
        article = self.live()
        live = timeline.live_edition(article, timezone.now())
        workflow.redact(
            article,
            by=self.by,
            versions=[live.revision.number],
            words=live.headline,
            reason="As drawn.",
        )

    def time_passes(self):
        self.clock.ahead += self.lot.choice([MINUTE, MINUTE, 10 * MINUTE, HOUR, 7 * HOUR, 2 * DAY])

    def arrange_the_front(self):
        places = self.lot.sample(["lead", "beside-1", "tile-1", "opinion-1"], 2)
        slots = [
            {
                "place": place,
                "article": self.any_story().pk,
                "kicker": "",
                "headline": self.maybe([self.words()]) or "",
                "until": self.later().isoformat() if self.lot.random() < 0.4 else None,
            }
            for place in places
        ]
        version = workflow.front_draft(timezone.now()).version
        draft = workflow.save_front_draft(slots, by=self.by, base_version=version)
        if self.lot.random() < 0.4:
            workflow.schedule_front(
                by=self.by, base_version=draft.version, go_live_at=self.later() + MINUTE
            )
        else:
            workflow.launch_front(by=self.by, base_version=draft.version)

    def restore_a_front(self):
        workflow.restore_front(self.some(FrontEdition.objects.order_by("pk")), by=self.by)

    def unschedule_a_front(self):
        front = self.some(FrontEdition.objects.scheduled().order_by("pk"))
        workflow.unschedule_front(front, by=self.by)

    def pin(self):
        workflow.make_lead(self.live(), by=self.by, until=self.maybe([self.later()]))

    def unpin(self):
        pin = workflow.pinned(timezone.now())
        workflow.put_lead_back(self.some([pin] if pin else []).article, by=self.by)

    def rename_a_section(self):
        section = self.some(Section.objects.order_by("pk"))
        section.name, section.position = self.words(), self.lot.randrange(9)
        section.save()

    def change_an_author(self):
        author = self.some(Author.objects.unmerged().order_by("pk"))
        author.name, author.bio = self.words(), self.words()
        author.picture = self.maybe(self.pictures)
        author.save()

    def merge_authors(self):
        gone, kept = self.some(Author.objects.unmerged().order_by("pk")), self.authors[0]
        registry.merge_authors(gone, kept, by=self.by)
        self.authors.append(factories.AuthorFactory())

    def change_a_topic(self):
        topic = self.some(Topic.objects.unmerged().order_by("pk"))
        topic.name, topic.description = self.words(), self.words()
        topic.is_series = self.lot.random() < 0.5
        topic.save()

    def merge_topics(self):
        gone, kept = self.some(Topic.objects.unmerged().order_by("pk")), self.topics[0]
        registry.merge_topics(gone, kept, by=self.by)
        self.topics.append(factories.TopicFactory())

    def change_a_picture(self):
        picture = self.some(Picture.objects.order_by("pk"))
        picture.credit, picture.focal_x = self.words(), self.lot.random()
        picture.use_until = self.maybe([self.later(), timezone.now() - HOUR])
        picture.save()

    def set_the_alert(self):
        workflow.set_alert(
            self.words(), by=self.by, ends_at=self.later(), article=self.maybe([self.any_story()])
        )

    def end_the_alert(self):
        workflow.end_alert(by=self.by)

    def change_the_paper(self):
        paper, _ = Publication.objects.get_or_create(only=True)
        paper.name, paper.accent = self.words(), self.lot.choice(["", "#0b5d6b"])
        paper.logo, paper.share_picture = self.maybe(self.pictures), self.maybe(self.pictures)
        paper.contact_email = self.lot.choice(["", "desk@paper.example"])
        paper.save()

    def change_a_policy(self):
        policy, _ = PolicyPage.objects.get_or_create(
            role=self.lot.choice(PolicyPage.Role.values), defaults={"title": "A policy"}
        )
        policy.title, policy.text = self.words(), self.words()
        policy.is_shown = self.lot.random() < 0.7
        policy.save()

    def turn_a_crawler_away(self):
        rule, _ = CrawlerRule.objects.get_or_create(token="GPTBot", purpose="training")
        rule.is_allowed = not rule.is_allowed
        rule.save()

    def look_at_videos(self):
        videos.notice_new(timezone.now())
        health = self.some(VideoHealth.objects.order_by("pk"))
        state = self.lot.choice(["plays", "gone", "refused"])
        for _ in range(2):
            videos.keep(health, videos.Said(state), at=timezone.now())

    def put_a_video_live(self):
        article = self.live()
        live = timeline.live_edition(article, timezone.now())
        document = revisions.upgrade(live.revision.document)
        document["fields"]["dek"] = self.words()
        workflow.fix_live(
            article,
            by=self.by,
            document=document,
            base=live.revision.number,
            override="As drawn.",
            choices={
                name: dict.fromkeys(_conflicts(), "mine") for name in (Revision.Kind.FIX, "draft")
            },
        )


def _conflicts():
    return ("fields.dek", "dek")


#: How often each is drawn.
STEPS = {
    "publish": 6,
    "schedule": 3,
    "embargo": 1,
    "update": 6,
    "schedule_update": 3,
    "save_a_draft": 3,
    "correct": 3,
    "retract": 1,
    "withdraw": 2,
    "bring_back": 3,
    "take_down_later": 2,
    "kill": 1,
    "undo": 3,
    "put_back": 2,
    "change_time": 2,
    "unschedule": 1,
    "redact": 1,
    "time_passes": 8,
    "arrange_the_front": 3,
    "restore_a_front": 1,
    "unschedule_a_front": 1,
    "pin": 2,
    "unpin": 1,
    "rename_a_section": 2,
    "change_an_author": 2,
    "merge_authors": 1,
    "change_a_topic": 2,
    "merge_topics": 1,
    "change_a_picture": 4,
    "set_the_alert": 2,
    "end_the_alert": 1,
    "change_the_paper": 1,
    "change_a_policy": 1,
    "turn_a_crawler_away": 1,
    "look_at_videos": 3,
    "put_a_video_live": 2,
}


def played(seed, steps, *, each_time=None, tell=lambda *said: None):
    """Play so many steps; returns (step, what was done, address, difference) of what differed.

    `each_time`: how many addresses are looked at after a step, drawn by lot; all of them
    without. What differed is said once: its pages are then made anew.
    """
    clock, faults = Clock(), []
    with clock.turned(), one_connection():
        paper, readers = Paper(seed, clock), Readers(clock)
        for address in paper.asked():
            readers.page(address)
        for number in range(1, steps + 1):
            done = paper.step()
            asked = paper.asked()
            if each_time is not None and number < steps:
                asked = paper.lot.sample(asked, min(each_time, len(asked)))
            found = readers.differing(asked)
            faults += [(number, done, address, words) for address, words in found.items()]
            if found:
                readers.store.clear()
            tell(number, done, len(asked), found)
    return faults, len(readers.store.pages.kept)
