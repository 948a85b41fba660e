"""The screens of the desk before a checker of accessibility, light and dark, and at 320 px.

What a scheme changes is colour: in the dark only the rules that look at colours run again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import (
    Alarm,
    HouseWord,
    Note,
    Publication,
    ReaderReport,
    ShiftNote,
    VideoHealth,
)
from authors import invitations
from authors.models import Invitation, SignIn
from tests.factories import (
    DAY,
    HOUR,
    AuthorFactory,
    DeskFactory,
    PictureFactory,
    SectionFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    cited,
    embed,
    figure,
    placed,
    ref,
    related,
    saved_again,
    story,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

#: Everything that keeps somebody out, by the rules of WCAG 2.2 AA and by good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
#: Frames are looked at as pages of their own. Nothing is fetched for the checker: it would ask
#: for stylesheets by addresses that are none from here.
HOW = {"iframes": False, "preload": False, "resultTypes": ["violations"]}
#: What stands for every picture: cropping them takes longer than looking.
DOT = "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='9'/>"


@dataclass
class Screen:
    """A screen, who opens it, and what is done there before it is looked at."""

    person: User | None
    name: str
    args: tuple = ()
    query: str = ""
    act: Callable | None = None
    is_phone: bool = False

    def __str__(self):
        done = f", {self.act.__name__}" if self.act else ""
        return f"{self.person or 'nobody'} at {self.address}{done}"

    @property
    def address(self):
        return reverse(self.name, args=self.args) + self.query

    def open(self, page):
        page.set_viewport_size({"width": 320 if self.is_phone else 1280, "height": 800})
        page.goto(self.address)
        assert page.url.endswith(self.address)
        if self.act:
            self.act(page)


def of_story(name):
    return f"admin:articles_article_{name}"


def of(model, name):
    return f"admin:{model}_{name}"


def send(page):
    """Send what is on the screen as it is, whatever the browser says of it."""
    form = page.locator("#content form:not([role=search])").first
    _press(page, form, form.locator("[type=submit]:visible").first)


def send_form(page):
    """The same for the story form, whose buttons stand at its foot."""
    _press(page, page.locator("#article_form"), page.locator(".submit-row [name=_save]"))


def opened(page):
    """Open every panel beside the story form."""
    closed = page.locator(".side-column details:not([open]) > summary")
    closed.evaluate_all("all => all.forEach(each => each.click())")


def _press(page, form, button):
    form.evaluate("form => { form.noValidate = true }")
    with page.expect_navigation():
        button.click()


# Who looks, and what there is -----------------------------------------------------------


def people():
    """Somebody of each role, and the desk that the editor works on."""
    desk = DeskFactory(name="City desk")
    roles = {
        "writer": ["Reporter"],
        "reporter": ["Reporter"],
        "editor": ["Editor"],
        "publisher": ["Editor", "Publisher"],
        "video": ["Video"],
        "admin": ["Administrator"],
    }
    made = {name: UserFactory(username=name, roles=held) for name, held in roles.items()}
    desk.people.add(made["editor"], made["publisher"])
    return SimpleNamespace(desk=desk, now=timezone.now(), nobody=None, **made)


def written(who, **kwargs):
    """A draft of the writer's with a block of every kind and a source."""
    post, picture, mark = SourceFactory(), PictureFactory(), ref()
    lead = {ref(): figure(picture, is_lead=True, caption="The quay.")}
    inside = {
        ref(): figure(picture, caption="The boat."),
        ref(): embed(),
        ref(): embed(provider="", embed_id="", title="goals"),
        ref(): related(("Last year’s boat", "https://harbour.example/")),
        ref(): {"kind": "pullquote", "quote": "It floats.", "speaker": "Ilse Varnham"},
        ref(): {"kind": "factbox", "title": "The boat", "text": "Built in 1910.\n- It floats."},
    }
    cite = f'<p>The <cite data-source="{mark}">Post</cite> had it.</p>'
    given = {
        "by": who.writer,
        "at": who.now - DAY,
        "desk": who.desk.pk,
        "blocks": lead | inside,
        "citations": {mark: cited(post)},
        "body": f"<p>The boat is back.</p><h2>Again</h2>{cite}{placed(**inside)}",
        "topics": [TopicFactory()],
    }
    return story(**given | kwargs)


def live(who, **kwargs):
    """The same, with readers since an hour."""
    ferry = written(who, **kwargs)
    workflow.publish(ferry, by=who.publisher, leave_out=True, at=who.now - HOUR)
    return ferry


