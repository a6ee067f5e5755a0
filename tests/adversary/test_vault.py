"""V-01 to V-34 (SECURITY.md section 7): who seizes, alters, cuts, exchanges, forges, forgets.

V-16 to V-19 (metadata and redaction) are in test_leaving.py. All people are invented.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import io
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the vault runs on Linux only", allow_module_level=True)

from inconcert.model.errors import InconcertError, OurError, RefusedByCheck, UserError
from inconcert.model.vault import Action, ActorRole, Deposit, DestroyReason, Facts, Use
from inconcert.vault import bag, codes, consent, keeping, log, place, reading, receive, rekey, replies, stamps
from inconcert.vault import case as cases
from inconcert.vault.facts import json_bytes
from inconcert.vault.ring import Ring, Signing, Trust
from inconcert.vault.sealing import Digest, new_identity, open_stream, seal_stream


def _stage():
    if "vault_stage" not in sys.modules:
        path = Path(__file__).parents[1] / "vault" / "stage.py"
        spec = importlib.util.spec_from_file_location("vault_stage", path)
        sys.modules["vault_stage"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["vault_stage"])
    return sys.modules["vault_stage"]


words = _stage()


@pytest.fixture
def stage(tmp_path):
    return words.Stage(tmp_path)


def read(stage, item, out=None, by="ada"):
    out = out or stage.root / "out"
    reading.read(stage.case, stage.signing(by), stage.secrets(by), item, out)
    return out.read_bytes()


def refused(stage, item, match):
    """The reading is refused, nothing comes out, and no reading stands in the log."""
    before = stage.case.log().data
    with pytest.raises(RefusedByCheck, match=match):
        read(stage, item)
    assert not (stage.root / "out").exists() and stage.temporaries() == []
    assert stage.case.log().data == before


def big(size=1_000_000):
    return random.Random(7).randbytes(size)


def rewrite(stage, lines):
    (stage.folder / place.LOG).write_bytes(b"".join(line + b"\n" for line in lines))


def lines(stage):
    return (stage.folder / place.LOG).read_bytes().splitlines()


# who may read


def test_v01_intake_machine_searched_finds_no_plaintext_and_no_name(stage):
    item = stage.receive()
    stage.index()
    stage.consent()
    assert stage.found() == []
    assert not list(stage.rings["door"].folder.glob("*.identity")), "an intake holds no key that opens anything"
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        cases.unlocked(stage.case, "door", new_identity())
    assert read(stage, item) == words.CANARY_TEXT, "and the words were there to be found"


def test_v01_a_recipient_put_in_place_by_a_thief_of_the_server_is_not_sealed_to(stage):
    (stage.folder / place.RECIPIENT).write_text(str(new_identity().to_public()))
    assert read(stage, stage.receive()) == words.CANARY_TEXT


def test_v02_person_who_is_not_custodian(stage):
    item = stage.receive()
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        cases.unlocked(stage.case, "bo", stage.identity("bo"))
    with pytest.raises(RefusedByCheck, match="not a custodian"):
        reading.read(stage.case, stage.signing("bo"), stage.secrets("ada"), item, stage.root / "out")
    assert not (stage.root / "out").exists()


def test_v03_custodians_name_with_anothers_key(stage):
    with pytest.raises(RefusedByCheck, match="sealed to others"):
        cases.unlocked(stage.case, "ada", stage.identity("bo"))


def test_v04_after_a_refusal_no_temporary_plaintext_is_left(stage):
    item = stage.receive(big())
    file = place.item_file(stage.folder, item)
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    file.write_bytes(data)
    refused(stage, item, "altered")


def test_v05_custodian_added_reads_without_re_encryption(stage):
    item = stage.receive()
    before = place.item_file(stage.folder, item).read_bytes()
    stage.add_bo()
    assert read(stage, item, by="bo") == words.CANARY_TEXT
    assert place.item_file(stage.folder, item).read_bytes() == before


def test_v06_log_that_cannot_be_written_gives_no_plaintext(stage, monkeypatch):
    item = stage.receive()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cases, "append", full)
    with pytest.raises(OurError, match="No space"):
        read(stage, item)
    assert not (stage.root / "out").exists() and stage.temporaries() == []


# the log


def test_v07_last_entry_dropped(stage):
    stage.receive()
    seen = stage.seen()
    rewrite(stage, lines(stage)[:-1])
    with pytest.raises(RefusedByCheck, match="cut or rewritten"):
        seen.log()


def test_v08_two_swapped(stage):
    stage.receive()
    stage.receive()
    first, second, third = lines(stage)
    rewrite(stage, [first, third, second])
    with pytest.raises(RefusedByCheck, match="missing, moved"):
        stage.case.log()


@pytest.mark.parametrize("at", [10, 60, 200, -10, -150])
def test_v09_one_character_changed(stage, at):
    stage.receive()
    stage.receive()
    data = bytearray((stage.folder / place.LOG).read_bytes())
    middle = data.index(b"\n") + 1
    place_in = middle + at if at > 0 else data.index(b"\n", middle) + at
    data[place_in] = ord("A") if data[place_in] != ord("A") else ord("B")
    (stage.folder / place.LOG).write_bytes(data)
    with pytest.raises(RefusedByCheck):
        stage.case.log()


def forged(stage, who: Signing, name: str, action=Action.READ, **opened):
    last = lines(stage)[-1]
    number = len(lines(stage)) + 1
    event = log.CustodyEvent(number, "2026-03-02T09:00:00Z", name, action, stage.id, "", "", opened)
    return log.line_of(event, last, who)


def test_v10_event_in_anothers_name(stage):
    stage.add_bo()
    log.append(stage.folder / place.LOG, forged(stage, stage.signing("bo"), "ada"))
    with pytest.raises(RefusedByCheck, match="in another's name"):
        stage.case.log()


def test_v10_event_of_a_stranger_and_of_an_intake_beyond_its_role(stage):
    stranger = Ring(stage.root / "ring-x")
    stranger.make("mallory", ActorRole.CUSTODIAN)
    before = (stage.folder / place.LOG).read_bytes()
    log.append(stage.folder / place.LOG, forged(stage, stranger.signing("mallory"), "mallory"))
    with pytest.raises(RefusedByCheck, match="not trusted here"):
        stage.case.log()
    (stage.folder / place.LOG).write_bytes(before)
    log.append(stage.folder / place.LOG, forged(stage, stage.signing("door"), "door", Action.CONSENT_GIVEN))
    with pytest.raises(RefusedByCheck, match="an intake may not sign"):
        stage.case.log()


def test_v10_a_custodian_who_was_taken_out_no_longer_signs(stage):
    stage.add_bo()
    rekey.remove_custodian(stage.case, stage.signing("ada"), stage.identity("ada"), "bo")
    log.append(stage.folder / place.LOG, forged(stage, stage.signing("bo"), "bo"))
    with pytest.raises(RefusedByCheck, match="not a custodian"):
        stage.case.log()


# exhibits


def test_v11_one_bit_in_a_hundred_megabytes(stage):
    item = stage.receive(bytes(100 << 20))
    file = place.item_file(stage.folder, item)
    with file.open("r+b") as sealed:
        sealed.seek(60 << 20)
        byte = sealed.read(1)[0]
        sealed.seek(60 << 20)
        sealed.write(bytes([byte ^ 16]))
    refused(stage, item, "altered")


def test_v11_a_thousand_random_bit_flips_are_a_thousand_refusals(stage):
    item = stage.receive(big(200_000))
    exhibit = reading.exhibit_of(stage.case, stage.case.log(), stage.secrets(), item)
    secrets, chance = stage.secrets(), random.Random(11)
    data = place.item_file(stage.folder, item).read_bytes()
    wrong = 0
    for _ in range(1000):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        out = io.BytesIO()
        try:
            found = open_stream(io.BytesIO(changed), out, secrets, "item")
        except RefusedByCheck:
            wrong += 1
            continue
        wrong += found != Digest(exhibit.size, exhibit.sha256, exhibit.sha512)
    assert wrong == 1000


def test_v12_cut_at_every_chunk_border_of_ten_megabytes(stage):
    item = stage.receive(big(10_000_000))
    data = place.item_file(stage.folder, item).read_bytes()
    secrets = stage.secrets()
    body = data.index(b"\n--- ") + 5 + 43 + 1 + 16
    chunk = 65536 + 16
    borders = [body + chunk * number for number in range((len(data) - body) // chunk + 1)]
    borders += [65536 * number for number in range(1, len(data) // 65536 + 1)]
    assert len(borders) > 300
    for border in borders:
        with pytest.raises(RefusedByCheck, match="truncated|damaged"):
            open_stream(io.BytesIO(data[:border]), None, secrets, "item")
    place.item_file(stage.folder, item).write_bytes(data[: body + chunk * 3])
    refused(stage, item, "truncated")


def test_v13_other_file_validly_sealed_to_the_case(stage):
    item = stage.receive(b"what was received")
    with place.item_file(stage.folder, item).open("wb") as out:
        seal_stream(io.BytesIO(b"what was exchanged"), out, stage.case.recipient())
    refused(stage, item, "differs from what was received")


def test_v13_the_file_of_another_exhibit_in_its_place(stage):
    one, other = stage.receive(b"one"), stage.receive(b"two")
    shutil.copy(place.item_file(stage.folder, other), place.item_file(stage.folder, one))
    refused(stage, one, "differs from what was received")


# bags


@pytest.fixture
def bagged(stage):
    item = stage.receive(b"a statement")
    stage.consent()
    wanted = bag.Export((item,), "gb", Use.SHARE)
    out = stage.root / "bag"
    checkpoint = bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, out)
    return stage, item, out, Trust(stage.trust.actors, checkpoint)


def test_v20_file_changed(bagged):
    stage, item, out, trust = bagged
    (out / "data" / "exhibits" / item).write_bytes(b"A statement")
    with pytest.raises(RefusedByCheck, match="changed or taken out"):
        bag.check_bag(out, stage.id, trust)


def test_v21_file_added_or_taken_out(bagged):
    stage, item, out, trust = bagged
    (out / "data" / "more").write_bytes(b"x")
    with pytest.raises(RefusedByCheck, match="added to the bag"):
        bag.check_bag(out, stage.id, trust)
    (out / "data" / "more").unlink()
    assert bag.check_bag(out, stage.id, trust).exhibits[item]["size"] == 11
    (out / "data" / "exhibits" / item).unlink()
    with pytest.raises(RefusedByCheck, match="changed or taken out"):
        bag.check_bag(out, stage.id, trust)


def rebuilt(out):
    for name in ("manifest-sha256.txt", "manifest-sha512.txt", "bagit.txt", "bag-info.txt", "tagmanifest-sha256.txt"):
        (out / name).unlink()
    bag._write_tags(out, 0)


def test_v22_changed_and_manifests_rebuilt(bagged):
    stage, item, out, trust = bagged
    (out / "data" / "exhibits" / item).write_bytes(b"A statement")
    rebuilt(out)
    with pytest.raises(RefusedByCheck, match="not what the log says"):
        bag.check_bag(out, stage.id, trust)
    said = out / "data" / "disclosed" / f"{item}.json"
    plain = json.loads(said.read_bytes())
    plain["material"]["sha256"] = "0" * 64
    said.write_bytes(json_bytes(plain))
    rebuilt(out)
    with pytest.raises(RefusedByCheck, match="not what the log commits to"):
        bag.check_bag(out, stage.id, trust)


def test_v23_whole_log_forged_and_back_dated_by_thieves_of_every_key(bagged):
    stage, _, out, trust = bagged
    again = stage.root / "again"
    again.mkdir()
    stage.clock.days(-300)
    other = dataclasses.replace  # the same keys sign another history of the same case
    folder = again / stage.id
    place.make_vault(again / "v")
    new = cases.make_case(again / "v", stage.signing("ada"), stage.recipient("ada"), stage.clock)
    data = (again / "v" / new / place.LOG).read_bytes()
    event = log.verified(data, new, stage.trust).events[0]
    line = log.line_of(other(event, case=stage.id), b"", stage.signing("ada"))
    assert log.verified(line, stage.id, stage.trust), "by its signatures alone it would pass"
    (out / "data" / place.LOG).write_bytes(line)
    rebuilt(out)
    with pytest.raises(RefusedByCheck, match="cut or rewritten"):
        bag.check_bag(out, stage.id, trust)
    assert not folder.exists()


def test_v24_wrong_checkpoint_or_none(bagged):
    stage, _, out, trust = bagged
    wrong = dataclasses.replace(trust.checkpoint, sha256="0" * 64)
    with pytest.raises(RefusedByCheck, match="cut or rewritten"):
        bag.check_bag(out, stage.id, Trust(trust.actors, wrong))
    with pytest.raises(UserError, match="against a checkpoint"):
        bag.check_bag(out, stage.id, Trust(trust.actors))


def test_v25_outsider_with_sha256sum_only(bagged):
    stage, item, out, trust = bagged
    for kind in ("sha256", "sha512"):
        done = subprocess.run([f"{kind}sum", "-c", "--quiet", f"manifest-{kind}.txt"], cwd=out, capture_output=True)
        assert done.returncode == 0, done.stderr
    done = subprocess.run(["sha256sum", "-c", "--quiet", "tagmanifest-sha256.txt"], cwd=out, capture_output=True)
    assert done.returncode == 0, done.stderr
    begun = (out / "data" / place.LOG).read_bytes()[: trust.checkpoint.size]
    done = subprocess.run(["sha256sum"], input=begun, capture_output=True)
    assert done.stdout.split()[0].decode() == trust.checkpoint.sha256
    assert bag.check_bag(out, stage.id, trust).log.events[-1].action is Action.EXPORTED
    bagged_text = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    for word in (words.CANARY_NAME.encode(), words.CANARY_SOURCE.encode(), words.CANARY_WHERE.encode()):
        assert word not in bagged_text, "name, source and place of keeping do not leave with the exhibit"


# keeping


def test_v26_destroyed_case_is_unreadable_and_its_log_verifies_with_the_reason(stage):
    item = stage.receive()
    kept = stage.root / "kept"
    shutil.copy(place.item_file(stage.folder, item), kept)
    secrets = stage.secrets()
    keeping.destroy(stage.case, stage.signing("ada"), DestroyReason.SOURCE_ASKED)
    assert sorted(path.name for path in stage.folder.iterdir()) == ["custody.jsonl", "lock"]
    found = stage.case.log()
    assert found.destroyed and found.events[-1].open == {"reason": "source_asked"}
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        stage.secrets()
    with pytest.raises(RefusedByCheck, match="destroyed"):
        reading.read(stage.case, stage.signing("ada"), secrets, item, stage.root / "out")
    with pytest.raises(RefusedByCheck, match="destroyed"):
        stage.receive()


def test_v27_destroy_under_legal_hold(stage):
    item = stage.receive()
    keeping.set_hold(stage.case, stage.signing("ada"), "CANARY a court asked")
    with pytest.raises(RefusedByCheck, match="legal hold"):
        keeping.destroy(stage.case, stage.signing("ada"), DestroyReason.RETENTION_ENDED)
    assert read(stage, item) == words.CANARY_TEXT and stage.found() == []
    keeping.lift_hold(stage.case, stage.signing("ada"), "lifted")
    keeping.destroy(stage.case, stage.signing("ada"), DestroyReason.RETENTION_ENDED)


def test_v28_export_beyond_consent_is_refused_and_logged(stage):
    item = stage.receive()
    stage.consent("gb", Use.SHARE, until="2026-03-10")
    for recipient, use, days in (("gb", Use.PUBLISH, 0), ("ca", Use.SHARE, 0), ("gb", Use.SHARE, 9)):
        stage.clock.days(days)
        with pytest.raises(RefusedByCheck, match="may not go to"):
            bag.export(
                stage.case, stage.signing("ada"), stage.secrets(), bag.Export((item,), recipient, use), stage.root / "b"
            )
        assert not (stage.root / "b").exists() and stage.temporaries() == []
        assert stage.case.log().events[-1].action is Action.EXPORT_REFUSED


def test_v28_one_source_of_two_is_not_enough(stage):
    item = stage.receive(sources=(words.CANARY_SOURCE, "lark"))
    stage.consent("gb")
    wanted = bag.Export((item,), "gb", Use.SHARE)
    with pytest.raises(RefusedByCheck, match="lark has not consented"):
        bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, stage.root / "b")


def test_v29_consent_withdrawn_no_export_and_the_list_of_who_has_it(bagged):
    stage, item, _, _ = bagged
    went = consent.withdraw(stage.case, stage.signing("ada"), stage.secrets(), words.CANARY_SOURCE)
    assert [(holder.item, holder.who, holder.use) for holder in went] == [(item, "gb", "share")]
    with pytest.raises(RefusedByCheck, match="withdrawn"):
        wanted = bag.Export((item,), "gb", Use.SHARE)
        bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, stage.root / "b")


def test_v29_consent_withdrawn_while_the_bag_is_made(stage, monkeypatch):
    item = stage.receive()
    stage.consent()
    real = bag.sound

    def withdrawing(case, who, exhibit, secrets, out=None):
        real(case, who, exhibit, secrets, out)
        consent.withdraw(stage.case, stage.signing("ada"), secrets, words.CANARY_SOURCE)

    monkeypatch.setattr(bag, "sound", withdrawing)
    with pytest.raises(RefusedByCheck, match="withdrawn meanwhile"):
        wanted = bag.Export((item,), "gb", Use.SHARE)
        bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, stage.root / "b")
    assert not (stage.root / "b").exists() and stage.temporaries() == []


# disks


_KILLED = """
import io, os, signal, sys
from pathlib import Path
sys.path.insert(0, {src!r})
import importlib.util
spec = importlib.util.spec_from_file_location("vault_stage", {stage!r})
words = importlib.util.module_from_spec(spec); sys.modules["vault_stage"] = words; spec.loader.exec_module(words)
from inconcert.vault import case, files
from inconcert.model.vault import Deposit
root, at = Path({root!r}), {at}
step = 0
def dying(function):
    def run(*arguments, **named):
        global step
        step += 1
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)
        done = function(*arguments, **named)
        return done
    return run
