"""Showing a draft to somebody outside, and taking that back. What ends an address by itself,
`articles.sharing` derives."""

import secrets

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import timeline
from articles.models import ShareLink
from articles.workflow.moving import Stage, Verb, log, moving, not_killed
from articles.workflow.refusals import Refused

#: Bytes of the secret that an address holds.
SECRET = 32


def share(
    article, *, by, for_whom: str, works_until, is_for_legal_read=False, at=None
) -> ShareLink:
    """Make an address at which one outsider reads the newest version until a time.

    What is answered to one for a legal read is a legal note.

    Refuses a story that readers have as it is, that is spiked or killed, or whose embargo
    holds: “cannot be published or shared before”.
    """
    for_whom = for_whom.strip()
    if not for_whom:
        raise Refused(_("Say for whom it is."))
    with moving(article, "share", by=by, at=at) as (locked, moment):
        _may_be_shown(locked, moment)
        if works_until <= moment:
            raise Refused(_("That time is over. Choose a later one."))
        link = ShareLink.objects.create(
            article=locked,
            key=secrets.token_urlsafe(SECRET),
            for_whom=for_whom,
            works_until=works_until,
            is_for_legal_read=is_for_legal_read,
            made_by=by,
            made_at=moment,
        )
        log(
            locked,
            Verb.SHARE,
            by=by,
            at=moment,
            for_whom=for_whom,
            works_until=works_until.isoformat(),
        )
    return link


def _may_be_shown(article, moment):
    not_killed(article)
    if article.stage == Stage.SPIKED:
        raise Refused(
            _("%(slugline)s is spiked. Bring it back first.") % {"slugline": article.slugline}
        )
    if article.is_embargoed(moment):
        until = timezone.localtime(article.embargo_until)
        raise Refused(
            _("It cannot be published or shared before %(until)s: its embargo holds.")
            % {"until": date_format(until, "j F, H:i")}
        )
    live = timeline.live_edition(article, moment)
    if live is not None and live.revision.number == article.version:
        raise Refused(_("Readers have this version already. Send its address on the site."))


def unshare(link: ShareLink, *, by, at=None) -> None:
    """Close an address now; pressed twice, the second changes nothing."""
    with moving(link.article, "share", by=by, at=at) as (locked, moment):
        closed = ShareLink.objects.filter(pk=link.pk, article=locked, revoked_at=None)
        if closed.update(revoked_at=moment):
            log(locked, Verb.UNSHARE, by=by, at=moment, for_whom=link.for_whom)
