"""Corrections at the door: limits, hostile text, what no search engine may hold, and who may decide."""

from __future__ import annotations

import asyncio
import datetime as dt

import httpx
import pytest
from lxml import html

from inconcert.api.app import routes
from inconcert.model.correction import KEPT_DAYS, State
from inconcert.model.curated import Curated
from inconcert.model.dates import PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import BirthDate, Entry, Listing, Name, Relation, Text
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import ANYONE, Role, Viewer
from inconcert.model.vocabulary import DateKind, Kind, NameRole, Provenance, RelationKind
from inconcert.store import corrections as kept
from inconcert.store.editions import commit_edition
from inconcert.verbs import corrections
from inconcert.verbs.corrections import Sent, Verdict
from inconcert.verbs.house import house
from inconcert.verbs.show import show
from inconcert.verbs.unindexed import unindexed
from inconcert.web.app import make_app

TRICKS = ["<img src=x onerror=alert(1)>", "{{7*7}}", "' OR 1=1 --", "\u202egnp.exe", "=cmd|' /C calc'!A0", "${7*7}"]


def person(number, *, born="1960", listed="2021-01-01", relations=(), positions=(), reasons=()):
    return Entry(
        "us_sdn", number, Kind.PERSON, (Name(f"PERSON {number}", NameRole.PRIMARY),),
        (Listing("GLOMAG", "US-GLOMAG", dates=(event_on(DateKind.LISTED, listed),)),),
        birth_dates=(BirthDate(PartialDate(born)),), relations=relations, positions=positions, reasons=reasons,
    )  # fmt: skip


KIN = Relation(RelationKind.FAMILY, "PERSON 1")
PEOPLE = (
    person("1", positions=(Text("Minister"),)),
    person("2", relations=(KIN,)),
    person("3", relations=(KIN,), positions=(Text("Director"),)),
    person("4", relations=(KIN, Relation(RelationKind.OWNS, "A company"))),
    person("5", born="2005-06-01"),
    person("6", born="2003-01-01"),
    person("7", born="2003-01-02"),
    person("8", born="2003"),
    person("9", relations=(KIN,), reasons=(Text("He benefits from it."),)),
)


@pytest.fixture
def opened(tmp_path):
    clock = lambda: dt.datetime(2022, 1, 5, 12, tzinfo=dt.UTC)  # noqa: E731
    with house(tmp_path / "home", clock=clock, curated=Curated()) as found:
        edition = Edition("us_sdn", "2022-01-04", "day", "a" * 64, Provenance.COPY, "yes", "sdn_csv", "x",
                          entries_total=len(PEOPLE))  # fmt: skip
        commit_edition(found.store, edition, PEOPLE)
        yield found


def ask(app, method, path, **more):
    async def go():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            return await client.request(method, path, **more)

    return asyncio.run(go())


def post(app, path, **data):
    token = app.state.visitors.token(None)
    return ask(app, "POST", path, data={"token": token} | data, headers={"sec-fetch-site": "same-origin"})


@pytest.mark.parametrize("trick", TRICKS)
def test_hostile_text_is_inert_or_refused(opened, trick):
    app = make_app(opened)
    answer = post(app, "/targets/us-1/correct", kind="other", said=f"wrong {trick}", proof=trick, contact=trick)
    if "\u202e" in trick:
        assert answer.status_code == 400 and "nobody can read" in answer.text
        return
    (request,) = corrections.queue(opened)
    page = html.fromstring(ask(app, "GET", f"/corrections/desk/{request.id}").text)
    assert not page.xpath("//main//img|//script[not(@src)]|//*[@onerror]") and f"wrong {trick}" in page.text_content()
    corrections.decline(opened, request.id, Verdict(f"No {trick}", "Ada"))
    for form in ("", ".atom", ".json"):
        assert "<img src=x" not in ask(app, "GET", f"/corrections{form}").text or form == ".json"
    assert ask(app, "GET", "/corrections.xlsx").content[:2] == b"PK"


def test_what_cannot_be_a_request_is_refused_and_shown_filled(opened):
    app = make_app(opened)
    for wrong in ({"kind": "x", "said": "a"}, {"kind": "other", "said": " "}, {"kind": "other", "said": "a" * 4001},
                  {"kind": "other", "said": "a", "entry": "gb_uksl X"}):  # fmt: skip
        answer = post(app, "/targets/us-1/correct", **wrong)
        assert answer.status_code == 400 and "This was not kept" in answer.text
    assert post(app, "/targets/us-1/correct", kind="other", said="a", by="Mallory").status_code == 404
    assert post(app, "/targets/nobody/correct", kind="other", said="a").status_code == 404
    assert corrections.queue(opened) == ()


def test_no_other_site_can_send_the_form(opened):
    answer = ask(make_app(opened), "POST", "/targets/us-1/correct", data={"kind": "other", "said": "a"},
                 headers={"sec-fetch-site": "cross-site"})  # fmt: skip
    assert answer.status_code == 403 and corrections.queue(opened) == ()


def test_one_target_cannot_be_flooded(opened, monkeypatch):
    monkeypatch.setattr(kept, "OPEN_PER_TARGET_MAX", 2)
    for _ in range(2):
        corrections.ask(opened, Sent("us-1", "other", "a"))
    with pytest.raises(RefusedByCheck, match="too many"):
        corrections.ask(opened, Sent("us-1", "other", "a"))
    corrections.ask(opened, Sent("us-2", "other", "a"))


