"""What each change purges, and that no change of what readers see is without a purge."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from articles import purging, registry, revisions, ticking, videos, workflow
from articles.models import (
    CrawlerRule,
    PolicyPage,
    Publication,
    Purge,
    Section,
    VideoHealth,
)
from tests import factories
from tests.factories import DAY, HOUR, chief, published, saved_again, story

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def log(db):
    """What was purged since this was asked last, as (tags, "soft" or "hard", hours ahead)."""

    def news():
        rows = list(Purge.objects.order_by("pk"))
        Purge.objects.all().delete()
        return [
            (
                set(row.tags.split()),
                "hard" if row.is_hard else "soft",
                row.due_at and round((row.due_at - timezone.now()) / HOUR, 1),
            )
            for row in rows
        ]

    return news


def now():
    return timezone.now()


def dates(moment):
    day = timezone.localtime(moment)
    return {f"day-{day:%Y-%m-%d}", f"month-{day:%Y-%m}", f"year-{day:%Y}"}


def places(article):
    """The names of where a story with one byline and no topic is shown."""
    edition = article.editions.first()
    return {
        f"story-{article.pk}",
        "news",
        f"section-{edition.section_id}",
        f"by-{edition.bylines.get().author_id}",
        *dates(edition.first_published_at),
    }


# Stories -----------------------------------------------------------------------------


def test_publication_ends_every_list_that_the_story_comes_into(log):
    topic = factories.TopicFactory()
    by = chief()
    article = story(by=by, at=now(), topics=[topic])
    log()

    workflow.publish(article, by=by)

    assert log() == [(places(article) | {f"about-{topic.pk}"}, "soft", None)]


def test_follow_up_and_translation_end_the_pages_that_they_are_told_after(log):
    first, original = published(at=now()), published(at=now())
    by = chief()
    article = story(by=by, at=now(), follows=first.pk, translation_of=original.pk)
    log()

    workflow.publish(article, by=by)

    [(tags, _, _)] = log()
    assert tags == places(article) | {f"story-{first.pk}", f"story-{original.pk}"}


def test_update_ends_the_places_where_the_story_was_and_where_it_comes(log):
    by = chief()
    article = published(by=by, at=now() - 2 * DAY)
    was_in = places(article)
    other, author = factories.SectionFactory(slug="coast"), factories.AuthorFactory()
    document = revisions.read(article)
    document["fields"]["section"] = other.pk
    document["bylines"][0]["author"] = author.pk
    revisions.write(article, document)
    workflow.keep(article, by=by, at=now())
    log()

    workflow.publish(article, by=by, change="update")

    comes_into = {f"section-{other.pk}", f"by-{author.pk}", *dates(now())}
    assert log() == [(was_in | comes_into, "soft", None)]


def test_correction_ends_the_list_of_corrections_and_so_does_all_that_comes_after(log):
    by = chief()
    article = published(by=by, at=now() - DAY)
    log()

    workflow.correct(article, by=by, notice="The ferry leaves at eight.")
    assert log() == [(places(article) | {"corrections"} | dates(now()), "soft", None)]

    workflow.withdraw(article, by=by)
    assert log() == [(places(article) | {"corrections"}, "hard", None)]


def test_schedule_changes_nothing_now_and_is_due_then(log):
    by = chief()
    article = story(by=by, at=now())
    log()

    workflow.publish(article, by=by, go_live_at=now() + 5 * HOUR)

    assert log() == [(places(article), "soft", 5.0)]


def test_take_down_ahead_is_due_and_hard(log):
    by = chief()
    article = published(by=by, at=now() - DAY)
    before = workflow.desk_fields(article)
    article.use_until = now() + 3 * HOUR
    article.save()
    log()

    workflow.set_desk_fields(article, before, by=by, at=now())

    assert log() == [(places(article), "soft", None), (places(article), "hard", 3.0)]


def test_start_that_is_taken_back_just_before_it_comes_is_purged(log):
    """A page may be made between the start and the moment at which taking it back is settled."""
    by = chief()
    article = story(by=by, at=now())
    workflow.publish(article, by=by, go_live_at=now() + timedelta(seconds=20))
    shown = places(article)
    log()

    workflow.unschedule(article, by=by)

    assert log() == [(shown, "soft", None)]


@pytest.mark.parametrize("verb", ["withdraw", "kill"])
def test_story_that_leaves_is_in_no_old_page(log, verb):
    by = chief()
    article = published(by=by, at=now() - DAY)
    log()

    getattr(workflow, verb)(article, by=by)

    assert log() == [(places(article), "hard", None)]


def test_first_publication_undone_is_in_no_old_page(log):
    by = chief()
    article = published(by=by, at=now())
    log()

    workflow.undo(article, by=by)

    assert log() == [(places(article), "hard", None)]


def test_kill_ends_pages_with_its_pictures_and_with_links_to_it(log):
    by = chief()
    picture = factories.PictureFactory()
    article = published(
        by=by, at=now() - DAY, blocks={factories.ref(): factories.figure(picture, is_lead=True)}
    )
    path = article.editions.get().path
    other = published(by=by, at=now() - DAY, body=f'<p>See <a href="{path}">the ferry</a>.</p>')
    log()

    workflow.kill(article, by=by)

    assert log() == [
        (places(article), "hard", None),
        ({"pictures", f"picture-{picture.pk}"}, "hard", None),
        ({f"story-{other.pk}"}, "hard", None),
    ]


def test_blanked_words_are_in_no_old_page(log):
    by = chief(is_superuser=True)
    article = published(by=by, at=now() - DAY)
    log()

    workflow.redact(article, by=by, versions=[1], words="Ferry", reason="The court asked.")

    assert log() == [(places(article), "hard", None)]


def test_draft_that_follows_another_story_ends_the_pages_of_both(log):
    """Follow-ups are found by the working copy, so a save takes one off the page."""
    by = chief()
    first, second = published(at=now() - DAY), published(at=now() - DAY)
    article = published(by=by, at=now() - DAY, follows=first.pk)
    log()

    saved_again(article, by=by, follows=second.pk)

    assert log() == [({f"story-{first.pk}", f"story-{second.pk}"}, "soft", None)]
    saved_again(article, by=by, dek="Other words")
    assert log() == []


def test_purges_of_one_publication_cost_three_queries(django_assert_num_queries, log):
    """Who wrote it and what it is about, the row, and on PostgreSQL the call."""
    article = published(at=now() - DAY)
    editions = list(article.editions.all())

    with django_assert_num_queries(3 if purging.connection.vendor == "postgresql" else 2):
        purging.story_changed(article, editions)


# The front ---------------------------------------------------------------------------


def test_launch_and_schedule_of_a_front(log):
    by = chief()
    version = workflow.front_draft(now()).version
    log()

    workflow.launch_front(by=by, base_version=version)
    assert log() == [({"front"}, "soft", None)]

    version = workflow.front_draft(now()).version
    workflow.schedule_front(by=by, base_version=version, go_live_at=now() + 2 * HOUR)
    assert log() == [({"front"}, "soft", None), ({"front"}, "soft", 2.0)]


def test_pin_on_and_off_the_front(log):
    by = chief()
    one, two = published(by=by, at=now() - DAY), published(by=by, at=now() - DAY)
    log()

    for move in (
        lambda: workflow.make_lead(one, by=by),
        lambda: workflow.make_lead(two, by=by),
        lambda: workflow.put_lead_back(two, by=by),  # the one before it leads again
        lambda: workflow.put_lead_back(one, by=by),
    ):
        move()
        assert log() == [({"front"}, "soft", None)]


# Plain rows --------------------------------------------------------------------------

SITE = [({"site"}, "soft", None)]


@pytest.mark.parametrize("model", [Section, CrawlerRule, PolicyPage, Publication])
def test_what_the_paper_says_of_itself_ends_every_page(log, model):
    row = {
        Section: lambda: Section(name="Coast", slug="coast"),
        CrawlerRule: lambda: CrawlerRule(token="GPTBot", purpose="training"),
        PolicyPage: lambda: PolicyPage(role="ethics", title="Ethics", text="We check."),
        Publication: lambda: Publication(name="The Ledger"),
    }[model]()

    row.save()
    assert log() == SITE
    row.save()
    assert log() == SITE
    row.delete()
    assert log() == SITE


def test_alert_line_ends_every_page_when_it_is_set_taken_off_and_over(log):
    by = chief(is_superuser=True)
    Publication.objects.get_or_create(only=True)
    log()

    workflow.set_alert("The quay is closed.", by=by, ends_at=now() + 2 * HOUR)
    assert log() == [*SITE, ({"site"}, "soft", 2.0), *SITE]
    workflow.set_alert("The quay is open.", by=by, ends_at=now() + 3 * HOUR)
    assert log() == [*SITE, *SITE, ({"site"}, "soft", 3.0), *SITE]
    workflow.end_alert(by=by)
    assert log() == SITE


def test_author_ends_the_pages_that_name_them(log):
    author = factories.AuthorFactory()
    assert log() == []

    author.name = "Ines Ortiz"
    author.save()

    assert log() == [({"authors", f"author-{author.pk}"}, "soft", None)]


def test_merged_authors_and_topics_end_both_and_their_lists(log):
    by = chief(is_superuser=True)
    gone, kept = factories.AuthorFactory(), factories.AuthorFactory()
    old, new = factories.TopicFactory(), factories.TopicFactory()
    log()

    registry.merge_authors(gone, kept, by=by)
    registry.merge_topics(old, new, by=by)

    authors = {f"{name}-{row.pk}" for name in ("author", "by") for row in (gone, kept)}
    topics = {f"{name}-{row.pk}" for name in ("topic", "about") for row in (old, new)}
    assert log() == [
        ({"authors", *authors}, "soft", None),
        ({"topics", *topics}, "soft", None),
    ]


def test_picture_that_may_not_be_shown_any_more_is_in_no_old_page(log):
    picture = factories.PictureFactory()
    assert log() == []

    picture.credit = "Drawn by hand"
    picture.save()
    assert log() == [({"pictures", f"picture-{picture.pk}"}, "soft", None)]

    picture.use_until = now() - HOUR
    picture.save()
    assert log() == [({"pictures", f"picture-{picture.pk}"}, "hard", None)]


def test_logo_ends_every_page(log):
    picture = factories.PictureFactory()
    Publication.objects.create(logo=picture)
    log()

    picture.focal_x = 0.1
    picture.save()

    assert log() == [({"pictures", f"picture-{picture.pk}", "site"}, "soft", None)]


def test_video_ends_its_pages_when_it_is_first_looked_after_and_when_its_state_changes(log):
    published(at=now() - DAY, blocks={factories.ref(): factories.embed()})
    log()

    videos.notice_new(now())
    assert log() == [({"videos", purging.UNKNOWN_VIDEO}, "soft", None)]
    health = VideoHealth.objects.get()
    gone = videos.Said("gone")
    videos.keep(health, gone, at=now())
    assert log() == []
    videos.keep(health, gone, at=now())
    assert log() == [({"videos", f"video-{health.pk}"}, "soft", None)]
    videos.keep(health, gone, at=now())
    videos.notice_new(now())
    assert log() == []


# The log -----------------------------------------------------------------------------


def test_old_purges_are_forgotten_and_those_ahead_stay(db):
    def written(days, due_in=None):
        due_at = now() + due_in * DAY if due_in else None
        return Purge.objects.create(tags="news", made_at=now() - days * DAY, due_at=due_at).pk

    written(3)
    written(9, due_in=-3)
    kept = [written(1), written(9, due_in=30), written(9, due_in=-1)]

    ticking.do("pruning", now())

    assert list(Purge.objects.order_by("pk").values_list("pk", flat=True)) == kept


# Nothing is forgotten ------------------------------------------------------------------

#: Models that readers' pages read, and what purges when they change without a signal.
CALLED = {
    "Address",
    "Correction",
    "Edition",
    "EditionByline",
    "EditionTopic",
    "FrontEdition",
    "VideoHealth",
    "Withdrawal",
}
#: Working copies and what only the desk sees; search is never kept. Of an article's columns
#: readers' pages ask for two, which `links_changed` looks after.
OF_THE_DESK = {
    *("Alarm", "Approval", "Article", "Autosave", "Byline", "Citation", "Desk", "DeskPerson"),
    *("Embed", "FactBox", "Figure", "FrontDraft", "HouseWord", "Invitation", "Move", "Note"),
    *("Notice", "Ping", "Presence", "PullQuote", "Purge", "Read", "ReaderReport", "RelatedBlock"),
    *("RelatedLink", "Revision", "SavedView", "ShareLink", "ShiftNote", "SignIn", "Source"),
    *("SourceAlias",),
}
#: Writes that readers cannot see: what, and where.
UNSEEN = {
    ("articles/registry.py", "Author"),  # the account; the merge itself is purged
    ("articles/search/index.py", "Edition"),
}


def test_every_model_is_watched_called_for_or_the_desk_s_own():
    models = {
        model.__name__
        for app in ("articles", "authors")
        for model in apps.get_app_config(app).get_models()
    }
    watched = {model.__name__ for model in purging.WATCHED}

    assert watched | CALLED | OF_THE_DESK == models
    assert not watched & (CALLED | OF_THE_DESK)
    assert not CALLED & OF_THE_DESK


def test_who_writes_past_save_purges():
    """`update` and `bulk_create` send no signal: their functions, or modules, call."""
    names = "|".join(sorted({model.__name__ for model in purging.WATCHED} | CALLED))
    past = "update|bulk_create|bulk_update"
    written = re.compile(rf".*\b({names})\.objects\b.*\.({past})\(", re.DOTALL)
    silent = []
    for path in [*(ROOT / "articles").rglob("*.py"), *(ROOT / "authors").rglob("*.py")]:
        name = str(path.relative_to(ROOT))
        if "migrations" in name or name.startswith(("articles/demo/", "articles/seeding/")):
            continue
        source = path.read_text()
        if not re.search(rf"\.({past})\(", source) or re.search(r"purging\.\w", source):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Expr | ast.Assign | ast.Return | ast.If):
                found = written.match(ast.unparse(node))
                if found and "retime" not in source:
                    silent.append((name, found[1]))

    assert set(silent) - UNSEEN == set()
