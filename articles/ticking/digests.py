"""Mail for those who have not seen what they were told: one a person, one line a story."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, Notice
from articles.notices import name_of
from articles.ticking.alone import alone

WAITS = timedelta(minutes=10)
#: Older news is on the desk page; a mail server that is back does not send it all.
LOOKS_BACK = timedelta(days=2)


def look(this):
    """Send each person what they have not seen in ten minutes; marked as sent once it is."""
    if not settings.NEWSROOM_SENDS_MAIL:
        return
    with alone("newsroom mail") as is_alone:
        waiting = unseen(this.at) if is_alone else []
        if waiting:
            _send_all(this, waiting)


def unseen(at):
    """What nobody saw and no mail brought yet, person by person."""
    notices = Notice.objects.filter(
        seen_at=None,
        mailed_at=None,
        at__gt=at - LOOKS_BACK,
        at__lte=at - WAITS,
        person__is_active=True,
    ).exclude(person__email="")
    notices = notices.select_related("person", "article").order_by(
        "person_id", "article_id", "at", "pk"
    )
    return list(notices)


def _send_all(this, waiting):
    with this.item("server", about=_("Mail")):
        # A server that does not answer is asked once, not once a person.
        connection = get_connection(fail_silently=False)
        connection.open()
        for person, notices in groupby(waiting, key=attrgetter("person")):
            with this.item(person.pk, about=_("Mail to %(name)s") % {"name": name_of(person)}):
                this.done["mails sent"] += _send(person, list(notices), connection, at=this.at)
        connection.close()


def _send(person, notices, connection, *, at) -> bool:
    """One mail; False where none of the stories exists for the person any more."""
    keys = {notice.article_id for notice in notices}
    visible = Article.objects.visible_to(person).filter(pk__in=keys)
    visible = set(visible.values_list("pk", flat=True))
    notices = [notice for notice in notices if notice.article_id in visible]
    if not notices:
        return False
    validate_email(person.email)
    send_mail(
        subject(notices),
        "\n\n".join(_lines(notices)) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        connection=connection,
        fail_silently=False,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=at)
    return True


def subject(notices):
    """The paper and the story, or how many; one line whatever somebody called a story."""
    sluglines = {notice.article_id: notice.article.slugline for notice in notices}
    count = len(sluglines)
    about = (
        next(iter(sluglines.values()))
        if count == 1
        else ngettext("%(count)s story", "%(count)s stories", count) % {"count": count}
    )
    return one_line(f"{settings.NEWSROOM_NAME}: {about}")


def _lines(notices) -> Iterator[str]:
    for article, about in groupby(notices, key=attrgetter("article")):
        said = "; ".join(
            f"{notice.words} ({timezone.localtime(notice.at):%H:%M})" for notice in about
        )
        address = f"{settings.NEWSROOM_SITE_URL}{article.get_desk_url()}"
        yield f"{one_line(f'{article.slugline}: {said}')}\n{address}"


def one_line(text):
    return " ".join(text.split())
