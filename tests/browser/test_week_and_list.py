"""The week, the plan and the story list on a phone: nothing is wider than the window."""

from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from tests.factories import AuthorFactory, chief, story


def test_week_list_and_plan_fit_a_phone(page, sign_in):
    boss = chief()
    sign_in(boss)
    long = story(by=boss, slugline="LONGEST-SLUGLINE-OF-ALL-" + "X" * 36)
    now = timezone.now()
    Article.objects.filter(pk=long.pk).update(due_at=now, wanted_words=1000)
    workflow.approve(long, by=boss, at=now)
    boss.saved_views.create(name="A view with a name as long as it may be, all of sixty letters")
    listed = reverse("admin:articles_article_changelist")
    page.set_viewport_size({"width": 320, "height": 700})

    widths = {}
    for address in (
        reverse("admin:week"),
        reverse("admin:articles_article_plan"),
        f"{listed}?author={AuthorFactory(name='Ada ' + 'Longname' * 8).pk}",
        listed,
    ):
        page.goto(address)
        widths[address] = page.evaluate("document.documentElement.scrollWidth")

    assert set(widths.values()) == {320}, widths
