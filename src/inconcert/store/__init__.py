"""All SQL, one module per noun: editions, entries, judgements; raw editions kept by hash.

Rules that this room enforces:
- an edition is committed whole or not at all: its raw bytes first, then one transaction;
- facts are only ever added, never changed or deleted;
- every read takes a viewer; every error that leaves the room is one of `model.errors`;
- SQLite by default, PostgreSQL by address: what differs stands in `dialect` and nowhere else.

    with Home(Path("home"), clock).open() as store:
        commit_edition(store, edition, entries, issues, files, rules="r1")
        for entry in entries_of(store, OPERATOR, "us_sdn", "2024-05-03"): ...
"""
