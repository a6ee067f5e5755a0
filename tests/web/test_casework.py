"""From a chosen gap to an answer through the pages alone: looked at before it is kept, signed, sent, followed."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import json
import re
import shutil
import zipfile

import pikepdf
import pyrage
import pytest
from lxml import html

from inconcert.letters.proofs import PAYLOAD_TYPE, statement
from inconcert.letters.signing import Action, SigningEvent
from inconcert.verbs import outbox
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import house
from inconcert.web.casework.routes import FOR_SIGNERS, ROUTES

from .conftest import Client

LETTER = {"situation": "xinjiang", "to": ["gb", "ca"], "have": "us", "language": "en", "day": "2020-08-18"}
ORGANISATION = {
    "names": "Alba Rights Watch\nAlba", "domains": "alba.example", "called_back": "yes",
    "name0": "Dana Ostrava", "role0": "Director", "address0": "dana@alba.example", "may_sign0": "yes",
    "name1": "Ivo Marsh", "role1": "Chair", "address1": "ivo@alba.example",
}  # fmt: skip


class Day:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with demo_home(lambda _: None) as opened:
            shutil.copytree(opened.store.home, folder)
    (folder / "complete").unlink()  # a home of one's own, no longer the scratch home
    return folder


@pytest.fixture
def desk(shipped, tmp_path):
    shutil.copytree(shipped, tmp_path / "home")
    clock = Day()
    with house(tmp_path / "home", clock=clock) as opened:
        client = Client(opened)
        client.clock = clock
        yield client


def words_of(answer) -> str:
    page = html.fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8"))
    return " ".join(page.xpath("string(//main)").split())


def kept_letter(desk) -> str:
    answer = desk.post("/letters", LETTER | {"confirm": "yes"})
    assert answer.status_code == 303, answer.text[:500]
    return answer.headers["location"].rpartition("/")[2]


def frozen_letter(desk, **more) -> str:
    letter = kept_letter(desk)
    answer = desk.post(f"/letters/{letter}/freeze", {"deadline": "2026-06-01"} | more)
    assert answer.status_code == 303, words_of(answer)
    return letter


def mail_to(desk, address: str):
    """The newest mail to an address, as a mail program reads it."""
    names = [item.name for item in outbox.mails(desk.house) if item.to == address]
    assert names, f"no mail to {address}"
    held = [email.message_from_bytes(outbox.read(desk.house, name), policy=email.policy.default) for name in names]
    return max(held, key=lambda item: item["Date"].datetime)


def link_in(text: str) -> str:
    (found,) = re.findall(r"http://localhost:8600(/\S+)", text)
    return found


def handle_of(desk, letter: str) -> str:
    page = html.fromstring(desk.get(f"/sign-on/{letter}").content)
    (found,) = {link for link in page.xpath("//dd/a/@href") if link.startswith("/sign-letter/")}
    return found


# asks


def test_chosen_rows_are_shown_with_route_and_warning_before_they_are_kept(desk):
    rows = {"gap": ["us-29219:au", "us-29299:ca", "us-29220:gb"]}
    answer = desk.post("/asks", rows)
    said = words_of(answer)
    assert answer.status_code == 200 and "Nothing is kept yet" in said
    assert "Not possible under: Justice for Victims of Corrupt Foreign Officials Act" in said
    assert "Asked instead under:" in said and "Special Economic Measures (People" in said
    assert desk.get("/asks.json").json() == []
    assert desk.post("/asks", rows | {"confirm": "yes", "grounds": "our own", "priority": "1"}).status_code == 303
    held = desk.get("/asks.json").json()
    assert {(item["to"], item["name"]) for item in held} == {
        ("au", "Zhu Hailun"), ("ca", "Xinjiang Production and Construction Corps"), ("gb", "Chen Quanguo"),
    }  # fmt: skip
    assert all(item["priority"] == 1 and item["grounds"] == "our own" for item in held)


def test_what_a_list_answers_already_is_refused_with_what_to_ask_instead(desk):
    said = words_of(desk.post("/asks", {"gap": ["us-29219:gb"]}))
    assert "Cannot be asked" in said and "keep or to correct" in said and "Keep this ask" not in said
    answer = desk.post("/asks", {"gap": ["us-29219:gb"], "confirm": "yes"})
    assert answer.status_code == 422 and desk.get("/asks.json").json() == []


@pytest.mark.parametrize("gap", ["us-29219", ":gb", "nobody:gb", "us-29219:zz", "x" * 5000])
def test_a_row_that_is_none_is_refused(desk, gap):
    assert desk.post("/asks", {"gap": gap, "confirm": "yes"}).status_code == 404
    assert desk.get("/asks.json").json() == []


def test_all_six_kinds_of_ask_can_be_made(desk):
    forms = [
        {"gap": "us-29220:gb"},
        {"kind": "list_first", "to": "gb", "name": "Nobody Atall Invented"},
        {"kind": "share_information", "to": "us"},
        {"kind": "routine_sharing", "to": "gb"},
        {"kind": "keep", "to": "gb", "name": "us-29219"},
        {"kind": "correct", "to": "us", "name": "us-29219"},
    ]
    for form in forms:
        assert desk.post("/asks", form | {"confirm": "yes"}).status_code == 303, form
    kinds = {item["kind"] for item in desk.get("/asks.json").json()}
    assert kinds == {"mirror", "list_first", "share_information", "routine_sharing", "keep", "correct"}
    answer = desk.post("/asks", forms[0] | {"confirm": "yes"})
    assert answer.status_code == 422 and "asked today already" in words_of(answer)


def test_an_answer_is_kept_with_where_it_was_said(desk):
    desk.post("/asks", {"gap": "us-29220:gb", "confirm": "yes"})
    (held,) = desk.get("/asks.json").json()
    assert desk.post(f"/asks/{held['id']}", {"life": "no_comment", "note": ""}).status_code == 422
    assert desk.post(f"/asks/{held['id']}", {"life": "bought", "note": "x"}).status_code == 422
    assert desk.post(f"/asks/{held['id']}", {"life": "no_comment", "note": "letter of 3 May"}).status_code == 303
    said = words_of(desk.get(f"/asks/{held['id']}"))
    assert "no comment: letter of 3 May" in said
    assert desk.get(f"/asks/{held['id']}.json").json()["events"][-1]["life"] == "no_comment"


def test_the_page_says_what_became_of_our_asks_of_2020(desk):
    said = words_of(desk.get("/outcome/letter-2020-08-18"))
    assert "What became of our asks of 2020?" in said
    assert "2 of 8 met United Kingdom" in said and "5 of 8 met Canada" in said
    assert "1,574" in said and "216" in said
    remain = said.partition("Which remain")[2].partition("Canada")[2]
    for name in ("Sun Jinlong", "Xinjiang Public Security Bureau", "Xinjiang Production and Construction Corps"):
        assert name in remain
    assert "Zhu Hailun" not in remain
    past = words_of(desk.get("/outcome/letter-2020-08-18?as_of=2020-08-18"))
    assert "0 of 8 met United Kingdom" in past and "0 of 8 met Canada" in past


# letters


def test_a_letter_is_looked_at_before_it_is_kept_and_taken_away_in_every_format(desk):
    answer = desk.post("/letters", LETTER)
    said = words_of(answer)
    assert "It makes 20 asks" in said and "To be confirmed before it is sent" in said and "Chen Quanguo" in said
    assert desk.get("/letters.json").json() == [] and desk.get("/asks.json").json() == []
    letter = kept_letter(desk)
    assert len(desk.get("/asks.json").json()) == 20
    shape = desk.get(f"/letters/{letter}.json").json()
    for name, endings in shape["documents"].items():
        for ending in endings:
            file = desk.get(f"/letters/{letter}/{name}.{ending}")
            assert file.status_code == 200 and file.content, (name, ending)
            assert "attachment" in file.headers["content-disposition"]
    with pikepdf.open(io.BytesIO(desk.get(f"/letters/{letter}/letter.pdf").content)) as pdf:
        assert len(pdf.pages) > 2
    with zipfile.ZipFile(io.BytesIO(desk.get(f"/letters/{letter}/letter.docx").content)) as docx:
        assert b"Chen Quanguo" in docx.read("word/document.xml")
    assert desk.get(f"/letters/{letter}/annex.csv").text.count("Chen Quanguo") == 1
    again = desk.post("/letters", LETTER | {"confirm": "yes"})
    assert again.status_code == 422 and "kept already" in words_of(again)


def test_a_letter_carries_chosen_asks(desk):
    desk.post("/asks", {"gap": ["us-29220:gb", "us-29299:ca"], "confirm": "yes"})
    desk.post("/asks", {"kind": "keep", "to": "gb", "name": "us-29219", "confirm": "yes"})
    ids = [item["id"] for item in desk.get("/asks.json").json()]
    assert desk.post("/letters", {"ask": ids, "have": "us", "language": "en", "about": ""}).status_code == 422
    form = {"ask": ids, "have": "us", "language": "en", "about": "the detention of Uyghurs in Xinjiang", "id": "mine"}
    assert desk.post("/letters", form | {"confirm": "yes"}).headers["location"] == "/letters/mine"
    held = {item["id"]: item for item in desk.get("/asks.json").json()}
    assert all(held[name]["letter"] == "mine" for name in ids)
    said = words_of(desk.get("/letters/mine/letter"))
    assert "the detention of Uyghurs in Xinjiang" in said and "keep or renew" in said
    assert desk.post("/letters", form | {"id": "again", "confirm": "yes"}).status_code == 422


def test_a_letter_on_copies_is_not_marked_sent_until_somebody_looked_them_up(desk):
    letter = kept_letter(desk)
    answer = desk.post(f"/letters/{letter}/sent", {})
    assert answer.status_code == 422 and "copies, derived or older than 30 days" in words_of(answer)
    assert desk.get(f"/letters/{letter}.json").json()["sent_at"] is None
    assert desk.post(f"/letters/{letter}/sent", {"confirmed_by": "A. Person"}).status_code == 303
    assert desk.get(f"/letters/{letter}.json").json()["sent_at"]
    assert desk.post(f"/letters/{letter}/sent", {"confirmed_by": "A. Person"}).status_code == 422


@pytest.mark.parametrize(
    "form",
    [{"situation": ""}, {"to": []}, {"day": "yesterday"}, {"language": "xx"}, {"id": "../x"}, {"to": ["zz"]},
     {"situation": "none"}, {"have": "zz"}],
)  # fmt: skip
def test_a_wrong_form_comes_back_filled_and_nothing_is_kept(desk, form):
    answer = desk.post("/letters", LETTER | form | {"confirm": "yes"})
    assert answer.status_code == 422 and "This was not kept." in words_of(answer)
    assert desk.get("/letters.json").json() == []


def test_desk_sheets_are_there_in_every_format(desk):
    assert "Desk sheet" in words_of(desk.get("/desk?target=us-29220&to=gb"))
    for ending in ("pdf", "docx", "html", "txt"):
        assert desk.get(f"/desk?target=us-29220&to=gb&format={ending}").status_code == 200


# signatures


def test_an_organisation_needs_contacts_that_were_called_back_at_its_own_domain(desk):
    for wrong in ({"called_back": ""}, {"domains": "gmail.com"}, {"address0": "dana@evil.example"}, {"may_sign0": ""},
                  {"address0": "a@alba.example\r\nBcc: x@y.example"}, {"names": ""}, {"role0": ""},
                  {"key": "x"}):  # fmt: skip
        answer = desk.post("/organisations", ORGANISATION | wrong)
        assert answer.status_code == 422, wrong
    assert desk.get("/organisations.json").json() == []
    assert desk.post("/organisations", ORGANISATION).status_code == 303
    (held,) = desk.get("/organisations.json").json()
    assert held["id"] == "alba-rights-watch" and [item["may_sign"] for item in held["contacts"]] == [True, False]
    assert desk.post("/organisations", ORGANISATION).status_code == 422


def test_the_whole_way_of_a_signature_by_link(desk):
    letter = frozen_letter(desk)
    desk.post("/organisations", ORGANISATION)
    assert desk.post(f"/sign-on/{letter}/invite", {"organisation": "alba-rights-watch"}).status_code == 303
    page = link_in(mail_to(desk, "dana@alba.example").get_content())
    shown = desk.get(page)
    assert shown.status_code == 200 and "Mail me a link" in shown.text
    desk.clock.now += dt.timedelta(seconds=1)
    answers = {
        words_of(desk.post(page, {"address": a, "action": "sign"})) for a in ("dana@alba.example", "x@y.example")
    }
    assert len(answers) == 1 and "If this address is registered" in answers.pop()
    link = link_in(mail_to(desk, "dana@alba.example").get_content())
    for _ in range(3):
        assert "Nothing has happened yet" in words_of(desk.get(link))
    assert desk.get(f"/sign-on/{letter}.json").json()["standing"] == 0  # looking signs nothing
    desk.clock.now += dt.timedelta(seconds=1)
    assert desk.post(link, {}).status_code == 303
    assert desk.post(link, {}).status_code == 403
    (name,) = desk.get(f"/sign-on/{letter}.json").json()["signatories"]
    assert (name["name"], name["proof"]) == ("Alba Rights Watch", "link")
    notice = mail_to(desk, "ivo@alba.example").get_content()
    assert "Dana Ostrava has signed" in notice and link_in(notice) == page
    assert "Alba Rights Watch (Dana Ostrava, Director)" in desk.get(f"/letters/{letter}/letter.txt").text
    desk.post(page, {"address": "dana@alba.example", "action": "withdraw"})
    desk.clock.now += dt.timedelta(seconds=1)
    assert desk.post(link_in(mail_to(desk, "dana@alba.example").get_content()), {}).status_code == 303
    assert desk.get(f"/sign-on/{letter}.json").json()["standing"] == 0
    assert "is withdrawn" in mail_to(desk, "dana@alba.example").get_content()  # the receipt


def test_links_in_mails_carry_the_configured_host_alone(desk, monkeypatch):
    letter = frozen_letter(desk)
    desk.post("/organisations", ORGANISATION)
    monkeypatch.setenv("INCONCERT_ADDRESS", "https://letters.example.org")
    token = {"token": desk.app.state.visitors.token(None), "organisation": "alba-rights-watch"}
    for host in ("127.0.0.1", "localhost"):
        headers = {"sec-fetch-site": "same-origin", "x-forwarded-host": "evil.example", "host": host}
        desk.ask("POST", f"/sign-on/{letter}/invite", data=token, headers=headers)
    evil = {"sec-fetch-site": "same-origin", "host": "evil.example"}
    assert desk.ask("POST", f"/sign-on/{letter}/invite", data=token, headers=evil).status_code == 400
    mails = [outbox.read(desk.house, item.name) for item in outbox.mails(desk.house)]
    texts = [email.message_from_bytes(data, policy=email.policy.default).get_content() for data in mails]
    assert texts and all(re.findall(r"https?://[^/\s]+", text) == ["https://letters.example.org"] for text in texts)
    for wrong in ("http://evil.example", "https://a/b", "https://u:p@a.example", "nonsense", "https://a.example:x"):
        monkeypatch.setenv("INCONCERT_ADDRESS", wrong)
        assert desk.post(f"/sign-on/{letter}/invite", token).status_code in (404, 422), wrong


def test_mails_wait_in_the_outbox_until_a_server_takes_them(desk, monkeypatch):
    letter = frozen_letter(desk)
    desk.post("/organisations", ORGANISATION)
    desk.post(f"/sign-on/{letter}/invite", {"organisation": "alba-rights-watch"})
    said = words_of(desk.get("/outbox"))
    assert "No mail server is set" in said and "dana@alba.example" in said and "waits" in said
    assert desk.post("/outbox", {}).status_code == 422
    (name,) = [item["name"] for item in desk.get("/outbox.json").json()]
    assert desk.get(f"/outbox/{name}").headers["content-type"].startswith("message/rfc822")
    assert desk.get("/outbox/..%2Fregister.sqlite").status_code == 404
    folder = desk.house.store.home / "outbox"
    assert folder.stat().st_mode & 0o077 == 0 and (folder / name).stat().st_mode & 0o077 == 0
    monkeypatch.setenv("INCONCERT_SMTP", "smtps://mail.example.org:465")
    monkeypatch.setenv("INCONCERT_MAIL_FROM", "letters@example.org")
    taken: list[str] = []
    monkeypatch.setattr("inconcert.verbs.outbox.send_mail", lambda _, to, __: taken.append(to))
    assert "A mail server is set" in words_of(desk.get("/outbox"))
    assert desk.post("/outbox", {}).status_code == desk.post("/outbox", {}).status_code == 303
    assert taken == ["dana@alba.example"]
    assert "sent" in words_of(desk.get("/outbox"))


def test_reminders_go_once_in_each_span_and_only_to_who_has_not_signed(desk):
    letter = frozen_letter(desk)  # until 1 June
    borea = {key: value.replace("alba", "borea").replace("Alba", "Borea") for key, value in ORGANISATION.items()}
    for form in (ORGANISATION, borea):
        desk.post("/organisations", form)
    desk.post(f"/sign-on/{letter}/invite", {"organisation": ["alba-rights-watch", "borea-rights-watch"]})
    page = handle_of(desk, letter)
    desk.clock.now += dt.timedelta(seconds=1)
    desk.post(page, {"address": "dana@borea.example", "action": "sign"})
    desk.post(link_in(mail_to(desk, "dana@borea.example").get_content()), {})

    def reminders() -> list[str]:
        desk.post(f"/sign-on/{letter}/remind", {})
        return [item.to for item in outbox.mails(desk.house) if item.subject.startswith("Signing ends soon")]

    assert reminders() == []  # twelve days before
    for day, expected in ((26, 1), (27, 1), (30, 1), (31, 1)):
        desk.clock.now = dt.datetime(2026, 5, day, 12, 0, tzinfo=dt.UTC)
        assert reminders() == ["dana@alba.example"] * expected, day
    desk.clock.now = dt.datetime(2026, 6, 1, 8, 0, tzinfo=dt.UTC)
    assert reminders() == reminders() == ["dana@alba.example"] * 2
    desk.clock.now = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)
    assert reminders() == ["dana@alba.example"] * 2  # over


def test_who_must_not_be_named_signs_sealed_once_and_can_withdraw(desk):
    addressee = pyrage.x25519.Identity.generate()
    letter = frozen_letter(desk, seal_to=str(addressee.to_public()))
    desk.post("/organisations", ORGANISATION)
    page = handle_of(desk, letter)

    def use(action: str, **form: str) -> int:
        desk.clock.now += dt.timedelta(hours=25)
        desk.post(page, {"address": "dana@alba.example", "action": action})
        link = link_in(mail_to(desk, "dana@alba.example").get_content())
        desk.clock.now += dt.timedelta(seconds=1)
        return desk.post(link, form).status_code

    assert use("sign", sealed="yes") == 303
    state = desk.get(f"/sign-on/{letter}.json").json()
    assert (state["standing"], state["sealed"]) == (0, 1)
    assert use("sign") == 403  # by name too: it would be counted twice
    everything = desk.get(f"/letters/{letter}/letter.txt").text + desk.get(page).text
    everything += desk.get(f"/sign-on/{letter}/record.json").text
    assert "Alba" not in everything and "Dana" not in everything and "not named" in everything
    assert use("withdraw") == 303
    assert desk.get(f"/sign-on/{letter}.json").json().get("sealed", 0) == 0


def test_a_signature_by_key_comes_in_as_a_file(desk):
    from cryptography.hazmat.primitives import serialization
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner.generate_ed25519()
    public = signer._private_key.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    letter = frozen_letter(desk)
    assert desk.post("/organisations", ORGANISATION | {"key": pem}).status_code == 303
    hashed = desk.get(f"/sign-on/{letter}.json").json()["text_sha256"]
    event = SigningEvent(
        letter, Action.SIGN, hashed, "2026-05-20T09:00:00Z", "n-1", "alba-rights-watch", None, "D", "E"
    )
    held = Envelope(statement(event), PAYLOAD_TYPE, {})
    held.sign(signer)
    token = {"token": desk.app.state.visitors.token(None)}
    site = {"sec-fetch-site": "same-origin"}
    bad = {"proof": ("x.json", b'{"payload": 1}')}
    assert desk.ask("POST", f"/sign-on/{letter}/proof", data=token, files=bad, headers=site).status_code == 422
    good = {"proof": ("x.json", json.dumps(held.to_dict()).encode())}
    assert desk.ask("POST", f"/sign-on/{letter}/proof", data=token, files=good, headers=site).status_code == 303
    assert desk.get(f"/sign-on/{letter}.json").json()["signatories"][0]["proof"] == "key"


def test_an_address_that_nobody_was_given_leads_nowhere(desk):
    letter = frozen_letter(desk)
    good = handle_of(desk, letter)
    for address in ("/sign-letter/" + "0" * 32, "/sign-letter/%25", "/sign-letter/" + letter, good[:-1], "/sign/none",
                    "/sign-key/none"):  # fmt: skip
        assert desk.get(address).status_code in (403, 404), address


# dossiers


def test_a_dossier_is_begun_filled_part_by_part_and_rendered_for_each_law(desk):
    assert desk.post("/dossiers", {"name": "", "kind": "person"}).status_code == 422
    assert desk.post("/dossiers", {"name": "Invented Person", "kind": "person"}).headers["location"] == (
        "/dossiers/invented-person"
    )
    page = "/dossiers/invented-person"
    lacking = words_of(desk.get(page))
    assert "No date of birth is given." in lacking and "Perhaps the same" not in lacking
    exhibit = {"part": "evidence", "id": "E1", "title": "Report", "type": "report", "publisher": "An office",
               "reliability": "official", "public": "yes"}  # fmt: skip
    incident = {"part": "incidents", "id": "I1", "what": "Detention of many.", "codes": ["DETENTION", "TORTURE"],
                "since": "2019-01", "until": "2020-06", "place": "Nowhere", "victims_words": "hundreds",
                "victims": "others", "role": "gave the orders", "link": "direct", "evidence": ["E1"]}  # fmt: skip
    assert desk.post(page, incident).status_code == 422  # no such exhibit yet
    for form in (exhibit, incident, {"part": "against", "text": "He denies it.", "evidence": ["E1"]},
                 {"part": "positions", "title": "Head", "body": "Office", "since": "2018", "until": "2021"},
                 {"summary": "What it is about.", "birth_date": "1960", "nationality": "China",
                  "identifiers": "P1\nP2"}):  # fmt: skip
        assert desk.post(page, form).status_code == 303, (form, words_of(desk.post(page, form))[:300])
    for wrong in ({"birth_date": "yesterday"}, exhibit | {"reliability": "rumour"}, exhibit | {"part": "incidents"},
                  incident | {"codes": ["BAD"]}):  # fmt: skip
        assert desk.post(page, wrong).status_code == 422, wrong
    held = desk.get(f"{page}.json").json()
    kept = html.fromstring(desk.get(page).content).xpath("//textarea[@name='identifiers']/text()")
    assert kept[0].split() == held["identifiers"] == ["P1", "P2"] and held["incidents"][0]["codes"] == [
        "DETENTION",
        "TORTURE",
    ]
    assert "No date of birth is given." not in words_of(desk.get(page))
    for law in ("US-GLOMAG", "GB-HR", "CA-JVCFOA", "EU-HR", "AU-HUMAN"):
        assert "Detention of many." in words_of(desk.get(f"{page}/{law}"))
        assert desk.get(f"{page}/{law}.pdf").content[:5] == b"%PDF-"
        assert desk.get(f"{page}/{law}-lacks.txt").status_code == 200
    assert desk.post(page, {"remove": "positions:0"}).status_code == 303
    assert "positions" not in desk.get(f"{page}.json").json()
    assert desk.get("/dossiers/..%2F..%2Fregister").status_code == 404


def test_the_example_dossier_is_known_to_be_listed_and_to_be_kept_once(desk):
    assert desk.post("/dossiers", {"example": "yes"}).status_code == 303
    assert desk.post("/dossiers", {"example": "yes"}).status_code == 422
    assert "Perhaps the same: listed:" in words_of(desk.get("/dossiers/shohrat-zakir"))


# every page


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_page_is_whole_in_each_language(desk, language):
    letter = frozen_letter(desk)
    desk.post("/organisations", ORGANISATION)
    desk.post("/dossiers", {"example": "yes"})
    desk.post("/asks", {"gap": "us-29220:au", "confirm": "yes"})
    paths = [at.path for at in ROUTES if at.method == "GET" and "{" not in at.path]
    paths += [f"/letters/{letter}/{name}" for name in ("letter", "check", "release", "brief", "to-sign")]
    paths += [f"/letters/{letter}",
              f"/sign-on/{letter}", handle_of(desk, letter), f"/outcome/{letter}", "/dossiers/shohrat-zakir",
              "/dossiers/shohrat-zakir/GB-HR", f"/asks/{letter}-share-us", "/desk?target=us-29220&to=gb",
              "/asks/new?gap=us-29299:ca"]  # fmt: skip
    for path in paths:
        answer = desk.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer.status_code == 200, path
        page = html.fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8"))
        assert page.get("lang") == language and len(page.xpath("//h1")) == 1, path
        assert "U+000A" not in answer.text, f"{path}: a line end is shown as its number"
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        for control in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
            assert control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']"), path
        for table in page.xpath("//table"):
            assert table.xpath(".//thead//th") and not table.xpath(".//thead//th[not(@scope)]"), path
        for form in page.xpath("//form[@method='post']"):
            assert form.xpath(".//input[@name='token']") and form.xpath(".//button"), path
        assert not page.xpath("//script[not(@src)]|//@style|//@onclick"), path


# doors


def test_casework_is_private_and_never_kept(desk):
    letter = frozen_letter(desk)
    desk.post("/asks", {"gap": "us-29220:au", "confirm": "yes"})
    every = [at.path for at in ROUTES if at.method == "GET" and "{" not in at.path]
    every += [
        f"/letters/{letter}",
        f"/letters/{letter}/check",
        f"/sign-on/{letter}",
        handle_of(desk, letter),
        "/asks.json",
    ]
    for path in every:
        answer = desk.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert "etag" not in answer.headers, path
    shelf = desk.house.memory.once("rendered", dict)
    assert not [key for key in getattr(shelf, "_pages", {}) if key[1].startswith(("/asks", "/letters", "/sign"))]


def test_a_form_from_elsewhere_keeps_nothing(desk):
    for at in ROUTES:
        if at.method != "POST":
            continue
        path = re.sub(r"\{(\w+):str\}", "x", at.path)
        for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert desk.ask("POST", path, data={"confirm": "yes"}, headers=headers).status_code == 403, path


def test_no_page_changes_anything_by_looking(desk):
    letter = frozen_letter(desk)
    from inconcert.store.revision import revision
    from inconcert.verbs.signing import events_of

    before = (revision(desk.house.store), len(events_of(desk.house, letter)), len(desk.get("/asks.json").json()))
    for at in ROUTES:
        if at.method == "GET":
            desk.get(at.path.replace("{letter:str}", letter).replace("{document:str}", "letter.txt")
                     .replace("{form:str}", "json").replace("{ask:str}", f"{letter}-share-us")
                     .replace("{handle:str}", handle_of(desk, letter).rpartition("/")[2]))  # fmt: skip
    after = (revision(desk.house.store), len(events_of(desk.house, letter)), len(desk.get("/asks.json").json()))
    assert before == after


def test_nothing_is_kept_in_the_scratch_home(pages):
    answer = pages.post("/asks", {"gap": "us-29220:au", "confirm": "yes"})
    assert answer.status_code == 422 and "embedded register" in answer.text
    assert pages.post("/organisations", ORGANISATION).status_code == 403
    assert pages.post("/asks", {"gap": "us-29220:au"}).status_code == 200  # looking is free
    assert "nothing of yours is kept here" in pages.get("/casework").text


def test_only_who_was_given_an_address_needs_no_right():
    open_ = {at.path for at in ROUTES if at.right.value == "register.read"}
    assert open_ == {path for _, path, _ in FOR_SIGNERS}
