"""Names of the UN list: the four parts in the order printed, the original script, and aliases with their quality.

The UN does not say which part is the family name, so none is said here. An alias that holds several names parts at
semicolons outside brackets; one whose bracket repeats it in another script gives both names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inconcert.jurisdictions.scripts import script_of
from inconcert.jurisdictions.un.records import Record
from inconcert.model.entry import Name
from inconcert.model.vocabulary import NameRole

PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
QUALITIES = {
    "Good": NameRole.ALIAS,
    "Low": NameRole.WEAK_ALIAS,
    "a.k.a.": NameRole.ALIAS,
    "f.k.a.": NameRole.FORMER,
}
_BRACKET = re.compile(r"([^()]+?) \((?:original script: )?([^()]+)\)")


def names(record: Record) -> tuple[Name, ...]:
    """Return all names of a record, the primary one first, each once; raises ValueError for an unknown quality."""
    parts = [part for part in PARTS if record.get(part)]
    found: dict[tuple[str, NameRole], Name] = {}
    if parts:
        full = " ".join(record.get(part) for part in parts)
        found[full, NameRole.PRIMARY] = Name(
            full, NameRole.PRIMARY, script=script_of(full), place=f"0/{'+'.join(parts)}"
        )
    if original := record.get("NAME_ORIGINAL_SCRIPT"):
        role = NameRole.ORIGINAL_SCRIPT if script_of(original) != "Latn" else NameRole.VARIATION
        found[original, role] = Name(original, role, script=script_of(original), place="0/NAME_ORIGINAL_SCRIPT")
    for path in record.each(f"{record.section}_ALIAS"):
        for name in _aliases(record, path):
            found.setdefault((name.full, name.role), name)
    return tuple(found.values())


def _aliases(record: Record, path: str) -> Iterator[Name]:
    printed, quality = record.get(f"{path}/ALIAS_NAME"), record.get(f"{path}/QUALITY")
    if not printed and not quality:
        return
    if quality not in QUALITIES or not printed:
        raise ValueError(f"alias {printed!r} of unknown quality {quality!r}")
    for text in _split(printed):
        for full in _scripts(text):
            yield Name(full, QUALITIES[quality], script=script_of(full), place=f"0/{path}/ALIAS_NAME")


def _split(printed: str) -> Iterator[str]:
    for part in re.split(r";(?![^(]*\))", printed):
        text = part.strip(" ,")
        if text:
            yield text


def _scripts(text: str) -> tuple[str, ...]:
    found = _BRACKET.fullmatch(text)
    if found and ";" not in found[2] and "" != script_of(found[1]) != script_of(found[2]) != "":
        return found[1].strip(), found[2].strip()
    return (text,)
