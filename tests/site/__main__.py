"""Hold the served demo paper against everything: `python -m tests.site ADDRESS [--quick]`.

`--quick` leaves Lighthouse out. Ends with a table, and with 1 where anything failed.
"""

import sys
from time import monotonic

from tests.site import browser, extras, machines, outer, pages, speed
from tests.site.paper import Paper, kinds

#: Faults of one check that are told in full.
MOST_TOLD = 40


class Table:
    def __init__(self):
        self.rows = []

    def check(self, name, asked, ask):
        """Ask, and keep what was found under a name, with what it was asked of."""
        begun = monotonic()
        self.add(name, asked, list(ask()), monotonic() - begun)

    def add(self, name, asked, faults, seconds=0):
        self.rows.append((name, asked, faults, seconds))
        print(f"{name}, {asked}: {len(faults) or 'nothing'} found", flush=True)

    def print(self):
        for name, _, faults, _ in self.rows:
            if faults:
                print(f"\n{name}")
                for fault in faults[:MOST_TOLD]:
                    print(f"  {fault}")
                if len(faults) > MOST_TOLD:
                    print(f"  … and {len(faults) - MOST_TOLD} more")
        print()
        for name, asked, faults, seconds in self.rows:
            verdict = f"FAIL {len(faults)}" if faults else "pass"
            print(f"  {name:<44} {asked:<14} {verdict:<10} {seconds:6.1f} s")

    @property
    def is_clean(self):
        return not any(faults for _, _, faults, _ in self.rows)


def main(address, is_quick):
    paper, table = Paper(address), Table()
    begun = monotonic()
    gone, retracted = extras.publish()
    paper.crawl()
    paper.get(retracted)  # no list leads there
    found = kinds(paper) | {"410": gone}
    print(f"{len(paper.pages())} pages, {len(paper.answers)} addresses")
    lacking = [name for name, path in found.items() if not path]
    table.add("A page of every kind", f"{len(found)} kinds", lacking, monotonic() - begun)
    there = {name: path for name, path in found.items() if path}
    answers = _once([*paper.pages(), *(paper.get(path) for path in there.values())])
    every, each = f"{len(answers)} pages", f"{len(set(there.values()))} pages"
    links, stories = f"{len(paper.linked_from)} links", f"{len(machines.stories(paper))} stories"
    table.check("Status of every kind", each, lambda: _status_faults(paper, there))
    table.check("Links", links, lambda: pages.broken_links(paper))
    table.check("Nu HTML checker", every, lambda: pages.nu_faults(answers))
    table.check("html-validate", every, lambda: pages.html_validate_faults(answers))
    table.check("Data and cards of stories", stories, lambda: machines.structured_faults(paper))
    feeds, maps = f"{len(machines.feeds(paper))} feeds", f"{len(machines.sitemaps(paper))} files"
    table.check("Feeds", feeds, lambda: machines.feed_faults(paper))
    table.check("Sitemaps", maps, lambda: machines.sitemap_faults_of(paper))
    table.check("robots.txt", "1 file", lambda: machines.robots_faults(paper))
    table.check("security.txt", "1 file", lambda: machines.security_faults(paper))
    table.check("ads.txt and trust.txt", "2 files", lambda: machines.txt_faults(paper))
    table.check("Manifest and icons", "1 file", lambda: machines.manifest_faults(paper))
    table.check("Outer cache: Varnish before two processes", "1 cache", outer.faults)
    begun = monotonic()
    looked = browser.look(paper.address, there)
    for check, words in LOOKS.items():
        table.add(words, each, looked[check], monotonic() - begun)
    if not is_quick:
        begun = monotonic()
        faults, measured = speed.lighthouse_faults(paper.address, ["/", there["story"]])
        table.add("Lighthouse, phone, median of 3", "2 pages", faults, monotonic() - begun)
        print("\n".join(measured))
    table.print()
    return 0 if table.is_clean else 1


LOOKS = {
    "axe": "axe, WCAG 2.2 AA, light and dark",
    "bytes": "60 KB of text, 90 KB of fonts",
    "strangers": "No request to anybody else",
    "console": "No message in the console",
    "sideways": "No sideways scroll at 320 to 1440 px",
}


def _once(answers):
    return list({answer.path: answer for answer in answers}.values())


def _status_faults(paper, there):
    for name, path in there.items():
        wanted = int(name) if name in ("404", "410") else 200
        if paper.get(path).status != wanted:
            yield f"{name}: {path} answers {paper.get(path).status}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--quick" in sys.argv[2:]))
