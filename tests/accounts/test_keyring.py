"""One view and one sealed copy of the keys of the exchange and of the vault."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner

from inconcert.accounts.keyring import brought_back, held, sealed_copy
from inconcert.cli.main import group
from inconcert.exchange.keys import KeyRole
from inconcert.exchange.keys import Ring as ExchangeRing
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import ActorRole
from inconcert.vault.ring import Ring as VaultRing

SECRET = "five random words are good"


@pytest.fixture
def rooms(tmp_path):
    exchange, vault = ExchangeRing(tmp_path / "own", b"pass"), VaultRing(tmp_path / "vault")
    exchange.new(KeyRole.AUTHOR)
    exchange.new_identity()
    vault.make("ada", ActorRole.CUSTODIAN)
    return {"exchange": exchange.folder, "vault": vault.folder}


def test_every_key_is_seen_with_its_lock_and_its_age(rooms):
    today = dt.datetime.now(dt.UTC)
    found = {(item.room, item.does): item for item in held(rooms, today + dt.timedelta(days=100))}
    assert set(found) == {("exchange", "signs (author)"), ("exchange", "opens"), ("vault", "signs custody"),
                          ("vault", "opens cases")}  # fmt: skip
    assert found["exchange", "opens"].locked and not found["vault", "opens cases"].locked
    assert found["exchange", "opens"].due and not found["exchange", "signs (author)"].due
    assert not any(item.due for item in held(rooms, today))


def test_a_copy_opens_to_the_same_keys_and_overwrites_none(rooms, tmp_path):
    data, count = sealed_copy(rooms, SECRET)
    assert count == 5 and b"PRIVATE" not in data and b"AGE-SECRET" not in data
    there = {room: tmp_path / "new" / room for room in rooms}
    assert brought_back(data, SECRET, there) == count
    for room, folder in rooms.items():
        for path in folder.iterdir():
            copy = there[room] / path.name
            assert copy.read_bytes() == path.read_bytes() and copy.stat().st_mode & 0o777 == 0o600
    assert ExchangeRing(there["exchange"], b"pass").signers(KeyRole.AUTHOR)
    assert VaultRing(there["vault"]).signing("ada").actor.name == "ada"
    with pytest.raises(RefusedByCheck, match="already"):
        brought_back(data, SECRET, there)


def test_a_copy_that_is_not_ours_or_another_passphrase_is_refused(rooms, tmp_path):
    data, _ = sealed_copy(rooms, SECRET)
    for wrong, word in ((data, "another one, long"), (data[:-1], SECRET), (b"x", SECRET)):
        with pytest.raises(UserError, match="does not open"):
            brought_back(wrong, word, {"exchange": tmp_path / "n", "vault": tmp_path / "m"})
    with pytest.raises(UserError, match="Name the folder"):
        brought_back(data, SECRET, {"exchange": tmp_path / "n"})
    with pytest.raises(UserError, match="passphrase of at least"):
        sealed_copy(rooms, "short")
    with pytest.raises(UserError, match="no key"):
        sealed_copy({"exchange": tmp_path / "nothing"}, SECRET)
    assert not (tmp_path / "n").exists()


def test_at_the_shell(rooms, tmp_path, monkeypatch):
    monkeypatch.setenv("INCONCERT_KEYS_PASSPHRASE", SECRET)
    (tmp_path / "home" / "exchange" / "own").mkdir(parents=True)
    rooms["exchange"].rename(tmp_path / "home" / "exchange" / "own" / "keys")
    options = ["--home", str(tmp_path / "home"), "--vault-keys", str(rooms["vault"])]
    said = CliRunner().invoke(group, ["keys", "status", *options], standalone_mode=False)
    assert said.return_value == 1 and "NO PASSPHRASE" in said.output and "vault custodian" in said.output
    copy = tmp_path / "keys.age"
    assert "5 files" in CliRunner().invoke(group, ["keys", "backup", str(copy), *options]).output
    again = CliRunner().invoke(group, ["keys", "backup", str(copy), *options], standalone_mode=False)
    assert isinstance(again.exception, UserError)
    fresh = ["--home", str(tmp_path / "h2"), "--vault-keys", str(tmp_path / "v2")]
    assert "5 files brought back" in CliRunner().invoke(group, ["keys", "restore", str(copy), *fresh]).output
