"""inconcert vault: cases, exhibits, consent, custody. Linux only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inconcert.cli import vault_casework, vault_copies, vault_intake, vault_submissions
from inconcert.cli.options import day_of, json_option, print_json
from inconcert.cli.vault_desk import (
    at_desk,
    file_type,
    folder_type,
    keys_option,
    open_exchange,
    passphrase_option,
    prepare,
    ring_at,
    role_option,
    use_option,
)
from inconcert.cli.words import print_table
from inconcert.model.errors import UserError
from inconcert.model.vault import ActorRole, Checkpoint, Collection, Consent, Deposit, DestroyReason, Use

if TYPE_CHECKING:
    from inconcert.verbs.vault import Desk


@click.group(name="vault", epilog="Example: inconcert vault init ~/vault")
def command() -> None:
    """Keep evidence: sealed to its custodians, every step signed, consent asked each time.

    Not externally reviewed: do not put a life on it. Linux only.
    """


for _further in (*vault_copies.COMMANDS, *vault_submissions.COMMANDS, *vault_casework.COMMANDS, *vault_intake.COMMANDS):
    command.add_command(_further)


@command.command(name="init", epilog="Example: inconcert vault init ~/vault")
@click.argument("folder", type=folder_type)
def init(folder: Path) -> None:
    """Make a vault in a folder of its own, apart from the register."""
    prepare()
    from inconcert.vault.place import WARNING, make_vault

    make_vault(folder)
    click.echo(f"Vault made: {folder}\nIt is {WARNING}.")


@command.command(name="key", epilog="Example: inconcert vault key ada --keys /media/ada/keys --passphrase")
@click.argument("handle")
@role_option
@keys_option
@passphrase_option
def key(handle: str, role: str, keys: Path, passphrase: bool) -> None:
    """Make an actor's keys on their own drive; prints the public parts, to be read out to the others."""
    prepare()
    from inconcert.verbs.vault import make_keys

    actor, recipient = make_keys(ring_at(keys, passphrase), handle, ActorRole(role))
    click.echo(f"signing key: {actor.key}")
    if recipient:
        click.echo(f"age key: {recipient}")


@command.command(name="trust", epilog="Example: inconcert vault trust bo 3f…e1 --keys /media/ada/keys")
@click.argument("handle")
@click.argument("public_key")
@role_option
@keys_option
def trust(handle: str, public_key: str, role: str, keys: Path) -> None:
    """Trust another actor's signing key, compared in person or by voice."""
    prepare()
    from inconcert.verbs.vault import trust_key

    trust_key(ring_at(keys, False), handle, ActorRole(role), public_key)
    click.echo(f"{handle} is trusted")


@command.command(name="new", epilog="Example: inconcert vault new --as ada")
@at_desk
def new(desk: Desk) -> None:
    """Make a case; prints its id, which says nothing."""
    from inconcert.verbs.vault import new_case

    click.echo(new_case(desk))


@command.command(
    name="add", epilog="Example: inconcert vault add CASE statement.pdf --source lark --kept-at 'safe, second shelf'"
)
@click.argument("case")
@click.argument("file", type=file_type)
@click.option("--source", "sources", multiple=True, metavar="PSEUDONYM", help="Who it rests on; may be repeated.")
@click.option("--open-source", is_flag=True, help="It rests on nobody: public material.")
@click.option("--element", "elements", multiple=True, metavar="ID", help="Legal element it supports; may be repeated.")
@click.option("--kept-at", default="", metavar="TEXT", help="Where the material is left.")
@click.option("--url", default="", help="Where open-source material was collected.")
@click.option("--collected", default="", metavar="MOMENT", help="When, in UTC.")
@click.option("--tool", default="", help="With what.")
@click.option("--store", is_flag=True, help="Store the content too, not its index alone.")
@click.option("--yes", is_flag=True, help="Do not ask before content is stored.")
@at_desk
def add(
    desk: Desk,
    case: str,
    file: Path,
    sources: tuple[str, ...],
    open_source: bool,
    elements: tuple[str, ...],
    kept_at: str,
    url: str,
    collected: str,
    tool: str,
    store: bool,
    yes: bool,
) -> None:
    """Add an exhibit: hash, sources, elements, and where it is left. Its content stays where it is, unless --store."""
    from inconcert.vault.place import WARNING
    from inconcert.verbs.vault import add as add_exhibit

    if store:
        click.echo(f"This vault is {WARNING}.", err=True)
        if not yes:
            click.confirm("Store the content in it all the same?", abort=True, err=True)
    collection = Collection(url, collected, tool)
    deposit = Deposit(file.name, sources, open_source, elements, kept_at, collection)
    click.echo(add_exhibit(desk, case, file, deposit, store=store))


