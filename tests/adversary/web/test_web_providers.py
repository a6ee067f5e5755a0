"""W-02: sign-in through an identity provider, with real ones on this machine and one that lies in every way it can."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from inconcert.accounts.provider import Provider
from inconcert.model.errors import UserError
from inconcert.model.rights import Role
from inconcert.verbs import door


@dataclass
class Lying:
    """A provider that enforces PKCE, signs with ES256 or RS256, answers with `iss`, and lies as a test tells it to."""

    algorithm: str = "ES256"
    subject: str = "minister-7"
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    forge: str = ""  # none | hmac | stranger
    issuer_says: str = ""
    answer_iss: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    issuer: str = ""

    def __post_init__(self) -> None:
        make = ECKey.generate_key if self.algorithm == "ES256" else RSAKey.generate_key
        self.key = make("P-256" if self.algorithm == "ES256" else 2048, {"kid": "k1", "use": "sig"})
        self.stranger = make("P-256" if self.algorithm == "ES256" else 2048, {"kid": "k1", "use": "sig"})

    def configuration(self) -> dict[str, Any]:
        return {"issuer": self.issuer_says or self.issuer, "authorization_endpoint": f"{self.issuer}/enter?tenant=a",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "authorization_response_iss_parameter_supported": True}  # fmt: skip

    def entered(self, asked: dict[str, str]) -> str:
        code = os.urandom(8).hex()
        self.codes[code] = asked
        said = {"code": code, "state": asked["state"], "iss": self.answer_iss or self.issuer}
        return asked["redirect_uri"] + "?" + urlencode(said)

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, str]]:
        self.forms.append(form)
        asked = self.codes.pop(form.get("code", ""), None)
        sent = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if asked is None or sent.decode() != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(self.now())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": asked["client_id"], "exp": now + 300, "iat": now,
                  "nonce": asked["nonce"], "auth_time": now} | self.claims  # fmt: skip
        return 200, {"id_token": self.signed({k: v for k, v in claims.items() if k not in self.without})}

    def signed(self, claims: dict[str, Any]) -> str:
        if self.forge == "none":
            parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                     for part in ({"alg": "none", "kid": "k1"}, claims)]  # fmt: skip
            return ".".join([*parts, ""])
        if self.forge == "hmac":  # the public key taken for a shared secret
            head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
                          for part in ({"alg": "HS256", "kid": "k1"}, claims))  # fmt: skip
            public = self.key.public_key.public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)  # fmt: skip
            mark = hmac.new(public, head + b"." + body, hashlib.sha256).digest()
            return (head + b"." + body + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()
        key = self.stranger if self.forge == "stranger" else self.key
        return jwt.encode({"alg": self.algorithm, "kid": "k1"}, claims, key)

    def keys(self) -> dict[str, Any]:
        shared = OctKey.import_key("shared-secret-of-32-bytes-or-more", {"kid": "k2"}).as_dict(private=True)
        return {"keys": [*KeySet([self.key]).as_dict(private=False)["keys"], shared]}

    def now(self) -> float:
        return time.time()


@pytest.fixture
def lying(stage) -> Iterator[Any]:
    """Starts lying providers; each at its own port."""
    servers = []

    def start(name: str, **lies: Any) -> Lying:
        held = Lying(**lies)
        held.now = lambda: stage.now.timestamp()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, urlsplit(self.path).query
                if path == "/.well-known/openid-configuration":
                    return self._send(200, held.configuration())
                if path == "/keys":
                    return self._send(200, held.keys())
                self.send_response(302)
                self.send_header("location", held.entered({k: v[0] for k, v in parse_qs(query).items()}))
                return self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                self._send(*held.token({k: v[0] for k, v in parse_qs(body).items()}))

            def _send(self, status: int, plain: object) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(plain).encode())

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        held.issuer = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        door.agree_with(stage.house, Provider(name, name, held.issuer, "inconcert", held.algorithm))
        return held

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def mock_provider() -> Iterator[str]:
    """The provider of the package oidc-provider-mock, as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    origin = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{origin}/.well-known/openid-configuration", timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield origin
    finally:
        process.terminate()
        process.wait(10)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def follow(address: str, form: dict[str, str] | None = None) -> str:
    """Open a provider's page as the browser would; return where it leads."""
    data = urlencode(form).encode() if form else None
    try:
        urllib.request.build_opener(_Stay).open(address, data, timeout=5).close()
    except urllib.error.HTTPError as led:
        with led:
            return led.headers["location"]
    raise AssertionError("it led nowhere")