stage = words.Stage.__new__(words.Stage)
stage.root, stage.clock, stage.vault = root, words.Clock(), root / "vault"
stage.rings = {{name: words.Ring(root / f"ring-{{name}}") for name in ("ada", "bo", "door")}}
stage.actors = {{item.name: item for item in stage.rings["ada"].trusted()}}
stage.id = {case!r}
stage.folder = stage.vault / stage.id
os.fsync = dying(os.fsync); Path.replace = dying(Path.replace); os.ftruncate = dying(os.ftruncate)
{act}
"""


def killed(stage, at, act):
    """Act on the case in a process that kills itself at its `at`-th step on the disk; return whether it did."""
    text = _KILLED.format(
        src=str(Path(__file__).parents[2] / "src"),
        stage=str(Path(__file__).parents[1] / "vault" / "stage.py"),
        root=str(stage.root),
        at=at,
        case=stage.id,
        act=act,
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, timeout=60)
    assert done.returncode in (0, -9), done.stderr.decode()
    return done.returncode == -9


def test_v30_power_cut_in_the_middle_of_receiving(stage):
    steps = 0
    for at in range(1, 40):
        if not killed(stage, at, "stage.receive()"):
            break
        steps += 1
        assert stage.found() == []
        with stage.case.lock():
            pass
        events = [item for item in stage.case.log().events if item.action is Action.RECEIVED]
        files = {path.name for path in stage.folder.glob("*.age")}
        wanted = {f"{item.item}.age" for item in events} | {f"{item.number:08}.facts.age" for item in events}
        assert files == wanted | {"key.ada.age"}, "no half exhibit, no event without its file"
        assert stage.temporaries() == []
        for number, event in enumerate(events):
            assert read(stage, event.item, stage.root / f"out-{at}-{number}") == words.CANARY_TEXT
    assert steps >= 6


def test_v31_fifty_uploads_at_once(stage):
    failed, items = [], []

    def upload(number):
        try:
            items.append(stage.receive(f"exhibit {number}".encode()))
        except InconcertError as error:
            failed.append(error)

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and len(set(items)) == 50
    log_now = stage.case.log()
    assert {event.item for event in log_now.events if event.action is Action.RECEIVED} == set(items)
    secrets = stage.secrets()
    for item in items:
        reading.compare(stage.case, reading.exhibit_of(stage.case, log_now, secrets, item), secrets)
    assert stage.temporaries() == []


@pytest.mark.parametrize(
    "item", ["../other/x", "..", "", "a" * 31, "A" * 32, "0" * 32 + "\n", "key.ada", "/etc/passwd"]
)
def test_v32_item_id_that_is_a_path(stage, item):
    with pytest.raises(UserError, match="not the id"):
        reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "out")
    with pytest.raises(UserError, match="not the id"):
        place.case_folder(stage.vault, item)
    wanted = bag.Export((item,), "gb", Use.SHARE)
    with pytest.raises(UserError, match="not the id"):
        bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, stage.root / "b")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "Ada", "a" * 41, "-x"])
def test_v32_handle_that_is_a_path(stage, name):
    with pytest.raises(UserError, match="not a handle"):
        place.key_file(stage.folder, name)


def test_v33_disk_full_at_each_step_gives_a_clean_error_and_loses_nothing(stage, monkeypatch):
    kept = stage.receive(b"kept")
    real, refusals = os.fsync, 0
    for at in range(1, 30):
        step = 0

        def full(number, at=at):
            nonlocal step
            step += 1
            if step == at:
                raise OSError(28, "No space left on device")
            real(number)

        monkeypatch.setattr(os, "fsync", full)
        try:
            stage.receive(b"too much")
            done = True
        except OurError as error:
            assert "No space" in str(error)
            done, refusals = False, refusals + 1
        monkeypatch.setattr(os, "fsync", real)
        assert stage.temporaries() == []
        assert stage.case.log().events[1].item == kept
        if done:
            break
    assert refusals >= 4
    assert read(stage, kept) == b"kept"


def test_v33_disk_that_is_really_full(stage):
    """A process that may write no file beyond 100 kB: the content does not fit, and nothing of it stays."""
    act = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from inconcert.model.errors import OurError
try:
    stage.receive(bytes(1_000_000))
    raise SystemExit(3)
except OurError as error:
    assert "File too large" in str(error), error
"""
    kept = stage.receive(b"kept")
    assert not killed(stage, 10_000, act)
    assert len(stage.case.log().events) == 2 and stage.temporaries() == []
    assert read(stage, kept) == b"kept"


