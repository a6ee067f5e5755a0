"""inconcert law."""

from __future__ import annotations

import datetime as dt

import click

from inconcert.cli.options import as_of_option, day_of, json_option, print_json
from inconcert.cli.words import government, print_table
from inconcert.model.codec import to_plain
from inconcert.verbs.law import law, law_shape, regimes_known


@click.command(name="law", epilog="Example: inconcert law CA-JVCFOA --as-of 2020-08-18")
@click.argument("regime", required=False)
@click.option("--by", "by", default="", metavar="CC", help="Only the regimes of one government.")
@as_of_option
@json_option
def command(regime: str | None, by: str, as_of: str | None, as_json: bool) -> None:
    """The powers: who can be listed, on which grounds, by whom and how, with source and confidence.

    Without a regime: all that are known. This is not legal advice.
    """
    if regime:
        shown = law(regime, day_of(as_of) or dt.datetime.now(dt.UTC).date())
        if as_json:
            print_json(law_shape(shown))
        else:
            click.echo(shown.text)
        return
    found = regimes_known(by)
    if as_json:
        print_json([to_plain(item) for item in found])
        return
    rows = [
        (
            item.id,
            government(item.jurisdiction),
            item.title,
            item.scope,
            ", ".join(theme.value for theme in item.themes),
        )
        for item in found
    ]
    print_table(("regime", "by", "title", "scope", "themes"), rows)
