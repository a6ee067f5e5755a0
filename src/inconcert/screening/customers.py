"""Customers: the rows to screen as an Arrow batch, and each as a record that the matcher understands.

Rules this module holds
- what is empty says nothing; what cannot be read as a date, a country or a kind was refused before it came here;
- a kind that is not stated is not guessed: such a customer is compared with targets of every kind.

    >>> batch = batch_of([Customer(1, "c-1", ("Zhu Hailun",), "person", ("1958-01",), countries=("cn",))])
    >>> [customer.names for customer in customers_of(batch)]
    [('Zhu Hailun',)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from inconcert.model.dates import PartialDate
from inconcert.model.vocabulary import IdentifierKind, Kind, NameRole
from inconcert.resolve.record import Record, RecordName, bare_number

_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("reference", pa.string()),
        ("names", _TEXTS),
        ("kind", pa.string()),
        ("birth_dates", _TEXTS),
        ("nationalities", _TEXTS),
        ("countries", _TEXTS),
        ("numbers", _TEXTS),
    ]
)


@dataclass(frozen=True, slots=True)
class Customer:
    """One row to screen: `row` is its place in the file (1 is the first), `reference` what its owner calls it.

    `kind` is a Kind's word or empty; dates are YYYY, YYYY-MM or YYYY-MM-DD; countries are ISO codes, lower case.
    """

    row: int
    reference: str
    names: tuple[str, ...]
    kind: str = ""
    birth_dates: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def batch_of(customers: Iterable[Customer]) -> pa.RecordBatch:
    """Return customers as one Arrow batch of `SCHEMA`."""
    rows = [
        (c.row, c.reference, c.names, c.kind, c.birth_dates, c.nationalities, c.countries, c.numbers) for c in customers
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def customers_of(batch: pa.RecordBatch) -> Iterator[Customer]:
    """Yield the customers of a batch of `SCHEMA`, in order."""
    columns = [batch.column(name).to_pylist() for name in SCHEMA.names]
    for row, reference, names, kind, dates, nationalities, countries, numbers in zip(*columns, strict=True):
        yield Customer(
            row, reference, tuple(names), kind, tuple(dates), tuple(nationalities), tuple(countries), tuple(numbers)
        )


def record_of_customer(customer: Customer) -> Record:
    """Return what matching looks at; raises ValueError for a date or kind that is none."""
    return Record(
        key=("customer", customer.reference),
        kind=Kind(customer.kind) if customer.kind else Kind.ENTITY,
        kind_certain=bool(customer.kind),
        names=tuple(
            RecordName(text, role=NameRole.ALIAS if place else NameRole.PRIMARY)
            for place, text in enumerate(dict.fromkeys(customer.names))
        ),
        birth_dates=tuple(sorted({PartialDate(text) for text in customer.birth_dates})),
        countries=tuple(sorted(set(customer.nationalities))),
        weak_countries=tuple(sorted(set(customer.countries))),
        identifiers=tuple(
            sorted({(IdentifierKind.OTHER.value, bare) for text in customer.numbers if (bare := bare_number(text))})
        ),
    )
