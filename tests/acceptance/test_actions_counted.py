"""The set arithmetic of concerted actions (DOMAIN.md 3.2) from `actions --json`, on the editions that show it."""

from __future__ import annotations

import pytest

from inconcert.verbs.actions import ActionsAsked, actions_shape, find_actions

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def shapes():
    return {}


def shape(full_house, shapes, situation):
    if situation not in shapes:
        found = find_actions(full_house, ActionsAsked(situation))
        shapes[situation] = actions_shape(found, full_house.today)
    return shapes[situation]


def counts(found):
    return {item["id"]: item["count"] for item in found["actions"]}


def both(concert, left, right):
    return next(len(item["both"]) for item in concert["sets"] if set(item["governments"]) == {left, right})


def names(concert, ids):
    return {concert["names"][item].casefold().split(",")[0].split()[-1] for item in ids}


def test_belarus_2020(full_house, shapes):
    found = shape(full_house, shapes, "belarus-2020")
    assert counts(found) == {
        "gb-2020-09-29-belarus": 8,
        "ca-2020-09-29-belarus": 11,
        "us-2020-10-02-belarus": 8,
        "eu-2020-10-02-belarus": 40,
        "eu-2020-11-06-belarus": 15,
    }
    concert = next(item for item in found["concerts"] if item["first"] == "2020-09-29")
    assert concert["last"] == "2020-10-02"
    assert (both(concert, "us", "gb"), both(concert, "us", "ca")) == (5, 8)
    sets = next(item for item in concert["sets"] if set(item["governments"]) == {"gb", "ca"})
    assert names(concert, sets["only"]["gb"]) == {"sergeenko"}  # Ihar Siarheyenka, in the EU's Russian form
    assert names(concert, sets["only"]["ca"]) == {"yarmoshina", "dmukhayla", "ipatau", "kubrakou"}
    earlier = {item["id"]: item["since"]["value"] for item in concert["governments"]["us"]["earlier"]}
    assert {"lukashenka"} <= names(concert, earlier), "listed since 2006: no gap of 2020"
    lukashenkas = [item for item, name in concert["names"].items() if "LUKASHENKA" in name.upper()]
    assert len(lukashenkas) == 2 and not set(lukashenkas) & set(concert["governments"]["us"]["listed"])


def test_xinjiang_22_march_2021(full_house, shapes):
    found = shape(full_house, shapes, "xinjiang")
    concert = next(item for item in found["concerts"] if item["first"] == "2021-03-22")
    lists = {name: set(part["listed"]) for name, part in concert["governments"].items()}
    assert len(lists["gb"]) == 5 and lists["gb"] == lists["ca"] == lists["eu"]
    assert len(lists["us"]) == 2 and lists["us"] < lists["gb"]
    earlier = {item["id"]: item["since"]["value"] for item in concert["governments"]["us"]["earlier"]}
    assert set(earlier.values()) == {"2020-07-09"} and len(earlier) == 2
    assert len(concert["governments"]["us"]["missing"]) == 1, "XPCC-PSB is not on the US list, only its parent"


def test_khashoggi(full_house, shapes):
    found = shape(full_house, shapes, "khashoggi")
    assert counts(found)["us-2018-11-15-khashoggi"] == counts(found)["ca-2018-11-29-khashoggi"] == 17
    assert counts(found)["gb-2020-07-06-khashoggi"] == 20
    (concert,) = found["concerts"]
    assert both(concert, "us", "ca") == 17 and len(concert["by_all"]) == 17
    assert len(concert["governments"]["gb"]["later"]) == 17, "the UK's twenty contain all seventeen"
    listed = {item["id"]: {member["id"] for member in item["members"]} for item in found["actions"]}
    uk, us = listed["gb-2020-07-06-khashoggi"], listed["us-2018-11-15-khashoggi"]
    assert us < uk and listed["us-2021-02-26-khashoggi"] <= uk - us, "al-Asiri: a mirror in the other direction"


def test_salameh(full_house, shapes):
    found = shape(full_house, shapes, "salameh-2023")
    (concert,) = found["concerts"]
    lists = {name: set(part["listed"]) for name, part in concert["governments"].items()}
    assert (len(lists["us"]), len(lists["gb"]), len(lists["ca"]), len(lists["eu"])) == (5, 4, 3, 0)
    assert lists["us"] > lists["gb"] > lists["ca"]
    assert len(concert["governments"]["eu"]["missing"]) == 5


def test_australia_29_march_2022(full_house):
    found = actions_shape(find_actions(full_house, ActionsAsked("magnitsky")), full_house.today)
    shown = [item for item in found["actions"] if item["id"].startswith("au-2022-03-29")]
    told = {item["id"]: (item["count"], item["announced_total"], len(item["not_at_hand"])) for item in shown}
    print(told)
    for count, total, absent in told.values():
        assert count + absent <= total
    assert sum(total for _, total, _ in told.values()) == 39
