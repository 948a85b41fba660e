"""What every test starts from: files in temporary places, fast passwords, and no network."""

import ipaddress
import os
import shutil
import socket
import sys
import unittest
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings

#: Where what a browser does with one screen is tested; whole journeys stand elsewhere.
SCREENS = Path(__file__).parent / "browser"

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
    parser.addoption(
        "--leave-out",
        action="append",
        default=[],
        choices=list(LEFT_OUT),
        help="Leave to a run on another database: screens, what a browser does with a page, "
        "which the database behind it does not change; keeping, the screens through lost "
        "networks, crashes and ended sessions; plain, what touches no database.",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Let every test that commits put back what migrations made, and browser tests run last.

    Afterwards such a test empties every table, so one that left the rows away would take
    the roles from all tests after it. Once a browser runs, Django takes another connection.
    """
    _leave_out(config, items)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        marker = item.get_closest_marker("django_db")
        kwargs = marker.kwargs if marker else {}
        if kwargs.get("transaction") or {"live_server", "transactional_db"} & {*item.fixturenames}:
            kwargs = {**kwargs, "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


def _leave_out(config, items):
    """Two runs at once share what is the same on every database (bin/test); each is made once."""
    leaves = [LEFT_OUT[name] for name in config.getoption("leave_out")]
    left = {item for item in items if any(leave(item) for leave in leaves)}
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def _is_screen(item):
    return SCREENS in item.path.parents and not _is_keeping(item)


def _is_keeping(item):
    return item.path == SCREENS / "test_nothing_lost.py"


def _is_plain(item):
    asks = {"db", "transactional_db", "live_server", "admin_client"} & {*item.fixturenames}
    is_case = item.cls is not None and issubclass(item.cls, unittest.TestCase)
    return not (asks or is_case or item.get_closest_marker("django_db"))


LEFT_OUT = {"screens": _is_screen, "keeping": _is_keeping, "plain": _is_plain}


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
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
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
