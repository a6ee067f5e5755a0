"""The letter of August 2020 from ask to answer through the pages alone: written, signed by 71 with real proofs of each
kind, sent, and answered by the newest editions. The lists and answers are real, the organisations invented.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import json
import re
import shutil

import pikepdf
import pyrage
import pytest
from lxml import html

from inconcert.letters.proofs import PAYLOAD_TYPE, statement
from inconcert.letters.signing import Action, SigningEvent
from inconcert.verbs import signing
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import house

from .conftest import Client
from .test_passkeys import Authenticator

dkim = pytest.importorskip("dkim", reason="dkimpy is not installed: scripts/setup dev installs it")
from cryptography.hazmat.primitives import serialization  # noqa: E402
from securesystemslib.dsse import Envelope  # noqa: E402
from securesystemslib.signer import CryptoSigner  # noqa: E402

from ..adversary.test_letters_by_mail import KEY, mail, record, signed  # noqa: E402

SIGNATORIES, SEALED = 71, 6
PROOFS = ("key", "passkey", "dkim", "link")


class Day:
    """A clock that a test moves; a second passes with every look."""

    def __init__(self) -> None:
        self.now = dt.datetime(2020, 8, 18, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@pytest.fixture(params=["embedded", pytest.param("real", marks=[pytest.mark.shared, pytest.mark.slow])])
def desk(request, tmp_path, monkeypatch):
    if request.param == "real":
        home = request.getfixturevalue("full_home")
        shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("raw"))
        (tmp_path / "home" / "raw").mkdir(exist_ok=True)
    else:
        with demo_home(lambda _: None) as shipped:
            shutil.copytree(shipped.store.home, tmp_path / "home", ignore=shutil.ignore_patterns("complete"))
    clock = Day()
    with house(tmp_path / "home", clock=clock) as opened:
        client = Client(opened)
        client.clock = clock
        yield client


def words_of(answer) -> str:
    page = html.fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8"))
    return " ".join(page.xpath("string(//main)").split())


def newest_link(desk, address: str) -> str:
    for path in sorted((desk.house.store.home / "outbox").glob("*.eml"), reverse=True):
        newest = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if newest["To"] == address:
            break
    return re.findall(r"http://localhost:8600(/\S+)", newest.get_content())[0]


class Coalition:
    """71 invented organisations, each with the proof it signs by."""

    def __init__(self, desk, letter: str) -> None:
        self.desk, self.letter = desk, letter
        self.hash = desk.get(f"/sign-on/{letter}.json").json()["text_sha256"]
        self.page = signing.sign_path(signing.opened(signing.events_of(desk.house, letter)))
        self.keys: dict[str, CryptoSigner] = {}
        self.names = {b"k1._domainkey." + f"org{n}.example.".encode(): record(KEY) for n in range(SIGNATORIES)}

    def join(self, number: int) -> None:
        proof = PROOFS[number % len(PROOFS)]
        form = {
            "names": f"Invented Organisation {number}", "domains": f"org{number}.example", "called_back": "yes",
            "name0": "Dana Ostrava", "role0": "Director", "address0": f"dana@org{number}.example", "may_sign0": "yes",
            "name1": "Ivo Marsh", "role1": "Chair", "address1": f"ivo@org{number}.example",
        }  # fmt: skip
        if proof == "key":
            self.keys[str(number)] = signer = CryptoSigner.generate_ed25519()
            form["key"] = signer._private_key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            ).decode()  # fmt: skip
        assert self.desk.post("/organisations", form).status_code == 303
        getattr(self, f"by_{proof}")(number)

    def _file(self, data: bytes, **form: str) -> None:
        token = {"token": self.desk.app.state.visitors.token(None)} | form
        answer = self.desk.ask("POST", f"/sign-on/{self.letter}/proof", data=token, files={"proof": ("proof", data)},
                               headers={"sec-fetch-site": "same-origin"})  # fmt: skip
        assert answer.status_code == 303, words_of(answer)[:300]

    def by_key(self, number: int) -> None:
        event = SigningEvent(self.letter, Action.SIGN, self.hash, "2020-08-20T10:00:00Z", f"n-{number}",
                             f"invented-organisation-{number}", None, "Dana Ostrava", "Director")  # fmt: skip
        held = Envelope(statement(event), PAYLOAD_TYPE, {})
        held.sign(self.keys[str(number)])
        self._file(json.dumps(held.to_dict()).encode())

    def by_dkim(self, number: int) -> None:
        raw = signed(mail(self.hash, sender=f"dana@org{number}.example"), domain=f"org{number}.example")
        self._file(raw, organisation=f"invented-organisation-{number}", action="sign")

    def by_link(self, number: int) -> None:
        address = f"dana@org{number}.example"
        assert self.desk.post(self.page, {"address": address, "action": "sign"}).status_code == 200
        sealed = number // len(PROOFS) < SEALED
        link = newest_link(self.desk, address)
        assert self.desk.post(link, {"sealed": "yes"} if sealed else {}).status_code == 303

    def by_passkey(self, number: int) -> None:
        address, key = f"dana@org{number}.example", Authenticator()
        key.id = f"credential {number}".encode()
        form = {"organisation": f"invented-organisation-{number}", "address": address}
        assert self.desk.post("/organisations/passkey", form).status_code == 303
        link = newest_link(self.desk, address)
        assert self.desk.post(link, {"credential": key.make(self._options(self.desk.get(link)))}).status_code == 303
        begun = self.desk.post(f"{self.page}/passkey", {"action": "sign"})
        shown = re.findall(r'name="shown" value="([^"]+)"', begun.text)[0]
        form = {"shown": shown, "action": "sign", "credential": key.use(self._options(begun))}
        assert self.desk.post(f"{self.page}/passkey/done", form).status_code == 303

    @staticmethod
    def _options(answer) -> str:
        return html.fromstring(answer.content).xpath("//form/@data-passkey")[0]


def test_the_letter_of_2020_from_ask_to_answer_through_the_pages(desk, monkeypatch):
    monkeypatch.delenv("INCONCERT_ADDRESS", raising=False)
    form = {"situation": "xinjiang", "to": ["gb", "ca"], "have": "us", "language": "en", "day": "2020-08-18"}
    assert "It makes 20 asks" in words_of(desk.post("/letters", form))
    letter = desk.post("/letters", form | {"confirm": "yes"}).headers["location"].rpartition("/")[2]
    asks = desk.get("/asks.json").json()
    kinds = [(item["kind"], item["to"]) for item in asks]
    assert kinds.count(("mirror", "gb")) == kinds.count(("mirror", "ca")) == 8
    assert kinds.count(("share_information", "us")) == 1
    assert {to for kind, to in kinds if kind == "routine_sharing"} == {"us", "gb", "ca"} and len(kinds) == 20
    assert {(item["name"], item["regime"]) for item in asks if item.get("warning")} == {
        ("Xinjiang Public Security Bureau", "CA-SEMA"),
        ("Xinjiang Production and Construction Corps", "CA-SEMA"),
    }

    key = str(pyrage.x25519.Identity.generate().to_public())
    assert desk.post(f"/letters/{letter}/freeze", {"deadline": "2020-09-01", "seal_to": key}).status_code == 303
    coalition = Coalition(desk, letter)
    monkeypatch.setattr("dkim.dnsplug.get_txt", lambda name, timeout=5: coalition.names.get(
        name if isinstance(name, bytes) else name.encode()))  # fmt: skip
    for number in range(SIGNATORIES):
        coalition.join(number)
    listed = desk.get(f"/sign-on/{letter}.json").json()
    proofs = [item["proof"] for item in listed["signatories"]]
    assert listed["standing"] + listed["sealed"] == SIGNATORIES and listed["sealed"] == SEALED
    assert {proof: proofs.count(proof) for proof in PROOFS} == {"key": 18, "passkey": 18, "dkim": 18, "link": 11}
    assert "71 signed in all65 named6 sealed: counted, not named" in words_of(desk.get(f"/sign-on/{letter}"))

    with pikepdf.open(io.BytesIO(desk.get(f"/letters/{letter}/letter.pdf").content)) as pdf:
        assert len(pdf.pages) >= 5 and str(pdf.Root.Lang) == "en"
    text = desk.get(f"/letters/{letter}/letter.txt").text
    assert text.count("Invented Organisation") == 65 and "6 further organisations" in " ".join(text.split())
    assert re.search(
        r"71 organisations\[\d+\] today ask", " ".join(desk.get(f"/letters/{letter}/release.txt").text.split())
    )
    assert desk.get(f"/letters/{letter}/letter.docx").content[:2] == b"PK"
    assert desk.post(f"/letters/{letter}/sent", {}).status_code == 422
    assert desk.post(f"/letters/{letter}/sent", {"confirmed_by": "A. Person"}).status_code == 303

    desk.clock.now = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
    said = words_of(desk.get(f"/outcome/{letter}"))
    assert "2 of 8 met United Kingdom" in said and "5 of 8 met Canada" in said
    met = desk.get(f"/outcome/{letter}.json").json()
    days = {(item["name"], item["to"]): item["days"] for item in met["asks"] if item["life"] == "met"}
    assert days == {
        ("Zhu Hailun", "gb"): 216, ("Wang Mingshan", "gb"): 216, ("Zhu Hailun", "ca"): 215,
        ("Wang Mingshan", "ca"): 215,
        ("Chen Quanguo", "ca"): 1574, ("Huo Liujun", "ca"): 1574, ("Peng Jiarui", "ca"): 1574,
    }  # fmt: skip
    remain = said.partition("Which remain")[2].partition("Canada")[2]
    assert all(
        name in remain for name in ("Sun Jinlong", "Public Security Bureau", "Production and Construction Corps")
    )
