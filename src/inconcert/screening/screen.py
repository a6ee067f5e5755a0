"""The one function that screens: a batch of customers and an index of targets in, a batch of hits out.

Rules this module holds
- the same two inputs give the same bytes, on every engine and however customers are cut into batches;
- a hit rests on one customer and one target alone, so runs over parts of either side add up to the whole run;
- birth dates that differ by two years or more, and by more than a slip of the pen, are no hit unless a number agrees;
- a name within two wrong letters of a printed one is read as that one, scored by what else agrees, lowered for each
  letter, and always asks for a person; where birth dates disagree, such a name is no hit;
- a hit is what scores `threshold` or more and is not decided to be different; hits of one customer come best first.

    >>> from inconcert.resolve.record import record_of_ftm
    >>> from inconcert.screening.customers import Customer, batch_of
    >>> plain = {"schema": "Person", "properties": {"name": ["ZHU, Hailun"], "birthDate": ["1958-01"]}}
    >>> index = TargetIndex([Target("us-29219", "ZHU, Hailun", record_of_ftm(plain))])
    >>> hits = screen_batch(index, batch_of([Customer(1, "c-1", ("朱海仑",), "person", ("1958-01-02",))]), 0.9)
    >>> hits.column("target_id").to_pylist()
    ['us-29219']
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa

from inconcert.model.vocabulary import Decision, Kind
from inconcert.resolve.decide import DIFFERENT, decide
from inconcert.resolve.evidence import weigh
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import RecordName
from inconcert.resolve.score import model_of, score, value_of
from inconcert.screening.customers import Customer, customers_of, record_of_customer
from inconcert.screening.index import TargetIndex
from inconcert.screening.slips import lowered, nearest
from inconcert.screening.targets import Target

RULE = "screen-1"
DEFAULT_THRESHOLD = 0.85
"""Chosen on the trade-off curve of docs/screening-quality.md."""

HITS = pa.schema(
    [
        ("row", pa.int64()),
        ("reference", pa.string()),
        ("name", pa.string()),
        ("target_id", pa.string()),
        ("target_name", pa.string()),
        ("score", pa.float64()),
        ("decision", pa.string()),
        ("reasons", pa.string()),
        ("designations", pa.string()),
        ("editions", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer that may be a target: score in [0, 1], same or unsure, and why."""

    customer: Customer
    target: Target
    score: float
    decision: Decision
    reasons: tuple[str, ...]


def screen_batch(index: TargetIndex, batch: pa.RecordBatch, threshold: float = DEFAULT_THRESHOLD) -> pa.RecordBatch:
    """Return the hits (`HITS`) of a batch of customers (`customers.SCHEMA`), in the customers' order."""
    found = [hit for customer in customers_of(batch) for hit in screen(index, customer, threshold)]
    return batch_of_hits(found)


def screen(index: TargetIndex, customer: Customer, threshold: float = DEFAULT_THRESHOLD) -> list[Hit]:
    """Return the hits of one customer, best first."""
    places = {place for name in customer.names for place in index.called(name)}
    record = record_of_customer(customer) if places or customer.numbers else None
    if record is None:
        return []
    places.update(place for _, number in record.identifiers for place in index.by_number.get(number, ()))
    mine = Profile(record)
    hits = [hit for place in places if (hit := _hit(index, place, customer, mine, threshold))]
    return sorted(hits, key=lambda hit: (-hit.score, hit.target.id))


def batch_of_hits(hits: list[Hit]) -> pa.RecordBatch:
    """Return hits as an Arrow batch of `HITS`."""
    rows = [
        (
            hit.customer.row, hit.customer.reference, hit.customer.names[0], hit.target.id, hit.target.name, hit.score,
            hit.decision.value, "; ".join(hit.reasons), hit.target.designations, hit.target.editions,
        )
        for hit in hits
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [()] * len(HITS)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, HITS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=HITS)


def _hit(index: TargetIndex, place: int, customer: Customer, mine: Profile, threshold: float) -> Hit | None:
    target = index.targets[place]
    if _other_kind(mine, target) or _other_years(mine, target):
        return None
    theirs = index.profile(place)
    found = _compared(mine, theirs) or _NOTHING
    if found[1] is not Decision.SAME:
        found = max(found, _mended(index, place, customer, mine), key=lambda item: item[0])
    return Hit(customer, target, *found) if found[0] >= threshold and found[2] else None


Compared = tuple[float, Decision, tuple[str, ...]]
_NOTHING: Compared = (0.0, Decision.DIFFERENT, ())


def _mended(index: TargetIndex, place: int, customer: Customer, mine: Profile) -> Compared:
    """Return score, decision and reasons with the customer's name read as the printed one that is a slip away."""
    slip = nearest(index.letters(place), customer.names)
    if slip is None or (slip.letters and not _dates_agree(mine, index.targets[place])):
        return _NOTHING
    as_read = Profile(replace(mine.record, names=(RecordName(slip.name), *mine.record.names[1:])))
    value, _, reasons = _compared(as_read, index.profile(place)) or _NOTHING
    said = (slip.words, *reasons) if slip.letters else reasons
    return lowered(value, slip.letters), Decision.UNSURE, said if reasons else ()


def _compared(mine: Profile, theirs: Profile) -> Compared | None:
    """Return score, decision and reasons; None where they are decided to be different."""
    weighed = weigh(mine, theirs)
    if value_of(weighed, model_of(mine, theirs)) < DIFFERENT:
        return None
    found = score(mine, theirs, weighed)
    decision = decide(mine, theirs, found, weighed)
    return None if decision is Decision.DIFFERENT else (round(found.value, 6), decision, found.reasons())


def _dates_agree(mine: Profile, target: Target) -> bool:
    """Return whether a birth date of both sides may be the same, or one side has none."""
    dates = target.record.birth_dates
    return not mine.dates or not dates or any(one.agrees(other) for one in mine.dates for other in dates)


def _other_kind(mine: Profile, target: Target) -> bool:
    """Return whether one side is a person, ship or aircraft and the other, for certain, is not."""
    return not mine.loose and target.record.kind_certain and mine.kind is not target.record.kind


def _other_years(mine: Profile, target: Target) -> bool:
    """Return whether both sides print birth dates that cannot be of one person, and no number speaks for them."""
    dates = target.record.birth_dates
    if not mine.dates or not dates or target.record.kind is not Kind.PERSON:
        return False
    if mine.numbers and mine.numbers & {number for _, number in target.record.identifiers}:
        return False
    for one in mine.dates:
        for other in dates:
            if other.until or other.circa or abs(int(one.value[:4]) - int(other.value[:4])) <= 1:
                return False
            if len(one.value) == 10 == len(other.value) and sum(map(str.__ne__, one.value, other.value)) == 1:
                return False
    return True
