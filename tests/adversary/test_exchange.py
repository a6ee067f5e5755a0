"""E-01 to E-50 (SECURITY.md section 7): an adversary between two parties, or a party gone wrong.

Each case runs over HTTP and over a folder. After each refusal the trusted state is compared byte for byte (in
`Subscriber.pull`), and the independent verifier must come to the same verdict. All people and parties are invented.
"""

from __future__ import annotations

import http.server
import importlib.util
import json
import shutil
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization.json import JSONSerializer

from inconcert.exchange import authors, ceremony, envelope, index, sealed, seen
from inconcert.exchange.handling import marking
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.limits import Limits
from inconcert.exchange.repository import Terms
from inconcert.model.errors import InconcertError, OurError, PartyError, RefusedByCheck, SourceError
from inconcert.model.messages import Draft, MessageKind, Refusal, Seen, Standing, Tlp


def _stage():
    if "exchange_stage" not in sys.modules:
        path = Path(__file__).parents[1] / "exchange" / "stage.py"
        spec = importlib.util.spec_from_file_location("exchange_stage", path)
        sys.modules["exchange_stage"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["exchange_stage"])
    return sys.modules["exchange_stage"]


S = _stage()
REQUEST = MessageKind.MIRROR_REQUEST


@pytest.fixture(params=["web", "folder"])
def road(request, tmp_path):
    if request.param == "folder":
        yield S.Road("folder", tmp_path)
        return
    with S.serving(tmp_path) as port:
        yield S.Road("web", tmp_path, port)


class Scene:
    """Alder publishes; birch and cedar read; the adversary carries alder's folder."""

    def __init__(self, road, **more):
        self.road = road
        self.all = S.parties(road.tmp, "alder", "birch", "cedar", **more)
        self.alder, self.birch, self.cedar = self.all.values()
        self.clock = self.alder.clock
        self.evil = S.Adversary(self.alder)
        self.reads = S.Subscriber(self.birch, self.alder, road)

    def begun(self):
        self.alder.say(S.DIGEST, S.draft(REQUEST, Tlp.AMBER, "birch"))
        assert self.reads.pull().held == ((1, "accepted"), (2, "accepted"))
        return self


@pytest.fixture
def scene(road):
    return Scene(road)


def test_e01_honest_outbox(scene):
    scene.alder.say(S.DIGEST, S.draft(REQUEST, Tlp.AMBER, "birch"), S.draft(REQUEST, Tlp.GREEN))
    assert scene.reads.pull().held == ((1, "accepted"), (2, "accepted"), (3, "accepted"))


def test_e02_second_pull_brings_nothing_new(scene):
    scene.begun()
    assert scene.reads.pull() == S.Outcome()


def test_e03_named_recipient_reads_the_plaintext(scene):
    scene.begun()
    assert scene.birch.tell(2, scene.alder).draft.body["text"] == S.CANARY


def test_e04_another_subscriber_sees_that_it_exists_and_not_what(scene):
    scene.begun()
    other = S.Subscriber(scene.cedar, scene.alder, scene.road)
    assert other.pull().held == ((1, "accepted"), (2, "sealed"))
    with pytest.raises(RefusedByCheck):
        scene.cedar.tell(2, scene.alder)
    held = b"".join(path.read_bytes() for path in scene.cedar.home.rglob("*") if path.is_file())
    assert S.CANARY.encode() not in held


def test_e05_ciphertext_holds_no_text_no_name_no_recipient(scene):
    scene.begun()
    data = scene.evil.message_file(2).read_bytes()
    for word in (S.CANARY, "alder", "birch", "cedar", "mirror_request", *scene.birch.outbox.keys().sealed_to):
        assert word.encode() not in data
    short = scene.alder.say(S.draft(REQUEST, Tlp.AMBER, "birch", citable=True))[0]
    assert abs(scene.evil.message_file(short.seq).stat().st_size - len(data)) < 200  # padded to 4 KiB


@pytest.mark.parametrize("tlp", [Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED])
def test_e06_amber_without_recipient_is_not_published(scene, tlp):
    with pytest.raises(RefusedByCheck):
        scene.alder.say(S.draft(REQUEST, tlp))
    assert scene.alder.outbox.index() == b""


def test_e06_intended_designation_is_sealed_whatever_its_marking(scene):
    with pytest.raises(RefusedByCheck):
        scene.alder.say(S.draft(MessageKind.INTENDED_DESIGNATION, Tlp.CLEAR))


