"""Which records are worth comparing: keys as Arrow batches, joined by DuckDB over tables in memory.

Two records are candidates if they share two words of one name (as they sound, in any order), a rare word with a birth
year or with a country, or an identifying number. A key that very many share tells nothing and is left out. The key
function takes and gives plain values, so that any engine can run it; only the join is DuckDB's.

    >>> from dataclasses import replace
    >>> from inconcert.resolve.record import record_of_ftm
    >>> names = ("Zhu Hailun", "HAILUN ZHU", "Ann Lee")
    >>> people = [{"schema": "Person", "properties": {"name": [name]}} for name in names]
    >>> lists = ("us_sdn", "gb_uksl", "eu_fsf")
    >>> records = [replace(record_of_ftm(one), key=(name, "1")) for one, name in zip(people, lists)]
    >>> candidates([Profile(record) for record in records])
    [(0, 1)]
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence

import duckdb
import pyarrow as pa

from inconcert.model.vocabulary import Kind
from inconcert.resolve.profile import Profile

most_holders = 60
"""A key that more records than this share is left out."""
most_per_record = 8
"""Candidates kept for a record, the best first."""
memory_limit_mb = 96
batch_records = 2048

_SCHEMA = pa.schema([("key", pa.uint64()), ("record", pa.int32()), ("list", pa.int16()), ("weight", pa.float32())])


def keys_of(profile: Profile) -> dict[str, float]:
    """Return the blocking keys of a profile, each with what it tells (1 for two words of a name)."""
    found: dict[str, float] = {}
    kind = "p" if profile.kind is Kind.PERSON else "e"
    for name in profile.names:
        words = sorted(name.keys)[:7]
        for one, other in itertools.combinations(words, 2):
            found[f"{kind}{one} {other}"] = 1.0
        if len(words) == 1 and len(name.joined) > 1:
            found[f"{kind}={name.joined}"] = 0.9
        compact = "".join(sorted(name.joined))
        if len(compact) > 6:
            found[f"{kind}#{compact}"] = 1.0
        for word in words:
            if len(word) > 2:
                for year in profile.years:
                    found[f"{kind}{word}@{year}"] = 0.7
                if kind == "e":
                    found[f"{kind}{word}"] = 0.4
    for number in profile.numbers:
        found[f"n{number}"] = 3.0
    return found


def _batches(profiles: Sequence[Profile], side_of: Callable[[str], str]) -> Iterator[pa.RecordBatch]:
    lists: dict[str, int] = {}
    for start in range(0, len(profiles), batch_records):
        keys: list[int] = []
        records: list[int] = []
        sides: list[int] = []
        weights: list[float] = []
        for number, profile in enumerate(profiles[start : start + batch_records], start):
            side = lists.setdefault(side_of(profile.record.key[0]), len(lists))
            for key, weight in keys_of(profile).items():
                data = key.encode()
                keys.append(zlib.crc32(data) << 32 | zlib.adler32(data))
                records.append(number)
                sides.append(side)
                weights.append(weight)
        columns = zip((keys, records, sides, weights), _SCHEMA, strict=True)
        yield pa.record_batch([pa.array(values, field.type) for values, field in columns], schema=_SCHEMA)


_JOIN = """
WITH counted AS (
    SELECT key, count(*) AS holders FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND ?
), told AS (
    SELECT keys.key, record, list, weight * ln(? / holders) / ln(? / 2) AS tells FROM keys JOIN counted USING (key)
), pairs AS (
    SELECT one.record AS one, other.record AS other, sum(one.tells) AS tells
    FROM told AS one JOIN told AS other ON one.key = other.key AND one.record < other.record
    WHERE one.list != other.list
    GROUP BY ALL
), ranked AS (
    SELECT one, other,
        row_number() OVER (PARTITION BY one ORDER BY tells DESC, other) AS place,
        row_number() OVER (PARTITION BY other ORDER BY tells DESC, one) AS other_place
    FROM pairs WHERE tells >= ?
)
SELECT one, other FROM ranked WHERE place <= ? OR other_place <= ? ORDER BY one, other
"""


def candidates(
    profiles: Sequence[Profile], least: float = 0.9, side_of: Callable[[str], str] = str
) -> list[tuple[int, int]]:
    """Return the pairs of places in `profiles` worth comparing, each of two lists, or of two sides that lists are on.

    `least` is what the shared keys of a pair must tell, in units of two words that no others share.
    """
    with duckdb.connect(config={"memory_limit": f"{memory_limit_mb}MB", "threads": 1}) as connection:
        connection.execute("CREATE TABLE keys (key UBIGINT, record INTEGER, list SMALLINT, weight FLOAT)")
        for batch in _batches(profiles, side_of):
            table = pa.Table.from_batches([batch])
            connection.register("batch", table)
            connection.execute("INSERT INTO keys SELECT * FROM batch")
            connection.unregister("batch")
        found = connection.execute(
            _JOIN,
            [most_holders, *[float(max(len(profiles), 2 * most_holders))] * 2, least, most_per_record, most_per_record],
        ).fetchall()
    return [(int(one), int(other)) for one, other in found]
