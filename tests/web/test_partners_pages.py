"""The pages of the exchange over the homes of the scripted month: who sees what, what is signed, what leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
import zipfile

import httpx
import pytest
from lxml import html

from inconcert.exchange.records import read
from inconcert.model.rights import Role, Viewer
from inconcert.verbs import demo_exchange as demo
from inconcert.verbs.house import house
from inconcert.web.app import make_app

NOW = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)
PAGES = ("/partners", "/partners/inbox", "/partners/outbox", "/partners/calendar")


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    root = tmp_path_factory.mktemp("month")
    demo.play_month(root)
    return root


@pytest.fixture
def at_home(month, tmp_path, pages):
    """A browser at the home of a party; what it does there stays there."""
    opened = []

    def go(party, visitors=None):
        home = tmp_path / f"{party}-{len(opened)}"
        shutil.copytree(month / party / "exchange", home / "exchange")
        manager = house(home, clock=lambda: NOW)
        opened.append(manager)
        browser = type(pages)(manager.__enter__())
        if visitors:
            browser.app = make_app(browser.house, (), visitors)
        browser.folder = home / "exchange"
        return browser

    yield go
    for manager in opened:
        manager.__exit__(None, None, None)


def rows_of(answer):
    tree = html.fromstring(answer.content)
    return {
        " ".join(row.xpath("./th[1]//bdi[1]/text()|./th[1]/a/text()")).strip(): row for row in tree.xpath("//tbody/tr")
    }


def messages_of(browser):
    return [
        f"/partners/messages/{item['party']}/{item['seq']}"
        for name in ("inbox", "outbox")
        for item in browser.get(f"/partners/{name}.json").json()
        if item["held"] != "reported"
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_is_there_in_each_language_and_stays_in_no_cache(at_home, language):
    alder = at_home("alder")
    for path in (*PAGES, *messages_of(alder)):
        for form in ("", ".json"):
            answer = alder.get(f"{path}{form}?lang={language}")
            assert answer.status_code == 200, (path, answer.text[-300:])
            assert answer.headers["cache-control"] == "no-store" and "etag" not in answer.headers
        page = html.fromstring(alder.get(f"{path}?lang={language}").content)
        assert len(page.xpath("//h1")) == 1 and not page.xpath("//script[not(@src)]")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for control in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
            assert control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']")


def test_no_page_shows_what_its_party_may_not_know(at_home):
    for party in ("alder", "birch", "rowan", "umber"):
        browser = at_home(party)
        text = "".join(browser.get(path).text for path in (*PAGES, *messages_of(browser)))
        for canary, may in demo.MAY_KNOW.items():
            assert (canary in text) == (party in may), (party, canary)


def test_what_was_told_by_mail_is_never_shown_as_signed(at_home):
    alder = at_home("alder")
    told = [item for item in alder.get("/partners/inbox.json").json() if item["party"] == "cedar"]
    assert told and all(item["held"] == "reported" and item["signed"] is False for item in told)
    row = next(row for name, row in rows_of(alder.get("/partners/inbox")).items() if name.startswith("cedar"))
    assert "Reported, mail kept; not signed" in row.text_content() and "verified" not in row.text_content()
    message = alder.get("/partners/messages/alder/1").text
    assert "cedar</bdi>: declined (not on that day), 4 March 2026 – <strong>reported, mail kept; not signed" in message
    assert alder.get("/partners/messages/cedar/1").status_code == 404


def test_the_marking_stands_on_every_message_that_was_opened(at_home):
    alder = at_home("alder")
    for item in alder.get("/partners/inbox.json").json():
        if item["held"] != "accepted":
            continue
        page = alder.get(f"/partners/messages/{item['party']}/{item['seq']}").text
        assert f"TLP:{item['tlp']}<" in page and f"PAP:{item['pap']}<" in page
        assert ("only with the sender&#39;s consent" in page) is item["originator_control"]
        assert ("may be cited" in page) is item["citable"]


def test_only_what_concerns_us_is_called_unanswered(at_home):
    """What Birch answered Rowan is sealed between them: Alder cannot say that it is late."""
    alder, birch = at_home("alder").get("/partners.json").json(), at_home("birch").get("/partners.json").json()
    assert alder["unanswered"] == [] and alder["unacknowledged"] == []
    assert [(item["place"], item["by"]) for item in birch["unanswered"]] == [(["umber", 1], "birch")]
    assert {item["party"] for item in alder["overdue"]} == {"cedar", "thistle"}
    assert "overdue" in at_home("alder").get("/partners").text


def test_calendar_has_the_day_and_who_joins(at_home):
    page = at_home("birch").get("/partners/calendar").text
    assert "20 March 2026" in page and "birch</bdi>: designated" in page
    assert "No intended action" in at_home("rowan").get("/partners/calendar").text


def test_a_withdrawn_message_cannot_be_opened(at_home):
    alder = at_home("alder")
    page = alder.get("/partners/messages/sorrel/2").text
    assert "Its author withdrew it" in page and demo.WITHDRAWN not in page
    assert alder.get("/partners/messages/sorrel/2/files").status_code == 404


def test_a_receipt_is_signed_once_and_only_from_its_page(at_home):
    birch = at_home("birch")
    path = "/partners/messages/umber/1/receipt"
    before = (birch.folder / "own" / "sent.jsonl").read_bytes()
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin"}):
        assert birch.ask("POST", path, data={"token": "x"}, headers=headers).status_code == 403
    assert birch.post(path, {"other": "field"}).status_code == 404
    assert (birch.folder / "own" / "sent.jsonl").read_bytes() == before
    answer = birch.post(path, {})
    assert answer.status_code == 303 and answer.headers["cache-control"] == "no-store"
    assert birch.get(answer.headers["location"]).text.count("The receipt was signed and published.") == 1
    newest = birch.get("/partners/outbox.json").json()[0]
    assert newest["kind"] == "acknowledgement" and newest["touches"] == [["umber", 1]]
    assert birch.post(path, {}).status_code == 404
    assert birch.post("/partners/messages/birch/1/receipt", {}).status_code == 404


def test_an_answer_is_signed_sealed_and_ends_the_wait(at_home):
    birch = at_home("birch")
    path = "/partners/messages/umber/1/answer"
    before = (birch.folder / "own" / "folder" / "metadata" / "timestamp.json").read_bytes()
    for form in (
        {"status": "declined"},
        {"status": "designated"},
        {"status": "designated", "act": "x", "date": "soon"},
    ):
        assert birch.post(path, form).status_code == 403
    assert birch.post(path, {"status": "perhaps"}).status_code == 404
    assert birch.post("/partners/messages/rowan/2/answer", {"status": "no_comment"}).status_code == 404
    assert (birch.folder / "own" / "folder" / "metadata" / "timestamp.json").read_bytes() == before
    form = {"status": "declined", "code": "evidence", "note": "not yet", "act": "left over", "date": "2026-04-01"}
    assert birch.post(path, form).status_code == 303
    newest = birch.get("/partners/outbox.json").json()[0]
    assert (newest["kind"], newest["status"], newest["code"], newest["tlp"]) == (
        "answer",
        "declined",
        "evidence",
        "AMBER",
    )
    assert birch.get("/partners.json").json()["unanswered"] == []
    assert "act" not in birch.get(f"/partners/messages/birch/{newest['seq']}.json").json()["body"]


def test_a_mail_is_kept_and_recorded_as_reported(at_home):
    alder = at_home("alder")
    path, mail = "/partners/messages/alder/1/reported", b"We will act in May after all. Desk, Cedar"
    form = {"by": "cedar", "status": "accepted", "note": "by telephone first"}
    assert alder.post(path, form).status_code == 404  # without the mail itself
    assert alder.post(path, form | {"by": "birch"}, files={"mail": ("m.eml", mail)}).status_code == 404
    assert alder.post(path, form | {"status": "declined"}, files={"mail": ("m.eml", mail)}).status_code == 404
    assert alder.post(path, form, files={"mail": ("m.eml", mail)}).status_code == 303
    assert (alder.folder / "mail" / hashlib.sha256(mail).hexdigest()).read_bytes() == mail
    newest = alder.get("/partners/inbox.json").json()[0]
    assert (newest["party"], newest["held"], newest["signed"]) == ("cedar", "reported", False)


def test_a_message_as_files_with_their_sums(at_home):
    rowan = at_home("rowan")
    answer = rowan.get("/partners/messages/rowan/1/files")
    assert answer.headers["cache-control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = {name.removeprefix("rowan-1/") for name in archive.namelist()}
    assert {"README.txt", "message.pdf", "message.docx", "records.csv", "stix.json", "SHA256SUMS"} <= names
    for line in archive.read("rowan-1/SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(archive.read(f"rowan-1/{name}")).hexdigest() == digest
    assert read(rowan.folder / "log.jsonl")[-1]["act"] == "export"


def test_the_inbox_as_csv_for_a_spreadsheet(at_home):
    lines = at_home("alder").get("/partners/inbox.csv").text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("party,number,kind") and any("reported" in line for line in lines)


class Signed:
    """Visitors who all are one account."""

    accounts = True
    hosts = ("localhost",)

    def __init__(self, viewer):
        self._viewer = viewer

    def viewer(self, request):
        return self._viewer

    def token(self, request):
        return "t"


@pytest.mark.parametrize(
    ("roles", "organisation", "code"),
    [({Role.CASEWORKER}, "home", 200), ({Role.CASEWORKER}, "other", 404), ({Role.READER}, "home", 404),
     ({Role.ADMINISTRATOR}, "home", 404)],
)  # fmt: skip
def test_the_exchange_of_a_home_is_for_its_own_people(at_home, roles, organisation, code):
    alder = at_home("alder", Signed(Viewer("Ada", frozenset(roles), organisation, "a1", proved=True)))
    for path in (*PAGES, "/partners/messages/alder/1"):
        assert alder.get(path).status_code == code, path
    if code == 200:
        assert read(alder.folder / "log.jsonl")[-1] | {"at": ""} == {
            "at": "", "act": "read", "account": "a1", "party": "alder", "seq": 1,
        } or read(alder.folder / "log.jsonl")[-1].get("account", "a1") == "a1"  # fmt: skip


def test_a_caseworker_reads_and_does_not_release(at_home):
    viewer = Viewer("Ada", frozenset({Role.CASEWORKER}), "home", "a1", proved=True)
    birch = at_home("birch", Signed(viewer))
    sent = httpx.Headers({"sec-fetch-site": "same-origin"})
    answer = birch.ask("POST", "/partners/messages/umber/1/receipt", data={"token": "t"}, headers=sent)
    assert answer.status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_home_that_has_not_joined_says_how(pages, path):
    answer = pages.get(path)
    assert answer.status_code == 200 and "has not joined the exchange" in answer.text
    assert json.loads(pages.get(f"{path}.json").text) in ([], {"party": None})
    assert pages.get("/partners/messages/alder/1").status_code == 404
