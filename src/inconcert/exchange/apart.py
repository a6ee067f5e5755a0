"""A ceremony whose custodians sit apart: nobody's root key leaves its drive, and no drive comes to the desk.

    1  each custodian    key = new_key(ring)                          sends key.json
    2  the desk          request = founding(...) or change(...)       sends request.json
    3  each custodian    signature = sign(request, ring, by_voice)    sends signature.json
    4  the desk          finish(outbox, ring, request, signatures)

Rules
- What is sent is public; what is signed is the whole request, its SHA-256 compared by voice before a custodian signs.
- A request holds the root before and after; only keys that one of the two names may sign, each once.
- `finish` writes nothing unless the thresholds of both roots are reached, and unless the outbox still is where the
  request found it.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import Key, Signature, SSlibKey
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root

from inconcert.exchange import authors, ceremony, index
from inconcert.exchange.authors import Author, PartyKeys, Recipient
from inconcert.exchange.ceremony import Plan
from inconcert.exchange.envelope import check_party, json_bytes
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.outbox import Outbox
from inconcert.formats.jsonlines import value
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError

CHANGES = ("online", "desk", "home", "author", "recipient", "root")
_TUF = {KeyRole.DESK: ("targets",), KeyRole.ONLINE: ("snapshot", "timestamp")}


@dataclass(frozen=True, slots=True)
class Request:
    """What root keys are asked to sign: the root `before` (None: the first), the root `after`, and keys.json.

    `held` is the SHA-256 of keys.json as it was when the request was made, `size` how many messages there were.
    """

    party: str
    before: Root | None
    after: Root
    keys: bytes
    held: str = ""
    size: int = 0

    def written(self) -> bytes:
        """Return the file that is sent to each custodian."""
        before = None if self.before is None else self.before.to_dict()
        plain = {"v": 1, "party": self.party, "before": before, "after": self.after.to_dict(), "held": self.held}
        return json_bytes({**plain, "size": self.size, "keys": value(self.keys, authors.FILE)}) + b"\n"

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 that desk and custodians compare by voice."""
        return hashlib.sha256(self.written()).hexdigest()

    def told(self) -> tuple[str, ...]:
        """Return what a custodian reads before signing."""
        role = self.after.roles["root"]
        keys = value(self.keys, authors.FILE)
        return (
            f"party: {self.party}; root {self.after.version}, good until {self.after.expires:%Y-%m-%d}",
            f"any {role.threshold} of these root keys change keys later:",
            *(f"  {keyid}" for keyid in role.keyids),
            f"desk keys: {len(self.after.roles['targets'].keyids)}, all of them needed; online keys: "
            f"{len(self.after.roles['timestamp'].keyids)}",
            *(f"ends: {keyid}" for keyid in (self.before.keys if self.before else ()) if keyid not in self.after.keys),
            *(f"author from message {item['first']}: {item['keyid']}" for item in keys["authors"] if not item["last"]),
            *(f"sealed to: {item['key']}" for item in keys["recipients"] if item["current"]),
        )


def new_key(ring: Ring) -> bytes:
    """Make a root key on a custodian's drive; return its public part as the file to be sent."""
    return json_bytes({"v": 1, "root": ring.new(KeyRole.ROOT).public_key.to_dict()}) + b"\n"


def key_of(data: bytes, where: str) -> SSlibKey:
    """Return a custodian's public key from the file that was sent; raises UserError."""
    try:
        plain = value(data, where)["root"]
        if plain["keytype"] != "ed25519":
            raise UserError("a root key is Ed25519")
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(plain["keyval"]["public"]))
        return SSlibKey.from_crypto(public)  # its id is worked out here, never believed
    except (KeyError, TypeError, ValueError, AttributeError, InconcertError) as error:
        raise UserError(f"not the public part of a root key: {error}", where=where) from error


def founding(
    outbox: Outbox, ring: Ring, custodians: Sequence[SSlibKey], *, threshold: int = 2, desks: int = 1
) -> Request:
    """Make the desk's own keys and return what the custodians sign; raises as `ceremony.found` does."""
    check_party(outbox.party)
    if len({key.keyid for key in custodians}) != len(custodians):
        raise UserError("one root key was given twice", remedy="Each custodian makes their own.")
    if not 1 <= threshold <= len(custodians) or desks < 1:
        raise UserError(f"{threshold} of {len(custodians)} root keys cannot be", remedy="Two of three is usual.")
    if (outbox.repository.folder / "metadata").exists():
        raise RefusedByCheck("an outbox stands here already", where=str(outbox.repository.folder))
    root = Root(version=1, expires=_until(outbox), consistent_snapshot=True)
    for key in custodians:
        root.add_key(key, "root")
    _renewed(root, ring, KeyRole.DESK, desks)
    _renewed(root, ring, KeyRole.ONLINE, 1)
    root.roles["root"].threshold, root.roles["targets"].threshold = threshold, desks
    keys = PartyKeys(outbox.party, (Author(ring.new(KeyRole.AUTHOR).public_key, 1),), (Recipient(ring.new_identity()),))
    return Request(outbox.party, None, root, authors.payload(keys))


