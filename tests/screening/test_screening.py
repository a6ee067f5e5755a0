"""Screening: one function over batches, the same however they are cut; what it finds, and what it leaves alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pyarrow as pa
import pytest

from inconcert.model.vocabulary import Decision
from inconcert.resolve.record import record_of_ftm
from inconcert.screening.customers import Customer, batch_of
from inconcert.screening.delta import changed, joined
from inconcert.screening.engine import index_from, locally
from inconcert.screening.index import TargetIndex
from inconcert.screening.screen import screen, screen_batch
from inconcert.screening.slips import lowered, nearest, spelt
from inconcert.screening.targets import Target, from_bytes, hash_of, table_of, targets_of, to_bytes


def target(key: str, name: str, *names: str, schema: str = "Person", born: str = "", country: str = "") -> Target:
    properties = {"name": [name], "alias": list(names), "country": [country] if country else []}
    if born:
        properties["birthDate"] = [born]
    return Target(key, name, record_of_ftm({"schema": schema, "properties": properties}), "us US-GLOMAG: in force", "x")


TARGETS = [
    target("us-1", "ZHU, Hailun", "朱海仑", born="1958-01", country="cn"),
    target("us-2", "KUPREICHYK, Vasil Mikalaevich", born="1969-03-14", country="by"),
    target("us-3", "NORTHERN HARBOUR SHIPPING", schema="Company", country="ae"),
    target("us-4", "AL-QAHTANI, Saud", born="1978-06-07", country="sa"),
]
INDEX = TargetIndex(TARGETS)


def found(name: str, **more: object) -> list[str]:
    return [hit.target.id for hit in screen(INDEX, Customer(1, "c", (name,), **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Hailun Zhu", "us-1"),
        ("ZHU HAILUM", "us-1"),
        ("朱海仑", "us-1"),
        ("Vasil Kupreichyk", "us-2"),
        ("Vasil Mikalaevich Kupreychik", "us-2"),
        ("Vsail Mikalaevich Kupreichky", "us-2"),
        ("qupreichyk Vasil Mikalaevich", "us-2"),
        ("Купрэйчык Васіль Мікалаевіч", "us-2"),
        ("Northern Harbour Shipping", "us-3"),
        ("Northern Harbuor Shiping", "us-3"),
        ("سعود القحطاني", "us-4"),
    ],
)
def test_a_target_is_found_in_spite_of_slips_and_scripts(name: str, wanted: str) -> None:
    assert wanted in found(name)


@pytest.mark.parametrize("name", ["Ann Lee", "Vasil Petrov", "Northern Lights Theatre", "Saud Hailun", "", "李伟"])
def test_a_stranger_is_left_alone(name: str) -> None:
    assert found(name) == []


def test_another_birth_year_is_no_hit_and_a_slip_in_it_is() -> None:
    assert found("Vasil Mikalaevich Kupreichyk", kind="person", birth_dates=("1984-03-14",)) == []
    assert found("Vasil Mikalaevich Kupreichyk", kind="person", birth_dates=("1979-03-14",)) == ["us-2"]


def test_a_ship_is_no_person() -> None:
    assert found("Hailun Zhu", kind="vessel") == []


def test_a_misspelt_name_is_never_decided_to_be_the_same_and_says_why() -> None:
    customer = Customer(1, "c", ("Zhu Hailum",), "person", ("1958-01",), ("cn",))
    (hit,) = screen(INDEX, customer)
    assert hit.decision is Decision.UNSURE
    assert hit.reasons[0] == "one letter differs between Zhu Hailum and ZHU, Hailun"
    exact = screen(INDEX, replace(customer, names=("Zhu Hailun",)))[0]
    assert hit.score < exact.score


def test_a_slip_with_another_birth_date_is_no_hit() -> None:
    assert found("Zhu Hailum", kind="person", birth_dates=("1959-02",)) == []


def test_the_same_bytes_however_batches_are_cut_and_whatever_the_processes() -> None:
    chance = random.Random(1)
    names = ["Hailun Zhu", "Ann Lee", "朱海仑", "Vasil Kupreichyk", "Northern Harbuor Shipping", "Saud al Qahtani"]
    customers = [Customer(row, f"c{row}", (chance.choice(names),)) for row in range(1, 200)]
    whole = pa.Table.from_batches([screen_batch(INDEX, batch_of(customers))])
    cut = [batch_of(customers[at : at + 37]) for at in range(0, 199, 37)]
    assert pa.Table.from_batches([screen_batch(INDEX, part) for part in cut]).equals(whole)
    for processes in (1, 2):
        parts = locally(to_bytes(table_of(TARGETS)), enumerate(cut), 0.8, processes)
        assert pa.Table.from_batches([hits for _, hits in parts]).equals(whole)


def test_hits_of_parts_of_the_targets_add_up_to_those_of_all() -> None:
    customers = batch_of([Customer(n, str(n), (item.name,)) for n, item in enumerate(TARGETS)])
    parts = [screen_batch(TargetIndex([item]), customers) for item in TARGETS]
    ids = sorted((row, key) for part in parts for row, key in zip(*(part.column(c).to_pylist() for c in (0, 3))))
    whole = screen_batch(INDEX, customers)
    assert ids == sorted(zip(*(whole.column(c).to_pylist() for c in (0, 3)), strict=True))


def test_after_a_new_edition_the_union_is_that_of_a_whole_run() -> None:
    customers = [Customer(n, str(n), (item.name,)) for n, item in enumerate(TARGETS * 3)]
    chunks = list(enumerate(batch_of(customers[at : at + 5]) for at in range(0, 12, 5)))
    changed_one = replace(TARGETS[1], record=target("us-2", "KUPREICHYK, Vasil").record)
    renamed = replace(TARGETS[2], designations="gb GB-HR: in force")
    new = target("us-9", "Zhu Hailum", born="1958-01", country="cn")
    before, now = table_of(TARGETS[:3]), table_of([TARGETS[0], changed_one, renamed, TARGETS[3], new])
    earlier = [pa.Table.from_batches([hits]) for _, hits in locally(to_bytes(before), chunks, 0.8, 1)]
    compared = changed(before, now)
    assert compared.column("id").to_pylist() == ["us-2", "us-4", "us-9"]
    whole = list(locally(to_bytes(now), chunks, 0.8, 1))
    union = list(joined(now, compared, earlier, locally(to_bytes(compared), chunks, 0.8, 1)))
    assert sum(hits.num_rows for _, hits in whole) > 12
    assert all(one.equals(other) for (_, one), (_, other) in zip(whole, union, strict=True))


def test_targets_keep_their_bytes() -> None:
    data = to_bytes(table_of(TARGETS))
    assert targets_of(from_bytes(data)) == TARGETS
    assert hash_of(to_bytes(table_of(reversed(TARGETS)))) == hash_of(data)
    assert len(index_from(data).targets) == 4


def test_slips_are_few_and_lower_the_score() -> None:
    printed = tuple((letters, "ZHU, Hailun") for letters in spelt("ZHU, Hailun"))
    near = [nearest(printed, (text,)) is not None for text in ("zhu hailun", "zhi hailum", "zi hailum")]
    assert near == [True, True, False]
    long = "State Enterprise for Mechanical Industries"
    pairs = tuple((letters, long) for letters in spelt(long))
    assert nearest(pairs, ("State Enterprise nFor Mechanical Industriez",)) is not None
    assert 0.9 > lowered(0.9, 1) > lowered(0.9, 2) > 0.8
