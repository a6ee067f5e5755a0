"""How fast the pages answer over HTTP: `python bench/served.py http://localhost:8600 [seconds] [connections]`.

Each page is asked for in turn over kept connections by threads of this one process, so the figures include the client;
the size is that of the compressed body. A server beforehand: `inconcert serve`.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from urllib.parse import quote, urlsplit

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


def searches(host: str, seconds: float, connections: int) -> None:
    """Print requests a second and the slowest of the search for programs, with mixed names."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        connection = http.client.HTTPConnection(host, timeout=30)
        turn = number
        while time.perf_counter() < until:
            ms, status, _ = ask(connection, f"/api/v1/search?q={quote(NAMES[turn % len(NAMES)])}")
            assert status == 200
            times.append(ms)
            turn += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    rate = len(times) / seconds
    print(f"search, {connections} connections: {rate:.0f} requests/s, p50 {quantile(times, 0.5):.1f} ms, "
          f"p99 {quantile(times, 0.99):.1f} ms")  # fmt: skip


if __name__ == "__main__":
    where = urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8600").netloc
    pages(where)
    searches(where, float(sys.argv[2]) if len(sys.argv) > 2 else 5, int(sys.argv[3]) if len(sys.argv) > 3 else 8)
