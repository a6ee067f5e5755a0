"""W-06, W-07, W-09 … W-14, W-18, W-19 of SECURITY.md: rights at every address, walls between organisations.

`routes.tsv` is what every role gets at every address, for a thing of its own organisation and of another one; it is
reviewed like code. `INCONCERT_WRITE_TABLE=1` writes it anew. A route without a line fails.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.responses import PlainTextResponse

from inconcert import __version__
from inconcert.model.errors import OurError, RefusedByCheck
from inconcert.model.rights import GRANTED, HOME, Right, Role, Viewer
from inconcert.store import audit, schema
from inconcert.verbs import people, releases
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import house
from inconcert.web import app as pages
from inconcert.web.app import addresses

TABLE = Path(__file__).with_name("routes.tsv")
CASES = (Role.ANALYST, Role.CASEWORKER, Role.CUSTODIAN, Role.SIGNATORY, Role.PUBLISHER)
CANARY = {"home": "Canarihome", "other": "Canariother"}
ORGANISATION = {"domains": "alba.example", "called_back": "yes", "name0": "Dana Ostrava", "role0": "Director",
                "address0": "dana@alba.example", "may_sign0": "yes", "name1": "Ivo Marsh", "role1": "Chair",
                "address1": "ivo@alba.example"}  # fmt: skip
LETTER = {"situation": "xinjiang", "to": ["gb"], "have": "us", "language": "en", "confirm": "yes"}
EXAMPLES = {"situation": "xinjiang", "action": "us-2018-11-15-khashoggi", "regime": "GB-HR", "jurisdiction": "gb",
            "list": "gb_uksl", "picture": "years.svg", "target": "us-29219", "form": "json", "provider": "none",
            "token": "none", "handle": "none"}  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """The embedded register as a home of one's own, with two organisations and a case in each."""
    folder = tmp_path_factory.mktemp("walls") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with demo_home(lambda _: None) as opened:
            shutil.copytree(opened.store.home, folder)
    (folder / "complete").unlink()
    with house(folder) as opened:
        people.begin(opened, "Our NGO", "First Administrator", os.urandom)
        people.open_organisation(opened, "other", "Other Group", "Other Administrator", os.urandom)
    return folder


@pytest.fixture(scope="module")
def walls(shipped, stage_at):
    """Both organisations at work: an ask, a letter, an organisation that signs, a mail, a release, people."""
    stage = stage_at(shipped)
    stage.things = {name: _case(stage, name, day) for name, day in (("home", "2020-08-18"), ("other", "2020-08-19"))}
    yield stage
    stage.close()


def _case(stage, name: str, day: str) -> dict[str, str]:
    browser, _, account = stage.signed_in(f"Worker {name}", *CASES, organisation=name)
    canary = CANARY[name]
    asked = {"kind": "list_first", "to": "gb", "name": f"{canary} Candidate", "grounds": canary, "confirm": "yes"}
    made = browser.post("/asks", asked)
    assert made.status_code == 303, made.text[-1500:]
    letter = browser.post("/letters", LETTER | {"day": day})
    assert letter.status_code == 303, letter.text[-1500:]
    which = letter.headers["location"].rpartition("/")[2]
    kept = browser.post("/organisations", ORGANISATION | {"names": f"{canary} Watch"})
    assert kept.status_code == 303, kept.text[-1500:]
    frozen = browser.post(f"/letters/{which}/freeze", {"deadline": "2027-06-01"})
    assert frozen.status_code == 303, frozen.text[-1500:]
    handle = re.search(r"/sign-letter/(\w+)", browser.get(f"/sign-on/{which}").text)[1]
    browser.post(f"/sign-on/{which}/invite")
    mails = list(
        (stage.house.store.home / ("outbox" if name == HOME else f"organisations/{name}/outbox")).glob("*.eml")
    )
    mine = stage.house.for_viewer(Viewer("w", frozenset(CASES), name, account))
    asked_out = releases.ask_release(mine, "letter", f"{canary} letter", "a" * 64)
    asks = [item["id"] for item in browser.get("/asks.json").json()]
    return {"ask": asks[0], "letter": which, "account": account, "release": asked_out.id, "handle": handle,
            "document": mails[0].name if mails else "none", "organisation": "none" if name == HOME else "other",
            "party": "none", "outbox": "none", "seq": "1"}  # fmt: skip


