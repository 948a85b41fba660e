"""docs/permissions.md held against every address, for every role, in every state of a story.

A row of the document names an address by its route and says what each role gets. Every
route of the URL resolver needs a row: a new one without fails here with its name.
"""

import logging
import re
import uuid
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import rights, workflow
from articles.models import (
    Alarm,
    Article,
    CrawlerRule,
    HouseWord,
    Notice,
    PolicyPage,
    Publication,
    ReaderReport,
    ShiftNote,
    VideoHealth,
)
from authors.models import Author, Invitation, SignIn
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    DeskFactory,
    PictureFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
    chief,
    embed,
    placed,
    ref,
    story,
)

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parent.parent / "docs" / "permissions.md"

#: The columns of the tables, in their order: who asks.
ROLES = [
    "Nobody",
    "Writer",
    "Reporter",
    "Video",
    "Editor",
    "Other editor",
    "Night editor",
    "Publisher",
    "Administrator",
    "Superuser",
    "No role",
]
#: The states in which each address of a story is asked for, by method; a row may name others.
ASKED_IN = {"GET": ("draft", "restricted"), "POST": ("live", "kept ready")}

# What the document says -------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One address and one way to ask it, with what each role gets."""

    route: str
    method: str
    sent: tuple
    answers: tuple
    states: tuple

    def __str__(self):
        said = " ".join(f"{name}={value}" for name, value in self.sent)
        return f"{self.method} {self.route} {said}".strip()

    def says(self, role):
        return dict(self.answers).get(role)


def tables():
    """The rows of each table of the document, as lists of cells, by the heading above it."""
    found, heading = {}, ""
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("|") and not re.fullmatch(r"[|\-: ]+", line):
            found.setdefault(heading, []).append([c.strip() for c in line.strip("|").split("|")])
    return {heading: rows[1:] for heading, rows in found.items()}


TABLES = tables()


def rows_of(heading):
    return [row for cells in TABLES[heading] for row in _rows(cells)]


def _rows(cells):
    """“What · state, state”, addresses in backticks, the ways to ask, and an answer a role."""
    words, addresses, methods, *answers = cells
    _, _, states = words.partition(" · ")
    for address in re.findall(r"`([^`]+)`", addresses):
        route, *sent = address.split()
        for method in methods.split(", "):
            yield Row(
                route=route,
                method=method,
                sent=tuple(tuple(part.split("=", 1)) for part in sent),
                answers=tuple(zip(ROLES, answers, strict=True)),
                states=tuple(states.split(", ")) if states else ASKED_IN[method],
            )


def by_state(heading):
    return {
        state: dict(zip(ROLES, answers, strict=True))
        for states, *answers in TABLES[heading]
        for state in states.split(", ")
    }


STORIES = by_state("Which stories there are, and what opens")
STORY_ROWS = rows_of("A story’s addresses")
OTHER_ROWS = rows_of("Everything else on the desk")
MOVES = {verb.strip("`"): answers for verb, *answers in TABLES["Moves"]}
#: Readers' addresses: the path that is asked for, and the status for each state of a story.
READERS = {route.strip("`"): answers for route, *answers in TABLES["Readers’ addresses"]}
STATES_OF_A_PAGE = ["scheduled", "live", "retracted", "withdrawn", "killed"]


# What there is ------------------------------------------------------------------------


def routes(resolver=None, namespace="", prefix=""):
    """Every route of the site: its name, or its pattern where it has none."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from routes(pattern, inner, route)
        else:
            name = f"{namespace}:{pattern.name}" if namespace else pattern.name
            yield (name if pattern.name else route).removeprefix("admin:")


def named(route, rows):
    """Whether a row names the route; `*` in a row stands for any model's name."""
    return any(fnmatchcase(route, row.route) for row in rows)


def test_every_route_has_a_row():
    rows = [*STORY_ROWS, *OTHER_ROWS]
    missing = [route for route in routes() if route not in READERS and not named(route, rows)]

    assert sorted(missing) == []


def test_every_row_has_a_route():
    known = set(routes())
    rows = [row.route for row in [*STORY_ROWS, *OTHER_ROWS] if "*" not in row.route]

    assert sorted({*rows, *READERS} - known) == []


def test_every_address_is_asked_both_ways():
    asked_for = {(row.route, row.method) for row in [*STORY_ROWS, *OTHER_ROWS]}
    wanted = {(route, way) for route, _ in asked_for for way in ("GET", "POST")}

    assert sorted(wanted - asked_for) == []


