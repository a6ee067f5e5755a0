"""inconcert review: pairs that ask for a person, in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.formats import jsonlines
from inconcert.model.codec import from_plain, to_json
from inconcert.model.errors import UserError
from inconcert.model.judgement import Judgement
from inconcert.model.vocabulary import Decision
from inconcert.resolve.resolver_lines import read_lines, write_lines
from inconcert.verbs.house import House
from inconcert.verbs.review import Pair, add, judge, queue, side_by_side, standing_judgements, take_back

KEYS = {"s": Decision.SAME, "d": Decision.DIFFERENT, "u": Decision.UNSURE}


@click.group(name="review", invoke_without_command=True, epilog="Example: inconcert review --by 'Ada Example'")
@click.option("--by", "by", default="", metavar="NAME", help="Who judges; kept with every judgement.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@home_option
@json_option
@click.pass_context
def command(context: click.Context, by: str, limit: int, home: Path | None, as_json: bool) -> None:
    """Judge the pairs that wait, the ones first that would change the table of gaps.

    Keys: s same, d different, u unsure, b back (undo), n next, q quit. Nothing is deleted; all can be undone.
    """
    context.obj = home
    if context.invoked_subcommand:
        return
    with open_house(home) as house:
        pairs = queue(house, limit)
        if as_json or not sys.stdin.isatty():
            _list(pairs, as_json)
            raise SystemExit(1 if pairs else 0)
        if not by:
            raise UserError("a judgement has a name to it", remedy="Give --by NAME.")
        _judge(house, pairs, by)


@command.command(name="export", epilog="Example: inconcert review export judgements.jsonl")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--resolver", is_flag=True, help="As a resolver file of nomenklatura.")
@click.pass_obj
def export_command(home: Path | None, file: Path, resolver: bool) -> None:
    """Write the judgements that hold, one JSON line each."""
    with open_house(home) as house:
        found = standing_judgements(house)
    lines = write_lines(found) if resolver else (to_json(item) for item in found)
    file.write_text("".join(line.rstrip("\n") + "\n" for line in lines), "utf-8")
    click.echo(f"{len(found)} judgements written to {file}")


@command.command(name="import", epilog="Example: inconcert review import judgements.jsonl")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--resolver", is_flag=True, help="It is a resolver file of nomenklatura.")
@click.pass_obj
def import_command(home: Path | None, file: Path, resolver: bool) -> None:
    """Read judgements that another home exported; those that are here already are left out."""
    if resolver:
        brought = read_lines(file.read_text("utf-8").splitlines())
        with open_house(home) as house:
            click.echo(f"{add(house, brought.judgements)} of {len(brought.judgements)} judgements were new")
        for number, why in brought.set_aside:
            click.echo(f"set aside: {file.name} line {number}: {why}", err=True)
        return
    found = []
    for number, plain in jsonlines.values(file.read_bytes(), file.name):
        try:
            found.append(from_plain(Judgement, {key: plain[key] for key in plain if key not in ("id", "supersedes")}))
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"not a judgement: {error}", where=f"{file.name} line {number}") from error
    with open_house(home) as house:
        click.echo(f"{add(house, found)} of {len(found)} judgements were new")


def _list(pairs: tuple[Pair, ...], as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "left": list(item.question.left),
                    "right": list(item.question.right),
                    "score": item.question.score,
                    "reasons": list(item.question.reasons),
                    "changes": item.changes,
                }
                for item in pairs
            ]
        )
        return
    rows = [
        (item.left.primary_name.full, item.right.primary_name.full, f"{item.question.score:.2f}",
         "; ".join(item.question.reasons), item.changes)
        for item in pairs
    ]  # fmt: skip
    print_table(("one", "other", "score", "reasons", "what it would change"), rows)


def _judge(house: House, pairs: tuple[Pair, ...], by: str) -> None:
    made: list[Judgement] = []
    position = 0
    while position < len(pairs):
        item = pairs[position]
        _show(item, position, len(pairs))
        key = click.getchar().lower()
        if key == "q":
            break
        if key == "b" and made:
            take_back(house, made.pop(), by)
            position = max(0, position - 1)
            continue
        if key in KEYS:
            made.append(judge(house, item.question, KEYS[key], by, f"reviewed by {by}"))
        if key in KEYS or key == "n":
            position += 1
    click.echo(f"{len(made)} judged by {by}")


def _show(item: Pair, position: int, total: int) -> None:
    click.clear()
    click.echo(f"{position + 1} of {total}   score {item.question.score:.2f}   {item.changes}")
    click.echo("; ".join(item.question.reasons))
    rows = [(f"{what} *" if differ else what, left, right) for what, left, right, differ in side_by_side(item)]
    heads = ("", " ".join(item.question.left), " ".join(item.question.right))
    print_table(heads, rows)
    click.echo("s same · d different · u unsure · b back · n next · q quit   (* they differ)")
