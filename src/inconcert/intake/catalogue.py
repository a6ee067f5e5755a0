"""A catalogue of editions: `catalogue.csv` in a folder, one line for each folder of files.

    folder,list_id,date,date_precision,provenance,complete,read_by_refresh
    us/sdn/2024-05-03,us_sdn,2024-05-03,day,copy,names and remarks only,yes

A line that does not say `yes` in `read_by_refresh` is not read, and is reported by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from inconcert.formats import csvfile, limits
from inconcert.model.dates import PartialDate
from inconcert.model.errors import LimitExceeded, UnknownInSource, UnreadableSource, UserError
from inconcert.model.vocabulary import Provenance

FILE_NAME = "catalogue.csv"
_columns = ("folder", "list_id", "date", "date_precision", "provenance", "complete", "read_by_refresh")


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One edition that lies in a folder; `read` says whether refresh reads it."""

    folder: str
    list_id: str
    date: str
    date_precision: str
    provenance: Provenance
    complete: str
    read: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lines to read, by list and date, and the folders that the catalogue says not to read."""

    lines: tuple[CatalogueLine, ...]
    skipped: tuple[str, ...]


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue of a folder; raises UserError if there is none, a SourceError if it cannot be understood."""
    file = folder / FILE_NAME
    if not file.is_file():
        raise UserError(f"there is no {FILE_NAME}", where=str(folder), remedy="Name the folder that holds it.")
    table = list(csvfile.rows(_content(file), FILE_NAME))
    if not table or tuple(table[0][1]) != _columns:
        raise UnknownInSource(f"the columns must be {', '.join(_columns)}", where=f"{FILE_NAME} line 1")
    lines, skipped = [], []
    for number, cells in table[1:]:
        where = f"{FILE_NAME} line {number}"
        if len(cells) != len(_columns):
            raise UnreadableSource(f"{len(cells)} cells where there are {len(_columns)} columns", where=where)
        if _yes(cells[-1], where):
            lines.append(_line(cells, where))
        else:
            skipped.append(cells[0])
    return Catalogue(tuple(sorted(lines, key=lambda line: (line.list_id, line.date, line.folder))), tuple(skipped))


def files_of(folder: Path, line: CatalogueLine) -> dict[str, bytes]:
    """Return file name → content of the folder that a line names; raises a SourceError if it cannot be had."""
    place = folder / line.folder
    if not place.is_dir():
        raise UnreadableSource("the folder that the catalogue names is not there", where=line.folder)
    found = sorted(file for file in place.iterdir() if file.is_file() and not file.name.startswith("."))
    if not found:
        raise UnreadableSource("the folder holds no file", where=line.folder)
    return {file.name: _content(file) for file in found}


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > limits.file_max_bytes:
            raise LimitExceeded(f"{size} bytes, the limit is {limits.file_max_bytes}", where=file.name)
        return file.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror}", where=str(file)) from error


def _yes(cell: str, where: str) -> bool:
    if cell not in ("yes", "no"):
        raise UnknownInSource(f"read_by_refresh is {cell!r}, not yes or no", where=where)
    return cell == "yes"


def _line(cells: list[str], where: str) -> CatalogueLine:
    folder, list_id, date, precision, provenance, complete, _ = cells
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts or "\\" in folder or not path.parts:
        raise UnreadableSource(f"{folder!r} does not lie inside the catalogue's folder", where=where)
    try:
        if PartialDate(date).precision.value != precision:
            raise UnreadableSource(f"{date} is not of precision {precision!r}", where=where)
        kind = Provenance(provenance)
    except ValueError as error:
        raise UnknownInSource(str(error), where=where) from error
    return CatalogueLine(folder, list_id, date, precision, kind, complete, True)
