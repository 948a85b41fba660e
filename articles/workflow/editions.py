"""Making what readers see: editions, their addresses, the corrections they carry."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import pointers, purging, rendering, revisions, search, timeline
from articles.models import (
    Address,
    Approval,
    Article,
    Correction,
    Edition,
    EditionByline,
    EditionTopic,
    Move,
    Picture,
    Revision,
    Withdrawal,
)

#: What was decided on the publish sheet and goes with an edition that is made anew.
DECIDED = (
    "change",
    "what_is_new",
    "to_top",
    "as_new",
    "leave_out",
    "keep_address",
    "live_from",
    "published_by",
    "created_at",
)


def make_edition(article, revision, *, by, live_from, created_at, **decided) -> Edition:
    """Freeze a version for readers from `live_from`; `decided` is what the sheet said."""
    edition = make_unretimed(
        article, revision, live_from=live_from, created_at=created_at, **decided
    )
    issue_corrections(edition, by=by)
    set_take_down(article, by=by, at=created_at)
    timeline.retime(article)
    return Edition.objects.get(pk=edition.pk)


def make_unretimed(article, revision, *, live_from, leave_out=False, **decided):
    document = rendering.public_document(
        with_dates(article, revision, live_from), at=live_from, leave_out=leave_out
    )
    edition = rendering.edition_of(
        document,
        article=article,
        revision=revision,
        live_from=live_from,
        first_published_at=live_from,
        listed_at=live_from,
        leave_out=leave_out,
        lead_alt_text=_alt_text(rendering.lead_figure(document)),
        search_text=rendering.search_text(document),
        is_retracted=any(c["kind"] == Correction.Kind.RETRACTION for c in document["corrections"]),
        **decided,
    )
    edition.body_html = rendering.unlinked(edition.body_html, _killed_paths(edition.body_html))
    edition.path = claim_address(article, edition)
    edition.save()
    add_rows(edition)
    return edition


def with_dates(article, revision, live_from):
    """The version's document with each notice dated as readers have it by `live_from`."""
    document = pointers.on_file(revisions.upgrade(revision.document))
    document["fields"]["slug"] = article.slug
    issued = article.corrections.filter(edition__live_from__lt=live_from)
    dates = {str(ref): at.isoformat() for ref, at in issued.values_list("ref", "issued_at")}
    for correction in document["corrections"]:
        correction["issued_at"] = dates.get(correction["ref"])
    return document


def _alt_text(figure):
    if figure is None or figure["decorative"] or not figure["picture"]:
        return ""
    return figure["alt_text"] or Picture.objects.get(pk=figure["picture"]).alt_text


def _killed_paths(html):
    """Addresses of killed stories that this prose still links to."""
    linked = rendering.linked_paths(html)
    if not linked:
        return set()
    killed = Address.objects.filter(path__in=linked, article__killed_at__isnull=False)
    return set(killed.values_list("path", flat=True))


def add_rows(edition):
    """The rows by which authors' and topics' pages, and a search, find the edition.

    It may be an old one once more: who was merged since is found as whom they became.
    """
    document = pointers.named_today(edition.document)
    EditionByline.objects.bulk_create(
        EditionByline(
            edition=edition,
            author_id=byline["author"],
            position=position,
            role=byline["role"],
            credited_as=byline["credited_as"] or byline["name"],
            listed_at=edition.listed_at,
        )
        for position, byline in enumerate(document["bylines"])
    )
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic_id=topic, listed_at=edition.listed_at)
        for topic in document["topics"]
    )
    search.put([edition])


# Notices to readers ----------------------------------------------------------------


def issue_corrections(edition, *, by):
    """Date the notices that this edition is the first to carry.

    One that was to go out later with something scheduled goes out now.
    """
    refs = [correction["ref"] for correction in edition.document["corrections"]]
    rows = edition.article.corrections.filter(ref__in=refs)
    for row in rows.select_related("edition"):
        if row.edition is None or row.edition.live_from > edition.live_from:
            set_issued(row, edition, by=by)


def set_issued(row, edition, *, by):
    Correction.objects.filter(pk=row.pk).update(
        edition=edition, issued_at=edition.live_from, issued_by=by
    )


def take_back_corrections(editions):
    """Let the notices that these editions were the first to carry wait again."""
    Correction.objects.filter(edition__in=editions).update(
        edition=None, issued_at=None, issued_by=None
    )


# What is scheduled -------------------------------------------------------------------


def scheduled_of(article, at):
    """What has not begun, the next first."""
    coming = article.editions.scheduled(at).select_related("revision", "article", "published_by")
    return list(coming.order_by("live_from"))


