"""The remark of an SDN row, to facts: each segment is consumed by a named rule, or kept under a named label.

A remark is a line of segments parted by "; ", ended by a full stop, cut off by the publisher after 1,000 characters.
No segment is dropped. One whose form is not known is kept as a remark and named in an issue.

    >>> facts, issues = read_remark("DOB Jan 1958; POB Jiangsu, China; Gender Male.", person=True)
    >>> [slot for slot, value in facts]
    ['birth_dates', 'birth_places', 'genders']
"""

from __future__ import annotations

import functools
import re

from inconcert.jurisdictions.us.labels import RULES, Fact
from inconcert.jurisdictions.us.names import name_of
from inconcert.jurisdictions.us.remark_labels import PROSE, TITLES
from inconcert.model.entry import Identifier, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import IdentifierKind, NameRole

Segment = tuple[tuple[Fact, ...], str]
"""The facts of one segment, and what is not known about it (empty: nothing)."""

PLACE = "0/12"
REMARK_MAX_CHARS = 1000
CUT_OFF = "cut off by the publisher"
UNKNOWN_FORM = "unknown form"

_IN_BRACKETS = re.compile(r"\([^()]*;[^()]*\)")
_PARTS = re.compile(r"\s*;\s*")
_NAME = re.compile(r"(a\.k\.a\.|f\.k\.a\.|n\.k\.a\.|d\.b\.a\.) '(.+)'")
_NAME_ROLES = {
    "a.k.a.": NameRole.WEAK_ALIAS,
    "f.k.a.": NameRole.FORMER,
    "n.k.a.": NameRole.ALIAS,
    "d.b.a.": NameRole.ALIAS,
}
_BARE = (
    (re.compile(r"(?:https?://|www\.)\S+(?: \(website\))?"), IdentifierKind.WEBSITE),
    (re.compile(r"(?:Email:)?\S+@\S+(?: \(email\)\.?)?"), IdentifierKind.EMAIL),
)
_LOOKS_LABELLED = re.compile(r"[\d#:@]|\b(?:No\.|Number|Code)\b")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b")


def read_remark(printed: str, *, person: bool) -> tuple[list[Fact], list[str]]:
    """Return the facts of a remark in the order printed, and what in it is not known."""
    facts: list[Fact] = []
    unknown: list[str] = []
    parts = segments(printed)
    cut_off = [parts.pop()] if len(printed) >= REMARK_MAX_CHARS and not printed.endswith(".") else []
    for segment in parts:
        found, issue = read_segment(segment, person)
        facts.extend(found)
        if issue:
            unknown.append(issue)
    facts.extend(("remarks", Text(segment, CUT_OFF, PLACE)) for segment in cut_off)
    return facts, unknown


def segments(printed: str) -> list[str]:
    """Return the segments of a remark; a semicolon inside brackets parts nothing."""
    printed = printed.removesuffix(".")
    if not _IN_BRACKETS.search(printed):
        return _PARTS.split(printed)
    whole = _IN_BRACKETS.sub(lambda found: found[0].replace(";", "\0"), printed)
    return [part.replace("\0", ";") for part in _PARTS.split(whole)]


@functools.lru_cache(maxsize=131_072)
def read_segment(segment: str, person: bool) -> Segment:
    """Return what one segment says; free words about a person are a title unless they begin as `PROSE` does."""
    body = segment[5:] if segment[:5] in ("alt. ", "Alt. ") else segment
    for label in _LABELS.get(_first_word(body), ()):
        rest = body[len(label) :]
        if body.startswith(label) and (not rest or rest[0] in " :("):
            try:
                return RULES[label](label, rest.lstrip(" :").removeprefix("- "), PLACE), ""
            except UnknownInSource as error:
                return _kept(segment, UNKNOWN_FORM, error.what)
    return _without_label(segment, body, person)


def _without_label(segment: str, body: str, person: bool) -> Segment:
    named = _NAME.fullmatch(body)
    if named:
        return (("names", name_of(named[2], _NAME_ROLES[named[1]], PLACE, person=person)),), ""
    for form, kind in _BARE:
        if form.fullmatch(body):
            return (("identifiers", Identifier(kind, body, "", "", PLACE)),), ""
    if body.startswith(PROSE):
        return _kept(segment, "prose")
    if not body.startswith(TITLES) and _LOOKS_LABELLED.search(_ORDINAL.sub("", body)):
        return _kept(segment, UNKNOWN_FORM, f"a form of remark that is not known: {segment!r}")
    if person:
        return (("positions", Text(segment, "Title", PLACE)),), ""
    return _kept(segment, "prose")


def _kept(segment: str, label: str, unknown: str = "") -> Segment:
    return (("remarks", Text(segment, label, PLACE)),), unknown


def _first_word(text: str) -> str:
    return text.partition(" ")[0].rstrip(":")


_LABELS: dict[str, tuple[str, ...]] = {}
for _label in sorted(RULES, key=len, reverse=True):
    _LABELS[_first_word(_label)] = (*_LABELS.get(_first_word(_label), ()), _label)
