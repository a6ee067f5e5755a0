"""inconcert vault view, copy, terms, release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli.vault_desk import at_desk, folder_type
from inconcert.formats.display import safe_text
from inconcert.model.vault import ReleaseForm

if TYPE_CHECKING:
    from inconcert.verbs.vault import Desk


@click.command(name="view", epilog="Example: inconcert vault view CASE EXHIBIT --out ~/desk/pages")
@click.argument("case")
@click.argument("exhibit")
@click.option("--out", type=folder_type, required=True, help="A new folder, outside the vault.")
@at_desk
def view(desk: Desk, case: str, exhibit: str, out: Path) -> None:
    """Look at an exhibit without opening it: pages as pictures, words as plain text; logged before they appear.

    It is drawn in a process without network. What cannot be drawn safely is refused, never handed over raw.
    """
    from inconcert.verbs.vault_copies import view as look_at

    shown = look_at(desk, case, exhibit, out)
    click.echo(f"Written: {out} ({len(shown.files)} files of {shown.pages} pages). Delete it when you are done.")
    if shown.found:
        click.echo(f"Beside its pages it carries: {', '.join(map(safe_text, shown.found))}. None of it was run.")


@click.command(name="copy", epilog="Example: inconcert vault copy CASE EXHIBIT --redact --box 1:120,300,400,60")
@click.argument("case")
@click.argument("exhibit")
@click.option("--redact", is_flag=True, help="Hide the case's sealed terms wherever text says where they are.")
@click.option("--box", "boxes", multiple=True, metavar="PAGE:LEFT,TOP,WIDTH,HEIGHT", help="Burn in a black box.")
@click.option("--hide", "words", multiple=True, metavar="WORDS", help="Hide these words too; may be repeated.")
@at_desk
def make_copy(
    desk: Desk, case: str, exhibit: str, redact: bool, boxes: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """Make a copy that can leave, as a new exhibit: drawn anew, so nothing that the file carried is in it.

    Without options it is stripped; with a box, words or --redact it is redacted. Boxes: in pixels as `view` drew them.
    """
    from inconcert.verbs.vault_copies import make_copy as draw_anew

    item = draw_anew(desk, case, exhibit, boxes, words, redact=redact)
    click.echo(item)
    click.echo("Look at every page of it (view) before you release it: no program sees a name in a picture.", err=True)


@click.command(name="terms", epilog="Example: inconcert vault terms CASE 'Mara Levin' '+1 555 0100'")
@click.argument("case")
@click.argument("terms", nargs=-1, required=True)
@at_desk
def terms(desk: Desk, case: str, terms: tuple[str, ...]) -> None:
    """Seal words that nothing which is published may hold: names, places, numbers."""
    from inconcert.verbs.vault_copies import seal_terms

    seal_terms(desk, case, terms)
    click.echo(f"{len(terms)} kept under seal")


@click.command(name="release", epilog="Example: inconcert vault release CASE EXHIBIT")
@click.argument("case")
@click.argument("exhibit")
@click.option("--as-received", is_flag=True, help="The evidentiary copy with all it carries; never for publication.")
@at_desk
def release(desk: Desk, case: str, exhibit: str, as_received: bool) -> None:
    """Release an exhibit, proven to hold no sealed term; two custodians must. Exit code 1 till both have."""
    from inconcert.verbs.vault_copies import release as let_go

    signed = let_go(desk, case, exhibit, ReleaseForm.AS_RECEIVED if as_received else ReleaseForm.COPY)
    click.echo(
        "Released by two: it may leave." if signed > 1 else "Released by one: another custodian must release it."
    )
    raise SystemExit(0 if signed > 1 else 1)


COMMANDS = (view, make_copy, terms, release)
