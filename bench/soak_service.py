"""A served home under mixed load while its processes, its database and its lists do not stay still.

    INCONCERT_SHARED=… python bench/soak_service.py [--minutes 30] [--users 50] [--out FILE.json]

Several web processes on one PostgreSQL, users who read pages and write answers to an ask, a refresh every while, web
processes killed with SIGKILL and started again, PostgreSQL crashed and started again. Counted: writes that were
acknowledged and are gone, answers that are wrong, server errors other than 503 (or none at all from a process that was
just killed), and the memory of each process over time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import postgres_server
from inconcert.verbs.ask import choose, make
from inconcert.verbs.embedded import load, shipped
from inconcert.verbs.house import house, now
from inconcert.verbs.migrate import migrate
from operations import served

TARGET = "us-29219"
ASKED = "us-29220"
READS = (
    f"/targets/{TARGET}", f"/targets/{TARGET}.json", "/", "/gaps?have=us&lack=gb", "/matrix?situation=xinjiang",
    f"/search.json?q={quote('Zhu Hailun')}", f"/search.json?q={quote('朱海仑')}", "/situations/xinjiang", "/asks",
)  # fmt: skip


@dataclass
class Seen:
    """What came of it."""

    answers: Counter[str] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[tuple[float, int]] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Place:
    """The machines: processes by port, the database, what must not be done at the same time."""

    webs: dict[int, served.Web]
    server: postgres_server.Server
    environment: dict[str, str]
    folder: Path
    home: Path
    ask: str
    database_up: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


def user(place: Place, seen: Seen, number: int) -> None:
    """Read and write as one user until the end."""
    rng = random.Random(number)
    count = 0
    while not place.stop.is_set():
        port = rng.choice(list(place.webs))
        try:
            if rng.random() < 0.1:
                count += 1
                write(place, seen, port, f"note {number}-{count}")
            else:
                read(seen, port, rng.choice(READS))
        except (OSError, http.client.HTTPException) as error:
            with seen.lock:
                seen.answers[f"no answer ({type(error).__name__})"] += 1  # a process that was just killed
        place.stop.wait(rng.random() * 0.6)


def get(port: int, path: str) -> tuple[int, bytes]:
    """Return the status and body of a page."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def judge(seen: Seen, what: str, status: int) -> None:
    """Count an answer; a server error other than 503 is kept."""
    with seen.lock:
        seen.answers[str(status)] += 1
        if status >= 500 and status != 503:
            seen.errors.append(f"{status} {what}")


def read(seen: Seen, port: int, path: str) -> None:
    """Read a page and look whether it says what it must."""
    status, body = get(port, path)
    judge(seen, path, status)
    if status == 200 and ("search" in path or TARGET in path) and TARGET.encode() not in body:
        with seen.lock:
            seen.wrong.append(f"{path}: {TARGET} is not in the answer")
    elif status not in (200, 503):
        with seen.lock:
            seen.wrong.append(f"{path}: {status}")


def write(place: Place, seen: Seen, port: int, note: str) -> None:
    """Write an answer to the ask as its form does, and remember it where it was acknowledged."""
    path = f"/asks/{place.ask}"
    status, page = get(port, path)
    token = re.search(rb'name="token" value="([^"]+)"', page)
    if status != 200 or token is None:
        judge(seen, path, status)
        return
    body = urlencode({"token": token[1].decode(), "life": "under_review", "note": note})
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        connection.request("POST", path, body, {
            "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin",
            "origin": f"http://localhost:{port}",
        })  # fmt: skip
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    judge(seen, f"POST {path}", answer.status)
    if answer.status == 303:
        with seen.lock:
            seen.written.append(note)
    elif answer.status not in (503, 403):  # 403: the form's token died with the process that gave it
        with seen.lock:
            seen.wrong.append(f"POST: {answer.status}")


def trouble(place: Place, seen: Seen, every_s: float) -> None:
    """Kill a web process, crash the database, or take a new edition, one after the other."""
    rng = random.Random(1)
    turn = 0
    while not place.stop.wait(every_s):
        turn += 1
        if turn % 3 == 0:
            place.server.stop("immediate")
            seen.kills["database crashed"] += 1
            time.sleep(1.5)
            place.server.start()
        elif turn % 3 == 1:
            port = rng.choice(list(place.webs))
            place.webs[port].stop(signal.SIGKILL)
            seen.kills["web process killed"] += 1
            place.webs[port] = served.start(place.folder, ["--home", str(place.home)], place.environment, port)
        else:
            another_edition(place, turn)
            seen.kills["editions taken"] += 1


