"""inconcert search."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.formats.display import safe_text
from inconcert.verbs.search import Found, search, search_shape


@click.command(name="search", epilog='Example: inconcert search "陈全国"')
@click.argument("name", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many at the most.")
@home_option
@json_option
def command(name: tuple[str, ...], limit: int, home: Path | None, as_json: bool) -> None:
    """Find a name in any script on any list, two typos forgiven; an official number or a target id works as well."""
    with open_house(home) as house:
        hits = search(house, " ".join(name), limit)
        if as_json:
            print_json(search_shape(hits))
            return
        rows = [
            (
                item.brief.id,
                item.brief.name,
                item.brief.kind.value,
                f"{item.score:.2f}",
                _matched(item),
            )
            for item in hits.found
        ]
        if rows:
            print_table(("id", "name", "kind", "score", "matched"), rows)
        for list_id, licence in sorted(hits.licences.items()):
            click.echo(safe_text(f"{list_id}: {licence}"))
        if not rows or not hits.found[0].exact:
            click.echo(hits.outside.says or ("" if rows else "No name like this on the lists at hand."))


def _matched(item: Found) -> str:
    if item.imported:
        return f"{item.matched} ({item.imported})"
    return f"{item.matched} (curated)" if item.curated else item.matched
