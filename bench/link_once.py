"""Link pickled records once and print what it took: run by bench/resolve.py, so that the memory is the linking's own.

python link_once.py RECORDS.pickle
"""

from __future__ import annotations

import pickle
import resource
import sys
import time
from pathlib import Path

from inconcert.resolve.link import link


def main() -> None:
    """Print CPU seconds and peak memory of one linking."""
    with Path(sys.argv[1]).open("rb") as file:
        records = pickle.load(file)
    start = time.process_time()
    made = link(records)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    joined = sum(len(members) > 1 for members in made.clusters)
    print(f"{seconds:.1f} s CPU, {peak:.0f} MB at most; {joined} clusters, {len(made.unsure)} pairs asked")


if __name__ == "__main__":
    main()
