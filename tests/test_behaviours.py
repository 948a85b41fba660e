"""What happens when …: each row of the behaviours that the paper promises, under its own name.

Rows that need a browser stand in tests/journeys/; the outputs' rows in test_feeds and others
look at the same facts from the outside.
"""

import copy
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import embeds, intake, rendering, revisions, ticking, timeline, workflow
from articles.models import Alarm, Article, Correction, Edition, Picture, Presence
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    UserFactory,
    chief,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db

TEXT = "<p>The boat is back.</p><p>It left at seven.</p><p>Forty cars were aboard.</p>"
SECOND = timedelta(seconds=1)


def live(article, at):
    return timeline.live_edition(article, at)


def changed_live(article, at, old, new):
    """The live version with one change, as somebody would send it."""
    made = copy.deepcopy(live(article, at).revision.document)
    assert old in made["body"]
    return {**made, "body": made["body"].replace(old, new)}


def page(path):
    return Client().get(path)


def verbs(article):
    return [move.verb for move in article.moves.order_by("pk")]


# Publishing ----------------------------------------------------------------------------------


def test_a_published_story_is_edited(client):
    by = chief()
    article = published(by=by, at=timezone.now(), body=TEXT)
    saved_again(article, by=by, at=timezone.now(), headline="Not for readers yet")
    client.force_login(by)

    desk = client.get(article.get_desk_url()).content.decode()

    assert "Readers see v1. You are on v2." in desk
    assert "Not for readers yet" not in page(article.editions.get().path).content.decode()


def test_a_correction_is_made_while_the_draft_is_half_written_and_an_update_is_scheduled():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT + "<p>The update.</p>")
    workflow.publish(
        article, by=by, at=NOON, go_live_at=NOON + DAY, change="update", what_is_new="More."
    )
    saved_again(article, by=by, body=TEXT + "<p>The update.</p><p>Half a</p>")

    workflow.correct(
        article,
        by=by,
        base=1,
        document=changed_live(article, NOON, "Forty", "Fourteen"),
        notice="There were 14 cars.",
        at=NOON + HOUR,
    )

    assert live(article, NOON + HOUR).body_html == TEXT.replace("Forty", "Fourteen")
    update = live(article, NOON + DAY)
    assert update.body_html == TEXT.replace("Forty", "Fourteen") + "<p>The update.</p>"
    assert article.body == TEXT.replace("Forty", "Fourteen") + "<p>The update.</p><p>Half a</p>"


def test_somebody_publishes_or_schedules_a_version_that_lacks_a_published_correction():
    by = chief()
    article = published(by=by, body=TEXT)
    document_ = changed_live(article, NOON, "Forty", "Fourteen")
    workflow.correct(
        article, by=by, base=1, document=document_, notice="There were 14.", at=NOON + HOUR
    )
    workflow.restore_version(article, by=by, number=1, at=NOON + HOUR)

    for go_live_at in (None, NOON + DAY):
        with pytest.raises(workflow.Blocked, match="Would undo the correction of"):
            workflow.publish(
                article,
                by=by,
                at=NOON + 2 * HOUR,
                go_live_at=go_live_at,
                change="update",
                what_is_new="x",
                override="Because I say so",
            )


def test_the_slug_or_section_changes():
    by = chief()
    now = timezone.now()
    article = published(by=by, at=now - 3 * HOUR)
    first = article.editions.get().path
    paths = [first]
    for number, slug in enumerate(("city", "sport")):
        section = SectionFactory(slug=slug)
        saved_again(article, by=by, at=now, section=section.pk)
        assert page(paths[-1]).status_code == 200
        edition = workflow.publish(article, by=by, at=now - (2 - number) * HOUR, change="fix")
        paths.append(edition.path)

    for path in paths[:-1]:
        answer = page(path)
        assert (answer.status_code, answer["Location"]) == (301, paths[-1])
    assert page(paths[-1]).status_code == 200
    never = story(by=by)
    assert never.addresses.count() == 0


def test_a_taken_path_gets_a_number():
    by = chief()

    paths = [published(by=by).editions.get().path for _ in range(2)]

    assert paths[1] == paths[0][:-1] + "-2/"