@command.command(name="show", epilog="Example: inconcert vault show CASE")
@click.argument("case")
@json_option
@at_desk
def show(desk: Desk, case: str, as_json: bool) -> None:
    """Where a case stands, its whole log verified, and its exhibits."""
    from inconcert.verbs.vault import exhibits, standing

    found = standing(desk, case)
    items, aside = ((), ()) if found.log.destroyed else exhibits(desk, case)
    if as_json:
        point = found.checkpoint
        print_json(
            {
                "case": case,
                "events": found.log.lines,
                "checkpoint": {"case": point.case, "size": point.size, "sha256": point.sha256},
                "custodians": list(found.custodians),
                "legal_hold": found.held,
                "due": found.due,
                "rekeying": found.rekeying,
                "destroyed": found.log.destroyed,
                "exhibits": [
                    {"id": item.id, "stored": item.stored, "name": item.deposit.name, "sha256": item.sha256,
                     "size": item.size, "sources": list(item.deposit.sources), "elements": list(item.deposit.elements)}
                    for item in items
                ],
                "set_aside": list(aside),
            }
        )  # fmt: skip
        return
    print_table(
        ("exhibit", "content", "rests on", "elements", "name"),
        [
            (item.id, "stored" if item.stored else "index only", ", ".join(item.deposit.sources) or "open source",
             ", ".join(item.deposit.elements), item.deposit.name)
            for item in items
        ],
    )  # fmt: skip
    said = ["destroyed"] * found.log.destroyed + ["legal hold"] * found.held + ["its time is over"] * found.due
    said += ["a re-keying is unfinished"] * found.rekeying
    click.echo(f"{found.log.lines} events verified. Custodians: {', '.join(found.custodians)}. {', '.join(said)}")
    click.echo(f"Checkpoint: {found.checkpoint.size} {found.checkpoint.sha256}")
    _say_aside(aside)


@command.command(name="consent", epilog="Example: inconcert vault consent CASE lark gb --use share --explained-by ada")
@click.argument("case")
@click.argument("source")
@click.argument("recipient")
@use_option
@click.option("--explained-by", required=True, metavar="HANDLE", help="Who explained it to the source.")
@click.option("--explained-on", required=True, metavar="DATE", help="When.")
@click.option("--until", default="", metavar="DATE", help="Last day it holds.")
@at_desk
def consent(
    desk: Desk, case: str, source: str, recipient: str, use: str, explained_by: str, explained_on: str, until: str
) -> None:
    """Record that a source allowed one recipient one use."""
    from inconcert.verbs.vault import give_consent

    give_consent(desk, case, Consent(source, recipient, Use(use), explained_by, explained_on, until))
    click.echo("kept")


@command.command(name="withdraw", epilog="Example: inconcert vault withdraw CASE lark")
@click.argument("case")
@click.argument("source")
@click.option("--recipient", default="every", show_default=True)
@click.option("--use", type=click.Choice(["every", *(item.value for item in Use)]), default="every", show_default=True)
@click.option(
    "--tell", "home", type=folder_type, default=None, help="Home of the exchange that carried it: tell by it."
)
@at_desk
def withdraw(desk: Desk, case: str, source: str, recipient: str, use: str, home: Path | None) -> None:
    """Record that a source withdrew; prints who already has it. Exit code 1 where somebody must still be told.

    With --tell a consent withdrawal is published to each party that a message brought it to; it names no source.
    """
    from inconcert.verbs.vault_withdrawal import withdraw_and_tell

    with open_exchange(home) as exchange:
        done = withdraw_and_tell(desk, case, source, recipient, use, exchange)
    for party, (name, number) in done.sent:
        click.echo(f"{party} is told by message {name}:{number}; they must acknowledge it")
    for holder in done.untold:
        click.echo(f"{holder.who} has {holder.item} since {holder.at} (consent: {holder.use}): tell them")
    click.echo("Withdrawn: nothing more goes out. What went out cannot be called back.")
    raise SystemExit(1 if done.untold else 0)


