"""inconcert letter open, organisation, sign, withdraw, link, signatories: collecting signatures at a shell."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from inconcert.cli.casework import own_house
from inconcert.cli.documents import write_documents
from inconcert.cli.options import day_of, home_option, json_option, names_of, print_json
from inconcert.cli.words import print_table
from inconcert.letters.compose import letter_document
from inconcert.letters.facts import LANGUAGES
from inconcert.letters.notes import Note
from inconcert.letters.organisations import Organisation
from inconcert.letters.signing import Action, PublicList
from inconcert.model.codec import from_json, to_plain
from inconcert.model.errors import UserError
from inconcert.verbs import inviting, outbox, signing
from inconcert.verbs.house import House
from inconcert.verbs.letter import Wanted, plan_of, text_to_sign, with_signatories


@contextmanager
def _posting(home: Path | None) -> Iterator[tuple[House, signing.Post]]:
    """Open a home whose mails go to its outbox; say where, and for a link its token, to hand over by another way."""
    with own_house(home) as house:
        put = outbox.put_into(house)

        def post(note: Note) -> None:
            where = put(note)
            click.echo(f"In the outbox ({where}) for {note.to}: {note.token or note.kind.value}", err=True)

        yield house, post


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}", where=str(path)) from error


_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command(
    name="open", epilog="Example: inconcert letter open letter-2020-08-18 --text letter.txt --deadline 2026-12-10"
)
@click.argument("letter")
@click.option(
    "--text", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The text to sign."
)
@click.option("--deadline", required=True, metavar="DATE", help="The last day for signing, UTC.")
@home_option
def open_(letter: str, file: Path, deadline: str, home: Path | None) -> None:
    """Set the exact text that is signed; print its SHA-256. Another text has no signature yet."""
    try:
        text = _read(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError("the text is not UTF-8", where=str(file)) from error
    with own_house(home) as house:
        hashed = signing.open_letter(house, letter, text, signing.deadline_of(deadline), secrets.token_bytes)
    click.echo(hashed)


@click.command(name="organisation", epilog="Example: inconcert letter organisation alba.json")
@_FILE
@home_option
def organisation(file: Path, home: Path | None) -> None:
    """Register an organisation that may sign: JSON with id, names, domains, contacts, keys.

    Call every contact back before you register them: a mailbox is not authority.
    """
    try:
        held = from_json(Organisation, _read(file))
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(f"not an organisation: {error}", where=str(file)) from error
    with own_house(home) as house:
        signing.register(house, held)
    click.echo(f"registered: {held.name}")


@click.command(name="sign", epilog="Example: inconcert letter sign my-letter signature.dsse.json")
@click.argument("letter")
@_FILE
@click.option(
    "--reply-of", "reply_of", default="", metavar="ORG", help="The file is a mailed reply of this organisation."
)
@click.option("--withdraw", is_flag=True, help="With --reply-of: the reply withdraws.")
@home_option
def sign(letter: str, file: Path, reply_of: str, withdraw: bool, home: Path | None) -> None:
    """Take a signature or withdrawal: a DSSE envelope by a registered key, or a mailed reply with aligned DKIM."""
    with _posting(home) as (house, post):
        data, action = _read(file), Action.WITHDRAW if withdraw else Action.SIGN
        if reply_of:
            found = signing.signed_by_reply(house, letter, data, reply_of, action, secrets.token_bytes, post)
        else:
            found = signing.signed_by_key(house, letter, data, secrets.token_bytes, post)
    click.echo(_count(found))


@click.command(name="link", epilog="Example: inconcert letter link my-letter --address dana@alba.example")
@click.argument("letter")
@click.option("--address", required=True, help="The registered address that asked.")
@click.option("--withdraw", is_flag=True, help="A link to withdraw.")
@home_option
def link(letter: str, address: str, withdraw: bool, home: Path | None) -> None:
    """Make a one-time link for a registered address; it signs once, within 24 hours, on its page's button."""
    with _posting(home) as (house, post):
        action = Action.WITHDRAW if withdraw else Action.SIGN
        click.echo(signing.ask_for_link(house, letter, address, action, secrets.token_bytes, post))