@pytest.mark.parametrize("word", ["WHITE", "PURPLE", "amber", "", None, "TLP:RED", "AMBER STRICT"])
def test_e07_unknown_marking_is_refused_at_both_ends(scene, word):
    with pytest.raises(RefusedByCheck):
        marking(word)
    with pytest.raises(RefusedByCheck):
        scene.alder.say(Draft(MessageKind.DIGEST, word))
    scene.evil.add(scene.evil.signed(scene.evil.message(1, tlp=word)))
    assert scene.reads.pull().held == ((1, "quarantined"),)


def test_e08_one_byte_of_a_message_changed(scene):
    scene.begun()
    scene.alder.say(S.DIGEST)
    _flip(scene.evil.message_file(3), 30)
    assert scene.reads.pull().refusal is Refusal.MISMATCH


def test_e09_one_bit_of_a_ciphertext_changed(scene):
    scene.begun()
    scene.alder.say(S.draft(REQUEST, Tlp.AMBER, "birch"))
    _flip(scene.evil.message_file(3), -5)
    assert scene.reads.pull().refusal is Refusal.MISMATCH


def test_e10_targets_edited_and_not_signed_again(scene):
    scene.begun()
    scene.alder.say(S.DIGEST)
    path = scene.evil.newest("targets")
    data = path.read_bytes().replace(b'"version":', b'"x":1,"version":')
    path.write_bytes(data)
    found = json.loads(scene.evil.newest("snapshot").read_bytes())
    assert found["signed"]["meta"]["targets.json"]["length"] != len(data)

    def relist(snapshot):
        snapshot.meta["targets.json"] = type(snapshot.meta["targets.json"]).from_data(
            snapshot.meta["targets.json"].version, data, ["sha256"]
        )

    scene.evil.edit("snapshot", relist)
    _retime(scene)
    assert scene.reads.pull().refusal is Refusal.UNSIGNED


def test_e11_listed_message_withheld(scene):
    scene.begun()
    scene.alder.say(S.DIGEST, S.DIGEST)
    scene.evil.message_file(4).unlink()
    assert scene.reads.pull().refusal is Refusal.DOWNLOAD
    assert len(scene.reads.inbox.rows()) == 2


def test_e12_fifty_megabytes_appended_are_not_read(scene):
    scene.begun()
    scene.alder.say(S.DIGEST)
    with scene.evil.message_file(3).open("ab") as file:
        file.write(bytes(50 * 1024 * 1024))
    began = time.monotonic()
    assert scene.reads.pull(second=False).refusal is Refusal.MISMATCH
    assert time.monotonic() - began < 2


def test_e13_garbage_timestamp_is_refused_at_sixteen_kibibytes(scene):
    scene.begun()
    scene.evil.newest("timestamp").write_bytes(b"x" * 1024 * 1024)
    assert scene.reads.pull().refusal is Refusal.MISMATCH


def test_e14_yesterdays_outbox(scene):
    scene.begun()
    kept = scene.evil.copy("kept")
    scene.clock.advance(days=1)
    scene.alder.say(S.DIGEST)
    scene.reads.pull()
    scene.evil.put_back(kept)
    assert scene.reads.pull().refusal is Refusal.VERSION


def test_e15_old_timestamp_only(scene):
    scene.begun()
    old = scene.evil.newest("timestamp").read_bytes()
    scene.alder.say(S.DIGEST)
    scene.reads.pull()
    scene.evil.newest("timestamp").write_bytes(old)
    assert scene.reads.pull().refusal is Refusal.VERSION


def test_e16_old_snapshot_under_the_new_number(scene):
    """Mix and match: where the timestamp carries hashes, they show it before the version does."""
    scene.begun()
    old = scene.evil.newest("snapshot").read_bytes()
    scene.alder.say(S.DIGEST)
    scene.evil.newest("snapshot").write_bytes(old)

    def without_hash(timestamp):
        timestamp.snapshot_meta.hashes = timestamp.snapshot_meta.length = None

    assert scene.reads.pull().refusal is Refusal.MISMATCH
    scene.evil.edit("timestamp", without_hash)
    assert scene.reads.pull().refusal is Refusal.VERSION


def test_e17_freeze_ends_with_the_timestamp(scene):
    scene.begun()
    scene.clock.advance(days=8)
    assert scene.reads.pull().refusal is Refusal.EXPIRED


@pytest.mark.parametrize("role", ["snapshot", "targets", "root"])
def test_e18_each_role_expired_alone(road, role):
    scene = Scene(road, terms=Terms(**{f"{role}_days": 1}))
    scene.begun()
    scene.clock.advance(days=2)
    if role == "snapshot":
        scene.evil.edit("timestamp", lambda signed: setattr(signed, "version", signed.version + 1))
    else:
        scene.alder.outbox.freshen(scene.alder.ring)
    assert scene.reads.pull().refusal is Refusal.EXPIRED


