"""What holds for the project's own files, whatever they come to say."""

import re
import socket
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = [PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt"]
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
APPS = ("articles", "authors", "newsroom")
PYTHON = sorted(file for app in APPS for file in (PROJECT / app).rglob("*.py"))

PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
UNESCAPED = re.compile(r"\|\s*safe\b|\bmark_safe\b|\bSafeString\b|autoescape off")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src=|application/(?:ld\+)?json))[^>]*>", re.I)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.I)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.I)
COMMENT = re.compile(r"{% comment.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def name_of(file):
    return str(file.relative_to(PROJECT))


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_lock_file_holds_every_release_by_hash(lock):
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]

    assert entries != []
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_lock_file_names_no_registry(lock):
    lines = lock.read_text().splitlines()

    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_tests_run_on_the_releases_that_readers_get():
    runtime, dev = (dict(PINNED.findall(lock.read_text())) for lock in LOCKS)

    assert {name: dev.get(name) for name in runtime} == runtime


def test_make_alone_names_every_target():
    shown = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    targets = re.findall(r"^  ([a-z-]+) +\S", shown, flags=re.MULTILINE)
    assert targets == [
        "setup",
        "run",
        "demo",
        "test",
        "test-sqlite",
        "test-postgresql",
        "lint",
        "format",
        "moments",
        "guide-pictures",
        "site-check",
        "bench",
        "messages",
        "lock",
    ]


@pytest.mark.parametrize("script", [*(PROJECT / "bin").iterdir(), PROJECT / ".ci/run"], ids=name_of)
def test_script_stops_at_the_first_failure(script):
    assert script.stat().st_mode & 0o111 == 0o111
    text = script.read_text()
    assert text.startswith("#!/usr/bin/env python3\n") or "\nset -euo pipefail\n" in text


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_obeys_the_content_security_policy(template):
    text = COMMENT.sub("", template.read_text())

    assert INLINE_SCRIPT.findall(text) == []
    assert INLINE_STYLE.findall(text) == []
    assert HANDLER.findall(text) == []


def test_text_is_printed_unescaped_in_one_place_only():
    files = [name_of(file) for file in [*PYTHON, *TEMPLATES] if UNESCAPED.search(file.read_text())]

    assert [file for file in files if file != "articles/rendering.py"] == []


@pytest.mark.parametrize(
    ("pattern", "markup"),
    [
        (INLINE_SCRIPT, "<script>go()</script>"),
        (INLINE_SCRIPT, '<script type="module">go()</script>'),
        (INLINE_STYLE, '<p style="color: red">'),
        (HANDLER, '<img src="x" onerror="go()">'),
        (UNESCAPED, "{{ body|safe }}"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, markup):
    assert pattern.search(markup)


@pytest.mark.parametrize(
    ("pattern", "markup"),
    [
        (INLINE_SCRIPT, '<script src="/static/js/menu.js" defer></script>'),
        (INLINE_SCRIPT, '<script type="application/ld+json">{}</script>'),
        (INLINE_STYLE, '<link rel="stylesheet" href="/static/css/base.css">'),
        (HANDLER, '<option value="on" selected>once = twice</option>'),
        (UNESCAPED, "{{ url|safely }}"),
    ],
)
def test_the_patterns_leave_the_rest_alone(pattern, markup):
    assert not pattern.search(markup)


def test_no_module_is_a_drawer_without_a_name():
    drawers = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py"}

    assert [name_of(file) for file in PYTHON if file.name in drawers] == []


def test_guard_refuses_other_machines(network_attempts):
    with pytest.raises(OSError, match=r"not to 192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OSError, match=r"not to news\.example"):
        socket.getaddrinfo("news.example", 443)

    assert network_attempts == [
        "socket.getaddrinfo 192.0.2.1",
        "socket.getaddrinfo news.example",
    ]
    network_attempts.clear()
