"""Hostile files, one of each kind, and what refusing each of them costs.

    python bench/hostile.py            prints the table of docs/reference/limits.md
    python bench/hostile.py CASE FILE  reads one file in this process and prints what it cost, as JSON

`tests/adversary/test_ingest.py` reads the same cases. Memory is the peak beyond what the process held with the
file's bytes in its hands; for spreadsheets it is the parent's, and the child's whole peak stands beside it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import stat
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inconcert.formats import archive, csvfile, jsonlines, limits, sheets, xmlfile
from inconcert.intake import ftm_reader
from inconcert.model.errors import InconcertError

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "limits.md"
MARK = "<!-- measured by bench/hostile.py; everything below is generated -->"
_UNIT = 1 if sys.platform == "darwin" else 1024
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True)
class Case:
    """One hostile file: how it is made, who reads it, which error refuses it, with which words."""

    title: str
    build: Callable[[], bytes]
    read: Callable[[bytes], object]
    refused_as: str
    words: str


@dataclass(frozen=True)
class Member:
    """One member of a ZIP archive, with whatever lies its two headers shall tell."""

    name: bytes
    packed: bytes
    size: int
    crc: int = 0
    method: int = 8
    flags: int = 0
    attributes: int = 0
    offset: int | None = None


def stored(name: bytes, content: bytes, **lies: int) -> Member:
    """Return an honest stored member, with `lies` on top."""
    honest = {"size": len(content), "crc": zlib.crc32(content), "method": 0}
    return Member(name, content, **{**honest, **lies})


def deflated(name: bytes, content: bytes, **lies: int) -> Member:
    """Return an honest deflated member, with `lies` on top."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = engine.compress(content) + engine.flush()
    return Member(name, packed, **{"size": len(content), "crc": zlib.crc32(content), **lies})


def zeros(name: bytes, mebibytes: int, **lies: int) -> Member:
    """Return a deflated member of so many MiB of zeros, made without making them; its checksum is wrong."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    engine.compress(bytes(1 << 20))
    engine.flush(zlib.Z_FULL_FLUSH)
    block = engine.compress(bytes(1 << 20)) + engine.flush(zlib.Z_FULL_FLUSH)
    packed = block * mebibytes + b"\x03\x00"
    return Member(name, packed, **{"size": mebibytes << 20, **lies})


def zipped(*members: Member) -> bytes:
    """Return the ZIP archive of the members; one with an `offset` has no header of its own, only a directory entry."""
    body, directory = bytearray(), bytearray()
    for item in members:
        offset = len(body) if item.offset is None else item.offset
        sizes = struct.pack("<LLL", item.crc, len(item.packed), item.size)
        head = struct.pack("<HHHH", item.flags, item.method, 0, 33) + sizes + struct.pack("<HH", len(item.name), 0)
        if item.offset is None:
            body += b"PK\x03\x04\x14\x00" + head + item.name + item.packed
        directory += b"PK\x01\x02\x14\x03\x14\x00" + head + struct.pack("<HHHLL", 0, 0, 0, item.attributes, offset)
        directory += item.name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)


def overlapping() -> bytes:
    """Return an archive whose first member's content is the second member, header and all."""
    inner = zipped(stored(b"b", b"x" * 1000))[: 30 + 1 + 1000]
    return zipped(stored(b"a", inner), stored(b"b", b"x" * 1000, offset=31))


def nested(levels: int) -> bytes:
    """Return an archive in an archive in an archive."""
    data = zipped(zeros(b"0", 10))
    for level in range(levels):
        data = zipped(stored(b"%d.bin" % level, data))
    return data


def ods(table: str) -> bytes:
    """Return an ODS file of one table's rows."""
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" xmlns:table="{_OFFICE}:table:1.0"'
        f' xmlns:text="{_OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="L">{table}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(deflated(b"content.xml", content.encode()))