def change(
    outbox: Outbox, ring: Ring, what: str, custodians: Sequence[SSlibKey] = (), *, threshold: int = 2,
    last_good: int | None = None,
) -> Request:  # fmt: skip
    """Make new keys and return what the custodians sign; the old ones hold until `finish`.

    `what`: online, desk, home (both), author, recipient, or root: with `custodians` new root keys in place of all
    old ones, without them the same for another year.
    """
    before, keys = outbox.repository.root().signed, outbox.keys()
    held, size = _digest(keys), index.size_of(outbox.index())
    root = Root.from_dict(copy.deepcopy(before.to_dict()))
    if what in ("online", "desk", "home"):
        for role in (KeyRole.DESK, KeyRole.ONLINE) if what == "home" else (KeyRole(what),):
            _renewed(root, ring, role, len(root.roles[_TUF[role][0]].keyids))
    elif what == "author":
        keys = keys.with_author(ring.new(KeyRole.AUTHOR).public_key, size + 1, ends=last_good)
    elif what == "recipient":
        keys = keys.with_recipient(ring.new_identity())
    elif what == "root":
        _replace_roots(root, custodians, threshold)
    else:
        raise UserError(f"not a change of keys: {what}", remedy=f"One of: {', '.join(CHANGES)}.")
    if what not in ("author", "recipient"):
        root.version += 1
        root.expires = _until(outbox)
    return Request(outbox.party, before, root, authors.payload(keys), held, size)


