"""Changes between two editions: each kind by a small case, and that nothing is called removed which only moved."""

import datetime as dt
import time

import pytest

from inconcert.model.curated import Action, Curated, CuratedDate, Marks, Member
from inconcert.model.dates import PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import BirthDate, Entry, Identifier, Listing, Name
from inconcert.model.law import Confidence, Statement
from inconcert.model.vocabulary import DateKind, IdentifierKind, Kind, NameRole, Provenance
from inconcert.watch.changes import ChangeKind, Side, Step, changes, first_dated
from inconcert.watch.fields import EVERY, comparable, differences

STATES = frozenset({"names", "aliases", "regime", "birth_dates", "identifiers", "listing_dates"})


def edition(date, list_id="us_sdn", form="delimited"):
    return Edition(list_id, date, "day", "0" * 64, Provenance.COPY, "yes", form, "here")


def entry(number, *, name="DOE, Jane", regime="US-GLOMAG", list_id="us_sdn", aliases=(), dates=(), **more):
    names = (Name(name, NameRole.PRIMARY), *(Name(alias, NameRole.ALIAS) for alias in aliases))
    listings = tuple(Listing(item, item, dates=tuple(dates)) for item in regime.split()) if regime else ()
    return Entry(list_id, number, Kind.PERSON, names=names, listings=listings, **more)


def step(before, after, owner=None, *, dates=("2021-12-09", "2021-12-10"), states=STATES, curated=None, newer_list=""):
    older = Side(edition(dates[0]), states, {item.official_id: item for item in before})
    newest = edition(dates[1], newer_list) if newer_list else edition(dates[1])
    newer = Side(newest, states, {item.official_id: item for item in after})
    keys = owner or {(item.list_id, item.official_id): f"us-{item.official_id}" for item in (*before, *after)}
    return Step("us", older, newer, keys, {}, curated or Curated())


def kinds(found):
    return [(item.kind, item.official_id) for item in found]


def test_listed_and_removed_between_two_editions():
    found = changes(step([entry("1"), entry("2")], [entry("2"), entry("3")]))
    assert kinds(found) == [(ChangeKind.REMOVED, "1"), (ChangeKind.ADDED, "3")]
    assert [item.when.value for item in found] == ["2021-12-09/2021-12-10"] * 2
    assert [item.when.kind for item in found] == [DateKind.ENDED, DateKind.FIRST_OBSERVED]


def test_the_same_editions_have_no_changes():
    assert changes(step([entry("1")], [entry("1")])) == ()


def test_each_field_that_varied_is_named_with_its_values():
    old = entry("1", aliases=("OLD",), birth_dates=(BirthDate(PartialDate("1961")),))
    new = entry(
        "1",
        name="DOE, Janet",
        aliases=("OLD", "NEW"),
        birth_dates=(BirthDate(PartialDate("1961-12")),),
        identifiers=(Identifier(IdentifierKind.PASSPORT, "K1", "us"),),
    )
    (found,) = changes(step([old], [new]))
    assert found.kind is ChangeKind.VARIED
    assert {(item.field, item.added, item.removed) for item in found.fields} == {
        ("name", ("DOE, Janet",), ("DOE, Jane",)),
        ("alias", ("NEW",), ()),
        ("birth date", ("1961-12",), ("1961",)),
        ("identifier", ("passport K1 us",), ()),
    }


def test_the_place_of_a_value_is_no_change():
    old = Entry("us_sdn", "1", Kind.PERSON, names=(Name("A", NameRole.PRIMARY, place="0/2"),))
    new = Entry("us_sdn", "1", Kind.PERSON, names=(Name("A", NameRole.PRIMARY, place="1/2"),))
    assert changes(step([old], [new])) == ()


def test_to_another_regime_is_a_move_and_no_removal():
    (found,) = changes(step([entry("1", regime="US-SDNTK")], [entry("1", regime="US-GLOMAG")]))
    assert (found.kind, found.regimes, found.regimes_before) == (
        ChangeKind.MOVED,
        ("US-GLOMAG", "US-SDNTK"),
        ("US-SDNTK",),
    )


def test_a_further_regime_is_a_listing_with_what_was_before():
    (found,) = changes(step([entry("1", regime="US-SDNTK")], [entry("1", regime="US-SDNTK US-GLOMAG")]))
    assert (found.kind, found.regimes, found.regimes_before) == (ChangeKind.ADDED, ("US-GLOMAG",), ("US-SDNTK",))


def test_a_regime_that_goes_while_another_stays_is_a_removal_from_it():
    (found,) = changes(step([entry("1", regime="US-SDNTK US-GLOMAG")], [entry("1", regime="US-SDNTK")]))
    assert (found.kind, found.regimes) == (ChangeKind.REMOVED, ("US-GLOMAG",))


ONE = {("us_sdn", "1"): "us-1", ("us_sdn", "2"): "us-1", ("us_sdn", "3"): "us-1"}


def test_a_new_number_for_the_same_target_is_no_delisting():
    (found,) = changes(step([entry("1")], [entry("2", name="DOE, Jane A.")], ONE))
    assert (found.kind, found.official_id, found.was) == (ChangeKind.RENUMBERED, "2", ("1",))
    assert [item.field for item in found.fields] == ["name"]


