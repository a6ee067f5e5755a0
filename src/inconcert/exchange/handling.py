"""What a marking lets a person do, as far as software can hold them to it; what it cannot, it logs.

Enforced: AMBER, AMBER+STRICT and RED are never published unsealed and always name recipients; intended designations
and proposals are sealed whatever their marking; what an originator controls is not passed on without consent, known
by its place and by the SHA-256 of its attachments; what is not citable is not cited in open reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inconcert.exchange import limits
from inconcert.exchange.envelope import check_party
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import DEEDS, SEALED_KINDS, Deed, Draft, MessageKind, Pap, Place, Tlp


@dataclass(frozen=True, slots=True)
class Controlled:
    """A received message whose originator decides who else may have it; `allowed`: to whom they consented."""

    place: Place
    attachments: frozenset[str]
    allowed: frozenset[str] = frozenset()


def marking(text: object) -> Tlp:
    """Return a TLP 2.0 marking; raises RefusedByCheck for any other word, also WHITE of TLP 1.0 and small letters."""
    if isinstance(text, str) and text in {item.value for item in Tlp}:
        return Tlp(text)
    raise RefusedByCheck(f"not a marking of TLP 2.0: {text!r}", remedy="CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")


def must_be_sealed(tlp: Tlp, kind: MessageKind) -> bool:
    """Return whether a message is published only as age to named recipients."""
    return tlp.sealed or kind in SEALED_KINDS


def check_draft(draft: Draft, party: str) -> None:
    """Raise RefusedByCheck if a draft may not be published as it is."""
    tlp = marking(draft.tlp.value if isinstance(draft.tlp, Tlp) else draft.tlp)
    if not isinstance(draft.pap, Pap) or not isinstance(draft.kind, MessageKind):
        raise RefusedByCheck("a kind or a marking of it is not a known word")
    for name in draft.to:
        check_party(name)
    if len(draft.to) > limits.recipients_max or len(set(draft.to)) != len(draft.to):
        raise RefusedByCheck(f"it names a recipient twice, or more than {limits.recipients_max}")
    if party in draft.to:
        raise RefusedByCheck("it is addressed to its own sender")
    if must_be_sealed(tlp, draft.kind) and not draft.to:
        raise RefusedByCheck(f"a {draft.kind} marked TLP:{tlp} names no recipient and is never published open")
    if tlp is Tlp.RED and draft.citable:
        raise RefusedByCheck("TLP:RED cannot be cited in open reasons")


def check_passing_on(draft: Draft, controlled: Collection[Controlled]) -> None:
    """Raise RefusedByCheck if a draft passes on what its originator did not consent to."""
    carried = {item.sha256 for item in draft.attachments}
    for item in controlled:
        if item.place not in draft.sources and not carried & item.attachments:
            continue
        beyond = sorted(set(draft.to) - item.allowed - {item.place[0]}) if draft.to else ["everybody"]
        if beyond:
            raise RefusedByCheck(
                f"{item.place[0]} controls its message {item.place[1]}; no consent that {', '.join(beyond)} get it",
                remedy="Ask for consent with an information request that names the message and the recipients.",
            )


def check_deed(tlp: Tlp, pap: Pap, citable: bool, deed: Deed) -> None:
    """Raise RefusedByCheck if what a person wants to do with a message is more than its marking permits."""
    if deed not in DEEDS[pap]:
        raise RefusedByCheck(f"PAP:{pap} does not permit to {deed.value.replace('_', ' ')}")
    if deed is Deed.PUBLISH and not (citable and tlp is Tlp.CLEAR):
        raise RefusedByCheck(f"TLP:{tlp}, citable: {'yes' if citable else 'no'}; it is not cited in open reasons")


def consents(requests: Mapping[Place, Draft], accepted: Sequence[tuple[str, Place]]) -> dict[Place, frozenset[str]]:
    """Return message → to whom its originator consented, from our requests and (who answered, which request)."""
    found: dict[Place, frozenset[str]] = {}
    for answerer, place in accepted:
        asked = requests.get(place)
        if asked is None:
            continue
        for party, seq in asked.body.get("pass_on", ()):
            if party == answerer:
                found[(party, seq)] = found.get((party, seq), frozenset()) | set(asked.body.get("pass_on_to", ()))
    return found
