"""W-16, W-17 and W-20 (SECURITY.md section 7) on the page for sources. All people are invented."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the vault runs on Linux only", allow_module_level=True)

import asyncio

import httpx

from inconcert.model.errors import InconcertError, LimitExceeded, RefusedByCheck, UserError
from inconcert.model.vault import Action, DestroyReason
from inconcert.vault import codes, consent, keeping, place, reading, replies
from inconcert.vault.sealing import new_identity
from inconcert.verbs.vault_submissions import MIB, Door, Limits, open_door
from inconcert.web.submissions.app import make_app
from inconcert.web.submissions.pages import safe_name
from inconcert.web.submissions.uploads import Form

WORDS = "CANARY-WORDS the heron was taken at night"
ADDRESS, BROWSER = "203.0.113.77", "CANARY-BROWSER/1.0 (Anwe)"


class TestClient:
    """Asks the page as a browser would, from an address."""

    __test__ = False

    def __init__(self, app, client=("127.0.0.1", 1), headers=None, base_url="http://localhost"):
        self.app, self.address, self.headers, self.base = app, client, headers or {}, base_url

    def ask(self, method, path, content=None, headers=None, **more):
        async def go():
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=self.address)
            async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
                body = content
                if content is not None and not isinstance(content, bytes):
                    body = self._parts(content)
                return await client.request(method, path, content=body, headers=self.headers | (headers or {}), **more)

        return asyncio.run(go())

    async def _parts(self, content):
        for part in content:
            yield part

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, **more):
        return self.ask("POST", path, **more)


def _stage():
    if "vault_stage" not in sys.modules:
        path = Path(__file__).parents[1] / "vault" / "stage.py"
        spec = importlib.util.spec_from_file_location("vault_stage", path)
        sys.modules["vault_stage"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["vault_stage"])
    return sys.modules["vault_stage"]


@pytest.fixture
def stage(tmp_path):
    return _stage().Stage(tmp_path)


def door_of(stage, **limits) -> Door:
    made = open_door(stage.vault, stage.rings["door"], "door", stage.id, Limits(**limits), stage.clock)
    return Door(made.case, made.who, made.limits, lambda _: 100 * 1024 * MIB)


@pytest.fixture
def client(stage):
    return TestClient(make_app(door_of(stage)), client=(ADDRESS, 4711), headers={"user-agent": BROWSER})


def send(client, words=WORDS, files=(), code="", **more):
    data = {"code": code, "words": words}
    return client.post("/send", data=data, files=list(files) or [("files", ("", b""))], **more)


def code_in(text: str) -> str:
    return re.search(r"<code>([0-9A-Z]{5}(?:-[0-9A-Z]{5}){4})</code>", text)[1]


def received(stage):
    """Each exhibit's name and content, as a custodian reads them."""
    secrets = stage.secrets()
    found = {}
    for exhibit in consent.exhibits(stage.book()):
        found[exhibit.deposit.name] = reading.content(stage.case, stage.signing("ada"), exhibit, secrets)
    return found


# W-20


def test_w20_words_and_files_are_sealed_and_a_code_opens_the_answers_for_its_holder_alone(stage, client):
    done = send(client, files=[("files", ("a.txt", b"one")), ("files", ("b.bin", bytes(200_000)))])
    assert done.status_code == 200 and "3 things were received" in done.text
    code = code_in(done.text)
    assert received(stage) == {"words.txt": WORDS.encode(), "a.txt": b"one", "b.bin": bytes(200_000)}
    item = consent.exhibits(stage.book())[0]
    assert item.deposit.sources == (codes.Code(code).pseudonym,), "they rest on who holds the code"
    assert "No answer waits" in client.post("/answers", data={"code": code}).text
    said = (stage.case, stage.signing("ada"), stage.secrets(), item.id, "CANARY-REPLY may <b>gb</b> see it?")
    replies.reply(*said)
    shown = client.post("/answers", data={"code": code.replace("-", " ").lower()}).text
    assert "CANARY-REPLY may &lt;b&gt;gb&lt;/b&gt; see it?" in shown
    other = codes.new_code().text
    assert "CANARY" not in client.post("/answers", data={"code": other}).text
    assert stage.found((b"CANARY", code.encode(), code.replace("-", "").encode())) == []
    again = send(client, words="more", code=code)
    assert "Your code stays the same" in again.text and code in again.text
    assert {one.deposit.sources for one in consent.exhibits(stage.book())} == {(codes.Code(code).pseudonym,)}
    assert "Deleted" in client.post("/answers/delete", data={"code": code}).text
    assert "CANARY" not in client.post("/answers", data={"code": code}).text


