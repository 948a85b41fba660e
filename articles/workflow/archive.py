"""Bringing in an archive: stories that readers had elsewhere, with their own dates."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import revisions, rights
from articles.models import Approval, Article, Edition, Revision
from articles.workflow.editions import claim, make_edition
from articles.workflow.moving import Stage, Verb, log, set_stage
from articles.workflow.refusals import NoRight, Refused


@transaction.atomic
def import_published(
    document, *, by, key: str, published_at, updated_at=None, path="", former_paths=(), at=None
) -> Article | None:
    """Bring in one published story; None where `key`, the archive's name for it, is here already.

    Its own dates and credited names stay; no check, no notice. `path` is kept as its
    address where it has the paper's shape, else it leads to the new one, as `former_paths` do.
    Raises Refused where an address belongs to another story or a date lies ahead.
    """
    if not rights.may_import(by):
        raise NoRight(_("You may not import an archive."))
    moment = at or timezone.now()
    if not key.strip() or len(key) > 200:
        raise Refused(_("Each story needs the name that the archive has for it."))
    if Article.objects.filter(import_key=key).exists():
        return None
    if published_at > moment or (updated_at and not published_at <= updated_at <= moment):
        raise Refused(_("A story of the archive was published, and then updated, in the past."))
    article = Article(stage=Stage.DRAFT, created_by=by, created_at=published_at, import_key=key)
    revisions.write(article, document)
    revision = revisions.record(article, by=by, at=moment, kind=Revision.Kind.IMPORT)
    if not document["fields"]["headline"].strip() or article.section_id is None:
        raise Refused(
            _("%(slugline)s needs a headline and a section.") % {"slugline": article.slugline}
        )
    set_stage(article, Stage.IN_REVIEW)
    Approval.objects.create(revision=revision, by=by, at=moment)
    for former in [path, *former_paths]:
        if former and not claim(former, article):
            raise Refused(
                _("The address %(former)s belongs to another story.") % {"former": former}
            )
    edition = _make(article, revision, by, published_at, Edition.Change.FIRST)
    if updated_at and updated_at > published_at:
        edition = _make(article, revision, by, updated_at, Edition.Change.UPDATE)
    log(article, Verb.IMPORT, by=by, at=moment, edition=edition, revision=revision, key=key)
    return article


def _make(article, revision, by, live_from, change):
    return make_edition(
        article,
        revision,
        by=by,
        live_from=live_from,
        created_at=live_from,
        published_by=by,
        change=change,
    )
