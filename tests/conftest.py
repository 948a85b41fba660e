"""What every test starts from: files in temporary places, fast passwords, and no network."""

import gc
import ipaddress
import os
import shutil
import socket
import sys
import unittest
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import override_settings

TESTS = Path(__file__).parent
#: What one of the runs at once leaves to another (bin/test), because what a database could change
#: in it is asked on both elsewhere. A test is of the first share that names its folder or file.
SHARES = {
    # What a browser does with a page.
    "screens": ["browser"],
    # Whole days at the desk, in a browser.
    "journeys": ["journeys"],
    # What stands beside the form and behind its buttons, and whom each address lets in.
    "panels": [
        *(
            f"articles/admin/test_{name}.py"
            for name in (
                "asking",
                "checks",
                "filing",
                "intake_screen",
                "notes",
                "presence",
                "preview",
                "reads_panel",
                "registry_screens",
                "side_panel",
                "versions",
                "video_desk",
            )
        ),
        "test_permissions.py",
    ],
    # What the desk's other pages say and take.
    "pages": ["articles/admin", "authors", "newsroom", "test_hostile_http.py"],
    # What is read, drawn or recognised before any row is written.
    "readings": [
        "articles/commands",
        "articles/intake",
        "articles/test_by_the_clock.py",
        "articles/test_demo_copy.py",
        "articles/test_desk_checks_table.py",
        "articles/test_embed_blocks.py",
        "articles/test_feeds.py",
        "articles/test_kept_pages.py",
        "articles/test_more_embeds.py",
        "articles/test_pictures.py",
        "articles/test_publication.py",
        "articles/test_renditions.py",
        "articles/test_reports.py",
        "articles/test_showing.py",
        "articles/test_sitemaps.py",
        "articles/test_structured_data.py",
        "articles/test_templates.py",
        "test_hostile_pages.py",
    ],
}
#: Races are run on both.
ON_BOTH = ["articles/admin/test_simultaneous_saves.py"]

ASKS_FOR_A_HOST = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}

_attempts = []


class NetworkUseError(OSError):
    """A test reached for another machine."""


def _is_this_machine(host):
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(event, args):
    """Refuse every name and address of another machine, whichever library asks."""
    if event in ASKS_FOR_A_HOST:
        host = args[0]
    elif event in SENDS and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not _is_this_machine(host):
        _attempts.append(f"{event} {host}")
        raise NetworkUseError(f"Tests talk to this machine only, not to {host}")


sys.addaudithook(_guard)


def pytest_addoption(parser):
    for option, words in (("--leave-out", "Leave out"), ("--only", "Run nothing but")):
        parser.addoption(
            option,
            action="append",
            default=[],
            choices=[*SHARES, "plain"],
            help=f"{words} this part of the tests; plain is what touches no database.",
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Let every test that commits put back what migrations made, and browser tests run last.

    Afterwards such a test empties every table, so one that left the rows away would take
    the roles from all tests after it. Once a browser runs, Django takes another connection.
    """
    _share(config, items)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        marker = item.get_closest_marker("django_db")
        kwargs = marker.kwargs if marker else {}
        if kwargs.get("transaction") or {"live_server", "transactional_db"} & {*item.fixturenames}:
            kwargs = {**kwargs, "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


def _share(config, items):
    """Keep what this run is for; the others of bin/test run the rest."""
    only, left = config.getoption("only"), config.getoption("leave_out")
    out = [
        item
        for item in items
        if (only and not _is_any(item, only)) or (_is_any(item, left) and not _is_on_both(item))
    ]
    if out:
        config.hook.pytest_deselected(items=out)
        kept = {*items} - {*out}
        items[:] = [item for item in items if item in kept]


def _is_any(item, shares):
    return _share_of(item) in shares or ("plain" in shares and _is_plain(item))


def _share_of(item):
    return next((name for name, places in SHARES.items() if _is_under(item, places)), None)


def _is_on_both(item):
    return _is_under(item, ON_BOTH)


def _is_under(item, places):
    return any(item.path.is_relative_to(TESTS / place) for place in places)


def _is_plain(item):
    asks = {"db", "transactional_db", "live_server", "admin_client"} & {*item.fixturenames}
    is_case = item.cls is not None and issubclass(item.cls, unittest.TestCase)
    return not (asks or is_case or item.get_closest_marker("django_db"))


def pytest_collection_finish(session):
    """Thousands of tests are never let go: they need not be looked at for it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _what_migrations_made(creation):
    """Every row that is there before the first test, by model."""
    models = apps.get_models(include_auto_created=True)
    rows = {
        model: list(model._base_manager.using(creation.connection.alias).order_by("pk"))
        for model in models
        if model._meta.managed and not model._meta.proxy
    }
    return {model: found for model, found in rows.items() if found}


def _put_back(creation, rows):
    """All rows of a table at once: Django would save each by itself."""
    alias = creation.connection.alias
    with transaction.atomic(using=alias), creation.connection.constraint_checks_disabled():
        for model, found in rows.items():
            # Before the first such test they are all there.
            model._base_manager.using(alias).bulk_create(found, ignore_conflicts=True)
        creation.connection.check_constraints()


BaseDatabaseCreation.serialize_db_to_string = _what_migrations_made
BaseDatabaseCreation.deserialize_db_from_string = _put_back


@pytest.fixture(autouse=True)
def network_attempts():
    """The test fails if it reached for another machine, even where the code swallowed the error."""
    _attempts.clear()
    yield _attempts
    assert _attempts == []


@pytest.fixture(scope="session")
def paper_directory(tmp_path_factory):
    """Where this run's pictures and static files lie."""
    directory = tmp_path_factory.mktemp("paper")
    for name in ("media", "originals", "staticfiles"):
        (directory / name).mkdir()
    return directory


@pytest.fixture(scope="session", autouse=True)
def _test_settings(paper_directory):
    """For the whole run: the live server is made before any one test."""
    originals = paper_directory / "originals"
    storages = {
        **settings.STORAGES,
        # No manifest: a test does not collect static files first.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        MEDIA_ROOT=paper_directory / "media",
        STATIC_ROOT=paper_directory / "staticfiles",
        NEWSROOM_ORIGINALS=originals,
        NEWSROOM_ASKS_PROVIDERS=False,
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Asked for in its own tests (tests/newsroom/test_signing_in.py): no other has a phone.
        NEWSROOM_REQUIRE_SECOND_STEP=False,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Keep SQLite in a file, as the paper does.

    In memory, the test and the threads of the live server would share one
    connection, and so one transaction.
    """
    connection = connections["default"]
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; NEWSROOM_CHROMIUM names another."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("NEWSROOM_CHROMIUM") or shutil.which("chromium"),
        "args": [
            "--no-sandbox",  # root may run the tests
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }
