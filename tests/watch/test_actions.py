"""Actions and concerts: how listings are grouped, what joins a curated action, and the arithmetic of a concert."""

from __future__ import annotations

from inconcert.model.curated import Action, CuratedDate, Marks, Member
from inconcert.model.dates import EventDate, event_on
from inconcert.model.law import Confidence, Statement
from inconcert.model.vocabulary import DateKind, Kind, Precision
from inconcert.watch.actions import Start, actions_of, concerts_of

SAID = Statement("t", ("s",), Confidence.HIGH)


def start(target, jurisdiction, day, regime="", acts=()):
    precision = Precision.INTERVAL if "/" in day else Precision.DAY
    kind = DateKind.FIRST_OBSERVED if "/" in day else DateKind.LISTED
    regime = regime or f"{jurisdiction.upper()}-X"
    dates = (EventDate(kind, day, precision),)
    return Start(target, target.upper(), Kind.PERSON, jurisdiction, regime, f"{jurisdiction}_l", target, dates, acts)


def act(name, jurisdiction, day, members, total=0, situation="s", did="added"):
    dates = (CuratedDate(event_on(DateKind.ANNOUNCED, day, "release"), ("s",), Confidence.HIGH),)
    people = tuple(Member(item, Kind.PERSON, Marks({f"{jurisdiction}_l": item})) for item in members)
    return Action(
        name, jurisdiction, "Office", "title", f"{jurisdiction.upper()}-X", situation, did, (), dates, (), people, SAID,
        total or len(people),
    )  # fmt: skip


def shown(actions):
    return [(item.id, sorted(item.targets)) for item in actions]


def test_same_government_day_and_regime_is_one_action():
    found = actions_of(
        [start("a", "gb", "2020-09-29"), start("b", "gb", "2020-09-29"), start("c", "gb", "2020-09-30"),
         start("d", "gb", "2020-09-29", "GB-Y"), start("e", "ca", "2020-09-29")], (),
    )  # fmt: skip
    assert sorted(map(sorted, (item.targets for item in found))) == [["a", "b"], ["c"], ["d"], ["e"]]


def test_a_curated_action_gathers_its_members_on_its_own_day():
    one = act("act", "ca", "2021-03-22", ["a", "b"])
    found = actions_of(
        [start("a", "ca", "2021-03-21", acts=("act",)), start("b", "ca", "2021-03-22", acts=("act",))], [one]
    )
    assert shown(found) == [("act", ["a", "b"])]
    assert found[0].when.value == "2021-03-22"


def test_others_of_the_day_join_only_an_action_that_counts_more_than_it_names():
    starts = [start("a", "eu", "2021-03-22", acts=("act",)), start("z", "eu", "2021-03-22")]
    assert shown(actions_of(starts, [act("act", "eu", "2021-03-22", ["a"])])) == [
        ("act", ["a"]),
        ("eu-2021-03-22-EU-X", ["z"]),
    ]
    assert shown(actions_of(starts, [act("act", "eu", "2021-03-22", ["a"], total=2)])) == [("act", ["a", "z"])]


def test_an_action_that_ended_listings_gathers_no_listings():
    ended = act("end", "us", "2025-12-12", ["a"], did="ended")
    assert shown(actions_of([start("a", "us", "2025-07-30", acts=("end",))], [ended])) == [
        ("us-2025-07-30-US-X", ["a"])
    ]


STARTS = [
    start("a", "us", "2020-07-09"),
    start("a", "gb", "2021-03-22"),
    start("b", "gb", "2021-03-22"),
    start("a", "ca", "2021-03-22"),
    start("b", "ca", "2021-03-24"),
    start("b", "eu", "2022-01-01"),
    start("a", "au", "2018-01-01/2022-01-01"),
]


def concert(starts=STARTS, window=14):
    chosen = [item for item in actions_of(starts, ()) if item.when.earliest.year == 2021]
    (found,) = concerts_of(chosen, starts, ("us", "gb", "ca", "eu", "au"), window)
    return found


def test_who_joined_had_listed_earlier_listed_later_and_is_missing():
    found = concert()
    parts = {part.jurisdiction: part for part in found.parts}
    assert (parts["gb"].listed, parts["ca"].listed) == (("a", "b"), ("a", "b"))
    assert [target for target, _ in parts["us"].earlier] == ["a"] and parts["us"].missing == ("b",)
    assert [target for target, _ in parts["eu"].later] == ["b"] and parts["eu"].missing == ("a",)
    assert [target for target, _ in parts["au"].not_known] == ["a"] and parts["au"].missing == ("b",)
    assert found.union == ("a", "b") and found.by_all == ("a", "b")


def test_each_target_is_counted_once_for_each_government():
    found = concert()
    for part in found.parts:
        rows = [*part.listed, *part.missing]
        rows += [target for kind in (part.earlier, part.later, part.not_known) for target, _ in kind]
        assert sorted(rows) == list(found.union)


def test_the_window_decides_what_is_together():
    found = concert(window=0)
    assert (found.first, found.last) == ("2021-03-22", "2021-03-22")
    assert {(two.left, two.right): (two.both, two.only_left) for two in found.overlaps} == {
        ("gb", "ca"): (("a",), ("b",))
    }


def test_one_government_alone_is_no_concert():
    starts = [start("a", "gb", "2021-03-22"), start("a", "gb", "2021-03-23", "GB-Y")]
    assert concerts_of(actions_of(starts, ()), starts, ("gb", "us")) == ()


def test_what_lies_between_two_distant_editions_joins_no_concert():
    starts = [start("a", "gb", "2021-03-22"), start("a", "us", "2018-01-26/2021-04-25")]
    assert concerts_of(actions_of(starts, ()), starts, ("gb", "us")) == ()


def test_a_situation_connects_what_shares_no_target():
    acts = [act("one", "gb", "2023-04-21", ["a"]), act("two", "us", "2023-04-20", ["b"])]
    starts = [start("a", "gb", "2023-04-21", acts=("one",)), start("b", "us", "2023-04-20", acts=("two",))]
    (found,) = concerts_of(actions_of(starts, acts), starts, ("gb", "us"))
    assert found.situation == "s" and found.by_all == ()
