"""The verb `law`: the regimes, and one regime's law with source, confidence and the days on which it held."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from inconcert.jurisdictions import law as law_room
from inconcert.jurisdictions import regimes
from inconcert.jurisdictions.law_text import law_as_markdown
from inconcert.model.codec import to_plain
from inconcert.model.errors import UserError
from inconcert.model.law import LawOf
from inconcert.model.regime import Regime


@dataclass(frozen=True, slots=True)
class LawShown:
    """One regime with its law as of a day; `law` is None where none is recorded, `text` says so."""

    regime: Regime | None
    law: LawOf | None
    text: str


def regimes_known(jurisdiction: str = "") -> tuple[Regime, ...]:
    """Return the regimes of one jurisdiction, or of all, thematic ones first."""
    found = [item for item in regimes.regimes().values() if jurisdiction in ("", item.jurisdiction)]
    return tuple(sorted(found, key=lambda item: (item.jurisdiction, item.scope != "thematic", item.id)))


def law(regime_id: str, day: dt.date) -> LawShown:
    """Return a regime's law as of a day, also where no list carries the regime; UserError if it is not known."""
    known = {name.casefold(): name for name in (*regimes.regimes(), *law_room.laws())}
    name = known.get(regime_id.casefold())
    if name is None:
        raise UserError(f"no regime is called {regime_id!r}", remedy="`inconcert law` lists the regimes.")
    as_of = day.isoformat()
    return LawShown(regimes.regimes().get(name), law_room.law_of(name, as_of), law_as_markdown(name, as_of))


def law_shape(shown: LawShown) -> dict[str, Any]:
    """Return the object that `law --json` prints."""
    return {
        "regime": to_plain(shown.regime) if shown.regime else None,
        "law": to_plain(shown.law) if shown.law else None,
    }