@command.command(name="source", epilog="Example: inconcert vault source CASE lark --for gb --use publish")
@click.argument("case")
@click.argument("source")
@click.option("--for", "recipient", required=True, metavar="RECIPIENT")
@use_option
@click.option("--on", "day", default=None, metavar="DATE", help="Without it: today.")
@json_option
@at_desk
def source(desk: Desk, case: str, source: str, recipient: str, use: str, day: str | None, as_json: bool) -> None:
    """Answer what rests on a source, who has seen it, and whether a recipient may use it so."""
    from inconcert.verbs.vault import resting_shape, rests_on

    shape = resting_shape(rests_on(desk, case, source, recipient, Use(use), day_of(day)), recipient, Use(use))
    if as_json:
        print_json(shape)
        return
    for item in shape["exhibits"]:
        seen = "; ".join(f"{one['who']} ({one['action']}) {one['at'][:10]}" for one in item["holders"])
        click.echo(f"{item['id']}  {item['name']}\n  seen by: {seen or 'nobody yet'}")
        reasons = "; ".join(item["because"])
        may = Use(use).words
        click.echo(f"  {recipient} may {may}" if item["allowed"] else f"  {recipient} may not {may}: {reasons}")
    click.echo(f"{len(shape['exhibits'])} exhibits rest on {source}")
    _say_aside(shape["set_aside"])


def _say_aside(aside: Sequence[str]) -> None:
    """Say what could not be read, and leave with 1: a person must look, for it may rest on anybody."""
    for line in aside:
        click.echo(f"Set aside, look at it: {line}", err=True)
    if aside:
        raise SystemExit(1)


@command.command(name="read", epilog="Example: inconcert vault read CASE EXHIBIT --out ~/desk/statement.pdf")
@click.argument("case")
@click.argument("exhibit")
@click.option("--out", type=file_type, required=True, help="A new file, outside the vault.")
@at_desk
def read(desk: Desk, case: str, exhibit: str, out: Path) -> None:
    """Write an exhibit's content to a new file, raw; logged first. It can harm who opens it: rather, view."""
    from inconcert.verbs.vault import read as take_out

    take_out(desk, case, exhibit, out)
    click.echo(f"Written: {out}. It lies there in clear: delete it when you are done.")


@command.command(name="export", epilog="Example: inconcert vault export CASE EXHIBIT --to gb --use share --out bag")
@click.argument("case")
@click.argument("exhibits", nargs=-1, required=True)
@click.option("--to", "recipient", required=True, metavar="RECIPIENT")
@use_option
@click.option("--out", type=folder_type, required=True, help="A new folder.")
@click.option("--seen-together", is_flag=True, help="You looked at it beside what is published already.")
@at_desk
def export(
    desk: Desk, case: str, exhibits: tuple[str, ...], recipient: str, use: str, out: Path, seen_together: bool
) -> None:
    """Hand exhibits over as a bag that a stranger checks with sha256sum; refused where one consent is missing.

    What carries metadata does not leave: make a copy, or let two custodians release it as received.
    """
    from inconcert.vault.bag import Export
    from inconcert.verbs.vault import export as hand_over

    point = hand_over(desk, case, Export(exhibits, recipient, Use(use), seen_together), out)
    click.echo(f"Written: {out}\nTell its recipient by another way: {point.case} {point.size} {point.sha256}")
    click.echo("The exhibits in it are in clear: send it sealed.")


