"""When a check may stop whom: the table, cell by cell, and along every path of a story."""

from datetime import timedelta

import pytest

from articles import desk_checks, revisions, workflow
from articles.desk_checks import LEVELS, Finding, Level, Moment
from articles.models import Article, HouseWord
from tests.factories import (
    DAY,
    HOUR,
    NOON,
    AuthorFactory,
    DeskFactory,
    PictureFactory,
    UserFactory,
    chief,
    document,
    embed,
    figure,
    placed,
    published,
    ref,
    story,
)

pytestmark = pytest.mark.django_db


# When a check may stop whom ----------------------------------------------------------
#
# B stops, O stops until it is left out, L is left out without being asked, W warns, N is
# noted, - is silent; ! is to be seen to afterwards, * stops only what the change brings in.

TABLE = """
                    submit approve publish breaking update fix
headline            N      B       B       B        B      B*
section             N      B       B       B        B      B*
byline              N      B       B       B        B      B*
headline_length     N      W       W       -        W      -
dek                 N      W       W       -        W      -
lead_picture        -      N       W       -        -      -
credit              N      W       B       B        B*     B*
not_again           N      W       B       B        B*     B*
one_use             N      W       B       B        B*     B*
alt_text            N      W       B       W!       B*     -
unresolved          N      N       O       L!       O      -
unsourced           N      N       N       -        N      -
unfinished          N      W       B       B        B      B*
house_words         N      N       N       N        N      N
practice            -      -       B       B        B      B
legal_read          N      W       B       B        B      W
second_read         -      -       W       W!       W      -
embargo             N      N       B       B        B      B
undo_correction     -      -       B       B        B      B
sponsor_label       -      B       B       B        B      B*
sponsor_byline      -      B       B       B        B      B*
sponsor_end         -      N       W       W        W      -
missing_row         -      W       B       L!       B      -
gone_link           N      N       N       -        N      -
not_placed          N      N       W       -        W      -
"""
LETTERS = {
    "B": Level.BLOCK,
    "O": Level.LEAVE_OUT,
    "L": Level.LEFT_OUT,
    "W": Level.WARN,
    "N": Level.NOTE,
}
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (name, moment, cell) for name, *row in ROWS for moment, cell in zip(HEAD, row, strict=True)
]


def with_block(block):
    return document(blocks={(made := ref()): block}, body="<p>Go.</p>" + placed(**{made: block}))


def bare_picture(**kwargs):
    return PictureFactory(**{"credit": "Ana", "alt_text": "A quay", **kwargs})


#: What a document says that each check of the document finds.
FAULTS = {
    "headline": lambda: document(headline=" "),
    "section": lambda: without_section(document()),
    "byline": lambda: document(author=False),
    "headline_length": lambda: document(headline="a" * 101),
    "dek": lambda: document(dek=""),
    "lead_picture": document,
    "credit": lambda: with_block(figure(bare_picture(credit=""))),
    "not_again": lambda: with_block(figure(bare_picture(do_not_use_again=True))),
    "one_use": lambda: with_block(figure(used_once())),
    "alt_text": lambda: with_block(figure(bare_picture(alt_text=""))),
    "unresolved": lambda: with_block(embed(provider="", embed_id="")),
    "unsourced": lambda: document(body="<p>According to the port, it sails.</p>"),
    "unfinished": lambda: document(body="<p>The boat left at TK.</p>"),
    "house_words": lambda: document(body=f"<p>By {unlike_the_house()}.</p>"),
    "sponsor_label": lambda: document(origin="sponsor"),
    "sponsor_byline": lambda: document(
        origin="sponsor", origin_source="Hearth", author=AuthorFactory(kind="staff")
    ),
    "sponsor_end": lambda: document(origin="sponsor", origin_source="Hearth"),
    "missing_row": lambda: document(body="<p>Go.</p>" + revisions.placeholder("embed", ref())),
    "gone_link": lambda: document(body=f'<p>See <a href="{withdrawn_path()}">this</a>.</p>'),
    "not_placed": lambda: document(blocks={ref(): embed()}),
}
#: Checks that look at how the story stands with the desk, whatever it says.
OF_THE_STORY = ("practice", "legal_read", "second_read", "embargo", "undo_correction")


