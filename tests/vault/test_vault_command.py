"""inconcert vault: a case from its making to its end, at the door."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError


class Desk:
    """A custodian at the command line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said = ("--vault", str(root / "vault"), "--keys", str(root / "keys"), "--as", "ada")

    def run(self, *arguments: str, code: int = 0, desk: bool = True, answer: str = "") -> str:
        done = CliRunner().invoke(group, ["vault", *arguments, *(self.said if desk else ())], input=answer)
        if isinstance(done.exception, InconcertError):
            raise done.exception
        assert done.exit_code == code, (done.output, done.exception)
        return done.stdout.strip()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    made.run("init", str(tmp_path / "vault"), desk=False)
    made.run("key", "ada", "--keys", str(tmp_path / "keys"), desk=False)
    (tmp_path / "statement.txt").write_text("what the heron saw")
    return made


@pytest.fixture
def case(desk):
    return desk.run("new")


def add(desk, case, *more):
    return desk.run("add", case, str(desk.root / "statement.txt"), "--source", "lark", *more)


def consent(desk, case, recipient="gb", use="share"):
    desk.run("consent", case, "lark", recipient, "--use", use, "--explained-by", "ada", "--explained-on", "2026-03-01")


def test_index_only_is_the_usual_way_and_content_is_stored_after_a_warning(desk, case):
    add(desk, case, "--kept-at", "safe")
    done = CliRunner().invoke(
        group, ["vault", "add", case, str(desk.root / "statement.txt"), "--source", "lark", "--store", *desk.said]
    )
    assert "not externally reviewed: do not put a life on it" in done.output and done.exit_code != 0, (
        "asked, unanswered"
    )
    stored = add(desk, case, "--store", "--yes").splitlines()[-1]
    found = json.loads(desk.run("show", case, "--json"))
    assert [item["stored"] for item in found["exhibits"]] == [False, True]
    assert found["exhibits"][1]["id"] == stored and found["events"] == 3 and found["custodians"] == ["ada"]
    desk.run("read", case, stored, "--out", str(desk.root / "out"))
    assert (desk.root / "out").read_text() == "what the heron saw"


def test_what_rests_on_a_source_and_may_the_uk_publish_it(desk, case):
    item = add(desk, case, "--kept-at", "safe", "--element", "GB-HR:torture")
    consent(desk, case)
    shape = json.loads(desk.run("source", case, "lark", "--for", "gb", "--use", "publish", "--json"))
    assert [(one["id"], one["allowed"], one["elements"]) for one in shape["exhibits"]] == [
        (item, False, ["GB-HR:torture"])
    ]
    assert "gb may be given it" in desk.run("source", case, "lark", "--for", "gb", "--use", "share")
    assert "gb may not publish it" in desk.run("source", case, "lark", "--for", "gb", "--use", "publish")


def test_handed_over_checked_and_withdrawn(desk, case):
    item = add(desk, case, "--store", "--yes").splitlines()[-1]
    with pytest.raises(RefusedByCheck, match="may not go to gb"):
        desk.run("export", case, item, "--to", "gb", "--use", "share", "--out", str(desk.root / "bag"))
    consent(desk, case)
    said = desk.run("export", case, item, "--to", "gb", "--use", "share", "--out", str(desk.root / "bag"))
    point = next(line for line in said.splitlines() if case in line).split()[-3:]
    keys = ("--keys", str(desk.root / "keys"))
    assert "It holds: 1 exhibits" in desk.run("check-bag", str(desk.root / "bag"), *point, *keys, desk=False)
    plain = ["sha256sum", "-c", "--quiet", "manifest-sha256.txt"]
    assert subprocess.run(plain, cwd=desk.root / "bag", capture_output=True).returncode == 0
    assert "gb has" in desk.run("withdraw", case, "lark", code=1), "somebody must be told"
    with pytest.raises(RefusedByCheck, match="withdrawn"):
        desk.run("export", case, item, "--to", "gb", "--use", "share", "--out", str(desk.root / "bag2"))


