"""Founding and changing keys with custodians at different machines, as its users do it: only files go between them."""

from __future__ import annotations

import hashlib
import json

import pytest
from click.testing import CliRunner

from inconcert.cli.main import group

THREE = ("ada", "ben", "cai")


class People:
    """Custodians with a drive each, and desks with a home each; `post` is all that passes between them."""

    def __init__(self, tmp):
        self.tmp, self.post = tmp, tmp / "post"
        self.post.mkdir()

    def __call__(self, *argv, home="", fails=False):
        told = ["exchange", *map(str, argv), *(["--home", str(self.tmp / home)] if home else [])]
        found = CliRunner().invoke(group, told, standalone_mode=False)
        if fails:
            assert found.exception is not None, found.output
            return str(found.exception)
        assert found.exception is None, found.output + str(found.exception)
        self.code = found.return_value
        return found.output

    def drive(self, name):
        return self.tmp / f"drive-{name}"

    def key(self, name):
        out = self.post / f"{name}.key.json"
        self("apart", "key", "--root-drive", self.drive(name), "--out", out)
        return ("--key", out)

    def propose(self, what, *argv, name="request", home="alder"):
        told = self("apart", "propose", what, *argv, "--out", self.post / f"{name}.json", home=home)
        return told.split()[-1]

    def sign(self, who, by_voice, name="request", fails=False):
        out = self.post / f"{who}.{name}.signature.json"
        argv = ("--root-drive", self.drive(who), "--fingerprint", by_voice, "--out", out)
        told = self("apart", "sign", self.post / f"{name}.json", *argv, fails=fails)
        return told if fails else out

    def finish(self, *signatures, name="request", home="alder", fails=False, more=()):
        return self("apart", "finish", self.post / f"{name}.json", *signatures, *more, home=home, fails=fails)

    def public(self, home="alder"):
        return self.tmp / home / "exchange" / "own" / "folder"

    def state(self, home="alder"):
        return {str(path): path.read_bytes() for path in sorted(self.public(home).rglob("*")) if path.is_file()}

    def partner(self, first, home="birch"):
        """Another party that pulls from alder."""
        self("join", "alder", "--from", self.public(), "--fingerprint", first, home=home)
        return self("pull", home=home)


