"""Feeds are valid Atom and JSON Feed; an alert is sent once and never lost, wherever a crash cuts the journal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inconcert.model.dates import event_on
from inconcert.model.errors import OurError, RefusedByCheck
from inconcert.model.subscription import Cadence, Event, EventKind
from inconcert.model.target import Cell, Designation, Gap, Source, Target
from inconcert.model.vocabulary import DateKind, Evidence, Kind, Status
from inconcert.watch.alerts import Outbox, not_told, period_of
from inconcert.watch.changes import Change, ChangeKind
from inconcert.watch.feeds import JSON_FEED, Feed, Item, atom, change_items, gap_items, is_moment, json_feed
from inconcert.watch.fields import Difference
from inconcert.watch.webhook import accepted, fresh_max_s, headers

ATOM = "{http://www.w3.org/2005/Atom}"
LISTED = event_on(DateKind.LISTED, "2021-12-10")


def gap(target, status=Status.NOT_FOUND, name="OKONKWO <&> Bede \u202e"):
    source = Source("us_sdn", "2021-12-10", "ab" * 32, "copy", "0/4")
    item = Designation("us", "US-GLOMAG", "GLOMAG", "us_sdn", "us_sdn", "1", Status.IN_FORCE, Evidence.EDITION, "",
                       dates=(LISTED,), source=source)  # fmt: skip
    have = Cell("us", Status.IN_FORCE, Evidence.EDITION, "2021-12-10", "", designations=(item,), since=LISTED)
    lack = Cell("gb", status, Evidence.EDITION, "2022-01-01", "")
    return Gap(Target(target, Kind.PERSON, name, ()), (have,), lack, status, "2021-12-10", "2022-01-01", "not found")


def feed(*items):
    return Feed("us-not-gb", "US, not UK", "https://desk.example/feeds/us-not-gb.atom", "2022-01-01T00:00:00Z", items)


def test_atom_has_what_rfc_4287_asks_for():
    root = etree.fromstring(atom(feed(*gap_items("us-not-gb", [gap("us-1"), gap("us-2")], "https://desk.example/t/"))))
    assert root.tag == f"{ATOM}feed"
    for holder in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = holder.findall(f"{ATOM}{name}")
            assert found.text
        assert is_moment(holder.findtext(f"{ATOM}updated"))
    assert root.find(f"{ATOM}author/{ATOM}name").text
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 2 and all(name.startswith("urn:") for name in ids)


def test_an_empty_feed_is_a_feed():
    assert etree.fromstring(atom(feed())).findtext(f"{ATOM}updated") == "2022-01-01T00:00:00Z"
    assert json.loads(json_feed(feed()))["items"] == []


def test_json_feed_has_what_version_1_1_asks_for():
    whole = json.loads(json_feed(feed(*gap_items("us-not-gb", [gap("us-1")]))))
    assert whole["version"] == JSON_FEED and whole["title"]
    for item in whole["items"]:
        assert isinstance(item["id"], str) and item["content_text"] and is_moment(item["date_published"])


def test_an_item_says_what_where_and_what_it_does_to_the_gaps():
    (item,) = gap_items("f", [gap("us-1")])
    assert "US-GLOMAG" in item.text and "2021-12-10" in item.text and "ab" * 32 in item.text
    assert "UK: not found as of 2022-01-01" in item.text


def test_what_is_in_force_or_not_covered_is_no_alert():
    assert gap_items("f", [gap("us-1", Status.IN_FORCE), gap("us-2", Status.NOT_COVERED)]) == ()


def test_the_id_of_an_item_stays_when_a_later_edition_is_asked():
    (one,) = gap_items("f", [gap("us-1")])
    later = gap("us-1", Status.ENDED, name="Okonkwo")
    assert gap_items("f", [later])[0].id == one.id


def test_changes_are_items_too():
    change = Change(ChangeKind.VARIED, "us-1", "N", "us", "us_sdn", "1", "2021-12-09", "2021-12-10", LISTED, ("R",),
                    fields=(Difference("alias", ("NEW",)),))  # fmt: skip
    (item,) = change_items("f", [change])
    assert "alias: + NEW" in item.text and item.updated.startswith("2021-12-10")


@given(st.text(max_size=30))
def test_any_text_makes_a_feed_that_can_be_read(text):
    whole = feed(Item(f"a/{text}", text, "2022-01-01T00:00:00Z", text))
    assert len(list(etree.fromstring(atom(whole)).iter(f"{ATOM}entry"))) == 1


def test_the_same_change_seen_through_a_later_read_edition_is_not_told_again():
    def change(older, newer):
        return Change(ChangeKind.REMOVED, "us-1", "N", "us", "us_sdn", "1", older, newer, LISTED, ("R",))

    (wide,) = change_items("f", [change("2021-12-01", "2021-12-10")])
    (narrow,) = change_items("f", [change("2021-12-01", "2021-12-05")])
    (again,) = change_items("f", [change("2021-12-10", "2021-12-20")])
    assert not_told([wide], {wide.id}) == () and not_told([narrow], {wide.id}) == ()
    assert not_told([again, again], {wide.id}) == (again,)


def test_a_target_that_was_called_otherwise_is_not_told_again():
    (old,) = gap_items("f", [gap("us-1")])
    one = gap("gb-1")
    (new,) = gap_items("f", [replace(one, target=replace(one.target, ids=("gb-1", "us-1")))])
    assert not_told([new], {old.id}) == () and not_told([new], set()) == (new,)


NOW = "2026-01-01T00:00:00Z"


def event(kind, at=NOW, name="a", text="t"):
    return Event(kind, name, at, text)


def test_what_was_sent_is_not_queued_again():
    outbox = Outbox().after([event(EventKind.QUEUED), event(EventKind.SENT), event(EventKind.QUEUED)])
    assert outbox.waiting == {} and outbox.knows("a") and not outbox.knows("b")


def test_what_fails_is_tried_again_later_and_never_given_up():
    outbox, at = Outbox().after([event(EventKind.QUEUED)]), NOW
    waits = []
    for _ in range(12):
        outbox = outbox.after([event(EventKind.FAILED, at, text="refused")])
        assert outbox.due(at) == ()
        waits.append(outbox.waiting["a"].not_before)
        at = outbox.waiting["a"].not_before
        assert [item.id for item in outbox.due(at)] == ["a"]
    assert waits[0] == "2026-01-01T00:01:00Z" and waits[1] == "2026-01-01T00:06:00Z"
    assert outbox.waiting["a"].failures == 12 and outbox.waiting["a"].why == "refused"


def test_an_event_of_what_was_never_queued_is_said():
    with pytest.raises(OurError):
        Outbox().after([event(EventKind.SENT)])


def test_a_week_is_that_of_iso_8601():
    assert period_of(Cadence.WEEKLY, "2027-01-03T10:00:00Z") == "2026-W53"
    assert period_of(Cadence.AT_ONCE, NOW) == ""


SECRET, OTHER = b"0" * 32, b"1" * 32


def test_a_webhook_is_taken_once_fresh_and_signed():
    given = headers([SECRET], "alert-1", 1000, b"{}")
    assert accepted(SECRET, given, b"{}", 1000 + fresh_max_s, set()) == "alert-1"
    both = headers([OTHER, SECRET], "alert-1", 1000, b"{}")
    assert accepted(SECRET, both, b"{}", 1000, set()) == "alert-1"


@pytest.mark.parametrize(
    ("secret", "change", "body", "now_s", "seen"),
    [
        (OTHER, {}, b"{}", 1000, ()),
        (SECRET, {}, b"{ }", 1000, ()),
        (SECRET, {}, b"{}", 1000 + fresh_max_s + 1, ()),
        (SECRET, {}, b"{}", 1000 - fresh_max_s - 1, ()),
        (SECRET, {}, b"{}", 1000, ("alert-1",)),
        (SECRET, {"webhook-id": "alert-2"}, b"{}", 1000, ()),
        (SECRET, {"webhook-timestamp": "1001"}, b"{}", 1000, ()),
        (SECRET, {"webhook-timestamp": "x"}, b"{}", 1000, ()),
        (SECRET, {"webhook-signature": "v1,é"}, b"{}", 1000, ()),
        (SECRET, {"webhook-signature": ""}, b"{}", 1000, ()),
    ],
)
def test_any_other_webhook_is_refused(secret, change, body, now_s, seen):
    with pytest.raises(RefusedByCheck):
        accepted(secret, headers([SECRET], "alert-1", 1000, b"{}") | change, body, now_s, seen)


def test_a_short_secret_is_refused():
    with pytest.raises(RefusedByCheck):
        headers([b"short"], "a", 1, b"")
