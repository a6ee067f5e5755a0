"""inconcert import."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, print_json, say
from inconcert.formats import limits
from inconcert.formats.display import safe_text
from inconcert.model.errors import LimitExceeded, UserError
from inconcert.model.imported import ImportedList, list_id_of
from inconcert.model.vocabulary import Severity
from inconcert.store.editions import editions
from inconcert.verbs.house import default_home, house
from inconcert.verbs.imported import Taken, take_over, taken_shape
from inconcert.verbs.index import official_lists

_SHOWN = 20


@click.command(
    name="import",
    epilog='Example: inconcert import entities.ftm.json --list nz --publisher "Somebody" --licence "CC BY 4.0" '
    '--by "Your name"',
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--list", "name", required=True, metavar="NAME", help="The id it gets here, ftm-NAME: a column of its own."
)
@click.option("--publisher", required=True, help="Who made the dataset.")
@click.option("--licence", required=True, help="Its licence; it stands beside every fact of the list.")
@click.option("--by", "by", required=True, metavar="NAME", help="The person who takes it over; kept with the list.")
@click.option("--title", default="", help="What the dataset is called (default: the list's id).")
@click.option("--page", default="", metavar="URL", help="Where the dataset is described.")
@click.option("--date", default="", metavar="DATE", help="The day the dataset is of, YYYY-MM-DD (default: today).")
@click.option("--accept", is_flag=True, help="Take it although it lies outside its bounds.")
@home_option
@json_option
def command(
    file: Path,
    name: str,
    publisher: str,
    licence: str,
    by: str,
    title: str,
    page: str,
    date: str,
    accept: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Take over a dataset of FollowTheMoney entities (JSON lines with Sanctions) as one more list, whole or not at all.

    It is shown as derived by a third party, with its licence, in search, show, status, matrix and exports. It never
    opens or closes a gap of a government, and is never embedded or passed on without its licence.
    """
    list_id = list_id_of(name)
    said = ImportedList(list_id, title or list_id, publisher, licence, by, page)
    files = {file.name: _content(file)}
    with house(home or default_home(), progress=say) as opened:
        taken = take_over(opened, said, files, date, accept=accept)
        alone = bool(editions(opened.store, opened.viewer)) and not official_lists(opened)
    if as_json:
        print_json(taken_shape(taken))
    else:
        _print(taken, said)
    if alone:
        click.echo(
            "This home holds no official list, so no government's is shown beside this one, nor the embedded register, "
            "which stands in for an empty home only. Next: inconcert refresh",
            err=True,
        )


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > limits.file_max_bytes:
            raise LimitExceeded(
                f"{size} bytes, the limit is {limits.file_max_bytes}", where=file.name, remedy="Import a part of it."
            )
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"cannot be read: {error.strerror}", where=str(file), remedy="Name another file.") from error


def _print(taken: Taken, said: ImportedList) -> None:
    outcome = taken.outcome
    if taken.word == "unchanged":
        click.echo(f"unchanged {outcome.list_id} {outcome.date}: these bytes are here already")
        return
    click.echo(f"taken     {outcome.list_id} {outcome.date}: {outcome.entries} entries, {outcome.set_aside} set aside")
    if outcome.why:
        click.echo(f"accepted by {said.by}: {outcome.why}")
    click.echo(f"{taken.beside} stand beside a target of an official list, {taken.alone} alone")
    shown = [item for item in taken.issues if item.severity is Severity.SET_ASIDE or item.code == "not-read"]
    for item in shown[:_SHOWN]:
        click.echo(safe_text(f"  {item.severity.value.replace('_', ' ')} ({item.code}): {item.what}, {item.where}"))
    if len(taken.issues) > min(len(shown), _SHOWN):
        click.echo(f"  {len(taken.issues)} issues in all: inconcert status --json")
    click.echo(safe_text(f"Derived by a third party: {said.publisher}; licence: {said.licence}"))
