"""The custody log: its words, its clock, its length; retention; what a drive trusts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

import pytest

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, Actor, ActorRole, Checkpoint
from inconcert.vault import keeping, log, place
from inconcert.vault.ring import Ring, Trust


@pytest.mark.timed
def test_ten_thousand_events_verify_within_three_seconds(stage):
    who, data, last = stage.signing("ada"), (stage.folder / place.LOG).read_bytes(), b""
    lines = [data]
    last = data[:-1]
    for number in range(2, 10_001):
        event = log.CustodyEvent(number, "2026-03-02T09:00:00Z", "ada", Action.READ, stage.id, "0" * 32, "", {})
        line = log.line_of(event, last, who)
        lines.append(line)
        last = line[:-1]
    data = b"".join(lines)
    began = time.process_time()
    found = log.verified(data, stage.id, stage.trust)
    assert found.lines == 10_000 and time.process_time() - began < 3


def test_an_intake_notes_the_day_a_custodian_the_second(stage):
    stage.receive(by="door")
    stage.receive(by="ada")
    assert [event.at for event in stage.case.log().events[1:]] == ["2026-03-02", "2026-03-02T09:30:17Z"]


def test_two_events_that_say_the_same_are_different_lines(stage):
    event = stage.case.log().events[0]
    who = stage.signing("ada")
    assert log.line_of(event, b"", who) != log.line_of(event, b"", who)


@pytest.mark.parametrize(
    "change",
    [
        {"action": Action.DESTROYED, "open": {"reason": "retention_ended", "why": "a name"}},
        {"action": Action.KEEP_UNTIL, "open": {}},
        {"at": "yesterday"},
        {"case": "0" * 32},
        {"action": Action.CASE_MADE, "open": {"custodian": "ada", "custodian_recipient": "x", "recipient": "y"}},
    ],
)
def test_an_event_that_says_more_less_or_otherwise_is_refused(stage, change):
    before = stage.case.log()
    event = dataclasses.replace(before.events[0], number=2, action=Action.READ, open={})
    line = log.line_of(dataclasses.replace(event, **change), before.data[:-1], stage.signing("ada"))
    with pytest.raises(RefusedByCheck):
        log.verified(before.data + line, stage.id, stage.trust)


def test_a_log_cut_in_the_middle_of_a_line_is_refused_by_others_and_mended_by_its_keeper(stage):
    stage.receive()
    whole = (stage.folder / place.LOG).read_bytes()
    (stage.folder / place.LOG).write_bytes(whole + b'{"payload":"abc')
    with pytest.raises(RefusedByCheck, match="middle of a line"):
        log.verified((stage.folder / place.LOG).read_bytes(), stage.id, stage.trust)
    with stage.case.lock():
        pass
    assert (stage.folder / place.LOG).read_bytes() == whole


def test_a_case_is_due_when_its_day_is_past_and_no_hold_stands(stage):
    who, day = stage.signing("ada"), dt.date(2026, 12, 31)
    assert not keeping.due(stage.case.log(), dt.date(2100, 1, 1)), "nothing was said"
    keeping.keep_until(stage.case, who, day)
    assert not keeping.due(stage.case.log(), day) and keeping.due(stage.case.log(), day + dt.timedelta(days=1))
    keeping.set_hold(stage.case, who, "a court asked")
    assert not keeping.due(stage.case.log(), dt.date(2100, 1, 1))
    keeping.lift_hold(stage.case, who, "decided")
    assert keeping.due(stage.case.log(), dt.date(2100, 1, 1))


@pytest.mark.slow  # age makes a passphrase cost a second or more, on purpose
def test_a_drive_trusts_one_key_a_name_and_keeps_its_checkpoint(tmp_path):
    ring = Ring(tmp_path / "ring", b"a passphrase")
    ada = ring.make("ada", ActorRole.CUSTODIAN)
    with pytest.raises(RefusedByCheck, match="another key"):
        ring.trust(Actor("ada", ActorRole.CUSTODIAN, "0" * 64))
    with pytest.raises(UserError, match="keys here already"):
        ring.make("ada", ActorRole.CUSTODIAN)
    ring.trust(Checkpoint("c", 5, "0" * 64))
    assert ring.trust_for("c") == Trust((ada,), Checkpoint("c", 5, "0" * 64)) and ring.trust_for("d") == Trust((ada,))
    assert ring.signing("ada").actor == ada and str(ring.identity("ada")).startswith("AGE-SECRET-KEY-1")
    for kind in ("pem", "identity"):
        assert (ring.folder / f"ada.{kind}").stat().st_mode & 0o777 == 0o600
        assert b"AGE-SECRET" not in (ring.folder / f"ada.{kind}").read_bytes()
    for wrong in (Ring(ring.folder), Ring(ring.folder, b"another")):
        with pytest.raises(UserError, match="cannot be opened"):
            wrong.signing("ada")
    with pytest.raises(UserError, match="cannot be opened|not a private"):
        Ring(ring.folder).identity("ada")


def test_a_vault_and_a_register_do_not_share_a_home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "register.sqlite").write_bytes(b"")
    for folder in (tmp_path / "home", tmp_path / "home" / "vault"):
        with pytest.raises(RefusedByCheck, match="apart from the register"):
            place.make_vault(folder)
    assert not place.holds_vault(tmp_path) and not place.holds_vault(tmp_path / "nowhere")
    place.make_vault(tmp_path / "v" / "vault")
    assert place.holds_vault(tmp_path / "v") and place.holds_vault(tmp_path / "v" / "vault")
