"""Options that several verbs share, and how a door opens a house."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from inconcert.model.errors import UserError
from inconcert.store.editions import editions
from inconcert.verbs.house import House, default_home, house

F = TypeVar("F", bound=Callable[..., Any])

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the data (INCONCERT_HOME, else your data folder).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
as_of_option = click.option(
    "--as-of", "as_of", metavar="DATE", help="The day asked about, YYYY-MM-DD. Without it: each list's newest edition."
)


def day_of(text: str | None) -> dt.date | None:
    """Return the day that --as-of names; UserError if it is none."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error


def names_of(text: str) -> tuple[str, ...]:
    """Return the parts of a comma-separated option."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def say(text: str) -> None:
    """Report progress on standard error, where a person is watching."""
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)


@contextmanager
def open_house(home: Path | None) -> Iterator[House]:
    """Open the home a person named, or the default one; where that is empty, the embedded register."""
    path = home or default_home()
    if home is None and is_empty(path):
        from inconcert.verbs.demo import demo_home

        with demo_home(progress=say) as opened:
            yield opened
        return
    with house(path, progress=say) as opened:
        yield opened


def is_empty(path: Path) -> bool:
    """Return whether a home holds no edition, as where nobody refreshed it yet; it is not made by asking."""
    if os.environ.get("INCONCERT_DATABASE_URL"):
        return False
    if not (path / "register.sqlite").exists():
        return True
    with house(path) as opened:
        return not editions(opened.store, opened.viewer)


def print_json(value: Any) -> None:
    """Print a value as JSON, indented, in its own script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_whole(out: Path | None, pieces: Iterable[bytes]) -> None:
    """Write to standard output, or to a new file that takes its name only when it is whole."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    fresh = out.with_name(out.name + ".part")
    try:
        with fresh.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        fresh.replace(out)
    except OSError as error:
        raise UserError(f"cannot be written: {error.strerror}", where=str(out), remedy="Name another --out.") from error
    finally:
        fresh.unlink(missing_ok=True)
