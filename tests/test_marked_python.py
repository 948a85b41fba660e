"""What the desk says in Python is marked for translation: asked of the sources, not of pages."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Where the desk's words are written. Readers' words are marked with the readers' templates.
PLACES = [
    "articles/admin",
    "articles/alarms.py",
    "articles/comparing",
    "articles/desk_checks",
    "articles/intake",
    "articles/merging",
    "articles/models",
    "articles/notes.py",
    "articles/notices.py",
    "articles/registry.py",
    "articles/sharing.py",
    "articles/swapping.py",
    "articles/ticking",
    "articles/workflow",
    "authors",
    "newsroom/admin.py",
    "newsroom/signing_in",
]
#: Calls whose plain strings somebody reads.
SAYING = {
    "Button",
    "Conflicts",
    "Finding",
    "IntakeRefused",
    "NoRight",
    "NotMerged",
    "NotResolved",
    "Panel",
    "Place",
    "Refused",
    "Screen",
    "Stale",
    "ValidationError",
    "add_error",
    "as_it_is",
    "debug",
    "error",
    "info",
    "log_addition",
    "log_change",
    "message_user",
    "named",
    "refusal",
    "success",
    "tell",
    "warning",
    "words_field",
}
#: Keywords and names whose plain strings somebody reads.
SAID = {
    "description",
    "empty_label",
    "heading",
    "help_text",
    "label",
    "search_help_text",
    "short_description",
    "title",
    "verbose_name",
    "verbose_name_plural",
    "violation_error_message",
}
#: For the server's log alone.
NOT_FOR_PEOPLE = {"logger"}
#: Strings that are no words for the desk: what readers get, names of files, and the like.
ALLOWED = {"'READ NEXT'"}


def sources():
    files = []
    for place in PLACES:
        path = ROOT / place
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [file for file in files if not {"migrations", "management"} & set(file.parts)]


def is_prose(node):
    """Words somebody reads: more than one, or one that begins with a capital."""
    text = "".join(
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    letters = text.strip().strip("“")
    return len(letters.split()) > 1 or (letters[:1].isupper() and letters[1:2].islower())


def is_string(node):
    is_plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return (is_plain or isinstance(node, ast.JoinedStr)) and is_prose(node)


def strings_of(node):
    """The strings that a value may be: itself, either side of a choice, the parts of a sum."""
    if isinstance(node, ast.IfExp):
        return strings_of(node.body) + strings_of(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [each for value in node.values for each in strings_of(value)]
    if isinstance(node, ast.List | ast.Tuple):
        return [each for value in node.elts for each in strings_of(value)]
    if isinstance(node, ast.BinOp):
        return strings_of(node.left) + strings_of(node.right)
    return [node] if is_string(node) else []


def name_of(function):
    return getattr(function, "attr", getattr(function, "id", ""))


def unmarked(tree):
    """Each string of a module that stands where somebody reads it, and is not marked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            owner = getattr(getattr(node.func, "value", None), "id", "")
            said = [word.value for word in node.keywords if word.arg in SAID]
            if name_of(node.func) in SAYING and owner not in NOT_FOR_PEOPLE:
                said += node.args
        elif isinstance(node, ast.Assign):
            said = [node.value] if {name_of(each) for each in node.targets} & SAID else []
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            said = [value for key, value in pairs if getattr(key, "value", None) in SAID]
        elif isinstance(node, ast.ClassDef) and name_of_choices(node):
            rows = [each.value for each in node.body if isinstance(each, ast.Assign)]
            said = [row.elts[-1] for row in rows if isinstance(row, ast.Tuple)]
        else:
            continue
        for value in said:
            yield from strings_of(value)


def name_of_choices(node):
    return any(name_of(base).endswith("Choices") for base in node.bases)


def test_what_the_desk_says_is_marked_for_translation():
    found = {
        f"{file.relative_to(ROOT)}:{each.lineno}": ast.unparse(each)
        for file in sources()
        for each in unmarked(ast.parse(file.read_text()))
    }
    assert {place: words for place, words in found.items() if words not in ALLOWED} == {}


@pytest.mark.parametrize(
    "source",
    [
        "raise Refused('Save the story first.')",
        "messages.error(request, f'{story}: not live.')",
        "label = 'Headline'",
        "forms.CharField(label='Headline')",
        "context = {'title': 'Week' if week else _('Day')}",
        "class Kind(models.TextChoices):\n    NEWS = 'news', 'News'",
    ],
)
def test_a_string_that_is_not_marked_is_found(source):
    assert len(list(unmarked(ast.parse(source)))) == 1


def test_marked_strings_and_logs_are_not_found():
    source = "raise Refused(_('Save the story first.'))\nlogger.warning('It failed again')"
    assert list(unmarked(ast.parse(source))) == []