def test_w20_no_cookie_no_script_no_third_party_and_every_answer_says_so(stage, client):
    pages = [client.get("/"), client.get("/?lang=fr"), client.get("/?lang=ar"), send(client), client.get("/nowhere"),
             send(client, words=""), client.post("/answers", data={"code": codes.new_code().text}),
             client.post("/answers", data={"code": "x"}), client.get("/send")]  # fmt: skip
    for page in pages:
        assert "set-cookie" not in page.headers and "<script" not in page.text
        assert page.headers["cache-control"] == "no-store" and page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page.text), "no other host"
        assert not re.search(r"\son\w+=|javascript:|style=", page.text)
    style = client.get("/style.css").text
    assert "@font-face" not in style and "url(" not in style and "@import" not in style


def test_w20_logs_disk_and_temporary_files_hold_neither_address_nor_browser_nor_code(stage, client, caplog, capfd):
    before = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
    code = code_in(send(client, files=[("files", ("CANARY-FILE.txt", b"x" * 3_000_000))]).text)
    client.post("/answers", data={"code": code})
    send(client, words="", files=[])
    words = (ADDRESS.encode(), b"CANARY", code.encode(), b"testclient")
    assert stage.found(words) == []
    assert [word for word in words if word.decode() in caplog.text] == []
    printed = "".join(capfd.readouterr())
    assert ADDRESS not in printed and "CANARY" not in printed and code not in printed
    new = {
        name for name in {path.name for path in Path(tempfile.gettempdir()).iterdir()} - before if "pytest" not in name
    }
    assert new == set(), "nothing was spooled to the disk on its way"


def test_w20_file_times_are_equal_and_the_log_says_the_day_alone(stage, client):
    for _ in range(3):
        send(client)
        stage.clock.now += __import__("datetime").timedelta(minutes=97)
    code = code_in(send(client).text)
    item = consent.exhibits(stage.book())[-1].id
    replies.reply(stage.case, stage.signing("ada"), stage.secrets(), item, "yes")
    client.post("/answers", data={"code": code})
    paths = [stage.folder, *stage.folder.rglob("*")]
    assert {path.stat().st_mtime for path in paths} == {stage.case.day}
    came = [event for event in stage.case.log().events if event.action is Action.RECEIVED]
    assert {event.at for event in came} == {"2026-03-02"}


def test_w20_what_arrives_with_a_request_of_who_sent_it_never_reaches_the_page():
    from inconcert.web.submissions import app as module

    kept = []

    async def note(scope, receive, send):
        kept.append(scope)

    import anyio

    scope = {"type": "http", "client": (ADDRESS, 1), "headers": [(b"user-agent", BROWSER.encode()), (b"host", b"x")]}
    anyio.run(module.Plain(note), scope, None, None)
    assert kept[0]["client"] is None and kept[0]["headers"] == [(b"host", b"x")]
    assert ADDRESS not in str(kept) and "CANARY" not in str(kept)


def test_w20_the_process_holds_public_keys_only(stage, tmp_path):
    with pytest.raises(RefusedByCheck, match="public keys only"):
        open_door(stage.vault, stage.rings["ada"], "ada", stage.id, Limits(), stage.clock)
    kept = stage.rings["door"].folder / "ada.identity"
    kept.write_text("AGE-SECRET-KEY-1…")
    with pytest.raises(RefusedByCheck, match="private key lies within reach.*ada.identity"):
        door_of(stage)
    kept.unlink()
    door_of(stage)


