"""Differences of raw files: they give back every byte, save room, and never build on others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inconcert.model.errors import OurError
from inconcert.store.delta import applied, difference
from inconcert.store.raw import RawFolder, sha256_of

LINES = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"c\r", b"\n", b"=1,2\n", b"+3\n", b"long line\n"]), max_size=30)


@given(LINES, LINES, st.binary(max_size=20))
def test_every_byte_comes_back(old, new, tail):
    base, data = b"".join(old) + tail, b"".join(new) + tail
    assert applied(base, difference(base, data)) == data


def test_a_line_that_moved_is_copied_and_not_carried():
    base = b"".join(b"%d,somebody\n" % number for number in range(1000))
    moved = base.splitlines(keepends=True)
    moved = b"".join([*moved[500:], *moved[:500]])
    assert len(difference(base, moved)) < 50


@pytest.mark.parametrize("broken", [b"?1\n", b"=x,1\n", b"no end"])
def test_what_is_no_difference_is_refused(broken):
    with pytest.raises(ValueError):
        applied(b"a\n", broken)


def lines(changed=()):
    return b"".join(b"%d,somebody %d%s\n" % (n, n * 7919, b" changed" if n in changed else b"") for n in range(3000))


def test_an_edition_much_like_the_one_before_takes_little_room_and_reads_the_same(tmp_path):
    raw = RawFolder(tmp_path / "raw")
    first, second, third = lines(), lines({5}), lines({5, 6})
    raw.keep([first])
    raw.keep([second], [sha256_of(first)])
    raw.keep([third], [sha256_of(second)])
    sizes = [
        (tmp_path / "raw" / sha256_of(data)[:2] / sha256_of(data)).stat().st_size for data in (first, second, third)
    ]
    assert sizes[0] > 10_000 and max(sizes[1:]) < 300
    assert [raw.read(sha256_of(data)) for data in (first, second, third)] == [first, second, third]


def test_a_file_that_is_not_like_the_other_is_kept_whole(tmp_path):
    raw = RawFolder(tmp_path / "raw")
    one, other = lines(), bytes(range(256)) * 300
    raw.keep([one])
    raw.keep([other], [sha256_of(one), "0" * 64])
    (tmp_path / "raw" / sha256_of(one)[:2] / sha256_of(one)).unlink()
    assert raw.read(sha256_of(other)) == other


def test_a_difference_to_a_file_that_is_gone_or_damaged_is_said(tmp_path):
    raw = RawFolder(tmp_path / "raw")
    one, other = lines(), lines({1})
    raw.keep([one])
    raw.keep([other], [sha256_of(one)])
    place = tmp_path / "raw" / sha256_of(one)[:2] / sha256_of(one)
    place.write_bytes(b"zlib\nnonsense")
    with pytest.raises(OurError):
        raw.read(sha256_of(other))


def test_a_difference_to_itself_does_not_go_round(tmp_path):
    raw = RawFolder(tmp_path / "raw")
    sha = "ab" * 32
    place = tmp_path / "raw" / sha[:2] / sha
    place.parent.mkdir(parents=True)
    place.write_bytes(b"difference\n" + sha.encode() + b"\n")
    with pytest.raises(OurError):
        raw.read(sha)
