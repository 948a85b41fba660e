"""How fast a page is on a phone: Lighthouse, the middle one of three runs."""

import json
import os
import shutil
import subprocess
from statistics import median
from tempfile import TemporaryDirectory

from tests.site.browser import FLAGS
from tests.site.pages import SITE

RUNS = 3
CATEGORIES = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
#: Audits, what they are called here, and the most that they may say.
TIMES = {
    "largest-contentful-paint": ("LCP ms", 1200),
    "cumulative-layout-shift": ("CLS", 0),
    "total-blocking-time": ("TBT ms", 50),
}


def lighthouse_faults(address, paths):
    """What falls behind on these pages, and what was measured: (faults, measured)."""
    faults, measured = [], []
    for path in paths:
        runs = [_run(address + path) for _ in range(RUNS)]
        scores = {
            c: median(run["categories"][c]["score"] * 100 for run in runs) for c in CATEGORIES
        }
        times = {
            name: median(run["audits"][audit]["numericValue"] for run in runs)
            for audit, (name, _) in TIMES.items()
        }
        measured.append(
            f"{path} " + " ".join(f"{n} {v:g}" for n, v in (scores | _short(times)).items())
        )
        faults += [f"{path}: {c} {scores[c]:g}" for c, n in CATEGORIES.items() if scores[c] < n]
        faults += [
            f"{path}: {name} {times[name]:.3g}"
            for name, most in TIMES.values()
            if times[name] > most
        ]
        faults += [f"{path}: {audit}" for audit in _failed(runs[0])]
    return faults, measured


def _short(times):
    return {name: round(value, 3) for name, value in times.items()}


def _failed(run):
    """Audits of the three categories that have to be whole which a page failed."""
    for name in ("accessibility", "best-practices", "seo"):
        for reference in run["categories"][name]["auditRefs"]:
            audit = run["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{name}: {audit['title']}"


def _run(url):
    """One report. Now and then Lighthouse records nothing, and asks to be run again."""
    try:
        return _report(url)
    except subprocess.CalledProcessError:
        return _report(url)


def _report(url):
    flags = " ".join(["--headless", *FLAGS])
    with TemporaryDirectory() as folder:
        file = f"{folder}/run.json"
        command = ["npx", "lighthouse", url, "--quiet", "--output=json", f"--output-path={file}"]
        command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
        subprocess.run(
            command,
            cwd=SITE,
            check=True,
            capture_output=True,
            env={**os.environ, "CHROME_PATH": shutil.which("chromium")},
        )
        with open(file) as report:
            return json.load(report)