def test_w20_seized_while_it_serves_it_cannot_read_what_it_received(stage, client):
    """What the machine holds: the vault, the intake's drive. Nothing of it opens anything."""
    send(client, files=[("files", ("a.txt", b"CANARY"))])
    everything = b"".join(
        path.read_bytes()
        for root in (stage.vault, stage.rings["door"].folder)
        for path in root.rglob("*")
        if path.is_file()
    )
    assert b"AGE-SECRET-KEY" not in everything and b"CANARY" not in everything
    from inconcert.vault import case as cases

    with pytest.raises(RefusedByCheck, match="holds no key"):
        cases.unlocked(stage.case, "door", new_identity())


def test_w20_a_form_sent_from_another_site_is_refused(stage, client):
    assert send(client, headers={"sec-fetch-site": "cross-site"}).status_code == 503
    assert client.post("/answers", data={"code": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 503
    assert stage.case.log().lines == 1
    assert TestClient(make_app(door_of(stage)), base_url="http://evil.example").get("/").status_code == 400
    assert (
        "onion"
        not in TestClient(make_app(door_of(stage)), base_url="http://abcdef.onion").get("/").text.split("<h2>")[0]
    )


def test_a_reply_that_somebody_else_put_in_the_box_is_not_shown(stage, client):
    code = codes.Code(code_in(send(client).text))
    folder = stage.folder / replies.REPLIES
    folder.mkdir()
    (folder / f"{code.box}.x.age").write_bytes(b"not sealed")
    from inconcert.vault.sealing import seal

    (folder / f"{code.box}.y.age").write_bytes(seal(b"forged", [str(new_identity().to_public())]))
    assert replies.replies(stage.case, code) == ()
    keeping.destroy(
        stage.case,
        stage.signing("ada"),
        DestroyReason.SOURCE_ASKED,
    )
    assert not folder.exists()


def test_codes_are_random_forgiving_to_type_and_bound_to_nothing_kept():
    made = {codes.new_code().text for _ in range(1000)}
    assert len(made) == 1000
    one = codes.new_code()
    assert codes.code_of(one.text.lower().replace("-", " ")).box == one.box
    assert codes.code_of(one.text.replace("0", "O").replace("1", "l")).recipient == one.recipient
    assert len({one.box, one.pseudonym, one.recipient}) == 3 and place.handle(one.pseudonym)
    with pytest.raises(UserError, match="not a code"):
        codes.code_of(one.text[:-1])


def test_the_standard_age_tool_opens_a_reply_with_the_key_of_the_code(stage, client, tmp_path):
    import shutil

    if shutil.which("age") is None:
        pytest.skip("age is not here")
    code = codes.Code(code_in(send(client).text))
    item = consent.exhibits(stage.book())[0].id
    replies.reply(stage.case, stage.signing("ada"), stage.secrets(), item, "words")
    (file,) = (stage.folder / replies.REPLIES).iterdir()
    (tmp_path / "key").write_text(str(code.identity) + "\n")
    done = subprocess.run(["age", "-d", "-i", tmp_path / "key", file], capture_output=True)
    assert done.stdout.strip() == b"words" and file.stat().st_size > 4096, "filled up"


# W-16


def test_w16_ten_gigabytes_are_refused_before_a_byte_is_read(stage):
    app = make_app(door_of(stage))
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(10 * 1024 * MIB)}

    sent = []
    import anyio

    async def run():
        async def receive():
            raise AssertionError("the body was asked for")

        async def send(message):
            sent.append(message)

        raw = [(key.encode(), value.encode()) for key, value in headers.items()] + [(b"host", b"localhost")]
        scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": "/send", "raw_path": b"/send",
                 "query_string": b"", "headers": raw, "client": None, "server": ("localhost", 80), "scheme": "http",
                 "root_path": ""}  # fmt: skip
        await app(scope, receive, send)

    anyio.run(run)
    assert sent[0]["status"] == 413 and stage.case.log().lines == 1


def body(parts, boundary=b"x"):
    for disposition, data in parts:
        yield b"--" + boundary + b"\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n"
        yield from data
        yield b"\r\n"
    yield b"--" + boundary + b"--\r\n"


def post(client, parts):
    return client.post("/send", content=body(parts), headers={"content-type": "multipart/form-data; boundary=x"})


