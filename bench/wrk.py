"""Load from wrk, believed only where every answer was a page."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.programs import Doubtful, fetched, wire_size

SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass
class Load:
    """What wrk saw; times in milliseconds."""

    requests: int
    seconds: float
    bytes: int
    failed: int
    p50: float
    p95: float
    p99: float

    @property
    def rate(self):
        return self.requests / self.seconds


def load(address, **how):
    """As `told`, and believed only if it is all without errors."""
    seen = told(address, **how)
    if not seen.requests or seen.failed:
        raise Doubtful(f"{address}: {seen.failed} of {seen.requests} failed.")
    return seen


def told(address, *, seconds, headers=None, connections=64, paths="-", way="each", start=0):
    """Ask for one address, or for the paths in a file, so many seconds long."""
    headers = {"Accept-Encoding": "br"} | (headers or {})
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command += [f"-H{name}: {value}" for name, value in headers.items()]
    command += ["-s", str(SCRIPT), address, "--", str(paths), way, str(start)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result = next(line for line in printed.splitlines() if line.startswith("RESULT "))
    return Load(**json.loads(result.removeprefix("RESULT ")))


def same_page(address, expected, seconds, headers=None):
    """Load on one page, whose body was and still is `expected`, and each answer of one size."""
    refuse_other(address, expected, **(headers or {}))
    size = wire_size(address, headers or {})
    seen = load(address, seconds=seconds, headers=headers)
    refuse_other(address, expected, **(headers or {}))
    # Caches count up in a header; and some answers were under way when the time was up.
    if abs(seen.bytes / seen.requests - size) > max(40, size / 100):
        raise Doubtful(f"{address}: answers of {seen.bytes / seen.requests:.0f} bytes, not {size}.")
    return seen


def refuse_other(address, expected, **asked):
    """Raises Doubtful where another page is at this address than was expected."""
    status, _, body = fetched(address, **asked)
    if status != (200 if expected else 304) or body != expected:
        raise Doubtful(f"{address} is another page than it was ({status}).")
