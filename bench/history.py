"""Replay a history of the SDN list from nothing, and say how long it took, with how much memory and room.

python bench/history.py BUNDLE HOME
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from inconcert.verbs.history import replay_history
from inconcert.verbs.house import house


def main() -> None:
    """Run the replay into a home that does not exist yet."""
    bundle, path = Path(sys.argv[1]), Path(sys.argv[2])
    if path.exists():
        sys.exit(f"{path} exists: the replay begins from nothing")
    wall, cpu = time.perf_counter(), time.process_time()
    with house(path) as opened:
        report = replay_history(opened, bundle, "us_sdn", index="--index" in sys.argv)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    raw = sum(file.stat().st_size for file in (path / "raw").rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(report.committed)} taken, {len(report.refused)} refused")
    print(f"{wall:.0f} s ({cpu:.0f} s CPU), {peak:.0f} MB of memory")
    print(f"raw files {raw / 1e6:.1f} MB, database {(path / 'register.sqlite').stat().st_size / 1e6:.0f} MB")
    for item in report.refused:
        print(f"refused {item.date}: {item.why}")


if __name__ == "__main__":
    main()