def test_v34_removed_custodian_with_a_kept_case_key(stage):
    stage.add_bo()
    item, kept = stage.receive(), stage.secrets("bo")
    rekey.remove_custodian(stage.case, stage.signing("ada"), stage.identity("ada"), "bo")
    later = stage.receive(b"later")
    for file in sorted(stage.folder.glob("*.age")):
        if not file.name.startswith("key."):
            with file.open("rb") as sealed, pytest.raises(RefusedByCheck, match="sealed to others"):
                open_stream(sealed, None, kept, file.name)
    with pytest.raises(RefusedByCheck, match="no key of this case"):
        stage.secrets("bo")
    assert read(stage, item) == words.CANARY_TEXT and read(stage, later, stage.root / "out2") == b"later"


def test_v34_what_was_sealed_to_the_old_key_while_it_changed_is_refused(stage):
    stage.add_bo()

    class Slow(io.BytesIO):
        """Meanwhile a custodian is taken out."""

        def read(self, size=-1):
            if rekey.unfinished(stage.case.log()) == "" and "bo" in stage.case.log().custodians:
                rekey.remove_custodian(stage.case, stage.signing("ada"), stage.identity("ada"), "bo")
            return super().read(size)

    with pytest.raises(RefusedByCheck, match="new key meanwhile"):
        receive.receive(stage.case, stage.signing("door"), Slow(b"x"), Deposit("x", ("lark",)))
    assert stage.temporaries() == [] and read(stage, stage.receive()) == words.CANARY_TEXT


