"""The two file formats of the Consolidated List: CSV in the Windows encoding (2018), and XLSX (2023, 2025)."""

from __future__ import annotations

from inconcert.formats import csvfile, sheets
from inconcert.jurisdictions.gb.conlist import COLUMNS, COLUMNS_2018, read_rows
from inconcert.jurisdictions.gb.table import only_sheet
from inconcert.model.edition import Files, Programmes, Reading

_CSV_START = b"Last Updated,"
_ZIP_START = b"PK\x03\x04"


def is_csv(files: Files) -> bool:
    """Return whether the edition is one CSV that begins as this list does."""
    return len(files) == 1 and all(
        name.lower().endswith(".csv") and data.startswith(_CSV_START) for name, data in files.items()
    )


def read_csv(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the CSV of 2018 (Windows-1252); raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    return read_rows(csvfile.rows(data, name, encoding="cp1252"), name, COLUMNS_2018, programmes)


def is_xlsx(files: Files) -> bool:
    """Return whether the edition is one XLSX file."""
    return len(files) == 1 and all(
        name.lower().endswith(".xlsx") and data.startswith(_ZIP_START) for name, data in files.items()
    )


def read_xlsx(files: Files, programmes: Programmes) -> Reading:
    """Return the entries of the XLSX; raises SourceError for what it does not know."""
    ((name, data),) = files.items()
    rows = enumerate(only_sheet(sheets.read_xlsx(data, name), name).rows, 1)
    return read_rows(rows, name, COLUMNS, programmes)
