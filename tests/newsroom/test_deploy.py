"""deploy/: what the programs themselves say of it, and what it must agree on with the site."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from newsroom import security
from newsroom.pagecache import keys

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
MAIN = """
pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    {body}
}}
"""


def program(name):
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command, **kwargs):
    return subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def said(name):
    return (DEPLOY / name).read_text()


@pytest.fixture
def nginx(tmp_path):
    """Whether nginx takes a configuration; the certificate is one of a minute."""

    def test(site, before=""):
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        made = run(
            *(program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=news.example", "-keyout", key, "-out", certificate),
        )
        assert made.returncode == 0, made.stderr
        (tmp_path / "snippets").mkdir()
        for name in ("newsroom-proxy.conf", "newsroom-cache.conf"):
            shutil.copy(DEPLOY / "nginx" / name, tmp_path / "snippets")
        site = re.sub(r"/etc/letsencrypt\S+fullchain.pem", str(certificate), site)
        site = re.sub(r"/etc/letsencrypt\S+privkey.pem", str(key), site)
        site = re.sub(r" *listen \[::\].*\n", "", site)
        for port in ("80", "443"):
            site = re.sub(rf"listen {port}\b", f"listen 127.0.0.1:{free_port()}", site)
        before = before.replace("/var/cache/nginx/newsroom", str(tmp_path / "cache"))
        main = tmp_path / "nginx.conf"
        main.write_text(MAIN.format(home=tmp_path, body=before + site))
        asked = run(program("nginx"), "-t", "-p", str(tmp_path), "-c", str(main))
        return "test is successful" in asked.stderr or asked.stderr

    return test


def test_nginx_takes_its_configuration(nginx):
    assert nginx(said("nginx/newsroom.conf")) is True


def test_nginx_takes_it_with_a_cache_of_its_own(nginx):
    proxy = "include    snippets/newsroom-proxy.conf;"
    site = said("nginx/newsroom.conf").replace(
        proxy, f"{proxy} include snippets/newsroom-cache.conf;", 1
    )

    assert nginx(site, said("nginx/newsroom-cache-zone.conf")) is True


@pytest.mark.parametrize("backends", ["backends.vcl", "backends-compose.vcl"])
def test_varnish_takes_its_configuration(tmp_path, backends):
    shutil.copy(DEPLOY / "varnish/newsroom.vcl", tmp_path)
    written = said(f"varnish/{backends}").replace('"app"', '"127.0.0.1"')
    (tmp_path / "backends.vcl").write_text(written)

    asked = run(
        *(program("varnishd"), "-C", "-j", "none", "-n", str(tmp_path / "n")),
        *("-f", str(tmp_path / "newsroom.vcl")),
    )

    assert asked.returncode == 0, asked.stderr[-2000:]


def test_systemd_takes_the_units(tmp_path):
    for unit in (DEPLOY / "systemd").glob("*.*"):
        if unit.is_file():
            text = re.sub(r"/srv/newsroom/\S+", "/bin/true", unit.read_text())
            (tmp_path / unit.name).write_text(text)

    asked = run(program("systemd-analyze"), "verify", *map(str, sorted(tmp_path.iterdir())))

    assert (asked.returncode, asked.stderr) == (0, "")


def test_unit_starts_what_make_run_starts():
    unit, script = said("systemd/newsroom.service"), (PROJECT / "bin/run").read_text()

    for option in ("--interface wsgi newsroom.wsgi:application", "--http 1", "--no-ws"):
        assert option in unit
        assert option in script


def test_upload_that_the_site_takes_comes_through_nginx():
    sizes = re.findall(r"client_max_body_size +(\d+)m", said("nginx/newsroom.conf"))

    assert int(sizes[1]) * security.MEGABYTE == security.LARGEST_UPLOAD


@pytest.mark.parametrize("path", keys.PASSED)
def test_what_is_never_kept_goes_past_the_caches(path):
    rules = [
        *re.findall(r'req\.url ~ "(\^/[^"]+)"', said("varnish/newsroom.vcl"))[:2],
        *re.findall(r'"~(\^/[^"]+)" 1;', said("nginx/newsroom-cache-zone.conf")),
    ]

    assert len(rules) == 4
    assert [bool(re.search(rule, path)) for rule in rules].count(True) == 2


@pytest.mark.parametrize("script", ["back-up", "restore"])
def test_script_stops_at_the_first_failure(script):
    assert (DEPLOY / script).stat().st_mode & 0o111 == 0o111
    assert "\nset -euo pipefail\n" in said(script)
    assert run("bash", "-n", str(DEPLOY / script)).returncode == 0
