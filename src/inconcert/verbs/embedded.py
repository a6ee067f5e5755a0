"""The embedded register: facts of the open lists that are shipped, so that the first run needs no network.

Rules this module holds:
- targets: those ever under a thematic regime, or in a curated situation, with all their entries under other regimes;
- facts only: numbers, names, birth dates, nationalities, regimes, measures, dates; of the UN list numbers and dates;
  no statement of reasons, no remark, no address, no identity document;
- per edition its hash, its date, how many entries it has and how many are here, and digests of all its official
  numbers and normalised names, so that a question outside is never answered "not found";
- the same lists give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from inconcert.jurisdictions import regimes
from inconcert.model.codec import from_plain, to_plain
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Name
from inconcert.model.vocabulary import NameRole
from inconcert.store.digests import WIDTH, DigestKind, digest_of, keep_digest
from inconcert.store.editions import commit_edition, editions
from inconcert.store.entries import entries_of
from inconcert.verbs.gaps import of_situation
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, Index, index_of, keep_index
from inconcert.verbs.search import normal

THEMATIC = frozenset({"US-GLOMAG", "US-MAGNITSKY", "GB-HR", "GB-AC", "CA-JVCFOA", "EU-HR", "AU-HUMAN", "AU-CRP"})
"""The regimes whose targets are embedded."""

NUMBERS_ONLY = frozenset({"un_sc"})
"""Lists of which only numbers and dates are embedded."""

FILE = "register.json.xz"
DIGESTS = "digests.bin.xz"


@dataclass(frozen=True, slots=True)
class Embedded:
    """The two shipped files, as bytes."""

    register: bytes
    digests: bytes

    @property
    def name(self) -> str:
        """Return a short name of exactly this content."""
        return hashlib.sha256(self.register + self.digests).hexdigest()[:12]


def shipped() -> Embedded:
    """Return the embedded register of this installation."""
    folder = resources.files("inconcert.verbs").joinpath("register")
    return Embedded(folder.joinpath(FILE).read_bytes(), folder.joinpath(DIGESTS).read_bytes())


def build(house: House) -> Embedded:
    """Return the embedded register that a home's editions make; only lists whose licence allows it."""
    index = index_of(house)
    briefs = _chosen(house, index)
    wanted = {key for brief in briefs for key in brief.keys}
    allowed = {item.list_id for item in regimes.publications() if item.embeddable}
    held = [item for item in editions(house.store, house.viewer) if item.list_id in allowed]
    tables: list[dict[str, Any]] = []
    runs: list[bytes] = []
    newest = {item.list_id: item.date for item in held}
    for edition in held:
        house.progress(f"embedding {edition.list_id} {edition.date}")
        every = list(entries_of(house.store, house.viewer, edition.list_id, edition.date))
        chosen = [_facts(entry) for entry in every if (entry.list_id, entry.official_id) in wanted]
        embedded = replace(edition, entries_embedded=len(chosen), accepted_by="", files=(), rules="embedded")
        runs_here = _digests(every) if newest[edition.list_id] == edition.date else ()
        tables.append(
            {
                "edition": to_plain(embedded),
                "entries": [to_plain(entry) for entry in chosen],
                "digests": [[kind.value, len(run)] for kind, run in runs_here],
            }
        )
        runs.extend(run for _, run in runs_here)
    text = json.dumps(_shared({"index": to_plain(_index(briefs, allowed, index)), "editions": tables}), **_CANONICAL)
    return Embedded(_packed(text.encode("utf-8")), _packed(b"".join(map(_turned, runs))))


_CANONICAL: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}


def load(house: House, embedded: Embedded) -> None:
    """Put an embedded register into an empty home, edition by edition, with its digests and its index."""
    plain = _unshared(json.loads(lzma.decompress(embedded.register)))
    runs = lzma.decompress(embedded.digests)
    at = 0
    for table in plain["editions"]:
        edition = from_plain(Edition, table["edition"])
        commit_edition(house.store, edition, [from_plain(Entry, item) for item in table["entries"]])
        for kind, length in table["digests"]:
            run = _turned_back(runs[at : at + length])
            keep_digest(house.store, edition.list_id, edition.date, DigestKind(kind), run)
            at += length
    keep_index(house, from_plain(Index, plain["index"]))