def test_every_move_has_a_row():
    assert sorted(MOVES) == sorted(rights.VERB_PERMISSIONS)


# The newsroom that is asked ----------------------------------------------------------


@pytest.fixture(scope="module")
def newsroom(django_db_setup, django_db_blocker):
    """People, stories in every state, and all else; made once, and gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _newsroom()
        transaction.set_rollback(True)


def _newsroom():
    desk, other_desk = DeskFactory(name="City desk"), DeskFactory(name="Sport desk")
    people = {
        "Writer": UserFactory(roles=["Reporter"]),
        "Reporter": UserFactory(roles=["Reporter"]),
        "Video": UserFactory(roles=["Video"]),
        "Editor": UserFactory(roles=["Editor"]),
        "Other editor": UserFactory(roles=["Editor"]),
        "Night editor": UserFactory(roles=["Night editor"]),
        "Publisher": UserFactory(roles=["Publisher"]),
        "Administrator": UserFactory(roles=["Administrator"]),
        "Superuser": UserFactory(is_superuser=True),
        "No role": UserFactory(),
    }
    desk.people.add(people["Editor"])
    other_desk.people.add(people["Other editor"])
    made = SimpleNamespace(people=people, desk=desk, stories=_stories(people, desk))
    made.known = {person.pk: User.objects.get(pk=person.pk) for person in people.values()}
    made.sessions = {role: _signed_in(person) for role, person in people.items()}
    made.things = _things(made)
    return made


def _corrected(ferry, boss, at):
    """The story with a notice that readers have and its draft lacks."""
    workflow.correct(ferry, by=boss, notice="It was the north quay.", at=at)
    ferry.revisions.filter(number=ferry.version).update(carries=[])
    return ferry


def _stories(people, desk):
    """A story in every state, begun by the writer; the restricted one by somebody else."""
    boss, writer = chief(), people["Writer"]
    now = timezone.now()
    before = now - DAY
    slot = ref()
    waiting = {slot: embed(provider="", embed_id="")}
    author = AuthorFactory(slug="ada-boatman")

    def drafted(**kwargs):
        text = "<p>The boat is back.</p>" + placed(**waiting)
        given = {"by": writer, "at": before, "desk": desk.pk, "blocks": waiting, "body": text}
        given["author"] = author
        return story(**given | kwargs)

    def out(**kwargs):
        ferry = drafted()
        workflow.publish(ferry, by=boss, leave_out=True, at=before + HOUR, **kwargs)
        return ferry

    made = {name: drafted() for name in ("planned", "draft", "in review", "spiked", "kept ready")}
    made["planned"] = drafted(planned=True)
    workflow.submit(made["in review"], by=writer, at=before)
    workflow.spike(made["spiked"], by=boss, at=before)
    Article.objects.filter(pk=made["kept ready"].pk).update(kept_ready=True)
    made["on no desk"] = drafted(desk=None)
    made["restricted"] = drafted(by=boss)
    made["restricted"].restricted_to.add(people["Editor"])
    made |= {name: out() for name in ("live", "retracted", "withdrawn", "killed")}
    made["scheduled"] = drafted()
    workflow.publish(made["scheduled"], by=boss, leave_out=True, at=before, go_live_at=now + DAY)
    made["corrected"] = _corrected(out(), boss, before + 2 * HOUR)
    workflow.retract(made["retracted"], by=boss, notice="It was wrong.", at=before + 2 * HOUR)
    workflow.withdraw(made["withdrawn"], by=boss, at=before + 2 * HOUR)
    workflow.kill(made["killed"], by=boss, at=before + 2 * HOUR)
    return made


def _signed_in(person):
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _things(made):
    """The object that an address of each model is asked for."""
    live = made.stories["live"]
    return {
        "articles_edition": live.editions.first().pk,
        "articles_move": live.moves.first().pk,
        "articles_picture": PictureFactory().pk,
        "articles_section": live.section_id,
        "articles_topic": TopicFactory().pk,
        "articles_source": SourceFactory().pk,
        "articles_publication": Publication.objects.create().pk,
        "articles_policypage": PolicyPage.objects.create(role="ethics", title="Ethics").pk,
        "articles_crawlerrule": CrawlerRule.objects.create(token="GPTBot", purpose="training").pk,
        "articles_houseword": HouseWord.objects.create(wrong="e-mail", right="email").pk,
        "authors_author": AuthorFactory().pk,
        "authors_desk": made.desk.pk,
        "authors_invitation": Invitation.objects.create(email="ana@x.example", works_until=NOON).pk,
        "authors_signin": SignIn.objects.latest("pk").pk,
        "auth_group": Group.objects.get(name="Reporter").pk,
        "auth_user": UserFactory().pk,
        "superuser": UserFactory(is_superuser=True).pk,
        "author_type": ContentType.objects.get_for_model(Author).pk,
        "story_type": ContentType.objects.get_for_model(Article).pk,
        "edition": live.editions.first().pk,
        "correction": made.stories["corrected"].corrections.get().pk,
        "articles_article": made.stories["draft"].pk,
        "alarm": Alarm.objects.create(kind=Alarm.Kind.ASKED, key="asked", article=live).pk,
        "reader_report": ReaderReport.objects.create(article=live, text="It is wrong.").pk,
        "notice": Notice.objects.create(person=made.people["Writer"], article=live).pk,
        "share_link": _share_link(made).pk,
        "shift_note": ShiftNote.objects.create(text="Court at seven.").pk,
        "uuid": str(uuid.uuid4()),
        "video": _video(made),
    }


def _share_link(made):
    until = timezone.now() + DAY
    return workflow.share(
        made.stories["draft"], by=made.people["Publisher"], for_whom="A lawyer", works_until=until
    )


def _video(made):
    """What is known of a video that one draft shows."""
    block = {ref(): embed()}
    story(by=made.people["Writer"], desk=made.desk.pk, blocks=block, body=placed(**block))
    known = {"provider": "youtube", "embed_id": "dQw4w9WgXcQ", "next_check_at": timezone.now()}
    return VideoHealth.objects.create(**known).pk


@pytest.fixture
def answers_only(newsroom, monkeypatch):
    """Ask which page an address answers with, and do not draw it: that takes most of the time."""

    def named_only(template, context):
        template_rendered.send(sender=template, template=template, context=context)
        return ""

    monkeypatch.setattr(Template, "_render", named_only)
    # Whoever is signed in is loaded once, rights and all.
    monkeypatch.setattr(ModelBackend, "get_user", lambda _, pk: newsroom.known[pk])
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# Asking -------------------------------------------------------------------------------

CLIENT = Client()
#: What a page that opens is, by its template; any other is “open”.
PAGES = {
    "admin/articles/article/change_form.html": "form",
    "articles/desk/read.html": "text",
    "articles/desk/line.html": "line",
}


def ask(made, role, method, address, sent):
    """The response that a role gets; whatever the request changed is put back."""
    CLIENT.cookies = SimpleCookie()
    if role != "Nobody":
        CLIENT.cookies[settings.SESSION_COOKIE_NAME] = made.sessions[role]
    with transaction.atomic():
        response = (CLIENT.get if method == "GET" else CLIENT.post)(address, sent)
        transaction.set_rollback(True)
    return response


def asked(made, role, method, address, sent=None):
    return answer_of(ask(made, role, method, address, sent or {}))


def answer_of(response):
    """The class of an answer, in the document's words."""
    goes_to = response.headers.get("Location", "")
    if response.status_code == 401 or goes_to.startswith(reverse("admin:login")):
        return "sign in"
    if response.status_code == 403 or any("You may not" in words for words in said_by(response)):
        return "no"
    if response.status_code == 404 or _is_nowhere(response):
        return "–"
    if response.status_code == 405:
        return "405"
    return _page(response)


