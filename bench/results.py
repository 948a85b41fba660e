"""What was measured, beside what it is to be."""

import os
import platform
import re
import statistics
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")


@dataclass
class Line:
    """One thing that was measured, some times over; `mark` says what it should be."""

    what: str
    values: list
    unit: str = ""
    mark: str = ""
    is_met: bool | None = None
    #: Many single times are told by their median, 95 % and most; rounds by least and most.
    are_times: bool = False

    def cells(self):
        values = sorted(self.values)
        median = statistics.median(values)
        low = values[0] if not self.are_times else None
        high = values[int(0.95 * (len(values) - 1) + 0.5)] if self.are_times else None
        met = {True: "met", False: "**missed**", None: ""}[self.is_met]
        numbers = [_number(each) for each in (low, median, high, values[-1])]
        return [self.what, *numbers, self.unit, self.mark, met]


def _number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def p95(values):
    return sorted(values)[int(0.95 * (len(values) - 1) + 0.5)]


HEADS = ["what", "min", "median", "p95", "max", "", "mark", ""]


def written(parts, doubts, took, is_all):
    """RESULTS.md: each part a table, and above them the machine.

    Unless all was measured, only these parts are put in the place of what they were.
    """
    sections = {title: "\n".join([*_table(lines), ""]) for title, lines in parts}
    if is_all:
        head = ["# What `make bench` measured", "", *_machine()]
        head += [f"It took {took / 60:.0f} minutes.", "", *_unmeasured(doubts)]
        before = {}
    else:
        first, *rest = FILE.read_text().split("\n## ")
        before = dict(one.split("\n\n", 1) for one in rest)
        head = [first]
        alone = f"Measured by itself, {datetime.now(UTC):%Y-%m-%d}."
        sections = {title: f"{alone}\n\n{text}" for title, text in sections.items()}
        print("\n".join(_unmeasured(doubts)))
    text = "\n## ".join(
        ["\n".join(head), *(f"{title}\n\n{text}" for title, text in (before | sections).items())]
    )
    FILE.write_text(f"{text.rstrip()}\n")
    return "\n".join(f"## {title}\n\n{text}" for title, text in sections.items())


def _unmeasured(doubts):
    if not doubts:
        return []
    text = ["Not measured, because not every answer was the page:", ""]
    return [*text, *(f"- {doubt}" for doubt in doubts), ""]


def _table(lines):
    """Lines as a table; what another program has printed stays as it is."""
    if isinstance(lines, str):
        return ["```", lines.rstrip(), "```"]
    rows = [HEADS, ["---"] * len(HEADS), *(line.cells() for line in lines)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _machine():
    """The machine, without its name."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024**2
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian", "brotli"))
    asked = {"wrk": "-v", "nginx": "-v", "varnishd": "-V", "psql": "--version"}
    programs = ", ".join(f"{name} {_release(name, option)}" for name, option in asked.items())
    return [
        f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({cpu[1] if cpu else 'unknown'}), "
        f"{memory:.0f} GB, {system}, Python {platform.python_version()}, {packages}; {programs}. "
        f"Load before: {os.getloadavg()[0]:.1f}. The load comes from the same cores.",
        "",
    ]


def _release(*command):
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)[0]
