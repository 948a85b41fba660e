"""What every page of the paper knows about the paper."""

from contextvars import ContextVar

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from articles.showing import changes_at, held, may_show, shows

#: What this request has asked for already, by the moment it is shown at.
_asked = ContextVar("papers_of_this_request", default=None)


def paper(request):
    """The paper and its sections; each costs a query only where a page prints it."""
    at = getattr(request, "as_of", None)
    return {
        "paper": SimpleLazyObject(lambda: publication(at)),
        "sections": SimpleLazyObject(lambda: held(("sections",), _sections)),
    }


def _sections():
    from articles.models import Section

    shows("site")
    return list(Section.objects.all())


def publication(at=None):
    """What the paper says of itself at a moment (now by default); a request asks once."""
    asked = _asked.get()
    if asked is not None and at in asked:
        return asked[at]
    found = Paper(held(("paper", at), lambda: _kept(at)), at)
    if asked is not None:
        asked[at] = found
    return found


def bare_publication():
    """The paper as the environment has it, for pages that come out without the database."""
    from articles.models import Publication

    bare = Paper(Publication())
    bare.policies = []
    return bare


def _kept(at):
    """The desk's words about its paper, with the alert line and where that leads, in one query."""
    from articles.models import Edition, Publication

    told = Edition.objects.live(at).listed().filter(article=OuterRef("alert__article"))
    rows = Publication.objects.select_related("logo", "share_picture", "alert")
    rows = rows.defer("ads_txt", "trust_txt")
    row = rows.annotate(alert_path=Subquery(told.values("path")[:1])).first()
    shows("site")
    if row and row.alert and row.alert.article_id:
        shows(f"story-{row.alert.article_id}")
    return row or Publication()


class Paper:
    """The paper as its pages, feeds and machines name it: the desk's words, else the settings."""

    def __init__(self, kept, at=None):
        self._kept, self._at = kept, at
        self.address, self.language = settings.NEWSROOM_SITE_URL, settings.LANGUAGE_CODE
        self.name = kept.name or settings.NEWSROOM_NAME
        self.tagline = kept.tagline or settings.NEWSROOM_TAGLINE
        self.logo, self.share_picture = self._shown(kept.logo), self._shown(kept.share_picture)
        self.accent, self.accent_dark = kept.accent, kept.accent_dark
        self.social_accounts = kept.social_accounts.split()
        self.contact_email = kept.contact_email
        self.security_contact = kept.security_contact
        self.founded = kept.founded
        self.also_known_as = kept.also_known_as

    @property
    def moment(self):
        return self._at or timezone.now()

    def _shown(self, picture):
        """The picture, while its rights last."""
        return picture if may_show(picture, self.moment) else None

    @cached_property
    def alert(self):
        """The line above every page, with the `path` of its story where readers have that."""
        line, at = self._kept.alert, self.moment
        if line is None or at >= line.live_until:
            return None
        if at < line.live_from:
            changes_at(line.live_from)
            return None
        changes_at(line.live_until)
        line.path = getattr(self._kept, "alert_path", None)
        return line

    @cached_property
    def policies(self):
        """The policy pages that readers see, without their texts."""
        return held(("policies",), _policies)


def _policies():
    from articles.models import PolicyPage

    shows("site")
    return list(PolicyPage.objects.filter(is_shown=True).only("role", "title"))


def asked_once(get_response):
    """Middleware: within a request the paper is asked for once, and never for longer."""

    def answer(request):
        token = _asked.set({})
        try:
            return get_response(request)
        finally:
            _asked.reset(token)

    return answer