def test_v34_re_keying_is_taken_up_where_it_was_killed(stage):
    stage.add_bo()
    items = {stage.receive(f"exhibit {number}".encode()): f"exhibit {number}".encode() for number in range(5)}
    given = 'stage.case, stage.signing("ada"), stage.identity("ada")'
    act = f'from inconcert.vault import rekey; rekey.remove_custodian({given}, "bo")'
    resumed = f"from inconcert.vault import rekey; rekey.resume({given})"
    old = stage.secrets("bo")
    assert killed(stage, 25, act), "half-way"
    assert rekey.unfinished(stage.case.log()) == "bo"
    items[stage.receive(b"while it lies half-way")] = b"while it lies half-way"
    for at in (12, 9, 15):
        killed(stage, at, resumed)
        for number, (item, data) in enumerate(items.items()):
            assert read(stage, item, stage.root / f"out-{at}-{number}") == data, "readable at every moment"
    rekey.resume(stage.case, stage.signing("ada"), stage.identity("ada"))
    assert rekey.unfinished(stage.case.log()) == "" and len(stage.secrets()) == 1
    for file in sorted(stage.folder.glob("*.age")):
        if not file.name.startswith("key."):
            with file.open("rb") as sealed, pytest.raises(RefusedByCheck, match="sealed to others"):
                open_stream(sealed, None, old, file.name)
    for number, (item, data) in enumerate(items.items()):
        assert read(stage, item, stage.root / f"end-{number}") == data


