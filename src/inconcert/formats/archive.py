"""ZIP archives to their members, refusing bombs, overlaps, encryption, links and paths that leave the archive.

The central directory is read by `zipfile` and judged whole before one byte is inflated; then each member is inflated
here, to its declared size and no further, and its checksum compared. An archive within an archive is refused.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection

from inconcert.formats import limits
from inconcert.formats.firstlook import refuse_oversize
from inconcert.model.errors import LimitExceeded, UnreadableSource

_UNSAFE_NAME = re.compile(r"\A[/\\]|\A[A-Za-z]:|\\|[\x00-\x1f\x7f]|(?:\A|/)\.{1,2}(?:/|\Z)")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_DESCRIPTOR_FOLLOWS = 0x8
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")


def members(data: bytes, name: str, *, only: Collection[str] = (), archives_inside: bool = False) -> dict[str, bytes]:
    """Return member name → content of a ZIP file, or of the members named in `only`; folders are left out.

    Raises UnreadableSource for what is damaged, encrypted, overlapping or named to escape, LimitExceeded for what
    would inflate beyond `limits.archive_*`. The whole archive is judged also where `only` a part is wanted.
    `archives_inside`: a member may be an archive, which is not opened (a web capture holds compressed records).
    """
    listed = _directory(data, name)
    _judge_sizes(listed, name)
    for item in listed:
        _judge_member(item, f"{name} member {_shown(item)}")
    starts = _judge_places(data, listed, name)
    return {
        item.filename: _inflated(
            data, item, starts[item.header_offset], f"{name} member {_shown(item)}", archives_inside
        )
        for item in listed
        if not item.is_dir() and (not only or item.filename in only)
    }


def _shown(item: zipfile.ZipInfo) -> str:
    return ascii(item.orig_filename[:60])


def _directory(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    """Return the entries of the central directory; there is exactly one, and it ends the file."""
    refuse_oversize(data, name)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnreadableSource("not a ZIP archive", where=name)
    if _directory_start(data) < 0:
        raise UnreadableSource("a ZIP archive that is cut off, or has something behind or before it", where=name)
    if data.count(b"PK\x01\x02") > 2 * limits.archive_members_max:
        raise LimitExceeded(f"more than {limits.archive_members_max} members", where=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error, OSError) as error:
        raise UnreadableSource(f"not a readable ZIP archive: {error}", where=name) from error
    if len({item.orig_filename.casefold() for item in listed}) != len(listed):
        raise UnreadableSource("two members of one name", where=name)
    return listed


def _directory_start(data: bytes) -> int:
    """Return where the central directory starts, or -1 where it does not end exactly at the end record."""
    end = data[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06"):
        return -1
    _, _, _, _, _, size, start, comment = _END.unpack(end)
    return start if start + size + _END.size == len(data) and not comment else -1


def _judge_sizes(listed: list[zipfile.ZipInfo], name: str) -> None:
    if len(listed) > limits.archive_members_max:
        raise LimitExceeded(f"more than {limits.archive_members_max} members", where=name)
    if sum(item.file_size for item in listed) > limits.archive_total_max_bytes:
        raise LimitExceeded(f"inflates to more than {limits.archive_total_max_bytes} bytes", where=name)
    for item in listed:
        where = f"{name} member {_shown(item)}"
        if item.file_size > limits.archive_member_max_bytes:
            raise LimitExceeded(f"inflates to more than {limits.archive_member_max_bytes} bytes", where=where)
        if item.file_size > limits.archive_ratio_free_bytes + limits.archive_ratio_max * item.compress_size:
            raise LimitExceeded(f"inflates to more than {limits.archive_ratio_max} times its size", where=where)


def _judge_member(item: zipfile.ZipInfo, where: str) -> None:
    """Refuse a member by its name, kind, encryption or method."""
    name = item.orig_filename
    if not name or len(name) > limits.archive_name_max_chars or _UNSAFE_NAME.search(name):
        raise UnreadableSource("a member's name that leads out of the archive, or none", where=where)
    if item.flag_bits & _ENCRYPTED:
        raise UnreadableSource("an encrypted member", where=where)
    if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableSource(f"compressed by method {item.compress_type}", where=where)
    kind = stat.S_IFMT(item.external_attr >> 16)
    if item.create_system == 3 and kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnreadableSource("a link or device, not a file", where=where)
    if item.is_dir() and item.file_size:
        raise UnreadableSource("a folder with content", where=where)


def _judge_places(data: bytes, listed: list[zipfile.ZipInfo], name: str) -> dict[int, int]:
    """Return header offset → start of the content; refuses members that overlap or whose two headers disagree."""
    starts: dict[int, int] = {}
    end_before = 0
    for item in sorted(listed, key=lambda item: item.header_offset):
        where = f"{name} member {_shown(item)}"
        start = _content_start(data, item, where)
        if item.header_offset < end_before:
            raise UnreadableSource("members that overlap (a bomb)", where=where)
        end_before = start + item.compress_size
        starts[item.header_offset] = start
    if end_before > _directory_start(data):
        raise UnreadableSource("members that overlap the directory (a bomb)", where=name)
    return starts


def _content_start(data: bytes, item: zipfile.ZipInfo, where: str) -> int:
    header = data[item.header_offset : item.header_offset + _LOCAL_HEADER.size] if item.header_offset >= 0 else b""
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise UnreadableSource("a member without its header", where=where)
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    name_start = item.header_offset + _LOCAL_HEADER.size
    local_name = data[name_start : name_start + name_length]
    encoding = "utf-8" if flags & 0x800 else "cp437"
    agrees = local_name.decode(encoding, "replace") == item.orig_filename and method == item.compress_type
    sized = bool(flags & _DESCRIPTOR_FOLLOWS) or 0xFFFFFFFF in (packed, size)
    if not agrees or (flags ^ item.flag_bits) & _ENCRYPTED or (not sized and (packed, size, crc) != _sizes(item)):
        raise UnreadableSource("a member whose two headers disagree", where=where)
    return name_start + int(name_length) + int(extra_length)


def _sizes(item: zipfile.ZipInfo) -> tuple[int, int, int]:
    return item.compress_size, item.file_size, item.CRC


def _inflated(data: bytes, item: zipfile.ZipInfo, start: int, where: str, archives_inside: bool) -> bytes:
    """Return the content of a member: of its declared size and checksum, or refused."""
    packed = memoryview(data)[start : start + item.compress_size]
    if item.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    else:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = engine.decompress(packed, item.file_size + 1)
        except zlib.error as error:
            raise UnreadableSource(f"a member that does not inflate: {error}", where=where) from error
    if len(content) > item.file_size:
        raise LimitExceeded("inflates beyond its declared size (a bomb)", where=where)
    if len(content) != item.file_size or zlib.crc32(content) != item.CRC:
        raise UnreadableSource("a damaged member: size or checksum differ", where=where)
    if content.startswith(_ARCHIVES) and not archives_inside:
        raise UnreadableSource("an archive within an archive", where=where)
    return content