def test_e19_clock_set_back_a_year(scene):
    scene.begun()
    scene.clock.advance(days=-365)
    assert scene.reads.pull().refusal is Refusal.CLOCK
    shutil.rmtree(scene.alder.folder / "metadata")
    assert scene.reads.pull().refusal is Refusal.CLOCK  # before anything is asked for


def test_e19_signed_in_the_future(scene):
    """Else one partner could stop our clock rule for ever."""
    scene.begun()
    scene.clock.advance(days=3)
    scene.alder.outbox.freshen(scene.alder.ring)
    scene.clock.advance(days=-3)
    assert scene.reads.pull().refusal is Refusal.CLOCK
    scene.evil.add(scene.evil.signed(scene.evil.message(3, created="2030-01-01T00:00:00Z")))
    assert scene.reads.pull().held == ((3, "quarantined"),)


def test_e20_index_reordered_with_valid_keys(scene):
    scene.begun()
    lines = scene.alder.outbox.index().splitlines(keepends=True)
    scene.evil.publish({index.FILE: b"".join(reversed(lines))})
    found = scene.reads.pull()
    assert found.refusal is Refusal.HISTORY and "history was rewritten" in found.text


def test_e21_index_shortened_with_valid_keys(scene):
    scene.begun()
    scene.evil.publish({index.FILE: scene.alder.outbox.index().splitlines(keepends=True)[0]})
    assert scene.reads.pull().refusal is Refusal.HISTORY


def test_e22_second_history_shows_in_the_acknowledgement(scene):
    kept = scene.evil.copy("kept")
    scene.begun()
    other = scene.alder.home / "folder-of-birch"
    shutil.copytree(scene.alder.folder, other)
    scene.evil.put_back(kept)
    scene.alder.say(S.draft(REQUEST, Tlp.GREEN), S.DIGEST)
    reads = S.Subscriber(scene.cedar, scene.alder, scene.road)
    reads.pull()
    told = reads.inbox.seen()
    assert seen.standing(told, scene.reads.inbox.index()) is Standing.SPLIT_VIEW
    assert seen.standing(scene.reads.inbox.seen(), scene.reads.inbox.index()) is Standing.AGREES


@pytest.mark.parametrize("poison", ["signature", "json", "nesting", "empty", "text"])
def test_e23_poison_message_blocks_nobody(scene, poison):
    good = scene.evil.signed(scene.evil.message(1))
    data = {
        "signature": good.replace(b'"sig":"', b'"sig":"AAAA'),
        "json": good[:-1],
        "nesting": b"[" * 100_000,
        "empty": b"",
        "text": b"hello",
    }[poison]
    scene.evil.add(data)
    scene.alder.say(S.DIGEST)
    assert scene.reads.pull().held == ((1, "quarantined"), (2, "accepted"))


def test_e24_envelope_sealed_again_by_another_party(scene):
    """Cedar takes what alder signed for cedar and publishes it to birch as cedar's own, or as alder's."""
    scene.alder.say(S.draft(REQUEST, Tlp.AMBER, "cedar"))
    data = scene.evil.message_file(1).read_bytes()
    stolen = sealed.seal(sealed.opened(data, scene.cedar.ring.identities()), scene.birch.outbox.keys().sealed_to)
    S.Adversary(scene.cedar).add(stolen, sealed_name=True)
    reads = S.Subscriber(scene.birch, scene.cedar, scene.road)
    assert reads.pull().held == ((1, "quarantined"),)


def test_e24_own_message_replayed_at_another_place(scene):
    scene.begun()
    scene.evil.add(scene.evil.message_file(1).read_bytes())
    assert scene.reads.pull().held == ((3, "quarantined"),)


def test_e25_sealed_to_us_addressed_to_another(scene):
    fields = scene.evil.message(1, to=["cedar"], tlp="AMBER")
    data = sealed.seal(scene.evil.signed(fields), scene.birch.outbox.keys().sealed_to)
    scene.evil.add(data, sealed_name=True)
    found = scene.reads.pull()
    assert found.held == ((1, "quarantined"),) and "addressed to others" in found.reasons[0]


def test_e26_list_keys_stolen_author_key_not(scene):
    scene.begun()
    thief = Ring(scene.alder.home / "thief")
    data = envelope.enclose(
        json.dumps(scene.evil.message(3)).encode(), envelope.PAYLOAD_TYPE, [thief.new(KeyRole.AUTHOR)]
    )
    scene.evil.add(data)
    assert scene.reads.pull().held == ((3, "quarantined"),)