def test_w16_a_body_that_says_nothing_of_its_size_is_cut_at_the_limit_and_nothing_is_kept(stage):
    client = TestClient(make_app(door_of(stage, submission_max_bytes=2 * MIB)))
    done = post(client, [(b'name="files"; filename="a"', (bytes(100_000) for _ in range(100_000)))])
    assert done.status_code == 413 and "more than one submission may bring" in done.text
    assert stage.case.log().lines == 1 and stage.temporaries() == []
    assert not [path for path in stage.folder.glob("*.age") if not path.name.startswith("key.")]


def test_w16_a_hundred_thousand_files_stop_at_the_limit(stage):
    client = TestClient(make_app(door_of(stage, files_max=5)))
    taken = []

    def many():
        for number in range(100_000):
            taken.append(number)
            yield b'name="files"; filename="a"', [b"x"]

    done = post(client, many())
    assert "Not everything arrived" in done.text and "more parts than one submission may have" in done.text
    assert stage.case.log().lines - 1 <= 8
    code = code_in(done.text)
    assert consent.exhibits(stage.book())[0].deposit.sources == (codes.Code(code).pseudonym,)


def test_w16_headers_without_end_and_a_form_cut_off(stage, client):
    done = client.post("/send", content=(b"--x\r\nContent-Disposition: form-data; name=\"" + b"a" * 1_000_000),
                       headers={"content-type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert done.status_code == 400 and "cut off or damaged" in done.text
    start = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf of a file'
    done = client.post("/send", content=start, headers={"content-type": "multipart/form-data; boundary=x"})
    assert done.status_code == 400 and stage.case.log().lines == 1 and stage.temporaries() == []
    for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 71, ""):
        assert client.post("/send", content=b"x", headers={"content-type": kind}).status_code == 400


def served(door):
    """A real server on a free port, as the command runs it; gives the port and what stops it."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(door), log_config=None, access_log=False, server_header=False, date_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()

    def stop():
        server.should_exit = True
        thread.join(10)
        listening.close()

    return listening.getsockname()[1], stop


def test_w16_slow_body_is_ended_and_others_are_served_meanwhile(stage):
    port, stop = served(door_of(stage, idle_max_s=0.4))
    with ExitStack() as held:
        held.callback(stop)
        slow = held.enter_context(socket.create_connection(("127.0.0.1", port)))
        slow.sendall(b"POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                     b"Content-Length: 100000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"files\"; "
                     b"filename=\"a\"\r\n\r\n")  # fmt: skip
        quick = held.enter_context(socket.create_connection(("127.0.0.1", port)))
        quick.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        quick.settimeout(5)
        answer = b"".join(iter(lambda: quick.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200"), "others are served"
        for header in (b"\r\nserver:", b"\r\ndate:", b"\r\nset-cookie:"):
            assert header not in answer.lower()
        slow.settimeout(5)
        assert slow.recv(20).startswith(b"HTTP/1.1 413")
        begun = time.monotonic()
        drip = held.enter_context(socket.create_connection(("127.0.0.1", port)))
        drip.sendall(b"POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                     b"Content-Length: 100000\r\n\r\n")  # fmt: skip
        drip.settimeout(0.05)
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        drip.sendall(head)
        said = b""
        while not said and time.monotonic() - begun < 8:
            drip.sendall(b"x")
            try:
                said = drip.recv(20)
            except TimeoutError:
                continue
        assert said.startswith(b"HTTP/1.1 413"), "a byte now and then is no submission"
    assert stage.case.log().lines == 1 and stage.temporaries() == []


def test_w16_a_full_disk_and_a_full_case_are_said_before_anything_is_sent(stage):
    door = door_of(stage)
    for full in (Door(door.case, door.who, Limits(case_max_bytes=1), door.free_bytes),
                 Door(door.case, door.who, door.limits, lambda _: 10 * MIB)):  # fmt: skip
        done = send(TestClient(make_app(full)))
        assert done.status_code == 503 and "The door is full" in done.text
    crowded = TestClient(make_app(door_of(stage, at_once_max=0)))
    assert send(crowded).status_code == 503 and stage.case.log().lines == 1


# W-17


@pytest.mark.parametrize(
    "name, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mara\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x=1.txt", "a[U+000D][U+000A]Set-Cookie: x=1.txt"),
        ("n" * 300 + ".jpg", "n" * 116 + ".jpg"),
        ("annual\u202etxt.exe", "annual[U+202E]txt.exe"),
        ("..", ".."),
        ("", "file"),
        ("شهادة.pdf", "شهادة.pdf"),
        ("\0\0.pdf", "[U+0000][U+0000].pdf"),
    ],
)
def test_w17_file_names(stage, name, kept):
    assert safe_name(name) == kept
    if name:
        make_app(door_of(stage))
        door_of(stage).take(__import__("io").BytesIO(b"x"), safe_name(name), codes.new_code())
        assert list(received(stage)) == [kept]
    names = {path.name for path in stage.folder.rglob("*")}
    assert all(
        re.fullmatch(r"[0-9a-f]{32}\.age|\d{8}\.facts\.age|custody\.jsonl|recipient|lock|key\.\w+\.age", one)
        for one in names
    )


def test_w17_no_answer_carries_a_file_name_in_its_headers(stage, client):
    done = send(client, files=[("files", ("a\r\nSet-Cookie: x=1", b"x"))])
    assert "set-cookie" not in done.headers and "content-disposition" not in done.headers


def test_parts_are_read_as_they_come_and_never_held_whole():
    """A gigabyte passes through a form while a few parts of it are in memory."""
    made = body([(b'name="files"; filename="a"', (bytes(65_536) for _ in range(16_384)))])
    form = Form("multipart/form-data; boundary=x", lambda: next(made, b""), 2**31, 5)
    size, held = 0, 0
    for part in form.parts():
        while data := part.read(65_536):
            size += len(data)
            held = max(held, len(form._events))
    assert size == 1024 * MIB and held <= 4


def test_a_form_that_is_none_is_said_to_be_none():
    with pytest.raises(UserError, match="not a form"):
        Form("application/json", lambda: b"", 1, 1)
    form = Form("multipart/form-data; boundary=x", lambda: b"y" * 10, 5, 1)
    with pytest.raises(LimitExceeded):
        list(form.parts())
    assert isinstance(form.failed, InconcertError)


@pytest.fixture
def chromium():
    program = os.environ.get("INCONCERT_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).is_file():
        pytest.skip("Chromium is not here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def test_w20_the_whole_way_in_a_browser_without_scripts_and_fonts_as_tor_browser_at_its_safest(stage, chromium):
    port, stop = served(door_of(stage))
    try:
        visit = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
        page, asked = visit.new_page(), []
        page.on("request", lambda request: asked.append((request.resource_type, request.url)))
        page.goto(f"http://localhost:{port}/")
        page.fill("#words", WORDS)
        page.set_input_files("#files", [{"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 70_000}])
        page.click("text=Seal and send")
        code = page.inner_text(".code code")
        assert code not in page.url and received(stage).keys() == {"words.txt", "gate.jpg"}
        item = consent.exhibits(stage.book())[0].id
        replies.reply(stage.case, stage.signing("ada"), stage.secrets(), item, "CANARY-REPLY")
        page.goto(f"http://localhost:{port}/?lang=ar")
        page.fill("#code", code)
        page.press("#code", "Enter")
        assert "CANARY-REPLY" in page.inner_text("main") and code not in page.url
        assert {kind for kind, _ in asked} <= {"document", "stylesheet"}
        assert all(url.startswith(f"http://localhost:{port}/") for _, url in asked)
        assert visit.cookies() == []
    finally:
        stop()


@pytest.mark.parametrize("lang, width, colours", [("en", 320, "dark"), ("fr", 1280, "light"), ("ar", 320, "light")])
def test_the_page_for_sources_has_no_accessibility_violation_that_axe_knows(stage, chromium, lang, width, colours):
    from axe_playwright_python.base import AXE_SCRIPT

    port, stop = served(door_of(stage))
    try:
        page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=colours)
        for step in ("front", "receipt"):
            page.goto(f"http://localhost:{port}/?lang={lang}")
            if step == "receipt":
                page.fill("#words", "x")
                page.click("form[action^='/send'] button")
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == [], step
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    finally:
        stop()
