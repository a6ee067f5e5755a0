"""The one tree of errors, named by whose fault it is.

    InconcertError
    ├── SourceError          a publication is at fault (exit code 3)
    │   ├── UnreadableSource     not the format it should be, hostile, truncated
    │   ├── LimitExceeded        larger, deeper or slower than its limit
    │   ├── UnknownInSource      a column, programme, type or date form the reader does not know
    │   └── OutOfBounds          well-formed, but not within the bounds its list declares
    ├── PartyError           a party of the exchange, or who carries its folder, is at fault (exit code 3)
    ├── ReceiverError        who is to receive an alert, or the server that carries it, does not take it (exit code 3)
    ├── UserError            the person asked for what cannot be (exit code 2)
    ├── RefusedByCheck       a rule of ours refuses it (exit code 4)
    └── OurError             a defect or a broken installation (exit code 4)

A message says what happened, where, and what the person can do.
An exception of a dependency never escapes a room: it is turned into one of these at the room's edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a confined child imports this module for one file: what it does not use would cost it 20 ms
    from inconcert.model.messages import Refusal


class InconcertError(Exception):
    """Any error that inconcert raises on purpose.

    `what` happened, `where` (file, row, field; empty if nowhere in particular), and `remedy`: what the person can do.
    """

    exit_code = 4

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return one line: what happened, where, and what to do."""
        text = self.what
        if self.where:
            text += f" (at {self.where})"
        if self.remedy:
            text += f". {self.remedy}"
        return text


class SourceError(InconcertError):
    """A publication is at fault; the previous edition stays served."""

    exit_code = 3


class UnreadableSource(SourceError):
    """The bytes are not what this list publishes: another format, truncated, or hostile."""


class LimitExceeded(SourceError):
    """The bytes are larger, deeper or slower to read than the limit that `formats.limits` names."""


class UnknownInSource(SourceError):
    """The file has a column, element, programme, type or form of date that its reader does not know."""


class OutOfBounds(SourceError):
    """The edition reads well but lies outside the bounds that its list declares."""


class PartyError(InconcertError):
    """A party's folder is refused whole; `refusal` says by which rule, and what was accepted before stays as it was."""

    exit_code = 3

    def __init__(self, refusal: Refusal, what: str, *, where: str = "", remedy: str = "") -> None:
        self.refusal = refusal
        super().__init__(f"{refusal}: {what}", where=where, remedy=remedy)


class ReceiverError(InconcertError):
    """The receiver of an alert, or the server that carries it, did not take it; it is kept and tried again."""

    exit_code = 3


class UserError(InconcertError):
    """The person asked for something that does not exist or cannot be."""

    exit_code = 2


class RefusedByCheck(InconcertError):
    """A rule of the product refuses what was asked."""


class OurError(InconcertError):
    """A defect of inconcert, or an installation that is broken."""


class Unavailable(OurError):
    """The database does not answer now; nothing was half written, and the same request can be made again."""