def xlsx(sheet: bytes, *more: Member) -> bytes:
    """Return an XLSX file of one sheet, `sheet` being what stands in its sheetData."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = b"http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        deflated(
            b"[Content_Types].xml", b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        ),
        deflated(
            b"_rels/.rels",
            b'<Relationships xmlns="%s"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/>'
            b"</Relationships>" % (package, rels),
        ),
        deflated(
            b"xl/workbook.xml",
            b'<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="L" sheetId="1" r:id="r1"/></sheets></workbook>'
            % (main, rels),
        ),
        deflated(
            b"xl/_rels/workbook.xml.rels",
            b'<Relationships xmlns="%s"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>'
            b'<Relationship Id="r2" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
            % (package, rels, rels),
        ),
        deflated(
            b"xl/worksheets/sheet1.xml", b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, sheet)
        ),
        *more,
    )


def one_string(times: int) -> bytes:
    """Return an XLSX file in which `times` cells show one shared string of a million characters."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (main, b"x" * 1_000_000)
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, times + 1))
    return xlsx(rows, deflated(b"xl/sharedStrings.xml", strings))


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><l>&l9;</l>'.encode()


def _xml(data: bytes) -> object:
    return xmlfile.parse(data, "list.xml")


def _csv(data: bytes) -> object:
    return sum(1 for _ in csvfile.rows(data, "list.csv"))


def _zip(data: bytes) -> object:
    return len(archive.members(data, "list.zip"))


def _xlsx(data: bytes) -> object:
    return len(sheets.read_xlsx(data, "list.xlsx"))


def _ods(data: bytes) -> object:
    return len(sheets.read_ods(data, "list.ods"))


def _ftm(data: bytes) -> object:
    return ftm_reader.read(data, "list.jsonl", "ftm-hostile", "2026-01-01")


def _person(name: bytes, more: bytes = b"") -> bytes:
    return b'{"id":"p","schema":"Person","properties":{"name":["' + name + b'"]' + more + b"}}\n"


def _json(data: bytes) -> object:
    return sum(1 for _ in jsonlines.values(data, "list.jsonl"))


_BAD, _MUCH = "UnreadableSource", "LimitExceeded"
_LINK = (stat.S_IFLNK | 0o777) << 16
_WIDE = "".join(
    '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="16000">'
    "<text:p>x</text:p></table:table-cell></table:table-row>"
    for _ in range(1000)
)

