"""The verb `doctor`: what is wrong with this installation or this home, and how to mend it (new files: `drift`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from inconcert.jurisdictions import regimes
from inconcert.store.editions import editions
from inconcert.verbs.house import House
from inconcert.verbs.settings import wrong_settings
from inconcert.verbs.shapes import is_stale


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was seen, and what a person can do."""

    name: str
    well: bool
    saw: str
    remedy: str = ""


def examine(house: House) -> tuple[Check, ...]:
    """Return what was looked at in this installation and home."""
    return tuple(_checks(house))


def _checks(house: House) -> Iterator[Check]:
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0], "Python 3.11 or later is needed.")
    missing = [name for name in NEEDED if not _installed(name)]
    yield Check("packages", not missing, f"missing: {', '.join(missing)}" if missing else f"{len(NEEDED)} at hand",
                "Run scripts/setup again.")  # fmt: skip
    wrong = list(wrong_settings(os.environ))
    yield Check("settings", not wrong, "; ".join(f"{item.name}: {item.saw}" for item in wrong) or "as they should be",
                " ".join(item.remedy for item in wrong))  # fmt: skip
    house.store.check()
    yield Check("register", True, f"whole, at {house.store.home}")
    known = regimes.regimes()
    yield Check("law", bool(known), f"{len(known)} regimes of {len(regimes.jurisdictions())} jurisdictions")
    held = editions(house.store, house.viewer)
    yield Check("editions", bool(held), f"{len(held)} at hand", "Run `inconcert refresh`.")
    newest = {edition.list_id: edition for edition in held}
    for list_id, edition in sorted(newest.items()):
        stale = is_stale(edition.date, house.today)
        yield Check(
            list_id, not stale, f"newest edition {edition.date}", "Run `inconcert refresh`: it is older than 30 days."
        )


NEEDED = ("lxml", "python-calamine", "sqlalchemy", "alembic", "rapidfuzz", "click", "rich", "starlette", "jinja2")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