def without_section(made):
    made["fields"]["section"] = None
    return made


def used_once():
    """A picture bought for one story, which another one has."""
    picture = bare_picture(one_use_only=True)
    shown = {ref(): figure(picture)}
    published(slugline="BRIDGE", blocks=shown, body="<p>Go.</p>" + placed(**shown), at=NOON - HOUR)
    return picture


def unlike_the_house():
    return HouseWord.objects.get_or_create(wrong="e-mail", right="email")[0].wrong


def withdrawn_path():
    bridge = published(slugline="BRIDGE", headline="The bridge is closed", at=NOON - 2 * HOUR)
    workflow.withdraw(bridge, by=chief(), at=NOON - HOUR)
    return bridge.editions.get().path


def put_in_the_way(name, article, person):
    """Let the story stand so that a check of its standing finds something."""
    if name == "legal_read":
        workflow.ask_read(article, by=chief(), kind="legal", at=NOON)
    elif name == "practice":
        desk = DeskFactory(is_practice=True)
        Article.objects.filter(pk=article.pk).update(desk=desk)
    elif name == "embargo":
        Article.objects.filter(pk=article.pk).update(embargo_until=NOON + 9 * DAY)
    elif name == "second_read":
        Article.objects.filter(pk=article.pk).update(created_by=person)
    elif name == "undo_correction":
        workflow.publish(
            article,
            by=chief(),
            change="correction",
            correction="It left at eight.",
            at=NOON - timedelta(minutes=30),
        )
        workflow.restore_version(article, by=chief(), number=1, at=NOON)
    article.refresh_from_db()


def faulty(name, person):
    """(story, document that this check finds fault with)."""
    if name not in OF_THE_STORY:
        return story(), FAULTS[name]()
    article = published(at=NOON - HOUR) if name == "undo_correction" else story()
    put_in_the_way(name, article, person)
    return article, revisions.newest(article).document


def findings_of(name, article, made, moment, person, **kwargs):
    at = NOON + timedelta(minutes=1)
    context = desk_checks.gather(article, made, at=at, by=person)
    return [f for f in desk_checks.check(made, context, moment, **kwargs) if f.check == name]


def test_table_names_every_check_and_moment():
    assert [str(moment) for moment in Moment] == HEAD
    assert {name for name, *_ in ROWS} == {function.__name__ for function in LEVELS}


@pytest.mark.parametrize(("name", "moment", "cell"), CELLS)
def test_check_weighs_what_the_table_says(name, moment, cell):
    person = chief()
    article, made = faulty(name, person)

    findings = findings_of(name, article, made, Moment(moment), person)

    if cell == "-":
        assert findings == []
    else:
        assert [(f.level, f.is_to_do) for f in findings] == [(LETTERS[cell[0]], "!" in cell)]
        assert all(f.message for f in findings)
        assert all(f.way_out for f in findings)


OVER_LIVE = [cell for cell in CELLS if cell[1] in ("update", "fix") and cell[2] != "-"]


@pytest.mark.parametrize(("name", "moment", "cell"), OVER_LIVE)
def test_what_the_live_version_has_too_never_stops_a_fix(name, moment, cell):
    """Starred cells pass what is old; a fix passes everything that is true of the version."""
    person = chief()
    article, made = faulty(name, person)

    (finding,) = findings_of(name, article, made, Moment(moment), person, live_document=made)

    if "*" in cell:
        assert (finding.level, finding.is_from_before) == (Level.NOTE, True)
    else:
        assert finding.level == LETTERS[cell[0]]
        assert finding.is_from_before is (name not in OF_THE_STORY)


# Every path of a story asks the same checks ----------------------------------------------

AT = NOON + HOUR


def submit(article, person, made):
    return workflow.submit(article, by=person, at=AT)


def approve(article, person, made):
    return workflow.approve(article, by=person, at=AT)


def publish_now(article, person, made):
    workflow.publish(article, by=person, at=AT)


def schedule(article, person, made):
    workflow.publish(article, by=person, go_live_at=AT + HOUR, at=AT)