def test_an_update_is_scheduled_over_a_live_story():
    by = chief()
    article = published(by=by)
    saved_again(article, by=by, headline="The update")

    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")

    assert live(article, NOON + DAY - SECOND).headline == "Ferry returns to the north quay"
    assert live(article, NOON + DAY).headline == "The update"


def test_publish_now_while_something_is_scheduled():
    by = chief()
    article = published(by=by, body=TEXT)
    saved_again(article, by=by, body=TEXT + "<p>The update.</p>")
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY, change="update")
    saved_again(article, by=by, body=TEXT, dek="Now")

    with pytest.raises(workflow.Asked):
        workflow.publish(article, by=by, at=NOON + HOUR, change="fix")
    with pytest.raises(workflow.Refused):
        workflow.publish(
            article, by=by, at=NOON + HOUR, change="fix", correction="x", scheduled="clear"
        )
    assert article.editions.scheduled(NOON + HOUR).count() == 1
    workflow.publish(article, by=by, at=NOON + HOUR, change="fix", scheduled="keep")

    assert live(article, NOON + DAY).dek == "Now"
    saved_again(article, by=by, dek="Newer")
    workflow.publish(article, by=by, at=NOON + 2 * HOUR, change="fix", scheduled="clear")
    assert article.editions.scheduled(NOON + 2 * HOUR).count() == 0


def test_a_publish_fails_a_check():
    by = chief()
    article = story(by=by, headline="")
    before = (article.stage, article.version, verbs(article))

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON)

    article.refresh_from_db()
    assert (article.stage, article.version, verbs(article)) == before
    assert not Edition.objects.exists()
    assert article.addresses.count() == 0


def test_one_of_ten_scheduled_stories_turns_invalid():
    by = chief()
    start = NOON + 2 * HOUR
    stories = []
    for number in range(10):
        article = story(by=by, slugline=f"STORY-{number}")
        workflow.publish(article, by=by, at=NOON, go_live_at=start)
        stories.append(article)
    workflow.ask_read(stories[3], by=by, kind="legal", at=NOON)

    ticking.run(start - timedelta(minutes=50))
    assert [alarm.article for alarm in Alarm.objects.filter(cleared_at=None)] == [stories[3]]
    ticking.run(start - timedelta(seconds=40))

    live_now = set(Edition.objects.live(start).values_list("article", flat=True))
    assert live_now == {article.pk for article in stories} - {stories[3].pk}
    alarm = Alarm.objects.get(cleared_at=None, kind="held")
    assert alarm.article == stories[3]
    assert alarm.words.startswith("STORY-3 does not go out at 14:00: the legal read")


def test_embargo_and_schedule_disagree():
    by = chief()
    article = story(by=by)
    Article.objects.filter(pk=article.pk).update(embargo_until=NOON + DAY)

    with pytest.raises(workflow.Blocked):
        workflow.publish(
            article, by=by, at=NOON, go_live_at=NOON + DAY - SECOND, override="I want it"
        )

    assert workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY).live_from == NOON + DAY


def test_take_down_at_comes():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - DAY)
    path = article.editions.get().path
    before = workflow.desk_fields(article)
    article.use_until = now + HOUR
    article.save()
    workflow.keep(article, by=by, at=now - HOUR, before=before)
    assert page(path).status_code == 200

    Article.objects.filter(pk=article.pk).update(use_until=now - SECOND)
    article.refresh_from_db()
    workflow.set_desk_fields(
        article, workflow.desk_fields(article) | {"use_until": None}, by=by, at=now - HOUR
    )

    assert page(path).status_code == 410
    assert live(article, now - 2 * SECOND) is not None
    assert live(article, now - SECOND) is None


