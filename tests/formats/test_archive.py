"""ZIP archives: honest ones open to the byte, and each lie in a header is found."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from inconcert.formats import archive, limits
from inconcert.model.errors import LimitExceeded, UnreadableSource


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
        file.comment = comment
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_out_as_they_went_in(method: int):
    members = {"SDN.XML": b"<a/>" * 1000, "folder/é.csv": b"", "x": bytes(range(256))}
    assert archive.members(zipped(members, method), "list.zip") == members
    assert archive.members(zipped(members, method), "list.zip", only=("x",)) == {"x": members["x"]}


def test_folders_are_left_out():
    assert archive.members(zipped({"a/": b"", "a/b": b"1"}), "list.zip") == {"a/b": b"1"}


def test_an_archive_written_to_a_pipe_is_read():
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *_: int) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", b"streamed")
    assert archive.members(pipe.getvalue(), "list.zip") == {"a": b"streamed"}


def test_an_empty_archive_is_read():
    assert archive.members(zipped({}), "list.zip") == {}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(method: int):
    with pytest.raises(UnreadableSource, match="compressed by method"):
        archive.members(zipped({"a": b"x"}, method), "list.zip")


GOOD = zipped({"list.csv": b"1,2\n" * 100, "b": b"y"}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "not a ZIP archive"),
        (b"<html>", "not a ZIP archive"),
        (b"PK\x03\x04", "cut off"),
        (GOOD[:-1], "cut off"),
        (GOOD[:200], "cut off"),
        (GOOD + b"x", "behind"),
        (b"PK\x03\x04" + GOOD, "behind or before"),
        (zipped({"a": b"x"}, comment=b"comment"), "behind"),
        (GOOD.replace(b"1,2\n1,2\n", b"1,2\n1,3\n", 1), "checksum"),
        (GOOD.replace(b"list.csv", b"list.exe", 1), "two headers disagree"),
        (zipped({"a": zipped({"b": b"x"})}), "within an archive"),
        (zipped({"a": b"\x1f\x8b\x08"}), "within an archive"),
        (zipped({"A": b"x", "a": b"y"}), "two members of one name"),
        (zipped({"a/../../b": b"x"}), "leads out"),
        (zipped({"a/./b": b"x"}), "leads out"),
        (zipped({"x" * 256: b"x"}), "leads out"),
    ],
)
def test_what_is_damaged_or_lies_is_refused(data: bytes, message: str):
    with pytest.raises(UnreadableSource, match=message) as caught:
        archive.members(data, "list.zip")
    assert "list.zip" in str(caught.value)


def test_a_zero_ratio_is_judged_before_anything_is_inflated(monkeypatch):
    monkeypatch.setattr(limits, "archive_ratio_free_bytes", 10)
    assert archive.members(zipped({"a": b"x" * 100}), "list.zip")
    monkeypatch.setattr(archive, "_inflated", lambda *_: pytest.fail("inflated"))
    with pytest.raises(LimitExceeded, match="200 times its size"):
        archive.members(zipped({"a": b"x" * 100_000}), "list.zip")


def test_limits_on_number_and_sizes(monkeypatch):
    data = zipped({"a": b"x" * 60, "b": b"y" * 60})
    monkeypatch.setattr(limits, "archive_members_max", 1)
    with pytest.raises(LimitExceeded, match="more than 1 members"):
        archive.members(data, "list.zip")
    monkeypatch.setattr(limits, "archive_members_max", 2)
    monkeypatch.setattr(limits, "archive_total_max_bytes", 100)
    with pytest.raises(LimitExceeded, match="more than 100 bytes"):
        archive.members(data, "list.zip")
    monkeypatch.setattr(limits, "archive_total_max_bytes", 1000)
    monkeypatch.setattr(limits, "archive_member_max_bytes", 50)
    with pytest.raises(LimitExceeded, match=r"more than 50 bytes.*member 'a'"):
        archive.members(data, "list.zip")


def entry_and_content(name: bytes, content: bytes, *, place: int, size: int | None = None) -> tuple[bytes, bytes]:
    """A stored member's directory entry and its local part; `size` is what both headers claim."""
    size = len(content) if size is None else size
    head = struct.pack("<HHHHLLLHH", 0, 0, 0, 33, zlib.crc32(content), size, size, len(name), 0)
    local = b"PK\x03\x04\x14\x00" + head + name + content
    return b"PK\x01\x02\x14\x03\x14\x00" + head + struct.pack("<HHHLL", 0, 0, 0, 0, place) + name, local


def joined(entry: bytes, local: bytes) -> bytes:
    return local + entry + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


def test_a_member_that_reaches_into_the_directory_is_refused():
    assert archive.members(joined(*entry_and_content(b"a", b"x", place=0)), "list.zip") == {"a": b"x"}
    with pytest.raises(UnreadableSource, match="overlap the directory"):
        archive.members(joined(*entry_and_content(b"a", b"x", place=0, size=20)), "list.zip")


def test_a_folder_with_content_is_refused():
    with pytest.raises(UnreadableSource, match="folder with content"):
        archive.members(joined(*entry_and_content(b"a/", b"x", place=0)), "list.zip")


def test_a_member_without_its_header_is_refused():
    with pytest.raises(UnreadableSource, match="without its header"):
        archive.members(joined(*entry_and_content(b"a", b"x", place=7)), "list.zip")


def test_a_huge_directory_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the directory was read"))
    entry, local = entry_and_content(b"a", b"x", place=0)
    with pytest.raises(LimitExceeded, match="more than 1000 members"):
        archive.members(joined(entry * 2001, local), "list.zip")
