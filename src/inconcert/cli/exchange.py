"""inconcert exchange: join, publish, pull, status, answer, rotate, verify, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inconcert.cli.exchange_apart import command as apart
from inconcert.cli.exchange_words import print_plan, print_pulled, print_status
from inconcert.cli.options import home_option, json_option, names_of, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.exchange.records import Partner
from inconcert.model.messages import AnswerStatus, DeclineCode, MessageKind, Pap, Tlp
from inconcert.verbs import exchange

_folder = click.Path(path_type=Path, file_okay=False)
_file = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(name="exchange", epilog="Begin with: inconcert exchange demo")
def command() -> None:
    """Signed, sealed and answered messages between governments and organisations, over the web or a USB drive.

    Keys that are encrypted open with the passphrase in INCONCERT_EXCHANGE_PASSPHRASE.
    """


@command.command(epilog="Example: inconcert exchange join birch --from https://birch.example/exchange --every 30")
@click.argument("party")
@click.option("--own", is_flag=True, help="Make our own keys and outbox under this name.")
@click.option("--root-drive", "drives", type=_folder, multiple=True, help="With --own: where each root key is kept.")
@click.option("--threshold", default=2, show_default=True, help="With --own: how many root keys are needed.")
@click.option("--from", "source", default="", metavar="URL|DIR", help="Where the partner's folder is.")
@click.option("--fingerprint", default="", help="SHA-256 of the partner's first root, as told by voice.")
@click.option("--by-mail", is_flag=True, help="A partner without our software: it is written to by mail.")
@click.option("--every", default=0, metavar="DAYS", help="The rhythm agreed for digests.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@home_option
def join(
    party: str, own: bool, drives: tuple[Path, ...], threshold: int, source: str, fingerprint: str, by_mail: bool,
    every: int, dry_run: bool, home: Path | None,
) -> int:  # fmt: skip
    """Join the exchange (--own), or take a partner into it."""
    with open_house(home) as house:
        desk = exchange.desk_of(house)
        if own:
            print_plan(exchange.join_ourselves(desk, party, drives, threshold, dry_run=dry_run))
            return 0
        if not source and not by_mail:
            raise click.UsageError("Give --own, --from or --by-mail.")
        found = exchange.join_partner(desk, Partner(party, source, every), "" if dry_run else fingerprint)
    if by_mail:
        click.echo(f"{party} is written to by mail: inconcert exchange export.")
        return 0
    click.echo(f"First root of {party}: {found}")
    if fingerprint and not dry_run:
        click.echo("It is the one you were told. Now: inconcert exchange pull")
        return 0
    click.echo("Nothing was kept. Ask the partner to read it to you by voice, then give --fingerprint.")
    return 1


@command.command(epilog="Example: inconcert exchange publish digest --tlp GREEN --nothing")
@click.argument("kind", type=click.Choice([item.value for item in MessageKind]))
@click.option("--tlp", required=True, help=f"Who may see it: {', '.join(Tlp)}.")
@click.option("--pap", default="AMBER", show_default=True, help=f"What may be done with it: {', '.join(Pap)}.")
@click.option("--to", default="", metavar="A,B", help="Recipients. Above GREEN only they can read it.")
@click.option("--text", default="", help="The text.")
@click.option("--body", type=_file, help="The body, one JSON object.")
@click.option("--records", "entities", type=_file, help="FollowTheMoney records, JSON lines.")
@click.option("--attach", "attached", type=_file, multiple=True, help="A file that goes with it.")
@click.option("--in-reply-to", default="", metavar="PARTY:N")
@click.option("--source", "sources", multiple=True, metavar="PARTY:N", help="A message that this one passes on.")
@click.option("--answer-by", default="", metavar="DATE")
@click.option("--free", is_flag=True, help="May be passed on without our consent.")
@click.option("--citable", is_flag=True, help="May be cited in open reasons.")
@click.option("--nothing", is_flag=True, help="A digest that says there is nothing to say.")
@click.option("--due", is_flag=True, help="With digest: only if the rhythm agreed asks for it today; for a timer.")
@home_option
def publish(kind: str, tlp: str, to: str, home: Path | None, **more: Any) -> None:
    """Sign a message and put it in our outbox."""
    scheduled = more.pop("due")
    if scheduled and kind != MessageKind.DIGEST:
        raise click.UsageError("--due goes with digest.")
    body = dict(exchange.body_from(more.pop("text"), more.pop("body")))
    if more.pop("nothing"):
        body["nothing"] = True
    draft = exchange.draft_of(kind, tlp, names_of(to), body, control=not more.pop("free"), **more)
    with open_house(home) as house:
        desk = exchange.desk_of(house)
        day = exchange.digest_due(desk) if scheduled else ""
        if scheduled and (not day or day > house.today.isoformat()):
            click.echo(f"Our digest is due on {day}." if day else "No rhythm was agreed with any partner.")
            return
        message = desk.publish([draft])[0]
        click.echo(f"Published {message.party} {message.seq} in {desk.public}")


@command.command(epilog="Example: inconcert exchange pull birch --from /media/usb/birch")
@click.argument("parties", nargs=-1)
@click.option("--from", "source", default="", metavar="DIR", help="A drive, in place of the usual address.")
@home_option
def pull(parties: tuple[str, ...], source: str, home: Path | None) -> int:
    """Bring what is new of our partners; a folder that breaks a rule is refused whole."""
    with open_house(home) as house:
        return print_pulled(exchange.pull(exchange.desk_of(house), parties, source))


@command.command(epilog="Example: inconcert exchange status --json")
@home_option
@json_option
def status(home: Path | None, as_json: bool) -> int:
    """Who is overdue, what is unanswered, what is planned, who answers, and what alarms there are."""
    with open_house(home) as house:
        found = exchange.status(exchange.desk_of(house))
    if as_json:
        print_json(exchange.plain_status(found))
    else:
        print_status(found)
    return 1 if found.alarms else 0


@command.command(epilog="Example: inconcert exchange answer alder:3 declined --code timing")
@click.argument("message", metavar="PARTY:N")
@click.argument("word", metavar="STATUS", type=click.Choice([item.value for item in AnswerStatus]))
@click.option("--code", default="", help=f"If declined: {', '.join(DeclineCode)}.")
@click.option("--note", default="")
@click.option("--act", default="", help="If designated: the act.")
@click.option("--date", default="", metavar="DATE", help="If designated: its date.")
@click.option("--mail", type=_file, help="Record what a partner answered by mail; the mail is kept.")
@click.option("--by", default="", help="With --mail: who answered.")
@home_option
def answer(message: str, word: str, home: Path | None, **more: Any) -> None:
    """Answer a partner's message, or record an answer that came by mail."""
    if bool(more["mail"]) != bool(more["by"]):
        raise click.UsageError("--mail and --by go together.")
    mail = more.pop("mail")
    with open_house(home) as house:
        desk = exchange.desk_of(house)
        kept = mail.read_bytes() if mail else None
        party, seq = exchange.answer(desk, exchange.place_from(message), word, mail=kept, **more)
    click.echo(f"Recorded as reported by {party}; the mail is kept." if mail else f"Published {party} {seq}.")