def test_a_story_is_withdrawn():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - DAY, section=SectionFactory(slug="city"))
    path = article.editions.get().path
    saved_again(article, by=by, at=now, dek="New")
    workflow.publish(article, by=by, at=now - HOUR, go_live_at=now + DAY, change="update")
    link = ref()
    block = related(("Ferry", article), ("Elsewhere", "https://post.example/"))
    other = published(
        by=by, at=now - HOUR, blocks={link: block}, body="<p>See.</p>" + placed(**{link: block})
    )

    workflow.withdraw(article, by=by, notice="Withdrawn by the editor.", at=now - SECOND)

    for address in ("/", "/city/", "/search/?q=ferry"):
        assert path not in page(address).content.decode()
    gone = page(path)
    assert (gone.status_code, "Withdrawn by the editor." in gone.content.decode()) == (410, True)
    assert path not in page(other.editions.get().path).content.decode()
    assert article.editions.scheduled(now).count() == 0
    assert workflow.publish(article, by=by, at=now).path == path


def test_a_story_is_killed():
    by, now = chief(), timezone.now()
    picture, mark = PictureFactory(), ref()
    block = figure(picture, is_lead=True)
    article = published(by=by, at=now - DAY, blocks={mark: block}, headline="Secret headline")
    path = article.editions.get().path
    other = published(by=by, at=now - HOUR, body=f'<p>As <a href="{path}">told</a> here.</p>')

    hidden = workflow.kill(article, by=by, notice="Removed for legal reasons.", at=now - SECOND)

    assert str(hidden) == "1 version, 1 picture, 1 link in another story"
    gone = page(path).content.decode()
    assert page(path).status_code == 410
    assert "Removed for legal reasons." in gone
    for secret in ("Secret headline", "first boat", picture.title, "Ada Writer"):
        assert secret not in gone
    assert not Picture.objects.get(pk=picture.pk).may_be_shown(now)
    assert "As told here." in page(other.editions.get().path).content.decode()
    assert not Edition.objects.live(now - HOUR).filter(article=article).exists()


def test_a_story_is_retracted():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - DAY, body=TEXT)
    path = article.editions.get().path

    edition = workflow.retract(article, by=by, notice="We could not verify it.", at=now - SECOND)

    answer = page(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Retracted:" in text
    assert "We could not verify it." in text
    assert "The boat is back." in text
    assert path not in page("/").content.decode()
    assert path not in page("/search/?q=ferry").content.decode()
    assert edition.updated_at == now - SECOND


def test_a_draft_is_spiked():
    by = chief()
    article = story(by=by)

    workflow.spike(article, by=by, at=NOON)

    assert article.addresses.count() == 0
    workflow.restore(article, by=by, at=NOON)
    assert article.stage == "draft"


def test_a_fix_is_published():
    by = chief()
    article = published(by=by, body=TEXT)

    edition = workflow.fix_live(
        article,
        by=by,
        base=1,
        document=changed_live(article, NOON, "seven", "eight"),
        at=NOON + HOUR,
    )

    assert (edition.updated_at, edition.listed_at) == (None, NOON)
    assert edition.document["corrections"] == []


def test_an_update_is_published():
    by = chief()
    article = published(by=by, at=timezone.now() - DAY)
    saved_again(article, by=by, dek="New")

    edition = workflow.publish(
        article, by=by, change="update", what_is_new="The second boat is back too."
    )

    assert edition.updated_at == edition.live_from
    assert "The second boat is back too." in page(edition.path).content.decode()


def test_a_correction_is_published():
    by = chief()
    article = published(by=by, at=timezone.now() - DAY)

    edition = workflow.correct(article, by=by, notice="It has two decks.")

    assert edition.updated_at == edition.live_from
    for address in (edition.path, "/corrections/"):
        assert "It has two decks." in page(address).content.decode()
    with pytest.raises(Exception, match="It has two decks"):
        Correction.objects.get().delete()


def test_a_correction_dated_yesterday_on_a_story_for_tomorrow_is_not_public_today():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - DAY)
    saved_again(article, by=by, at=now, dek="New")
    workflow.publish(
        article,
        by=by,
        at=now - HOUR,
        go_live_at=now + DAY,
        change="correction",
        correction="It has two decks.",
    )

    for address in (article.editions.first().path, "/corrections/"):
        assert "It has two decks." not in page(address).content.decode()
    assert Correction.objects.get().issued_at == now + DAY