def another_edition(place: Place, turn: int) -> None:
    """Take one more edition in a process of its own, as the timer does: the machines must notice."""
    import subprocess

    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "import soak_service as s; s.take(Path(sys.argv[1]), int(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, str(place.home), str(turn), str(Path(__file__).parent)], check=True,
                   env=place.environment, timeout=300)  # fmt: skip


def take(home: Path, turn: int) -> None:
    """Commit an edition of one entry to a list that has none, so that the register's revision moves."""
    from inconcert.model.edition import Edition
    from inconcert.model.entry import Entry, Listing, Name
    from inconcert.model.vocabulary import Kind, Measure, NameRole, Provenance
    from inconcert.store.editions import commit_edition, edition_hash, file_hashes

    files = {"list.csv": f"edition {turn}".encode()}
    hashes = file_hashes(files)
    made = Edition(
        list_id="us_nonsdn", date=f"2026-{turn % 12 + 1:02}-{turn % 28 + 1:02}", date_precision="day",
        sha256=edition_hash(hashes), provenance=Provenance.COPY, complete="yes", format="nonsdn_csv", origin="soak",
        files=hashes, entries_total=1, rules="soak",
    )  # fmt: skip
    listing = Listing("NS-MBS", "", (Measure.ASSET_FREEZE,), (), place="0/3")
    name = Name(f"Soak Example {turn}", NameRole.PRIMARY, place="0/1")
    entry = Entry("us_nonsdn", f"soak-{turn}", Kind.PERSON, (name,), (listing,), (), rows=("list.csv#1",))
    with house(home) as opened:
        commit_edition(opened.store, made, [entry], files=files)


def memory(place: Place, seen: Seen, began: float) -> None:
    """Note the largest process every two seconds."""
    while not place.stop.wait(2):
        sizes = [_resident_mb(web.process.pid) for web in list(place.webs.values())]
        seen.memory_mb.append((round(time.monotonic() - began, 1), max(sizes, default=0)))


def _resident_mb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) // 1024 if found else 0


def prepare(folder: Path, server: postgres_server.Server) -> tuple[Path, str, dict[str, str]]:
    """A home with the shipped register and one ask, carried to PostgreSQL."""
    import os

    home = folder / "home"
    with house(home) as opened:
        load(opened, shipped())
        made = make(opened, choose(opened, [(ASKED, "gb")], None))
    url = server.make("soak")
    migrate(home, now, "", url)
    return home, made[0].id, os.environ | {"INCONCERT_DATABASE_URL": url}


def soak(minutes: float, users: int, processes: int = 2, every_s: float = 20.0) -> dict[str, object]:
    """Run it and return what was counted."""
    found = postgres_server.programs()
    assert found is not None, "PostgreSQL is not installed"
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="ic-soak-") as scratch, postgres_server.running(found) as server:
        folder = Path(scratch)
        home, ask, environment = prepare(folder, server)
        webs = {}
        for _ in range(processes):
            web = served.start(folder, ["--home", str(home)], environment)
            webs[web.port] = web
        place = Place(webs, server, environment, folder, home, ask)
        began = time.monotonic()
        threads = [threading.Thread(target=user, args=(place, seen, number)) for number in range(users)]
        threads.append(threading.Thread(target=trouble, args=(place, seen, every_s)))
        threads.append(threading.Thread(target=memory, args=(place, seen, began)))
        for thread in threads:
            thread.start()
        time.sleep(minutes * 60)
        place.stop.set()
        for thread in threads:
            thread.join()
        port = next(iter(place.webs))
        status, body = get(port, f"/asks/{ask}.json")
        for web in place.webs.values():
            web.stop()
    held = {event.get("note", "") for event in json.loads(body)["events"]} if status == 200 else set()
    lost = [note for note in seen.written if not any(note in text for text in held)]
    return report(seen, lost, minutes, users, processes)


def report(seen: Seen, lost: list[str], minutes: float, users: int, processes: int) -> dict[str, object]:
    """Return what was counted as plain values."""
    sizes = [size for at, size in seen.memory_mb if size]
    third = max(1, len(sizes) // 3)
    return {
        "minutes": minutes, "users": users, "processes": processes, "answers": dict(seen.answers),
        "troubles": dict(seen.kills), "writes_acknowledged": len(seen.written), "writes_lost": lost,
        "wrong_answers": seen.wrong[:20], "server_errors": seen.errors[:20],
        "memory_mb": {"first_third": max(sizes[:third], default=0), "last_third": max(sizes[-third:], default=0)},
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    text = json.dumps(soak(given.minutes, given.users), indent=1, ensure_ascii=False)
    print(text)
    if given.out:
        given.out.write_text(text + "\n", "utf-8")
