"""What the body of each kind of message must say: fields that a partner cannot do without.

The form of an information request is that of the OFAC-OFSI memorandum of 2024: reason, legal basis and notice time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from inconcert.exchange.ledger import places
from inconcert.model.errors import RefusedByCheck
from inconcert.model.messages import AnswerStatus, DeclineCode, Draft, MessageKind

REQUIRED: Mapping[MessageKind, tuple[str, ...]] = {
    MessageKind.INFORMATION_REQUEST: ("reason", "legal_basis", "notice"),
    MessageKind.INTENDED_DESIGNATION: ("planned",),
    MessageKind.ANSWER: ("status",),
    MessageKind.CORRECTION: ("messages",),
    MessageKind.WITHDRAWAL: ("messages",),
    MessageKind.CONSENT_WITHDRAWAL: ("messages",),
    MessageKind.ACKNOWLEDGEMENT: ("messages",),
}
"""Kind → fields of its body that must be there."""


def check_body(draft: Draft) -> None:
    """Raise RefusedByCheck if a draft does not say what its kind must say."""
    missing = [name for name in REQUIRED.get(draft.kind, ()) if name not in draft.body]
    if missing:
        raise RefusedByCheck(f"a {draft.kind} must say: {', '.join(missing)}")
    if "messages" in REQUIRED.get(draft.kind, ()) and len(places(draft.body["messages"])) != len(
        draft.body["messages"]
    ):
        raise RefusedByCheck("it names a message that is not written as [party, number]")
    if draft.kind is MessageKind.ANSWER:
        _check_answer(draft)
    if draft.kind is MessageKind.INTENDED_DESIGNATION:
        _day(draft.body["planned"])


def _check_answer(draft: Draft) -> None:
    status = draft.body["status"]
    if draft.in_reply_to is None or status not in {item.value for item in AnswerStatus}:
        raise RefusedByCheck(f"not an answer to a message, or not a known status: {status!r}")
    if status == AnswerStatus.DECLINED and draft.body.get("code") not in {item.value for item in DeclineCode}:
        raise RefusedByCheck(f"declined needs a code: {', '.join(DeclineCode)}")
    if status == AnswerStatus.DESIGNATED:
        if not draft.body.get("act"):
            raise RefusedByCheck("designated needs the act and its date")
        _day(draft.body.get("date"))


def _day(found: Any) -> None:
    try:
        dt.date.fromisoformat(found)
    except (TypeError, ValueError) as error:
        raise RefusedByCheck(f"not a day: {found!r}", remedy="Write it as YYYY-MM-DD.") from error
