"""Signing by passkey: with Chromium's own virtual authenticator through the pages, and everything that proves nothing.

The attacks use a small authenticator in software (P-256, RFC 8809 words, WebAuthn level 2 bytes): what a browser would
never send, it sends. Every name is invented.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import json
import socket
import struct
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from inconcert.jurisdictions.curated import nothing
from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.signing import Action
from inconcert.model.errors import RefusedByCheck
from inconcert.verbs import passkeys, signing
from inconcert.verbs.house import house
from inconcert.web.app import make_app

CHROMIUM = Path("/usr/bin/chromium")
HERE = "http://localhost:8600"


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Authenticator:
    """A passkey in software; each fault is one that a check must see."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = b"credential-of-a-test"
        self.count = 0

    def _said(self, kind: str, options: dict, origin: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def make(self, options: str, *, origin: str = HERE, host: str = "localhost", verified: bool = True) -> str:
        from webauthn.helpers import encode_cbor

        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        held = self._data(host, 0x41 | (0x04 if verified else 0)) + bytes(16)
        held += struct.pack(">H", len(self.id)) + self.id + encode_cbor(cose)
        made = encode_cbor({"fmt": "none", "attStmt": {}, "authData": held})
        said = self._said("create", json.loads(options), origin)
        return self._shape({"clientDataJSON": url64(said), "attestationObject": url64(made)})

    def use(self, options: str, *, origin: str = HERE, host: str = "localhost", verified: bool = True, step: int = 1,
            key=None) -> str:  # fmt: skip
        self.count += step
        data = self._data(host, 0x01 | (0x04 if verified else 0))
        said = self._said("get", json.loads(options), origin)
        made = (key or self.key).sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._shape({"clientDataJSON": url64(said), "authenticatorData": url64(data), "signature": url64(made)})

    def _shape(self, response: dict) -> str:
        return json.dumps({"id": url64(self.id), "rawId": url64(self.id), "type": "public-key", "response": response,
                           "clientExtensionResults": {}})  # fmt: skip


class Scene:
    """An open letter, an organisation, its officer's passkey, and the mails that went out."""

    def __init__(self, opened, clock: list[dt.datetime]) -> None:
        self.house, self.clock, self.mails, self.key = opened, clock, [], Authenticator()
        counter = itertools.count(1)
        self.chance = lambda size: next(counter).to_bytes(size, "big")
        contacts = (
            Contact("Dana Ostrava", "Director", "dana@alba.example"),
            Contact("Ivo Marsh", "Chair", "ivo@alba.example", may_sign=False),
        )
        signing.register(opened, Organisation("alba", ("Alba",), ("alba.example",), contacts))
        self.hash = signing.open_letter(opened, "spring", "We ask.\n", "2026-12-01T23:59:59Z", self.chance)
        self.handle = signing.sign_path(signing.opened(signing.events_of(opened, "spring"))).rpartition("/")[2]

    def offered(self) -> str:
        passkeys.offer_passkey(self.house, "alba", "dana@alba.example", self.chance, self.mails.append)
        return self.mails[-1].token

    def enrol(self) -> None:
        shown = self.offered()
        passkeys.enrol(self.house, shown, self.key.make(passkeys.enrolment(self.house, shown)[1]))

    def begin(self, action: Action = Action.SIGN) -> tuple[str, str]:
        return passkeys.begin(self.house, self.handle, action, self.chance)

    def send(self, shown: str, credential: str):
        return passkeys.signed_by_passkey(self.house, self.handle, shown, credential, self.chance, self.mails.append)

    def refused(self, deed, *said) -> None:
        before = signing.events_of(self.house, "spring"), signing.organisations(self.house)
        with pytest.raises(RefusedByCheck):
            deed(*said)
        assert before == (signing.events_of(self.house, "spring"), signing.organisations(self.house))


@pytest.fixture
def scene(tmp_path, monkeypatch):
    monkeypatch.delenv("INCONCERT_ADDRESS", raising=False)
    clock = [dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)]
    with house(tmp_path / "home", clock=lambda: clock[0], curated=nothing()) as opened:
        yield Scene(opened, clock)


def test_a_passkey_signs_and_withdraws_and_a_second_officer_is_told(scene):
    scene.enrol()
    shown, options = scene.begin()
    found = scene.send(shown, scene.key.use(options))
    assert [(item.organisation, item.officer, item.proof.value) for item in found.signatories] == [
        ("alba", "Dana Ostrava", "passkey")
    ]
    assert (scene.mails[-1].kind.value, scene.mails[-1].to) == ("notice", "ivo@alba.example")
    shown, options = scene.begin(Action.WITHDRAW)
    assert scene.send(shown, scene.key.use(options)).signatories == ()


@pytest.mark.parametrize(
    "fault",
    [
        {"verified": False},
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
    ],
)
def test_an_assertion_made_elsewhere_or_without_verifying_the_user_proves_nothing(scene, fault):
    scene.enrol()
    shown, options = scene.begin()
    scene.refused(scene.send, shown, scene.key.use(options, **fault))