# what a seizure gives


def test_canaries_are_nowhere_on_disk_after_add_search_export_and_crash(stage):
    item = stage.receive()
    stage.index()
    stage.consent()
    consent.rests_on(stage.book(), words.CANARY_SOURCE, "gb", Use.PUBLISH, dt.date(2026, 3, 2))
    bag.export(
        stage.case, stage.signing("ada"), stage.secrets(), bag.Export((item,), "gb", Use.SHARE), stage.root / "b"
    )
    consent.withdraw(stage.case, stage.signing("ada"), stage.secrets(), words.CANARY_SOURCE)
    for at in (1, 3, 5, 7, 9):
        assert killed(stage, at, "stage.receive()")
    given = f'stage.case, stage.signing("ada"), stage.secrets(), {item!r}, root / "o"'
    for at in (1, 2, 3):
        killed(stage, at, f"from inconcert.vault import reading; reading.read({given})")
    assert stage.found() == []
    beside = [path for path in stage.root.rglob("*") if path.is_file() and "ring-" not in str(path)]
    outside = [
        path for path in beside if stage.vault not in path.parents and path.parts[-4:-1] and "b" not in path.parts
    ]
    assert [path for path in outside if b"CANARY" in path.read_bytes() and path.name != "o"] == []


def test_what_a_seized_server_can_surrender(stage, capsys):
    """Seize it: copy its disk with the intake's keys, search the copy, and print what it gives."""
    stage.receive()
    stage.index()
    stage.consent()
    code = codes.new_code()
    sent = stage.receive(words.CANARY_TEXT, sources=(code.pseudonym,), reply_to=f"{code.box} {code.recipient}")
    replies.reply(stage.case, stage.signing("ada"), stage.secrets(), sent, "CANARY-REPLY")
    disk = stage.root / "seized"
    shutil.copytree(stage.vault, disk / "vault")
    shutil.copytree(stage.rings["door"].folder, disk / "ring-door")
    files = [path for path in disk.rglob("*") if path.is_file()]
    everything = b"".join(path.name.encode() + path.read_bytes() for path in files)
    surrendered = {
        "names, sources, places, text of exhibits": [
            word for word in (*words.CANARIES, code.pseudonym.encode(), code.recipient.encode()) if word in everything
        ],
        "private age keys": [path.name for path in files if b"AGE-SECRET-KEY" in path.read_bytes()],
        "keys of the intake that open anything": [path.name for path in files if path.suffix == ".identity"],
        "actions, each with its day": [(item.action.value, item.at[:10]) for item in stage.case.log().events],
        "handles of custodians": sorted({path.name.split(".")[1] for path in files if path.name.startswith("key.")}),
        "sizes of stored exhibits, in bytes": sorted(
            path.stat().st_size for path in files if len(path.name) == 36 and path.suffix == ".age"
        ),
        "replies that wait, and for which code": [
            f"{len(list((disk / 'vault' / stage.id / 'replies').iterdir()))}, nothing of whom"
            if code.text.replace("-", "").encode() not in everything
            else code.text
        ],
        "times of day, of the case's files and folder": sorted(
            {path.stat().st_mtime % 86400 for path in (stage.folder, *stage.folder.rglob("*"))}
        ),
    }
    with capsys.disabled():
        print("\nWhat a seized server can surrender:")
        for what, found in surrendered.items():
            print(f"  {what}: {found if found else 'nothing'}")
    page = (Path(__file__).parents[2] / "docs" / "threat-model" / "vault.md").read_text("utf-8")
    assert [what for what in surrendered if f"{what}:" not in page] == [], "the threat model says what is printed here"
    assert surrendered["names, sources, places, text of exhibits"] == []
    assert surrendered["private age keys"] == []
    assert surrendered["replies that wait, and for which code"] == ["1, nothing of whom"]
    assert surrendered["times of day, of the case's files and folder"] == [0.0], "a file's time is its day, no more"
    received = [item for item in stage.case.log().events if item.action is Action.RECEIVED]
    assert all(len(item.at) == 10 for item in received), "a receipt says the day, no more"


