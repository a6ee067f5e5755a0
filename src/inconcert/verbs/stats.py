"""The verb `stats`: figures with their definition, the editions they rest on, and the command that gives them again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inconcert.gaps.gaps import Question
from inconcert.gaps.register import Register
from inconcert.model.dates import last_day
from inconcert.model.edition import Edition
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Precision, Status
from inconcert.store.editions import editions
from inconcert.store.entries import entries_of
from inconcert.verbs.changes import first_possible
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of, select
from inconcert.verbs.shapes import edition_shape
from inconcert.verbs.starts import starts_of, with_regimes
from inconcert.watch.actions import Start
from inconcert.watch.figures import WANTED, Wanted, moved_to


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as counted: `value` None where no edition at hand can answer, then `note` says why.

    `parts` break it up (by kind, country or status); `editions` are those it rests on.
    """

    wanted: Wanted
    value: float | int | None
    parts: dict[str, int] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    note: str = ""
    as_of: str = ""

    @property
    def command(self) -> str:
        """Return the command that counts it again."""
        return f"inconcert stats {self.wanted.id}" + (f" --as-of {self.as_of}" if self.as_of else "")


def figures(house: House, names: Sequence[str] = (), day: dt.date | None = None) -> tuple[Figure, ...]:
    """Return the figures asked for (all without names), as of a day or now; UserError for one that is not known.

    A figure of the newest edition is of the newest one until that day; one whose own day comes later has no value.
    """
    known = {item.id: item for item in WANTED}
    for name in names:
        if name not in known:
            raise UserError(f"no figure is called {name!r}", remedy=f"Known: {', '.join(known)}.")
    chosen = [known[name] for name in names] or list(WANTED)
    counted = _Counting(house, tuple(item for item in chosen if item.count == "listed"))
    count = {"rows": counted.rows, "listed": counted.listed, "share": counted.share}
    if day is None:
        return tuple(count[item.count](item) for item in chosen)
    return tuple(_on_day(count[item.count], item, day.isoformat()) for item in chosen)


def _on_day(count: Callable[[Wanted], Figure], wanted: Wanted, day: str) -> Figure:
    """Return a figure as of a day, or its refusal with the reason."""
    late = max(wanted.on, wanted.ends, wanted.day)
    if late > day:
        return Figure(
            wanted, None, note=f"not of {day}: by its definition it is of {late}, which had not come", as_of=day
        )
    return replace(count(moved_to(wanted, day)), as_of=day)


class _Counting:
    """Counts figures; listings are worked out once for all the figures that need them."""

    def __init__(self, house: House, listed: Sequence[Wanted]) -> None:
        self._house = house
        self._starts: tuple[Start, ...] = ()
        self._register: Register | None = None
        if listed:
            index = index_of(house)
            wanted = with_regimes(name for item in listed for name in item.regimes)
            self._register = register_of(house, index, select(index, wanted), unsure=False)
            self._starts = starts_of(house, self._register, self._register.targets.values())

    def rows(self, wanted: Wanted) -> Figure:
        """Count the entries of one edition."""
        held = editions(self._house.store, self._house.viewer, wanted.list_id)
        fitting = [item for item in held if not wanted.on or last_day(item.date).isoformat() <= wanted.on]
        if not fitting:
            return Figure(wanted, None, note=f"no edition of {wanted.list_id} from before {wanted.on} is at hand")
        edition = fitting[-1]
        kinds: Counter[str] = Counter()
        for entry in entries_of(self._house.store, self._house.viewer, wanted.list_id, edition.date):
            if any(item.regime in wanted.regimes for item in entry.listings):
                kinds[entry.kind.value] += 1
        late = wanted.on and edition.date != wanted.on
        note = f"the last edition at hand before {wanted.on} is of {edition.date}" if late else ""
        return Figure(wanted, sum(kinds.values()), dict(sorted(kinds.items())), (edition,), note)

    def listed(self, wanted: Wanted) -> Figure:
        """Count the targets listed between two days."""
        begins, ends = dt.date.fromisoformat(wanted.begins), dt.date.fromisoformat(wanted.ends)
        inside: dict[str, Start] = {}
        between: set[str] = set()
        for target, start in _earliest(self._starts, wanted).items():
            when, first = start.when, first_possible(start.when)
            if begins <= first and when.latest <= ends:
                inside[target] = start
            elif when.precision is Precision.INTERVAL and first <= ends and when.latest >= begins:
                between.add(target)
        note = f"{len(between)} more may have been listed then: they lie between two editions" if between else ""
        parts = dict(sorted(Counter(start.kind.value for start in inside.values()).items()))
        return Figure(wanted, len(inside), parts, self._newest((wanted.jurisdiction,)), note)

    def share(self, wanted: Wanted) -> Figure:
        """Count the share of one government's targets that another has."""
        day = dt.date.fromisoformat(wanted.day) if wanted.day else None
        question = Question((wanted.have,), (wanted.lack,), day, thematic=True, include_in_force=True)
        found = find_gaps(self._house, question)
        counts = Counter(gap.status for gap in found.answer.gaps)
        asked = counts[Status.IN_FORCE] + counts[Status.NOT_FOUND] + counts[Status.ENDED]
        parts = {status.value: counts[status] for status in Status}
        self._register = found.register
        note = f"{counts[Status.NOT_COVERED]} more are not covered" if counts[Status.NOT_COVERED] else ""
        if not asked:
            return Figure(
                wanted, None, parts, self._newest((wanted.have, wanted.lack)), "nothing is covered on that day"
            )
        return Figure(
            wanted, counts[Status.IN_FORCE] / asked, parts, self._newest((wanted.have, wanted.lack), day), note
        )

    def _newest(self, jurisdictions: Iterable[str], day: dt.date | None = None) -> tuple[Edition, ...]:
        """Return the newest edition of each principal line, or those around a day."""
        found: list[Edition] = []
        for name in jurisdictions:
            for line in self._register.lines_of(name) if self._register else ():
                if line.principal and line.editions:
                    found += _around(line.editions, day)
        return tuple(dict.fromkeys(found))


