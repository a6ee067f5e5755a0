"""A home of one's own for casework: letters and signatures are never kept in the scratch home of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inconcert.cli.options import open_house
from inconcert.model.errors import UserError
from inconcert.verbs.house import House, default_home


def has_own(home: Path | None) -> bool:
    """Return whether the home that a verb would open is a person's own."""
    return home is not None or (default_home() / "register.sqlite").exists()


@contextmanager
def own_house(home: Path | None) -> Iterator[House]:
    """Open a home of one's own; UserError where there is only the embedded register."""
    if not has_own(home):
        raise UserError(
            "letters and signatures are kept in a home of your own, and there is none yet",
            remedy="Name a folder with --home (or INCONCERT_HOME), and load the lists into it: inconcert refresh.",
        )
    with open_house(home) as house:
        yield house
