r"""What the remark of an EU entity says of dates and of the UN.

Every remark is kept verbatim; three printed forms are read, nothing else:

- "(Date of UN designation: 2021-03-22)" is the field `designationDate` of the EU's own file. The EU fills it for
  its own listings too (all 22 of the human rights regime in 2022), so it says *when*, never *by whom*.
- "(Date of listing: 25.7.2014)", "date of designation: 12/04/2011": day first; a listing by the EU.
- "(UN ID: QDi.001)": a UN permanent reference number, which alone shows that an entry follows a UN listing.

    >>> read_remark("(UN ID: KPi.045)\\n(Date of UN designation: 2017-06-02)").un_ids
    ('KPi.045',)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inconcert.model.dates import EventDate, event_on, first_day
from inconcert.model.vocabulary import DateKind

_FIELD = re.compile(r"\(Date of UN designation: (\d{4}-\d{2}-\d{2})\)")
_FIELD_IN_WORDS = re.compile(r"\(Date of UN designation: [^)]{1,40}")
_LISTED = re.compile(r"(?i)\bdate of (?:listing|designation)\s*:?\s*(\d[\d./-]*\d)")
_UN_ID = re.compile(r"\(UN ID: ([^)]*)\)")
_UN_REFERENCE = re.compile(r"[A-Z]{2}[ie]\.\d{1,4}")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True, slots=True)
class Remark:
    """What one remark prints: the day of the field, the EU's own listing days, UN numbers, and forms not understood."""

    field_day: str = ""
    listed_days: tuple[str, ...] = ()
    un_ids: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


def read_remark(text: str) -> Remark:
    """Return the dates and UN numbers of a remark; forms that are no date are returned, not guessed at."""
    fields, listed = _FIELD.findall(text), _LISTED.findall(text)
    strange = [] if fields else _FIELD_IN_WORDS.findall(text)
    days: dict[str, None] = {}
    for printed in listed:
        day = iso_day(printed)
        if day:
            days[day] = None
        else:
            strange.append(printed)
    field_days = sorted({iso_day(printed) for printed in fields})
    if len(field_days) > 1 or "" in field_days:
        strange += fields
        field_days = []
    un_ids = _UN_ID.findall(text)
    strange += [item for item in un_ids if not _UN_REFERENCE.fullmatch(item)]
    return Remark(
        field_days[0] if field_days else "",
        tuple(sorted(days)),
        tuple(sorted({item for item in un_ids if _UN_REFERENCE.fullmatch(item)})),
        tuple(strange),
    )


def with_designation_day(remark: Remark, printed: str) -> Remark:
    """Return a remark with the day of the field `designationDate`; one that contradicts it is not understood."""
    day = iso_day(printed)
    if printed and (not day or remark.field_day not in ("", day)):
        return replace(remark, not_understood=(*remark.not_understood, printed))
    return replace(remark, field_day=day or remark.field_day)


def iso_day(printed: str) -> str:
    """Return YYYY-MM-DD for a day printed year first or day first (the EU never prints the month first), else empty."""
    text = printed.strip().rstrip(".")
    found = _DAY_FIRST.fullmatch(text)
    if found:
        day, month, year = found.groups()
        text = f"{year}-{int(month):02d}-{int(day):02d}"
    try:
        first_day(text)
    except ValueError:
        return ""
    return text if len(text) == 10 else ""


def listing_dates(remark: Remark, *, un_derived: bool) -> tuple[EventDate, ...]:
    """Return the dates of an entry's listing; `un_derived`: it carries a UN number or a programme of UN listings only.

    A day the EU prints as its own listing is LISTED. The field's day is UN_LISTED for an entry that follows the UN, and
    where it differs from the EU's own day; else it is the EU's listing day.
    """
    dates = {event_on(DateKind.LISTED, day) for day in remark.listed_days}
    if remark.field_day and remark.field_day not in remark.listed_days:
        kind = DateKind.UN_LISTED if un_derived or remark.listed_days else DateKind.LISTED
        dates.add(event_on(kind, remark.field_day))
    return tuple(sorted(dates))
