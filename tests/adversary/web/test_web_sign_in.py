"""W-01, W-03, W-04, W-05, W-15 of SECURITY.md: passkeys, visits, forms from elsewhere, limits."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa

from inconcert.accounts.limits import Limits
from inconcert.model.rights import Role
from inconcert.store import schema
from inconcert.verbs import people
from inconcert.web.app import addresses


def visits(stage) -> int:
    with stage.house.store.reading_ours() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(schema.visit)).scalar_one()


def test_a_person_comes_by_a_link_and_signs_in(stage):
    browser, key, _ = stage.signed_in("Ada", Role.ANALYST)
    assert browser.get("/account").status_code == 200 and "Ada" in browser.get("/account").text
    fresh = stage.browser()
    assert fresh.get("/account").status_code == 303
    answer = fresh.enter(key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-visit=") and all(
        word in cookie.lower() for word in ("secure", "httponly", "samesite=strict", "path=/")
    )
    assert "domain" not in cookie.lower()


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9"},
        {"rp_id": "evil.example"},
        {"verified": False},
    ],
)
def test_w01_a_passkey_for_another_place_or_without_its_person_is_refused(stage, authenticator, lie):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    before = visits(stage)
    for name, value in lie.items():
        setattr(key, name, value)
    browser = stage.browser()
    assert browser.enter(key).status_code == 403 and not browser.cookies and visits(stage) == before
    liar = authenticator(**lie)
    made = stage.invited("Ben", Role.ANALYST)
    assert stage.browser().come(made.token, liar).status_code == 403


def test_w01_a_replayed_answer_is_refused(stage):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    key.count = -1  # an authenticator without a counter: the challenge alone must hold
    with stage.house.store.writing() as connection:
        connection.execute(sa.update(schema.passkey).values(sign_count=0))
    browser = stage.browser()
    note, options = browser.puzzle("/sign-in")
    sent = {"note": note, "credential": key.shown(options), "next": "/account"}
    assert browser.post("/sign-in", sent).status_code == 303
    before = visits(stage)
    assert stage.browser().post("/sign-in", sent).status_code == 403 and visits(stage) == before


def test_w01_a_challenge_of_ones_own_or_an_old_one_is_refused(stage):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    browser = stage.browser()
    note, options = browser.puzzle("/sign-in")
    mine = json.dumps({"challenge": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"})
    for sent in ((note, key.shown(mine)), ("e30.e30", key.shown(mine)), ("", key.shown(options)), (note, "[]"),
                 (note, "{}"), (note, "x" * 18_000), (note, '{"id": 7}')):  # fmt: skip
        assert browser.post("/sign-in", {"note": sent[0], "credential": sent[1]}).status_code == 403
    stage.later(minutes=11)
    assert browser.post("/sign-in", {"note": note, "credential": key.shown(options)}).status_code == 403


def test_w01_a_counter_that_goes_back_is_refused(stage):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    key.count = 40
    assert stage.browser().enter(key).status_code == 303
    assert stage.browser().enter(key, step=0).status_code == 403
    assert stage.browser().enter(key, step=-5).status_code == 403
    key.count = 41
    assert stage.browser().enter(key).status_code == 303


def test_w01_a_passkey_of_another_person_proves_nothing(stage):
    ada, key, _ = stage.signed_in("Ada", Role.ANALYST)
    _, other, _ = stage.signed_in("Ben", Role.ANALYST)
    assert ada.prove(other).status_code == 403 and ada.prove(key).status_code == 303


def test_w01_a_note_for_one_thing_does_not_serve_another(stage):
    ada, key, _ = stage.signed_in("Ada", Role.ANALYST)
    note, options = ada.puzzle("/sign-in")
    assert ada.post("/sign-in/again", {"note": note, "credential": key.shown(options)}).status_code == 403


def test_a_link_is_used_once_and_looking_at_it_uses_nothing(stage, authenticator):
    made = stage.invited("Ada", Role.ANALYST)
    assert stage.browser().get(f"/invitation/{made.token}").status_code == 200
    assert stage.browser().come(made.token, authenticator()).status_code == 303
    assert stage.browser().get(f"/invitation/{made.token}").status_code == 403
    late = stage.invited("Ben", Role.ANALYST)
    stage.later(hours=73)
    assert stage.browser().get(f"/invitation/{late.token}").status_code == 403
    said = [stage.browser().get(f"/invitation/{word}").text.replace(word, "") for word in ("qqqqqqqq", late.token)]
    assert said[0] == said[1]


def test_w03_a_cookie_set_before_signing_in_is_not_taken_over(stage):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    browser = stage.browser(cookies={"__Host-visit": "fixed-by-somebody-else"})
    note, options = stage.browser().puzzle("/sign-in")
    sent = {"token": "", "note": note, "credential": key.shown(options), "next": "/account"}
    assert browser.post("/sign-in", sent).status_code == 303
    assert browser.cookies["__Host-visit"] != "fixed-by-somebody-else"
    assert stage.browser(cookies={"__Host-visit": "fixed-by-somebody-else"}).get("/account").status_code == 303


def test_w03_signing_in_again_makes_another_cookie_and_none_stands_in_the_store(stage):
    browser, key, _ = stage.signed_in("Ada", Role.ANALYST)
    first = browser.cookies["__Host-visit"]
    browser.post("/sign-out")
    browser.enter(key)
    assert browser.cookies["__Host-visit"] != first
    with stage.house.store.reading_ours() as connection:
        held = str(connection.execute(sa.select(schema.visit)).all())
    assert browser.cookies["__Host-visit"] not in held


def test_w04_after_signing_out_the_old_cookie_is_dead_in_every_process(stage, another_process):
    browser, _, _ = stage.signed_in("Ada", Role.ANALYST)
    old = dict(browser.cookies)
    there = another_process.browser(cookies=dict(old))
    assert there.get("/account").status_code == 200
    answer = browser.post("/sign-out")
    assert answer.status_code == 303 and "cookies" in answer.headers["clear-site-data"]
    assert stage.browser(cookies=dict(old)).get("/account").status_code == 303
    assert there.get("/account").status_code == 303


def test_w04_a_role_taken_away_is_gone_at_once_in_every_process(stage, another_process):
    browser, _, account = stage.signed_in("Ada", Role.ANALYST, Role.CASEWORKER)
    there = another_process.browser(cookies=dict(browser.cookies))
    assert browser.get("/review").status_code == there.get("/review").status_code == 200
    people.set_roles(stage.acting(), account, [Role.CASEWORKER])
    assert browser.get("/review").status_code == there.get("/review").status_code == 404
    assert browser.get("/releases").status_code == there.get("/releases").status_code == 200


def test_w04_an_account_closed_or_an_organisation_is_out_at_once_in_every_process(stage, another_process):
    one, _, account = stage.signed_in("Ada", Role.ANALYST)
    two, key, _ = stage.signed_in("Ben", Role.ANALYST, organisation="other")
    for browser, end in (
        (one, lambda: people.close(stage.acting(), account)),
        (two, lambda: people.close_organisation(stage.acting(), "other")),
    ):
        there = another_process.browser(cookies=dict(browser.cookies))
        assert there.get("/account").status_code == 200
        end()
        assert browser.get("/account").status_code == there.get("/account").status_code == 303
    assert another_process.browser().enter(key).status_code == 403


def test_w04_a_removed_passkey_ends_the_visits_it_opened(stage, authenticator):
    browser, key, _ = stage.signed_in("Ada", Role.ANALYST)
    second = authenticator()
    note, options = browser.puzzle("/account")
    sent = {"note": note, "credential": second.made(options), "label": "phone"}
    assert browser.post("/account/passkeys", sent).status_code == 303
    there = stage.browser()
    assert there.enter(second).status_code == 303
    gone = json.loads(second.made(options))["id"]
    assert browser.post("/account/passkeys/remove", {"passkey": gone}).status_code == 303
    assert there.get("/account").status_code == 303 and stage.browser().enter(second).status_code == 403
    mine = json.loads(key.made(options))["id"]
    assert "only way" in browser.post("/account/passkeys/remove", {"passkey": mine}).text


def test_a_visit_ends_when_idle_and_when_old_and_in_another_browser(stage):
    browser, key, _ = stage.signed_in("Ada", Role.ANALYST)
    thief = stage.browser(cookies=dict(browser.cookies), agent="curl/8")
    assert thief.get("/account").status_code == 303
    stage.later(minutes=29)
    assert browser.get("/account").status_code == 200
    stage.later(minutes=29)
    assert browser.get("/account").status_code == 200
    stage.later(minutes=31)
    assert browser.get("/account").status_code == 303
    browser.enter(key)
    for _ in range(30):
        stage.later(minutes=25)
        last = browser.get("/account").status_code
    assert last == 303


def test_what_takes_something_out_asks_for_a_fresh_proof(stage):
    browser, key, _ = stage.signed_in("Head", Role.ADMINISTRATOR)
    assert browser.get("/accounts/organisations").status_code == 200
    stage.later(minutes=11)
    answer = browser.get("/accounts/organisations")
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in/again?next=%2Faccounts%2Forganisations"
    sent = browser.post("/people", {"name": "Ben", "role": "analyst"})
    assert sent.status_code == 303 and sent.headers["location"].startswith("/sign-in/again")
    assert [item.name for item in people.people(stage.acting())].count("Ben") == 0
    assert browser.get("/people").status_code == 200
    assert browser.prove(key).status_code == 303
    assert browser.get("/accounts/organisations").status_code == 200
    assert browser.post("/people", {"name": "Ben", "role": "analyst"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "http://localhost.evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    ],
)
def test_w05_a_form_from_elsewhere_is_refused_at_every_address(stage, headers):
    browser, _, account = stage.signed_in("Head", Role.ADMINISTRATOR, Role.ANALYST)
    stage.signed._known = Limits(10_000)
    for at in addresses():
        if at.method == "POST":
            path = re.sub(r"\{\w+(:\w+)?\}", account, at.path)
            assert browser.post(path, headers=headers).status_code == 403, path


def test_w05_a_form_with_the_token_of_another_visit_is_refused(stage):
    one, _, _ = stage.signed_in("Ada", Role.ANALYST)
    two, _, _ = stage.signed_in("Ben", Role.ANALYST)
    assert one.post("/sign-out", {"token": two.token}).status_code == 403
    assert one.post("/sign-out", {"token": ""}).status_code == 403
    assert one.get("/account").status_code == 200


def test_w15_a_thousand_tries_are_limited_and_nobody_is_locked_out(stage):
    _, key, _ = stage.signed_in("Ada", Role.ANALYST)
    attacker, said = stage.browser(ip="198.51.100.7"), []
    for number in range(1000):
        attacker.ip = f"198.51.100.{number % 256}"
        spoofed = {"x-forwarded-for": f"192.0.2.{number % 256}", "forwarded": f"for=192.0.2.{number % 256}"}
        said.append(attacker.post("/sign-in", {"note": "x", "credential": "{}"}, headers=spoofed).status_code)
    assert said[:30] == [403] * 30 and set(said[30:]) == {429}
    assert stage.browser().enter(key).status_code == 303
    stage.later(minutes=6)
    assert attacker.enter(key).status_code == 303


def test_w15_forwarded_addresses_count_only_from_our_own_proxy(small_home, tmp_path, stage):
    stage.signed._proxies = frozenset({"10.0.0.1"})
    behind = stage.browser(ip="10.0.0.1")
    for number in range(40):
        headers = {"x-forwarded-for": f"192.0.2.1, 198.51.{number}.9"}
        assert behind.post("/sign-in", {"note": "x"}, headers=headers).status_code == 403
    said = [behind.post("/sign-in", {"note": "x"}, headers={"x-forwarded-for": f"{n}.0.2.1, 198.51.100.9"}).status_code
            for n in range(40)]  # fmt: skip
    assert said.count(403) == 30 and said[-1] == 429


def test_w15_codes_are_not_guessed(stage):
    _, _, account = stage.signed_in("Ada", Role.ANALYST)
    stage.signed_in("Head", Role.ADMINISTRATOR)
    number, first = people.vouch(stage.acting(), account, lambda size: bytes(size))
    for turn in range(8):
        sent = {"number": number, "first": first, "second": f"AAAA-AAAA-AAAA-AAA{turn}"}
        assert stage.browser(ip=f"198.51.{turn}.1").post("/recovery", sent).status_code == 403
