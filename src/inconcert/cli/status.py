"""inconcert status."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, open_house, print_json
from inconcert.cli.words import government, print_table, spelt
from inconcert.model.imported import is_imported
from inconcert.verbs.shapes import is_stale
from inconcert.verbs.status import status, status_shape


@click.command(name="status", epilog="Example: inconcert status --json")
@as_of_option
@home_option
@json_option
def command(as_of: str | None, home: Path | None, as_json: bool) -> None:
    """Lists and editions at hand: their dates, entries and issues."""
    with open_house(home) as house:
        found = status(house, day_of(as_of))
        if as_json:
            print_json(status_shape(house, found))
            return
        rows = []
        for item in found:
            newest = item.newest
            held = "" if newest.entries_embedded is None else f"{newest.entries_embedded:,} of "
            notes = [newest.provenance.value]
            if is_imported(newest.list_id):
                notes += [f"by {item.publication.publisher}", f"licence: {item.publication.licence}"]
            if item.verified:
                notes.append(f"verified {spelt(item.verified[:10])}")
            if is_stale(max(newest.date, item.verified[:10]), house.today):
                notes.append("older than 30 days")
            if not item.proven:
                notes.append(f"reader of {newest.format} not proven on a real edition")
            if newest.accepted_by:
                notes.append(f"accepted by {newest.accepted_by}")
            rows.append(
                (government(item.publication.jurisdiction), item.publication.list_id, spelt(newest.date),
                 f"{held}{newest.entries_total:,}", str(len(item.editions)), str(len(item.issues)), ", ".join(notes))
            )  # fmt: skip
        print_table(("by", "list", "newest", "entries", "editions", "issues", "notes"), rows)
