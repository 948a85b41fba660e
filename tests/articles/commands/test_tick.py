from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import workflow
from articles.management.commands.tick import stopped_by_checks
from articles.models import Edition
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    PictureFactory,
    chief,
    figure,
    placed,
    ref,
    story,
)

pytestmark = pytest.mark.django_db


def scheduled(by, *, at, go_live_at, **kwargs):
    article = story(by=by, at=at, **kwargs)
    workflow.publish(article, by=by, at=at, go_live_at=go_live_at)
    return article


def test_one_of_three_scheduled_stories_turns_invalid_and_is_named():
    by = chief()
    picture = PictureFactory()
    block = {ref(): figure(picture)}
    body = "<p>Go.</p>" + placed(**block)
    scheduled(by, at=NOON, go_live_at=NOON + HOUR / 2)
    spoilt = scheduled(by, at=NOON, go_live_at=NOON + HOUR, blocks=block, body=body)
    later = {ref(): figure(picture)}
    later_body = "<p>Go.</p>" + placed(**later)
    scheduled(by, at=NOON, go_live_at=NOON + DAY, blocks=later, body=later_body)
    picture.use_until = NOON + timedelta(minutes=1)
    picture.save()

    [(edition, stops)] = stopped_by_checks(NOON, NOON + HOUR)

    assert edition.article == spoilt
    assert [finding.check for finding in stops] == ["credit"]


def test_tick_prints_what_is_due_and_stopped_and_changes_nothing():
    by = chief()
    now = timezone.now()
    picture = PictureFactory()
    block = {ref(): figure(picture)}
    scheduled(
        by,
        at=now,
        go_live_at=now + HOUR / 2,
        blocks=block,
        body="<p>Go.</p>" + placed(**block),
        slugline="QUAY",
    )
    picture.use_until = now
    picture.save()
    errors = StringIO()
    before = list(Edition.objects.values())

    call_command("tick", stderr=errors)

    assert errors.getvalue().startswith("QUAY, due ")
    assert "The rights in" in errors.getvalue()
    assert list(Edition.objects.values()) == before