def known(stage, name: str, *roles: Role, organisation: str = "home", form: dict[str, str] | None = None):
    """Somebody who came by a link and a provider."""
    made, browser = stage.invited(name, *roles, organisation=organisation), stage.browser()
    return browser, lambda provider: enter(browser, provider, link=made.token, form=form)


def enter(browser, provider: str, link: str = "", form: dict[str, str] | None = None, change=lambda url: url):
    sent = browser.get(f"/sign-in/with/{provider}" + (f"?link={link}" if link else ""))
    assert sent.status_code == 303, sent.text
    back = change(follow(sent.headers["location"], form))
    return browser.get(back.removeprefix("http://localhost"))


def test_w02_the_honest_way_with_oidc_provider_mock(stage, mock_provider):
    stage.now = stage.now.now(stage.now.tzinfo)
    door.agree_with(stage.house, Provider("mfa", "Ministry", mock_provider, "inconcert", "RS256", "secret"))
    browser, come = known(stage, "Ada", Role.ANALYST, form={"sub": "ada@example.org"})
    assert come("mfa").status_code == 200 and "Ada" in browser.get("/account").text
    again = stage.browser()
    assert enter(again, "mfa", form={"sub": "ada@example.org"}).status_code == 200
    assert again.get("/account").status_code == 200
    stranger = stage.browser()
    assert enter(stranger, "mfa", form={"sub": "somebody@else.example"}).status_code == 403
    assert stranger.get("/account").status_code == 303


def test_w02_the_honest_way_with_a_provider_that_enforces_pkce_and_signs_es256(stage, lying):
    provider = lying("mfa")
    browser, come = known(stage, "Ada", Role.ADMINISTRATOR)
    answer = come("mfa")
    assert answer.status_code == 200 and "samesite=strict" in answer.headers["set-cookie"].lower()
    assert provider.forms[0]["code_verifier"] and "client_secret" not in provider.forms[0]
    # who was known to the provider from before has not proved who sits there now
    assert browser.get("/accounts/organisations").status_code == 303
    sent = browser.get("/sign-in/with/mfa?next=/accounts/organisations")
    assert "prompt=login" in sent.headers["location"] and "max_age=0" in sent.headers["location"]
    browser.get(follow(sent.headers["location"]).removeprefix("http://localhost"))
    assert browser.get("/accounts/organisations").status_code == 200