def publish_breaking(article, person, made):
    workflow.publish(article, by=person, breaking=True, at=AT)


def update(article, person, made):
    workflow.publish(article, by=person, change="update", what_is_new="It sails.", at=AT)


def schedule_update(article, person, made):
    workflow.publish(
        article, by=person, change="update", what_is_new="New.", go_live_at=AT + HOUR, at=AT
    )


def publish_fix(article, person, made):
    workflow.publish(article, by=person, change="fix", at=AT)


def publish_correction(article, person, made):
    workflow.publish(article, by=person, change="correction", correction="It was one.", at=AT)


def fix_live(article, person, made):
    workflow.fix_live(article, by=person, document=made, base=1, at=AT)


def correct_live(article, person, made):
    workflow.correct(article, by=person, notice="It was two.", document=made, base=1, at=AT)


PATHS = {
    submit: "submit",
    approve: "approve",
    publish_now: "publish",
    schedule: "publish",
    publish_breaking: "breaking",
    update: "update",
    schedule_update: "update",
    publish_fix: "fix",
    publish_correction: "fix",
    fix_live: "fix",
    correct_live: "fix",
}
FROM_LIVE = (fix_live, correct_live)


def story_for(path, name, person):
    """The story to move, which says what the check finds; live first where the path needs it."""
    made = FAULTS[name]() if name in FAULTS else document()
    if PATHS[path] not in ("update", "fix"):
        article = workflow.start(made, by=UserFactory(roles=["Reporter"]), at=NOON - HOUR)
    else:
        article = published(at=NOON - HOUR)
        if name not in FAULTS:
            made["fields"]["dek"] = "The dek is another one."
        if path not in FROM_LIVE and name != "undo_correction":
            revisions.write(article, made)
            workflow.keep(article, by=person, at=NOON)
    put_in_the_way(name, article, person)
    return article, made


def paths_of_cells():
    for name, moment, cell in CELLS:
        for path in (path for path, asked in PATHS.items() if asked == moment):
            # A new story has no correction to undo, and a fix begins with all there are.
            may_undo = PATHS[path] in ("update", "fix") and path not in FROM_LIVE
            if name != "undo_correction" or may_undo:
                yield pytest.param(path, name, cell, id=f"{path.__name__}-{name}")


@pytest.mark.parametrize(("path", "name", "cell"), list(paths_of_cells()))
def test_every_path_stops_where_the_table_says(path, name, cell):
    person = chief()
    article, made = story_for(path, name, person)
    before = (article.editions.count(), article.stage)

    if cell[0] in "BO":
        with pytest.raises(workflow.Blocked) as blocked:
            path(article, person, made)
        stops = [f for f in blocked.value.findings if f.stops]
        assert [(f.check, f.level) for f in stops] == [(name, LETTERS[cell[0]])]
        assert (article.editions.count(), article.stage) == before
    else:
        noted = path(article, person, made)
        assert (article.editions.count(), article.stage) != before
        if noted is not None:
            levels = [f.level for f in noted if f.check == name]
            assert levels == ([] if cell == "-" else [LETTERS[cell[0]]])


@pytest.mark.parametrize("name", [*FAULTS, *OF_THE_STORY])
def test_kill_asks_nothing(name):
    person = chief()
    article = published(at=NOON - HOUR)
    if name in FAULTS:
        revisions.write(article, FAULTS[name]())
        workflow.keep(article, by=person, at=NOON)
    else:
        put_in_the_way(name, article, person)

    workflow.kill(article, by=person, at=AT)

    assert article.killed_at == AT


# Overriding --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "moment", "cell"), CELLS)
def test_what_stops_may_be_overridden_but_for_what_was_promised(name, moment, cell):
    finding = Finding(
        name, "body", "It is so.", "Change it.", level=LETTERS.get(cell[0], Level.NOTE)
    )

    never = name in (
        "practice",
        "sponsor_label",
        "sponsor_byline",
        "undo_correction",
        "embargo",
        "headline",
        "section",
    )
    assert finding.may_be_overridden is (cell[0] == "B" and not never)