@command.command(
    epilog="Example: inconcert exchange rotate online --root-drive /media/a --root-drive /media/b --dry-run"
)
@click.argument("what", type=click.Choice(["freshen", "online", "desk", "home", "author", "recipient", "root"]))
@click.option("--root-drive", "drives", type=_folder, multiple=True, help="A drive with a root key.")
@click.option("--new-drive", "new", type=_folder, multiple=True, help="With root: where each new root key goes.")
@click.option("--last-good", "last", type=int, help="With author: the last message to be believed of the old key.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@home_option
def rotate(
    what: str, drives: tuple[Path, ...], new: tuple[Path, ...], last: int | None, dry_run: bool, home: Path | None
) -> None:
    """Replace keys, or (freshen) say with the online key that our folder is current."""
    with open_house(home) as house:
        print_plan(exchange.rotate(exchange.desk_of(house), what, drives, new, dry_run=dry_run, last=last))


@command.command(epilog="Example: inconcert exchange verify birch")
@click.argument("party")
@home_option
def verify(party: str, home: Path | None) -> int:
    """Open and check anew all that we accepted of a partner."""
    with open_house(home) as house:
        found = exchange.verify(exchange.desk_of(house), party)
    if found:
        print_table(("number", "what is wrong"), [(str(seq), reason) for seq, reason in found])
    click.echo(f"{len(found)} do not verify" if found else "Everything that was accepted verifies.")
    return 1 if found else 0


@command.command(epilog="Example: inconcert exchange export birch:4 --out birch-4")
@click.argument("message", metavar="PARTY:N")
@click.option("--out", type=_folder, required=True, help="A new folder.")
@home_option
def export(message: str, out: Path, home: Path | None) -> None:
    """Write a message as files that open without our software: PDF, DOCX, CSV, text, SHA256SUMS."""
    with open_house(home) as house:
        names = exchange.export(exchange.desk_of(house), *exchange.place_from(message), out)
    click.echo("\n".join(str(out / name) for name in names))


@command.command(epilog="Example: inconcert exchange demo")
def demo() -> int:
    """Play a month of seven parties in scratch homes, and print who saw what."""
    from inconcert.verbs.demo_exchange import play_month

    month = play_month()
    for line in month.lines:
        click.echo(line)
    for view in month.views:
        print_table(("message", "from", "kind", "seen as"), view.rows, title=view.party)
    print_table(
        ("secret", "may know it", "can read it"), month.known, title="Secrets, searched for in all that each holds"
    )
    for leak in month.leaks:
        click.echo(f"LEAK: {leak}")
    click.echo("Each view holds what its party may know, and nothing else." if not month.leaks else "A view is wrong.")
    return 1 if month.leaks else 0


command.add_command(apart)
