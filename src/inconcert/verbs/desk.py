"""The verb `letter desk`: one page per target for the officer who decides."""

from __future__ import annotations

import datetime as dt

from inconcert.gaps.explain import case_of, regimes_there
from inconcert.gaps.gaps import Question, gaps
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.gaps.route import route_of
from inconcert.jurisdictions import law, regimes
from inconcert.letters.desk import Sheet, Value, desk_document
from inconcert.model.errors import UserError
from inconcert.model.target import Gap, Target, Version
from inconcert.model.vocabulary import Status
from inconcert.typeset.tree import Document
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.letter_rows import shown_name
from inconcert.verbs.show import Shown, printed, show

_IDENTITY = ("name", "birth date", "place of birth", "country", "gender", "passport", "position")
"""What identifies, in the order in which it is read; other printed kinds of number follow by their own name."""

_POSITION_SIGNS_MAX = 140


def desk(house: House, asked: str, to: str, day: dt.date | None = None, language: str = "en") -> tuple[str, Document]:
    """Return (target id, desk sheet) of a target by id, number or name; UserError for what is not known."""
    if to not in {item.jurisdiction for item in regimes.publications()}:
        raise UserError(f"no jurisdiction is called {to!r}", remedy="Use us, gb, ca, eu, au, …")
    shown = show(house, asked, day)
    register, target = shown.register, shown.target
    here = row(register, target, (to,), day).cells[0]
    gap = _gap(register, target, to, day)
    text_day = (day or house.today).isoformat()
    route = None
    if gap and gap.status in (Status.NOT_FOUND, Status.ENDED):
        there = regimes_there(register, to, dict(index_of(house).used), text_day if day else "")
        route = route_of(case_of(register, gap, there, text_day), law.law_of)
    places = [house.curated.situations[name] for name in shown.situations]
    sheet = Sheet(
        target=target,
        name=shown_name(house, target),
        to=to,
        day=text_day,
        language="en",
        values=_values(register, shown),
        cells=tuple(
            cell for cell in shown.row.cells if cell.jurisdiction != to and cell.status is not Status.NOT_COVERED
        ),
        here=here,
        gap=gap,
        route=route,
        reasons=tuple(_reasons(register, target)),
        contested=tuple(dict.fromkeys(item for place in places for item in place.contested)),
        titles={item.id: item.title for item in regimes.regimes().values()},
    )
    return target.id, desk_document(sheet)


def _gap(register: Register, target: Target, to: str, day: dt.date | None) -> Gap | None:
    others = tuple(item for item in register.jurisdictions if item != to)
    question = Question(have=others, lack=(to,), day=day, targets=frozenset({target.id}), theme="all")
    found = gaps(register, question).gaps
    return found[0] if found else None


def _newest(target: Target) -> tuple[Version, ...]:
    held: dict[tuple[str, str], Version] = {}
    for version in target.versions:
        kept = held.get(version.key)
        if kept is None or version.editions[-1] > kept.editions[-1]:
            held[version.key] = version
    return tuple(held.values())


def _values(register: Register, shown: Shown) -> tuple[Value, ...]:
    """Return the identifying values of the newest entries, and curated names with their sources."""
    found = []
    for version in _newest(shown.target):
        entry, date = version.entry, version.editions[-1]
        for what, text, _ in printed(entry):
            kind = what.partition(" (")[0]
            if kind in _IDENTITY or "passport" in kind:
                found.append(Value(kind, _cut(text) if kind == "position" else text, f"{entry.list_id} {date}"))
    for name in shown.curated_names:
        found.append(Value("name", name.full, f"curated: {name.source.partition(': ')[2] or name.source}"))
    return tuple(sorted(found, key=lambda item: _rank(item.what)))


def _rank(what: str) -> int:
    return _IDENTITY.index(what) if what in _IDENTITY else _IDENTITY.index("passport")


def _cut(text: str) -> str:
    return text if len(text) <= _POSITION_SIGNS_MAX else text[:_POSITION_SIGNS_MAX].rsplit(" ", 1)[0] + " […]"


def _reasons(register: Register, target: Target) -> list[tuple[str, str, str]]:
    found = []
    for version in _newest(target):
        entry = version.entry
        government = register.publications[entry.list_id].jurisdiction
        publication = register.publications[entry.list_id]
        where = f"{publication.title} [{entry.list_id}], {version.editions[-1]}, {entry.official_id}"
        source = f"{where}. {publication.attribution}"
        found += [(government, item.text, source.strip()) for item in entry.reasons]
    return found
