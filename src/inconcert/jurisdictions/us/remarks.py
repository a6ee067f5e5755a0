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
from collections.abc import Callable

from inconcert.jurisdictions.us.dates import partial_date
from inconcert.jurisdictions.us.names import name_of
from inconcert.jurisdictions.us.places import country, is_known
from inconcert.jurisdictions.us.remark_labels import IDENTIFIERS, PROSE, SET_ASIDE, TITLES
from inconcert.model.entry import BirthDate, Country, Identifier, Name, Relation, Text
from inconcert.model.errors import UnknownInSource
from inconcert.model.vocabulary import IdentifierKind, NameRole, RelationKind

Fact = tuple[str, BirthDate | Country | Identifier | Name | Relation | Text]
"""The field of an entry → one value of it."""

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
_CRYPTO = re.compile(r"Digital Currency Address - ([A-Z]{3,5}) (\S+)")
_NUMBER = re.compile(
    r"(?P<value>.*?)(?: \((?P<country>[^()]+)\))?"
    r"(?P<days>(?: (?:issued|expires|to) (?:\d{2} )?(?:[A-Z][a-z]{2} )?\d{4})*)"
)
_LOOKS_LABELLED = re.compile(r"[\d#:@]|\b(?:No\.|Number|Code)\b")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b")


def read_remark(printed: str, *, person: bool) -> tuple[list[Fact], list[str]]:
    """Return the facts of a remark in the order printed, and what in it is not known."""
    facts: list[Fact] = []
    unknown: list[str] = []
    parts = segments(printed)
    if len(printed) >= REMARK_MAX_CHARS and not printed.endswith("."):
        facts.append(("remarks", Text(parts.pop(), CUT_OFF, PLACE)))
    for segment in parts:
        found, issue = read_segment(segment, person)
        facts.extend(found)
        if issue:
            unknown.append(issue)
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
                return _RULES[label](label, rest.lstrip(" :"), segment)
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


def _remark(label: str, rest: str, segment: str) -> Segment:
    return _kept(segment, label)


def _birth(label: str, rest: str, segment: str) -> Segment:
    return (("birth_dates", BirthDate(partial_date(rest), PLACE)),), ""


def _birth_place(label: str, rest: str, segment: str) -> Segment:
    return (("birth_places", Text(rest, label, PLACE)),), ""


def _country(label: str, rest: str, segment: str) -> Segment:
    if not is_known(rest):
        raise UnknownInSource(f"a country that is not known: {segment!r}")
    return (("countries", country(rest, PLACE)),), ""


def _gender(label: str, rest: str, segment: str) -> Segment:
    if rest not in ("Male", "Female"):
        raise UnknownInSource(f"a gender that is not known: {segment!r}")
    return (("genders", Text(rest, label, PLACE)),), ""


def _linked(label: str, rest: str, segment: str) -> Segment:
    return (("relations", Relation(RelationKind.LINKED_TO, rest, "", label, PLACE)),), ""


def _operator(label: str, rest: str, segment: str) -> Segment:
    return (("relations", Relation(RelationKind.OPERATED_BY, rest, "", label, PLACE)),), ""


def _position(label: str, rest: str, segment: str) -> Segment:
    return (("positions", Text(rest, label, PLACE)),), ""


def _crypto(label: str, rest: str, segment: str) -> Segment:
    found = _CRYPTO.search(segment)
    if not found:
        raise UnknownInSource(f"not a digital currency address: {segment!r}")
    currency = f"{label} - {found[1]}"
    return (("identifiers", Identifier(IdentifierKind.CRYPTO_ADDRESS, found[2], "", currency, PLACE)),), ""


def _identifier(label: str, rest: str, segment: str) -> Segment:
    found = _NUMBER.fullmatch(rest)
    if not rest or not found:
        raise UnknownInSource(f"a label without a number: {segment!r}")
    value, printed, days = found["value"], found["country"] or "", found["days"].strip()
    if printed and (not value or not is_known(printed)):
        value, printed = rest.removesuffix(days).rstrip(), ""
    code = country(printed, PLACE).code if printed else ""
    kind = IDENTIFIERS[label]
    value = value.strip("()") if kind is IdentifierKind.IMO else value
    fact: Fact = ("identifiers", Identifier(kind, value, code, label, PLACE))
    return ((fact, ("remarks", Text(days, f"{label} {value}", PLACE))) if days else (fact,)), ""


def _first_word(text: str) -> str:
    return text.partition(" ")[0].rstrip(":")


Rule = Callable[[str, str, str], Segment]
_RULES: dict[str, Rule] = {
    **dict.fromkeys(SET_ASIDE, _remark),
    **dict.fromkeys(IDENTIFIERS, _identifier),
    **dict.fromkeys(("DOB", "Vessel Year of Build", "Aircraft Manufacture Date"), _birth),
    **dict.fromkeys(("nationality", "citizen", "Nationality of Registration", "Registration Country"), _country),
    **dict.fromkeys(("Position", "Occupation", "Alternate Title", "Title"), _position),
    "POB": _birth_place,
    "Gender": _gender,
    "Linked To": _linked,
    "Aircraft Operator": _operator,
    "Digital Currency Address": _crypto,
}
_LABELS: dict[str, tuple[str, ...]] = {}
for _label in sorted(_RULES, key=len, reverse=True):
    _LABELS[_first_word(_label)] = (*_LABELS.get(_first_word(_label), ()), _label)
