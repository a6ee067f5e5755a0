"""A reader written from a description waits for a named person at its first real edition; the verb and its doors."""

from __future__ import annotations

import dataclasses
import json

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.intake.live import check_network, refresh_live
from inconcert.intake.refresh import first_acceptance, refresh_from
from inconcert.intake.wire import CutOff, Network
from inconcert.jurisdictions import regimes
from inconcert.model.errors import UnreadableSource
from inconcert.model.rights import OPERATOR
from inconcert.store import audit
from inconcert.store.editions import editions
from inconcert.verbs import refresh as verb
from inconcert.verbs.house import House
from inconcert.verbs.status import status, status_shape

PATH = "/toy.csv"


@pytest.fixture
def unproven(toy, monkeypatch):
    form = dataclasses.replace(toy.FORMAT, proven=False)
    monkeypatch.setattr(regimes, "publications", lambda: (dataclasses.replace(toy.LIST, formats=(form,)),))
    return toy


def house_of(store, toy):
    return House(store, toy.clock, OPERATOR, None, lambda text: None)


def test_the_first_edition_of_an_unproven_format_waits_for_a_named_person(unproven, store, tmp_path):
    days = {"2025-01-01": unproven.content(unproven.rows(20)), "2025-01-05": unproven.content(unproven.rows(21))}
    folder = unproven.lay_out(tmp_path / "data", days)
    report = refresh_from(store, folder)
    assert len(report.refused) == 2 and all("toy_csv is unproven" in item.why for item in report.refused)
    assert all("--accept zz_toy --by NAME" in item.why for item in report.refused)
    assert editions(store, OPERATOR) == () and first_acceptance(store, "zz_toy", "toy_csv") is None

    report = refresh_from(store, folder, accept={"zz_toy": "Ada Example"})
    assert [item.date for item in report.committed] == ["2025-01-01", "2025-01-05"]
    first, second = editions(store, OPERATOR)
    assert (first.accepted_by, second.accepted_by) == ("Ada Example", "")
    (act,) = [act for act in audit.acts(store, OPERATOR) if act.verb == "accept"]
    assert (act.who, act.facts["format"], act.facts["entries"]) == ("Ada Example", "toy_csv", 20)
    assert act.facts["bounds"] == {
        "least": 2, "shrink": 0.10, "grow": 0.50, "regime_share": 1.0, "date_share": 0.5}  # fmt: skip


def test_once_accepted_the_next_editions_need_nobody(unproven, store, tmp_path):
    first = unproven.lay_out(tmp_path / "one", {"2025-01-01": unproven.content(unproven.rows(20))})
    refresh_from(store, first, accept={"zz_toy": "Ada Example"})
    next_ = unproven.lay_out(tmp_path / "two", {"2025-01-05": unproven.content(unproven.rows(21))})
    assert len(refresh_from(store, next_).committed) == 1
    small = unproven.lay_out(tmp_path / "three", {"2025-01-09": unproven.content(unproven.rows(3))})
    assert "the bound is -10%" in refresh_from(store, small).refused[0].why


def test_status_says_of_each_format_whether_it_is_proven_and_who_accepted_it(unproven, store, live):
    live.server.at(PATH, live.say(200, unproven.content(unproven.rows(5))))
    house = house_of(store, unproven)
    refresh_live(store, live.server.network(), accept={"zz_toy": "Ada Example"})
    (found,) = status(house)
    (shape,) = status_shape(house, (found,))["lists"]
    assert shape["formats"] == [
        {"name": "toy_csv", "proven": False, "accepted_by": "Ada Example", "accepted_date": "2026-01-02"}
    ]
    assert shape["proven"] is True and shape["verified"] == "2026-01-02T03:04:05Z"


def test_every_format_that_no_real_edition_proved_says_so():
    unproven = {f"{item.list_id}: {form.name}" for item in regimes.publications() for form in item.formats
                if not form.proven}  # fmt: skip
    assert unproven == {
        "ch_seco: seco sample",
        "eu_fsf: csvFullSanctionsList_1_1",
        "eu_fsf: xmlFullSanctionsList_1_1",
        "gb_uksl: uksl-csv",
        "gb_uksl: uksl-ods",
        "gb_uksl: uksl-xml",
        "us_sdn: enhanced",
        "us_sdn: enhanced_zip",
        "us_sdn: older_xml",
    }


def nobody(host: str) -> tuple[str, ...]:
    raise CutOff("the host is not found", where=host)


def test_without_a_network_it_is_said_at_once(toy):
    with pytest.raises(UnreadableSource, match="no network.*refresh --from DIR"):
        check_network(Network(resolve=nobody))


def test_one_host_that_is_found_is_network_enough(toy, monkeypatch):
    other = dataclasses.replace(toy.LIST, list_id="zz_other", addresses=("https://other.example/x.csv",))
    monkeypatch.setattr(regimes, "publications", lambda: (toy.LIST, other))
    check_network(Network(resolve=lambda host: ("93.184.216.34",) if host == "toy.example" else nobody(host)))


@pytest.fixture
def door(toy, live, monkeypatch, tmp_path):
    """Return a function that calls the command line with the local server in the place of the network."""
    monkeypatch.setattr(verb, "Network", live.server.network)
    monkeypatch.setattr(verb, "index_of", lambda house: None)
    monkeypatch.setenv("INCONCERT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767323045")  # 2 January 2026

    def call(*arguments: str):
        return CliRunner().invoke(group, list(arguments))

    return call


def test_refresh_without_from_fetches_and_keeps_what_it_had_where_it_is_refused(toy, live, door, monkeypatch):
    live.server.at(PATH, live.say(200, toy.content(toy.rows(20))), live.say(200, toy.content(toy.rows(4))))
    first = door("refresh", "--json")
    assert first.exit_code == 0, first.output
    assert [item["entries"] for item in json.loads(first.output)["committed"]] == [20]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767409445")  # a day later
    second = door("refresh", "zz_toy")
    assert second.exit_code == 3 and "refused   zz_toy" in second.output and "--accept zz_toy" in second.output
    (shown,) = json.loads(door("status", "--json").output)["lists"]
    assert shown["entries"] == 20 and shown["verified"].startswith("2026-01-02")
    assert "verified" in door("status").output
    accepted = door("refresh", "zz_toy", "--accept", "zz_toy", "--by", "Ada Example")
    assert accepted.exit_code == 0, accepted.output


def test_refresh_without_a_network_leaves_with_3_and_says_what_to_do(toy, live, door, monkeypatch):
    monkeypatch.setattr(verb, "Network", lambda: live.server.network(resolve=nobody))
    done = door("refresh")
    assert isinstance(done.exception, UnreadableSource) and done.exception.exit_code == 3
