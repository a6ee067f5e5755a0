"""inconcert digest."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import day_of, home_option, json_option, names_of, open_house, print_json
from inconcert.model.errors import UserError
from inconcert.verbs.digest import THEMES, DigestAsked, digest_shape, files_of, make_digest
from inconcert.verbs.digest_words import LANGUAGES


@click.command(name="digest", epilog="Example: inconcert digest --from us --to gb,ca --since 2021-12-01 --out digest")
@click.option("--from", "sender", required=True, metavar="A", help="The government whose changes are told.")
@click.option("--to", "partners", required=True, metavar="B,C", help="The governments that are told.")
@click.option("--since", required=True, metavar="DATE", help="The first day, YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="The last day. Without it: each list's newest edition.")
@click.option("--theme", type=click.Choice(THEMES), default="any", show_default=True,
              help="any: regimes about human rights or corruption. all: every targeted regime.")  # fmt: skip
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True,
              help="Language of the document; CSV and JSON carry the same codes in each.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the files into.")
@home_option
@json_option
def command(
    sender: str,
    partners: str,
    since: str,
    until: str | None,
    theme: str,
    language: str,
    out: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """What one government listed, varied and removed, and what its partners lack: as files, also when empty.

    The folder gets PDF, DOCX, HTML, text, CSV and JSON, an answer form, and SHA256SUMS over all of them.
    """
    first = day_of(since)
    if first is None:
        raise UserError("--since needs a day", remedy="Write it as YYYY-MM-DD.")
    if out is None and not as_json:
        raise click.UsageError("Give --out DIR for files, or --json.")
    with open_house(home) as house:
        digest = make_digest(house, DigestAsked(sender, names_of(partners), first, day_of(until), theme))
    if as_json:
        print_json(digest_shape(digest))
    if out is not None:
        files = files_of(digest, language)
        _write(out, files)
        click.echo(
            f"{len(digest.listed)} listed, {len(digest.removed)} removed, {len(digest.varied)} varied "
            f"({len(digest.unsure)} of them perhaps of another period), "
            f"{len(digest.gaps)} not in force with a partner; {len(files)} files in {out}",
            err=as_json,
        )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write each file under a temporary name first; the sums come last, so that they never vouch for half a digest."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "SHA256SUMS").unlink(missing_ok=True)
        for name in sorted(files, key=lambda name: (name == "SHA256SUMS", name)):
            fresh = folder / f"{name}.part"
            fresh.write_bytes(files[name])
            fresh.replace(folder / name)
    except OSError as error:
        raise UserError(
            f"cannot be written: {error.strerror}", where=str(folder), remedy="Name another --out."
        ) from error
