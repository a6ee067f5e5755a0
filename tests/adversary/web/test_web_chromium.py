"""W-01, W-03, W-04, W-08 in Chromium itself: a virtual authenticator, the real script, the strict policy of content.

Needs Playwright and a Chromium (INCONCERT_CHROMIUM, /usr/bin/chromium without it).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from inconcert.accounts.passkeys import site
from inconcert.model.rights import Role

pytestmark = pytest.mark.slow


@pytest.fixture
def served(stage) -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        origin = f"http://localhost:{listening.getsockname()[1]}"
        stage.signed.site = site(origin)
        server = uvicorn.Server(uvicorn.Config(stage.app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield origin
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("INCONCERT_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip("no Chromium is at hand")
    with playwright.sync_playwright() as opened:
        held = opened.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield held
        held.close()


@pytest.fixture
def page(chromium) -> Iterator[object]:
    context = chromium.new_context()
    made = context.new_page()
    made.refused = []
    made.on("console", lambda said: made.refused.append(said.text) if "Content Security" in said.text else None)
    yield made
    context.close()


def authenticator(page, verified: bool = True) -> tuple[object, str]:
    """A virtual device of the browser's own, as the DevTools protocol gives one."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": verified, "automaticPresenceSimulation": True}  # fmt: skip
    return client, client.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def come_and_sign_in(stage, served, page, *roles: Role) -> None:
    made = stage.invited("Ada Example", *roles)
    page.goto(f"{served}/invitation/{made.token}")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/sign-in?done=known")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account")


def test_w01_a_person_comes_signs_in_proves_and_signs_out(stage, served, page):
    authenticator(page)
    come_and_sign_in(stage, served, page, Role.ADMINISTRATOR)
    assert "Ada Example" in page.content()
    cookie = next(item for item in page.context.cookies() if item["name"] == "__Host-visit")
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    stage.later(minutes=11)
    page.goto(f"{served}/accounts/organisations")
    assert "/sign-in/again" in page.url
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/accounts/organisations")
    page.goto(f"{served}/account")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{served}/")
    page.go_back()
    page.wait_for_load_state()
    assert "Ada Example" not in page.content() and page.refused == []


def test_w01_a_device_that_does_not_verify_its_person_opens_nothing(stage, served, page):
    client, device = authenticator(page)
    come_and_sign_in(stage, served, page, Role.ANALYST)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{served}/")
    client.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{served}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.locator("[data-wrong]").wait_for(state="visible", timeout=70_000)
    assert not [item for item in page.context.cookies() if item["name"] == "__Host-visit"]


def test_w01_a_passkey_of_this_host_is_not_offered_to_another_origin(stage, served, page):
    authenticator(page)
    come_and_sign_in(stage, served, page, Role.ANALYST)
    page.goto(served.replace("localhost", "127.0.0.1") + "/static/inconcert.css")
    said = page.evaluate("""() => navigator.credentials.get({publicKey: {challenge: new Uint8Array(32),
        rpId: "localhost", userVerification: "required"}}).then(() => "given", (error) => error.name)""")
    assert said == "SecurityError"


def test_w08_scripts_stored_in_every_field_of_accounts_stay_text(stage, served, page):
    authenticator(page)
    come_and_sign_in(stage, served, page, Role.ADMINISTRATOR)
    dialogs: list[str] = []
    page.on("dialog", lambda shown: (dialogs.append(shown.message), shown.dismiss()))
    bad = "<script>alert(1)</script>"
    page.goto(f"{served}/people")
    page.get_by_label("Name", exact=True).fill(f'{bad}"><img src=x onerror=alert(2)>')
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_load_state()
    page.goto(f"{served}/accounts/organisations")
    page.get_by_label("Id, small letters").fill("evil")
    page.get_by_label("Name", exact=True).fill(bad)
    page.get_by_label("First administrator").fill("javascript:alert(3)")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("code.once").first.inner_text()
    for path in ("/people", "/accounts/organisations", "/account", "/audit", link.removeprefix(served)):
        page.goto(served + path)
        assert page.locator("script:not([src])").count() == 0, path
    page.goto(f"{served}/people")
    assert bad in page.locator("main").inner_text()
    assert dialogs == [] and page.refused == []