CASES = {
    "i01": Case("billion laughs", _laughs, _xml, _BAD, "DTD"),
    "i02": Case(
        "quadratic blow-up",
        lambda: b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100_000 + b'">]><a>' + b"&b;" * 100_000 + b"</a>",
        _xml,
        _BAD,
        "DTD",
    ),
    "i03": Case(
        "external entity",
        lambda: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        _xml,
        _BAD,
        "DTD",
    ),
    "i03_xinclude": Case(
        "XInclude of a local file",
        lambda: b'<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include parse="text" href="/etc/hostname"/></a>',
        _xml,
        _BAD,
        "XInclude",
    ),
    "i04": Case(
        "parameter entity that calls a server",
        lambda: b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x.dtd"> %b;]><a/>',
        _xml,
        _BAD,
        "DTD",
    ),
    "i05_xml": Case("100,000 levels of XML", lambda: b"<a>" * 100_000 + b"</a>" * 100_000, _xml, _MUCH, "deeper"),
    "i05_xml_65": Case("65 levels of XML", lambda: b"<a>" * 65 + b"</a>" * 65, _xml, _MUCH, "64 levels"),
    "i05_json": Case("100,000 levels of JSON", lambda: b"[" * 100_000 + b"]" * 100_000, _json, _MUCH, "levels"),
    "i05_ods": Case(
        "100,000 levels in an ODS",
        lambda: ods("<table:table-row>" + "<text:p>" * 100_000 + "</text:p>" * 100_000 + "</table:table-row>"),
        _ods,
        _MUCH,
        "deeper",
    ),
    "i05_elements": Case(
        "80 MB of empty elements", lambda: b"<a>" + b"<b/>" * 20_000_000 + b"</a>", _xml, _MUCH, "elements"
    ),
    "i05_text": Case("one text of 20 MB", lambda: b"<a>" + b"x" * 20_000_000 + b"</a>", _xml, _MUCH, "larger"),
    "i06": Case("ZIP: 300 MB from 0.3 MB", lambda: zipped(zeros(b"list.csv", 300)), _zip, _MUCH, "inflates to more"),
    "i06_ratio": Case(
        "ZIP: 100 MB from 0.1 MB", lambda: zipped(zeros(b"list.csv", 100)), _zip, _MUCH, "times its size"
    ),
    "i07": Case(
        "ZIP: 300 MB that claims to be 1,000 bytes",
        lambda: zipped(zeros(b"list.csv", 300, size=1000)),
        _zip,
        _MUCH,
        "declared size",
    ),
    "i08": Case("ZIP in ZIP in ZIP", lambda: nested(5), _zip, _BAD, "within an archive"),
    "i09": Case("ZIP: members that overlap", overlapping, _zip, _BAD, "overlap"),
    "i09_same": Case(
        "ZIP: 1,000 names for one member",
        lambda: zipped(*[deflated(b"a%03d" % n, bytes(900_000), **({"offset": 0} if n else {})) for n in range(1000)]),
        _zip,
        _MUCH,
        "inflates to more",
    ),
    "i10": Case(
        "ZIP: 5,000 files", lambda: zipped(*[stored(b"%d" % n, b"") for n in range(5000)]), _zip, _MUCH, "members"
    ),
    "i11_parent": Case("ZIP: ../", lambda: zipped(stored(b"../../x", b"x")), _zip, _BAD, "leads out"),
    "i11_backslash": Case("ZIP: ..\\", lambda: zipped(stored(b"..\\x", b"x")), _zip, _BAD, "leads out"),
    "i11_absolute": Case("ZIP: /etc/x", lambda: zipped(stored(b"/etc/x", b"x")), _zip, _BAD, "leads out"),
    "i11_drive": Case("ZIP: C:x", lambda: zipped(stored(b"C:x", b"x")), _zip, _BAD, "leads out"),
    "i11_nul": Case("ZIP: NUL in a name", lambda: zipped(stored(b"a.csv\0.exe", b"x")), _zip, _BAD, "leads out"),
    "i11_link": Case(
        "ZIP: symbolic link", lambda: zipped(stored(b"a", b"/etc/passwd", attributes=_LINK)), _zip, _BAD, "link"
    ),
    "i11_encrypted": Case("ZIP: encrypted", lambda: zipped(stored(b"a", b"x" * 40, flags=1)), _zip, _BAD, "encrypted"),
    "i24_line": Case("CSV: one line of 200 MB", lambda: b"a," * 100_000_000, _csv, _MUCH, "record longer"),
    "i24_field": Case("CSV: a quote that never ends", lambda: b'a\n"' + b"x\n" * 9_000_000, _csv, _MUCH, "field"),
    "i24_fields": Case(
        "CSV: one record of 40 million short lines", lambda: b'"\n",' * 40_000_000, _csv, _MUCH, "record longer"
    ),
    "i24_file": Case("CSV: a file of 300 MB", lambda: b"a,b\n" * 75_000_000, _csv, _MUCH, "larger than"),
    "i24_nul": Case("CSV: NUL", lambda: b"a,b\n1,\0\n", _csv, _BAD, "NUL"),
    "i24_mixed": Case("CSV: mixed encodings", lambda: "a\né\n".encode() + b"\xe9\n", _csv, _BAD, "not utf-8"),
    "i24_utf16": Case("CSV: UTF-16", lambda: "a,b\n".encode("utf-16"), _csv, _BAD, "UTF-16"),
    "i24_utf7": Case("CSV: UTF-7", lambda: b"+/v8-a,b\n", _csv, _BAD, "UTF-7"),
    "i24_surrogate": Case("CSV: lone surrogate", lambda: b"a\n\xed\xa0\x80\n", _csv, _BAD, "not utf-8"),
    "i24_html": Case("CSV: HTML with status 200", lambda: b"<!doctype HTML><p>Sorry", _csv, _BAD, "HTML page"),
    "ftm_levels": Case(
        "FollowTheMoney: 100,000 levels",
        lambda: b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        _ftm,
        _MUCH,
        "levels",
    ),
    "ftm_line": Case("FollowTheMoney: one line of 200 MB", lambda: _person(b"x" * 200_000_000), _ftm, _MUCH, "longer"),
    "ftm_file": Case(
        "FollowTheMoney: a file of 300 MB", lambda: _person(b"x" * 1000) * 290_000, _ftm, _MUCH, "larger than"
    ),
    "ftm_text": Case("FollowTheMoney: a name of 60 MB", lambda: _person(b"x" * 60_000_000), _ftm, _BAD, "no entity"),
    "ftm_values": Case(
        "FollowTheMoney: 5,000,000 numbers in one property",
        lambda: _person(b"x", b',"alias":[' + b",".join([b"1"] * 5_000_000) + b"]"),
        _ftm,
        _BAD,
        "list of texts",
    ),
    "ftm_ids": Case(
        "FollowTheMoney: 200,000 entities and the last id twice",
        lambda: (
            b"".join(b'{"id":"%d","schema":"Address","properties":{}}\n' % n for n in range(200_000))
            + b'{"id":"7","schema":"Address","properties":{}}\n'
        ),
        _ftm,
        _BAD,
        "stands twice",
    ),
    "ftm_key": Case("FollowTheMoney: a key twice", lambda: _person(b"x", b',"name":["y"]'), _ftm, _BAD, "stands twice"),
    "ftm_nan": Case("FollowTheMoney: NaN", lambda: _person(b"x", b',"height":[NaN]'), _ftm, _BAD, "NaN"),
    "ftm_nul": Case("FollowTheMoney: NUL", lambda: _person(b"a\0b"), _ftm, _BAD, "control character"),
    "ods_repeat": Case(
        "ODS of 700 bytes: 10^12 cells said to repeat",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
            'table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        _ods,
        _MUCH,
        "columns",
    ),
    "ods_rows": Case("ODS: 16 milliard filled cells", lambda: ods(_WIDE), _ods, _MUCH, "cells"),
    "xlsx_inflate": Case(
        "XLSX of 4 MB that inflates to 4 GB",
        lambda: xlsx(b"", zeros(b"xl/media/a", 4095)),
        _xlsx,
        _MUCH,
        "inflates to more",
    ),
    "xlsx_sparse": Case(
        "XLSX: cells A1 and XFD1048576",
        lambda: xlsx(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        _xlsx,
        _MUCH,
        "memory",
    ),
    "xlsx_strings": Case(
        "XLSX: 10,000 cells show one string of 1 MB", lambda: one_string(10_000), _xlsx, _MUCH, "memory"
    ),
    "xlsx_text": Case(
        "XLSX: 300 cells show one string of 1 MB", lambda: one_string(300), _xlsx, _MUCH, "bytes of text"
    ),
}


def cost(case: Case, file: Path) -> dict[str, object]:
    """Read one file in this process; return how it was refused, processor seconds, and MB beyond the file."""
    data = file.read_bytes()
    _forget_peak()
    before, start = _peak_mb(), _processor_s()
    refused, words = "", ""
    try:
        case.read(data)
    except InconcertError as error:
        refused, words = type(error).__name__, str(error)
    return {
        "refused_as": refused,
        "words": words,
        "seconds": _processor_s() - start,
        "peak_mb": _peak_mb() - before,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT / 1e6,
    }


def _processor_s() -> float:
    """Return the processor time of this process and its dead children, in seconds."""
    return sum(os.times()[:4])


def _forget_peak() -> None:
    """Let the kernel count the peak from here (Linux; elsewhere the peak of the whole life is all there is)."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6


def measured(name: str) -> dict[str, object]:
    """Return the cost of one case in a process of its own, with the size of its file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hostile"
        file.write_bytes(CASES[name].build())
        told = subprocess.run([sys.executable, __file__, name, str(file)], capture_output=True, check=True, text=True)
        return {**json.loads(told.stdout), "bytes": file.stat().st_size}


def main() -> None:
    """Print the cost of one case, or write the table of all of them."""
    if len(sys.argv) == 3:
        print(json.dumps(cost(CASES[sys.argv[1]], Path(sys.argv[2]))))
        return
    lines = [
        "| case | file, bytes | refused as | processor, s | peak memory beyond the file, MB | the child's peak, MB |",
        "|---|---:|---|---:|---:|---:|",
    ]
    for name, case in CASES.items():
        found = measured(name)
        child = f"{found['child_mb']:.0f}" if found["child_mb"] else ""
        words = re.sub(r" \(at .*", "", str(found["words"]))
        lines.append(
            f"| {case.title} | {found['bytes']:,} | {found['refused_as']}: {words} | {found['seconds']:.2f} "
            f"| {found['peak_mb']:.0f} | {child} |"
        )
    table = [f"| `{key}` | {value:,} |" for key, value in vars(limits).items() if isinstance(value, int)]
    head = REFERENCE.read_text(encoding="utf-8").partition(MARK)[0]
    text = "\n".join([head + MARK, "", "| limit | value |", "|---|---:|", *table, "", *lines, ""])
    REFERENCE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