def test_one_poisoned_submission_does_not_close_the_case_and_is_seen(stage):
    """Who holds the intake's key submits what is no exhibit, and one whose facts are not what was committed to."""
    good = stage.receive()
    with stage.case.lock():
        facts = Facts(material={"size": "many"}, private={"name": 5})
        cases.record(stage.case, stage.signing("door"), cases.Entry(Action.RECEIVED, place.new_id(), facts=facts))
    swapped = stage.receive()
    number = stage.case.log().lines
    shutil.copy(place.facts_file(stage.folder, 2), place.facts_file(stage.folder, number))
    later = stage.receive()
    book = stage.book()
    assert [item.id for item in consent.exhibits(book)] == [good, later]
    assert len(book.set_aside) == 2 and swapped in book.set_aside[1]
    assert consent.rests_on(book, "lark", "gb", Use.SHARE, dt.date(2026, 3, 2)).set_aside == book.set_aside


def test_a_damaged_consent_is_no_consent_and_closes_the_book(stage):
    stage.index()
    stage.consent()
    stage.consent("ca")
    shutil.copy(place.facts_file(stage.folder, 3), place.facts_file(stage.folder, 4))
    with pytest.raises(RefusedByCheck, match="commits to"):
        stage.book()


def test_no_copy_of_the_memory_is_left_when_the_process_dies():
    text = "from inconcert.vault.files import no_core_dumps; no_core_dumps(); import resource; "
    text += "import ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "(0, 0) 0", "and no other process of the user may read it"


