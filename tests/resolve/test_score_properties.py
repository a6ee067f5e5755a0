"""What every score promises: symmetric, in [0, 1], the sum of its parts, and never raised by a contradiction."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from inconcert.model.dates import PartialDate
from inconcert.model.vocabulary import Kind
from inconcert.resolve.decide import decide
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import Record, RecordName
from inconcert.resolve.score import quick, score, weights

WORDS = st.sampled_from(
    ["Zhu", "Hailun", "朱海仑", "Muhammad", "Mohamed", "Ali", "al-Tikriti", "Ivanovich", "Ivan", "Иванов", "Kim",
     "Jong", "Un", "김정은", "علي", "محمد", "Public Security Bureau", "公安局", "Xinjiang", "Ltd", "Bank", "J.", "Jr"]
)  # fmt: skip
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
YEARS = st.integers(1930, 2000)
DATES = YEARS.flatmap(lambda year: st.sampled_from([f"{year}", f"{year}-05", f"{year}-05-17"]))
COUNTRIES = st.lists(st.sampled_from(["cn", "ru", "kp", "ir"]), max_size=2).map(tuple)


@st.composite
def records(draw, key="a"):
    return Record(
        key=(key, draw(st.text("0123456789", min_size=1, max_size=3))),
        kind=draw(st.sampled_from([Kind.PERSON, Kind.ENTITY])),
        names=tuple(RecordName(name) for name in draw(st.lists(NAMES, min_size=1, max_size=4))),
        birth_dates=tuple(PartialDate(date) for date in draw(st.lists(DATES, max_size=2))),
        countries=draw(COUNTRIES),
        genders=draw(st.sampled_from([(), ("male",), ("female",)])),
        identifiers=draw(st.sampled_from([(), (("passport", "A123456"),), (("passport", "B765432"),)])),
        birth_places=draw(st.sampled_from([(), ("Hotan, China",), ("Moscow",)])),
    )


@settings(max_examples=150, deadline=None)
@given(records("a"), records("b"))
def test_symmetric_and_in_range(one, other):
    left, right = Profile(one), Profile(other)
    there, back = score(left, right), score(right, left)
    assert 0.0 <= there.value <= 1.0
    assert there.value == back.value
    assert {(part.name, part.adds) for part in there.parts} == {(part.name, part.adds) for part in back.parts}
    assert decide(left, right, there) is decide(right, left, back)


@settings(max_examples=150, deadline=None)
@given(records("a"), records("b"))
def test_the_parts_sum_to_the_score(one, other):
    left, right = Profile(one), Profile(other)
    found = score(left, right)
    assert math.isclose(found.value, 1 / (1 + math.exp(-sum(part.adds for part in found.parts))), rel_tol=1e-12)
    assert math.isclose(found.value, quick(left, right), rel_tol=1e-9)


def changed(record, **fields):
    return Profile(Record(**{name: getattr(record, name) for name in Record.__slots__} | fields))


@settings(max_examples=120, deadline=None)
@given(records("a"), records("b"), YEARS)
def test_a_contradicting_birth_year_never_raises(one, other, year):
    known = {date.value[:4] for date in one.birth_dates} | {str(year)}
    wrong = PartialDate(str(max(int(value) for value in known) + 7))
    bare, against = changed(other, birth_dates=()), changed(other, birth_dates=(wrong,))
    mine = changed(one, birth_dates=(*one.birth_dates, PartialDate(str(year))))
    assert quick(mine, against) <= quick(mine, bare)


@settings(max_examples=120, deadline=None)
@given(records("a"), records("b"))
def test_a_contradicting_gender_never_raises(one, other):
    mine = changed(one, genders=("male",))
    assert quick(mine, changed(other, genders=("female",))) <= quick(mine, changed(other, genders=()))


@settings(max_examples=60, deadline=None)
@given(records("a"), records("b"))
def test_official_numbers_do_not_matter(one, other):
    renamed = changed(one, key=("zz_list", "999999"))
    assert quick(Profile(one), Profile(other)) == quick(renamed, Profile(other))


def test_every_contradiction_has_a_weight_of_zero_or_less():
    for model in weights().values():
        for name, weight in model.items():
            if name.endswith(
                ("differs", "against", "off", "far", "near", "extra", "doubt", "weak", "other_day", "turned")
            ):
                assert weight <= 0, name
            if name.endswith(
                ("_same", "same_day", "same_month", "same_year", "exact", "several", "closest", "primary")
            ):
                assert weight >= 0, name
