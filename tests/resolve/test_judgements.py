"""The algebra of judgements, clusters under them, and nomenklatura's resolver lines."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inconcert.model.codec import content_hash
from inconcert.model.errors import UserError
from inconcert.model.judgement import Judgement, pair
from inconcert.model.vocabulary import Decision
from inconcert.resolve.clusters import Edge, cluster
from inconcert.resolve.judgements import closure, standing, undo
from inconcert.resolve.link import link
from inconcert.resolve.record import record_of_ftm
from inconcert.resolve.resolver_lines import read_lines, write_lines

KEYS = [("us_sdn", "1"), ("us_sdn", "2"), ("gb_uksl", "A"), ("gb_uksl", "B"), ("eu_fsf", "E")]


def said(one, other, decision, at, by="Ada"):
    return Judgement(*pair(one, other), decision, "looked at both", by=by, at=f"2026-01-{at:02d}T00:00:00Z")


def ends_and_time(item):
    return pair(*item[0]), item[2]


PAIRS = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda ends: ends[0] != ends[1])
SAYINGS = st.lists(
    st.tuples(PAIRS, st.sampled_from([Decision.SAME, Decision.DIFFERENT, Decision.UNSURE]), st.integers(1, 28)),
    max_size=8,
    unique_by=ends_and_time,
)


@settings(deadline=None)
@given(SAYINGS, st.randoms())
def test_the_order_of_the_input_does_not_matter(sayings, chance):
    judged = [said(*ends, decision, at) for ends, decision, at in sayings]
    shuffled = judged[:]
    chance.shuffle(shuffled)
    assert standing(judged) == standing(shuffled) == standing([*judged, *judged])
    assert closure(judged) == closure(shuffled)


@settings(deadline=None)
@given(SAYINGS)
def test_undo_brings_back_what_stood(sayings):
    judged = [said(*ends, decision, at) for ends, decision, at in sayings]
    before = standing(judged)
    new = said(KEYS[0], KEYS[2], Decision.SAME, 29)
    after = standing([*judged, new, undo(new, "Ada", "2026-01-30T00:00:00Z")])
    assert after == before


@settings(deadline=None)
@given(
    st.lists(st.tuples(PAIRS, st.floats(0.5, 1.0)), max_size=10),
    st.lists(PAIRS, max_size=3),
    st.randoms(),
)
def test_clusters_never_join_what_is_apart_or_two_numbers_of_a_list(edges, apart, chance):
    made_of = [Edge(*pair(*ends), value, "test", ()) for ends, value in edges]
    forbidden = {pair(*ends) for ends in apart}
    made = cluster(KEYS, made_of, forbidden)
    for members in made.clusters:
        assert not any(left in members and right in members for left, right in forbidden)
        lists = [key[0] for key in members]
        assert len(lists) == len(set(lists))
    shuffled = made_of[:]
    chance.shuffle(shuffled)
    assert cluster(KEYS, shuffled, forbidden).clusters == made.clusters


def records():
    people = {"us_sdn": "ZHU, Hailun", "gb_uksl": "HAILUN ZHU", "eu_fsf": "朱海仑"}
    made = []
    for list_id, name in people.items():
        plain = {"id": "1", "schema": "Person", "properties": {"name": [name], "birthDate": ["1958-01-01"]}}
        record = record_of_ftm(plain)
        made.append(type(record)(**{n: getattr(record, n) for n in record.__slots__} | {"key": (list_id, "1")}))
    return made


def test_judged_undone_and_read_again_gives_the_identical_clusters():
    people = records()
    before = content_hash([sorted(members) for members in link(people).clusters])
    new = said(("eu_fsf", "1"), ("us_sdn", "1"), Decision.DIFFERENT, 3)
    apart = link(people, [new])
    assert all(not {("eu_fsf", "1"), ("us_sdn", "1")} <= members for members in apart.clusters)
    undone = [new, undo(new, "Ada", "2026-01-04T00:00:00Z")]
    random.Random(3).shuffle(people)
    assert content_hash([sorted(members) for members in link(people, undone).clusters]) == before


def test_resolver_lines_there_and_back():
    judged = [
        said(("us_sdn", "29219"), ("gb_conlist", "14066"), Decision.SAME, 1),
        said(("us_sdn", "29219"), ("eu_fsf", "EU.6258.45"), Decision.DIFFERENT, 2),
    ]
    brought = read_lines(write_lines(judged))
    assert {(item.left, item.right, item.decision) for item in brought.judgements} == {
        (item.left, item.right, item.decision) for item in judged
    }
    assert not brought.set_aside


def test_resolver_lines_of_open_sanctions_are_followed_through_canonical_ids():
    lines = [
        '["NK-A", "ofac-29219", "positive", null, "ada", "2021-03-22T10:00:00"]\n',
        '["NK-A", "eu-fsf-eu-6258-45", "positive", 0.9, "ada", "2021-03-23T10:00:00"]\n',
        '["ofac-1", "gb-hmt-2", "negative", null, "bob", "2021-03-23T10:00:00"]\n',
        '["ofac-1", "xx-unknown-2", "negative", null, "bob", "2021-03-23T10:00:00"]\n',
    ]
    brought = read_lines(lines)
    assert [(item.left, item.right, item.decision) for item in brought.judgements] == [
        (("eu_fsf", "EU.6258.45"), ("us_sdn", "29219"), Decision.SAME),
        (("gb_conlist", "2"), ("us_sdn", "1"), Decision.DIFFERENT),
    ]
    assert [number for number, _ in brought.set_aside] == [4]


@pytest.mark.parametrize("line", ["not json", "[]", '["a","b","perhaps",null,null,null]'])
def test_a_broken_resolver_line_says_where(line):
    with pytest.raises(UserError, match="line 1"):
        read_lines([line])
