"""Pages that are kept, beside nginx giving the same bytes from a file, in the same rounds."""

import statistics
from contextlib import ExitStack

from bench.programs import Doubtful, fetched
from bench.results import Line
from bench.wrk import same_page

#: A round in which nginx itself was slower than this had somebody else's work in it.
QUIET_P99 = 30
MOST_LOST = 3
#: What our servers, and caches before them, are to reach of a file's rate.
RATIOS = {
    "story, 1 worker": 0.30,
    "story, 2 workers": 0.40,
    "nginx proxy_cache": 0.60,
    "Varnish": 0.50,
}


def measured(place, story, seconds, rounds):
    """Lines for a story, the front and 304, from our server and from caches before it."""
    with ExitStack() as stack:
        seen = _rounds(_targets(place, stack, story), seconds, rounds)
    file = seen["nginx, file"]
    ours, packed = seen["story, 1 worker"], seen["304, 1 worker"]
    lines = [
        Line(name, [load.rate for load in loads], "req/s", *_rate_mark(name, loads))
        for name, loads in seen.items()
    ]
    for name, mark in RATIOS.items():
        lines.append(_ratio(f"{name}, of the file", seen[name], file, mark))
    lines.append(_ratio("304, of the story", packed, ours, 0.9))
    worst = statistics.median(load.p99 for load in ours)
    most = min(15, 4 * statistics.median(load.p99 for load in file))
    return [
        *lines,
        Line("nginx, file: p99", [load.p99 for load in file], "ms"),
        Line(
            "story, 1 worker: p99",
            [load.p99 for load in ours],
            "ms",
            "≤ 15 and ≤ 4 × nginx",
            worst <= most,
        ),
    ]


def _rate_mark(name, loads):
    if name != "story, 1 worker":
        return "", None
    return "≥ 12,000", statistics.median(load.rate for load in loads) >= 12_000


def _ratio(what, loads, others, mark):
    ratios = [load.rate / other.rate for load, other in zip(loads, others, strict=True)]
    return Line(what, ratios, "", f"≥ {mark:.2f}", statistics.median(ratios) >= mark)


def _targets(place, stack, story):
    """Name → address, body and headers; all of a story's are the same bytes."""
    one, two = (stack.enter_context(place.granian(workers)) for workers in (1, 2))
    _, said, body = fetched(one + story)
    folder = place.directory / "file"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_bytes(body)
    as_it_is = f"root {folder}; default_type text/html; add_header Content-Encoding br;"
    file = stack.enter_context(place.nginx("nginx-file", as_it_is))
    kept = f"location / {{ proxy_pass {one}; proxy_set_header Host $host; proxy_cache kept; }}"
    nginx = stack.enter_context(place.nginx("nginx-cache", kept))
    varnish = stack.enter_context(place.varnish(one))
    return {
        "nginx, file": (f"{file}/", body, None),
        "story, 1 worker": (one + story, body, None),
        "story, 2 workers": (two + story, body, None),
        "front, 1 worker": (f"{one}/", fetched(f"{one}/")[2], None),
        "304, 1 worker": (one + story, b"", {"If-None-Match": said["ETag"]}),
        "nginx proxy_cache": (nginx + story, body, None),
        "Varnish": (varnish + story, body, None),
    }


def _rounds(targets, seconds, rounds):
    """Every target in turn, and again; a round that somebody else disturbed is done anew."""
    seen = {name: [] for name in targets}
    for _ in range(rounds + MOST_LOST):
        if len(seen["nginx, file"]) == rounds:
            break
        # Both workers of the second server have the page once this many asked.
        for _ in range(20):
            fetched(targets["story, 2 workers"][0])
        loads = {
            name: same_page(address, body, seconds, headers)
            for name, (address, body, headers) in targets.items()
        }
        if loads["nginx, file"].p99 <= QUIET_P99:
            for name, load in loads.items():
                seen[name].append(load)
    if len(seen["nginx, file"]) < rounds:
        raise Doubtful("The machine was too busy: nginx itself took over 30 ms.")
    return seen