@pytest.mark.parametrize("who", ["author", "recipient"])
def test_e26_desk_key_cannot_name_authors_or_recipients(scene, who):
    scene.begun()
    thief = Ring(scene.alder.home / "thief")
    keys = scene.alder.outbox.keys()
    key = thief.new(KeyRole.AUTHOR)
    changed = keys.with_author(key.public_key, 3) if who == "author" else keys.with_recipient(thief.new_identity())
    one_root = scene.alder.custodians[0].signers(KeyRole.ROOT)
    for signers in ([key], scene.alder.ring.signers(KeyRole.DESK), one_root):
        scene.evil.publish({authors.FILE: authors.signed(changed, signers)})
        assert scene.reads.pull().refusal is Refusal.KEYS


def test_e27_revoked_targets_key_signs(scene):
    scene.begun()
    stolen = scene.alder.ring.signers(KeyRole.DESK)
    ceremony.replace_keys(scene.alder.outbox, scene.alder.custodians, scene.alder.ring, KeyRole.DESK)
    assert scene.reads.pull().refusal is None
    scene.alder.say(S.DIGEST)
    scene.evil.edit("targets", lambda signed: None, signers=stolen)
    _relist(scene)
    assert scene.reads.pull().refusal is Refusal.UNSIGNED


def test_e28_fast_forward_is_healed_by_rotation(scene):
    scene.begun()
    stolen = scene.alder.ring.signers(KeyRole.ONLINE)
    scene.evil.edit("timestamp", lambda signed: setattr(signed, "version", 1_000_000), signers=stolen)
    assert scene.reads.pull().refusal is None
    path = scene.evil.newest("timestamp")
    found = Metadata.from_bytes(path.read_bytes())
    found.signed.version = 2
    found.sign(stolen[0])
    path.write_bytes(found.to_bytes())
    scene.alder.say(S.DIGEST)
    assert scene.reads.pull().refusal is Refusal.VERSION
    ceremony.replace_keys(scene.alder.outbox, scene.alder.custodians, scene.alder.ring, KeyRole.ONLINE)
    assert scene.reads.pull().held == ((3, "accepted"),)


def test_e29_root_by_one_of_three(scene):
    scene.begun()
    _new_root(scene, lambda root: None, scene.alder.custodians[:1])
    assert scene.reads.pull().refusal is Refusal.UNSIGNED


def test_e29_ceremony_needs_two_of_three(scene):
    with pytest.raises(RefusedByCheck):
        ceremony.renew_root(scene.alder.outbox, scene.alder.custodians[:1], scene.alder.ring)
    ceremony.renew_root(scene.alder.outbox, scene.alder.custodians[1:], scene.alder.ring)
    assert scene.reads.pull().refusal is None


def test_e30_all_root_keys_rotated_subscriber_holds_the_first_root(scene):
    scene.begun()
    fresh = [Ring(scene.alder.home / f"new-drive-{number}") for number in range(3)]
    ceremony.replace_roots(scene.alder.outbox, scene.alder.custodians, fresh, scene.alder.ring, threshold=2)
    for role in (KeyRole.DESK, KeyRole.ONLINE):
        ceremony.replace_keys(scene.alder.outbox, fresh, scene.alder.ring, role)
    scene.alder.say(S.DIGEST)
    assert scene.reads.pull().held == ((3, "accepted"),)
    newcomer = S.Subscriber(scene.cedar, scene.alder, scene.road)
    assert newcomer.pull().held == ((1, "accepted"), (2, "sealed"), (3, "accepted"))


def test_e31_signature_twice(scene):
    scene.begun()
    path = _new_root(scene, lambda root: None, scene.alder.custodians[:1])
    found = json.loads(path.read_bytes())
    found["signatures"] *= 2
    path.write_bytes(json.dumps(found).encode())
    assert scene.reads.pull().refusal is Refusal.METADATA


def test_e31_one_key_under_two_ids(scene):
    scene.begun()

    def twice(root: Root):
        held = scene.alder.custodians[0].signers(KeyRole.ROOT)[0].public_key
        double = type(held)("f" * 64, held.keytype, held.scheme, held.keyval)
        root.add_key(double, "root")

    _new_root(scene, twice, scene.alder.custodians)
    assert scene.reads.pull().refusal is not None


def test_e32_endless_roots_stop_at_the_limit(road):
    scene = Scene(road, allowed=Limits(root_rotations_max=5))
    scene.begun()
    for _ in range(8):
        ceremony.renew_root(scene.alder.outbox, scene.alder.custodians, scene.alder.ring)
    scene.reads.second = False
    scene.reads.pull()
    state = scene.reads.inbox._state() / "metadata" / "root.json"
    assert Metadata.from_bytes(state.read_bytes()).signed.version <= 6


