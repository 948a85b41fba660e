"""What a browser makes of a page: reach for everybody, weight, silence."""

import shutil
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KILOBYTE = 1024
#: What a first look at a page may weigh on the wire.
MOST_TEXT, MOST_FONTS = 60 * KILOBYTE, 90 * KILOBYTE
TEXT = {"Document", "Stylesheet", "Script"}
WIDTHS = (320, 390, 768, 1440)


def look(address, kinds):
    """Open one page of each kind, light and dark; {check: [what failed]}."""
    found = {"axe": [], "bytes": [], "strangers": [], "console": [], "sideways": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for path in dict.fromkeys(kinds.values()):
            for scheme in ("light", "dark"):
                context = browser.new_context(color_scheme=scheme)
                _look_at(context, address, path, scheme, found)
                context.close()
        browser.close()
    return found


def _look_at(context, address, path, scheme, found):
    page = context.new_page()
    weighed, said, strangers = _watch(page, address)
    page.goto(address + path, wait_until="networkidle")
    if scheme == "light":
        found["bytes"] += _too_heavy(path, weighed)
        # A page that says 404 or 410 is itself the message.
        found["console"] += [f"{path}: {m}" for m in said if "the server responded with" not in m]
        found["strangers"] += [f"{path}: {url}" for url in strangers]
        found["sideways"] += _sideways(page, path)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        shown = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        for violation in shown.response["violations"]:
            where = " ".join(violation["nodes"][0]["html"][:110].split())
            found["axe"].append(f"{path} ({scheme}, {width} px): {violation['id']}: {where}")


def _watch(page, address):
    """Listen to what a page asks for and says: weights by kind, messages, foreign addresses."""
    weighed, said, strangers, kinds = {}, [], [], {}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")

    def asked(event):
        kinds[event["requestId"]] = event.get("type", "Other")
        url = event["request"]["url"]
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(address):
            strangers.append(url)

    def came(event):
        kind = kinds.get(event["requestId"], "Other")
        weighed[kind] = weighed.get(kind, 0) + event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    return weighed, said, strangers


def _too_heavy(path, weighed):
    text = sum(size for kind, size in weighed.items() if kind in TEXT)
    if text > MOST_TEXT:
        yield f"{path}: {text / KILOBYTE:.1f} KB of HTML, CSS and JavaScript"
    if weighed.get("Font", 0) > MOST_FONTS:
        yield f"{path}: {weighed['Font'] / KILOBYTE:.1f} KB of fonts"


def _sideways(page, path):
    """The widths at which the page has to be pushed aside to be read."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        whole = page.evaluate("document.documentElement.scrollWidth")
        if whole > width:
            yield f"{path}: {whole} px wide at {width} px"
