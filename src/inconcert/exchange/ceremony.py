r"""Keys: founding an outbox, rotating and revoking, each first as a plan that changes nothing.

Root keys are kept apart, each on its own drive (`custodians`), and come together only here. Two of three is usual for
an organisation, three of five for a government. A new root is signed by enough of the old keys and enough of the new
ones, so a subscriber who holds the very first root still arrives.

    plan = found(outbox, "alder", custodians, ring, dry_run=True)
    print("\n".join(plan.steps))
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root

from inconcert.exchange import authors, index
from inconcert.exchange.authors import Author, PartyKeys, Recipient
from inconcert.exchange.envelope import check_party
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.outbox import Outbox
from inconcert.model.errors import RefusedByCheck, UserError

_TUF_ROLES = {KeyRole.DESK: ("targets",), KeyRole.ONLINE: ("snapshot", "timestamp")}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a ceremony does, step by step; `fingerprint` of the first root once it exists."""

    steps: tuple[str, ...]
    done: bool
    fingerprint: str = ""


def found(
    outbox: Outbox, custodians: Sequence[Ring], ring: Ring, *, threshold: int = 2, desks: int = 1, dry_run: bool = False
) -> Plan:
    """Make all keys of a party and its empty outbox: one root key for each custodian, `threshold` of them needed.

    Raises RefusedByCheck where an outbox stands already, UserError for a threshold that cannot be.
    """
    check_party(outbox.party)
    if not 1 <= threshold <= len(custodians) or desks < 1:
        raise UserError(f"{threshold} of {len(custodians)} root keys cannot be", remedy="Two of three is usual.")
    if (outbox.repository.folder / "metadata").exists():
        raise RefusedByCheck("an outbox stands here already", where=str(outbox.repository.folder))
    steps = (
        *(
            f"make root key {number} in {item.folder}, and take that drive away"
            for number, item in _numbered(custodians)
        ),
        f"any {threshold} of {len(custodians)} root keys change keys later",
        f"make {desks} desk key(s), one online key, one author key and one age key in {ring.folder}",
        f"sign root 1, good for {outbox.repository.terms.root_days} days; publish the empty outbox of {outbox.party}",
        "read the fingerprint of root 1 to each partner by voice, and print it on the party's own website",
    )
    if dry_run:
        return Plan(steps, False)
    return Plan(steps, True, _found(outbox, custodians, ring, threshold, desks))


def _numbered(custodians: Sequence[Ring]) -> enumerate[Ring]:
    return enumerate(custodians, 1)


def _found(outbox: Outbox, custodians: Sequence[Ring], ring: Ring, threshold: int, desks: int) -> str:
    now, terms = outbox.clock(), outbox.repository.terms
    roots = [item.new(KeyRole.ROOT) for item in custodians]
    root = Root(version=1, expires=_until(now, terms.root_days), consistent_snapshot=True)
    for signer in roots:
        root.add_key(signer.public_key, "root")
    for _ in range(desks):
        root.add_key(ring.new(KeyRole.DESK).public_key, "targets")
    online = ring.new(KeyRole.ONLINE).public_key
    for role in ("snapshot", "timestamp"):
        root.add_key(online, role)
    root.roles["root"].threshold, root.roles["targets"].threshold = threshold, desks
    outbox.repository.put_root(Metadata(root), roots)
    keys = PartyKeys(outbox.party, (Author(ring.new(KeyRole.AUTHOR).public_key, 1),), (Recipient(ring.new_identity()),))
    outbox.repository.begin(ring, {index.FILE: b"", authors.FILE: authors.signed(keys, roots)}, now)
    return fingerprint(outbox)


def fingerprint(outbox: Outbox) -> str:
    """Return the SHA-256 of the first root, which a partner is told by voice."""
    return hashlib.sha256((outbox.repository.folder / "metadata" / "1.root.json").read_bytes()).hexdigest()


def renew_root(outbox: Outbox, custodians: Sequence[Ring], ring: Ring, *, dry_run: bool = False) -> Plan:
    """Sign the same keys for another year."""
    return _rotate(outbox, custodians, custodians, ring, ("sign the root anew",), lambda root: None, dry_run)


def replace_roots(
    outbox: Outbox, old: Sequence[Ring], new: Sequence[Ring], ring: Ring, *, threshold: int, dry_run: bool = False
) -> Plan:
    """Put new root keys in place of all old ones: after a loss, a theft, or a change of persons.

    `old` are the drives that still exist: at least the threshold of them.
    """
    if not 1 <= threshold <= len(new):
        raise UserError(f"{threshold} of {len(new)} root keys cannot be")
    steps = (*(f"make root key {number} in {item.folder}" for number, item in _numbered(new)), "end all old root keys")
    made: list[CryptoSigner] = []

    def change(root: Root) -> None:
        for keyid in list(root.roles["root"].keyids):
            root.revoke_key(keyid, "root")
        for item in new:
            made.append(item.new(KeyRole.ROOT))
            root.add_key(made[-1].public_key, "root")
        root.roles["root"].threshold = threshold

    return _rotate(outbox, old, new, ring, steps, change, dry_run)


