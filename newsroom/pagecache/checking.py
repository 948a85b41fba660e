"""Whether a page is as Django makes it from nothing: what kept pages are held against."""

import difflib
from urllib.parse import urlsplit

from newsroom.pagecache.keys import Key, Site

#: Letters of a line that differs, in what is said of it.
SHOWN = 120


class Fresh:
    """Makes pages from their addresses alone, past everything that is kept."""

    def __init__(self, application):
        self._application, self._site = application, Site()

    def page(self, address):
        """(status, body) as any reader would get it at this moment."""
        asked = urlsplit(address)
        number = int(asked.query.removeprefix("page=") or 0)
        said = []
        response = self._application(
            self._site.scrubbed(Key(asked.path, number, False)),
            lambda status, headers, exc_info=None: said.append(status),
        )
        try:
            return int(said[-1].split()[0]), b"".join(response)
        finally:
            response.close()


def difference(kept, fresh) -> str:
    """What two (status, body) differ in, in one line; empty if in nothing."""
    if kept[0] != fresh[0]:
        return f"answers {kept[0]}, made anew {fresh[0]}"
    if kept[1] == fresh[1]:
        return ""
    lines = [body.decode(errors="replace").splitlines() for _, body in (kept, fresh)]
    changed = [
        line.strip()[:SHOWN]
        for line in difflib.unified_diff(*lines, n=0, lineterm="")
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    return " / ".join(changed[:2]) or "its bytes differ"