def path_of(at, things: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: {**EXAMPLES, **things}.get(found[1], "1"), at.path)


@pytest.fixture
def watched(walls, monkeypatch):
    """The same home behind pages that say whether they were reached; those of the register are not worked out."""
    reached: list[str] = []

    def watch(at):
        def view(opened, asking):
            reached.append(at.path)
            if at.method == "POST" or at.right is Right.READ_REGISTER:
                return PlainTextResponse("reached")
            return at.view(opened, asking)

        return replace(at, view=view)

    every = tuple(watch(at) for at in addresses())
    monkeypatch.setattr(pages, "addresses", lambda accounts=True: every)
    walls.app_watched = pages.make_app(walls.house, (), walls.signed)
    return reached


def test_w10_what_every_role_gets_at_every_address_is_what_the_table_says(walls, watched):
    walls.signed._known.__init__(10**6)
    walls.signed._strangers.__init__(10**6)
    viewers = {"anyone": walls.browser()} | {role.value: walls.signed_in(role, role)[0] for role in GRANTED}
    for browser in viewers.values():
        browser.app = walls.app_watched
    lines = ["\t".join(("method", "path", "right", *viewers))]
    for at in sorted(addresses(), key=lambda item: (item.path, item.method)):
        cells = ["/".join(_got(browser, at, walls.things[name], watched) for name in ("home", "other"))
                 for browser in viewers.values()]  # fmt: skip
        lines.append("\t".join((at.method, at.path, at.right, *cells)))
    found = "\n".join(lines) + "\n"
    if os.environ.get("INCONCERT_WRITE_TABLE"):
        TABLE.write_text(found, "utf-8")
    assert found == TABLE.read_text("utf-8")


def _got(browser, at, things: dict[str, str], reached: list[str]) -> str:
    reached.clear()
    answer = browser.ask("GET", path_of(at, things)) if at.method == "GET" else browser.post(path_of(at, things))
    status = str(answer.status_code)
    if at.method == "POST" and reached:
        return "in"
    assert bool(reached) or status in ("303", "404", "403"), (at.path, status)
    return status


def test_w10_the_table_has_a_line_for_every_route_and_no_other():
    held = {tuple(line.split("\t")[:3]) for line in TABLE.read_text("utf-8").splitlines()[1:]}
    assert held == {(at.method, at.path, str(at.right)) for at in addresses()}


def test_w10_nothing_of_another_organisation_is_shown_in_the_table():
    """A thing of another organisation never gives 200 where one's own does, at an address that names one thing."""
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        _, path, right, *cells = line.split("\t")
        named = re.search(r"\{(ask|letter|account|release|document)[:}]", path)
        if named and right != Right.READ_REGISTER and line.startswith("GET"):
            assert all(not cell.endswith("/200") for cell in cells), line


def test_w11_a_forbidden_and_a_missing_id_get_the_same_answer_by_the_same_work(walls):
    browser, _, _ = walls.signed_in("Ada", *CASES)
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)
    statements: list[str] = []
    sa.event.listen(walls.house.store.engine, "before_cursor_execute", lambda c, k, sql, *_: statements.append(sql))
    checked = 0
    for at in addresses():
        names = re.findall(r"\{(ask|letter|account|release|document)[:}]", at.path)
        if at.method != "GET" or not names or at.right is Right.READ_REGISTER:
            continue
        who, seen = head if at.right is Right.READ_PEOPLE else browser, []
        for things in (walls.things["other"], {**walls.things["other"], **dict.fromkeys(names, "qqqq")}):
            path = path_of(at, things)
            who.get(path)
            statements.clear()
            answer = who.get(path)
            body = answer.text
            for value in things.values():
                body = body.replace(value, "*") if len(value) > 3 else body
            seen.append((answer.status_code, body, list(statements)))
        assert seen[0] == seen[1] and seen[0][0] in (403, 404), at.path
        checked += 1
    assert checked >= 5


