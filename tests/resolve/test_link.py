"""Who is the same: rules, judgements, and that the order of the input never matters."""

from __future__ import annotations

import random

from inconcert.model.dates import PartialDate
from inconcert.model.judgement import Judgement
from inconcert.model.vocabulary import Decision, Kind
from inconcert.resolve.link import link
from inconcert.resolve.record import Record, RecordName


def person(key, *names, born=(), countries=(), **more):
    return Record(
        key,
        Kind.PERSON,
        tuple(RecordName(name) for name in names),
        birth_dates=tuple(PartialDate(day) for day in born),
        countries=countries,
        **more,
    )


US = person(("us_sdn", "29219"), "ZHU, Hailun", born=("1958-01",), countries=("cn",))
GB = person(("gb_uksl", "GHR0070"), "HAILUN ZHU", born=("1958-01",), countries=("cn",))
OTHER = person(("ca_autonomous", "x"), "Hailun Zhu", born=("1971",), countries=("cn",))


def groups(records, judgements=()):
    return {members for members in link(records, judgements).clusters if len(members) > 1}


def test_one_name_and_one_birth_date_are_one_person():
    assert groups([US, GB]) == {frozenset({US.key, GB.key})}


def test_another_birth_year_is_another_person():
    assert groups([US, OTHER]) == set()


def test_a_negative_judgement_is_never_merged_over():
    third = person(("eu_fsf", "EU.1.1"), "Zhu Hailun", born=("1958-01",), countries=("cn",))
    said = Judgement(GB.key, US.key, Decision.DIFFERENT, "two people", by="Ada", at="2026-01-01T00:00:00Z")
    made = link([US, GB, third], [said])
    assert all(not {US.key, GB.key} <= members for members in made.clusters)


def test_order_does_not_matter():
    records = [US, GB, OTHER]
    expected = link(records).clusters
    for seed in range(5):
        shuffled = records[:]
        random.Random(seed).shuffle(shuffled)
        assert link(shuffled).clusters == expected


def test_a_printed_number_needs_the_names_to_agree():
    un = person(("un_sc", "QDi.001"), "Sayf Adl", own_references=(("un", "qdi.001"),))
    good = person(("us_sdn", "1"), "Sayf al-Adl", references=(("un", "qdi.001"),))
    bad = person(("us_sdn", "2"), "Maria Gonzalez", references=(("un", "qdi.001"),))
    assert groups([un, good, bad]) == {frozenset({un.key, good.key})}