def _around(held: Sequence[Edition], day: dt.date | None) -> list[Edition]:
    if day is None:
        return [held[-1]]
    before = [item for item in held if last_day(item.date) <= day]
    after = [item for item in held if last_day(item.date) > day]
    return before[-1:] + after[:1]


def _earliest(starts: Iterable[Start], wanted: Wanted) -> dict[str, Start]:
    """Return target → its earliest listing under the regimes asked for."""
    found: dict[str, Start] = {}
    for start in starts:
        if start.jurisdiction == wanted.jurisdiction and start.regime in wanted.regimes:
            held = found.get(start.target)
            if held is None or start.when.latest < held.when.latest:
                found[start.target] = start
    return found


def figures_shape(found: Sequence[Figure], today: dt.date) -> dict[str, Any]:
    """Return the object that `stats --json` prints."""
    return {"figures": [_shape(item, today) for item in found]}


def _shape(item: Figure, today: dt.date) -> dict[str, Any]:
    wanted = item.wanted
    return {
        "id": wanted.id,
        "count": wanted.count,
        "definition": wanted.definition,
        "value": item.value,
        "parts": item.parts,
        "note": item.note or None,
        "published": wanted.published or None,
        "published_by": wanted.published_by or None,
        "why_it_may_differ": wanted.why or None,
        "editions": [edition_shape(edition, today) | {"list": edition.list_id} for edition in item.editions],
        "as_of": item.as_of or None,
        "command": item.command,
    }


def value_words(item: Figure) -> str:
    """Return the value with its parts: "606 (248 entity, 201 person, …)"; "not at hand" where there is none."""
    if item.value is None:
        return "not at hand"
    parts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in item.parts.items() if number)
    value = f"{item.value:.1%}".replace("%", " %") if isinstance(item.value, float) else str(item.value)
    return f"{value} ({parts})" if parts else value


def figures_page(found: Sequence[Figure]) -> str:
    """Return the figures beside the published ones as a Markdown table, with the editions below."""
    lines = ["| figure | ours | published | why they differ |", "|---|---|---|---|"]
    for item in found:
        wanted = item.wanted
        published = f"{wanted.published} ({wanted.published_by})" if wanted.published else "–"
        remarks = " ".join(filter(None, (f"{item.note}." if item.note else "", wanted.why)))
        lines.append(f"| `{wanted.id}`: {wanted.definition} | {value_words(item)} | {published} | {remarks} |")
    lines += ["", "| list | edition | how it came to us | SHA-256 |", "|---|---|---|---|"]
    every = sorted({(e.list_id, e.date, e.provenance.value, e.sha256) for item in found for e in item.editions})
    lines += [f"| {name} | {date} | {provenance} | `{sha}` |" for name, date, provenance, sha in every]
    return "\n".join(lines) + "\n"