FORMS = ("", ".json", ".csv", ".xlsx", ".atom", ".feed", ".mail")


def test_w12_nothing_of_another_organisation_is_found_counted_offered_exported_or_fed(walls):
    own, _, _ = walls.signed_in("Ada", *CASES)
    theirs, _, _ = walls.signed_in("Ben", *CASES, organisation="other")
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR, organisation="other")
    first, _, _ = walls.signed_in("First", Role.ADMINISTRATOR)
    nobody = walls.browser()
    for browser, mine in ((own, "home"), (theirs, "other"), (head, ""), (first, ""), (nobody, "")):
        seen: set[str] = set()
        for path in _crawl(walls, everything=browser in (theirs, nobody)):
            answer = browser.get(path)
            text = _unpacked(answer.content) + str(answer.headers)
            for name, canary in CANARY.items():
                if canary in text:
                    seen.add(name)
                    assert name == mine, (path, canary)
        assert seen == ({mine} if mine else set())
    counts = [browser.get("/casework.json").json() for browser in (own, theirs)]
    assert counts[0] == counts[1] and own.get("/asks.json").json() != theirs.get("/asks.json").json()


def _crawl(walls, everything: bool = True):
    for at in addresses():
        if at.right is Right.READ_REGISTER and not everything:
            continue
        if at.method != "GET" or at.path.startswith(("/sign-letter", "/sign-in/with")):
            continue
        for things in walls.things.values():
            base = path_of(at, things)
            if "{form" in at.path:
                yield from (path_of(at, {**things, "form": form[1:]}) for form in FORMS[1:])
            else:
                yield base
    if not everything:
        return
    for canary in CANARY.values():
        for path in ("/search?q=", "/search.json?q=", "/gaps.json?q=", "/api/v1/search?q=", "/api/v1/suggest?q=",
                     "/reconcile/suggest/entity?prefix=", "/matrix.json?names="):  # fmt: skip
            yield path + canary[:7]  # a page may repeat what it was asked
    yield from ("/api/v1/openapi.json", "/changes.atom", "/changes.feed", "/statistics.json")


def _unpacked(body: bytes) -> str:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as held:
            return " ".join(held.read(name).decode("utf-8", "replace") for name in held.namelist())
    return body.decode("utf-8", "replace")


def test_w13_a_field_that_was_not_asked_for_sets_nothing(walls):
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)
    before = len(people.people(walls.acting())), len(people.people(walls.acting("other")))
    for extra in ({"owner": "other"}, {"organisation": "other"}, {"state": "active"}, {"tlp": "CLEAR"}, {"case": "x"}):
        assert head.post("/people", {"name": "Eve", "role": "analyst"} | extra).status_code == 404
    assert head.post("/people", {"name": "Eve", "role": "operator"}).status_code == 404
    assert head.post("/people", {"name": "Eve", "role": ["administrator", "caseworker"]}).status_code == 404
    assert before == (len(people.people(walls.acting())), len(people.people(walls.acting("other"))))
    worker, _, me = walls.signed_in("Worker", Role.CASEWORKER)
    asked = {
        "kind": "list_first",
        "to": "gb",
        "name": "Nobody",
        "confirm": "yes",
        "owner": "other",
        "role": "publisher",
    }
    worker.post("/asks", asked)
    assert "Nobody" not in str(people.people(walls.acting("other")))
    with walls.house.store.reading_ours() as connection:
        rows = connection.execute(sa.select(schema.ask).where(schema.ask.c.payload.contains("Nobody"))).all()
    assert {row.owner for row in rows} <= {HOME}
    assert people.person(walls.acting(), me).roles == {Role.CASEWORKER}