def test_e33_author_key_rotated(scene):
    scene.begun()
    old = scene.alder.ring.signers(KeyRole.AUTHOR)[0]
    ceremony.replace_author(scene.alder.outbox, scene.alder.custodians, scene.alder.ring)
    scene.alder.say(S.DIGEST)
    stale = envelope.enclose(json.dumps(scene.evil.message(4)).encode(), envelope.PAYLOAD_TYPE, [old])
    scene.evil.add(stale)
    assert scene.reads.pull().held == ((3, "accepted"), (4, "quarantined"))
    newcomer = S.Subscriber(scene.cedar, scene.alder, scene.road)
    assert newcomer.pull().held == ((1, "accepted"), (2, "sealed"), (3, "accepted"), (4, "quarantined"))


def test_e33_compromised_author_key_ends_at_the_last_good_message(scene):
    scene.begun()
    scene.alder.say(S.DIGEST)
    ceremony.replace_author(scene.alder.outbox, scene.alder.custodians, scene.alder.ring, last_good=2)
    newcomer = S.Subscriber(scene.cedar, scene.alder, scene.road)
    assert newcomer.pull().held == ((1, "accepted"), (2, "sealed"), (3, "quarantined"))


def test_e34_outbox_of_a_stranger_under_our_pinned_root(scene):
    scene.begun()
    shutil.rmtree(scene.alder.folder)
    shutil.copytree(scene.cedar.folder, scene.alder.folder)
    assert scene.reads.pull().refusal is Refusal.UNSIGNED


def test_e34_first_root_with_another_fingerprint(scene):
    inbox = scene.birch.inbox(scene.cedar)
    with pytest.raises(PartyError) as refused:
        inbox.begin(scene.road.source(scene.cedar), scene.alder.fingerprint)
    assert refused.value.refusal is Refusal.FINGERPRINT and not inbox.folder.exists()
    assert inbox.begin(scene.road.source(scene.cedar), "") == scene.cedar.fingerprint
    assert not inbox.folder.exists()


@pytest.mark.parametrize("name", ["../../x", "m/../../x", "/etc/passwd", "m\\00000003.age", "keys.json"])
def test_e35_message_named_outside(scene, name):
    scene.begun()
    held = scene.alder.outbox.index()
    line = index.line_of(3, name, "0" * 64)
    scene.evil.publish({index.FILE: held + line})
    scene.alder.say(S.DIGEST)
    assert scene.reads.pull().held == ((3, "quarantined"), (4, "accepted"))
    assert not list(scene.road.tmp.rglob("x"))


@pytest.mark.parametrize("name", ["a/b", "a%2fb", "..", "a\x00b", "n" * 300, "\u202e", "?", "#"])
def test_e36_odd_file_names_are_refused_or_quoted(scene, name, tmp_path):
    from inconcert.exchange.trusted import Trusted

    folder = scene.alder.folder / "targets"
    listed = scene.alder.outbox.repository.targets()
    listed.signed.targets[name] = type(listed.signed.targets[index.FILE]).from_data(name, b"data", ["sha256"])
    held = listed.signed

    def add(signed):
        signed.targets, signed.version = held.targets, signed.version

    scene.evil.edit("targets", add)
    _relist(scene)
    before = {path for path in scene.road.tmp.rglob("*") if folder not in path.parents}
    trial = tmp_path / "trial"
    trial.mkdir()
    (trial / "root.json").write_bytes((scene.alder.folder / "metadata" / "1.root.json").read_bytes())
    into = tmp_path / "into"
    into.mkdir()
    base = scene.road.source(scene.alder) + "/" if scene.road.kind == "web" else "folder://party/"
    from inconcert.exchange.wire import fetcher_for

    fetcher, _ = fetcher_for(scene.road.source(scene.alder))
    try:
        trusted = Trusted(trial, f"{base}metadata/", f"{base}targets/", fetcher=fetcher, now=scene.clock())
        with pytest.raises((PartyError, OurError)):
            trusted.keep(name, into)
    finally:
        fetcher.close()
    after = {path for path in scene.road.tmp.rglob("*") if not {trial, into, folder} & {path, *path.parents}}
    assert after - before == set() and not list(into.iterdir())


@pytest.mark.parametrize("path", ["../secret", "..%2fsecret", "metadata/../../secret", "/etc/passwd", "C:\\x", "a//b"])
def test_e37_paths_out_of_the_folder_do_not_exist(road, path):
    from inconcert.exchange.wire import fetcher_for

    party = S.parties(road.tmp, "alder")["alder"]
    (party.home / "secret").write_text("secret")
    fetcher, base = fetcher_for(road.source(party))
    from tuf.api.exceptions import DownloadHTTPError

    with pytest.raises(DownloadHTTPError) as missing:
        b"".join(fetcher.fetch(base + path))
    fetcher.close()
    assert missing.value.status_code in (404, 301)