def _chosen(house: House, index: Index) -> tuple[Brief, ...]:
    found = {brief.id: brief for brief in index.targets if not THEMATIC.isdisjoint(brief.regimes)}
    for situation in house.curated.situations:
        for brief in of_situation(house, index, situation):
            found[brief.id] = brief
    by_id, by_key = index.by_id(), index.by_key()
    for brief in list(found.values()):
        for related in brief.related:
            other = by_id[related.target_id]
            found.setdefault(other.id, other)
    chosen = set(found)
    for item in index.unsure:
        left, right = by_key[item.left], by_key[item.right]
        if left.id in chosen or right.id in chosen:
            found |= {left.id: left, right.id: right}
    return tuple(found[name] for name in sorted(found))


def _index(briefs: Sequence[Brief], allowed: set[str], made: Index) -> Index:
    ids = {brief.id for brief in briefs}
    kept = []
    for brief in briefs:
        keys = tuple(key for key in brief.keys if key[0] in allowed)
        related = tuple(item for item in brief.related if item.target_id in ids)
        proof = tuple(line for line in brief.proof if _may_be_shown(line))
        kept.append(replace(brief, keys=keys, related=related, proof=proof))
    held = {key for brief in kept for key in brief.keys}
    unsure = tuple(
        replace(item, reasons=tuple(line for line in item.reasons if _may_be_shown(line)))
        for item in made.unsure
        if item.left in held and item.right in held
    )
    return Index(tuple(kept), unsure, made.used)


def _may_be_shown(line: str) -> bool:
    """Return whether a reason holds no number of a person's papers."""
    return "passport" not in line and "national_id" not in line


def _facts(entry: Entry) -> Entry:
    """Return the entry with the facts that are embedded, and nothing else."""
    names = entry.names
    if entry.list_id in NUMBERS_ONLY:
        names = (Name(entry.official_id, NameRole.PRIMARY, place=entry.names[0].place),)
    bare = entry.list_id in NUMBERS_ONLY
    return Entry(
        list_id=entry.list_id,
        official_id=entry.official_id,
        kind=entry.kind,
        names=names,
        listings=entry.listings,
        birth_dates=() if bare else entry.birth_dates,
        countries=() if bare else entry.countries,
        programme_countries=() if bare else entry.programme_countries,
        genders=() if bare else entry.genders,
        references=entry.references,
        relations=() if bare else entry.relations,
        rows=entry.rows,
    )


def _digests(entries: Iterable[Entry]) -> tuple[tuple[DigestKind, bytes], ...]:
    numbers: set[str] = set()
    names: set[str] = set()
    for entry in entries:
        numbers.add(entry.official_id)
        names.update(filter(None, (normal(name.full) for name in entry.names)))
    return ((DigestKind.NUMBER, digest_of(numbers)), (DigestKind.NAME, digest_of(names)))


def _shared(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the tables with each distinct entry written once; editions point to it by position."""
    pool: dict[str, int] = {}
    for table in plain["editions"]:
        pointed = []
        for entry in table["entries"]:
            rows = entry.pop("rows", [])
            text = json.dumps(entry, **_CANONICAL)
            pointed.append([pool.setdefault(text, len(pool)), rows])
        table["entries"] = pointed
    plain["entries"] = [json.loads(text) for text in pool]
    return plain


def _unshared(plain: dict[str, Any]) -> dict[str, Any]:
    pool = plain.pop("entries")
    for table in plain["editions"]:
        table["entries"] = [pool[position] | {"rows": rows} for position, rows in table["entries"]]
    return plain


def _packed(data: bytes) -> bytes:
    return lzma.compress(data, format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)


def _turned(run: bytes) -> bytes:
    """Return a run of hashes column by column, which packs better: the first bytes of sorted hashes hardly change."""
    return b"".join(run[column::WIDTH] for column in range(WIDTH))


def _turned_back(run: bytes) -> bytes:
    count = len(run) // WIDTH
    out = bytearray(len(run))
    for column in range(WIDTH):
        out[column::WIDTH] = run[column * count : (column + 1) * count]
    return bytes(out)