def test_a_known_document_cannot_be_confirmed_by_its_hash(stage):
    stage.receive()
    data = (stage.folder / place.LOG).read_bytes()
    from hashlib import sha256, sha512

    assert sha256(words.CANARY_TEXT).hexdigest().encode() not in data
    assert sha512(words.CANARY_TEXT).hexdigest().encode() not in data


# time


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("vault_tsa", Path(__file__).parents[1] / "vault" / "tsa.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("tsa")
    return (
        module.Authority(folder / "one"),
        module.Authority(folder / "two"),
        module.Authority(folder / "no", "signing"),
    )


def test_v14_token_over_another_checkpoint_or_with_another_nonce(stage, tsa):
    one, _, _ = tsa
    before = stage.case.log().checkpoint
    asked = stamps.request(before)
    answer = one.answer(asked.der)
    assert stamps.check(before, answer, one.root, asked.nonce).at.startswith("20")
    stage.receive()
    with pytest.raises(RefusedByCheck, match="does not hold"):
        stamps.check(stage.case.log().checkpoint, answer, one.root, asked.nonce)
    with pytest.raises(RefusedByCheck, match="Nonce"):
        stamps.check(before, answer, one.root, asked.nonce + 1)
    with pytest.raises(RefusedByCheck):
        stamps.check(before, answer[:-1] + bytes([answer[-1] ^ 1]), one.root, asked.nonce)
    other = dataclasses.replace(before, sha256="0" * 64)
    forged_ask = stamps.request(other)
    with pytest.raises(RefusedByCheck, match="another log"):
        given = (other, one.answer(forged_ask.der), one.root, forged_ask)
        stamps.keep(stage.case, stage.signing("ada"), *given)
    assert [item.action for item in stage.case.log().events].count(Action.STAMPED) == 0


def test_v15_the_same_token_by_plain_openssl_and_two_authorities(stage, tsa):
    stage.receive()
    checkpoint = stage.case.log().checkpoint
    for authority in tsa[:2]:
        asked = stamps.request(checkpoint)
        answer = authority.answer(asked.der)
        stamps.keep(stage.case, stage.signing("ada"), checkpoint, answer, authority.root, asked)
    kept = stamps.stamps(stage.folder)
    assert len(kept) == 2, "one token an authority"
    held = 0
    for data, token in kept:
        for authority in tsa[:2]:
            plain = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-CAfile", authority.folder / "root.pem"]
            held += subprocess.run(plain, capture_output=True).returncode == 0
    assert held == 2, "each under its own root and no other"
    assert len({event.open["authority"] for event in stage.case.log().events if event.action is Action.STAMPED}) == 2


def test_v15_token_of_a_self_signed_stranger(stage, tsa):
    one, two, _ = tsa
    asked = stamps.request(stage.case.log().checkpoint)
    with pytest.raises(RefusedByCheck, match="does not hold"):
        stamps.check(stage.case.log().checkpoint, one.answer(asked.der), two.root, asked.nonce)


def test_v15_certificate_for_another_purpose(stage, tsa):
    one, _, wrong = tsa
    asked = stamps.request(stage.case.log().checkpoint)
    (wrong.folder / "q.tsq").write_bytes(asked.der)
    done = subprocess.run(
        ["openssl", "ts", "-reply", "-config", "conf", "-section", "one", "-queryfile", "q.tsq", "-out", "a.tsr"],
        cwd=wrong.folder,
        capture_output=True,
    )
    assert done.returncode != 0, "openssl itself will not sign with it, so the certificate is judged here"
    from cryptography import x509

    der = x509.load_pem_x509_certificate((wrong.folder / "tsa.pem").read_bytes())
    from cryptography.hazmat.primitives.serialization import Encoding

    with pytest.raises(ValueError, match="no certificate for time-stamping"):
        stamps._authority([der.public_bytes(Encoding.DER)])
    good = x509.load_pem_x509_certificate((one.folder / "tsa.pem").read_bytes()).public_bytes(Encoding.DER)
    assert len(stamps._authority([good])) == 64


def test_v15_a_stamped_bag_checks_with_openssl_alone(stage, tsa):
    item = stage.receive()
    stage.consent()
    checkpoint = stage.case.log().checkpoint
    asked = stamps.request(checkpoint)
    stamps.keep(stage.case, stage.signing("ada"), checkpoint, tsa[0].answer(asked.der), tsa[0].root, asked)
    out = stage.root / "bag"
    bag.export(stage.case, stage.signing("ada"), stage.secrets(), bag.Export((item,), "gb", Use.SHARE), out)
    data, token = stamps.stamps(out / "data" / "stamps")[0]
    plain = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-CAfile", tsa[0].folder / "root.pem"]
    assert subprocess.run(plain, capture_output=True).returncode == 0
    said = json.loads(data.read_bytes())
    assert log.checkpoint_of(stage.id, (out / "data" / place.LOG).read_bytes()[: said["size"]]).sha256 == said["sha256"]
