"""Targets and their designations as entities of FollowTheMoney, one JSON object a line, for any tool that reads them.

Rules
- Facts of official lists alone: an imported list's licence has no place in the format, so nothing of one is carried.
- A Sanction is one official number under one regime in force: `authorityId` is the number, `programId` the regime,
  `listingDate` where the list calls it the day of listing, `startDate` any other printed or curated beginning.
- A day that was only observed between two editions is no date of a Sanction and is left out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from inconcert.gaps.designations import designations
from inconcert.gaps.register import Register
from inconcert.gaps.timeline import START_KINDS
from inconcert.model.target import Designation, Target
from inconcert.model.vocabulary import DateKind, IdentifierKind, NameRole, Precision, Status
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.match import SCHEMAS, properties_of
from inconcert.verbs.registers import register_of

_ROLES = {NameRole.FORMER: "previousName", NameRole.WEAK_ALIAS: "weakAlias"}
_LEGAL = {
    IdentifierKind.REGISTRATION: "registrationNumber",
    IdentifierKind.TAX_ID: "taxNumber",
    IdentifierKind.NATIONAL_ID: "idNumber",
    IdentifierKind.SWIFT: "swiftBic",
    IdentifierKind.EMAIL: "email",
    IdentifierKind.PHONE: "phone",
    IdentifierKind.WEBSITE: "website",
}
_NUMBERS = {
    "Person": _LEGAL | {IdentifierKind.PASSPORT: "passportNumber"},
    "Organization": _LEGAL | {IdentifierKind.IMO: "imoNumber"},
    "Vessel": {
        IdentifierKind.REGISTRATION: "registrationNumber",
        IdentifierKind.IMO: "imoNumber",
        IdentifierKind.MMSI: "mmsi",
        IdentifierKind.CALL_SIGN: "callSign",
    },
    "Airplane": {
        IdentifierKind.REGISTRATION: "registrationNumber",
        IdentifierKind.AIRCRAFT_TAIL: "registrationNumber",
        IdentifierKind.AIRCRAFT_SERIAL: "serialNumber",
    },
}
"""Schema → kind of number → its property; a number that has none there is a note in words."""


def export_ftm(house: House, day: dt.date | None = None) -> Iterator[bytes]:
    """Yield one line for each target in force on a day and for each Sanction about it, targets by id."""
    index = index_of(house)
    register = register_of(house, index, index.targets)
    for target in register.targets.values():
        every = [item for where in register.jurisdictions for item in designations(register, target, where, day)]
        live = [item for item in every if item.status is Status.IN_FORCE and item.list_id]
        if live:
            yield _line(target.id, SCHEMAS[target.kind], _entity(target))
            for number, item in enumerate(live, start=1):
                yield _line(f"{target.id}.sanction-{number}", "Sanction", _sanction(register, target, item))


def _line(identity: str, schema: str, properties: dict[str, list[str]]) -> bytes:
    said: dict[str, Any] = {"id": identity, "schema": schema, "properties": properties}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _entity(target: Target) -> dict[str, list[str]]:
    """Return a target's values by the names that its own schema has for them, each once."""
    schema = SCHEMAS[target.kind]
    plain = properties_of(target)
    kept = ("name", "birthPlace", "gender", "position", "nationality", "country")
    found: dict[str, list[str]] = {key: plain[key] for key in kept if key in plain}
    born = {"Person": "birthDate", "Vessel": "buildDate", "Airplane": "buildDate"}.get(schema)
    if born and "birthDate" in plain:
        found[born] = plain["birthDate"]
    if schema != "Person":
        found = {key: values for key, values in found.items() if key not in ("birthPlace", "gender", "position")}
    for name in target.names:
        if name.full != target.name:
            _add(found, _ROLES.get(name.role, "alias"), name.full)
    for version in target.versions:
        for item in version.entry.identifiers:
            name_of = _NUMBERS[schema].get(item.kind, "")
            said = item.label or item.kind.value.replace("_", " ")
            _add(found, name_of or "notes", item.value if name_of else f"{said}: {item.value}")
    return found


def _add(found: dict[str, list[str]], name: str, value: str) -> None:
    if name and value and value not in found.setdefault(name, []):
        found[name].append(value)


def _sanction(register: Register, target: Target, item: Designation) -> dict[str, list[str]]:
    said = register.publications[item.list_id]
    found = {"entity": [target.id], "authority": [said.publisher], "authorityId": [item.official_id]}
    more = {"program": item.programme, "programId": item.regime, "sourceUrl": said.page}
    for name, value in (more | {"country": _country(said.jurisdiction)}).items():
        _add(found, name, value)
    for date in item.dates:
        if date.precision is not Precision.INTERVAL and date.kind in START_KINDS:
            _add(found, "listingDate" if date.kind is DateKind.LISTED else "startDate", date.value)
    return found


def _country(jurisdiction: str) -> str:
    """Return the country of a jurisdiction; the United Nations are none."""
    return "" if jurisdiction == "un" else jurisdiction
