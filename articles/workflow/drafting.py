"""Moves on the desk: starting, saving, sending on, standing by, giving up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import merging, notices, revisions, rights, timeline
from articles.desk_checks import Finding, Moment
from articles.models import Approval, Article, Read, Revision
from articles.workflow.editions import set_take_down
from articles.workflow.moving import (
    Stage,
    Verb,
    approve_newest,
    checked,
    log,
    moving,
    set_stage,
)
from articles.workflow.refusals import Conflicts, NoRight, Refused, Target


@transaction.atomic
def start(document, *, by, at=None, kind=Revision.Kind.SAVE, planned=False) -> Article:
    """Put a new story on the desk: planned, or a first draft with what the document says.

    Raises NoRight for somebody who may not write stories, or for a plan, not plan them.
    """
    if not (rights.may_plan(by) if planned else by.has_perm("articles.add_article")):
        raise NoRight(_("You may not start a story."))
    moment = at or timezone.now()
    article = Article(
        stage=Stage.PLANNED if planned else Stage.DRAFT,
        created_by=by,
        created_at=moment,
        assigned_to=None if planned else by,
    )
    revisions.write(article, document)
    keep(article, by=by, at=moment, kind=kind)
    return article


def keep(article, *, by, at=None, kind=Revision.Kind.SAVE, before=None) -> Revision:
    """Keep a saved working copy as its newest revision and log what that began.

    `before` is what `desk_fields` said before the save: changes of those are moves.
    Call inside the transaction that saved the rows, with the story's row locked.
    """
    moment = at or timezone.now()
    is_first = article.version == 0
    revision = revisions.record(article, by=by, at=moment, kind=kind)
    if is_first:
        log(article, Verb.PLAN if article.stage == Stage.PLANNED else Verb.START, by=by, at=moment)
    elif article.stage == Stage.PLANNED and article.body:
        set_stage(article, Stage.DRAFT)
        log(article, Verb.START, by=by, at=moment)
    if before is not None:
        set_desk_fields(article, before, by=by, at=moment)
    transaction.on_commit(lambda: notices.on_save(revision), robust=True)
    return revision


def save_merged(
    article, *, by, document, base: int, choices=None, kind=Revision.Kind.MERGE, at=None
):
    """Keep what somebody typed over version `base`, merged into what others saved since.

    Returns (revision, merged). Raises Conflicts where both touched the same and `choices`
    ({conflict key: "mine", "theirs" or "both"}) says nothing of it.
    """
    with moving(article, "save", by=by, at=at) as (locked, moment):
        begun = locked.revisions.filter(number=base).first()
        if begun is None:
            raise Refused(
                _("There is no v%(base)s of %(slugline)s.")
                % {"base": base, "slugline": locked.slugline}
            )
        theirs = revisions.upgrade(revisions.newest(locked).document)
        document = rights.within_rights(by, locked, document, before=theirs)
        merged = merging.merge(revisions.upgrade(begun.document), document, theirs)
        merged = merging.resolve(merged, choices or {})
        if merged.conflicts:
            raise Conflicts([Target("draft", _("the newest version"), merged)])
        revisions.write(locked, merged.document)
        revision = keep(locked, by=by, at=moment, kind=kind)
    return revision, merged


def hand_over(article, *, by, to, at=None) -> None:
    """Give the story into somebody's hands; `to` may be oneself, or None."""
    with moving(article, "hand_over", by=by, at=at) as (locked, moment):
        before = desk_fields(locked)
        Article.objects.filter(pk=locked.pk).update(assigned_to=to)
        locked.assigned_to = to
        set_desk_fields(locked, before, by=by, at=moment)


def desk_fields(article) -> dict:
    """How the desk handles the story, as far as a change of it is a move."""
    return {
        "embargo_until": article.embargo_until,
        "use_until": article.use_until,
        "restricted_to": sorted(article.restricted_to.values_list("pk", flat=True))
        if article.pk
        else [],
        "kept_ready": article.kept_ready,
        "look_again_on": article.look_again_on,
        "assigned_to": article.assigned_to_id,
    }


FIELD_VERBS = {
    "embargo_until": Verb.EMBARGO,
    "use_until": Verb.TAKE_DOWN,
    "restricted_to": Verb.RESTRICT,
    "kept_ready": Verb.KEEP_READY,
    "look_again_on": Verb.KEEP_READY,
    "assigned_to": Verb.HAND_OVER,
}


def set_desk_fields(article, before, *, by, at):
    """Log what changed in how the desk handles the story; a new take-down time counts at once."""
    after = desk_fields(article)
    for name, verb in FIELD_VERBS.items():
        if before[name] != after[name]:
            said = {"before": _kept(before[name]), "after": _kept(after[name])}
            # Kept ready and the date to look again are one verb: the detail says which changed.
            said |= {"field": name} if name == "look_again_on" else {}
            log(article, verb, by=by, at=at, **said)
    if before["use_until"] != after["use_until"]:
        set_take_down(article, by=by, at=at)
        timeline.retime(article)


