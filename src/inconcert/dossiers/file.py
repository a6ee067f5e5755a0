"""A case file in TOML, read strictly: a key, word or exhibit that is not known is the file's fault, and said so.

id = "zakir"
kind = "person"
summary = "…"
[[names]]      full, script, language
[[evidence]]   id, title, type, publisher, reliability, date, address, public, exhibit (its id in a vault)
[[positions]]  title, body, since, until, evidence
[[incidents]]  id, what, codes, since, until, place, victims_words, victims, role, link, evidence
[[against]]    text, evidence
"""

from __future__ import annotations

import dataclasses
import tomllib
from typing import Any, TypeVar

from inconcert.dossiers.case import RELIABILITY, Case, CaseName, Evidence, Incident, Position, Said
from inconcert.model.codec import from_plain
from inconcert.model.dates import first_day
from inconcert.model.errors import UserError

T = TypeVar("T")
LINKS = ("direct", "command", "official", "assistance")
SIZE_MAX = 4_000_000
PARTS: dict[str, type] = {
    "names": CaseName, "evidence": Evidence, "positions": Position, "incidents": Incident, "against": Said,
}  # fmt: skip
"""The parts of a case that are lists, each with what one line of it is."""


def read_case(data: bytes, where: str) -> Case:
    """Return the case of a file; raises UserError with the place of what is wrong."""
    if len(data) > SIZE_MAX:
        raise UserError(f"a case file has at most {SIZE_MAX:,} bytes", where=where)
    try:
        plain = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"not TOML in UTF-8: {error}", where=where) from error
    for key, kind in PARTS.items():
        for number, item in enumerate(plain.get(key, []), 1):
            _known(kind, item, f"{where} [{key} {number}]")
    _known(Case, plain, where)
    try:
        case = from_plain(Case, {key: _tuples(value) for key, value in plain.items()})
    except (TypeError, KeyError, ValueError, StopIteration) as error:
        raise UserError(f"a key is missing or of the wrong kind: {error}", where=where) from error
    return checked_case(case, where)


def _known(kind: type, table: Any, where: str) -> None:
    if not isinstance(table, dict):
        raise UserError("a table is expected here", where=where)
    unknown = set(table) - {item.name for item in dataclasses.fields(kind)}
    if unknown:
        raise UserError(f"not a key of a case file: {', '.join(sorted(unknown))}", where=where)


def _tuples(value: Any) -> Any:
    return [_tuples(item) for item in value] if isinstance(value, list) else value


def checked_case(case: Case, where: str) -> Case:
    """Return a case that holds together; UserError for an exhibit, word or day that is none."""
    if not case.names:
        raise UserError("a case needs a name", where=where)
    known = {item.id for item in case.evidence}
    groups = [item.evidence for item in case.positions] + [item.evidence for item in case.incidents]
    groups += [item.evidence for item in case.against] + [case.identity_evidence]
    cited = {name for group in groups for name in group}
    if cited - known:
        raise UserError(f"no such exhibit: {', '.join(sorted(cited - known))}", where=where)
    for exhibit in case.evidence:
        if exhibit.origins:
            raise UserError("whom an exhibit rests on stands in the vault, never here", where=f"{where}, {exhibit.id}")
        if exhibit.reliability not in RELIABILITY:
            raise UserError(f"reliability is one of {', '.join(RELIABILITY)}", where=f"{where}, {exhibit.id}")
    for incident in case.incidents:
        if incident.link not in LINKS or incident.victims not in ("", "defenders", "others"):
            raise UserError(f"link is one of {', '.join(LINKS)}; victims defenders or others", where=incident.id)
        if not incident.evidence:
            raise UserError("an incident without evidence cannot be built", where=f"{where}, {incident.id}")
    spans = [(item.since, item.until) for item in case.positions]
    spans += [(item.since, item.until) for item in case.incidents]
    for day in (case.birth_date, *(day for span in spans for day in span)):
        _day(day, where)
    return case


def _day(day: str, where: str) -> None:
    try:
        if day:
            first_day(day)
    except ValueError as error:
        raise UserError(str(error), where=where) from error