def test_a_code_opens_one_request_and_is_kept_nowhere(opened):
    made, code = corrections.ask(opened, Sent("us-1", "other", "first"))
    corrections.ask(opened, Sent("us-1", "other", "second"))
    assert corrections.receipt(opened, f" {code.upper()} ")[0].id == made.id
    for wrong in ("", code[:-1], made.id, "a" * 28):
        with pytest.raises(UserError):
            corrections.receipt(opened, wrong)
    opened.store.engine.dispose()
    data = b"".join(path.read_bytes() for path in opened.store.home.glob("register.sqlite*"))
    assert code.encode() not in data and code.replace("-", "").encode() not in data and made.id.encode() in data


def test_what_was_sent_in_is_erased_and_the_outcome_stays(opened):
    made, code = corrections.ask(opened, Sent("us-1", "other", "canary-said", "", "canary-proof", "canary-contact"))
    corrections.say(opened, made.id, "canary-word")
    done = corrections.decline(opened, made.id, Verdict("Nothing was found.", "Ada"))
    assert done.contact == "" and corrections.receipt(opened, code)[0].contact == ""
    assert kept.forget(opened.store, "2022-01-05") == 0
    later = (dt.date(2022, 1, 5) + dt.timedelta(days=KEPT_DAYS + 1)).isoformat()
    assert kept.forget(opened.store, later) == 1
    (left,) = kept.corrections(opened.store, opened.viewer)
    assert left.said == left.proof == "" and kept.words_of(opened.store, made.id) == ()
    assert corrections.published(opened)[0].outcome == "Nothing was found."
    with pytest.raises(UserError):
        corrections.receipt(opened, code)


def test_who_may_see_and_decide(opened):
    made, _ = corrections.ask(opened, Sent("us-1", "wrong_match", "a"))
    analyst = opened.for_viewer(Viewer("Ada", frozenset({Role.ANALYST}), account="a1"))
    second = opened.for_viewer(Viewer("Ann", frozenset({Role.ANALYST}), account="a2"))
    publisher = opened.for_viewer(Viewer("Ben", frozenset({Role.PUBLISHER}), account="b1", proved=True))
    for nobody in (ANYONE, Viewer("x", frozenset({Role.ANALYST, Role.PUBLISHER}), "other", "x1")):
        with pytest.raises((RefusedByCheck, UserError)):
            corrections.decline(opened.for_viewer(nobody), made.id, Verdict("no", "x"))
    verdict = Verdict("It is contested in court.", effect=corrections.Effect.DOUBT)
    corrections.propose(analyst, made.id, verdict)
    for wrong in (analyst, second):
        with pytest.raises(RefusedByCheck):
            corrections.accept(wrong, made.id)
    assert corrections.send_back(publisher, made.id).state is State.OPEN
    corrections.propose(publisher, made.id, verdict)
    with pytest.raises(RefusedByCheck, match="two persons"):
        corrections.accept(publisher, made.id)
    other = opened.for_viewer(Viewer("Bo", frozenset({Role.PUBLISHER}), account="b2", proved=True))
    assert corrections.accept(other, made.id).decided_by == "b2"
    assert "contested in court" in ask(make_app(opened), "GET", "/targets/us-1").text


def test_due_dates_are_a_month_and_the_overdue_stand_first(opened):
    corrections.ask(opened, Sent("us-2", "other", "a"))
    (request,) = corrections.queue(opened)
    assert request.due_on == "2022-02-04"
    assert not request.overdue(dt.date(2022, 2, 4)) and request.overdue(dt.date(2022, 2, 5))


@pytest.mark.parametrize(
    ("number", "why"),
    [("1", ""), ("2", "family"), ("3", ""), ("4", ""), ("5", "minor"), ("6", ""), ("7", "minor"), ("8", "minor"),
     ("9", "")],
)  # fmt: skip
def test_children_and_family_alone_are_not_indexed(opened, number, why):
    assert unindexed(show(opened, f"us-{number}").target) == why
    app = make_app(opened)
    for form in ("", ".json"):
        for _ in range(2):  # the second answer may come from the shelf
            answer = ask(app, "GET", f"/targets/us-{number}{form}")
            assert (answer.headers.get("x-robots-tag") == "noindex") is bool(why)
    page = html.fromstring(ask(app, "GET", f"/targets/us-{number}").text)
    assert bool(page.xpath("//meta[@name='robots'][@content='noindex']")) is bool(why)


def test_children_and_family_alone_are_not_suggested_but_found(opened):
    app = make_app(opened, routes(opened))
    offered = ask(app, "GET", "/reconcile/suggest/entity?prefix=PERSON").json()["result"]
    assert {item["id"] for item in offered} == {"us-1", "us-3", "us-4", "us-6", "us-9"}
    begun = ask(app, "GET", "/search.json?begun=1&q=PERSON").json()["hits"]
    assert {item["id"] for item in begun} == {item["id"] for item in offered}
    assert "us-5" in ask(app, "GET", "/search?q=PERSON+5").text


def test_words_keep_their_lines_and_states_are_words(opened):
    app = make_app(opened)
    post(app, "/targets/us-1/correct", kind="other", said="one\r\ntwo")
    (request,) = corrections.queue(opened)
    page = ask(app, "GET", f"/corrections/desk/{request.id}").text
    assert "<bdi>one</bdi><br><bdi>two</bdi>" in page and "U+000A" not in page


def test_robots_are_told_what_not_to_fetch(opened):
    answer = ask(make_app(opened), "GET", "/robots.txt")
    assert answer.status_code == 200 and "Disallow: /corrections/" in answer.text
    assert "x-robots-tag" in ask(make_app(opened), "GET", "/targets/us-1/correct").headers