def test_e38_drive_without_network_gives_the_same(road, monkeypatch):
    scene = Scene(road).begun()
    by_drive = S.Subscriber(scene.cedar, scene.alder, S.Road("folder", road.tmp))
    if road.kind == "folder":
        monkeypatch.setattr("socket.socket", _no_network)
    assert by_drive.pull().held == ((1, "accepted"), (2, "sealed"))
    assert by_drive.inbox.seen() == scene.reads.inbox.seen()


@pytest.mark.parametrize("place", ["file", "folder"])
def test_e39_symlink_on_the_drive(scene, place):
    scene.begun()
    scene.alder.say(S.DIGEST)
    secret = scene.alder.home / "secret"
    if place == "file":
        path = scene.evil.message_file(3)
        path.replace(secret)
    else:
        path = scene.alder.folder / "targets" / "m"
        path.replace(secret)
    path.symlink_to(secret)
    found = scene.reads.pull(source=str(scene.alder.folder), second=False)
    assert found.refusal is Refusal.DOWNLOAD


@pytest.mark.parametrize("gone", ["targets", "metadata", "all"])
def test_e40_drive_pulled_out_midway(scene, gone):
    scene.begun()
    scene.alder.say(S.DIGEST, S.draft(REQUEST, Tlp.AMBER, "birch"))
    shutil.rmtree(scene.alder.folder / gone if gone != "all" else scene.alder.folder)
    assert scene.reads.pull(second=False).refusal is Refusal.DOWNLOAD


def test_e40_power_cut_in_the_middle(scene, monkeypatch):
    scene.begun()
    scene.alder.say(S.DIGEST)
    before = S.prints(scene.reads.inbox.folder)

    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("inconcert.exchange.inbox.Inbox._point", cut)
    monkeypatch.setattr("inconcert.exchange.inbox.Inbox._clear", lambda *_: None)  # nothing tidies up after a power cut
    with pytest.raises(KeyboardInterrupt):
        scene.reads.inbox.pull(scene.road.source(scene.alder), scene.birch.reader())
    monkeypatch.undo()
    after = S.prints(scene.reads.inbox.folder)
    assert {name: after[name] for name in before} == before
    assert [row.seq for row in scene.reads.inbox.rows()] == [1, 2]
    assert scene.reads.pull().held == ((3, "accepted"),)


