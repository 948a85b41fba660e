"""Programs that a measurement starts on this machine, and ends again: only these."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 30
#: No proxy stands between a machine and itself.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Doubtful(Exception):
    """What was measured is no number: something else than the page came back."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def fetched(address, accepted="br", **headers):
    """Status, headers and body of a page, as it comes over the wire."""
    headers = {"Accept-Encoding": accepted} | headers
    asked = urllib.request.Request(address, headers=headers)  # noqa: S310 -- this machine
    try:
        with _opener.open(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def wire_size(address, headers):
    """The bytes of one answer, head and body."""
    status, said, body = fetched(address, **headers)
    lines = [f"{name}: {value}\r\n" for name, value in said.items()]
    return (
        len(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n\r\n")
        + len("".join(lines))
        + len(body)
    )


def granian(port, workers=1, application="newsroom.wsgi:application"):
    """The command that serves the paper, as bin/run has it."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    return [*command, "--http", "1", "--no-ws", "--workers-kill-timeout", "5"]


@contextmanager
def running(command, log, *, answers_at=None, **environment):
    """A program, from when it answers there, if anywhere; ended, with its group, afterwards."""
    with open(log, "ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        if answers_at:
            _wait(process, answers_at, log)
        yield process
    finally:
        _end(process)


def _wait(process, address, log):
    began = time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN:
        if process.poll() is not None:
            break
        try:
            fetched(address)
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"{process.args[0]} does not answer.\n{Path(log).read_text()[-2000:]}")


def _end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Place:
    """A directory for files of this run, and the environment of the paper in it."""

    def __init__(self, directory, database):
        self.directory, self.port = Path(directory), free_port()
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATABASE_URL": database,
            "NEWSROOM_DEMO": "1",
            "NEWSROOM_SECRET_KEY": "of a measurement only",
            "NEWSROOM_SITE_URL": f"http://127.0.0.1:{self.port}",
            "NEWSROOM_MEDIA_ROOT": str(self.directory / "media"),
            "NEWSROOM_ORIGINALS": str(self.directory / "originals"),
            "NEWSROOM_STATIC_ROOT": str(self.directory / "static"),
            "GRANIAN_BLOCKING_THREADS": "4",
        }

    @property
    def log(self):
        return self.directory / "log"

    @property
    def whole_environment(self):
        return os.environ | self.environment

    def manage(self, *words):
        """A command of the paper; its progress is shown."""
        subprocess.run([sys.executable, *words], cwd=ROOT, env=self.whole_environment, check=True)

    def printed(self, *words, may_fail=False):
        """What a command prints; raises Doubtful with its last words where it gave up."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.whole_environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode and not may_fail:
            raise Doubtful(done.stderr.strip().rpartition("\n")[2])
        return done.stdout

    def granian(self, workers=1, application="newsroom.wsgi:application", **environment):
        """The paper's own server; yields its address."""
        port = free_port()
        command = [*granian(port, workers, application), "--log-level", "warning"]
        return self._at(port, command, "/healthz", **(self.environment | environment))

    def nginx(self, name, server):
        """Debian's nginx with one server of these directives."""
        port, home = free_port(), self.directory / name
        home.mkdir(exist_ok=True)
        conf = home / "nginx.conf"
        user = "user root;" if getpass.getuser() == "root" else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds)
        conf.write_text(
            f"{user} daemon off; worker_processes auto; pid {home}/pid; error_log {home}/error;"
            f"events {{ worker_connections 2048; }} http {{ access_log off; {temporary}"
            f"keepalive_requests 10000000; sendfile on; tcp_nopush on;"
            f"proxy_cache_path {home}/kept keys_zone=kept:10m;"
            f"server {{ listen 127.0.0.1:{port}; {server} }} }}"
        )
        return self._at(port, ["nginx", "-e", f"{home}/error", "-c", str(conf)], "/")

    def varnish(self, backend):
        port = free_port()
        command = ["varnishd", "-F", "-n", str(self.directory / "varnish")]
        command += ["-a", f"127.0.0.1:{port}", "-b", backend.removeprefix("http://")]
        # So that brotli goes through, as in deploy/varnish.
        command += ["-s", "malloc,64m", "-p", "http_gzip_support=off"]
        return self._at(port, command, "/healthz")

    @contextmanager
    def _at(self, port, command, path, **environment):
        address = f"http://127.0.0.1:{port}"
        answers_at = address + path
        with running(command, self.log, answers_at=answers_at, **environment) as process:
            yield Served(address, process.pid)


class Served(str):
    """The address of something that runs, with the number of its process."""

    def __new__(cls, address, pid):
        served = super().__new__(cls, address)
        served.pid = pid
        return served
