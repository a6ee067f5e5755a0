"""Count how many names of the US and UN lists bear each word (as it sounds), for `resolve/data/word_counts.json`.

    INCONCERT_SHARED=… python bench/word_counts.py > src/inconcert/resolve/data/word_counts.json

Counts are facts derived from government publications (US public domain; UN terms); words borne by fewer than 6 are
left out, and no name can be put together from them.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from pathlib import Path

from lxml import etree

from inconcert.resolve.letters import fold, sound


def main() -> None:
    """Print the counts as JSON."""
    data = Path(os.environ["INCONCERT_SHARED"]) / "data"
    names: list[str] = []
    for file, column in (("sdn.csv", 1), ("alt.csv", 3)):
        with (data / "us/sdn/2023-07-25" / file).open(encoding="utf-8", errors="replace", newline="") as stream:
            names += [row[column] for row in csv.reader(stream) if len(row) > column]
    (xml,) = sorted((data / "un/consolidated/2024-12-17").glob("*.xml"))
    tree = etree.parse(str(xml), etree.XMLParser(resolve_entities=False, no_network=True))
    for person in tree.iter("INDIVIDUAL", "ENTITY"):
        parts = [person.findtext(f"{place}_NAME") or "" for place in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        names.append(" ".join(parts))
    counts: Counter[str] = Counter()
    for name in names:
        counts.update({sound(word) for word in fold(name).split()})
    kept = {
        word: count for word, count in sorted(counts.items()) if count >= 6 and len(word) > 1 and not word.isdigit()
    }
    print(json.dumps({"names": len(names), "counts": kept}, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
