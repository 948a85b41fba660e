"""What readers report as wrong: kept with the story and its edition, few at a time.

Nothing of who sent it is kept but what they wrote, and a keyed hash that counts.
"""

import hmac
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from articles import rights
from articles.models import Article, Edition, ReaderReport
from articles.sanitising import clean_text

LONGEST = ReaderReport._meta.get_field("text").max_length
HOUR = timedelta(hours=1)
#: So many an hour from one sender, and about one story.
FROM_ONE, ABOUT_ONE = 5, 60


class NotTaken(Exception):
    """Why a report was not taken, in words for the reader."""


class TooMany(NotTaken):
    """Enough for now, from this sender or about this story."""


def reported(pk, at):
    """(the edition, the story's live one) for a report; None where readers have no such story.

    A reader may have had the page open while the desk published again.
    """
    edition = Edition.objects.filter(
        pk=pk, live_from__lte=at, undone_at=None, is_killed=False
    ).first()
    live = Edition.objects.live(at).filter(article=edition.article_id).first() if edition else None
    return (edition, live) if live else None


def take(edition, *, text, reply_to, network_address, at) -> ReaderReport:
    """Keep a reader's words for the desk; raises NotTaken, in words, for what it cannot keep."""
    text = clean_text(text, multiline=True)
    reply_to = clean_text(reply_to)
    if not text:
        raise NotTaken("Say what is wrong.")
    if len(text) > LONGEST:
        raise NotTaken(f"Use {LONGEST:,} letters at most: you wrote {len(text):,}.")
    _check_address(reply_to)
    sender = sender_of(network_address, at)
    lately = ReaderReport.objects.filter(at__gt=at - HOUR)
    if sender and lately.filter(sender=sender).count() >= FROM_ONE:
        raise TooMany("Thank you: you have sent several reports. Please send more in an hour.")
    if lately.filter(article=edition.article_id).count() >= ABOUT_ONE:
        raise TooMany("Many readers have written about this story. Please try again in an hour.")
    return ReaderReport.objects.create(
        article_id=edition.article_id,
        edition=edition,
        text=text,
        reply_to=reply_to,
        sender=sender,
        at=at,
    )


def _check_address(reply_to):
    if not reply_to:
        return
    try:
        if len(reply_to) > ReaderReport._meta.get_field("reply_to").max_length:
            raise ValidationError("")
        validate_email(reply_to)
    except ValidationError:
        raise NotTaken("Your e-mail address is not one. Leave it empty for no answer.") from None


def sender_of(network_address, at) -> str:
    """A keyed hash of the day and the network address; tomorrow it is another."""
    if not network_address:
        return ""
    said = f"report:{timezone.localdate(at)}:{network_address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, "sha256").hexdigest()


# For the desk -------------------------------------------------------------------------


def may_see(user) -> bool:
    """Whether readers' reports are this person's work at all."""
    return user.has_perm("articles.change_readerreport")


def seen_by(user):
    """The reports on stories of this person's desks; a publisher sees those on every story."""
    if not may_see(user):
        return ReaderReport.objects.none()
    visible = Article.objects.visible_to(user)
    reports = ReaderReport.objects.filter(article__in=visible.values("pk"))
    if user.has_perm("articles.publish_article") or user.has_perm("articles.edit_every_desk"):
        return reports
    desks = rights.desks_of(user)
    return reports.filter(Q(article__desk=None) | Q(article__desk__in=desks))


def close(report, *, by, at) -> None:
    """Somebody at the desk has seen to it."""
    ReaderReport.objects.filter(pk=report.pk, closed_at=None).update(closed_at=at, closed_by=by)