def said_by(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def _is_nowhere(response):
    """Django's admin sends somebody who asks for what does not exist to the desk page."""
    return response.headers.get("Location") == reverse("admin:index") and any(
        "doesn’t exist" in words for words in said_by(response)
    )


def _page(response):
    for template in response.templates:
        if page := PAGES.get(template.name):
            return "videos" if page == "text" and response.context["videos"] else page
    return "yes"


#: What stands in an address for a part that is no object.
FILLED = {"number": 1, "before": 1, "after": 1, "version": 1}


def asked_at(row, things, pk):
    """The row's address for one object, and what is sent there."""
    fillers = {**FILLED, **things, "pk": pk, "object_id": pk, "id": pk}
    sent = {name: value.format_map(fillers) for name, value in row.sent}
    if "/" in row.route:  # it has no name
        path = row.route.replace("(?P<url>.*)$", "nothing/here").replace("*", "articles/article")
        return "/" + path.replace("<path:object_id>", str(pk)), sent
    name, known = _name_of(row.route)
    parts = {part: sent.pop(part, fillers.get(part)) for part in known}
    return reverse(name, kwargs=parts), sent


@cache
def _name_of(route):
    """A route's full name, and the names of the parts that its address is made of."""
    resolver, name = get_resolver(), route
    if not resolver.reverse_dict.getlist(route):
        (_, resolver), name = resolver.namespace_dict["admin"], f"admin:{route}"
    [(possibilities, *_), *_] = resolver.reverse_dict.getlist(route)
    return name, possibilities[0][1]


#: What somebody may get for a story that does not exist for them.
NOWHERE = {"–", "no", "405"}


def differences(made, row, expected, states, pk_of):
    """Where the answers differ from the table, in words; `expected` gives a set of answers."""
    found = []
    for state in states:
        address, sent = asked_at(row, made.things, pk_of(state))
        for role in ROLES:
            if wanted := expected(role, state):
                got = asked(made, role, row.method, address, sent)
                found += [] if got in wanted else [f"{role}, {state}: {got}, not {wanted}"]
    return found


@pytest.mark.parametrize("row", STORY_ROWS, ids=str)
@pytest.mark.usefixtures("answers_only")
def test_story_s_address_answers_as_written(newsroom, row):
    def expected(role, state):
        if STORIES[state][role] == "–":
            return NOWHERE
        # What only some states have is asked of hidden stories for those they are hidden from.
        return {row.says(role)} if state in row.states else set()

    states = dict.fromkeys([*row.states, ASKED_IN[row.method][1]])

    def pk_of(state):
        return newsroom.stories[state].pk

    assert differences(newsroom, row, expected, states, pk_of) == []


def test_hidden_story_answers_as_one_that_never_was(newsroom):
    """Byte for byte, apart from the number that was asked for."""
    hidden = newsroom.stories["restricted"].pk
    differing = []
    for row in STORY_ROWS:
        pages = []
        for pk in (hidden, 987_654_321):
            address, sent = asked_at(row, newsroom.things, pk)
            response = ask(newsroom, "Publisher", row.method, address, sent)
            words = [response.content.decode(), response.headers.get("Location", "")]
            pages.append([response.status_code, *(w.replace(f"/{pk}/", "/#/") for w in words)])
        differing += [] if pages[0] == pages[1] else [str(row)]

    assert differing == []


#: People with the same roles, who differ by whose story it is and on which desk: where no
#: story is asked for, the first is asked only if the table has another answer for them.
ALIKE = {"Writer": "Reporter", "Other editor": "Editor", "Night editor": "Editor"}


@pytest.mark.parametrize("row", OTHER_ROWS, ids=str)
@pytest.mark.usefixtures("answers_only")
def test_other_address_answers_as_written(newsroom, row):
    model = row.route.rpartition("_")[0].removesuffix("_password")

    def pk_of(_):
        return newsroom.things.get(model, 1)

    def expected(role, _):
        return set() if row.says(role) == row.says(ALIKE.get(role)) else {row.says(role)}

    assert differences(newsroom, row, expected, ["any"], pk_of) == []


def test_pages_that_a_publisher_looks_at_are_drawn(newsroom):
    """Publishers see most screens without changing them: forms of which little is left."""
    for row in OTHER_ROWS:
        if row.method == "GET" and row.says("Publisher") == "yes":
            model = row.route.rpartition("_")[0]
            address, sent = asked_at(row, newsroom.things, newsroom.things.get(model, 1))
            answer = ask(newsroom, "Publisher", "GET", address, sent)
            assert answer.status_code in (200, 302, 410)


@pytest.mark.parametrize("state", list(STORIES))
@pytest.mark.usefixtures("answers_only")
def test_story_opens_as_written(newsroom, state):
    address = reverse("admin:articles_article_change", args=[newsroom.stories[state].pk])

    got = {role: asked(newsroom, role, "GET", address) for role in ROLES}

    assert got == STORIES[state]


def test_moves_are_open_as_written(newsroom):
    live = newsroom.stories["live"]

    got = {
        verb: [
            "yes" if rights.may(newsroom.people[role], verb, live) else "no" for role in ROLES[1:]
        ]
        for verb in MOVES
    }

    assert got == MOVES


@pytest.mark.parametrize("route", list(READERS))
def test_readers_address_asks_nobody_who_they_are(newsroom, client, route):
    path, *written = READERS[route]
    statuses = []
    for role in ("Nobody", "Superuser"):
        if role == "Superuser":
            client.force_login(newsroom.people[role])
        for state in STATES_OF_A_PAGE:
            edition = newsroom.stories[state].editions.first()
            address = path.replace("{story}", edition.path).replace("{edition}", str(edition.pk))
            statuses.append(str(client.get(address).status_code))

    assert statuses == [*written, *written]