# The screens ----------------------------------------------------------------------------


def desk_pages(who):
    """What each role begins with, on a day with work in every list."""
    live(who, slugline="LIVE", kicker="Harbour")
    ready, sent = written(who, slugline="READY"), written(who, slugline="SENT")
    workflow.submit(sent, by=who.writer, at=who.now)
    workflow.submit(ready, by=who.writer, at=who.now)
    workflow.approve(ready, by=who.publisher, at=who.now)
    late = written(who, slugline="SCHEDULED")
    later = {"go_live_at": who.now + HOUR, "at": who.now, "leave_out": True}
    workflow.publish(late, by=who.publisher, **later)
    back = written(who, slugline="BACK")
    workflow.submit(back, by=who.writer, at=who.now)
    workflow.send_back(back, by=who.editor, reason="Who says so?", at=who.now)
    Alarm.objects.create(kind=Alarm.Kind.ASKED, key="asked", article=late)
    ShiftNote.objects.create(text="Court at seven.", by=who.admin)
    roles = [who.writer, who.editor, who.publisher, who.video, who.admin]
    return [Screen(person, "admin:index") for person in roles]


def lists(who):
    """The lists that stories are found in, and what is begun from them."""
    live(who)
    written(who, slugline="PLANNED", planned=True)
    listed = of_story("changelist")

    def handed_over(page):
        """Tick the first story and ask to whom it goes."""
        page.locator(".action-select").first.check()
        page.locator("select[name=action]").select_option("hand_over_stories")
        with page.expect_navigation():
            page.locator(".actions button").click()

    return [
        Screen(who.editor, listed, act=handed_over),
        Screen(who.editor, listed, query="?q=ferry"),
        Screen(who.publisher, listed),
        Screen(who.reporter, listed, query="?mine=yes"),
        Screen(who.editor, "admin:week"),
        Screen(who.editor, of_story("plan")),
        Screen(who.editor, of_story("plan"), act=send),
        Screen(who.editor, "admin:shift_note"),
        Screen(who.editor, "admin:as_of"),
        Screen(who.publisher, "admin:front"),
        Screen(who.publisher, "admin:alert"),
        Screen(who.editor, "admin:as_of_front", (f"{who.now:%Y-%m-%dT%H:%M}",)),
        Screen(who.writer, "admin:articles_edition_changelist"),
        Screen(who.editor, "admin:app_list", ("articles",)),
    ]


def stories(who):
    """The story form, and what those see who may not write in it."""
    ferry, out = written(who), live(who)
    Note.objects.create(article=ferry, text="Who says so?", by=who.editor, about="The boat")
    mine = (ferry.pk,)

    def met(page):
        """Somebody else saves another headline while it is being written."""
        page.locator("#id_headline").fill("The boat came back")
        saved_again(ferry, by=who.editor, headline="A boat returned")
        send_form(page)

    return [
        Screen(who.writer, of_story("add")),
        Screen(who.writer, of_story("add"), act=send_form),
        Screen(who.editor, of_story("change"), mine, act=opened),
        Screen(who.writer, of_story("change"), mine, is_phone=True),
        Screen(who.writer, of_story("change"), mine, act=met),
        Screen(who.publisher, of_story("live"), (out.pk,)),
        Screen(who.video, of_story("change"), mine),
        Screen(who.reporter, of_story("change"), mine),
    ]


def publishing(who):
    """The publish sheet, and every page that asks a publisher one question."""
    ferry = written(who)
    late = written(who)
    later = {"go_live_at": who.now + DAY, "at": who.now, "leave_out": True}
    workflow.publish(late, by=who.publisher, **later)
    out = live(who)
    workflow.correct(out, by=who.publisher, notice="It was the north quay.", at=who.now)
    out.revisions.filter(number=out.version).update(carries=[])

    def asks(name, article, *more, by=who.publisher, **kwargs):
        return Screen(by, of_story(name), (article.pk, *more), **kwargs)

    return [
        asks("publish", ferry),
        asks("publish", ferry, act=lambda page: page.locator("button[value=later]").click()),
        asks("publish", out),
        asks("change_time", late),
        *(asks(name, out) for name in ("lead", "put_back", "withdraw", "retract", "kill")),
        asks("bring_in", out, out.corrections.get().pk),
        asks("redact", ferry, by=who.admin),
    ]