@click.command(name="invite", epilog="Example: inconcert letter invite my-letter alba borea")
@click.argument("letter")
@click.argument("organisations", nargs=-1, required=True)
@home_option
def invite(letter: str, organisations: tuple[str, ...], home: Path | None) -> None:
    """Mail an invitation to the first authorised contact of each organisation."""
    with _posting(home) as (house, post):
        click.echo(f"invited: {inviting.invite(house, letter, organisations, secrets.token_bytes, post)}")


@click.command(name="remind", epilog="Example: inconcert letter remind my-letter")
@click.argument("letter")
@home_option
def remind(letter: str, home: Path | None) -> None:
    """Remind who was invited and has not signed, seven days and one day before the deadline, each once.

    Run it once a day; on other days it sends nothing.
    """
    with _posting(home) as (house, post):
        click.echo(f"reminded: {inviting.remind(house, letter, secrets.token_bytes, post)}")


@click.command(name="use-link", epilog="Example: inconcert letter use-link TOKEN --yes")
@click.argument("token")
@click.option("--yes", is_flag=True, help="Sign; without it the link is only shown.")
@click.option(
    "--seal-to", "seal", default="", metavar="AGE1…", help="Sign without being named: readable by this key only."
)
@home_option
def use_link(token: str, yes: bool, seal: str, home: Path | None) -> None:
    """Show what a one-time link would sign; with --yes, sign it."""
    with _posting(home) as (house, post):
        held = signing.look_at_link(house, token)
        click.echo(f"{held.action}: {held.organisation}, {held.name}, {held.role}; text {held.text_sha256}")
        if yes:
            click.echo(_count(signing.signed_by_link(house, token, secrets.token_bytes, post, seal)))


@click.command(name="signatories", epilog="Example: inconcert letter signatories my-letter --json")
@click.argument("letter")
@click.option("--record", is_flag=True, help="Print the whole record for the archive, as JSON.")
@home_option
@json_option
def signatories(letter: str, record: bool, home: Path | None, as_json: bool) -> None:
    """Who has signed the present text, computed from the events; those who signed sealed are counted."""
    with own_house(home) as house:
        if record:
            print_json(signing.record(house, letter))
            return
        found = signing.listed(house, letter)
    if as_json:
        print_json(to_plain(found))
        return
    rows = [
        (
            item.name,
            item.officer,
            item.role,
            item.proof.value,
            item.at[:10],
            item.withdrew_on and f"withdrew on {item.withdrew_on}",
        )
        for item in found.signatories
    ]
    print_table(("organisation", "by", "role", "proof", "on", ""), rows)
    click.echo(_count(found))


@click.command(name="final", epilog="Example: inconcert letter final my-letter --situation xinjiang --to gb,ca")
@click.argument("letter")
@click.option("--situation", required=True, metavar="S")
@click.option("--to", "to", required=True, metavar="C,D")
@click.option("--have", default="us", show_default=True, metavar="A")
@click.option("--as-of", "as_of", metavar="DATE", help="The day of the letter.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path())
@home_option
def final(
    letter: str, situation: str, to: str, have: str, as_of: str | None, lang: str, out: Path, home: Path | None
) -> None:
    """Write the letter with its signatories; refused if its text is not the one that was signed."""
    with own_house(home) as house:
        plan = plan_of(house, Wanted(situation, names_of(to), have, day_of(as_of), lang, letter))
        signing.check_same(house, letter, text_to_sign(plan))
        found = signing.listed(house, letter)
    named = tuple(f"{item.name} ({item.officer}, {item.role})" for item in found.signatories if not item.withdrew_on)
    for file in write_documents(
        out, {f"{letter}-signed": letter_document(with_signatories(plan, named, found.sealed))}
    ):
        click.echo(f"Written: {file}")


def _count(found: PublicList) -> str:
    standing = sum(not item.withdrew_on for item in found.signatories)
    return json.dumps({"signed": standing + found.sealed, "sealed": found.sealed, "text_sha256": found.text_sha256})


COMMANDS = (open_, organisation, invite, remind, sign, link, use_link, signatories, final)
