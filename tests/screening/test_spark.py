"""The Spark engine gives the same bytes as the local one; skipped where pyspark or Java is absent."""

from __future__ import annotations

import shutil

import pytest

from inconcert.resolve.record import record_of_ftm
from inconcert.screening.customers import Customer, batch_of
from inconcert.screening.engine import locally
from inconcert.screening.targets import Target, table_of, to_bytes


@pytest.mark.slow
def test_spark_gives_the_same_rows_as_the_local_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is an extra (inconcert[spark])")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    from inconcert.screening.spark import on_spark

    plain = {"schema": "Person", "properties": {"name": ["ZHU, Hailun"], "birthDate": ["1958-01"]}}
    targets = to_bytes(table_of([Target("us-1", "ZHU, Hailun", record_of_ftm(plain))]))
    names = ("Zhu Hailun", "Ann Lee", "朱海仑", "Zhu Hailum")
    chunks = [(n, batch_of([Customer(n * 5 + k, str(k), (names[(n + k) % 4],)) for k in range(5)])) for n in range(8)]
    here = list(locally(targets, chunks, 0.8, 1))
    there = list(on_spark("local[2]", targets, chunks, 0.8))
    assert [number for number, _ in there] == list(range(8))
    assert sum(hits.num_rows for _, hits in here) == 30
    assert all(one.equals(other) for (_, one), (_, other) in zip(here, there, strict=True))
