"""Words of corrections for people."""

from __future__ import annotations


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


KINDS = {
    "not_me": _("This is not me: another person of the same name is meant"),
    "delisted": _("No longer listed: a government removed this listing"),
    "wrong_match": _("Wrong match: entries shown together are not the same, or one is shown as two"),
    "other": _("Something else is wrong"),
}
SHORT = {
    "not_me": _("not the person meant"), "delisted": _("no longer listed"), "wrong_match": _("wrong match"),
    "other": _("something else"),
}  # fmt: skip
STATES = {
    "open": _("waits for an answer"), "proposed": _("a correction is proposed; a second person decides"),
    "accepted": _("corrected"), "declined": _("not corrected"),
}  # fmt: skip
EFFECTS = {
    "different": _("the two entries are not the same target"), "same": _("the two entries are one target"),
    "doubt": _("a doubt stands beside the target"), "": _("nothing was changed"),
}  # fmt: skip
EVERY = {"KIND_WORDS": KINDS, "SHORT": SHORT, "STATE_WORDS": STATES, "EFFECTS": EFFECTS}
