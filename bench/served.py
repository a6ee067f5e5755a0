"""How fast the pages answer over HTTP: `python bench/served.py http://localhost:8600 HOME [seconds] [connections]`.

Each page is asked for in turn over one kept connection; the size is that of the compressed body. Then wrk (a Debian
package) searches with names of the home: all different, a quarter each as printed, with one letter changed, with two,
and turned round; and once more with twelve names again and again. A server beforehand: `inconcert serve`.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from inconcert.verbs.house import house
from inconcert.verbs.index import index_of
from search import typo

PAGES = (
    "/", "/gaps", "/gaps?kind=person&sort=open", "/gaps?country=cn", "/matrix", "/matrix?situation=belarus-2020",
    "/targets/us-29220", "/targets/us-29219", "/situations", "/situations/xinjiang", "/actions", "/regimes",
    "/regimes/US-GLOMAG", "/jurisdictions/gb", "/lists", "/lists/gb_uksl", "/changes", "/statistics", "/review",
    "/about", "/gaps?lang=ar", "/targets/us-29220?lang=fr",
)  # fmt: skip
NAMES = ("Zhu Hailun", "朱海仑", "Kadyrov", "Кадыров", "Min Aung Hlaing", "Xinjiang Public Security Bureau",
         "Lukashenka", "Hailun Zhu", "Zhu Hailum", "Dan Gertler", "Yahya Jammeh", "Cen Quanguo")  # fmt: skip


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[float, int, int]:
    """Return milliseconds, status and compressed size of one answer."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"accept-encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    return (time.perf_counter() - begun) * 1000, answer.status, len(body)


def quantile(sorted_values: list[float], part: float) -> float:
    """Return the value below which a part of them lies."""
    return sorted_values[min(len(sorted_values) - 1, int(part * len(sorted_values)))]


def pages(host: str, rounds: int = 20) -> None:
    """Print each page's p50 and p95 with one connection, and its size."""
    connection = http.client.HTTPConnection(host, timeout=120)
    every: list[float] = []
    for path in PAGES:
        ask(connection, path)
        times, size = [], 0
        for _ in range(rounds):
            ms, status, size = ask(connection, path)
            assert status == 200, (path, status)
            times.append(ms)
        times.sort()
        every += times
        middle, slow = quantile(times, 0.5), quantile(times, 0.95)
        print(f"{path:40} p50 {middle:6.1f} ms  p95 {slow:6.1f} ms  {size / 1000:5.1f} kB gz")
    every.sort()
    print(f"{'all pages':40} p50 {quantile(every, 0.5):6.1f} ms  p95 {quantile(every, 0.95):6.1f} ms")


WRK = """
local file = assert(io.open(%s))
local paths = {}
for line in file:lines() do paths[#paths + 1] = "/api/v1/search?limit=10&q=" .. line end
local threads, turn, bad = 0, 0, 0
function setup(thread) thread:set("first", threads * 7919); threads = threads + 1 end
function init() turn = first end
function request() turn = turn + 1; return wrk.format("GET", paths[turn %% #paths + 1]) end
"""


def mixed(home: Path, count: int) -> list[str]:
    """Return so many queries, as they stand in an address: names printed in a home, with slips and turned round."""
    chance = random.Random(3)
    with house(home) as opened:
        names = [name for brief in index_of(opened).targets for name in brief.names]
    ways = (str, lambda name: typo(chance, name, 1), lambda name: typo(chance, name, 2),
            lambda name: " ".join(reversed(name.split())))  # fmt: skip
    return [quote(ways[number % 4](chance.choice(names))[:250]) for number in range(count)]


def searches(host: str, label: str, queries: list[str], seconds: int, connections: int) -> None:
    """Print requests a second and the slowest of the search for programs, by wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        sys.exit("wrk is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        names, script = Path(folder) / "names", Path(folder) / "mixed.lua"
        names.write_text("\n".join(queries))
        script.write_text(WRK % json.dumps(str(names)))
        command = [wrk, "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), f"http://{host}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.strip() for line in said.splitlines() if re.search(r"50%|99%|Requests/sec|Non-2xx|Socket err", line)]
    print(f"{label}, {connections} connections: " + "  ".join(" ".join(row.split()) for row in rows))


if __name__ == "__main__":
    where = urlsplit(sys.argv[1]).netloc
    seconds, connections = (int(text) for text in (*sys.argv[3:], "10", "8")[:2])
    pages(where)
    searches(where, "all different", mixed(Path(sys.argv[2]), 40_000), seconds, connections)
    searches(where, "the same twelve", [quote(name) for name in NAMES], seconds, connections)