def test_an_approved_story_is_edited_by_someone_who_may_not_approve(client):
    reporter = UserFactory(roles=["Reporter"])
    article = story(by=reporter)
    workflow.approve(article, by=chief(), at=NOON)
    client.force_login(reporter)

    assert "needs approval again" in client.get(article.get_desk_url()).content.decode()
    saved_again(article, by=reporter, dek="Mine")

    assert not workflow.is_approved(article)


def test_an_approved_story_is_edited_by_someone_who_may_approve():
    by = chief()
    article = story(by=by)
    workflow.approve(article, by=by, at=NOON)

    saved_again(article, by=by, dek="Mine")

    assert workflow.is_approved(article)


def test_video_alt_text_credit_topics_and_related_links_never_drop_an_approval():
    reporter = UserFactory(roles=["Reporter"])
    mark, video, link = ref(), ref(), ref()
    blocks = {mark: figure(PictureFactory()), video: embed(), link: related(("Elsewhere", None))}
    article = story(by=reporter, blocks=blocks, body="<p>Go.</p>" + placed(**blocks))
    workflow.approve(article, by=chief(), at=NOON)

    made = revisions.read(article)
    made["blocks"][mark] |= {"alt_text": "A boat", "credit": "Ann"}
    made["blocks"][video] |= {"title": "Another"}
    made["blocks"][link]["links"][0]["title"] = "Other"
    revisions.write(article, made)
    workflow.keep(article, by=reporter, at=NOON)

    assert (article.version, workflow.is_approved(article)) == (2, True)


def test_the_only_person_on_duty_publishes_own_copy(settings):
    by = chief()
    article = story(by=by)

    workflow.publish(article, by=by, at=NOON)

    assert verbs(article) == ["start", "submit", "approve", "publish"]
    assert workflow.needs_second_read(article, NOON + HOUR)
    ticking.run(NOON + timedelta(minutes=29))
    assert not Alarm.objects.filter(kind="second_read").exists()
    ticking.run(NOON + timedelta(minutes=31))
    assert Alarm.objects.get(kind="second_read", cleared_at=None).article == article
    settings.NEWSROOM_SECOND_READ = "required"
    with pytest.raises(workflow.Blocked, match="nobody else has read it"):
        workflow.publish(story(by=by), by=by, at=NOON)
    settings.NEWSROOM_SECOND_READ = "off"
    workflow.publish(story(by=by), by=by, at=NOON)


def test_a_publish_was_a_slip():
    by, now = chief(), timezone.now()
    article = published(by=by, at=now - 30 * SECOND)
    path = article.editions.get().path

    workflow.undo(article, by=by, at=now - SECOND)

    assert page(path).status_code == 404
    assert page(path).content == page(path.replace("ferry", "nothing")).content
    workflow.publish(article, by=by, at=now)
    saved_again(article, by=by, headline="Wrong")
    workflow.publish(article, by=by, at=now + HOUR, change="update")
    workflow.undo(article, by=by, at=now + HOUR + 59 * SECOND)
    assert live(article, now + DAY).headline == "Ferry returns to the north quay"


def test_unresolved_related_link_or_video_is_left_out_for_now():
    by = chief()
    video, link = ref(), ref()
    blocks = {
        video: embed(provider="", embed_id=""),
        link: related(("Not live", story(by=by))),
    }
    article = story(by=by, blocks=blocks, body="<p>Go.</p>" + placed(**blocks))

    with pytest.raises(workflow.Blocked):
        workflow.publish(article, by=by, at=NOON)
    edition = workflow.publish(article, by=by, at=NOON, leave_out=True)

    assert video not in edition.document["blocks"]
    assert article.embeds.filter(provider="").count() == 1
    assert "Not live" not in rendering.story_body(edition, at=NOON)


