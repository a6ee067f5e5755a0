"""Where curated statements were read: `sources.toml`, one table per source, cited by its id in every other file.

>>> cite(("treasury-2020-07-09",)).startswith("US Treasury release of 9 July 2020")
True
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources

from inconcert.model.errors import OurError
from inconcert.model.law import Source

BACKGROUND = "background"


@functools.cache
def sources() -> dict[str, Source]:
    """Return source id → source; raises OurError for one without a title and an address."""
    text = resources.files(__package__).joinpath("sources.toml").read_text("utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OurError(f"not TOML: {error}", where="sources.toml") from error
    found = {BACKGROUND: Source(BACKGROUND, "background knowledge, unverified", "")}
    for key, table in tables.items():
        if set(table) != {"title", "address"} or not table["title"] or not table["address"]:
            raise OurError(f"a source has a title and an address: {key}", where="sources.toml")
        found[key] = Source(key, table["title"], table["address"])
    return found


def checked(ids: Iterable[str], where: str) -> tuple[str, ...]:
    """Return the source ids; raises OurError for none at all or one that `sources.toml` does not have."""
    wanted = tuple(ids)
    unknown = [item for item in wanted if item not in sources()]
    if unknown or not wanted:
        raise OurError(
            f"no such source: {', '.join(unknown) or '(none given)'}", where=where, remedy="Add it to sources.toml."
        )
    return wanted


def cite(ids: Iterable[str]) -> str:
    """Return one line that names the sources with their addresses."""
    found = (sources()[item] for item in ids)
    return "; ".join(f"{item.title} <{item.address}>" if item.address else item.title for item in found)
