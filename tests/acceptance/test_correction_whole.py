"""A false match is reported, reviewed and corrected: in pages, feeds and the next digest, and every party that received
it is told. Scripted from the form of the person wrongly named to the partner who reads the notice.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
import json
import re

import httpx
import pytest

from inconcert.exchange import ceremony
from inconcert.exchange.desk import Desk
from inconcert.exchange.keys import Ring
from inconcert.exchange.records import Partner
from inconcert.model.ask import Ask, AskKind
from inconcert.model.correction import Effect, State
from inconcert.model.curated import Curated
from inconcert.model.dates import PartialDate, event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import BirthDate, Entry, Listing, Name
from inconcert.model.errors import RefusedByCheck
from inconcert.model.judgement import Judgement
from inconcert.model.messages import Draft, MessageKind, Pap, Tlp
from inconcert.model.vocabulary import DateKind, Decision, Kind, NameRole, Provenance
from inconcert.store.asks import keep_letter
from inconcert.store.editions import commit_edition
from inconcert.store.judgements import add_judgements
from inconcert.verbs import correction_effects, corrections
from inconcert.verbs.corrections import Verdict
from inconcert.verbs.digest import DigestAsked, files_of, make_digest
from inconcert.verbs.house import house
from inconcert.web.app import make_app

US, GB = ("us_sdn", "501"), ("gb_uksl", "GHR0501")


class Clock:
    now = dt.datetime(2022, 1, 5, 12, tzinfo=dt.UTC)

    def __call__(self):
        return self.now


def entry(key, name, regime, born):
    listing = Listing(regime, regime, dates=(event_on(DateKind.LISTED, "2021-12-10"),))
    return Entry(*key, Kind.PERSON, (Name(name, NameRole.PRIMARY),), (listing,), (BirthDate(PartialDate(born)),))


def commit(opened, list_id, held):
    digest = hashlib.sha256(list_id.encode()).hexdigest()
    form = {"us_sdn": "sdn_csv", "gb_uksl": "uksl_xml"}[list_id]
    edition = Edition(list_id, "2022-01-04", "day", digest, Provenance.COPY, "yes", form, "x", entries_total=len(held))
    commit_edition(opened.store, edition, held)


@pytest.fixture
def opened(tmp_path):
    """A home in which a reviewer joined two persons of one name who are not the same."""
    clock = Clock()
    with house(tmp_path / "home", clock=clock, curated=Curated()) as found:
        commit(found, "us_sdn", [entry(US, "OKONKWO, Bede", "US-GLOMAG", "1961")])
        commit(found, "gb_uksl", [entry(GB, "Bede OKONKWO", "GB-HR", "1984")])
        add_judgements(found.store, [Judgement(GB, US, Decision.SAME, "same name", by="Hasty Reviewer")])
        yield found, clock


class Pages:
    def __init__(self, opened):
        self.app = make_app(opened)

    def ask(self, method, path, **more):
        async def go():
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **more)

        return asyncio.run(go())

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **data):
        data = {"token": self.app.state.visitors.token(None)} | data
        return self.ask("POST", path, data=data, headers={"sec-fetch-site": "same-origin"})


def party(name, folder, clock):
    desk = Desk(folder, clock)
    desk.name_ourselves(name)
    drives = [Ring(folder / f"drive-{number}") for number in range(3)]
    found = ceremony.found(desk.outbox, drives, desk.ring)
    return desk, found.fingerprint


def meet(desk, other, fingerprint):
    name = other.party
    desk.inbox(name).begin(str(other.public), fingerprint)
    desk.keep_partner(Partner(name, str(other.public)))
    desk.pull(name)


def test_a_false_match_from_the_report_to_the_notice(opened, tmp_path):
    found, clock = opened
    pages = Pages(found)

    # before: one target, so no gap in the UK, and a letter and a message went out that name it
    before = pages.get("/targets/us-501.json").json()
    assert {item["official_id"] for item in before["designations"]} == {"501", "GHR0501"}
    assert "us-501" not in pages.get("/gaps.atom?have=us&lack=gb").text
    ask = Ask("winter/1", AskKind.KEEP, "gb", "2021-12-20", ("us-501",), "OKONKWO, Bede", Kind.PERSON, ("us",),
              letter="winter")  # fmt: skip
    keep_letter(found.store, found.viewer, "winter", '{"title": "A letter of winter"}', (ask,))
    ours, print_ours = party("alder", found.store.home / "exchange", clock)
    desks = {name: party(name, tmp_path / name, clock) for name in ("birch", "cedar")}
    for other, print_theirs in desks.values():
        meet(ours, other, print_theirs)
        meet(other, ours, print_ours)
    named = Draft(MessageKind.MIRROR_REQUEST, Tlp.AMBER, ("birch",), {"text": "Please keep us-501 listed."}, Pap.GREEN)
    other = Draft(MessageKind.MIRROR_REQUEST, Tlp.AMBER, ("cedar",), {"text": "Please list us-5011."}, Pap.GREEN)
    ours.publish([named, other])

    # reported: without an account, on the page of the target
    assert "/targets/us-501/correct" in pages.get("/targets/us-501").text
    sent = pages.post("/targets/us-501/correct", kind="not_me", said="I am not he. <script>alert(1)</script>",
                      entry="gb_uksl GHR0501", proof="birth years", contact="me@person.example")  # fmt: skip
    code = re.search(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4})+)</code>", sent.text).group(1)
    assert sent.status_code == 200 and sent.headers["cache-control"] == "no-store"
    (request,) = corrections.queue(found)
    assert request.due_on == "2022-02-04" and request.contact == "me@person.example"
    assert "waits for an answer" in pages.post("/corrections/receipt", code=code).text

    # reviewed: a question back, an answer, a proposal, and a second person
    desk = f"/corrections/desk/{request.id}"
    page = pages.get(desk).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "winter" in page
    pages.post(f"{desk}/say", said="In which year were you born?")
    assert "In which year" in pages.post("/corrections/receipt", code=code).text
    assert "In 1984." in pages.post("/corrections/receipt/reply", code=code, said="In 1984.").text
    text = "The birth years differ: 1961 on the US list, 1984 on the UK list."
    pages.post(f"{desk}/propose", effect="different", left=" ".join(US), right=" ".join(GB), outcome=text, by="Ada")
    assert "two persons" in pages.post(f"{desk}/accept", by="ada").text
    assert pages.get("/targets/us-501.json").json() == before
    clock.now += dt.timedelta(days=1)
    assert pages.post(f"{desk}/accept", by="Ben").status_code == 303
    (decided,) = corrections.queue(found)
    assert decided.state is State.ACCEPTED and decided.contact == ""
    assert "us_sdn 501, gb: in_force → not_found" in decided.changed

    # corrected: pages, feeds, the receipt, the public list
    after = pages.get("/targets/us-501.json").json()
    assert {item["official_id"] for item in after["designations"]} == {"501"}
    assert text in pages.get("/targets/us-501").text and text in pages.get("/targets/gb-GHR0501").text
    assert "us-501" in pages.get("/gaps.atom?have=us&lack=gb").text
    for form in ("", ".atom", ".feed", ".csv"):
        answer = pages.get(f"/corrections{form}")
        assert text in answer.text
        for secret in ("I am not he", "me@person.example", "Ada", "Ben"):
            assert secret not in answer.text, (form, secret)
    assert "In force → Not found" in re.sub("<[^>]+>", "", pages.get("/corrections").text)
    assert text in pages.post("/corrections/receipt", code=code).text

    # the next digest says so, and counts the gap that was hidden
    digest = make_digest(found, DigestAsked("us", ("gb",), dt.date(2022, 1, 1)))
    assert [item.id for item in digest.corrections] == [request.id]
    files = files_of(digest)
    assert text in files["corrections.csv"].decode() and text in files["digest.html"].decode()
    assert json.loads(files["digest.json"])["counts"]["corrections"] == 1
    assert make_digest(found, DigestAsked("us", ("gb",), dt.date(2022, 1, 7))).corrections == ()

    # every party that received it is told, nobody else, and only once a person publishes
    assert [item.party for item in correction_effects.notices(found, decided)] == ["birch"]
    assert not [row for row in ours.sent() if row.kind is MessageKind.CORRECTION]
    assert "birch" in pages.get(desk).text
    assert pages.post(f"{desk}/notices").status_code == 303
    assert correction_effects.notices(found, decided) == ()
    for name, (partner, _) in desks.items():
        partner.pull("alder")
        told = [row for row in partner.received() if row.kind is MessageKind.CORRECTION]
        assert len(told) == (name == "birch")
    (row,) = [item for item in desks["birch"][0].received() if item.kind is MessageKind.CORRECTION]
    body = desks["birch"][0].message(*row.place).draft.body
    assert row.touches == (("alder", 1),) and body["text"] == text and body["target"] == "us-501"

    # the letter that named it is shown to those who may read it
    (letter,) = correction_effects.letters_naming(found, decided)
    assert (letter.letter, letter.to) == ("winter", "gb")
    reader = found.for_viewer(dataclasses.replace(found.viewer, roles=frozenset()))
    assert correction_effects.letters_naming(reader, decided) == ()


def test_a_declined_request_changes_nothing_and_says_why(opened):
    found, _ = opened
    pages = Pages(found)
    before = pages.get("/targets/us-501.json").json()
    pages.post("/targets/us-501/correct", kind="delisted", said="It ended.")
    (request,) = corrections.queue(found)
    done = corrections.decline(found, request.id, Verdict("The edition of 4 January still shows it.", "Ada"))
    assert done.state is State.DECLINED and done.effect is Effect.NONE
    assert pages.get("/targets/us-501.json").json() == before
    assert "still shows it" in pages.get("/targets/us-501").text
    with pytest.raises(RefusedByCheck):
        corrections.decline(found, request.id, Verdict("Again.", "Ada"))
