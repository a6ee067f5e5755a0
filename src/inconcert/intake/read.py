"""Files to a reading: the publication by its list id, the one format that recognises the files, its reader."""

from __future__ import annotations

import csv
import functools
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from importlib.resources.abc import Traversable

from inconcert.formats import limits
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Files, Format, Publication, Reading
from inconcert.model.errors import LimitExceeded, UnreadableSource, UserError
from inconcert.model.imported import is_imported
from inconcert.model.uncollected import uncollected

_reader_failures = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError, OSError,
    RecursionError, SyntaxError, TypeError, ValueError,  # SyntaxError is the base of lxml's
    csv.Error, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What bytes that nobody foresaw make a reader raise: a refusal of the edition, not the end of the process."""


def publication(list_id: str) -> Publication:
    """Return the publication with this list id; raises UserError if no jurisdiction publishes it."""
    known = {item.list_id: item for item in regimes.publications()}
    if is_imported(list_id):
        raise UserError(
            f"{list_id} is an imported list", remedy="`inconcert import FILE --list …` takes a new one over."
        )
    if list_id not in known:
        raise UserError(f"there is no list {list_id!r}", remedy=f"Lists: {', '.join(sorted(known)) or 'none'}.")
    return known[list_id]


def read_edition(source: Publication, files: Files) -> tuple[Format, Reading]:
    """Return the format of an edition and what its reader made of it; raises a SourceError, and no other, if it cannot.

    The previous edition stays served then.
    """
    with reading_safely(source.list_id, files):
        chosen = _format_of(source, files)
        return chosen, _read(source, chosen, files)


def reading_as(source: Publication, form: Format, files: Files) -> Reading:
    """Return what the reader of one format makes of files, recognised or not; raises a SourceError, and no other."""
    with reading_safely(source.list_id, files):
        return _read(source, form, files)


def _read(source: Publication, form: Format, files: Files) -> Reading:
    programmes = regimes.programmes(source.jurisdiction, source.list_id)
    with uncollected():
        return form.read(files, programmes)


@contextmanager
def reading_safely(list_id: str, files: Files) -> Iterator[None]:
    """Turn what bytes make a reader raise into a SourceError that names the files."""
    check_sizes(files)
    try:
        yield
    except _reader_failures as error:
        raise UnreadableSource(
            f"the reader of {list_id} cannot make sense of it: {type(error).__name__}: {error}",
            where=", ".join(sorted(files)),
            remedy="If the file opens elsewhere, the reader is at fault: please report it.",
        ) from error


def check_sizes(files: Files) -> None:
    """Raise LimitExceeded if a file is larger than the limit."""
    for name, data in files.items():
        if len(data) > limits.file_max_bytes:
            raise LimitExceeded(f"{len(data)} bytes, the limit is {limits.file_max_bytes}", where=name)


def rules_version(source: Publication) -> str:
    """Return the version of what decides how an edition is read: the jurisdiction's folder and the safe readers.

    When the code or a regime's programmes change, the same bytes are read again, and the new reading speaks.
    """
    return _version_of(source.jurisdiction)


@functools.cache
def _version_of(jurisdiction: str) -> str:
    package = resources.files("inconcert")
    folders = [package / "model", package / "formats", package / "jurisdictions"]
    own = package / "jurisdictions" / jurisdiction
    content = hashlib.sha256()
    for name, text in sorted([found for at in folders for found in _sources(at)] + _deep_sources(own)):
        content.update(f"{name}\0{len(text)}\0".encode() + text)
    return content.hexdigest()[:16]


def _sources(folder: Traversable) -> list[tuple[str, bytes]]:
    found = [item for item in folder.iterdir() if item.is_file() and item.name.endswith((".py", ".toml"))]
    return [(f"{folder.name}/{item.name}", item.read_bytes()) for item in found]


def _deep_sources(folder: Traversable) -> list[tuple[str, bytes]]:
    if not folder.is_dir():
        return []
    inner = [item for item in folder.iterdir() if item.is_dir()]
    return _sources(folder) + [found for item in inner for found in _deep_sources(item)]


def _format_of(source: Publication, files: Files) -> Format:
    willing = [item for item in source.formats if item.recognises(files)]
    if len(willing) == 1:
        return willing[0]
    seen = "; ".join(f"{name}: {len(data)} bytes, {data[:60]!r}…" for name, data in sorted(files.items()))
    if willing:
        names = ", ".join(item.name for item in willing)
        raise UnreadableSource(f"{source.list_id}: more than one format claims the files: {names}", where=seen)
    names = ", ".join(item.name for item in source.formats) or "none"
    raise UnreadableSource(f"{source.list_id}: none of its formats ({names}) recognises the files", where=seen)