@pytest.fixture
def people(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = People(tmp_path)
    keys = [word for name in ("bea", "bob") for word in made.key(name)]
    voice = made.propose("found", "--party", "birch", *keys, name="birch", home="birch")
    made.finish(made.sign("bea", voice, "birch"), made.sign("bob", voice, "birch"), name="birch", home="birch")
    return made


@pytest.fixture
def founded(people):
    """Alder, founded by two of three; `people.first` is the fingerprint of its first root."""
    keys = [word for name in THREE for word in people.key(name)]
    voice = people.propose("found", "--party", "alder", *keys, name="first")
    signed = people.sign("ada", voice, "first"), people.sign("cai", voice, "first")
    people.first = people.finish(*signed, name="first").split()[-1]
    return people


def test_two_of_three_found_an_outbox_and_a_partner_reads_it(founded):
    assert founded.first == hashlib.sha256((founded.public() / "metadata" / "1.root.json").read_bytes()).hexdigest()
    founded("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder")
    assert "1  digest" in founded.partner(founded.first)
    root = json.loads((founded.public() / "metadata" / "1.root.json").read_bytes())
    assert len(root["signatures"]) == 2 and root["signed"]["roles"]["root"]["threshold"] == 2
    assert not list((founded.tmp / "alder").rglob("root-*.pem")), "no root key comes to the desk"
    for name in THREE:
        private = next(founded.drive(name).glob("root-*.pem")).read_bytes()
        assert all(private not in path.read_bytes() for path in founded.post.iterdir())


def test_dry_runs_change_nothing(people):
    out = people.post / "x.json"
    assert "Dry run" in people("apart", "key", "--root-drive", people.drive("x"), "--out", out, "--dry-run")
    keys = [word for name in THREE for word in people.key(name)]
    argv = ("apart", "propose", "found", "--party", "alder", *keys, "--out", out)
    assert "Dry run" in people(*argv, "--dry-run", home="alder")
    assert not out.exists() and not people.drive("x").exists() and not (people.tmp / "alder" / "exchange").exists()
    voice = people.propose("found", "--party", "alder", *keys)
    argv = ("apart", "sign", people.post / "request.json", "--root-drive", people.drive("ada"))
    told = people(*argv)
    assert people.code == 1 and voice in told and "Nothing was signed" in told
    people(*argv, "--fingerprint", voice, "--dry-run")
    assert not list(people.post.glob("*.request.signature.json"))
    signed = people.sign("ada", voice), people.sign("ben", voice)
    assert "Dry run" in people.finish(*signed, more=["--dry-run"]) and people.state() == {}
    assert "Done." in people.finish(*signed)


def test_too_few_signatures_write_nothing(people):
    keys = [word for name in THREE for word in people.key(name)]
    voice = people.propose("found", "--party", "alder", *keys)
    one = people.sign("ben", voice)
    assert "1 of the 2 signatures" in people.finish(one, fails=True)
    assert "1 of the 2 signatures" in people.finish(one, one, fails=True)
    assert people.state() == {}
    people.finish(one, people.sign("ada", voice))


def test_request_changed_on_the_way_is_not_signed(people):
    keys = [word for name in THREE for word in people.key(name)]
    voice = people.propose("found", "--party", "alder", *keys)
    path = people.post / "request.json"
    found = json.loads(path.read_bytes())
    found["after"]["roles"]["root"]["threshold"] = 1
    path.write_bytes(json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    assert "not the one you were told" in people.sign("ada", voice, fails=True)
    path.write_bytes(path.read_bytes() + b" ")
    assert "changed on the way" in people.sign("ada", voice, fails=True)
    path.write_bytes(b'{"v":1}')
    assert "not a request" in people.sign("ada", voice, fails=True)


def test_signatures_that_are_not_of_this_request(people):
    keys = [word for name in THREE for word in people.key(name)]
    voice = people.propose("found", "--party", "alder", *keys)
    good = people.sign("ada", voice), people.sign("ben", voice)
    stranger = [word for name in ("eve", "fay") for word in people.key(name)]
    other = people.propose("found", "--party", "alder", *stranger, name="other")
    foreign = people.sign("eve", other, "other")
    assert "not a signature under this request" in people.finish(good[0], foreign, fails=True)
    assert "root keys of this request are here" in people.sign("eve", voice, fails=True)
    spoilt = people.post / "spoilt.json"
    found = json.loads(good[1].read_bytes())
    for part in ("root", "keys"):
        bad = json.loads(good[1].read_bytes())
        bad[part]["sig"] = found[part]["sig"][:-8] + "00000000"
        spoilt.write_text(json.dumps(bad))
        assert "the signature is not good" in people.finish(good[0], spoilt, fails=True)
    spoilt.write_text(json.dumps(found | {"root": found["keys"]}))
    assert "the signature is not good" in people.finish(good[0], spoilt, fails=True)
    spoilt.write_text("{}")
    assert "not a signature of a root key" in people.finish(good[0], spoilt, fails=True)
    assert people.state() == {}


def test_three_of_five_with_two_desks(people):
    names = ("ada", "ben", "cai", "dov", "eli")
    keys = [word for name in names for word in people.key(name)]
    voice = people.propose("found", "--party", "alder", *keys, "--threshold", "3", "--desks", "2")
    signed = [people.sign(name, voice) for name in ("eli", "ada", "cai")]
    assert "2 of the 3" in people.finish(*signed[:2], fails=True)
    first = people.finish(*signed).split()[-1]
    people("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder")
    assert "1  digest" in people.partner(first)
    desks = sorted((people.tmp / "alder" / "exchange" / "own" / "keys").glob("desk-*.pem"))
    assert len(desks) == 2
    desks[0].unlink()
    assert "no desk key" in people("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder", fails=True)


@pytest.mark.parametrize("what", ["online", "desk", "home", "author", "recipient", "root"])
def test_keys_change_later_and_the_partner_follows(founded, what):
    founded.partner(founded.first)
    ring = founded.tmp / "alder" / "exchange" / "own" / "keys"
    before = {path.name for path in ring.iterdir()}
    voice = founded.propose(what)
    if what != "author":  # the old keys hold until it is finished
        founded("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder")
    founded.finish(founded.sign("ben", voice), founded.sign("cai", voice))
    founded("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder")
    assert f"{1 if what == 'author' else 2} new" in founded("pull", home="birch")
    if what in ("online", "desk", "home"):
        gone = before - {path.name for path in ring.iterdir()}
        assert {name.partition("-")[0] for name in gone} == {"home": {"online", "desk"}}.get(what, {what})


def test_new_root_keys_by_old_and_new_custodians(founded):
    founded.partner(founded.first)
    keys = [*founded.key("dov"), *founded.key("eli"), "--key", founded.post / "cai.key.json"]
    voice = founded.propose("root", *keys)
    told = founded("apart", "sign", founded.post / "request.json", "--root-drive", founded.drive("cai"))
    assert told.count("ends: ") == 2
    new = founded.sign("dov", voice), founded.sign("eli", voice)
    before = founded.state()
    assert "of the 2 signatures that root 1 asks for" in founded.finish(*new, fails=True)
    old = founded.sign("ada", voice), founded.sign("ben", voice)
    assert "of the 2 signatures that root 2 asks for" in founded.finish(*old, fails=True)
    assert founded.state() == before
    founded.finish(*new, *old)
    assert "0 new" in founded("pull", home="birch")
    later = founded.propose("online", name="later")
    assert "root keys of this request are here" not in str(founded.sign("dov", later, "later"))
    founded.finish(founded.sign("eli", later, "later"), founded.post / "dov.later.signature.json", name="later")
    assert "0 new" in founded("pull", home="birch")


@pytest.mark.parametrize("first", ["recipient", "desk"])
def test_request_that_came_too_late(founded, first):
    late = founded.propose("online", name="late")
    voice = founded.propose(first)
    signed = founded.sign("ada", late, "late"), founded.sign("ben", late, "late")
    founded.finish(founded.sign("ada", voice), founded.sign("ben", voice))
    before = founded.state()
    assert "changed since this request" in founded.finish(*signed, name="late", fails=True)
    assert "the request is of alder" in founded.finish(*signed, name="late", home="birch", fails=True)
    assert founded.state() == before


def test_author_key_is_not_ended_before_a_message_it_signed(founded):
    voice = founded.propose("author")
    founded("publish", "digest", "--tlp", "CLEAR", "--nothing", home="alder")
    before = founded.state()
    signed = founded.sign("ada", voice), founded.sign("ben", voice)
    assert "messages were published since" in founded.finish(*signed, fails=True)
    assert founded.state() == before


def test_outbox_is_founded_once(founded):
    founded.finish(*founded.post.glob("*.first.signature.json"), name="first", fails=True)
    keys = [word for name in THREE for word in ("--key", founded.post / f"{name}.key.json")]
    argv = ("apart", "propose", "found", "--party", "alder", *keys, "--out", founded.post / "x.json")
    assert "stands here already" in founded(*argv, home="alder", fails=True)


@pytest.mark.parametrize(("argv", "said"), [
    (("propose", "found", "--out", "x"), "found needs"),
    (("propose", "online", "--party", "alder", "--out", "x"), "found needs"),
    (("propose", "online", "--out", "x"), "no outbox"),
])  # fmt: skip
def test_what_cannot_be(people, argv, said):
    people("join", "alder", "--own", "--root-drive", people.drive("n"), "--threshold", "1", "--dry-run", home="new")
    told = people("apart", *argv, home="new", fails=True)
    assert said in told or "has not joined" in told


def test_keys_that_cannot_found(people):
    one = people.key("ada")
    argv = ("apart", "propose", "found", "--party", "alder", "--out", people.post / "r.json")
    assert "given twice" in people(*argv, *one, *one, home="alder", fails=True)
    assert "cannot be" in people(*argv, *one, home="alder", fails=True)
    (people.post / "odd.json").write_text('{"v":1,"root":{"keytype":"rsa"}}')
    assert "Ed25519" in people(*argv, *one, "--key", people.post / "odd.json", home="alder", fails=True)
    assert "there already" in people("apart", "key", "--root-drive", people.drive("z"), "--out", one[1], fails=True)
    assert not (people.post / "r.json").exists()