def request_of(data: bytes, where: str) -> Request:
    """Return the request in a file; raises UserError if it is none, or not written as we write it."""
    try:
        found = value(data, where)
        before = None if found["before"] is None else Root.from_dict(copy.deepcopy(found["before"]))
        request = Request(
            check_party(found["party"]), before, Root.from_dict(copy.deepcopy(found["after"])),
            json_bytes(found["keys"]), str(found["held"]), int(found["size"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, InconcertError) as error:
        raise UserError(f"not a request to root keys: {error}", where=where) from error
    if request.written() != data:
        raise UserError("the request was changed on the way", where=where, remedy="Ask the desk to send it again.")
    return request


def sign(request: Request, ring: Ring, fingerprint: str) -> bytes:
    """Return the signature of the root key in `ring`; RefusedByCheck unless the fingerprint told by voice agrees."""
    if fingerprint.replace(" ", "").lower() != request.fingerprint:
        raise RefusedByCheck(
            f"this request has the SHA-256 {request.fingerprint}, not the one you were told",
            remedy="Somebody may have changed it on the way: ask the desk by voice, and do not sign.",
        )
    known = _signing_keys(request)
    signers = [item for item in ring.signers(KeyRole.ROOT) if item.public_key.keyid in known]
    if len(signers) != 1:
        raise RefusedByCheck(
            f"{len(signers)} root keys of this request are here, one is needed", where=str(ring.folder)
        )
    root = signers[0].sign(Metadata(request.after).signed_bytes)
    keys = Envelope(request.keys, authors.PAYLOAD_TYPE, {}).sign(signers[0])
    plain = {"v": 1, "request": request.fingerprint, "root": root.to_dict(), "keys": keys.to_dict()}
    return json_bytes(plain) + b"\n"


def finish(
    outbox: Outbox, ring: Ring, request: Request, signatures: Sequence[tuple[str, bytes]], *, dry_run: bool = False
) -> Plan:
    """Publish what enough custodians signed; `signatures`: name of the file and its bytes.

    Raises RefusedByCheck, and writes nothing, where a signature is not good, too few are at hand, or the outbox has
    moved on since.
    """
    _check_place(outbox, request)
    root, envelope = Metadata(request.after), Envelope(request.keys, authors.PAYLOAD_TYPE, {})
    for name, data in signatures:
        of_root, of_keys = _signature(request, data, name)
        root.signatures[of_root.keyid] = of_root
        if of_keys.keyid in request.after.roles["root"].keyids:
            envelope.signatures[of_keys.keyid] = of_keys
    for held in (request.before, request.after):
        if held is not None:
            _check_enough(held, root)
    data = json_bytes(envelope.to_dict())
    authors.read(data, request.after, outbox.party)
    outbox.repository.check_keys(request.after, ring)
    steps = (
        f"{len(signatures)} signatures are good and enough",
        f"publish root {request.after.version} and the keys of {outbox.party}",
    )
    if dry_run:
        return Plan(steps, False)
    _publish(outbox, ring, request, root, data)
    return Plan(steps, True, ceremony.fingerprint(outbox) if request.before is None else "")


def _publish(outbox: Outbox, ring: Ring, request: Request, root: Metadata[Root], keys: bytes) -> None:
    if request.before is None or request.after.version != request.before.version:
        outbox.repository.write_root(root)
    if request.before is None:
        outbox.repository.begin(ring, {index.FILE: b"", authors.FILE: keys}, outbox.clock())
        return
    outbox.repository.replace({authors.FILE: keys}, ring, outbox.clock())
    for role, names in _TUF.items():
        for signer in ring.signers(role):
            if signer.public_key.keyid not in request.after.roles[names[0]].keyids:
                ring.destroy(signer.public_key.keyid)


def _check_place(outbox: Outbox, request: Request) -> None:
    stands = (outbox.repository.folder / "metadata").exists()
    if outbox.party != request.party:
        raise RefusedByCheck(f"the request is of {request.party}, this home is {outbox.party}")
    if stands is (request.before is None):
        raise RefusedByCheck("an outbox stands here already" if stands else "no outbox is here yet")
    if request.before is None:
        return
    keys = outbox.keys()
    if outbox.repository.root().signed != request.before or _digest(keys) != request.held:
        raise RefusedByCheck("the keys were changed since this request was made", remedy="Make the request again.")
    other = value(request.keys, authors.FILE)["authors"] != value(authors.payload(keys), authors.FILE)["authors"]
    if other and index.size_of(outbox.index()) != request.size:
        raise RefusedByCheck(
            "messages were published since, by the author key that this request ends before them",
            remedy="Make the request again, and publish nothing until it is finished.",
        )


def _signature(request: Request, data: bytes, name: str) -> tuple[Signature, Signature]:
    try:
        found = value(data, name)
        told, root, keys = found["request"], Signature.from_dict(found["root"]), Signature.from_dict(found["keys"])
    except (KeyError, TypeError, ValueError, AttributeError, InconcertError) as error:
        raise UserError(f"not a signature of a root key: {error}", where=name) from error
    key = _signing_keys(request).get(root.keyid)
    if told != request.fingerprint or key is None or keys.keyid != root.keyid:
        raise RefusedByCheck("it is not a signature under this request", where=name)
    try:
        key.verify_signature(root, Metadata(request.after).signed_bytes)
        key.verify_signature(keys, Envelope(request.keys, authors.PAYLOAD_TYPE, {}).pae())
    except (UnverifiedSignatureError, VerificationError) as error:
        raise RefusedByCheck(
            "the signature is not good", where=name, remedy="Ask its custodian to sign again."
        ) from error
    return root, keys


def _check_enough(held: Root, made: Metadata[Root]) -> None:
    try:
        held.verify_delegate("root", made.signed_bytes, made.signatures)
    except UnsignedMetadataError as error:
        role = held.roles["root"]
        have = len(set(role.keyids) & set(made.signatures))
        raise RefusedByCheck(
            f"{have} of the {role.threshold} signatures that root {held.version} asks for are at hand",
            remedy="Wait for the other custodians; nothing was written.",
        ) from error


def _signing_keys(request: Request) -> dict[str, Key]:
    held = [item for item in (request.before, request.after) if item is not None]
    return {keyid: root.keys[keyid] for root in held for keyid in root.roles["root"].keyids}


def _renewed(root: Root, ring: Ring, role: KeyRole, number: int) -> None:
    """Put so many new keys of a role in place of all old ones."""
    names = _TUF[role]
    for name in names:
        for keyid in list(root.roles[name].keyids):
            root.revoke_key(keyid, name)
    for _ in range(number):
        made = ring.new(role).public_key
        for name in names:
            root.add_key(made, name)


def _replace_roots(root: Root, custodians: Sequence[SSlibKey], threshold: int) -> None:
    if not custodians:
        return
    if not 1 <= threshold <= len({key.keyid for key in custodians}):
        raise UserError(f"{threshold} of {len(custodians)} root keys cannot be")
    for keyid in list(root.roles["root"].keyids):
        root.revoke_key(keyid, "root")
    for key in custodians:
        root.add_key(key, "root")
    root.roles["root"].threshold = threshold


def _digest(keys: PartyKeys) -> str:
    return hashlib.sha256(authors.payload(keys)).hexdigest()


def _until(outbox: Outbox) -> dt.datetime:
    now = outbox.clock().astimezone(dt.UTC).replace(microsecond=0)
    return now + dt.timedelta(days=outbox.repository.terms.root_days)
