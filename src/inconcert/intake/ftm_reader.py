"""Entities of FollowTheMoney, one JSON object a line, to entries: one for each entity that a `Sanction` is about.

Rules that this module enforces
- A schema, a property or a key that no table names refuses the whole file; so does an id that stands twice.
- A Sanction about nobody in the file, about something that is no target, or with a date that is none, is set aside.
- Who is under a Sanction that has not ended on the day of the edition is an entry; who is under ended ones alone is
  none, and a note says so. No regime of a government is ever read into a programme's name.
- The lines in any order give the same entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inconcert.formats import jsonlines
from inconcert.intake import ftm_entry, ftm_schema
from inconcert.intake.ftm_entry import Sanction
from inconcert.model.edition import Reading
from inconcert.model.entry import Entry, Issue
from inconcert.model.errors import UnknownInSource, UnreadableSource
from inconcert.model.vocabulary import Severity

_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,255}")


@dataclass(frozen=True, slots=True)
class Line:
    """One entity as it stands in the file; `where` is FILE#LINE."""

    id: str
    schema: str
    properties: Mapping[str, list[str]]
    where: str
    caption: str = ""


@dataclass(slots=True)
class _Seen:
    """What the first pass over a file gives: schema and place of every id, and the Sanctions about each."""

    schemata: dict[str, tuple[str, str]] = field(default_factory=dict)
    sanctions: dict[str, list[Sanction]] = field(default_factory=dict)
    aside: dict[str, Issue] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def read(data: bytes, name: str, list_id: str, date: str) -> Reading:
    """Return the entries of a file as of a day (YYYY-MM-DD), and every issue; raises a SourceError.

    The file is parsed twice, so that only who is sanctioned is ever held.
    """
    seen = _first_pass(data, name)
    if not seen.sanctions:
        raise UnreadableSource("no entity of the schema Sanction is in the file", where=name, remedy=_FORM)
    entries, issues = [], list(seen.issues)
    about = _about(seen, issues)
    for line in lines(data, name):
        if line.id in about:
            made = _entry(line, list_id, about[line.id], date, seen, issues)
            entries += [made] if made else []
    issues += _out_of_scope(seen, about, name)
    entries.sort(key=lambda entry: entry.official_id)
    return Reading(tuple(entries), tuple(sorted(issues)))


_FORM = "Give the file of entities, one JSON object a line, with its Sanction entities; the nested form is not read."


def lines(data: bytes, name: str) -> Iterator[Line]:
    """Yield every entity of a file; raises a SourceError naming the line where one is not of the form."""
    for number, value in jsonlines.values(data, name):
        yield _line(value, f"{name}#{number}")


def _line(value: Any, where: str) -> Line:
    if not isinstance(value, dict):
        raise UnreadableSource("the line is not one JSON object", where=where, remedy=_FORM)
    keys = set(value)
    if unknown := keys - ftm_schema.TOP_KEYS - ftm_schema.TOP_IGNORED:
        raise UnknownInSource(f"unknown keys: {', '.join(sorted(unknown))}", where=where)
    if missing := ftm_schema.TOP_KEYS - keys:
        raise UnreadableSource(f"it lacks {', '.join(sorted(missing))}", where=where, remedy=_FORM)
    identity, schema, caption = value["id"], value["schema"], value.get("caption", "")
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        raise UnreadableSource(f"not an id: {identity!r:.80}", where=f"{where}/id")
    if not isinstance(schema, str) or schema not in _SCHEMATA:
        raise UnknownInSource(f"unknown schema {schema!r:.80}", where=f"{where}/schema")
    return Line(identity, schema, _properties(value["properties"], schema, where), where, str(caption))


_SCHEMATA = frozenset(ftm_schema.KINDS) | ftm_schema.OUT_OF_SCOPE | {ftm_schema.SANCTION}
_KNOWN = {schema: ftm_schema.known_properties(kind) for schema, kind in ftm_schema.KINDS.items()} | {
    ftm_schema.SANCTION: ftm_schema.SANCTION_KNOWN
}


