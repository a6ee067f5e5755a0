"""The register in memory: lines with their editions, targets with their entries, and the regimes.

Pure: it is built from stored entries, the clusters that `resolve` found, and the curated facts, all passed in.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inconcert.gaps.timeline import EditionDay
from inconcert.model.curated import Curated
from inconcert.model.edition import Edition, Publication
from inconcert.model.entry import Country, Name
from inconcert.model.regime import Regime
from inconcert.model.target import Cell, Target, Version
from inconcert.model.vocabulary import NameRole


@dataclass(frozen=True, slots=True)
class Line:
    """The editions of one line of a jurisdiction, oldest first."""

    id: str
    jurisdiction: str
    principal: bool
    days: tuple[EditionDay, ...]
    editions: tuple[Edition, ...]

    def edition(self, index: int) -> Edition:
        """Return the edition at an index of `days`."""
        return self.editions[index]


@dataclass(frozen=True, slots=True)
class Register:
    """Everything a question about gaps needs, as values.

    `curated` is empty where the lists alone are to speak. `cells` remembers cells of the newest editions by target
    and jurisdiction, and for every day the one of whom no list of a jurisdiction ever named, by an empty id.
    """

    lines: tuple[Line, ...]
    targets: Mapping[str, Target]
    regimes: Mapping[str, Regime]
    publications: Mapping[str, Publication]
    curated: Curated = field(default_factory=Curated)
    cells: dict[tuple[str, str, dt.date | None], Cell] = field(default_factory=dict, compare=False, repr=False)
    _by_jurisdiction: dict[str, tuple[Line, ...]] = field(default_factory=dict, compare=False, repr=False)

    def lines_of(self, jurisdiction: str) -> tuple[Line, ...]:
        """Return the lines of one jurisdiction, principal ones first."""
        found = self._by_jurisdiction.get(jurisdiction)
        if found is None:
            mine = (line for line in self.lines if line.jurisdiction == jurisdiction)
            found = self._by_jurisdiction[jurisdiction] = tuple(sorted(mine, key=lambda line: not line.principal))
        return found

    def names(self, target: Target, jurisdiction: str) -> bool:
        """Return whether any edition at hand of any list of a jurisdiction names a target."""
        return any(self.publications[list_id].jurisdiction == jurisdiction for list_id, _ in target.keys)

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Return the jurisdictions that have at least one edition."""
        return tuple(sorted({line.jurisdiction for line in self.lines if line.days}))


def lines_from(publications: Iterable[Publication], editions: Iterable[Edition]) -> tuple[Line, ...]:
    """Return the lines that publications and their editions make, editions sorted by the last day they can be of."""
    by_list: dict[str, list[Edition]] = {}
    for edition in editions:
        by_list.setdefault(edition.list_id, []).append(edition)
    grouped: dict[tuple[str, str], list[Publication]] = {}
    for publication in publications:
        grouped.setdefault((publication.jurisdiction, publication.line or publication.list_id), []).append(publication)
    lines = []
    for (jurisdiction, name), members in sorted(grouped.items()):
        found = [edition for item in members for edition in by_list.get(item.list_id, ())]
        found.sort(key=lambda item: (EditionDay(item.list_id, item.date).latest, item.list_id, item.sha256))
        days = tuple(EditionDay(item.list_id, item.date) for item in found)
        principal = any(item.principal for item in members)
        lines.append(Line(name, jurisdiction, principal, days, tuple(found)))
    return tuple(lines)


def target_id(list_id: str, official_id: str) -> str:
    """Return the id that an entry mints: its jurisdiction and its official number.

    >>> target_id("us_sdn", "29220"), target_id("eu_fsf", "EU.6251.70"), target_id("ca_autonomous", "CA-JVCFOA|Soe, M")
    ('us-29220', 'eu-6251-70', 'ca-JVCFOA-Soe-M')
    """
    text = unicodedata.normalize("NFKD", official_id).encode("ascii", "ignore").decode()
    number = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    where = list_id.partition("_")[0]
    return f"{where}-{number.removeprefix(f'{where.upper()}-')}"


def order_of_lists(publications: Iterable[Publication]) -> tuple[str, ...]:
    """Return the fixed order in which lists mint ids on a day: US, UK, Canada, EU, Australia, UN, then the others."""
    first = ("us", "gb", "ca", "eu", "au", "un")
    items = sorted(
        publications,
        key=lambda item: (
            first.index(item.jurisdiction) if item.jurisdiction in first else len(first),
            not item.principal,
            item.list_id,
        ),
    )
    return tuple(item.list_id for item in items)


def number_key(official_id: str) -> tuple[object, ...]:
    """Return a sort key that orders official numbers as people do: 9 before 10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", official_id) if part)


def build_target(versions: Sequence[Version], order: Sequence[str], proof: tuple[str, ...] = ()) -> Target:
    """Return the target that a cluster of entry versions makes.

    Its id comes from its first official number: earliest edition, then the order of lists, then the number.
    Its name is the primary name of the entry that minted the id; its kind the kind of that entry.
    """
    rank = {name: index for index, name in enumerate(order)}

    def age(version: Version) -> tuple[object, ...]:
        list_id, number = version.key
        return (EditionDay("", version.editions[0]).latest, rank.get(list_id, len(rank)), number_key(number))

    ordered = sorted(versions, key=age)
    first = ordered[0].entry
    newest = max(
        (version for version in ordered if version.key == ordered[0].key), key=lambda item: item.editions[-1]
    ).entry
    ids = tuple(dict.fromkeys(target_id(*version.key) for version in ordered))
    return Target(
        id=ids[0],
        kind=first.kind,
        name=newest.primary_name.full,
        versions=tuple(sorted(versions, key=lambda v: (rank.get(v.key[0], len(rank)), v.key[1], v.editions))),
        ids=ids,
        names=_names(ordered),
        countries=_countries(ordered),
        proof=proof,
    )


def _names(versions: Sequence[Version]) -> tuple[Name, ...]:
    """Return each distinct printed name once, primary names first."""
    found: dict[str, Name] = {}
    for version in versions:
        for name in version.entry.names:
            held = found.get(name.full)
            if held is None or (name.role is NameRole.PRIMARY and held.role is not NameRole.PRIMARY):
                found[name.full] = name
    return tuple(sorted(found.values(), key=lambda item: (item.role is not NameRole.PRIMARY, item.full)))


def _countries(versions: Sequence[Version]) -> tuple[Country, ...]:
    """Return the countries its entries print; where none does, those its programmes are about."""
    printed = {item.code: item for version in versions for item in version.entry.countries if item.code}
    if not printed:
        printed = {item.code: item for version in versions for item in version.entry.programme_countries if item.code}
    return tuple(printed[code] for code in sorted(printed))
