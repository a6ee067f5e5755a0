"""The words of the exchange for people; the codes themselves are for JSON and the shell."""

from __future__ import annotations


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


MESSAGE_KINDS = {
    "designation_notice": _("Designation notice"), "intended_designation": _("Intended designation"),
    "proposal": _("Proposal"), "mirror_request": _("Mirror request"), "dossier": _("Dossier"),
    "information_request": _("Information request"), "acknowledgement": _("Receipt"), "answer": _("Answer"),
    "correction": _("Correction"), "withdrawal": _("Withdrawal"), "consent_withdrawal": _("Withdrawal of consent"),
    "delisting_notice": _("Delisting notice"), "letter": _("Letter"), "signature": _("Signature"),
    "digest": _("Digest"),
}  # fmt: skip
ANSWERS = {
    "received": _("received"), "under_review": _("under review"), "more_information": _("more information needed"),
    "declined": _("declined"), "accepted": _("accepted"), "designated": _("designated"),
    "no_comment": _("no comment"), "acknowledged": _("receipt sent"), "met": _("designated"), "sent": _("sent"),
    "drafted": _("drafted"), "": _("receipt sent"),
}  # fmt: skip
DECLINES = {
    "no_regime": _("no regime for it"), "not_listable": _("its law cannot list this"),
    "evidence": _("the evidence does not suffice"), "investigation": _("it would harm an investigation"),
    "national_interest": _("national interest"), "law": _("another law forbids it"),
    "already_listed": _("already listed"), "timing": _("not on that day"),
    "not_competent": _("another authority decides"),
}  # fmt: skip
HELD = {
    "accepted": _("Signed, and verified"), "sealed": _("Sealed to others; that it exists is all we know"),
    "quarantined": _("In quarantine, never used"), "reported": _("Reported, mail kept; not signed"),
}  # fmt: skip
PAPS = {
    "RED": _("read only"), "AMBER": _("may be looked up in open sources"),
    "GREEN": _("partners may be asked about it"), "CLEAR": _("may be used and cited publicly"),
}  # fmt: skip
ALARMS = {
    "behind": _("has seen more than we have: pull again"),
    "split_view": _("was shown another history than we were: call that party"), "invalid": _("is invalid"),
}  # fmt: skip