def test_numbers_that_are_merged_or_split():
    (merged,) = changes(step([entry("1"), entry("2")], [entry("2")], ONE))
    assert (merged.kind, merged.official_id, merged.was) == (ChangeKind.MERGED, "2", ("1",))
    (split,) = changes(step([entry("1")], [entry("1"), entry("3")], ONE))
    assert (split.kind, split.official_id) == (ChangeKind.SPLIT, "3")


def test_the_second_regime_of_a_target_that_goes_is_a_removal_not_a_merger():
    found = changes(step([entry("1"), entry("2", regime="US-SDNTK")], [entry("1")], ONE))
    assert [(item.kind, item.regimes) for item in found] == [(ChangeKind.REMOVED, ("US-SDNTK",))]


def test_a_number_made_of_the_regime_moves_with_it():
    (found,) = changes(step([entry("1", regime="A")], [entry("2", regime="B")], ONE))
    assert (found.kind, found.was, found.regimes) == (ChangeKind.MOVED, ("1",), ("A", "B"))


def test_a_printed_date_dates_the_listing_and_an_old_one_says_late():
    listed = event_on(DateKind.LISTED, "2021-12-10")
    (found,) = changes(step([], [entry("1", dates=[listed])]))
    assert (found.kind, found.when) == (ChangeKind.ADDED, listed)
    late = event_on(DateKind.LISTED, "2019-01-01")
    (found,) = changes(step([], [entry("1", dates=[late])]))
    assert (found.kind, found.when) == (ChangeKind.SHOWN, late)


def test_a_curated_date_between_the_editions_dates_the_listing():
    said = Statement("t", ("s",), Confidence.HIGH)
    date = CuratedDate(event_on(DateKind.ANNOUNCED, "2021-12-10", "release"), ("s",), Confidence.HIGH)
    member = Member("Doe", Kind.PERSON, Marks({"us_sdn": "1"}))
    act = Action("a", "us", "OFAC", "t", "US-GLOMAG", "", "added", (), (date,), (), (member,), said, 1)
    (found,) = changes(step([], [entry("1")], curated=Curated(actions=(act,))))
    assert found.when.value == "2021-12-10"
    (other,) = changes(step([], [entry("1", regime="US-SDNTK")], curated=Curated(actions=(act,))))
    assert other.when.value == "2021-12-09/2021-12-10"


def test_silence_of_a_format_removes_nothing():
    with_aliases, without = edition("2021-12-09"), edition("2021-12-10", form="delimited_names")
    older = Side(with_aliases, STATES, {"1": entry("1", aliases=("X",))})
    newer = Side(without, STATES - {"aliases"}, {"1": entry("1")})
    assert changes(Step("us", older, newer, {}, {}, Curated())) == ()


def test_between_formats_case_and_order_of_words_say_nothing():
    assert differences(entry("1", name="DOE, Jane"), entry("1", name="Jane Doe"), EVERY, to_the_letter=False) == ()
    assert differences(entry("1", name="DOE, Jane"), entry("1", name="Jane Doe"), EVERY)
    assert "date" not in comparable(STATES, STATES, same_format=False)


def test_where_a_list_follows_another_only_who_and_under_what_is_compared():
    owner = {("gb_conlist", "13918"): "gb-1", ("gb_uksl", "GHR0050"): "gb-1", ("gb_uksl", "GHR9"): "gb-9"}
    old = entry("13918", list_id="gb_conlist", regime="GB-HR")
    new = entry("GHR0050", name="Another", list_id="gb_uksl", regime="GB-HR")
    fresh = entry("GHR9", list_id="gb_uksl", regime="GB-HR")
    older = Side(edition("2025-04-14", "gb_conlist"), STATES, {"13918": old})
    newer = Side(edition("2025-08-11", "gb_uksl"), STATES, {"GHR0050": new, "GHR9": fresh})
    found = changes(Step("gb", older, newer, owner, {}, Curated()))
    assert kinds(found) == [(ChangeKind.ADDED, "GHR9")]


def test_without_an_older_edition_only_dates_prove_a_listing():
    listed = event_on(DateKind.LISTED, "2021-12-10")
    before = event_on(DateKind.LISTED, "2021-12-01")
    only_after = step([], [entry("1"), entry("2", dates=[listed]), entry("3", dates=[before])])
    assert kinds(first_dated(only_after, dt.date(2021, 12, 9))) == [(ChangeKind.ADDED, "2")]


@pytest.mark.parametrize("count", [11_443])
@pytest.mark.timed
def test_two_editions_of_the_size_of_the_sdn_list_take_less_than_a_second(count):
    def whole(changed):
        return [
            entry(str(i), name=f"DOE, Jane {i}", aliases=("NEW",) if i % changed == 0 else ()) for i in range(count)
        ]

    asked = step(whole(count + 1), whole(50))
    start = time.process_time()
    found = changes(asked)
    assert len(found) == count // 50
    assert time.process_time() - start <= 1.0
