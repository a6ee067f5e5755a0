"""A home with two organisations, browsers that keep cookies as real ones do, and a passkey that can be made to lie."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import html

from inconcert.accounts.passkeys import site
from inconcert.api.app import routes
from inconcert.model.dates import event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.rights import ANYONE, HOME, OPERATOR, Role
from inconcert.model.vocabulary import DateKind, Kind, Measure, NameRole, Provenance
from inconcert.store.editions import commit_edition
from inconcert.verbs import people
from inconcert.verbs.house import House, house
from inconcert.web.accounts.signed import Signed
from inconcert.web.app import make_app

ORIGIN = "http://localhost"
START = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(given: str) -> bytes:
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


@dataclass
class Authenticator:
    """A passkey in software: ES256, its flags, counter, origin and relying party as a test sets them."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verified: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))

    def made(self, options: str, **change: Any) -> str:
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(0x40) + attested
        sealed = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": self._client("webauthn.create", options, change),
                             "attestationObject": text(sealed)})  # fmt: skip

    def shown(self, options: str, **change: Any) -> str:
        self.count += change.pop("step", 1)
        data, client = self._data(0), self._client("webauthn.get", options, change)
        signature = self.key.sign(data + hashlib.sha256(raw(client)).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": text(data), "signature": text(signature),
                             "userHandle": text(b"x")})  # fmt: skip

    def _data(self, flags: int) -> bytes:
        flags |= 0x01 | (0x04 if self.verified else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: str, change: dict[str, Any]) -> str:
        plain = {"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin} | change
        return text(json.dumps(plain).encode())

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response,
                           "clientExtensionResults": {}})  # fmt: skip


@dataclass
class Browser:
    """Sends what a browser would: its cookies, where the request comes from, and the token of the pages it saw."""

    app: Any
    ip: str = "203.0.113.5"
    agent: str = "Firefox/140"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"user-agent": self.agent} | more.pop("headers", {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())

        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(
                app=self.app, raise_app_exceptions=bool(os.environ.get("RAISE")), client=(self.ip, 5)
            )
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, path, headers=headers, **more)

        answer = asyncio.run(go())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value.strip('"')
        return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        headers = {"sec-fetch-site": "same-origin"} | more.pop("headers", {})
        return self.ask("POST", path, data={"token": self.token} | (data or {}), headers=headers, **more)

    @property
    def token(self) -> str:
        secret = self.cookies.get("__Host-visit", "")
        return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest() if secret else ""

    def puzzle(self, path: str) -> tuple[str, str]:
        """The note and the options that a page asks a passkey with."""
        page = html.fromstring(self.get(path).content)
        form = page.xpath("//form[@data-passkey]")[0]
        return form.xpath(".//input[@name='note']/@value")[0], form.get("data-passkey")

    def enter(self, key: Authenticator, **change: Any) -> httpx.Response:
        note, options = self.puzzle("/sign-in")
        return self.post("/sign-in", {"note": note, "credential": key.shown(options, **change), "next": "/account"})

    def prove(self, key: Authenticator, **change: Any) -> httpx.Response:
        note, options = self.puzzle("/sign-in/again")
        return self.post(
            "/sign-in/again", {"note": note, "credential": key.shown(options, **change), "next": "/account"}
        )

    def come(self, token: str, key: Authenticator, **change: Any) -> httpx.Response:
        note, options = self.puzzle(f"/invitation/{token}")
        return self.post(
            f"/invitation/{token}", {"note": note, "credential": key.made(options, **change), "label": "x"}
        )


class Stage:
    """A home that is served to two organisations, with a clock that a test sets."""

    def __init__(self, path: Path, **more: Any) -> None:
        self.now = START
        self._open = house(path, clock=lambda: self.now, viewer=OPERATOR)
        self.house: House = self._open.__enter__()
        public = self.house.for_viewer(ANYONE)
        self.signed = Signed(self.house, site(ORIGIN), **more)
        self.app = make_app(public, routes(public), self.signed)

    def close(self) -> None:
        self._open.__exit__(None, None, None)

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)

    def browser(self, **more: Any) -> Browser:
        return Browser(self.app, **more)

    def acting(self, organisation: str = HOME) -> House:
        return self.house.for_viewer(replace(OPERATOR, organisation=organisation))

    def invited(self, name: str, *roles: Role, organisation: str = HOME) -> people.Invited:
        return people.invite(self.acting(organisation), name, roles, os.urandom)

    def signed_in(self, name: str, *roles: Role, organisation: str = HOME) -> tuple[Browser, Authenticator, str]:
        """Somebody of an organisation, signed in a moment ago, with their passkey and account id."""
        made, key, found = self.invited(name, *roles, organisation=organisation), Authenticator(), self.browser()
        assert found.come(made.token, key).status_code == 303
        assert found.enter(key).status_code == 303
        return found, key, made.account.id


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small lists of invented people, a home organisation and another one."""
    path = tmp_path_factory.mktemp("small") / "home"
    with house(path, clock=lambda: START) as opened:
        for list_id, regime in (("us_sdn", "US-GLOMAG"), ("gb_uksl", "GB-HR")):
            held = [_entry(list_id, regime, number) for number in range(3)]
            edition = Edition(list_id, "2025-12-01", "day", f"{len(list_id):064x}", Provenance.COPY, "x", "x", "x",
                              entries_total=len(held))  # fmt: skip
            commit_edition(opened.store, edition, held, [])
        people.begin(opened, "Our NGO", "First Administrator", os.urandom)
        people.open_organisation(opened, "other", "Other Group", "Other Administrator", os.urandom)
    return path


@pytest.fixture(scope="session")
def stage_at() -> type[Stage]:
    return Stage


@pytest.fixture
def stage(small_home: Path, tmp_path: Path) -> Iterator[Stage]:
    shutil.copytree(small_home, tmp_path / "home")
    made = Stage(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture(scope="session")
def authenticator() -> Callable[..., Authenticator]:
    return Authenticator


@pytest.fixture
def another_process(tmp_path: Path, stage: Stage) -> Iterator[Stage]:
    """The same home, opened a second time, as another process would."""
    made = Stage(tmp_path / "home")
    yield made
    made.close()


def _entry(list_id: str, regime: str, number: int) -> Entry:
    listing = Listing("x", regime, (Measure.ASSET_FREEZE,), (event_on(DateKind.LISTED, "2024-01-01"),), "x", "x")
    return Entry(list_id, f"{list_id}-{number}", Kind.PERSON, (Name(f"Invented Person{number}", NameRole.PRIMARY),),
                 (listing,), rows=("1",))  # fmt: skip