def _properties(found: Any, schema: str, where: str) -> dict[str, list[str]]:
    if not isinstance(found, dict):
        raise UnreadableSource("its properties are not an object", where=f"{where}/properties", remedy=_FORM)
    if schema in _KNOWN and (unknown := found.keys() - _KNOWN[schema]):
        raise UnknownInSource(
            f"unknown properties of {schema}: {', '.join(sorted(unknown))}", where=f"{where}/properties"
        )
    for key, values in found.items():
        if not isinstance(values, list) or not values or not all(isinstance(item, str) and item for item in values):
            raise UnreadableSource("a property is a list of texts", where=f"{where}/properties/{key}", remedy=_FORM)
        if len(set(values)) != len(values):
            raise UnreadableSource("a value stands twice in a property", where=f"{where}/properties/{key}")
    return found


def _first_pass(data: bytes, name: str) -> _Seen:
    seen = _Seen()
    for line in lines(data, name):
        if line.id in seen.schemata:
            raise UnreadableSource(
                f"the id {line.id!r} stands twice", where=f"{line.where} and {seen.schemata[line.id][1]}"
            )
        seen.schemata[line.id] = (line.schema, line.where)
        if line.schema == ftm_schema.SANCTION:
            _note_sanction(seen, line)
    return seen


def _note_sanction(seen: _Seen, line: Line) -> None:
    try:
        sanction = ftm_entry.sanction(line.id, line.properties, line.where)
    except ValueError as error:
        seen.issues.append(Issue(Severity.SET_ASIDE, "unmappable-sanction", str(error), line.where))
        return
    for target in line.properties["entity"]:
        seen.sanctions.setdefault(target, []).append(sanction)


def _about(seen: _Seen, issues: list[Issue]) -> dict[str, list[Sanction]]:
    """Return entity id → its Sanctions, by id; what is about nobody, or about no target, is an issue."""
    found = {}
    for target, sanctions in seen.sanctions.items():
        schema, _ = seen.schemata.get(target, ("", ""))
        if schema in ftm_schema.KINDS:
            found[target] = sorted(sanctions, key=lambda item: item.id)
            continue
        code = "not-a-target" if schema else "dangling-sanction"
        what = f"a Sanction about {target!r}, " + (f"which is of the schema {schema}" if schema else "not in the file")
        issues += [Issue(Severity.SET_ASIDE, code, what, item.where) for item in sanctions]
    return found


def _entry(
    line: Line, list_id: str, sanctions: list[Sanction], date: str, seen: _Seen, issues: list[Issue]
) -> Entry | None:
    live = [item for item in sanctions if not item.ended_by(date)]
    if not live:
        last = max(item.end for item in sanctions)
        what = f"every Sanction about {line.id!r} has ended, the last on {last}: it is not on the list of {date}"
        issues.append(Issue(Severity.NOTE, "ended", what, line.where))
        return None
    if line.schema == "LegalEntity":
        what = f"{line.id!r} is a LegalEntity: body or person is not said; it is read as a body"
        issues.append(Issue(Severity.NOTE, "kind-not-said", what, line.where))
    for key in ftm_schema.RELATIONS:
        for other in line.properties.get(key, ()):
            if other not in seen.schemata:
                what = f"{key} of {line.id!r} is {other!r}, which is not in the file"
                issues.append(Issue(Severity.NOTE, "dangling-relation", what, line.where))
    try:
        return ftm_entry.entry(
            list_id, line.id, line.schema, line.properties, sanctions, date, line.where, line.caption
        )
    except ValueError as error:
        issues.append(Issue(Severity.SET_ASIDE, "unmappable-record", f"{line.id!r}: {error}", line.where))
        return None


def _out_of_scope(seen: _Seen, about: Mapping[str, object], name: str) -> Iterator[Issue]:
    """Yield one note for each schema of which entities were not read, with how many."""
    counted = Counter(schema for identity, (schema, _) in seen.schemata.items() if identity not in about)
    for schema, number in sorted(counted.items()):
        if schema != ftm_schema.SANCTION:
            what = f"{number} of the schema {schema} are under no Sanction and are not read"
            yield Issue(Severity.NOTE, "not-read", what, name)
