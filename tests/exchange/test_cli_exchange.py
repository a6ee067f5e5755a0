"""The exchange at the shell: two homes join, publish, pull, answer, rotate, verify and export."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group


class Shell:
    def __init__(self, tmp):
        self.tmp, self.runner = tmp, CliRunner()

    def __call__(self, home, *argv, fails=False):
        found = self.runner.invoke(
            group, ["exchange", *map(str, argv), "--home", str(self.tmp / home)], standalone_mode=False
        )
        if fails:
            assert found.exception is not None
            return str(found.exception)
        assert found.exception is None, found.output + str(found.exception)
        self.code = found.return_value
        return found.output

    def drives(self, home, name="root"):
        return [word for number in range(3) for word in ("--root-drive", str(self.tmp / f"{name}-{home}-{number}"))]

    def public(self, home):
        return self.tmp / home / "exchange" / "own" / "folder"


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return Shell(tmp_path)


@pytest.fixture
def two(shell):
    """Alder and Birch, partners of each other."""
    prints = {}
    for name in ("alder", "birch"):
        assert "Dry run" in shell(name, "join", name, "--own", *shell.drives(name), "--dry-run")
        assert not shell.public(name).exists()
        prints[name] = shell(name, "join", name, "--own", *shell.drives(name)).split()[-1]
    for name, other in (("alder", "birch"), ("birch", "alder")):
        told = shell(name, "join", other, "--from", shell.public(other), "--every", "30")
        assert prints[other] in told and "voice" in told and shell.code == 1
        assert "wrong" not in shell(
            name, "join", other, "--from", shell.public(other), "--fingerprint", prints[other], "--every", "30"
        )
        shell(name, "pull")
    return shell


def test_ask_receipt_answer(two, tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["Ivo Nemo"]}}\n')
    argv = ("mirror_request", "--tlp", "AMBER", "--to", "birch", "--text", "Please list.", "--records", records)
    two("alder", "publish", *argv, "--answer-by", "2020-01-01")
    assert "1  mirror_request  TLP:AMBER" in two("birch", "pull")
    assert "Published birch 1" in two("birch", "answer", "alder:1", "declined", "--code", "timing", "--note", "in May")
    two("alder", "pull")
    found = json.loads(two("alder", "status", "--json"))
    assert found["life"] == [{"message": ["alder", 1], "party": "birch", "life": "declined"}]
    assert found["unanswered"] == [] and found["alarms"] == [] and found["answers"][0]["answered"] == 1
    assert "birch" in two("alder", "status")
    two("birch", "export", "alder:1", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "message.pdf").read_bytes().startswith(b"%PDF")
    assert "verifies" in two("alder", "verify", "birch")


def test_late_ask_is_shown(two):
    two(
        "alder",
        "publish",
        "mirror_request",
        "--tlp",
        "GREEN",
        "--to",
        "birch",
        "--text",
        "x",
        "--answer-by",
        "2020-01-01",
    )
    found = json.loads(two("alder", "status", "--json"))["unanswered"]
    assert found[0]["late"] is True and found[0]["acknowledged"] is False


def test_answer_by_mail_is_reported_and_the_mail_kept(two, tmp_path):
    two("alder", "join", "cedar", "--by-mail")
    two("alder", "publish", "mirror_request", "--tlp", "GREEN", "--to", "cedar", "--text", "x")
    mail = tmp_path / "mail.eml"
    mail.write_text("We have no comment.")
    told = two("alder", "answer", "alder:1", "no_comment", "--mail", mail, "--by", "cedar")
    assert "reported" in told and len(list((tmp_path / "alder" / "exchange" / "mail").iterdir())) == 1
    assert json.loads(two("alder", "status", "--json"))["life"][0]["life"] == "no_comment"


def test_refused_pull_says_why(two):
    two("alder", "publish", "digest", "--tlp", "CLEAR", "--nothing")
    path = next((two.public("alder") / "targets" / "m").iterdir())
    path.write_bytes(path.read_bytes()[:-1])
    assert "refused, and nothing of it kept" in two("birch", "pull") and two.code == 3


def test_by_drive(two, tmp_path):
    two("alder", "publish", "digest", "--tlp", "CLEAR", "--nothing")
    shutil.copytree(two.public("alder"), tmp_path / "usb")
    assert "1  digest" in two("birch", "pull", "alder", "--from", tmp_path / "usb")


@pytest.mark.parametrize("what", ["freshen", "online", "desk", "home", "author", "recipient", "root"])
def test_rotate(two, what):
    drives = two.drives("alder")
    assert "nothing was changed" in two("alder", "rotate", what, *drives, "--dry-run")
    assert "Done." in two("alder", "rotate", what, *drives)
    assert "0 new" in two("birch", "pull", "alder")


@pytest.mark.parametrize(("argv", "said"), [
    (("publish", "digest", "--tlp", "WHITE"), "not a marking"),
    (("publish", "proposal", "--tlp", "CLEAR", "--text", "x"), "names no recipient"),
    (("publish", "digest", "--tlp", "AMBER", "--to", "nobody"), "no key of nobody"),
    (("publish", "answer", "--tlp", "CLEAR"), "must say"),
    (("pull", "nobody"), "no folder that we know"),
    (("answer", "alder", "received"), "not a message"),
    (("export", "birch:1", "--out", "x"), "cannot be read"),
    (("join", "Odd Name", "--own"), "not the name of a party"),
])  # fmt: skip
def test_what_cannot_be(two, argv, said):
    assert said in two("alder", *argv, fails=True)


def test_home_lost_and_founded_again_from_the_web_server_and_two_drives(two):
    two("alder", "publish", "digest", "--tlp", "CLEAR", "--nothing")
    shutil.copytree(two.public("alder"), two.public("second"))
    shutil.rmtree(two.tmp / "alder")
    drives = two.drives("alder")[2:]
    assert "rotate home" in two("second", "join", "alder", "--own", *drives)
    for what in ("home", "author", "recipient"):
        assert "Done." in two("second", "rotate", what, *drives)
    two("second", "publish", "digest", "--tlp", "CLEAR", "--nothing")
    assert "2 new" in two("birch", "pull", "alder", "--from", two.public("second"))


def test_home_that_has_not_joined(shell):
    assert "has not joined" in shell("new", "publish", "digest", "--tlp", "CLEAR", fails=True)


def test_every_command_has_help_with_an_example(shell):
    for name, found in group.get_command(None, "exchange").commands.items():
        told = shell.runner.invoke(group, ["exchange", name, "--help"]).output
        assert f"inconcert exchange {name}" in told and found.help


def test_digest_on_schedule_also_when_there_is_nothing_to_say(two):
    argv = ("publish", "digest", "--tlp", "CLEAR", "--nothing", "--due")
    assert [item["party"] for item in json.loads(two("alder", "status", "--json"))["overdue"]] == ["alder", "birch"]
    assert "Published alder 1" in two("alder", *argv)
    assert "due on" in two("alder", *argv) and "due on" in two("alder", *argv)
    assert [item["party"] for item in json.loads(two("alder", "status", "--json"))["overdue"]] == ["birch"]
    assert "--due goes with digest" in two("alder", "publish", "letter", "--tlp", "CLEAR", "--due", fails=True)


def test_no_digest_is_due_where_none_was_agreed(shell):
    shell("cedar", "join", "cedar", "--own", *shell.drives("cedar"))
    assert "No rhythm" in shell("cedar", "publish", "digest", "--tlp", "CLEAR", "--nothing", "--due")


def test_a_home_without_keys_reads_and_verifies(two, tmp_path):
    """The second step of the ladder: authentic, current and complete, with nothing to sign."""
    two("alder", "publish", "digest", "--tlp", "CLEAR", "--nothing")
    two("alder", "publish", "mirror_request", "--tlp", "AMBER", "--to", "birch", "--text", "x")
    first = hashlib.sha256((two.public("alder") / "metadata" / "1.root.json").read_bytes()).hexdigest()
    two("reader", "join", "alder", "--from", two.public("alder"), "--fingerprint", first)
    told = two("reader", "pull")
    assert "2 new" in told and "1  digest" in told and "2  mirror_request" not in told
    assert "only reads" in two("reader", "status") and "verifies" in two("reader", "verify", "alder")
    two("reader", "export", "alder:1", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "SHA256SUMS").is_file()
    assert "has not joined" in two("reader", "answer", "alder:1", "received", fails=True)