def test_w13_nobody_changes_their_own_roles(walls):
    head, _, me = walls.signed_in("Head", Role.ADMINISTRATOR)
    assert head.post(f"/people/{me}/roles", {"role": "caseworker"}).status_code == 403
    assert head.post(f"/people/{me}/recovery").status_code == 403


def test_w09_one_person_alone_lets_nothing_leave(walls):
    one, _, me = walls.signed_in("One", Role.CASEWORKER, Role.PUBLISHER)
    two, _, other = walls.signed_in("Two", Role.PUBLISHER)
    mine = walls.house.for_viewer(Viewer("One", frozenset({Role.CASEWORKER, Role.PUBLISHER}), HOME, me, True))
    asked = releases.ask_release(mine, "message", "designation", "b" * 64)
    with pytest.raises(RefusedByCheck):
        releases.released(mine, "message", "b" * 64)
    assert one.post(f"/releases/{asked.id}", {"decision": "approved"}).status_code == 403
    stranger, _, _ = walls.signed_in("Three", Role.PUBLISHER, organisation="other")
    assert stranger.post(f"/releases/{asked.id}", {"decision": "approved"}).status_code == 404
    with pytest.raises(RefusedByCheck):
        releases.released(mine, "message", "b" * 64)
    assert two.post(f"/releases/{asked.id}", {"decision": "approved"}).status_code == 303
    releases.released(mine, "message", "b" * 64)
    assert two.post(f"/releases/{asked.id}", {"decision": "refused"}).status_code == 404


def test_w14_a_lower_marking_or_one_more_addressee_is_another_thing_and_is_refused_with_an_act(walls):
    from hashlib import sha256

    def digest(tlp: str, to: list[str]) -> str:
        return sha256(json.dumps({"tlp": tlp, "to": to, "body": "x"}).encode()).hexdigest()

    _, _, me = walls.signed_in("One", Role.CASEWORKER, Role.PUBLISHER)
    two, _, _ = walls.signed_in("Two", Role.PUBLISHER)
    mine = walls.house.for_viewer(Viewer("One", frozenset({Role.CASEWORKER, Role.PUBLISHER}), HOME, me, True))
    asked = releases.ask_release(mine, "message", "m", digest("AMBER", ["gb"]))
    two.post(f"/releases/{asked.id}", {"decision": "approved"})
    releases.released(mine, "message", digest("AMBER", ["gb"]))
    for edited in (digest("GREEN", ["gb"]), digest("AMBER", ["gb", "eu"])):
        with pytest.raises(RefusedByCheck):
            releases.released(mine, "message", edited)
        last = audit.acts(walls.house.store, walls.acting().viewer)[-1]
        assert (last.verb, last.who, last.facts["sha256"]) == ("release.missing", me, edited)


def test_w06_looking_at_every_page_changes_nothing(walls):
    own, _, _ = walls.signed_in("Ada", *CASES)
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)

    def state() -> str:
        with walls.house.store.reading_ours() as connection:
            return str([connection.execute(sa.select(table)).all() for table in schema.metadata.sorted_tables])

    before = state()
    for browser in (own, head, walls.browser()):
        for path in set(_crawl(walls, everything=not browser.cookies)):
            browser.get(path)
    assert state() == before


