"""The shape of the code, as tests: imports point one way, and each door has one keeper."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = [
    path
    for folder in ("authors", "articles", "newsroom")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


def imported(path):
    """Names of the modules that a file imports at its head."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(*patterns):
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]


@pytest.mark.parametrize(
    ("files", "never"),
    [
        (["authors/models.py"], ("articles", "newsroom")),
        (
            ["articles/models/*.py"],
            (
                "articles.revisions",
                "articles.timeline",
                "articles.workflow",
                "articles.rendering",
                "articles.views",
                "articles.admin",
                "articles.intake",
                "newsroom",
            ),
        ),
        (
            ["articles/revisions.py", "articles/timeline.py"],
            ("articles.workflow", "articles.rendering", "articles.views", "articles.admin"),
        ),
        (
            ["articles/workflow/*.py", "articles/rendering.py", "articles/desk_checks/*.py"],
            ("articles.views", "articles.admin", "articles.intake", "newsroom"),
        ),
        (["articles/sanitising/*.py", "articles/embeds/*.py"], ("articles.models", "django.db")),
    ],
)
def test_imports_point_one_way(files, never):
    wrong = [
        (path.name, name)
        for path in modules(*files)
        for name in imported(path)
        if name.startswith(never)
    ]

    assert wrong == []


def writers(pattern):
    return sorted(
        str(path.relative_to(ROOT)) for path in PRODUCT if re.search(pattern, path.read_text())
    )


def outside_the_workflow(pattern):
    found = writers(pattern)
    assert any(name.startswith("articles/workflow/") for name in found)
    return [name for name in found if not name.startswith("articles/workflow/")]


def test_only_the_workflow_writes_a_stage():
    written = r"\.stage = |update\(stage=|(Article|create)\([^()]*\bstage="

    assert outside_the_workflow(written) == []


def test_only_the_workflow_makes_editions_withdrawals_and_moves():
    made = (
        r"\b(Edition|Withdrawal|Move)\.objects\.(create|bulk_create|update_or_create|get_or_create)"
    )

    assert outside_the_workflow(made) == []


def test_only_the_timeline_writes_windows():
    """And the seeder, whose windows test_seed.py holds against it."""
    assert writers(r"(\.|\[\")live_until(\"\])? = |\"live_until\": until") == [
        "articles/seeding/story.py",
        "articles/timeline.py",
    ]


def test_only_the_seeder_and_the_index_of_words_go_past_the_models():
    """`manage.py seed` puts stories straight into the tables of a paper that nobody reads."""
    assert writers(r"copy_expert|INSERT (OR REPLACE )?INTO") == [
        "articles/search/postgresql.py",
        "articles/search/sqlite.py",
        "articles/seeding/loading.py",
        "articles/seeding/tables.py",
    ]


def test_public_views_never_ask_for_the_working_copy():
    views = modules(
        "articles/views.py",
        "articles/feeds.py",
        "articles/front.py",
        "articles/sitemaps.py",
        "articles/structured_data.py",
        "authors/views.py",
    )

    assert [path.name for path in views if "Article.objects" in path.read_text()] == []
    assert "articles.revisions" not in {name for path in views for name in imported(path)}


def test_unescaped_text_is_printed_in_one_place():
    assert writers(r"\bmark_safe\(|\|safe\b") == ["articles/rendering.py"]


def test_no_clock_is_read_when_a_module_is_loaded():
    """A queryset or time made at import is as old as the process."""
    frozen = []
    for path in PRODUCT:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign):
                source = ast.unparse(node.value)
                if "timezone.now()" in source or ".live(" in source:
                    frozen.append((path.name, source))

    assert frozen == []
