"""What is mailed about a letter's signatures: invitations, links, notices, reminders, receipts, as values and in words.

Rules:
- a link carries the address that was configured and no other host;
- who asks for a link learns nothing from the mail of others; a notice names the organisation and who signed for it;
- every mail says what happens if one does nothing, and that a withdrawal is taken at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inconcert.letters.facts import phrases, spelt_day
from inconcert.letters.signing import Action


class NoteKind(StrEnum):
    """Why a mail is sent."""

    INVITATION = "invitation"  # to the first authorised contact of an organisation
    LINK = "link"  # the one-time link that was asked for
    ENROL = "enrol"  # the one-time link to register a passkey
    NOTICE = "notice"  # to a second officer: somebody signed or withdrew
    REMINDER = "reminder"  # before the deadline, to who was invited and has not signed
    RECEIPT = "receipt"  # of a withdrawal, to who withdrew


@dataclass(frozen=True, slots=True)
class Note:
    """One mail before it has words. `path` is the page it leads to; `token` the secret part of a one-time link.

    `until` is the deadline, for a link when it dies (UTC); `person` who signed or withdrew, for a notice.
    """

    kind: NoteKind
    to: str
    letter: str
    title: str = ""
    organisation: str = ""
    action: Action = Action.SIGN
    text_sha256: str = ""
    path: str = ""
    token: str = ""
    until: str = ""
    person: str = ""
    language: str = "en"


def worded(note: Note, address: str) -> tuple[str, str]:
    """Return (subject, text) of a mail; `address` is the configured one, without a path."""
    words = phrases(note.language)
    what = (
        f"{note.kind.value}_withdraw" if note.action is Action.WITHDRAW and note.kind in _BY_ACTION else note.kind.value
    )
    values = {
        "title": note.title or note.letter,
        "organisation": note.organisation,
        "person": note.person,
        "sha256": note.text_sha256,
        "link": f"{address}{note.path}",
        "until": f"{spelt_day(note.until[:10], note.language)} {note.until[11:16]} UTC" if note.until else "",
    }
    subject = words[f"mail_{what}_subject"].format(**values)
    parts = [words[f"mail_{what}"].format(**values), words["mail_foot"].format(**values)]
    return subject, "\n\n".join(parts) + "\n"


_BY_ACTION = frozenset({NoteKind.LINK, NoteKind.NOTICE})