def test_w07_every_answer_carries_the_headers(walls, monkeypatch):
    browser, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)
    answers = [
        browser.get(path)
        for path in (
            "/",
            "/nowhere",
            "/people",
            "/people/none",
            "/static/inconcert.css",
            "/account",
            "/sign-in",
            "/invitation/x",
            "/api/v1/lists",
            "/audit.json",
        )
    ]
    answers += [browser.ask("POST", "/people"), walls.browser().get("/account"), browser.post("/sign-in/again")]
    monkeypatch.setattr(people, "people", lambda _: 1 / 0)
    answers.append(browser.get("/people"))
    assert answers[-1].status_code == 500
    monkeypatch.undo()
    answers.append(browser.ask("GET", "/", headers={"host": "evil.example"}))
    for answer in answers:
        said = answer.headers
        assert said["content-security-policy"].startswith("default-src 'none'; "), answer.url
        assert "unsafe" not in said["content-security-policy"] and "frame-ancestors 'none'" in str(said)
        assert said["x-content-type-options"] == "nosniff" and said["referrer-policy"] == "no-referrer"
        assert said["strict-transport-security"].startswith("max-age=63072000")
        assert said["cross-origin-opener-policy"] == said["cross-origin-resource-policy"] == "same-origin"
    assert browser.get("/people").headers["cache-control"] == "no-store"


def test_w19_an_error_page_tells_nothing(walls, monkeypatch):
    browser, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)

    def broken(_: object) -> object:
        raise RuntimeError("detail of /srv/secret/place")

    monkeypatch.setattr(people, "people", broken)
    for path in ("/people", "/people/x"):
        answer = browser.get(path)
        assert answer.status_code == 500 and len(answer.text) < 200
        for word in ("Traceback", "detail", "secret", "RuntimeError", ".py", __version__, "starlette", "uvicorn"):
            assert word not in answer.text and word not in str(answer.headers), word


def test_w18_the_record_and_the_logs_hold_no_names_secrets_or_forged_lines(walls, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)
    bad = "Eve\n2026-01-01 admin signed in"
    answer = head.post("/people", {"name": bad, "role": "analyst"})
    assert answer.status_code == 200, "a name is tidied to one line or refused"
    answer = head.post("/people", {"name": "Eve\x1b[31m", "role": "analyst"})
    assert answer.status_code == 404
    browser, key, account = walls.signed_in("Verysecretname", Role.CASEWORKER)
    number, code = people.vouch(walls.acting(), account, os.urandom)
    browser.enter(key)
    head.get("/people%0a2026%20forged")
    walls.browser().post("/sign-in", {"note": "x\ny", "credential": "\x1b[2J"})
    browser.post("/sign-out")
    with walls.house.store.reading_ours() as connection:
        acts = connection.execute(sa.select(schema.act)).all()
    logged = [item.getMessage() for item in caplog.records if not item.name.startswith(("httpx", "httpcore"))]
    said = "\n".join([*(str(tuple(row)) for row in acts), *logged, *capfd.readouterr()])
    for word in ("Verysecretname", code, "\x1b", *CANARY.values(), *browser.cookies.values(), "Dana Ostrava"):
        assert word not in said, word
    assert number not in said and not re.search(r"/invitation/[\w-]{20,}", said)
    assert audit.broken_at(audit.lines(walls.house.store, walls.acting().viewer)) == 0


def test_the_record_is_of_ones_own_organisation_and_its_chain_shows_what_was_taken_out(walls):
    held = audit.lines(walls.house.store, walls.acting("other").viewer)
    assert {line.owner for line in held} == {"", "other"} and audit.broken_at(held) == 0
    assert all(act.facts.get("account") != walls.things["home"]["account"]
               for act in audit.acts(walls.house.store, walls.acting("other").viewer))  # fmt: skip
    place = next(at for at, line in enumerate(held) if line.salt)
    for harmed in (
        [*held[:place], *held[place + 1 :]],
        [*held[:place], replace(held[place], who="x"), *held[place + 1 :]],
    ):
        assert audit.broken_at(harmed)
    for change in ("UPDATE act SET who = 'x' WHERE id = 1", "DELETE FROM act WHERE id = 1"):
        with pytest.raises(OurError, match="never changed"), walls.house.store.writing() as connection:
            connection.execute(sa.text(change))


