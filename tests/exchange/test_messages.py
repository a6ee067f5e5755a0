"""Words, bodies, parts, markings and the files that leave the exchange."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from inconcert.exchange import bodies, ceremony, handling, leaving, stix
from inconcert.exchange.envelope import attachment, message_of
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.parts import Part, check_part, drafts
from inconcert.model.errors import RefusedByCheck, UnreadableSource, UserError
from inconcert.model.messages import (
    DEEDS,
    LIFE_OF_ASK,
    AnswerStatus,
    Deed,
    Draft,
    Message,
    MessageKind,
    Pap,
    Tlp,
)

ENTITY = {"id": "x", "schema": "Person", "properties": {"name": ["=Ada Nemo", "伊凡"], "country": ["xx"]}}
GOOD = {
    MessageKind.INFORMATION_REQUEST: {"reason": "a", "legal_basis": "b", "notice": "7 days"},
    MessageKind.INTENDED_DESIGNATION: {"planned": "2026-03-20"},
    MessageKind.ANSWER: {"status": "no_comment"},
    MessageKind.CORRECTION: {"messages": [["alder", 1]]},
    MessageKind.WITHDRAWAL: {"messages": [["alder", 1]]},
    MessageKind.CONSENT_WITHDRAWAL: {"messages": [["alder", 1]]},
    MessageKind.ACKNOWLEDGEMENT: {"messages": [["alder", 1]]},
}


def message(**more):
    fields = {"body": {"text": "Please look."}, "entities": (ENTITY,), "pap": Pap.GREEN, **more}
    return Message(
        "alder", 7, "2026-03-02T09:00:00Z", Draft(MessageKind.MIRROR_REQUEST, Tlp.AMBER_STRICT, ("birch",), **fields)
    )


def test_every_status_has_a_place_in_the_life_of_an_ask():
    assert set(LIFE_OF_ASK) == set(AnswerStatus) and set(DEEDS) == set(Pap)


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_is_published_and_read(stage, tmp_path, kind):
    alder, birch = stage.parties(tmp_path, "alder", "birch").values()
    reads = stage.Subscriber(birch, alder, stage.Road("folder", tmp_path))
    answered = ("birch", 1) if kind is MessageKind.ANSWER else None
    alder.say(Draft(kind, Tlp.AMBER, ("birch",), GOOD.get(kind, {}), in_reply_to=answered))
    assert reads.pull().held == ((1, "accepted"),)
    assert birch.tell(1, alder).draft.kind is kind


@pytest.mark.parametrize("kind", list(bodies.REQUIRED))
def test_body_without_what_it_must_say(kind):
    with pytest.raises(RefusedByCheck):
        bodies.check_body(Draft(kind, Tlp.CLEAR, in_reply_to=("alder", 1)))


@pytest.mark.parametrize("body", [
    {"status": "maybe"}, {"status": "declined"}, {"status": "declined", "code": "because"}, {"status": "designated"},
    {"status": "designated", "act": "x", "date": "soon"},
])  # fmt: skip
def test_answers_that_say_too_little(body):
    with pytest.raises(RefusedByCheck):
        bodies.check_body(Draft(MessageKind.ANSWER, Tlp.CLEAR, body=body, in_reply_to=("alder", 1)))


@pytest.mark.parametrize(("pap", "deed", "allowed"), [
    (Pap.RED, Deed.READ, True), (Pap.RED, Deed.CORROBORATE, False), (Pap.AMBER, Deed.CORROBORATE, True),
    (Pap.AMBER, Deed.ASK_PARTNERS, False), (Pap.GREEN, Deed.ASK_PARTNERS, True), (Pap.GREEN, Deed.PUBLISH, False),
])  # fmt: skip
def test_what_pap_permits(pap, deed, allowed):
    if allowed:
        handling.check_deed(Tlp.AMBER, pap, False, deed)
    else:
        with pytest.raises(RefusedByCheck):
            handling.check_deed(Tlp.AMBER, pap, False, deed)


@pytest.mark.parametrize(("tlp", "citable"), [(Tlp.CLEAR, False), (Tlp.GREEN, True), (Tlp.RED, True)])
def test_only_what_is_clear_and_citable_is_cited(tlp, citable):
    with pytest.raises(RefusedByCheck):
        handling.check_deed(tlp, Pap.CLEAR, citable, Deed.PUBLISH)
    handling.check_deed(Tlp.CLEAR, Pap.CLEAR, True, Deed.PUBLISH)


@pytest.mark.parametrize("draft", [
    Draft(MessageKind.DIGEST, Tlp.RED, ("birch",), citable=True),
    Draft(MessageKind.DIGEST, Tlp.CLEAR, ("birch", "birch")),
    Draft(MessageKind.DIGEST, Tlp.CLEAR, ("alder",)),
    Draft(MessageKind.DIGEST, Tlp.CLEAR, tuple(f"p{number}" for number in range(101))),
])  # fmt: skip
def test_drafts_that_are_not_published(draft):
    with pytest.raises(RefusedByCheck):
        handling.check_draft(draft, "alder")


def test_attachment_with_another_hash_is_no_message(stage, tmp_path):
    alder = stage.parties(tmp_path, "alder")["alder"]
    fields = stage.Adversary(alder).message(1)
    item = attachment("a.txt", "text/plain", b"one")
    fields["attachments"] = [{"name": "a", "media_type": "b", "sha256": "0" * 64, "content": item.content}]
    with pytest.raises(UnreadableSource):
        message_of(json.dumps(fields).encode(), "here")


def test_dossier_commits_to_its_sealed_parts():
    part = Part("Statement", ("birch",), {"text": "secret"}, b"n" * 32)
    first, second = drafts(Draft(MessageKind.DOSSIER, Tlp.GREEN, body={"text": "open"}), [part], "alder", 4)
    shown = Message("alder", 4, "2026-03-02T09:00:00Z", first)
    assert "secret" not in json.dumps(first.body)
    check_part(shown, Message("alder", 5, "2026-03-02T09:00:00Z", second))
    other = drafts(first, [Part("Statement", ("birch",), {"text": "other"}, b"n" * 32)], "alder", 4)[1]
    for wrong in (other, Draft(MessageKind.DOSSIER, Tlp.AMBER, ("birch",))):
        with pytest.raises(RefusedByCheck):
            check_part(shown, Message("alder", 5, "2026-03-02T09:00:00Z", wrong))


def test_stix_bundle_has_the_markings_of_oasis():
    found = json.loads(stix.bundle(message()))
    kinds = [item["type"] for item in found["objects"]]
    assert kinds == ["marking-definition", "marking-definition", "identity", "identity", "report"]
    tlp = found["objects"][0]
    assert tlp["id"] == "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    assert tlp["extensions"][stix.EXTENSION] == {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}
    assert all(tlp["id"] in item["object_marking_refs"] for item in found["objects"][2:])
    assert found["objects"][4]["object_refs"] == [found["objects"][3]["id"]]
    assert found["objects"][3]["identity_class"] == "individual" and stix.bundle(message()) == stix.bundle(message())


def test_export_opens_without_our_software(tmp_path):
    found = leaving.files(message(attachments=(attachment("../../x y.pdf", "application/pdf", b"%PDF"),)), b"{}")
    assert set(found) == {
        "README.txt", "message.txt", "message.pdf", "message.docx", "records.csv", "entities.json", "stix.json",
        "message.dsse.json", "attachments/01-x-y.pdf", "SHA256SUMS",
    }  # fmt: skip
    for name, data in found.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for line in found["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest
    if Path("/usr/bin/sha256sum").exists():
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    assert found["message.pdf"].startswith(b"%PDF") and b"'=Ada Nemo" in found["records.csv"]
    assert json.loads(found["entities.json"]) == ENTITY
    assert "TLP:AMBER+STRICT" in found["README.txt"].decode() and "Please look." in found["message.txt"].decode()


def test_keys_are_for_their_owner_alone(tmp_path):
    ring = Ring(tmp_path / "keys", b"correct horse")
    signer = ring.new(KeyRole.AUTHOR)
    paths = list((tmp_path / "keys").iterdir())
    assert b"ENCRYPTED" in paths[0].read_bytes()
    if os.name == "posix":
        assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600]
    assert ring.signers(KeyRole.AUTHOR)[0].public_key == signer.public_key
    for wrong in (b"", b"other"):
        with pytest.raises(UserError, match="passphrase"):
            Ring(tmp_path / "keys", wrong).signers(KeyRole.AUTHOR)
    assert "correct horse" not in repr(ring)


def test_age_keys_with_a_passphrase(tmp_path):
    ring = Ring(tmp_path / "keys", b"correct horse")
    public = ring.new_identity()
    assert [str(item.to_public()) for item in ring.identities()] == [public]
    with pytest.raises(UserError, match="passphrase"):
        Ring(tmp_path / "keys").identities()
    ring.destroy_identity(public)
    assert ring.identities() == ()


def _replaced(party, role, dry):
    return ceremony.replace_keys(party.outbox, party.custodians, party.ring, role, dry_run=dry)


CEREMONIES = {
    "desk": lambda party, dry: _replaced(party, KeyRole.DESK, dry),
    "online": lambda party, dry: _replaced(party, KeyRole.ONLINE, dry),
    "author": lambda party, dry: ceremony.replace_author(party.outbox, party.custodians, party.ring, dry_run=dry),
    "recipient": lambda party, dry: ceremony.replace_recipient(party.outbox, party.custodians, party.ring, dry_run=dry),
    "renew": lambda party, dry: ceremony.renew_root(party.outbox, party.custodians, party.ring, dry_run=dry),
    "root": lambda party, dry: ceremony.replace_roots(
        party.outbox, party.custodians[1:], [Ring(party.home / f"new-{number}") for number in range(3)], party.ring,
        threshold=2, dry_run=dry,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CEREMONIES)
def test_dry_run_changes_nothing_and_the_ceremony_does_what_it_says(stage, tmp_path, name):
    alder, birch = stage.parties(tmp_path, "alder", "birch").values()
    reads = stage.Subscriber(birch, alder, stage.Road("folder", tmp_path))
    before = stage.prints(alder.home)
    plan = CEREMONIES[name](alder, True)
    assert plan.steps and not plan.done and stage.prints(alder.home) == before
    done = CEREMONIES[name](alder, False)
    assert done.steps == plan.steps and done.done
    alder.say(stage.DIGEST)
    assert reads.pull().held == ((1, "accepted"),)


@pytest.mark.parametrize("lost", [1, 2])
def test_lost_root_drives(stage, tmp_path, lost):
    """One of three lost: the other two replace it. Two of three lost: nobody can, and a new first contact is needed."""
    alder = stage.parties(tmp_path, "alder")["alder"]
    fresh = [Ring(alder.home / f"new-{number}") for number in range(3)]
    left = alder.custodians[lost:]
    if lost == 1:
        assert ceremony.replace_roots(alder.outbox, left, fresh, alder.ring, threshold=2).done
        return
    with pytest.raises(RefusedByCheck, match="are needed"):
        ceremony.replace_roots(alder.outbox, left, fresh, alder.ring, threshold=2)


def test_lost_home_is_founded_again_from_the_drives(stage, tmp_path):
    alder, birch = stage.parties(tmp_path, "alder", "birch").values()
    reads = stage.Subscriber(birch, alder, stage.Road("folder", tmp_path))
    alder.say(stage.DIGEST)
    alder.ring = Ring(alder.home / "new-keys")
    before = stage.prints(alder.folder)
    for role in (KeyRole.DESK, KeyRole.ONLINE):
        with pytest.raises(RefusedByCheck, match="is at hand"):
            ceremony.replace_keys(alder.outbox, alder.custodians, alder.ring, role)
    assert stage.prints(alder.folder) == before
    ceremony.replace_keys(alder.outbox, alder.custodians, alder.ring, KeyRole.DESK, KeyRole.ONLINE)
    ceremony.replace_author(alder.outbox, alder.custodians, alder.ring)
    ceremony.replace_recipient(alder.outbox, alder.custodians, alder.ring)
    alder.say(stage.DIGEST)
    assert reads.pull().held == ((1, "accepted"), (2, "accepted"))


def test_recipient_key_rotated_old_messages_still_open(stage, tmp_path):
    alder, birch = stage.parties(tmp_path, "alder", "birch").values()
    reads = stage.Subscriber(birch, alder, stage.Road("folder", tmp_path))
    alder.say(stage.draft(MessageKind.MIRROR_REQUEST, Tlp.AMBER, "birch"))
    old = birch.outbox.keys().sealed_to[0]
    ceremony.replace_recipient(birch.outbox, birch.custodians, birch.ring)
    alder.say(stage.draft(MessageKind.MIRROR_REQUEST, Tlp.AMBER, "birch"))
    assert reads.pull().held == ((1, "accepted"), (2, "accepted"))
    birch.ring.destroy_identity(old)
    assert birch.tell(2, alder).seq == 2
    with pytest.raises(UnreadableSource.__mro__[1]):
        birch.tell(1, alder)


@pytest.mark.parametrize(("threshold", "drives"), [(0, 3), (4, 3), (1, 0)])
def test_thresholds_that_cannot_be(stage, tmp_path, threshold, drives):
    alder = stage.parties(tmp_path, "alder")["alder"]
    outbox = type(alder.outbox)(type(alder.outbox.repository)(tmp_path / "other"), "alder", alder.clock)
    with pytest.raises(UserError):
        ceremony.found(outbox, [Ring(tmp_path / str(item)) for item in range(drives)], alder.ring, threshold=threshold)


@pytest.mark.parametrize("name", ["", "Alder", "a b", "../x", "-a", "a" * 65, "ü"])
def test_odd_names_of_parties(name):
    from inconcert.exchange.envelope import check_party

    with pytest.raises(UserError):
        check_party(name)
