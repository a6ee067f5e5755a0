"""A TOML table read strictly: every key is used or refused, and an error says which file and which key.

>>> table = Table({"id": "x"}, "x.toml")
>>> table.text("id")
'x'
>>> table.done()
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from enum import Enum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from inconcert.jurisdictions.sources import BACKGROUND, checked
from inconcert.model.errors import OurError
from inconcert.model.law import Confidence, Statement

E = TypeVar("E", bound=Enum)


class Table:
    """A TOML table and where it stands; `done()` raises OurError for keys that nobody asked for."""

    def __init__(self, values: dict[str, Any], where: str) -> None:
        self.values = values
        self.where = where
        self._left = set(values)

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """Return the value of a key; raises OurError if it is missing (and no default given) or of another kind."""
        self._left.discard(key)
        value = self.values.get(key, default)
        if value is None or not isinstance(value, kind):
            raise OurError(f"{key!r} is missing or of the wrong kind", where=self.where)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        return str(self.take(key, str, default))

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.take(key, list, default))

    def word(self, kind: type[E], key: str, default: str | None = None) -> E:
        """Return a word of a closed vocabulary; raises OurError for another."""
        return self._word(kind, self.text(key, default))

    def words(self, kind: type[E], key: str, default: list[str] | None = None) -> tuple[E, ...]:
        """Return words of a closed vocabulary; raises OurError for another."""
        return tuple(self._word(kind, item) for item in self.texts(key, default))

    def marks(self, key: str) -> dict[str, str]:
        """Return a table of texts; empty where it is missing."""
        return {name: str(item) for name, item in self.take(key, dict, {}).items()}

    def table(self, key: str) -> Table:
        """Return an inner table; raises OurError if it is missing."""
        return Table(self.take(key, dict), f"{self.where} [{key}]")

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array; none where it is missing."""
        for number, item in enumerate(self.take(key, list, []), 1):
            yield Table(item, f"{self.where} [{key} {number}]")

    def sources(self) -> tuple[str, ...]:
        """Return the source ids under `sources`; raises OurError for none or an unknown one."""
        return checked(self.texts("sources"), self.where)

    def confidence(self) -> Confidence:
        """Return the confidence; raises OurError where background claims more than L."""
        level = self.word(Confidence, "confidence")
        if self.texts("sources") == (BACKGROUND,) and level is not Confidence.LOW:
            raise OurError("background is of confidence L", where=self.where)
        return level

    def statement(self, key: str = "text") -> Statement:
        """Return the statement whose text stands under `key`, with sources, confidence and validity beside it."""
        try:
            return Statement(
                self.text(key),
                self.sources(),
                self.confidence(),
                self.text("valid_from", ""),
                self.text("valid_until", ""),
            )
        except ValueError as error:
            raise OurError(str(error), where=self.where) from error

    def done(self) -> None:
        """Raise OurError if a key was left unread: a slip of the pen is not ignored."""
        if self._left:
            raise OurError(f"unknown keys: {', '.join(sorted(self._left))}", where=self.where)

    def _word(self, kind: type[E], value: str) -> E:
        try:
            return kind(value)
        except ValueError as error:
            raise OurError(f"not a word of {kind.__name__}: {value!r}", where=self.where) from error


def tables_under(*folders: str) -> Iterator[tuple[str, Table]]:
    """Yield (file name without ending, table) for the TOML files of a folder below this one; none where it lacks."""
    root = resources.files(__package__).joinpath(*folders)
    if not root.is_dir():
        return
    for item in sorted(root.iterdir(), key=_name):
        if item.name.endswith(".toml"):
            yield item.name.removesuffix(".toml"), read_table(item, "/".join((*folders, item.name)))


def folders_with(folder: str) -> tuple[str, ...]:
    """Return the jurisdiction folders that have such a folder, sorted."""
    root = resources.files(__package__)
    return tuple(sorted(item.name for item in root.iterdir() if item.is_dir() and item.joinpath(folder).is_dir()))


def read_table(item: Traversable, where: str) -> Table:
    """Return the table of one TOML file; raises OurError where it is not TOML."""
    try:
        return Table(tomllib.loads(item.read_text("utf-8")), where)
    except tomllib.TOMLDecodeError as error:
        raise OurError(f"not TOML: {error}", where=where) from error


def _name(item: Traversable) -> str:
    return item.name