def test_a_video_arrives_for_a_live_story():
    by, video_desk = chief(), UserFactory(roles=["Video"])
    slot = ref()
    empty = embed(provider="", embed_id="")
    article = published(
        by=by, blocks={slot: empty}, body="<p>Go.</p>" + placed(**{slot: empty}), leave_out=True
    )
    article.embeds.update(provider="youtube", embed_id="dQw4w9WgXcQ")
    workflow.keep(article, by=video_desk, at=NOON, kind="video")

    edition = workflow.put_video_live(article, by=video_desk, ref=slot, at=NOON + HOUR)

    assert (edition.change, slot in edition.document["blocks"]) == ("fix", True)
    assert article.embeds.get().embed_id == "dQw4w9WgXcQ"
    with pytest.raises(workflow.Refused, match="Ask the publisher"):
        workflow.put_video_live(article, by=video_desk, ref=ref(), at=NOON + HOUR)


def test_the_address_was_opened_before_publish(client):
    by = chief()
    article = story(by=by, at=timezone.now())
    today = timezone.localtime()
    path = f"/world/{today:%Y/%m/%d}/ferry-returns-to-the-north-quay/"
    assert client.get(path).status_code == 404

    workflow.publish(article, by=by)

    assert client.get(path).status_code == 200


def test_49_hours_after_first_publication():
    by, now = chief(), timezone.now()
    path = published(by=by, at=now - timedelta(hours=49)).editions.get().path
    newer = published(by=by, at=now - timedelta(hours=47)).editions.get().path

    sitemap = page("/news-sitemap.xml").content.decode()

    assert path not in sitemap
    assert newer in sitemap


def test_a_bulk_action_a_schedule_and_a_command_publish(client, tmp_path):
    publisher = UserFactory(roles=["Publisher"])
    good, bad = story(slugline="GOOD"), story(slugline="BAD", headline="")
    client.force_login(publisher)

    client.post(
        reverse("admin:articles_article_changelist"),
        {"action": "publish_stories", "_selected_action": [good.pk, bad.pk]},
    )
    assert [edition.article.slugline for edition in Edition.objects.all()] == ["GOOD"]
    with pytest.raises(workflow.Blocked):
        workflow.publish(bad, by=publisher, at=NOON, go_live_at=NOON + DAY)
    copy_ = tmp_path / "copy.txt"
    copy_.write_text("Ferry returns\n\nTK about the ferry.\n")
    with pytest.raises(CommandError, match="Not published"):
        call_command("intake", copy_, "--publish", "--as", chief().username)
    assert Edition.objects.count() == 1


def test_the_archive_is_imported():
    admin = UserFactory(roles=["Administrator"])
    old = {"published_at": NOON - 900 * DAY, "at": NOON}
    made = document(author=False, no_byline=False, headline="")
    made["fields"]["headline"] = "Old news"
    made["bylines"] = [
        {"author": None, "name": "A. Oldhand", "credited_as": "Ann Oldhand", "role": "words"}
    ]

    workflow.import_published(made, by=admin, key="1", path="/?p=1", **old)

    edition = Edition.objects.live(NOON).get()
    assert (edition.first_published_at, edition.byline) == (NOON - 900 * DAY, "By Ann Oldhand")
    assert workflow.import_published(made, by=admin, key="1", **old) is None
    assert workflow.import_published(made, by=admin, key="2", **old) is not None
    answer = page("/?p=1")
    assert (answer.status_code, answer["Location"]) == (301, edition.path)
    with pytest.raises(workflow.NoRight):
        workflow.import_published(made, by=chief(), key="3", **old)


def test_a_pictures_rights_end_while_live():
    by, now = chief(), timezone.now()
    picture, mark = PictureFactory(use_until=now + 6 * DAY), ref()
    block = figure(picture, is_lead=True)
    article = published(by=by, at=now - DAY, blocks={mark: block})

    ticking.run(now)
    alarm = Alarm.objects.get(kind="rights", cleared_at=None)
    assert alarm.picture == picture
    assert "live 1" in alarm.words
    Picture.objects.update(use_until=now - SECOND)

    assert picture.title not in page(article.editions.get().path).content.decode()
    edition = Edition.objects.select_related("lead_picture").get()
    assert rendering.lead_context(edition, at=now) is None
    assert Edition.objects.count() == 1


