"""Which column of a customers' file says what: guessed from the heads, shown, and kept as a mapping for later runs.

Rules this module holds
- a head that is not known is not used, and said so; without a name column nothing is screened;
- a date, country or kind that cannot be read is an issue with its place: the row is screened without it, never guessed.

    >>> guessed = guess(("id", "Full name", "DOB", "shoe size"))
    >>> guessed.roles
    (('reference', 'id'), ('name', 'Full name'), ('birth_date', 'DOB'))
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inconcert.jurisdictions.countries import code_of
from inconcert.model.dates import PartialDate
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Kind
from inconcert.resolve.letters import fold
from inconcert.screening.customers import Customer

ROLES = (
    "reference", "name", "given_name", "middle_name", "family_name", "alias", "kind", "birth_date", "nationality",
    "country", "number",
)  # fmt: skip
_HEADS = {
    "reference": "id|reference|ref|customer id|client id|customer number|customer no|account|account number|row id",
    "name": "name|full name|customer name|client name|company name|company|legal name|vessel name|nom|nom complet|fio",
    "given_name": "first name|given name|forename|given names|prenom|firstname|givenname",
    "middle_name": "middle name|patronymic|middlename|second name",
    "family_name": "last name|family name|surname|lastname|familyname|nom de famille",
    "alias": "alias|aliases|aka|other names|other name|trading name|previous name|former name|native name",
    "kind": "kind|type|customer type|entity type|schema",
    "birth_date": "birth date|date of birth|dob|birthdate|born|date de naissance|birthday|year of birth",
    "nationality": "nationality|citizenship|nationalite|flag|jurisdiction|country of incorporation",
    "country": "country|residence|country of residence|pays|country code",
    "number": "number|passport|passport number|id number|national id|tax id|imo|imo number|registration number|lei",
}  # fmt: skip
_KINDS = {
    "person": Kind.PERSON, "individual": Kind.PERSON, "natural person": Kind.PERSON, "p": Kind.PERSON,
    "entity": Kind.ENTITY, "company": Kind.ENTITY, "organization": Kind.ENTITY, "organisation": Kind.ENTITY,
    "legal entity": Kind.ENTITY, "business": Kind.ENTITY, "vessel": Kind.VESSEL, "ship": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT, "airplane": Kind.AIRCRAFT,
}  # fmt: skip
_SEVERAL = re.compile(r"\s*[;|]\s*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are used: (role, column) in the file's order; `date_format` of dates that are not ISO 8601."""

    roles: tuple[tuple[str, str], ...]
    date_format: str = ""

    def columns(self, role: str) -> list[str]:
        """Return the columns of a role."""
        return [column for mine, column in self.roles if mine == role]


@dataclass(frozen=True, slots=True)
class Issue:
    """A value that could not be read, and where; the row was screened without it."""

    where: str
    column: str
    what: str


def guess(heads: Iterable[str], date_format: str = "") -> Columns:
    """Return the mapping that the heads suggest; UserError where none of them is a name."""
    found = tuple((role, head) for head in heads if (role := _role_of(head)))
    return checked(Columns(found, date_format), tuple(heads))


def from_plain(plain: Mapping[str, Any], heads: tuple[str, ...]) -> Columns:
    """Return the mapping of a file {"columns": {column: role}, "date_format": …}; UserError where it does not fit."""
    columns = plain.get("columns")
    if not isinstance(columns, dict):
        raise UserError('a mapping holds {"columns": {COLUMN: ROLE}}', remedy=f"Roles: {', '.join(ROLES)}.")
    return checked(
        Columns(tuple((str(v), str(k)) for k, v in columns.items()), str(plain.get("date_format", ""))), heads
    )


def checked(mapping: Columns, heads: tuple[str, ...]) -> Columns:
    """Return a mapping that fits the heads; UserError for an unknown role or column, or where no name is mapped."""
    for role, column in mapping.roles:
        if role not in ROLES or column not in heads:
            raise UserError(f"the mapping names {column!r} as {role!r}, which is not there",
                            remedy=f"Columns: {', '.join(heads)}. Roles: {', '.join(ROLES)}.")  # fmt: skip
    if not any(role in ("name", "family_name", "given_name") for role, _ in mapping.roles):
        raise UserError(f"no column of a name among: {', '.join(heads)}",
                        remedy='Give --mapping FILE with {"columns": {"COLUMN": "name"}}.')  # fmt: skip
    return mapping


def customer_of(
    row: Mapping[str, Any], number: int, mapping: Columns, where: str, issues: Callable[[Issue], None]
) -> Customer:
    """Return the customer of a row (`number` is its place, from 1); `issues` takes what could not be read."""

    def texts(role: str) -> list[tuple[str, str]]:
        return [(column, text) for column in mapping.columns(role) for text in _texts(row.get(column))]

    def read(role: str, parse: Callable[[str], str]) -> tuple[str, ...]:
        found = []
        for column, text in texts(role):
            value = parse(text)
            if value:
                found.append(value)
            else:
                issues(Issue(where, column, f"not a {role.replace('_', ' ')} that can be read"))
        return tuple(dict.fromkeys(found))

    parts = [text for role in ("given_name", "middle_name", "family_name") for _, text in texts(role)]
    names = [text for _, text in texts("name")] + ([" ".join(parts)] if parts else [])
    names += [part for _, text in texts("alias") for part in _SEVERAL.split(text) if part]
    if not names:
        issues(Issue(where, "", "no name: not screened by name"))
    kinds = read("kind", lambda text: _KINDS.get(fold(text), ""))
    reference = next((text for _, text in texts("reference")), str(number))
    dates = read("birth_date", lambda text: _date(text, mapping.date_format))
    return Customer(
        number, reference, tuple(dict.fromkeys(names)), kinds[0] if kinds else "", dates,
        read("nationality", code_of), read("country", code_of), tuple(text for _, text in texts("number")),
    )  # fmt: skip


@functools.lru_cache(maxsize=1 << 16)
def _date(text: str, form: str) -> str:
    try:
        if form:
            return dt.datetime.strptime(text, form).date().isoformat()
        return PartialDate(text[:10]).value
    except ValueError:
        return ""


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values if item is not None and (text := str(item).strip())]


def _role_of(head: str) -> str:
    bare = " ".join(fold(head.replace("_", " ")).split())
    return next((role for role, words in _HEADS.items() if bare in words.split("|")), "")
