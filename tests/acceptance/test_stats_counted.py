"""Published figures and lead times (DOMAIN.md 3.1 and 3.3) counted on the real editions, each difference named."""

from __future__ import annotations

import datetime as dt

import pytest

from inconcert.verbs.index import index_of
from inconcert.verbs.leadtimes import lead_times, lead_times_shape
from inconcert.verbs.registers import register_of
from inconcert.verbs.starts import starts_of
from inconcert.verbs.stats import figures, figures_page, figures_shape
from inconcert.watch.leadtimes import lead_time

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def counted():
    return {}


def figure(full_house, counted, name):
    if not counted:
        counted.update({item.wanted.id: item for item in figures(full_house)})
    return counted[name]


@pytest.mark.parametrize(
    ("name", "value", "parts"),
    [
        ("us-glomag-2018", 52, {"person": 15, "entity": 37}),
        ("us-magnit-2021-04", 55, {"person": 54, "entity": 1}),
        ("ca-jvcfoa-2020", 70, {"person": 70}),
        ("ca-jvcfoa-newest", 80, {"person": 80}),
        ("eu-hr-2022", 22, {"person": 17, "entity": 5}),
        ("au-human-newest", 112, None),
        ("au-corruption-newest", 14, None),
        ("gb-hr-first-day", 49, None),
        ("gb-ac-first-day", 22, None),
        ("ca-december-2023", 7, None),
    ],
)
def test_as_published(full_house, counted, name, value, parts):
    found = figure(full_house, counted, name)
    assert found.value == value
    assert parts is None or found.parts == parts


def test_what_differs_says_why(full_house, counted):
    figure(full_house, counted, "us-glomag-2018")
    for found in counted.values():
        published = found.wanted.published
        if published and not published.startswith((str(found.value), "17 persons, 5 entities")):
            assert found.wanted.why or found.note, found.wanted.id


def test_every_figure_names_its_definition_editions_and_command(full_house, counted):
    figure(full_house, counted, "us-glomag-2018")
    shape = figures_shape(tuple(counted.values()), dt.date(2026, 11, 21))
    for item in shape["figures"]:
        assert item["definition"] and item["command"] == f"inconcert stats {item['id']}"
        if item["value"] is not None:
            assert item["editions"] and all(len(edition["sha256"]) == 64 for edition in item["editions"])
    assert figures_page(tuple(counted.values())).count("\n| `") == len(counted)


def test_a_share_leaves_out_what_is_not_covered(full_house, counted):
    found = figure(full_house, counted, "us-of-gb-newest")
    parts = found.parts
    assert parts["not_covered"] > 0
    assert found.value == parts["in_force"] / (parts["in_force"] + parts["not_found"] + parts["ended"])


NEWEST = {"us": "2024-05-03", "gb": "2026-05-07", "ca": "2025-04-30", "eu": "2025-09-02"}


@pytest.mark.parametrize(
    ("key", "first", "second", "days"),
    [
        (("us_sdn", "29219"), "us", "gb", 256),  # Zhu Hailun
        (("us_sdn", "29219"), "us", "ca", 256),
        (("us_sdn", "29219"), "us", "eu", 256),
        (("us_sdn", "29220"), "us", "ca", 1615),  # Chen Quanguo
        (("us_sdn", "34079"), "us", "ca", 1096),  # Shohrat Zakir
        (("us_sdn", "27585"), "us", "gb", 564),  # Ajay Gupta
        (("us_sdn", "15891"), "ca", "eu", 2040),  # Podoprigorov
        (("us_sdn", "31162"), "gb", "us", 235),  # al-Asiri
    ],
)
def test_lead_times_to_the_day(full_house, key, first, second, days):
    index = index_of(full_house)
    brief = index.by_key()[key]
    register = register_of(full_house, index, [brief])
    found = lead_time(starts_of(full_house, register, [register.targets[brief.id]]), first, second, None, NEWEST)
    assert (found.outcome, found.days, found.same_kind) == ("mirrored", days, True)


def test_a_distribution_counts_every_target_once(full_house):
    found = lead_times(full_house, "us", "gb")
    (every,) = found.by["all"]
    assert every.mirrored + every.open + every.before + every.not_covered == len(found.found)
    for way in ("year",):
        assert sum(item.mirrored + item.open + item.before + item.not_covered for item in found.by[way]) == len(
            found.found
        )
    shape = lead_times_shape(found, dt.date(2026, 11, 21))
    assert {item["group"] for item in shape["distributions"]["situation"]} >= {"xinjiang", "khashoggi"}
    khashoggi = next(item for item in found.by["situation"] if item.group == "khashoggi")
    assert (khashoggi.mirrored, khashoggi.median) == (17, (599, 599))