@command.command(name="check-bag", epilog="Example: inconcert vault check-bag bag CASE 5120 9c…0a --keys keys")
@click.argument("bag", type=folder_type)
@click.argument("case")
@click.argument("size", type=int)
@click.argument("sha256")
@keys_option
def check_bag(bag: Path, case: str, size: int, sha256: str, keys: Path) -> None:
    """Check a bag by your own keys and a checkpoint you were told another way."""
    prepare()
    from inconcert.verbs.vault import check_bag as check

    found = check(ring_at(keys, False), bag, Checkpoint(case, size, sha256))
    click.echo(f"It holds: {len(found.exhibits)} exhibits, {found.log.lines} events of custody")


@command.command(name="custodian", epilog="Example: inconcert vault custodian CASE add bo --age-key age1…")
@click.argument("case")
@click.argument("what", type=click.Choice(["add", "remove"]))
@click.argument("handle")
@click.option("--age-key", default="", help="The public age key of who is added.")
@at_desk
def custodian(desk: Desk, case: str, what: str, handle: str, age_key: str) -> None:
    """Add a custodian, or remove one: the case then gets a new key. Repeat a removal that was cut short."""
    from inconcert.verbs.vault import add_custodian, remove_custodian

    if what == "add":
        if not age_key:
            raise UserError("a custodian is added by their public age key", remedy="Give it with --age-key.")
        add_custodian(desk, case, handle, age_key)
    else:
        remove_custodian(desk, case, handle)
    click.echo("done")


@command.command(name="hold", epilog="Example: inconcert vault hold CASE --why 'order of 3 May'")
@click.argument("case")
@click.option("--why", required=True, metavar="TEXT", help="Sealed in the case.")
@click.option("--lift", is_flag=True, help="Lift it.")
@at_desk
def hold(desk: Desk, case: str, why: str, lift: bool) -> None:
    """Put a case under legal hold: it cannot be destroyed."""
    from inconcert.verbs.vault import hold as set_hold

    set_hold(desk, case, why, lift=lift)
    click.echo("lifted" if lift else "held")


@command.command(name="keep-until", epilog="Example: inconcert vault keep-until CASE 2031-12-31")
@click.argument("case")
@click.argument("day")
@at_desk
def keep_until(desk: Desk, case: str, day: str) -> None:
    """Say until which day a case is kept; `show` says when its time is over."""
    from inconcert.verbs.vault import keep_until as keep

    last = day_of(day)
    if last is None:
        raise UserError("no day", remedy="Write it as YYYY-MM-DD.")
    keep(desk, case, last)
    click.echo("kept")


@command.command(name="destroy", epilog="Example: inconcert vault destroy CASE --reason source_asked")
@click.argument("case")
@click.option("--reason", type=click.Choice([item.value for item in DestroyReason]), required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@at_desk
def destroy(desk: Desk, case: str, reason: str, yes: bool) -> None:
    """Destroy a case for ever; its log stays. Backups of its keys undo this: destroy them too."""
    from inconcert.verbs.vault import destroy as shred

    if not yes:
        click.confirm("Destroy this case for ever?", abort=True, err=True)
    shred(desk, case, DestroyReason(reason))
    click.echo("Destroyed; its log stays. A backup of its keys would undo this.")


@command.command(name="stamp", epilog="Example: inconcert vault stamp CASE --ask monday")
@click.argument("case")
@click.option("--ask", type=file_type, help="Write a request for an authority under this name.")
@click.option("--asked", type=file_type, help="The .asked.json of a request that was answered.")
@click.option("--answer", type=file_type, help="The authority's answer.")
@click.option("--root", type=file_type, help="The authority's root certificate, PEM, from the authority itself.")
@at_desk
def stamp(desk: Desk, case: str, ask: Path | None, asked: Path | None, answer: Path | None, root: Path | None) -> None:
    """Have a time-stamping authority say that the log is as it is: first --ask, then --asked --answer --root."""
    from inconcert.verbs.vault_stamps import answered
    from inconcert.verbs.vault_stamps import ask as ask_for

    if ask:
        click.echo(f"Written: {ask_for(desk, case, ask)}. Send it to two authorities; one request for each.")
    elif asked and answer and root:
        click.echo(f"Stamped: {answered(desk, case, asked, answer, root).at}")
    else:
        raise UserError("neither --ask nor all of --asked, --answer, --root")
