"""Words of casework for people: kinds of ask, where one stands, proofs, documents."""

from __future__ import annotations

from inconcert.letters.asks import Standing
from inconcert.model.ask import Ask, AskKind
from inconcert.model.messages import AskLife
from inconcert.web.languages import Language


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


ASKS = {
    "mirror": _("Consider listing whom another government lists"),
    "list_first": _("Consider listing whom no list at hand names"),
    "share_information": _("Share the information used"),
    "routine_sharing": _("Make sharing routine"),
    "keep": _("Keep or renew a listing"),
    "correct": _("Correct or remove a listing"),
}
LIVES = {
    "drafted": _("drafted"), "sent": _("sent"), "acknowledged": _("acknowledged"), "under_review": _("under review"),
    "more_information": _("more information asked for"), "declined": _("declined"), "no_comment": _("no comment"),
    "met": _("met"),
}  # fmt: skip
PROOFS = {
    "key": _("the organisation’s key"), "passkey": _("a passkey"), "dkim": _("a signed e-mail reply"),
    "link": _("a one-time link"),
}  # fmt: skip
DOCUMENTS = {
    "letter": _("The letter"), "to-sign": _("The text to sign"), "check": _("Check before you send"),
    "annex": _("The annex as a table"), "release": _("Press release"), "brief": _("One page for a meeting"),
    "outcome": _("What became of it"),
}  # fmt: skip
ANSWERS = tuple(item for item in AskLife if item not in (AskLife.DRAFTED, AskLife.SENT))


def about(language: Language, ask: Ask) -> str:
    """Return whom an ask is about, or the practice it is about."""
    return ask.name or language.text(ASKS[ask.kind.value])


def where_it_stands(language: Language, item: Standing) -> str:
    """Return where an ask stands in words: met on which day, open again, or the last thing that was said."""
    if item.reopened:
        return language.text(_("open again: the listing ended"))
    if item.life is AskLife.MET and item.date is not None:
        return language.text(_("met: listed %s")) % language.event(item.date)
    return language.text(LIVES[item.life.value])


def needs_name(kind: AskKind) -> bool:
    """Return whether an ask of this kind is about somebody."""
    return kind.of_a_target
