"""Versions of entries that were worked out before, so that a run of editions hashes only what changed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from inconcert.model.entry import Entry
from inconcert.store.editions import version_of

_all_but_rows = attrgetter(*(item.name for item in fields(Entry) if item.name != "rows"))


@dataclass(slots=True)
class RememberedVersions:
    """Gives what `version_of` gives; the last version of each official number is remembered."""

    held: dict[str, tuple[Any, tuple[str, str]]] = field(default_factory=dict)

    def __call__(self, entry: Entry) -> tuple[str, str]:
        """Return the payload of an entry and its SHA-256."""
        values = _all_but_rows(entry)
        known = self.held.get(entry.official_id)
        if known is None or known[0] != values:
            known = self.held[entry.official_id] = (values, version_of(entry))
        return known[1]
