"""The cache before the site: two processes on one PostgreSQL, a Varnish, and the tick.

`python -m tests.site.outer` prints what is wrong, a line each.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from articles import renditions, workflow
from bench.programs import free_port, granian, running
from tests.factories import (
    HOUR,
    AuthorFactory,
    PictureFactory,
    SectionFactory,
    chief,
    figure,
    placed,
    published,
    ref,
    saved_again,
)

PROJECT = Path(__file__).resolve().parents[2]
VARNISH = shutil.which("varnishd") or "/usr/sbin/varnishd"
#: So many seconds after a press, at most, readers get the new bytes out of Varnish.
PROMPT = 5
FIRST, SECOND = "It left at seven.", "It left at eight."


def faults():
    """What is wrong with Varnish before a paper of its own."""
    with tempfile.TemporaryDirectory() as folder:
        ports = [str(free_port()) for _ in range(3)]
        command = ["bin/with-postgresql", sys.executable, "-m", "tests.site.outer", folder, *ports]
        run = subprocess.run(
            command,
            cwd=PROJECT,
            env=_environment(Path(folder), ports[0]),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    if run.returncode:
        yield f"it ended with {run.returncode}"
    for line in run.stdout.splitlines():
        if line.startswith("measured: "):
            print(line.removeprefix("measured: "))
        else:
            yield line
    print(run.stderr, end="", file=sys.stderr)


def _environment(folder, port):
    """The settings of a paper that lives in this folder and is read at this port."""
    kept = {"NEWSROOM_SECRET_KEY", "NEWSROOM_STATIC_ROOT"}
    ours = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith("NEWSROOM_")
    }
    return (
        {"NEWSROOM_STATIC_ROOT": str(folder / "static")}
        | ours
        | {
            "NEWSROOM_SITE_URL": f"http://127.0.0.1:{port}",
            "NEWSROOM_PURGE_ADDRESSES": f"varnish://127.0.0.1:{port}",
            "NEWSROOM_MEDIA_ROOT": str(folder / "media"),
            "NEWSROOM_ORIGINALS": str(folder / "originals"),
            "NEWSROOM_ASKS_PROVIDERS": "off",
        }
    )


# What is started, and ended again ------------------------------------------------------


def application(port, folder):
    command = [*granian(port), "--log-level", "warning"]
    return running(command, folder / f"app-{port}.log", GRANIAN_BLOCKING_THREADS="4")


def tick(folder):
    return running([sys.executable, "manage.py", "tick", "--loop"], folder / "tick.log")


def varnish(port, applications, folder):
    """Debian's Varnish with the configuration of deploy/, before processes at these ports."""
    home = folder / "varnish"
    home.mkdir()
    shutil.copy(PROJECT / "deploy/varnish/newsroom.vcl", home)
    (home / "backends.vcl").write_text(backends(applications))
    command = [VARNISH, "-F", "-j", "none", "-n", str(home / "n"), "-a", f"127.0.0.1:{port}"]
    command += ["-f", str(home / "newsroom.vcl"), "-s", "malloc,32m", "-T", "none"]
    return running([*command, "-p", "http_gzip_support=off"], folder / "varnish.log")


def backends(ports):
    """deploy/varnish/backends.vcl with these processes in it."""
    said = (PROJECT / "deploy/varnish/backends.vcl").read_text()
    begin, end = said.index("backend app1 {"), said.index("sub vcl_init")
    one = said[begin:end]
    several = [
        one.replace("app1", f"app{number}").replace('"8000"', f'"{port}"')
        for number, port in enumerate(ports, 1)
    ]
    added = "".join(f"    site.add_backend(app{number});\n" for number in range(1, len(ports) + 1))
    after = said[end:].replace("    site.add_backend(app1);\n", added)
    return said[:begin] + "".join(several) + after


# What is asked of it -------------------------------------------------------------------


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def cache(self):
        return self.headers["X-Cache"]


_opener = build_opener(ProxyHandler({}))