# People and links --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_editors_save_from_the_same_base_version():
    one, other = chief(), chief()
    article = story(by=one, body=TEXT)
    base = article.revisions.get().document
    errors = []

    def save(by, old, new):
        try:
            workflow.save_merged(
                Article.objects.get(pk=article.pk),
                by=by,
                document={**base, "body": base["body"].replace(old, new)},
                base=1,
            )
        except workflow.Refused as refusal:
            errors.append(refusal)
        finally:
            connection.close()

    saves = [
        threading.Thread(target=save, args=args)
        for args in ((one, "back", "here"), (other, "Forty", "Fourteen"))
    ]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    article.refresh_from_db()
    assert errors == []
    assert article.body == TEXT.replace("back", "here").replace("Forty", "Fourteen")
    with pytest.raises(workflow.Conflicts) as asked:
        workflow.save_merged(
            article,
            by=one,
            document={**base, "body": base["body"].replace("Forty", "Four")},
            base=1,
        )
    [conflict] = asked.value.targets[0].merged.conflicts
    assert (conflict.mine, conflict.theirs) == (
        "Four cars were aboard.",
        "Fourteen cars were aboard.",
    )


def test_somebody_else_has_the_story_open(client):
    here, other = chief(), chief()
    article = story(by=here)
    client.force_login(other)
    session = ref()
    client.post(
        reverse("admin:articles_article_here", args=[article.pk]),
        {"edit_session": session, "place": "¶3"},
    )
    client.force_login(here)

    answer = client.post(
        reverse("admin:articles_article_here", args=[article.pk]), {"edit_session": ref()}
    ).json()

    assert [(one["name"], one["place"]) for one in answer["others"]] == [
        (other.get_full_name(), "¶3")
    ]
    assert Presence.objects.count() == 2


def test_an_author_is_renamed():
    author = AuthorFactory(name="Ada Born")
    path = published(author=author, at=timezone.now() - DAY).editions.get().path
    author.name = "Ada Wed"
    author.save()

    assert "Ada Born" in page(path).content.decode()
    assert path in page(author.get_absolute_url()).content.decode()


