"""Fixtures with a few values changed: what a list may print tomorrow. Shared by a short test and by bench/fuzz.py."""

from __future__ import annotations

import csv
import io
import random
import re

from inconcert.formats import confine, sheetjobs

NASTY = (
    "", " ", "-", "-0-", "0", "00", "1", "99999999999999999999", "-1", "1e9", "NaN", "na", "N/A", "true", "TRUE",
    "31/02/2020", "00/00/0000", "0000-00-00", "2020-13-45", "9999-99-99", "1 January", "February 30, 2020", "Sep-99",
    "12345", "about 1960", "between 1999 and 1950", "1990 to 1980", "(1) (2)", "a) b)", "((((", "a;b;c;;", "|||", "'",
    '"', "\u202e\u0645\u062d", "\u6731\u6d77\u4ed1", "\u0000".strip("\u0000") + "\u00a0", "\ufeff", "\U0001f600",
    "x" * 5000, "1 " * 500, "Linked To:", "DOB ;", "DOB 99 Xyz 1960;", "nationality Atlantis;", "UN Ref (UN Ref):",
    "(UK Sanctions List Ref):", "Date of UN designation: 99.99.9999", "IMO 0000000", "Q",
    "\u0661\u0662/\u0660\u0663/\u0661\u0669\u0666\u0660",
    "\u00b2", "\u2460", "\u0967\u096f\u096c\u0966",
)  # fmt: skip
_VALUES = re.compile(rb'>([^<>]+)<|="([^"<>]*)"')


class Mutator:
    """Changes of one fixture's files, the same sequence for the same seed; tables are taken apart once."""

    def __init__(self, files: dict[str, bytes], seed: object) -> None:
        self.chance = random.Random(str(seed))
        self.files = files
        self._tables = {name: self._table(name, data) for name, data in files.items() if not self._is_xml(data)}

    def once(self) -> dict[str, bytes]:
        """Return the files with a few values changed in one of them."""
        name = self.chance.choice(sorted(self.files))
        if self.chance.random() < 0.05:
            return {**self.files, name: self._raw(self.files[name])}
        changed = self._xml(self.files[name]) if name not in self._tables else self._cells(name)
        return {**self.files, name: changed}

    @staticmethod
    def _is_xml(data: bytes) -> bool:
        return data.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<"

    def _table(self, name: str, data: bytes):
        if data[:2] == b"PK":
            job = "xlsx" if name.endswith("xlsx") else "ods"
            head, body = sheetjobs.prepared(job)(data, name)
            return [line.split("\x1f") for line in body.decode().split("\x1e")], "", head["sheets"][0][0]
        encoding = "cp1252" if data.startswith(b"Last Updated") else "utf-8"
        if b"\x1a" in data[-8:]:  # OFAC's end of file, put back by _cells
            data, encoding = data.rstrip(b'"\r\n').removesuffix(b"\x1a").rstrip(b'"'), "ascii"
        text = data.decode(encoding)
        mark = max(",;", key=text.splitlines()[0].count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), mark, encoding

    def _cells(self, name: str) -> bytes:
        rows, mark, told = self._tables[name]
        rows = [list(row) for row in rows]
        for _ in range(self.chance.randint(1, 4)):
            row = self.chance.choice(rows)
            if row:
                row[self.chance.randrange(len(row))] = self._value(rows)
        if not mark:  # a spreadsheet: its cells, as the child would have answered
            return b"PK\x03\x04" + "\x1e".join("\x1f".join(row) for row in rows).encode("utf-8", "replace")
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode(told, "replace") + (b"\x1a" if told == "ascii" else b"")

    def _value(self, rows: list[list[str]]) -> str:
        if self.chance.random() < 0.5:
            other = self.chance.choice(rows)
            return self._bent(self.chance.choice(other) if other else "")
        return self.chance.choice(NASTY)

    def _bent(self, text: str) -> str:
        if not text or self.chance.random() < 0.4:
            return text
        at = self.chance.randrange(len(text))
        return text[:at] + self.chance.choice(("", " ", ";", ",", "(", ")", "9", "\u00e9")) + text[at + 1 :]

    def _xml(self, data: bytes) -> bytes:
        for _ in range(self.chance.randint(1, 4)):
            spans = [found.span(1) if found[1] is not None else found.span(2) for found in _VALUES.finditer(data)]
            start, end = self.chance.choice(spans)
            if self.chance.random() < 0.5:
                other = self.chance.choice(spans)
                value = self._bent(data[slice(*other)].decode("utf-8", "replace"))
            else:
                value = self.chance.choice(NASTY)
            for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
                value = value.replace(sign, entity)
            data = data[:start] + value.encode("utf-8", "replace") + data[end:]
        return data

    def _raw(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self.chance.randint(1, 6)):
            changed[self.chance.randrange(len(changed))] = self.chance.randrange(256)
        return bytes(changed)


def ask_cells(job: str, data: bytes, name: str, caps: object = None) -> confine.Answer:
    """In the place of `confine.ask`: cells that `Mutator` made, or else the child's job in this process."""
    try:
        text = data.removeprefix(b"PK\x03\x04").decode("utf-8")
    except UnicodeDecodeError:
        return _job(job, data, name)
    if "\x1f" not in text:
        return _job(job, data, name)
    return confine.Answer(*sheetjobs.packed([("A", [line.split("\x1f") for line in text.split("\x1e")])], name))


def _job(job: str, data: bytes, name: str) -> confine.Answer:
    return confine.Answer(*sheetjobs.prepared(job)(data, name))