def test_two_administrators_bring_somebody_back_and_one_does_not(walls, authenticator):
    browser, key, account = walls.signed_in("Ada", Role.CASEWORKER)
    one, _, _ = walls.signed_in("One", Role.ADMINISTRATOR)
    two, _, _ = walls.signed_in("Two", Role.ADMINISTRATOR)
    stranger, _, _ = walls.signed_in("Three", Role.ADMINISTRATOR, organisation="other")
    assert stranger.post(f"/people/{account}/recovery").status_code == 404
    said = [re.findall(r'<code class="once">([^<]+)</code>', one.post(f"/people/{account}/recovery").text)]
    assert one.post(f"/people/{account}/recovery").status_code == 403, "the same administrator twice"
    said.append(re.findall(r'<code class="once">([^<]+)</code>', two.post(f"/people/{account}/recovery").text))
    (number, first), (same, second) = said
    assert number == same and first != second
    lost = walls.browser(ip="192.0.2.9")
    for codes in ((first, first), (second, second), ("", ""), (first, "AAAA-AAAA-AAAA-AAAA")):
        sent = {"number": number, "first": codes[0], "second": codes[1]}
        assert lost.post("/recovery", sent).status_code == 403
    led = lost.post("/recovery", {"number": number, "first": second.lower(), "second": first})
    assert led.status_code == 303
    assert browser.get("/account").status_code == 200, "until a new key is there, nothing changes"
    fresh = authenticator()
    assert lost.come(led.headers["location"].rpartition("/")[2], fresh).status_code == 303
    assert browser.get("/account").status_code == 303 and walls.browser().enter(key).status_code == 403
    assert lost.enter(fresh).status_code == 303
    again = lost.post("/recovery", {"number": number, "first": second, "second": first})
    assert again.status_code == 403


def test_w10_no_form_of_one_organisation_changes_anything_of_another(walls):
    """Every form with a thing of the other organisation, filled as its page would: its rows stay as they were."""
    worker, _, _ = walls.signed_in("Ada", *CASES)
    head, _, _ = walls.signed_in("Head", Role.ADMINISTRATOR)
    theirs = walls.things["other"]
    filled = {"answer": "declined", "life": "declined", "note": "x", "deadline": "2027-09-01", "confirm": "yes",
              "role": "analyst", "decision": "approved", "day": "2020-08-20"}  # fmt: skip

    def state() -> str:
        with walls.house.store.reading_ours() as connection:
            rows = [
                connection.execute(sa.select(table).where(table.c.owner == "other")).all()
                for table in schema.metadata.sorted_tables
                if "owner" in table.c
            ]
        files = sorted(str(path) for path in (walls.house.store.home / "organisations" / "other").rglob("*"))
        return str((rows, files))

    before = state()
    for at in addresses():
        named = re.search(r"\{(ask|letter|account|release|document)[:}]", at.path)
        if at.method == "POST" and named and at.right is not Right.READ_REGISTER:
            for form in ({}, filled):
                for browser in (worker, head):
                    said = browser.post(path_of(at, theirs), form).status_code
                    assert said in (403, 404, 422, 400), (at.path, said)
    assert state() == before


def test_w09_a_letter_is_sent_by_two(walls):
    letter = walls.things["home"]["letter"]
    one, _, _ = walls.signed_in("One", Role.CASEWORKER, Role.PUBLISHER)
    two, _, _ = walls.signed_in("Two", Role.PUBLISHER)
    sent = {"confirmed_by": "One"}
    alone = one.post(f"/letters/{letter}/sent", sent)
    assert alone.status_code == 422 and "second person" in alone.text
    assert one.post(f"/letters/{letter}/sent", sent).status_code == 422
    offered = [set(re.findall(r'action="/releases/(\w+)"(?=.{0,400}approved)', who.get("/releases").text))
               for who in (two, one)]  # fmt: skip
    (release,) = offered[0] - offered[1]  # what somebody else proposed both may release; what One did, only Two
    assert two.post(f"/releases/{release}", {"decision": "approved"}).status_code == 303
    assert one.post(f"/letters/{letter}/sent", sent).status_code == 303