def test_an_assertion_for_another_text_letter_action_or_moment_proves_nothing(scene):
    scene.enrol()
    shown, options = scene.begin()
    again, other = scene.begin()
    scene.refused(scene.send, shown, scene.key.use(other))  # another challenge
    withdraw, third = scene.begin(Action.WITHDRAW)
    scene.refused(scene.send, shown, scene.key.use(third))
    good = scene.key.use(options)
    signing.open_letter(scene.house, "spring", "We ask you.\n", "2026-12-01T23:59:59Z", scene.chance)
    with pytest.raises(Exception, match="no longer the one to sign"):
        scene.send(shown, good)
    assert signing.listed(scene.house, "spring").signatories == ()
    assert again != withdraw


def test_a_challenge_is_used_once_and_dies_after_ten_minutes(scene):
    scene.enrol()
    shown, options = scene.begin()
    good = scene.key.use(options)
    scene.send(shown, good)
    scene.refused(scene.send, shown, good)
    late, options = scene.begin()
    scene.clock[0] += dt.timedelta(minutes=11)
    scene.refused(scene.send, late, scene.key.use(options))


def test_a_counter_that_does_not_move_forward_is_a_copied_key(scene):
    scene.enrol()
    shown, options = scene.begin()
    scene.send(shown, scene.key.use(options, step=5))
    for step in (0, -1):
        shown, options = scene.begin()
        scene.refused(scene.send, shown, scene.key.use(options, step=step))


def test_a_strangers_passkey_and_nonsense_prove_nothing(scene):
    scene.enrol()
    stranger = Authenticator()
    stranger.id = b"somebody else"
    for credential in (stranger.use(scene.begin()[1]), "", "[]", "{}", '{"id": 1}', "x" * 20_000, '{"id": null}'):
        scene.refused(scene.send, scene.begin()[0], credential)


def test_a_link_to_register_a_passkey_works_once_signs_nothing_and_takes_only_what_was_made_for_it(scene):
    shown = scene.offered()
    options = passkeys.enrolment(scene.house, shown)[1]
    for fault in ({"verified": False}, {"origin": "https://evil.example"}, {"host": "evil.example"}):
        scene.refused(passkeys.enrol, scene.house, shown, Authenticator().make(options, **fault))
    scene.refused(
        passkeys.enrol, scene.house, shown, scene.key.make(passkeys.enrolment(scene.house, scene.offered())[1])
    )
    scene.refused(signing.signed_by_link, scene.house, shown, scene.chance, scene.mails.append)
    passkeys.enrol(scene.house, shown, scene.key.make(options))
    scene.refused(passkeys.enrol, scene.house, shown, scene.key.make(options))
    link = scene.begin()[0]  # the token of a passkey's page is no one-time link
    scene.refused(signing.signed_by_link, scene.house, link, scene.chance, scene.mails.append)


def test_the_script_of_a_passkey_is_its_own_file_on_its_own_pages_alone(scene):
    from .conftest import Client

    client = Client(scene.house)
    scripted = client.get(f"/sign-key/{scene.offered()}")
    policy = scripted.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert scripted.text.count('<script src="/static/passkey.js" defer>') == 1
    assert "passkey.js" not in client.get(f"/sign-letter/{scene.handle}").text
    assert "navigator.credentials" in client.get("/static/passkey.js").text
    assert "navigator.credentials" not in client.get("/static/inconcert.js").text


def test_in_a_browser_with_its_own_virtual_authenticator(scene, monkeypatch):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium is at hand")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://localhost:{listening.getsockname()[1]}"
        monkeypatch.setenv("INCONCERT_ADDRESS", address)
        server = uvicorn.Server(uvicorn.Config(make_app(scene.house), log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            with playwright.sync_playwright() as opened:
                browser = opened.chromium.launch(
                    executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
                )
                page = browser.new_page()
                faults: list[str] = []
                page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
                cdp = page.context.new_cdp_session(page)
                cdp.send("WebAuthn.enable")
                cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True,
                }})  # fmt: skip
                page.goto(f"{address}/sign-key/{scene.offered()}")
                page.get_by_role("button", name="Make the passkey").click()
                page.wait_for_url("**/signed*")
                assert "The passkey is registered" in page.inner_text("h1")
                page.goto(f"{address}/sign-letter/{scene.handle}")
                page.get_by_role("button", name="Go on").click()
                page.get_by_role("button", name="Use the passkey").click()
                page.wait_for_url("**/signed*")
                assert "The letter is signed" in page.inner_text("h1")
                browser.close()
        finally:
            server.should_exit = True
            thread.join(10)
    (found,) = signing.listed(scene.house, "spring").signatories
    assert (found.name, found.proof.value) == ("Alba", "passkey") and not faults
