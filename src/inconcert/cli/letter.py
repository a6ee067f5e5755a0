"""inconcert letter: a joint letter in one command, who signed it, what became of it."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from inconcert.cli.casework import has_own, own_house
from inconcert.cli.documents import write_documents, write_text
from inconcert.cli.options import as_of_option, day_of, home_option, json_option, names_of, open_house, print_json, say
from inconcert.cli.signing import COMMANDS
from inconcert.cli.words import government, print_table, spelt
from inconcert.letters.asks import summary
from inconcert.letters.facts import LANGUAGES
from inconcert.letters.outcome import ask_words, state_words
from inconcert.letters.plan import to_confirm
from inconcert.letters.release import one_page_document, release_document
from inconcert.model.messages import AskLife
from inconcert.verbs.desk import desk
from inconcert.verbs.law import regimes_known
from inconcert.verbs.letter import Wanted, keep, mark_sent, plan_of, record_answer, text_to_sign, write
from inconcert.verbs.letter_demo import play
from inconcert.verbs.letter_status import Outcome, outcome, outcome_shape

NOT_KEPT = "Not kept: this is the embedded register. Name a home of your own (--home) to follow them to the answer."

lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
out_option = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the documents."
)


@click.group(name="letter", epilog="Example: inconcert letter new --situation xinjiang --to gb,ca")
def command() -> None:
    """Make a joint letter, collect signatures, mark it sent, and see what became of it."""


@command.command(name="new", epilog="Example: inconcert letter new --situation xinjiang --to gb,ca --as-of 2020-08-18")
@click.option("--situation", required=True, metavar="S", help="The curated situation it is about.")
@click.option("--to", "to", required=True, metavar="C,D", help="The governments that are asked.")
@click.option("--have", default="us", show_default=True, metavar="A", help="The government that listed.")
@click.option("--also", "also", multiple=True, metavar="KIND:TO:NAME",
              help="A further ask: list_first, keep or correct; e.g. keep:au:us-29220.")  # fmt: skip
@click.option("--id", "letter_id", default="", metavar="ID", help="The letter's name in this home.")
@as_of_option
@lang_option
@out_option
@home_option
@json_option
def new(
    situation: str,
    to: str,
    have: str,
    also: tuple[str, ...],
    letter_id: str,
    as_of: str | None,
    lang: str,
    out: Path,
    home: Path | None,
    as_json: bool,
) -> None:
    """Write a letter with its annex and its sheet "check before you send", and keep its asks.

    Exit code 1 where a person must confirm its editions on the official lists before it is marked sent.
    """
    wanted = Wanted(situation, names_of(to), have, day_of(as_of), lang, letter_id, tuple(map(_further, also)))
    with open_house(home) as house:
        written = write(house, wanted)
        kept = has_own(home)
        if kept:
            keep(house, written)
    files = write_documents(out, {written.plan.id: written.letter, f"{written.plan.id}-check": written.check})
    files += (write_text(out, f"{written.plan.id}-to-sign", text_to_sign(written.plan)),)
    confirm = to_confirm(written.plan)
    if as_json:
        print_json(
            {
                "letter": written.plan.id,
                "asks": [{"id": ask.id, "kind": ask.kind.value, "to": ask.to, "regime": ask.regime or None,
                          "warning": ask.warning or None} for ask in written.plan.asks],
                "confirm": [{"list": item.list_id, "edition": item.date} for item in confirm],
                "files": [str(item) for item in files],
            }
        )  # fmt: skip
    else:
        for ask in written.plan.asks:
            if ask.warning:
                click.echo(f"{government(ask.to)}, {ask.name}: {ask.warning} Asked under {ask.regime} instead.")
        count = len(written.plan.asks)
        click.echo(f"{count} asks kept as {written.plan.id}" if kept else f"{count} asks. {NOT_KEPT}")
        for file in files:
            click.echo(f"Written: {file}")
        if confirm:
            listed = ", ".join(f"{item.list_id} of {spelt(item.date)} ({item.provenance})" for item in confirm)
            click.echo(f"Before it is sent, confirm on the official lists: {listed}")
    raise SystemExit(1 if confirm else 0)


def _further(text: str) -> tuple[str, str, str]:
    parts = text.split(":", 2)
    if len(parts) != 3:
        raise click.UsageError(f"--also is KIND:TO:NAME, not {text!r}")
    return (parts[0], parts[1], parts[2])


@command.command(name="status", epilog="Example: inconcert letter status letter-2020-08-18")
@click.argument("letter", default="")
@click.option("--page", is_flag=True, help="Write the page as documents as well.")
@as_of_option
@lang_option
@out_option
@home_option
@json_option
def status(letter: str, page: bool, as_of: str | None, lang: str, out: Path, home: Path | None, as_json: bool) -> None:
    """What became of our asks, by the newest editions: which are met, when, and how many days each took."""
    with open_house(home) as house:
        found = outcome(house, letter, day_of(as_of), lang)
    if page:
        for file in write_documents(out, {f"{found.letter}-outcome": found.page}):
            click.echo(f"Written: {file}", err=as_json)
    if as_json:
        print_json(outcome_shape(found))
    else:
        _print(found, lang)


def _print(found: Outcome, language: str) -> None:
    titles = {item.id: item.title for item in regimes_known()}
    click.echo(f"{found.title}. Asked on {spelt(found.asked_on)}.")
    rows = [
        (
            ask_words(item, language),
            government(item.ask.to),
            state_words(item, language, titles),
            "" if item.days is None else f"{item.days:,}",
            "" if item.announced_days is None else f"{item.announced_days:,}",
        )
        for item in found.standings
    ]
    print_table(("ask", "to", "where it stands", "days", "to announcement"), rows)
    for to, (met, asked) in summary(found.standings).items():
        click.echo(f"{government(to)}: {met} of {asked} met")


@command.command(name="sent", epilog='Example: inconcert letter sent my-letter --confirmed-by "A. Person"')
@click.argument("letter")
@click.option("--confirmed-by", default="", metavar="NAME", help="Who looked the targets up on the official lists.")
@home_option
def sent(letter: str, confirmed_by: str, home: Path | None) -> None:
    """Mark a letter as sent; refused until a named person has confirmed editions that are copies, derived or old."""
    with own_house(home) as house:
        click.echo(f"{mark_sent(house, letter, confirmed_by)} asks marked as sent")


@command.command(name="answer", epilog='Example: inconcert letter answer ASK declined --note "letter of 3 May"')
@click.argument("ask")
@click.argument("life", type=click.Choice([item.value for item in AskLife if item is not AskLife.DRAFTED]))
@click.option("--note", required=True, metavar="TEXT", help="Where and when it was said.")
@home_option
def answer(ask: str, life: str, note: str, home: Path | None) -> None:
    """Keep what an addressee answered to an ask; no comment is a full answer."""
    with own_house(home) as house:
        record_answer(house, ask, AskLife(life), note)
    click.echo("kept")


@command.command(name="desk", epilog="Example: inconcert letter desk us-29220 --to gb")
@click.argument("target")
@click.option("--to", "to", required=True, metavar="C", help="The government that decides.")
@as_of_option
@out_option
@home_option
def desk_(target: str, to: str, as_of: str | None, out: Path, home: Path | None) -> None:
    """One page on one target for the officer who decides."""
    with open_house(home) as house:
        name, document = desk(house, target, to, day_of(as_of))
    for file in write_documents(out, {f"desk-{name}-{to}": document}):
        click.echo(f"Written: {file}")


@command.command(name="release", epilog="Example: inconcert letter release --situation xinjiang --to gb,ca")
@click.option("--situation", required=True, metavar="S")
@click.option("--to", "to", required=True, metavar="C,D")
@click.option("--have", default="us", show_default=True, metavar="A")
@as_of_option
@lang_option
@out_option
@home_option
def release(situation: str, to: str, have: str, as_of: str | None, lang: str, out: Path, home: Path | None) -> None:
    """A press release and one page for a meeting from the facts of a letter, every number with its footnote."""
    with open_house(home) as house:
        plan = plan_of(house, Wanted(situation, names_of(to), have, day_of(as_of), lang))
    made = {f"{plan.id}-press-release": release_document(plan), f"{plan.id}-one-page": one_page_document(plan)}
    for file in write_documents(out, made):
        click.echo(f"Written: {file}")


@command.command(name="demo", epilog="Example: inconcert letter demo")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("inconcert-letter"),
              show_default=True, help="Folder for what it makes.")  # fmt: skip
@click.option("--open", "open_it", is_flag=True, help="Open the letter when it is made.")
def demo(out: Path, open_it: bool) -> None:
    """Play the letter of August 2020 from ask to answer in a scratch home; the signing organisations are invented."""
    played = play(say, secrets.token_bytes)
    files = write_documents(out, played.documents)
    click.echo(f"{played.asks} asks; {len(played.signed.signatories)} signed by name, {played.signed.sealed} sealed")
    click.echo(f"Signed text: SHA-256 {played.signed.text_sha256}")
    for file in files:
        click.echo(f"Written: {file}")
    _print(played.outcome, "en")
    if open_it:
        click.launch(str(next(file for file in files if file.suffix == ".pdf")))


for _verb in COMMANDS:
    command.add_command(_verb)