@pytest.mark.parametrize(
    "lies",
    [
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": ["inconcert", "another-client"]}},
        {"claims": {"aud": ["inconcert", "x"], "azp": "x"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"exp": 1}},
        {"claims": {"iat": 99_999_999_999}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": ["ada"]}},
        {"claims": {"at_hash": 7, "auth_time": "soon"}},
        {"without": ("nonce",)},
        {"without": ("aud",)},
        {"without": ("exp",)},
        {"without": ("sub",)},
        {"without": ("iss",)},
        {"forge": "none"},
        {"forge": "hmac"},
        {"forge": "stranger"},
        {"issuer_says": "https://evil.example"},
        {"answer_iss": "https://evil.example"},
    ],
    ids=str,
)
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_w02_a_word_that_does_not_hold_lets_nobody_in(stage, lying, lies, algorithm):
    provider = lying("mfa", algorithm=algorithm)
    browser, come = known(stage, "Ada", Role.ANALYST)
    assert come("mfa").status_code == 200
    browser.post("/sign-out")
    for name, value in lies.items():
        setattr(provider, name, value)
    answer = stage.browser().get("/sign-in/with/mfa")
    if answer.status_code == 303:
        fresh = stage.browser()
        answer = enter(fresh, "mfa")
        assert fresh.get("/account").status_code == 303 and "__Host-visit" not in fresh.cookies
    assert answer.status_code == 403


def test_w02_another_algorithm_than_the_agreed_one_is_refused(stage, lying):
    provider = lying("mfa", algorithm="RS256")
    _, come = known(stage, "Ada", Role.ANALYST)
    door.agree_with(stage.house, Provider("mfa", "mfa", provider.issuer, "inconcert", "ES256"))
    assert come("mfa").status_code == 403
    for algorithm in ("none", "HS256", "", "rs256"):
        with pytest.raises(UserError):
            door.agree_with(stage.house, Provider("mfa", "mfa", provider.issuer, "inconcert", algorithm))
    with pytest.raises(UserError):
        door.agree_with(stage.house, Provider("mfa", "mfa", "http://id.example", "inconcert"))


def test_w02_an_answer_without_its_state_or_in_another_browser_is_refused(stage, lying):
    lying("mfa")
    _, come = known(stage, "Ada", Role.ANALYST)
    assert come("mfa").status_code == 200
    for change in (
        lambda url: re.sub(r"&state=[^&]+", "", url),
        lambda url: re.sub(r"state=[^&]+", "state=x", url),
        lambda url: re.sub(r"code=[^&]+&?", "", url),
        lambda url: re.sub(r"&iss=[^&]+", "", url),
        lambda url: url + "&error=access_denied",
    ):
        browser = stage.browser()
        assert enter(browser, "mfa", change=change).status_code == 403 and "__Host-visit" not in browser.cookies
    one, two = stage.browser(), stage.browser()
    back = follow(one.get("/sign-in/with/mfa").headers["location"]).removeprefix("http://localhost")
    assert two.get(back).status_code == 403
    two.get("/sign-in/with/mfa")
    assert two.get(back).status_code == 403
    assert one.get(back).status_code == 200 and stage.browser(cookies=dict(one.cookies)).get(back).status_code == 403


def test_w02_two_providers_with_the_same_subject_are_two_people_and_are_not_mixed_up(stage, lying):
    lying("mfa", subject="7")
    lying("evil", subject="7")
    ada, come = known(stage, "Ada", Role.ANALYST)
    assert come("mfa").status_code == 200
    stranger = stage.browser()
    assert enter(stranger, "evil").status_code == 403
    # what one provider answers is brought to the other's address, and the other way round
    for began, ended in (("mfa", "evil"), ("evil", "mfa")):
        browser = stage.browser()
        answer = enter(browser, began, change=lambda url, a=began, b=ended: url.replace(f"/from/{a}", f"/from/{b}"))
        assert answer.status_code == 403 and "__Host-visit" not in browser.cookies
    assert ada.get("/account").status_code == 200


def test_w02_a_note_that_was_changed_is_refused_and_where_to_go_next_stays_here(stage, lying):
    lying("mfa")
    _, come = known(stage, "Ada", Role.ANALYST)
    assert come("mfa").status_code == 200
    browser = stage.browser()
    back = follow(browser.get("/sign-in/with/mfa?next=//evil.example").headers["location"])
    assert "evil.example" not in browser.get(back.removeprefix("http://localhost")).text
    browser = stage.browser()
    back = follow(browser.get("/sign-in/with/mfa").headers["location"])
    body, _, mark = browser.cookies["__Host-sent"].partition(".")
    browser.cookies["__Host-sent"] = f"{body[:-2]}AA.{mark}"
    assert browser.get(back.removeprefix("http://localhost")).status_code == 403


def test_w02_a_provider_that_is_removed_lets_nobody_in_and_ends_its_visits(stage, lying):
    from inconcert.store.providers import remove_provider

    lying("mfa")
    browser, come = known(stage, "Ada", Role.ANALYST)
    assert come("mfa").status_code == 200 and browser.get("/account").status_code == 200
    remove_provider(stage.house.store, stage.house.viewer, "mfa")
    assert browser.get("/account").status_code == 303
    assert stage.browser().get("/sign-in/with/mfa").status_code == 404


def test_w02_a_fresh_proof_must_be_fresh(stage, lying):
    provider = lying("mfa")
    browser, come = known(stage, "Ada", Role.ADMINISTRATOR)
    assert come("mfa").status_code == 200
    provider.claims = {"auth_time": int(stage.now.timestamp()) - 3600}
    assert enter(browser, "mfa").status_code == 403
    provider.claims, provider.without = {}, ("auth_time",)
    assert enter(browser, "mfa").status_code == 403
    assert browser.get("/accounts/organisations").status_code == 303