def test_a_custodian_comes_and_goes_a_case_is_held_and_destroyed(desk, case):
    item = add(desk, case, "--store", "--yes").splitlines()[-1]
    other = Desk(desk.root)
    other.said = ("--vault", str(desk.root / "vault"), "--keys", str(desk.root / "keys-bo"), "--as", "bo")
    made = other.run("key", "bo", "--keys", str(desk.root / "keys-bo"), desk=False).splitlines()
    signing, age = (line.split(": ")[1] for line in made)
    ada = json.loads((desk.root / "keys" / "trusted.json").read_text())["actors"]["ada"]["key"]
    desk.run("trust", "bo", signing, "--keys", str(desk.root / "keys"), desk=False)
    other.run("trust", "ada", ada, "--keys", str(desk.root / "keys-bo"), desk=False)
    desk.run("custodian", case, "add", "bo", "--age-key", age)
    other.run("read", case, item, "--out", str(desk.root / "bo-out"))
    desk.run("custodian", case, "remove", "bo")
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        other.run("read", case, item, "--out", str(desk.root / "bo-out2"))
    desk.run("keep-until", case, "2020-01-01")
    desk.run("hold", case, "--why", "an order")
    with pytest.raises(RefusedByCheck, match="legal hold"):
        desk.run("destroy", case, "--reason", "source_asked", "--yes")
    desk.run("hold", case, "--why", "lifted", "--lift")
    assert "its time is over" in desk.run("show", case)
    desk.run("destroy", case, "--reason", "retention_ended", "--yes")
    assert "destroyed" in desk.run("show", case)


def test_a_log_that_was_cut_behind_the_custodians_back_is_noticed_at_the_next_command(desk, case):
    before = (desk.root / "vault" / case / "custody.jsonl").read_bytes()
    add(desk, case, "--kept-at", "safe")
    (desk.root / "vault" / case / "custody.jsonl").write_bytes(before)
    with pytest.raises(RefusedByCheck, match="cut or rewritten"):
        desk.run("show", case)