def facts_of(edition) -> dict:
    """What is needed to make a scheduled edition again, as a Move can keep it."""
    facts = {name: getattr(edition, name) for name in DECIDED if name != "published_by"}
    return facts | {
        "revision": edition.revision_id,
        "published_by": edition.published_by_id,
        "live_from": edition.live_from.isoformat(),
        "created_at": edition.created_at.isoformat(),
    }


def make_again(article, edition, revision, *, by, at, **changes) -> Edition:
    """Replace a scheduled edition by one of another version or time; its moves stay with it."""
    decided = {name: getattr(edition, name) for name in DECIDED} | changes
    moves = list(Move.objects.filter(edition=edition).values_list("pk", flat=True))
    purging.editions_go(article, [edition])
    take_back_corrections([edition])
    search.forget([edition])
    edition.delete()
    made = make_edition(article, revision, by=by, **decided)
    Move.objects.filter(pk__in=moves).update(edition=made)
    return made


def make_from_facts(article, facts, *, by):
    """Schedule once more what was cancelled a moment ago."""
    revision = Revision.objects.get(pk=facts["revision"], article=article)
    decided = {name: facts[name] for name in DECIDED if name != "published_by"}
    decided |= {
        "live_from": datetime.fromisoformat(facts["live_from"]),
        "created_at": datetime.fromisoformat(facts["created_at"]),
        "published_by_id": facts["published_by"],
    }
    return make_edition(article, revision, by=by, **decided)


def drop(article, editions, *, by, at):
    """Remove editions that have not begun, with the addresses claimed for them alone."""
    purging.editions_go(article, editions)
    paths = {edition.path for edition in editions}
    take_back_corrections(editions)
    search.forget(editions)
    asked_slug = revisions.upgrade(editions[0].revision.document)["fields"]["slug"]
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).delete()
    kept = article.editions.values("path")
    article.addresses.filter(path__in=paths).exclude(path__in=kept).delete()
    known = article.editions.filter(live_from__lte=at).order_by("live_from").last()
    set_slug(article, known.path.split("/")[-2] if known else asked_slug)
    set_take_down(article, by=by, at=at)
    timeline.retime(article)


def set_take_down(article, *, by, at):
    """Keep the withdrawal that lies ahead in step with the story's “take down at”."""
    ahead = article.withdrawals.filter(kind=Withdrawal.Kind.TAKE_DOWN, at__gt=at)
    until = article.use_until
    if until is None or until <= at or not article.editions.filter(live_from__lt=until).exists():
        ahead.delete()
        return
    ahead.exclude(at=until).delete()
    Withdrawal.objects.get_or_create(
        article=article,
        at=until,
        defaults={"kind": Withdrawal.Kind.TAKE_DOWN, "by": by, "created_at": at},
    )


def carry_approval(before, after, *, by, at):
    """Let a merged version be approved as the one it came from was."""
    approval = Approval.objects.filter(revision=before).first()
    if approval and not Approval.objects.filter(revision=after).exists():
        Approval.objects.create(revision=after, by=approval.by, at=approval.at)


# Addresses ------------------------------------------------------------------------------

SLUG_LENGTH = Article._meta.get_field("slug").max_length


def claim_address(article, edition):
    """The story's path, claimed for good; a taken slug gets -2, -3 and so on.

    The date is the local day of first publication; the slug is proposed from the headline
    until the story has an address and never again.
    """
    if edition.keep_address:
        begun = article.editions.filter(undone_at=None, live_from__lte=edition.live_from)
        newest = begun.order_by("live_from").last()
        if newest:
            return newest.path
    folder = folder_of(article, edition.section, edition.live_from)
    slug = proposed_slug(article, edition.headline) or f"story-{article.pk}"
    number = 1
    while True:
        tail = f"-{number}" if number > 1 else ""
        numbered = slug[: SLUG_LENGTH - len(tail)] + tail
        path = f"{folder}{numbered}/"
        if claim(path, article):
            break
        number += 1
    set_slug(article, numbered)
    return path


def proposed_slug(article, headline):
    """The story's slug, else what its headline gives; empty where that has no letters of use."""
    return article.slug or slugify(headline)[:80].strip("-")


def folder_of(article, section, live_from):
    """Where the story's address lies: its section, and the local day on which it first began."""
    known = article.editions.filter(undone_at=None).order_by("live_from")
    first = known.values_list("live_from", flat=True).first()
    day = timezone.localtime(first or live_from)
    return f"/{section.slug}/{day:%Y/%m/%d}/"


def set_slug(article, slug):
    article.slug = slug
    Article.objects.filter(pk=article.pk).update(slug=slug)


def claim(path, article) -> bool:
    """Make a path the story's, unless another story has it."""
    try:
        with transaction.atomic():
            address, _ = Address.objects.get_or_create(path=path, defaults={"article": article})
    except IntegrityError:
        return False
    return address.article_id == article.pk