def replace_keys(
    outbox: Outbox, custodians: Sequence[Ring], ring: Ring, *roles: KeyRole, dry_run: bool = False
) -> Plan:
    """Put new desk or online keys in place of all old ones and revoke those: after a loss, a theft, or a year.

    Where the home itself was lost, both are replaced in one go, for each publication needs both.
    """
    if not roles or set(roles) - set(_TUF_ROLES):
        raise UserError("only desk and online keys are replaced here", remedy="Use replace_author, replace_roots.")
    gone: list[str] = []

    def change(root: Root) -> None:
        for role in roles:
            names = _TUF_ROLES[role]
            old = list(root.roles[names[0]].keyids)
            for name in names:
                for keyid in old:
                    root.revoke_key(keyid, name)
            for _ in old:
                key = ring.new(role).public_key
                for name in names:
                    root.add_key(key, name)
            gone.extend(old)

    told = " and ".join(roles)
    steps = (f"make a new {told} key in {ring.folder}", f"revoke every old {told} key and delete it")
    plan = _rotate(outbox, custodians, custodians, ring, steps, change, dry_run)
    for keyid in gone:
        ring.destroy(keyid)
    return plan


def replace_author(
    outbox: Outbox, custodians: Sequence[Ring], ring: Ring, *, last_good: int | None = None, dry_run: bool = False
) -> Plan:
    """Let a new author key sign from the next message on.

    `last_good` ends the old key there: what it signed after that is no longer believed; publish a withdrawal for it.
    """
    following = index.size_of(outbox.index()) + 1
    ends = following - 1 if last_good is None else last_good
    steps = (f"make a new author key in {ring.folder}, good from message {following}", f"end the old one at {ends}")

    def change(keys: PartyKeys) -> PartyKeys:
        return keys.with_author(ring.new(KeyRole.AUTHOR).public_key, following, ends=ends)

    return _rekey(outbox, custodians, ring, steps, change, dry_run)


def replace_recipient(outbox: Outbox, custodians: Sequence[Ring], ring: Ring, *, dry_run: bool = False) -> Plan:
    """Let partners seal to a new age key from now on; the old one still opens what came before, until it is deleted."""
    steps = (f"make a new age key in {ring.folder}", "partners seal to it once they have pulled")
    return _rekey(outbox, custodians, ring, steps, lambda keys: keys.with_recipient(ring.new_identity()), dry_run)


def _rekey(
    outbox: Outbox,
    custodians: Sequence[Ring],
    ring: Ring,
    steps: tuple[str, ...],
    change: Callable[[PartyKeys], PartyKeys],
    dry_run: bool,
) -> Plan:
    root = outbox.repository.root().signed
    steps = (f"bring {root.roles['root'].threshold} root drives", *steps, "sign keys.json with them and publish it")
    if dry_run:
        return Plan(steps, False)
    roots = _enough(root, custodians)
    data = authors.signed(change(outbox.keys()), roots)
    outbox.repository.replace({authors.FILE: data}, ring, outbox.clock())
    return Plan(steps, True)


def _rotate(
    outbox: Outbox,
    old: Sequence[Ring],
    new: Sequence[Ring],
    ring: Ring,
    steps: tuple[str, ...],
    change: Callable[[Root], None],
    dry_run: bool,
) -> Plan:
    held = outbox.repository.root().signed
    steps = (f"bring {held.roles['root'].threshold} root drives", *steps, f"sign and publish root {held.version + 1}")
    if dry_run:
        return Plan(steps, False)
    signers, keys = _enough(held, old), outbox.keys()
    root = Root.from_dict(held.to_dict())
    change(root)
    root.version += 1
    root.expires = _until(outbox.clock(), outbox.repository.terms.root_days)
    fresh = _enough(root, new)
    both = {item.public_key.keyid: item for item in (*signers, *fresh)}
    outbox.repository.check_keys(root, ring)
    outbox.repository.put_root(Metadata(root), list(both.values()))
    outbox.repository.replace({authors.FILE: authors.signed(keys, fresh)}, ring, outbox.clock())
    return Plan(steps, True)


def _enough(root: Root, custodians: Sequence[Ring]) -> list[CryptoSigner]:
    """Return root keys that the root names, at least its threshold; raises RefusedByCheck if they are too few."""
    role = root.roles["root"]
    found = {
        signer.public_key.keyid: signer
        for item in custodians
        for signer in item.signers(KeyRole.ROOT)
        if signer.public_key.keyid in role.keyids
    }
    if len(found) < role.threshold:
        raise RefusedByCheck(
            f"{len(found)} root keys are at hand, {role.threshold} are needed",
            remedy="Bring the drives that hold them.",
        )
    return list(found.values())


def _until(now: dt.datetime, days: int) -> dt.datetime:
    return now.astimezone(dt.UTC).replace(microsecond=0) + dt.timedelta(days=days)
