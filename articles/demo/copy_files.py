"""The demo's stories as they lie in `copy/`: a head of `key: value` lines, then raw copy."""

from dataclasses import dataclass
from pathlib import Path

COPY = Path(__file__).parent / "copy"


@dataclass(frozen=True)
class CopyFile:
    """One story: what its head says, and the copy as a reporter typed it."""

    name: str
    head: dict
    copy: str

    def get(self, key, default=""):
        return self.head.get(key, default)

    def number(self, key, default=None):
        return float(self.head[key]) if key in self.head else default

    @property
    def stage(self):
        return self.get("stage", "published")


def read_file(path):
    """The story in one file; raises ValueError where its head cannot be read."""
    head_text, divider, copy = path.read_text(encoding="utf-8").partition("\n---\n")
    if not divider:
        raise ValueError(f"{path.name} has no line of three dashes after its head.")
    head = {}
    for line in head_text.splitlines():
        key, colon, value = line.partition(":")
        if not colon or not key.strip():
            raise ValueError(f"{path.name}: this line of the head is no “key: value”: {line}")
        head[key.strip()] = value.strip().replace("\\n", "\n")
    return CopyFile(path.name, head, copy)


def read_all():
    """Every story, oldest first: what links to another story comes after it."""
    files = [read_file(path) for path in sorted(COPY.glob("*.txt"))]
    return sorted(files, key=lambda file: -file.number("hours_ago", 0))
