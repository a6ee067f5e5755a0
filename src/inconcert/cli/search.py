"""inconcert search."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import as_of_option, day_of, home_option, json_option, open_house, print_json
from inconcert.cli.words import government, print_table, spelt
from inconcert.formats.display import safe_text
from inconcert.model.vocabulary import Status
from inconcert.verbs.search import Found, Hits, search_shape
from inconcert.verbs.search_as_of import search_on


@click.command(name="search", epilog='Example: inconcert search "陈全国"')
@click.argument("name", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many at the most.")
@as_of_option
@home_option
@json_option
def command(name: tuple[str, ...], limit: int, as_of: str | None, home: Path | None, as_json: bool) -> None:
    """Find a name in any script on any list, two typos forgiven; an official number or a target id works as well.

    With --as-of it is looked for by the names that editions until that day print, and what is found says where it
    stood on that day; a name that only a later edition prints names that edition.
    """
    day = day_of(as_of)
    with open_house(home) as house:
        hits = search_on(house, " ".join(name), day, limit)
        if as_json:
            print_json(search_shape(hits))
            return
        rows = _rows(hits)
        if rows:
            last = (f"on {spelt(day.isoformat())}",) if day else ()
            print_table(("id", "name", "kind", "score", "matched", *last), rows)
        for list_id, licence in sorted(hits.licences.items()):
            click.echo(safe_text(f"{list_id}: {licence}"))
        if not rows or not hits.found[0].exact:
            click.echo(hits.outside.says or ("" if rows else _none(hits)))


def _none(hits: Hits) -> str:
    until = f", as of {spelt(hits.day.isoformat())}" if hits.day else ""
    return f"No name like this on the lists at hand{until}."


def _rows(hits: Hits) -> list[tuple[str, ...]]:
    return [
        (item.brief.id, item.brief.name, item.brief.kind.value, f"{item.score:.2f}", _matched(item),
         *((_stood(item),) if hits.day else ()))
        for item in hits.found
    ]  # fmt: skip


def _stood(item: Found) -> str:
    """Return where a target stood: "in force: US; not found: UK, Canada"."""
    by_status = {status: [government(c.jurisdiction) for c in item.cells if c.status is status] for status in Status}
    return "; ".join(f"{status.value.replace('_', ' ')}: {', '.join(by)}" for status, by in by_status.items() if by)


def _matched(item: Found) -> str:
    if item.printed_from:
        return f"{item.matched} (first printed by {item.printed_from})"
    if item.imported:
        return f"{item.matched} ({item.imported})"
    return f"{item.matched} (curated)" if item.curated else item.matched