def _kept(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def submit(article, *, by, version=None, at=None) -> list[Finding]:
    """Send a draft to the desk; returns what the checks noted, none of which stops it."""
    with moving(article, "submit", by=by, version=version, at=at) as (locked, moment):
        if locked.stage not in (Stage.PLANNED, Stage.DRAFT):
            raise Refused(
                _("%(slugline)s is %(stage)s already.")
                % {"slugline": locked.slugline, "stage": locked.get_stage_display().lower()}
            )
        findings, __ = checked(locked, revisions.newest(locked), Moment.SUBMIT, at=moment, by=by)
        set_stage(locked, Stage.IN_REVIEW)
        log(locked, Verb.SUBMIT, by=by, at=moment)
    return findings


def send_back(article, *, by, reason: str, version=None, at=None) -> None:
    """Give a story back to its writer, saying what should change."""
    if not reason.strip():
        raise Refused(_("Say what should change: the writer gets your words."))
    with moving(article, "send_back", by=by, version=version, at=at) as (locked, moment):
        if locked.stage != Stage.IN_REVIEW:
            raise Refused(_("%(slugline)s is not in review.") % {"slugline": locked.slugline})
        set_stage(locked, Stage.DRAFT)
        Approval.objects.filter(revision__article=locked, revision__number=locked.version).delete()
        log(locked, Verb.SEND_BACK, by=by, at=moment, reason=reason.strip())


def approve(article, *, by, version=None, at=None) -> list[Finding]:
    """Stand by the newest revision. It is not published yet."""
    with moving(article, "approve", by=by, version=version, at=at) as (locked, moment):
        if locked.stage == Stage.SPIKED:
            raise Refused(
                _("%(slugline)s is spiked. Bring it back first.") % {"slugline": locked.slugline}
            )
        findings, __ = checked(locked, revisions.newest(locked), Moment.APPROVE, at=moment, by=by)
        approve_newest(locked, by=by, at=moment)
    return findings


def spike(article, *, by, version=None, reason="", at=None) -> None:
    """Give up a story that readers never saw. It can be brought back."""
    with moving(article, "spike", by=by, version=version, at=at) as (locked, moment):
        if timeline.public_state(locked, moment) != timeline.PublicState.NEVER:
            raise Refused(_("Readers can see, saw or will see this story. Withdraw it instead."))
        if locked.stage == Stage.SPIKED:
            raise Refused(_("%(slugline)s is spiked already.") % {"slugline": locked.slugline})
        set_stage(locked, Stage.SPIKED)
        log(locked, Verb.SPIKE, by=by, at=moment, reason=reason)


def restore(article, *, by, at=None) -> None:
    """Bring a spiked story back as a draft."""
    with moving(article, "restore", by=by, at=at) as (locked, moment):
        if locked.stage != Stage.SPIKED:
            raise Refused(_("%(slugline)s is not spiked.") % {"slugline": locked.slugline})
        set_stage(locked, Stage.DRAFT)
        log(locked, Verb.RESTORE, by=by, at=moment)


def restore_version(article, *, by, number: int, version=None, at=None) -> Revision:
    """Put an older version into the working copy, as its newest; readers keep what they have.

    Corrections that readers have stay on the story; the text that lacks one cannot be
    published until it is brought in.
    """
    with moving(article, "restore_version", by=by, version=version, at=at) as (locked, moment):
        kept = locked.revisions.filter(number=number).first()
        if kept is None:
            raise Refused(
                _("There is no v%(number)s of %(slugline)s.")
                % {"number": number, "slugline": locked.slugline}
            )
        now = revisions.read(locked)
        kept_document = revisions.upgrade(kept.document)
        document = rights.within_rights(by, locked, kept_document, before=now)
        document["fields"]["slug"] = now["fields"]["slug"]
        document["corrections"] = now["corrections"]
        revisions.write(locked, document)
        revision = revisions.record(
            locked, by=by, at=moment, kind=Revision.Kind.RESTORE, carries=kept.carries
        )
        log(locked, Verb.RESTORE_VERSION, by=by, at=moment, version=number)
    return revision


# Reads ---------------------------------------------------------------------------


def ask_read(article, *, by, kind, at=None) -> Read:
    """Ask for a read: desk, copy, legal or picture. Asked again, the answer before is gone."""
    if kind not in Read.Kind.values:
        raise Refused(_("Choose which read is asked for."))
    with moving(article, "ask_read", by=by, at=at) as (locked, moment):
        read, __ = Read.objects.update_or_create(
            article=locked,
            kind=kind,
            defaults={
                "answer": Read.Answer.ASKED,
                "revision": None,
                "words": "",
                "asked_by": by,
                "asked_at": moment,
                "answered_by": None,
                "answered_at": None,
            },
        )
        log(locked, Verb.ASK_READ, by=by, at=moment, read=kind)
    return read


def answer_read(article, *, by, kind, cleared: bool, words="", version=None, at=None) -> Read:
    """Clear the newest version for the desk, the copy, the law or the pictures, or want changes."""
    with moving(article, "answer_read", by=by, version=version, at=at) as (locked, moment):
        read = locked.reads.filter(kind=kind).first()
        if read is None:
            raise Refused(_("No such read was asked for."))
        if not cleared and not words.strip():
            raise Refused(_("Say what should change."))
        read.answer = Read.Answer.CLEARED if cleared else Read.Answer.CHANGES
        read.revision = revisions.newest(locked)
        read.words, read.answered_by, read.answered_at = words.strip(), by, moment
        read.save()
        log(locked, Verb.ANSWER_READ, by=by, at=moment, read=kind, cleared=cleared)
    return read