def test_a_stamp_by_files_alone(desk, case, tmp_path):
    spec = importlib.util.spec_from_file_location("vault_tsa_door", Path(__file__).parent / "tsa.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    authority = module.Authority(tmp_path / "tsa")
    desk.run("stamp", case, "--ask", str(tmp_path / "monday"))
    (tmp_path / "monday.tsr").write_bytes(authority.answer((tmp_path / "monday.tsq").read_bytes()))
    (tmp_path / "root.pem").write_bytes(authority.root)
    files = ("--answer", str(tmp_path / "monday.tsr"), "--root", str(tmp_path / "root.pem"))
    add(desk, case, "--kept-at", "safe")
    assert "Stamped: 20" in desk.run("stamp", case, "--asked", str(tmp_path / "monday.asked.json"), *files)
    with pytest.raises(UserError, match="neither"):
        desk.run("stamp", case)


def test_serve_refuses_a_home_that_holds_a_vault(desk):
    for home in (desk.root, desk.root / "vault"):
        done = CliRunner().invoke(group, ["serve", "--home", str(home)])
        assert isinstance(done.exception, RefusedByCheck) and "holds a vault" in str(done.exception)
    assert not (desk.root / "register.sqlite").exists()


def test_elsewhere_than_on_linux_it_says_so(desk, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(RefusedByCheck, match="Linux only"):
        desk.run("new")


def test_look_at_an_exhibit_make_a_copy_and_have_two_release_it(desk, case):
    stored = add(desk, case, "--store", "--yes").splitlines()[-1]
    out = desk.run("view", case, stored, "--out", str(desk.root / "pages"))
    assert "1 files of 1 pages" in out
    assert (desk.root / "pages" / "words.txt").read_text() == "what the heron saw"
    desk.run("terms", case, "heron")
    consent(desk, case, "public", "publish")
    with pytest.raises(RefusedByCheck, match="holds 1 of the case's sealed terms"):
        desk.run("release", case, stored)
    copy = desk.run("copy", case, stored, "--redact").splitlines()[0]
    assert "another custodian" in desk.run("release", case, copy, code=1)
    with pytest.raises(RefusedByCheck, match="not released by 2 persons"):
        desk.run("export", case, copy, "--to", "public", "--use", "publish", "--out", str(desk.root / "bag"))
    with pytest.raises(UserError, match="not a box"):
        desk.run("copy", case, stored, "--box", "1:2,3")
    bo = str(desk.root / "keys-bo")
    signing, age = (line.split(": ")[1] for line in desk.run("key", "bo", "--keys", bo, desk=False).splitlines())
    ada = desk.run("show", case, "--json")
    assert json.loads(ada)["custodians"] == ["ada"]
    desk.run("trust", "bo", signing, "--keys", str(desk.root / "keys"), desk=False)
    desk.run("custodian", case, "add", "bo", "--age-key", age)
    from inconcert.vault.ring import Ring

    own = next(item for item in Ring(desk.root / "keys").trusted() if item.name == "ada")
    desk.run("trust", "ada", own.key, "--keys", bo, desk=False)
    said, desk.said = desk.said, ("--vault", str(desk.root / "vault"), "--keys", bo, "--as", "bo")
    assert "it may leave" in desk.run("release", case, copy)
    desk.said = said
    desk.run("export", case, copy, "--to", "public", "--use", "publish", "--out", str(desk.root / "bag"))
    assert (desk.root / "bag" / "data" / "exhibits" / copy).read_text() == "what the █████ saw"


def test_the_page_for_sources_as_a_process_of_its_own_prints_nothing_of_who_came(desk, case):
    """Started as a person would; a source sends, a custodian answers, the holder of the code reads."""
    import os
    import re
    import socket
    import sys

    import httpx

    door = str(desk.root / "keys-door")
    signing = desk.run("key", "door", "--role", "intake", "--keys", door, desk=False).split(": ")[1].split()[0]
    desk.run("trust", "door", signing, "--role", "intake", "--keys", str(desk.root / "keys"), desk=False)
    from inconcert.vault.ring import Ring

    own = next(item for item in Ring(desk.root / "keys").trusted() if item.name == "ada")
    desk.run("trust", "ada", own.key, "--keys", door, desk=False)
    with pytest.raises(RefusedByCheck, match="public keys only"):
        desk.run("submissions", "serve", case)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from inconcert.cli.main import main; main()",
        "vault",
        "submissions",
        "serve",
        case,
        "--port",
        str(port),
    ]
    command += ["--vault", str(desk.root / "vault"), "--keys", door, "--as", "door"]
    source = Path(__file__).parents[2] / "src"
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(source)}
    ) as server:
        assert server.stdout is not None
        try:
            assert b"Page for sources: http://localhost:" in server.stdout.readline()
            transport = httpx.HTTPTransport(retries=5)
            with httpx.Client(transport=transport, base_url=f"http://localhost:{port}", trust_env=False) as client:
                form = {"files": [("files", ("gate.txt", b"six men"))], "data": {"code": "", "words": "CANARY"}}
                sent = client.post("/send", headers={"user-agent": "CANARY-BROWSER"}, **form)
                code = re.search(r"<code>([0-9A-Z-]{29})</code>", sent.text)[1]
                assert "date" not in sent.headers and "server" not in sent.headers
                shown = json.loads(desk.run("show", case, "--json"))["exhibits"]
                assert [item["name"] for item in shown] == ["words.txt", "gate.txt"]
                (desk.root / "answer.txt").write_text("Thank you.")
                desk.run("reply", case, shown[0]["id"], "--words", str(desk.root / "answer.txt"))
                assert "Thank you." in client.post("/answers", data={"code": code}).text
                client.post("/send", content=b"damaged", headers={"content-type": "multipart/form-data; boundary=x"})
        finally:
            server.terminate()
        said = server.stdout.read() + server.stderr.read()
    assert b"CANARY" not in said and code.encode() not in said and b"127.0.0.1" not in said and b"POST" not in said
