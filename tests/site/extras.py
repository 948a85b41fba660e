"""The kinds of pages that a fresh demo paper has none of, made as the desk makes them."""

from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.models import Picture, Section
from authors.models import Author
from tests.factories import HOUR, chief, embed, figure, placed, published, ref

TABLE = (
    "<table><caption>Boats a day</caption><tbody><tr><th>Day</th><th>Boats</th></tr>"
    "<tr><td>Monday</td><td>12</td></tr></tbody></table>"
)


@transaction.atomic
def publish():
    """Four stories; the addresses of the one that left and of the one that was taken back."""
    by, now = chief(username=f"site-check-{ref()}"), timezone.now() - HOUR
    told = {
        "by": by,
        "at": now,
        "author": Author.objects.first(),
        "section": Section.objects.first(),
    }
    pictures = [
        figure(picture, alt_text="A harbour at dusk")
        for picture in Picture.objects.order_by("pk")[:3]
    ]
    blocks = {ref(): block for block in [embed(), *pictures]}
    published(
        headline="Everything that a story may hold",
        body="<p>Boats, day by day.</p>" + TABLE + placed(**blocks) + "<p>That is all.</p>",
        blocks=blocks,
        **told,
    )
    published(
        headline="عودة العبّارة إلى الرصيف الشمالي",
        dek="غادر القارب الأول في السابعة.",
        body="<p>عاد القارب إلى المدينة.</p>",
        slug="the-ferry-in-arabic",
        language="ar",
        **told,
    )
    retracted = published(headline="A story that the paper took back", **told)
    workflow.retract(retracted, by=by, notice="It was not so.", at=now + HOUR / 2)
    gone = published(headline="A story that left", **told)
    workflow.withdraw(gone, by=by, notice="It was published by mistake.", at=now + HOUR / 2)
    return [gone.editions.get().path, retracted.editions.latest("live_from").path]