def test_an_author_leaves(client):
    author = AuthorFactory()
    path = published(author=author, at=timezone.now() - DAY).editions.get().path
    author.is_active = False
    author.save()

    assert author.name in page(path).content.decode()
    assert page(author.get_absolute_url()).status_code == 200
    client.force_login(UserFactory(is_superuser=True))
    delete = reverse("admin:authors_author_delete", args=[author.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_guest_an_agency_and_several_authors():
    people = [
        {"author": None, "name": name, "credited_as": "", "role": role}
        for name, role in (("A Writer", "words"), ("The Associated Press", "words"), ("C", "video"))
    ]
    made = document(author=False)
    made["bylines"] = people
    article = workflow.start(made, by=chief(), at=NOON)

    edition = workflow.publish(article, by=chief(), at=NOON)

    assert edition.byline == "By A Writer and The Associated Press; video by C"


def test_a_related_target_is_withdrawn_or_spiked():
    by, now = chief(), timezone.now()
    targets = [published(by=by, at=now - DAY, headline=f"Target {n}") for n in range(3)]
    link = ref()
    block = related(*((target.headline, target) for target in targets))
    article = published(
        by=by, at=now - HOUR, blocks={link: block}, body="<p>See.</p>" + placed(**{link: block})
    )

    workflow.withdraw(targets[1], by=by, at=now - SECOND)

    text = page(article.editions.get().path).content.decode()
    assert "Target 1" not in text
    assert text.index("Target 0") < text.index("Target 2")
    saved_again(article, by=by, at=now, dek="New")
    with pytest.raises(workflow.Blocked, match="“Target 1” is not live"):
        workflow.publish(article, by=by, at=now, change="update", what_is_new="x")


def test_a_videos_provider_is_down():
    """The page holds a link with the title, and nothing was asked of anybody to make it."""
    slot = ref()
    video = embed(title="The boat leaves")
    article = published(
        at=timezone.now() - HOUR, blocks={slot: video}, body="<p>Go.</p>" + placed(**{slot: video})
    )

    text = page(article.editions.get().path).content.decode()

    assert "The boat leaves" in text
    assert embeds.watch_address("youtube", "dQw4w9WgXcQ", "", 0) in text
    assert "<iframe" not in text


def test_copy_is_pasted_from_word_or_google_docs():
    word = (
        '<p class="MsoNormal" style="margin:0"><b style="font-weight:normal"><strong>The boat'
        '</strong> is <em>back</em>, CO<sub>2</sub> free. <a href="https://post.example/">See</a>'
        "<o:p></o:p></b></p><ul><li>One</li></ul>"
        "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>"
    )

    clean = intake.build(intake.read(word, format="html")).document["body"]

    for trace in ("Mso", "style", "o:p", "<b"):
        assert trace not in clean.replace("<body", "")
    for kept in ("<strong>The boat</strong>", "<em>back</em>", "<sub>2</sub>", "<li>One</li>"):
        assert kept in clean
    assert "<td>1</td>" in clean
    assert 'href="https://post.example/"' in clean


@pytest.mark.parametrize("drawer", ["restricted_to", "kept_ready"])
def test_a_restricted_or_kept_ready_story_does_not_exist_for_others(client, drawer):
    owner, other = chief(), UserFactory(roles=["Reporter"])
    article = story(by=owner, slugline="DRAWER", headline="Drawer story")
    if drawer == "kept_ready":
        Article.objects.filter(pk=article.pk).update(kept_ready=True)
    else:
        article.restricted_to.add(owner)
    client.force_login(other)

    assert client.get(article.get_desk_url()).status_code in (302, 404)
    for address in (
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        f"{reverse('admin:articles_article_changelist')}?q=DRAWER",
    ):
        text = client.get(address, follow=True).content.decode()
        assert "Drawer story" not in text
        assert article.get_desk_url() not in text
    here = reverse("admin:articles_article_here", args=[article.pk])
    assert client.post(here, {"edit_session": ref()}).status_code == 404


# Times and numbers -----------------------------------------------------------------------------


def test_a_publish_is_seen_on_every_page_at_once():
    article = published(at=timezone.now() - SECOND, section=SectionFactory(slug="city"))
    path = article.editions.get().path

    for address in ("/", "/city/", "/search/?q=ferry"):
        assert path in page(address).content.decode()


def test_a_scheduled_start_and_end_are_exact():
    by = chief()
    article = story(by=by)
    article.use_until = NOON + 2 * DAY
    article.save()
    workflow.publish(article, by=by, at=NOON, go_live_at=NOON + DAY)

    tick = timedelta(microseconds=1)
    seen = [
        live(article, at) is not None
        for at in (NOON + DAY - tick, NOON + DAY, NOON + 2 * DAY - tick, NOON + 2 * DAY)
    ]
    assert seen == [False, True, True, False]


@pytest.mark.parametrize(
    "query", ["page=abc", "before=%00", "page=99999999999999999999", "page=-1", "page="]
)
def test_odd_page_numbers_are_answered(query):
    published(at=timezone.now() - HOUR)

    for address in ("/", "/search/", "/corrections/"):
        assert page(f"{address}?{query}").status_code in (200, 400, 404)


def test_lists_of_1_and_of_30_cost_the_same():
    by, section = chief(), SectionFactory(slug="city")
    first = published(by=by, at=timezone.now() - DAY, section=section)
    workflow.correct(first, by=by, notice="It was 40.", at=timezone.now() - HOUR)
    counted = _queries()
    for number in range(29):
        more = published(
            by=by, at=timezone.now() - DAY, section=section, headline=f"Story {number}"
        )
        workflow.correct(more, by=by, notice=f"It was {number}.", at=timezone.now() - HOUR)

    assert _queries() == counted


def _queries():
    """How many questions each list asks."""
    from django.test.utils import CaptureQueriesContext

    asked = {}
    for address in ("/", "/city/", "/corrections/"):
        with CaptureQueriesContext(connection) as queries:
            assert page(address).status_code == 200
        asked[address] = len(queries)
    return asked
