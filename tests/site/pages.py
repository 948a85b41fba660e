"""What a page is by itself: valid, and within its budget."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

SITE = Path(__file__).parent
VNU = SITE / "node_modules/vnu-jar/build/dist/vnu.jar"


def saved(answers, folder):
    """Every page as a file: {name of the file: path of the page}."""
    names = {}
    for number, answer in enumerate(answers):
        file = Path(folder) / f"{number:04}.html"
        file.write_bytes(answer.body)
        names[file.name] = answer.path
    return names


def nu_faults(answers):
    """What the Nu HTML checker finds wrong with these pages."""
    with TemporaryDirectory() as folder:
        names = saved(answers, folder)
        command = ["java", "-jar", VNU, "--stdout", "--format", "json", "--errors-only", folder]
        shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return [
            f"{names[Path(found['url']).name]}: {found['message']} "
            f"(line {found.get('lastLine', '?')}: {_short(found.get('extract', ''))})"
            for found in json.loads(shown)["messages"]
        ]


def _short(text):
    return " ".join(text.split())[:80]


def html_validate_faults(answers):
    """What html-validate finds wrong with these pages."""
    with TemporaryDirectory() as folder:
        names = saved(answers, folder)
        config = SITE / ".htmlvalidate.json"
        report = Path(folder) / "report.json"
        command = ["npx", "html-validate", "--config", config, "--formatter", f"json={report}"]
        shown = subprocess.run(
            [*command, *(Path(folder) / name for name in names)],
            cwd=SITE,
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.exists():
            return [f"html-validate did not run: {shown.stderr[:300]}"]
        return [
            f"{names[Path(file['filePath']).name]}: {message['message']} "
            f"({message['ruleId']}, line {message['line']})"
            for file in json.loads(report.read_text())
            for message in file["messages"]
        ]


def broken_links(paper):
    """Links of this site that lead nowhere, and who links there."""
    return [
        f"{path} answers {paper.get(path).status}, linked from {origin}"
        for path, origin in paper.linked_from.items()
        if paper.get(path).status not in (200, 301, 302)
        # A page may name the address that it had, to say that it is gone.
        and origin != path
    ]
