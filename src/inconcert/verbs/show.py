"""The verb `show`: all that is known of one target, every value with its source and the edition it stands in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from inconcert.gaps.designations import designations
from inconcert.gaps.matrix import row
from inconcert.gaps.register import Register
from inconcert.model.curated import CuratedName
from inconcert.model.entry import Entry
from inconcert.model.errors import UserError
from inconcert.model.imported import is_imported
from inconcert.model.target import Designation, Row, Target, Version
from inconcert.store.entries import rows_of
from inconcert.verbs.house import House
from inconcert.verbs.imported import licence_of, wide_briefs_by_id, wide_index_of
from inconcert.verbs.index import Brief, briefs_by_id, index_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import by_number, finder_of, imported_finder_of, outside
from inconcert.verbs.shapes import cell_shape, designation_shape, related_shape, target_brief

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """One printed value: what it is, the text, its list and newest edition that carries it, and the place there."""

    what: str
    text: str
    list_id: str
    edition: str
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A target with its designations per jurisdiction, its cells, its printed values and curated names.

    `licences`: (list id, publisher and licence in words) of each imported list at hand.
    """

    register: Register
    target: Target
    row: Row
    designations: tuple[Designation, ...]
    values: tuple[Value, ...]
    curated_names: tuple[CuratedName, ...]
    situations: tuple[str, ...]
    redirected_from: str = ""
    licences: tuple[tuple[str, str], ...] = ()


def show(house: House, asked: str, day: dt.date | None = None, *, imported: bool = False) -> Shown:
    """Return one target by id, official number or name; UserError where none or several answer.

    With `imported` what imported lists say stands beside it, and targets that only they know are found.
    """
    index = wide_index_of(house) if imported else index_of(house)
    by_id = wide_briefs_by_id(house) if imported else briefs_by_id(house)
    brief = by_id.get(asked) or _by_name(house, asked, imported)
    register = register_of(house, index, [brief], imported=imported)
    target = register.targets[brief.id]
    every = tuple(item for where in register.jurisdictions for item in designations(register, target, where, day))
    marks = [(*version.key, version.entry.primary_name.full) for version in target.versions]
    names = dict.fromkeys(item for mark in marks for item in house.curated.names_for(*mark))
    situations = dict.fromkeys(item for mark in marks for item in house.curated.situations_for(*mark))
    return Shown(
        register=register,
        target=target,
        row=row(register, target, columns_of(register, target), day),
        designations=every,
        values=tuple(value for version in _newest(target) for value in _values(house, version)),
        curated_names=tuple(names),
        situations=tuple(situations),
        redirected_from=asked if asked in brief.ids and asked != brief.id and not is_imported(asked) else "",
        licences=tuple((name, licence_of(house, name)) for name in register.jurisdictions if is_imported(name)),
    )


def columns_of(register: Register, target: Target) -> tuple[str, ...]:
    """Return the jurisdictions to speak of: no government's silence is told of a target that only an import knows."""
    alone = all(is_imported(list_id) for list_id, _ in target.keys)
    return tuple(name for name in register.jurisdictions if is_imported(name) or not alone)


def _by_name(house: House, asked: str, imported: bool) -> Brief:
    numbered = by_number(house).get(asked, ())
    found = finder_of(house).find(asked, 6)
    best = numbered or [item.brief for item in found if item.exact]
    if not best and imported:
        best = [item.brief for item in imported_finder_of(house).find(asked, 6) if item.exact]
    if len(best) == 1:
        return best[0] if best[0].imported or not imported else wide_briefs_by_id(house)[best[0].id]
    if best:
        known = "; ".join(f"{brief.id} {brief.name}" for brief in best)
        raise UserError(f"{asked!r} is the name of several targets", remedy=f"Ask for one of them by its id: {known}.")
    near = "; ".join(f"{item.brief.id} {item.brief.name}" for item in found)
    says = outside(house, asked).says
    remedy = says or (f"Nearest: {near}." if near else "`inconcert search` finds names in any script.")
    raise UserError(f"no target is called {asked!r}", remedy=remedy)


def _newest(target: Target) -> tuple[Version, ...]:
    """Return the newest version of each entry of the target."""
    newest: dict[tuple[str, str], Version] = {}
    for version in target.versions:
        held = newest.get(version.key)
        if held is None or version.editions[-1] > held.editions[-1]:
            newest[version.key] = version
    return tuple(newest.values())


def _values(house: House, version: Version) -> tuple[Value, ...]:
    entry, date = version.entry, version.editions[-1]
    rows = rows_of(house.store, house.viewer, entry.list_id, date, entry.official_id)

    def at(place: str) -> str:
        number, _, field = place.partition("/")
        return f"{rows[int(number)]}/{field}" if number.isdigit() and int(number) < len(rows) else place

    return tuple(Value(what, text, entry.list_id, date, at(place)) for what, text, place in printed(entry))


def printed(entry: Entry) -> list[tuple[str, str, str]]:
    """Return (what it is, text, relative place) of every printed value of an entry."""
    found = [(f"name ({name.role.value.replace('_', ' ')})", name.full, name.place) for name in entry.names]
    found += [("birth date", str(item.date), item.place) for item in entry.birth_dates]
    found += [("place of birth", item.text, item.place) for item in entry.birth_places]
    found += [("country", item.printed, item.place) for item in entry.countries]
    found += [("country of the programme", item.printed, item.place) for item in entry.programme_countries]
    found += [("gender", item.text, item.place) for item in entry.genders]
    found += [("position", item.text, item.place) for item in entry.positions]
    found += [(item.label or item.kind.value.replace("_", " "), item.value, item.place) for item in entry.identifiers]
    found += [(f"number ({item.scheme.value})", item.value, item.place) for item in entry.references]
    found += [("address", item.text, item.place) for item in entry.addresses]
    found += [(item.kind.value.replace("_", " "), item.name, item.place) for item in entry.relations]
    for listing in entry.listings:
        found.append(("programme", listing.programme or "not stated", listing.place))
        found += [(f"date ({date.kind.value.replace('_', ' ')})", date.value, listing.place) for date in listing.dates]
    found += [(item.label or "remark", item.text, item.place) for item in entry.remarks]
    found += [(item.label or "statement of reasons", item.text, item.place) for item in entry.reasons]
    return found


def show_shape(shown: Shown) -> Plain:
    """Return the object that `show --json` prints."""
    target = shown.target
    return {
        "id": target.id,
        "ids": list(target.ids),
        "name": target.name,
        "names": [{"name": name.full, "role": name.role.value} for name in target.names]
        + [{"name": name.full, "role": "curated", "script": name.script, "source": name.source}
           for name in shown.curated_names],
        "kind": target.kind.value,
        "countries": target_brief(target)["countries"],
        "relations": [related_shape(item) for item in target.related],
        "situations": list(shown.situations),
        "designations": [designation_shape(item) for item in shown.designations],
        "cells": [cell_shape(cell) for cell in shown.row.cells],
        "proof": list(target.proof),
        "values": [
            {"what": item.what, "text": item.text, "list": item.list_id, "edition": item.edition, "place": item.place}
            for item in shown.values
        ],
    } | ({"licences": dict(shown.licences)} if shown.licences else {})  # fmt: skip
