"""Many at once: a crowd before one cold page, a spike over many, a worker full of pages."""

import asyncio
import re
import statistics
import time
from collections import Counter
from pathlib import Path

from bench.programs import Doubtful, fetched
from bench.results import Line
from bench.wrk import load, refuse_other

CROWD, FULL, TAIL = 500, 2_000, 4_000
STARTS = 5


def crowd(place, path):
    """500 simultaneous requests for a page that nobody asked for: errors and renders."""
    lines = []
    for workers in (1, 2):
        renders = place.directory / f"renders-{workers}"
        renders.touch()
        with place.granian(workers, "bench.counted:application", BENCH_RENDERS=str(renders)) as at:
            answers = asyncio.run(_together(at, path))
            expected = fetched(at + path, accepted="identity")[2]
        good = sum(status == 200 and body == expected for status, body, _ in answers)
        made = Counter(line.split()[0] for line in renders.read_text().splitlines())
        name = f"{CROWD} at once, {workers} worker{'s' * (workers > 1)}"
        is_met = good == CROWD and max(made.values()) == 1 and len(made) <= workers
        lines += [
            Line(f"{name}: answered", [good], "", f"{CROWD}", good == CROWD),
            Line(f"{name}: made, a process", [max(made.values())], "", "1", is_met),
            Line(f"{name}: took", [took for *_, took in answers], "ms", are_times=True),
        ]
    return lines


async def _together(address, path):
    host, _, port = address.removeprefix("http://").partition(":")
    doors = await asyncio.gather(*(asyncio.open_connection(host, port) for _ in range(CROWD)))
    asked = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
    began = time.perf_counter()
    return await asyncio.gather(*(_one(reader, writer, asked, began) for reader, writer in doors))


async def _one(reader, writer, asked, began):
    writer.write(asked)
    answer = await asyncio.wait_for(reader.read(), 60)
    took = (time.perf_counter() - began) * 1000
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body, took


def cold_load(place, paths, seconds, rounds):
    """Stories that nobody asked for before, from one worker under load."""
    with place.granian() as ours, place.granian(NEWSROOM_PAGE_CACHE="0") as plain:
        for path in paths[-50:]:
            fetched(ours + path)
        each = len(paths) // 2 // (rounds + 1)
        file = _listed(place, "cold", paths)
        loads = [
            load(ours, seconds=seconds, connections=32, paths=file, start=each * number)
            for number in range(rounds)
        ]
        if max(one.requests for one in loads) > 2 * each:
            raise Doubtful("Cold stories: some were asked for twice.")
        _compare(ours, plain, paths[:: len(paths) // 40])
    rates = [one.rate for one in loads]
    is_met = statistics.median(rates) >= 200
    return [
        Line("cold stories, 1 worker, 32 connections", rates, "req/s", "≥ 200", is_met),
        Line("their median time", [one.p50 for one in loads], "ms"),
        Line("their p95", [one.p95 for one in loads], "ms"),
    ]


def spike(place, paths, seconds):
    """Ten times the usual: nine of ten ask for ten pages, the rest for others."""
    tail = paths[:TAIL]
    with place.granian(2) as ours, place.granian(NEWSROOM_PAGE_CACHE="0") as plain:
        seen = load(ours, seconds=seconds, paths=_listed(place, "tail", tail), way="spike")
        _compare(ours, plain, [*tail[:10], *tail[10 :: len(tail) // 20]])
    return [
        Line(f"spike, {seconds} s, 2 workers", [seen.rate], "req/s"),
        Line("spike: errors", [seen.failed], "", "0", seen.failed == 0),
        Line("spike: p95", [seen.p95], "ms", "≤ 100", seen.p95 <= 100),
    ]


def full_worker(place, paths):
    """How long a server takes to start, and what a worker weighs with 2,000 pages."""
    starts, before, after = [], [], []
    for number in range(STARTS):
        began = time.monotonic()
        with place.granian() as ours:
            starts.append((time.monotonic() - began) * 1000)
            if number:
                continue
            refuse_other(f"{ours}/healthz", b"ok\n")
            before.append(_weight(ours.pid))
            for path in paths[:FULL]:
                if fetched(ours + path)[0] != 200:
                    raise Doubtful(f"{path} is no page.")
            after.append(_weight(ours.pid))
    more = after[0] - before[0]
    pages = min(FULL, len(paths))
    return [
        Line("start to the first answer", starts, "ms"),
        Line("worker at the start", before, "MB"),
        Line(f"worker with {pages:,} pages", after, "MB", "≤ 180", after[0] <= 180),
        Line("more than at the start", [more], "MB", "≤ 80", more <= 80),
    ]


def _weight(master):
    """Memory of the one worker of a server, in megabytes."""
    children = Path(f"/proc/{master}/task").glob("*/children")
    workers = [pid for each in children for pid in each.read_text().split()]
    kept = [_resident(pid) for pid in workers if "resource_tracker" not in _command(pid)]
    return max(kept) / 1024


def _resident(pid):
    return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def _command(pid):
    return Path(f"/proc/{pid}/cmdline").read_text()


def _listed(place, name, paths):
    file = place.directory / name
    file.write_text("\n".join(paths) + "\n")
    return file


def _compare(ours, plain, paths):
    """Raises Doubtful where a page differs from what Django alone makes of it."""
    for path in paths:
        as_it_is = fetched(plain + path, accepted="identity")[2]
        refuse_other(ours + path, as_it_is, accepted="identity")
