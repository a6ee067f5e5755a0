"""The programmes of an SDN row, "GLOMAG] [UHRPA", to listings: one for each.

>>> listings("GLOMAG] [UHRPA", {"GLOMAG": "US-GLOMAG", "UHRPA": "US-UHRPA"}, "0/4")[1].regime
'US-UHRPA'
"""

from __future__ import annotations

from inconcert.model.edition import Programmes
from inconcert.model.entry import Issue, Listing
from inconcert.model.vocabulary import Severity


def listings(printed: str, programmes: Programmes, place: str) -> tuple[Listing, ...]:
    """Return a listing for each programme of the cell.

    A programme that no regime claims keeps its listing, without a regime: the target is on the list all the same.
    """
    return tuple(Listing(tag, programmes.get(tag, ""), place=place) for tag in printed.split("] ["))


def unclaimed(found: tuple[Listing, ...], where: str) -> list[Issue]:
    """Return an issue for each listing whose programme no regime claims."""
    return [
        Issue(Severity.SET_ASIDE, "unknown-programme", f"no regime claims the programme {item.programme!r}", where)
        for item in found
        if not item.regime
    ]
