"""Of two editions of one list and day, the one with its aliases and addresses speaks, in whatever order they came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inconcert.model.rights import OPERATOR
from inconcert.store.editions import commit_edition, edition_hash, editions, file_hashes


@pytest.mark.parametrize("names_first", [True, False])
def test_the_edition_of_most_files_speaks(store, entry, edition, names_first):
    drafted, _ = edition("2023-07-25")

    def taken(files, retrieved_at):
        hashes = file_hashes(files)
        whole = replace(drafted, files=hashes, sha256=edition_hash(hashes), retrieved_at=retrieved_at)
        commit_edition(store, whole, [entry(1, list_id=drafted.list_id)], files=files)

    both = [({"sdn.csv": b"1"}, "2023-07-25T18:00:00Z"), ({"sdn.csv": b"2", "alt.csv": b"", "add.csv": b"3"}, "")]
    for files, at in both if names_first else reversed(both):
        taken(files, at)
    (speaks,) = editions(store, OPERATOR)
    assert len(speaks.files) == 3