def handing(who):
    """What people ask each other about a draft, its history, and who reads it outside."""
    ferry, out = written(who), live(who)
    workflow.submit(ferry, by=who.writer, at=who.now)
    workflow.ask_read(ferry, by=who.writer, kind="legal", at=who.now)
    saved_again(ferry, by=who.writer, headline="A boat is back", body="<p>A boat.</p>")
    talk = Note.objects.create(article=ferry, text="Who says so?", by=who.editor)
    Note.objects.create(article=ferry, text="The Post.", by=who.writer, answers=talk)
    Note.objects.create(article=ferry, text="Careful.", by=who.editor, is_legal=True)
    until = who.now + DAY
    link = workflow.share(ferry, by=who.publisher, for_whom="A lawyer", works_until=until)
    old = workflow.share(ferry, by=who.publisher, for_whom="Her clerk", works_until=until)
    workflow.unshare(old, by=who.publisher)
    names = ["send_back", "hand_over", "ask_read", "answer_read", "ask_publisher"]
    pages = [*names, "notes", "share", "history", "preview"]
    return [
        *(Screen(who.editor, of_story(name), (ferry.pk,)) for name in pages),
        Screen(who.editor, of_story("send_back"), (ferry.pk,), act=send),
        Screen(who.editor, of_story("version"), (ferry.pk, 1)),
        Screen(who.editor, of_story("compare"), (ferry.pk,), query="?a=1&b=2"),
        Screen(who.editor, of_story("as_it_stood"), (out.pk, out.editions.get().pk)),
        Screen(who.nobody, "articles:shared_draft", (link.key,)),
    ]


COPY = """\
Saltmere has asked to join the lighthouse league, its council said on Monday.

READ NEXT: Night ferries return to the north quay

Members pay by the length of their coast, Ilse Varnham said.

WATCH: The last keeper - From Coast Television
"""


def coming_in(who):
    """How stories and videos come in: pasted, filed from a phone, attached."""
    ReaderReport.objects.create(
        article=(out := live(who)), edition=out.editions.get(), text="It was quay 3.", at=who.now
    )
    health = VideoHealth.objects.create(
        provider="youtube",
        embed_id="dQw4w9WgXcQ",
        state=VideoHealth.State.REFUSED,
        since=who.now,
        next_check_at=who.now + DAY,
    )

    def pasted(page):
        page.locator("#content textarea").first.fill(COPY)
        send(page)

    return [
        Screen(who.writer, of_story("intake")),
        Screen(who.writer, of_story("intake"), act=pasted),
        Screen(who.writer, "admin:file", is_phone=True),
        Screen(who.writer, "admin:file", act=send, is_phone=True),
        Screen(who.publisher, "admin:reports"),
        Screen(who.video, "admin:video_desk"),
        Screen(who.video, "admin:video_replace", (health.pk,)),
    ]


def registers(who):
    """Pictures, sources, authors, topics, sections and house words."""
    author, source, other = AuthorFactory(), SourceFactory(), SourceFactory()
    picture, topic = PictureFactory(caption="The quay.", use_until=who.now), TopicFactory()
    blocks = {ref(): figure(picture)}
    written(who, author=author, blocks=blocks, body=f"<p>The boat.</p>{placed(**blocks)}")
    word = HouseWord.objects.create(wrong="e-mail", right="email", why="House style.")
    one = {"articles_picture": picture, "articles_source": source, "articles_topic": topic}
    one |= {"authors_author": author, "articles_houseword": word}
    one |= {"articles_section": SectionFactory()}
    merged = f"?into={other.pk}"
    pages = ["upload", "used", "extend", "replace", "remove"]
    return [
        *(Screen(who.editor, of(model, "changelist")) for model in one),
        *(Screen(who.editor, of(model, "change"), (each.pk,)) for model, each in one.items()),
        Screen(who.editor, of("articles_picture", "add")),
        Screen(who.editor, of("articles_picture", "add"), act=send),
        Screen(who.editor, of("articles_source", "merge"), (source.pk,)),
        Screen(who.editor, of("articles_source", "merge"), (source.pk,), query=merged),
        Screen(who.editor, of("articles_source", "history"), (source.pk,)),
        Screen(who.editor, of("articles_houseword", "delete"), (word.pk,)),
        *(
            Screen(
                who.editor, of("articles_picture", name), (picture.pk,) if name != "upload" else ()
            )
            for name in pages
        ),
    ]


