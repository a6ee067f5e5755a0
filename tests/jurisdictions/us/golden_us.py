"""The fixtures of the US formats and their golden entries; run as a script it writes the golden files anew."""

from __future__ import annotations

from pathlib import Path

from inconcert.jurisdictions.regimes import programmes, publications
from inconcert.model.codec import to_json
from inconcert.model.edition import Format, Reading

FIXTURES = Path(__file__).parent / "fixtures"
FORMATS = {"delimited": "us_sdn", "enhanced": "us_nonsdn", "older_xml": "us_nonsdn"}


def files_of(name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((FIXTURES / name).iterdir())}


def format_of(name: str) -> Format:
    formats = {item.list_id: item.formats for item in publications()}[FORMATS[name]]
    return next(item for item in formats if item.name == name)


def read(name: str, files: dict[str, bytes] | None = None) -> Reading:
    return format_of(name).read(files or files_of(name), programmes("us", FORMATS[name]))


def golden_text(name: str) -> str:
    return "".join(to_json(entry) + "\n" for entry in read(name).entries)


if __name__ == "__main__":
    for fixture in FORMATS:
        (FIXTURES / f"{fixture}.json").write_text(golden_text(fixture), "utf-8")