def test_e41_two_pulls_at_once_one_waits(scene):
    scene.begun()
    scene.alder.say(S.DIGEST, S.DIGEST)
    found, faults = [], []

    def pull():
        try:
            found.append(scene.reads.inbox.pull(scene.road.source(scene.alder), scene.birch.reader()).rows)
        except (InconcertError, OSError) as error:
            faults.append(error)

    threads = [threading.Thread(target=pull) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and sorted(len(rows) for rows in found) == [0, 0, 2]
    assert [row.seq for row in scene.reads.inbox.rows()] == [1, 2, 3, 4]


@pytest.mark.parametrize("where", ["body", "head"])
def test_e42_slow_server_ends_in_time(road, where):
    scene = Scene(road, allowed=Limits(file_max_s=0.6, silence_max_s=0.5)).begun()

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if where == "body":
                self.send_response(200)
                self.send_header("Content-Length", "5000")
                self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return

        def log_message(self, *_):
            return None

    began = time.monotonic()
    with S.serving(road.tmp, Slow) as port:
        found = scene.reads.pull(source=f"http://127.0.0.1:{port}", second=False)
    assert found.refusal in (Refusal.SLOW, Refusal.DOWNLOAD) and time.monotonic() - began < 5


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/", "https://elsewhere.example/", "file:///etc/passwd", "/same"])
def test_e43_redirect_is_not_followed(road, target):
    scene = Scene(road).begun()
    asked = []

    class Redirect(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", target + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            return None

    with S.serving(road.tmp, Redirect) as port:
        found = scene.reads.pull(source=f"http://127.0.0.1:{port}", second=False)
    assert found.refusal is Refusal.DOWNLOAD and len(asked) == 1


NASTY = {
    "key twice": lambda text: text.replace('"v": 1', '"v": 1, "v": 1'),
    "NaN": lambda text: text.replace('"body": {}', '"body": {"x": NaN}'),
    "infinity": lambda text: text.replace('"body": {}', '"body": {"x": 1e999}'),
    "million digits": lambda text: text.replace('"body": {}', '"body": {"x": ' + "9" * 10**6 + "}"),
    "levels": lambda text: text.replace('"body": {}', '"body": {"x": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    "half a character": lambda text: text.replace('"body": {}', '"body": {"x": "\\ud800"}'),
    "unknown field": lambda text: text.replace('"v": 1', '"v": 1, "w": 1'),
    "other version": lambda text: text.replace('"v": 1', '"v": 2'),
    "seq as text": lambda text: text.replace('"seq": 1', '"seq": "1"'),
    "kind unknown": lambda text: text.replace('"digest"', '"order"'),
    "not an object": lambda text: "[]",
    "not UTF-8": lambda text: text.replace("digest", "\udcff"),
}


@pytest.mark.parametrize("name", NASTY)
def test_e44_nasty_json_is_quarantined(scene, name):
    text = NASTY[name](json.dumps(scene.evil.message(1)))
    began = time.monotonic()
    scene.evil.add(scene.evil.signed(text.encode("utf-8", "surrogateescape")))
    scene.alder.say(S.DIGEST)
    assert scene.reads.pull().held == ((1, "quarantined"), (2, "accepted"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "other", ["application/vnd.in-toto+json", authors.PAYLOAD_TYPE, "", envelope.PAYLOAD_TYPE + " "]
)
def test_e45_envelope_of_another_application(scene, other):
    scene.evil.add(scene.evil.signed(scene.evil.message(1), payload_type=other))
    assert scene.reads.pull().held == ((1, "quarantined"),)


def test_e46_signature_without_the_pre_authentication_encoding(scene):
    import base64

    payload = json.dumps(scene.evil.message(1)).encode()
    signature = scene.alder.ring.signers(KeyRole.AUTHOR)[0].sign(payload)
    made = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": envelope.PAYLOAD_TYPE,
        "signatures": [
            {"keyid": signature.keyid, "sig": base64.b64encode(bytes.fromhex(signature.signature)).decode()}
        ],
    }
    scene.evil.add(json.dumps(made).encode())
    assert scene.reads.pull().held == ((1, "quarantined"),)


def test_e47_claims_about_what_does_not_exist_or_was_not_addressed(scene):
    scene.begun()
    row = scene.reads.inbox.rows()[1]
    ours = {("alder", 2): ("birch",)}
    assert seen.reply_standing(("alder", 2), "birch", ours) is Standing.AGREES
    assert seen.reply_standing(("alder", 2), "cedar", ours) is Standing.INVALID
    assert seen.reply_standing(("alder", 99), "birch", ours) is Standing.INVALID
    assert row.to == ("birch",)


def test_e48_seen_ahead_of_us_is_behind(scene):
    scene.begun()
    held = scene.reads.inbox.index()
    assert seen.standing(Seen("alder", 5, "0" * 64), held) is Standing.BEHIND
    assert seen.standing(Seen("alder", 2, "0" * 64), held) is Standing.SPLIT_VIEW


def _header(count: int, body: bytes = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n") -> bytes:
    return b"age-encryption.org/v1\n" + body * count + b"--- " + b"A" * 43 + b"\n" + bytes(100)


@pytest.mark.parametrize("kind", ["recipients", "stanzas", "endless", "cut"])
def test_e49_hostile_age_header_is_quarantined_at_once(scene, kind):
    if kind == "recipients":
        keys = [pyrage.x25519.Identity.generate().to_public() for _ in range(120)]
        data = pyrage.encrypt(b"{}", keys * 1)
        big = _header(1000)
    else:
        data = {"stanzas": _header(50_000, b"-> X\n\n"), "endless": _header(0)[:22] + b"-> X " + b"A" * 10**6,
                "cut": b"age-encryption.org/v1\n"}[kind]  # fmt: skip
        big = data
    scene.evil.add(data, sealed_name=True)
    scene.evil.add(big, sealed_name=True)
    began = time.monotonic()
    found = scene.reads.pull()
    assert found.held == ((1, "quarantined"), (2, "quarantined")) and time.monotonic() - began < 2


def test_e49_we_seal_to_a_hundred_at_most(scene):
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(101)]
    with pytest.raises(RefusedByCheck):
        sealed.seal(b"{}", keys)
    found = sealed.seal(b"{}", [*keys[:99], *scene.birch.outbox.keys().sealed_to])
    assert sealed.opened(found, scene.birch.ring.identities()).rstrip() == b"{}"


def test_e50_passphrase_stanza_with_a_huge_work_factor(scene):
    stanza = b"-> scrypt " + b"A" * 22 + b" 30\n" + b"B" * 43 + b"\n"
    scene.evil.add(_header(1, stanza), sealed_name=True)
    began = time.monotonic()
    assert scene.reads.pull().held == ((1, "quarantined"),)
    assert time.monotonic() - began < 2
    with pytest.raises(SourceError, match="passphrase"):
        sealed.opened(pyrage.passphrase.encrypt(b"{}", "x"), [])


# --- rules of section 2.1 that have no number of their own -----------------------------------------------------------


def test_rule4_amber_published_open_is_quarantined(scene):
    scene.evil.add(scene.evil.signed(scene.evil.message(1, tlp="AMBER", to=["birch"])))
    assert scene.reads.pull().held == ((1, "quarantined"),)


def test_rule6_refused_pull_does_not_advance_versions(scene):
    """A bad outbox must not move what is trusted, else the good one that follows would be refused as old."""
    scene.begun()
    kept = scene.evil.copy("kept")
    scene.evil.edit("timestamp", lambda signed: setattr(signed, "version", signed.version + 500))
    scene.evil.publish({index.FILE: b""})
    assert scene.reads.pull().refusal is Refusal.HISTORY
    scene.evil.put_back(kept)
    assert scene.reads.pull().refusal is None


def test_two_desks_of_two(road):
    scene = Scene(road)
    two = S.parties(road.tmp / "two", "dogwood")["dogwood"]
    shutil.rmtree(two.home)
    two.fingerprint = ceremony.found(two.outbox, two.custodians, two.ring, desks=2).fingerprint
    reads = S.Subscriber(scene.birch, two, road)
    two.say(S.DIGEST)
    assert reads.pull().held == ((1, "accepted"),)
    two.say(S.DIGEST)
    S.Adversary(two).edit("targets", lambda signed: None, signers=two.ring.signers(KeyRole.DESK)[:1])
    _relist_of(S.Adversary(two))
    assert reads.pull().refusal is Refusal.UNSIGNED


def test_designation_notice_by_two_authors(scene):
    keys = replace(scene.alder.outbox.keys(), thresholds={"designation_notice": 2})
    second = scene.alder.ring.new(KeyRole.AUTHOR)
    keys = replace(keys, authors=(*keys.authors, authors.Author(second.public_key, 1)))
    roots = [ring.signers(KeyRole.ROOT)[0] for ring in scene.alder.custodians]
    scene.evil.publish({authors.FILE: authors.signed(keys, roots)})
    scene.alder.say(Draft(MessageKind.DESIGNATION_NOTICE, Tlp.CLEAR))
    alone = scene.evil.message(2, kind="designation_notice")
    scene.evil.add(scene.evil.signed(alone))
    assert scene.reads.pull().held == ((1, "accepted"), (2, "quarantined"))


# --- what the cases do -----------------------------------------------------------------------------------------------


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def _retime(scene) -> None:
    """List the newest snapshot in the timestamp again, with the online key."""
    evil = scene.evil
    data = evil.newest("snapshot").read_bytes()

    def relist(timestamp):
        timestamp.snapshot_meta = type(timestamp.snapshot_meta).from_data(
            timestamp.snapshot_meta.version, data, ["sha256"]
        )

    evil.edit("timestamp", relist)


def _relist(scene) -> None:
    _relist_of(scene.evil)


def _relist_of(evil) -> None:
    data = evil.newest("targets").read_bytes()

    def relist(snapshot):
        meta = snapshot.meta["targets.json"]
        snapshot.meta["targets.json"] = type(meta).from_data(meta.version, data, ["sha256"])

    evil.edit("snapshot", relist)
    shown = evil.newest("snapshot").read_bytes()

    def retime(timestamp):
        timestamp.snapshot_meta = type(timestamp.snapshot_meta).from_data(
            timestamp.snapshot_meta.version, shown, ["sha256"]
        )

    evil.edit("timestamp", retime)


def _new_root(scene, change, custodians) -> Path:
    """Write root N+1 signed by these custodians alone."""
    held = scene.alder.outbox.repository.root()
    held.signed.version += 1
    held.signed.expires = scene.clock() + timedelta(days=30)
    change(held.signed)
    held.signatures.clear()
    for ring in custodians:
        held.sign(ring.signers(KeyRole.ROOT)[0], append=True)
    path = scene.alder.folder / "metadata" / f"{held.signed.version}.root.json"
    path.write_bytes(held.to_bytes(JSONSerializer(compact=True)))
    return path


def _no_network(*_):
    raise AssertionError("the network was used")


def test_every_case_has_a_test():
    names = {name[5:8] for name in globals() if name.startswith("test_e") and name[6:8].isdigit()}
    assert names == {f"e{number:02}" for number in range(1, 51)}
