"""A file of a list as fields and values, whatever its reader: what `doctor` compares, and takes out of a copy.

A field is a column, an element's path or an attribute's. Nothing here decides what a value means.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator

from lxml import etree

from inconcert.formats import archive, csvfile, sheets, xmlfile
from inconcert.model.edition import Files
from inconcert.model.errors import SourceError

values_max = 200
_header_among = 3
Fields = dict[str, dict[str, str]]
"""Field → value → place of its first occurrence; at most `values_max` values of a field are kept."""


def survey(files: Files) -> Fields:
    """Return the fields and values of the files of an edition; a file that cannot be read adds none."""
    found: Fields = {}
    for name, data in files.items():
        try:
            for field, value, place in _cells(name, data):
                values = found.setdefault(f"{name} {field}" if len(files) > 1 else field, {})
                if value and len(values) < values_max:
                    values.setdefault(value, place)
        except SourceError:  # what is wrong with it, its reader says
            continue
    return found


def _cells(name: str, data: bytes) -> Iterator[tuple[str, str, str]]:
    kind = name.rpartition(".")[2].lower()
    if data[:2] == b"PK" and kind not in ("xlsx", "ods"):
        for inner, content in archive.members(data, name).items():
            yield from _cells(inner, content)
    elif data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        yield from _of_xml(xmlfile.parse(data, name), name)
    elif kind in ("xlsx", "ods"):
        read = sheets.read_xlsx if kind == "xlsx" else sheets.read_ods
        for sheet in read(data, name):
            yield from _of_table(enumerate(sheet.rows, 1), name)
    else:
        yield from _of_table(csvfile.rows(data, name, encoding="latin-1", trailing_sub=True), name)


def _of_xml(root: etree._Element, name: str) -> Iterator[tuple[str, str, str]]:
    for element in root.iter(etree.Element):
        path = "/".join(_local(step) for step in reversed([element, *element.iterancestors()]))
        place = f"{name} line {element.sourceline}"
        yield path, (element.text or "").strip() if not len(element) else "", place
        for key, value in element.items():
            yield f"{path}/@{_local_name(str(key))}", str(value), place


def _of_table(rows: Iterator[tuple[int, Collection[str]]], name: str) -> Iterator[tuple[str, str, str]]:
    kept = list(rows)
    at = max(range(min(_header_among, len(kept))), key=lambda index: sum(map(bool, kept[index][1])), default=0)
    header = list(kept[at][1]) if kept else []
    for number, cells in kept[at + 1 :]:
        for column, cell in zip(header, cells):
            yield column, cell.strip(), f"{name}#{number}"


def without(files: Files, names: Collection[str]) -> dict[str, bytes]:
    """Return the files without columns, elements and attributes of these names; unchanged where there are none."""
    return {name: _without(name, data, set(names)) for name, data in files.items()}


def _without(name: str, data: bytes, names: set[str]) -> bytes:
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _xml_without(xmlfile.parse(data, name), data, names)
    if name.lower().endswith(".csv"):
        return _csv_without(data, names)
    return data


def _xml_without(root: etree._Element, data: bytes, names: set[str]) -> bytes:
    last = {step.rpartition("/")[2] for step in names}
    gone = [element for element in root.iter(etree.Element) if _local(element) in last and element is not root]
    changed = bool(gone)
    for element in gone:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter(etree.Element):
        for key in [key for key, _ in element.items() if _local_name(str(key)) in last]:
            del element.attrib[key]
            changed = True
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) if changed else data


def _csv_without(data: bytes, names: set[str]) -> bytes:
    """Return the table without some columns, every other byte of its cells as it was."""
    text = data.decode("latin-1")
    head = text.splitlines()[:_header_among]
    mark = max(",;\t", key=lambda sign: sum(line.count(sign) for line in head))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    at = next((index for index, row in enumerate(rows[:_header_among]) if names & set(row)), None)
    if at is None:
        return data
    kept = [index for index, column in enumerate(rows[at]) if column not in names]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerows([[row[index] for index in kept if index < len(row)] if n >= at else row
                      for n, row in enumerate(rows)])  # fmt: skip
    return out.getvalue().encode("latin-1")


def _local(element: etree._Element) -> str:
    return _local_name(str(element.tag))


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