def typed(page, username, password):
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def mistaken(page):
    typed(page, "writer", "no-pass-of-theirs")


def asked_for_code(page):
    typed(page, "publisher", "desk-pass-1")


def setting_up(page):
    """Show once more who one is; the square for the phone comes after it."""
    page.get_by_label("Password").fill("desk-pass-1")
    send(page)


def set_up(page):
    """Turn the second step on, as a phone would."""
    setting_up(page)
    secret = page.locator(".account-secret").inner_text()
    shown = format_hotp_value(hotp_value(secret, int(time()) // 30))
    page.get_by_label("Code that your phone shows now").fill(shown)
    send(page)


def accounts(who):
    """People, invitations, sign-ins and the audit, and everybody's own account."""
    invited = Invitation(email="ana@x.example")
    link = invitations.new_link(invited, by=who.admin, at=who.now)
    token = link.rstrip("/").rpartition("/")[2]
    seen = SignIn.objects.create(what=SignIn.What.IN, person=who.writer, username="writer")
    role = Group.objects.get(name="Reporter").pk
    paper, __ = Publication.objects.get_or_create(only=True)

    Authenticator.objects.create(
        user=who.publisher, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP" * 2}
    )
    again = "?next=" + reverse("mfa_activate_totp")

    def admins(name, *args, **kwargs):
        return Screen(who.admin, name, args, **kwargs)

    return [
        Screen(who.nobody, "admin:login"),
        Screen(who.nobody, "admin:login", act=mistaken),
        Screen(who.nobody, "admin:invitation", (token,)),
        *(admins(of("auth_user", name)) for name in ("changelist", "add")),
        admins(of("auth_user", "add"), act=send),
        *(
            admins(of("auth_user", name), who.writer.pk)
            for name in ("change", "password_change", "sign_out", "reset_step")
        ),
        admins(of("auth_group", "change"), role),
        *(admins(of("authors_invitation", name)) for name in ("changelist", "add")),
        admins(of("authors_invitation", "change"), invited.pk),
        admins(of("authors_signin", "changelist")),
        admins(of("authors_signin", "change"), seen.pk),
        admins("admin:audit"),
        admins(of("articles_publication", "change"), paper.pk),
        admins(of("articles_crawlerrule", "changelist")),
        admins(of("authors_desk", "changelist")),
        admins(of("authors_desk", "change"), who.desk.pk),
        admins(of("articles_move", "changelist")),
        admins("admin:password_change"),
        admins("account"),
        Screen(who.nobody, "admin:login", act=asked_for_code),
        admins("account_reauthenticate", query=again),
        admins("account_reauthenticate", query=again, act=setting_up),
        admins("account_reauthenticate", query=again, act=set_up),
    ]


GROUPS = [desk_pages, lists, stories, publishing, handing, coming_in, registers, accounts]


# Looking --------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_nothing_keeps_anybody_out(page, sign_in, group):
    screens = group(people())
    drawn = {"body": DOT, "content_type": "image/svg+xml"}
    page.route("**/media/renditions/**", lambda route: route.fulfill(**drawn))
    # A form that was begun here asks before it is left.
    page.on("dialog", lambda dialog: dialog.accept())

    found = []
    for screen in screens:
        # The page before asks nothing more once somebody else sits there.
        page.goto("about:blank")
        page.context.clear_cookies()
        if screen.person:
            sign_in(screen.person)
        screen.open(page)
        found += [f"{screen}: {each}" for each in looked_at(page)]

    assert found == []


def looked_at(page):
    """What is wrong with a screen, a line each."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(Axe().axe_script)
    yield from violations(page, RULES, "light")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    yield from violations(page, COLOURS, "dark")
    page.set_viewport_size({"width": 320, "height": 800})
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        yield f"{over} px too wide at 320"


#: Of what the checker says, what keeps somebody out. A colour on its way to another is none.
LOOK = """async (options) => {
    document.getAnimations().forEach((each) => each.finish());
    const { violations } = await axe.run(document, options);
    const worst = violations.filter((each) => ["serious", "critical"].includes(each.impact));
    return worst.flatMap((each) => each.nodes.map((node) =>
        `${each.id}, ${node.target.join(" ")}: ${node.failureSummary}`));
}"""


def violations(page, rules, scheme):
    for each in page.evaluate(LOOK, HOW | {"runOnly": rules}):
        yield f"{scheme}, {each}"
