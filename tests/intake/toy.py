"""A toy jurisdiction with one list, for tests of intake; run as a program it refreshes a home from a folder."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from inconcert.formats import csvfile
from inconcert.intake.refresh import refresh_from
from inconcert.jurisdictions import regimes
from inconcert.model.dates import event_on
from inconcert.model.edition import Bounds, Format, Publication, Reading
from inconcert.model.entry import Entry, Issue, Listing, Name
from inconcert.model.errors import UnknownInSource
from inconcert.model.regime import Regime
from inconcert.model.vocabulary import DateKind, Kind, NameRole, Severity
from inconcert.store.home import Home

HEADER = "number,name,programme,date"


def read(files: Mapping[str, bytes], programmes: Mapping[str, str]) -> Reading:
    entries, issues = [], []
    for line, (number, name, programme, date) in list(csvfile.rows(files["toy.csv"], "toy.csv"))[1:]:
        if programme not in programmes:
            raise UnknownInSource(f"the programme {programme!r}", where=f"toy.csv line {line}")
        if not name:
            issues.append(Issue(Severity.SET_ASIDE, "no-name", "a record without a name", f"toy.csv#{line}"))
            continue
        dates = (event_on(DateKind.LISTED, date),) if date else ()
        listing = Listing(programme, programmes[programme], dates=dates, place="0/2")
        entries.append(
            Entry("zz_toy", number, Kind.PERSON, (Name(name, NameRole.PRIMARY, place="0/1"),), (listing,),
                  rows=(f"toy.csv#{line}",))
        )  # fmt: skip
    return Reading(tuple(sorted(entries, key=lambda entry: entry.official_id)), tuple(issues))


def breaks(files: Mapping[str, bytes], programmes: Mapping[str, str]) -> Reading:
    raise KeyError("a field that nobody foresaw")


FORMAT = Format(
    "toy_csv", lambda files: files.get("toy.csv", b"").startswith(HEADER.encode()), read,
    Bounds(least=2, regime_share=1.0, date_share=0.5),
)  # fmt: skip
BROKEN = Format("toy_broken", lambda files: "broken.csv" in files, breaks, Bounds(least=1))
GREEDY = Format("toy_greedy", lambda files: b"greedy" in files.get("toy.csv", b""), read, Bounds(least=1))
LIST = Publication(
    "zz_toy", "zz", "Toy list", "Toy office", "none", "https://toy.example/", ("https://toy.example/toy.csv",),
    (FORMAT, BROKEN, GREEDY),
)  # fmt: skip
REGIMES = {"ZZ-ONE": Regime("ZZ-ONE", "zz", "One", "thematic")}
PROGRAMMES = {"ONE": "ZZ-ONE", "LOST": "ZZ-LOST"}


def clock() -> dt.datetime:
    return dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def rows(count: int, *, first: int = 1, programme: str = "ONE", date: str = "2020-07-09") -> list[str]:
    return [f"{number},NAME {number},{programme},{date}" for number in range(first, first + count)]


def content(lines: Sequence[str]) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def lay_out(folder: Path, editions: Mapping[str, bytes], *, read_by_refresh: Mapping[str, str] | None = None) -> Path:
    """Write a catalogue of toy editions: date → bytes of toy.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    table = ["folder,list_id,date,date_precision,provenance,complete,read_by_refresh"]
    for date, data in editions.items():
        place = folder / "zz" / date
        place.mkdir(parents=True, exist_ok=True)
        (place / "toy.csv").write_bytes(data)
        table.append(f"zz/{date},zz_toy,{date},day,copy,yes,{(read_by_refresh or {}).get(date, 'yes')}")
    (folder / "catalogue.csv").write_text("\n".join([*table, ""]), "utf-8")
    return folder


def install() -> None:
    """Put the toy list in the place of the real ones, in this process."""
    regimes.publications = lambda: (LIST,)  # type: ignore[assignment]
    regimes.regimes = lambda: REGIMES  # type: ignore[assignment]
    regimes.programmes = lambda jurisdiction, list_id: PROGRAMMES  # type: ignore[assignment]


if __name__ == "__main__":
    install()
    print("ready", flush=True)
    with Home(Path(sys.argv[1]), clock).open() as store:
        refresh_from(store, Path(sys.argv[2]))
    print("done", flush=True)