def ask(address, method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(address, method=method, headers=headers)  # noqa: S310
    try:
        return Answer(_opener.open(request, timeout=15))
    except OSError as error:
        if not hasattr(error, "headers"):
            raise
        return Answer(error)


def until(is_so, seconds=PROMPT):
    """The seconds until something is so; None where it takes longer."""
    begun = time.monotonic()
    while (passed := time.monotonic() - begun) < seconds:
        if is_so():
            return passed
        time.sleep(0.05)
    return None


def is_up(address):
    with contextlib.suppress(OSError):
        return ask(address).status == 200
    return False


class Check:
    """The faults of one Varnish before a paper with a few stories."""

    def __init__(self, address, paper):
        self.address, self.paper = address, paper
        self.faults = []

    def get(self, path, **headers):
        return ask(self.address + path, **headers)

    def must(self, is_so, words):
        if not is_so:
            self.faults.append(words)

    def prompt(self, what, is_so):
        seconds = until(is_so)
        self.must(seconds is not None, f"{what}: not within {PROMPT} seconds")
        if seconds is not None:
            print(f"measured: {what}: {seconds:.1f} s")

    def kept(self):
        """Readers' pages come out of Varnish, in the form asked for, without a word to caches."""
        path = self.paper.changing
        self.must(self.get(path).status == 200, "the story is not there")
        again = self.get(path)
        self.must(again.cache == "hit", f"a story asked for twice is a {again.cache}")
        for name in ("xkey", "Surrogate-Key", "Via", "X-Varnish", "Set-Cookie"):
            self.must(name not in again.headers, f"readers are told {name}")
        for asked, got in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")]:
            said = self.get(path, Accept_Encoding=asked).headers["Content-Encoding"]
            self.must(said == got, f"who asks for {asked} gets {said}")
        etag = again.headers["ETag"] or "none"
        self.must(self.get(path, If_None_Match=etag).status == 304, "an ETag that fits is no 304")
        signed_in = self.get(path, Cookie="sessionid=x; csrftoken=y", Authorization="Basic eDp5")
        self.must(signed_in.cache == "hit", "somebody with a cookie is not given the same page")
        self.must(signed_in.body == again.body, "somebody with a cookie gets other bytes")
        counted = self.get(f"{path}?utm_source=letter&fbclid=1")
        self.must(counted.cache == "hit", f"?utm_source is a {counted.cache}")
        asked = [self.get(f"{path}?anything={number}").cache for number in range(2)]
        self.must(asked == ["pass", "pass"], "any question fills the cache")

    def past(self):
        """The desk and what is made for one reader are never kept."""
        for path in ("/admin/login/", "/search/?q=ferry", "/healthz", "/readyz"):
            answers = [self.get(path) for _ in range(2)]
            self.must({one.status for one in answers} == {200}, f"{path} does not answer")
            self.must({one.cache for one in answers} == {"pass"}, f"{path} is kept")
        self.must("Set-Cookie" in self.get("/admin/login/").headers, "the desk sets no cookie")
        self.must(self.get("/nothing/here/").status == 404, "what never was is no 404")
        refused = ask(self.address, "PURGE", xkey_purge="site", X_Forwarded_Proto="https")
        self.must(refused.status == 403, f"a stranger's PURGE is {refused.status}")

    def changed(self):
        """A new version comes out at once, and other pages stay as they are."""
        path, other = self.paper.changing, self.paper.staying
        self.get(other)
        self.paper.change()
        self.prompt("publish to new bytes", lambda: SECOND in self.get(path).text)
        time.sleep(PROMPT)
        texts = [self.get(path).text for _ in range(20)]
        self.must(all(SECOND in text for text in texts), "the old version came back")
        self.must(self.get(other).cache == "hit", "a page that shows nothing of it was dropped")

    def killed(self):
        """A killed story and its picture are gone for everybody."""
        path, picture = self.paper.killed, self.paper.picture
        self.must(self.get(path).status == 200, "the story to kill is not there")
        self.must([self.get(picture).cache for _ in range(2)] == ["miss", "hit"], "no picture kept")
        self.paper.kill()
        self.prompt("kill to 410", lambda: self.get(path).status == 410)
        self.prompt("its picture to 410", lambda: self.get(picture).status == 410)
        statuses = {self.get(path).status for _ in range(20)}
        self.must(statuses == {410}, f"after the kill: {statuses}")
        self.get(self.paper.changing)  # what showed the killed story was dropped with it

    def alone(self):
        """With no process to ask, readers get what is kept, old or not; nobody else does."""
        path = self.paper.changing
        ask(self.address, "PURGE", xkey_softpurge="site")
        answers = [self.get(path) for _ in range(3)]
        self.must(
            [SECOND in one.text and one.status == 200 for one in answers] == [True] * 3,
            "nothing is given out while the site is away",
        )
        self.must(self.get("/admin/login/").status == 503, "the desk comes out of a cache")


class Stories:
    """The paper, as the desk makes it."""

    def __init__(self):
        self.by, now = chief(), timezone.now()
        told = {"by": self.by, "at": now - HOUR, "author": AuthorFactory()}
        self._changing = published(section=SectionFactory(), body=f"<p>{FIRST}</p>", **told)
        picture = PictureFactory(original=_jpeg(), width=640, height=360)
        shown = {ref(): figure(picture)}
        self._killed = published(
            section=SectionFactory(), blocks=shown, body="<p>Wrong.</p>" + placed(**shown), **told
        )
        other = published(section=SectionFactory(), by=self.by, at=now, author=AuthorFactory())
        self.changing, self.killed = (
            article.editions.get().path for article in (self._changing, self._killed)
        )
        # The author's page shows this story, and no list of all.
        self.staying = other.bylines.get().author.get_absolute_url()
        self.picture = renditions.address(picture, "16:9", 320, "jpeg")

    def change(self):
        saved_again(self._changing, by=self.by, at=None, body=f"<p>{SECOND}</p>")
        workflow.publish(self._changing, by=self.by, change="update")

    def kill(self):
        workflow.kill(self._killed, by=self.by, reason="It was not so.")


def _jpeg():
    content = io.BytesIO()
    Image.new("RGB", (640, 360), "navy").save(content, "JPEG")
    return ContentFile(content.getvalue(), "harbour.jpg")


def main(folder, port, *ports):
    call_command("migrate", interactive=False, verbosity=0)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    address = settings.NEWSROOM_SITE_URL
    check = Check(address, Stories())
    with contextlib.ExitStack() as stack:
        with contextlib.ExitStack() as applications:
            for each in ports:
                applications.enter_context(application(each, folder))
            stack.enter_context(varnish(port, ports, folder))
            stack.enter_context(tick(folder))
            if until(lambda: is_up(f"{address}/readyz"), 60) is None:
                check.must(False, "the site does not answer behind Varnish")
            else:
                for ask_all in (check.kept, check.past, check.changed, check.killed):
                    ask_all()
        time.sleep(5)  # Varnish looks after the processes every two
        check.alone()
    for fault in check.faults:
        print(fault)
    for log in sorted(folder.glob("*.log")) if check.faults else ():
        print(f"{log.name}\n{log.read_text()[-3000:]}", file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]), *sys.argv[2:])
    else:
        print("\n".join(faults()))
