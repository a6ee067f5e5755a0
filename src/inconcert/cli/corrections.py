"""inconcert corrections: requests to correct what is shown, in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from inconcert.cli.options import home_option, json_option, open_house, print_json
from inconcert.cli.words import print_table
from inconcert.model.codec import to_plain
from inconcert.model.correction import Correction, Effect
from inconcert.model.errors import UserError
from inconcert.model.judgement import End
from inconcert.store.corrections import one
from inconcert.verbs import corrections
from inconcert.verbs.correction_effects import letters_naming, notices, publish_notices
from inconcert.verbs.corrections import Verdict
from inconcert.verbs.house import House

WORDS = ("different", "same", "doubt", "decline", "accept", "back")


@click.group(name="corrections", epilog="Example: inconcert corrections list")
def command() -> None:
    """Decide what people ask to correct; what changes the register needs two of you."""


@command.command(name="list", epilog="Example: inconcert corrections list --json")
@home_option
@json_option
def list_command(home: Path | None, as_json: bool) -> None:
    """Show the requests, those that wait and are due first on top. Leaves with 1 where one is overdue."""
    with open_house(home) as house:
        found, today = corrections.queue(house), house.today
    if as_json:
        print_json([to_plain(item) for item in found])
    else:
        heads = ("request", "target", "what", "stands", "due")
        rows = [
            (item.id, item.target, item.kind.value, item.state.value, item.due_on if item.state.waits else "")
            for item in found
        ]
        print_table(heads, rows)
    raise SystemExit(1 if any(item.overdue(today) for item in found) else 0)


@command.command(name="show", epilog="Example: inconcert corrections show 3f2a91bc04de")
@click.argument("correction")
@home_option
@json_option
def show_command(correction: str, home: Path | None, as_json: bool) -> None:
    """Show a request whole: what was sent, the letters that named the target, the partners to be told."""
    with open_house(home) as house:
        found = one(corrections.queue(house), correction)
        letters, due = letters_naming(house, found), notices(house, found)
        said = corrections.words(house, found)
    if as_json:
        told = [{"party": item.party, "messages": [list(place) for place in item.messages]} for item in due]
        plain = {"letters": [to_plain(item) for item in letters], "notices": told}
        print_json({**to_plain(found), "words": [to_plain(item) for item in said], **plain})
        return
    print_table(("what", "value"), _rows(found))
    for item in said:
        click.echo(f"{item.at[:10]} {'desk' if item.by_desk else 'they'}: {item.text}")
    for named in letters:
        click.echo(f"letter {named.letter} to {named.to}, asked {named.asked_on or '–'}: {named.stands}")
    for notice in due:
        click.echo(f"to be told: {notice.party}, about {', '.join(f'{p}:{n}' for p, n in notice.messages)}")


@command.command(name="decide", epilog="Example: inconcert corrections decide 3f2a91bc04de accept --by 'Ada Example'")
@click.argument("correction")
@click.argument("word", type=click.Choice(WORDS))
@click.option("--by", "by", required=True, metavar="NAME", help="Who decides; kept with the decision.")
@click.option("--text", default="", help="The public outcome; needed to propose and to decline.")
@click.option("--left", default="", metavar="'LIST NUMBER'", help="One entry, for different and same.")
@click.option("--right", default="", metavar="'LIST NUMBER'", help="The other entry.")
@home_option
def decide_command(correction: str, word: str, by: str, text: str, left: str, right: str, home: Path | None) -> None:
    """Propose (different, same, doubt), decline, or decide on a proposal of another person (accept, back)."""
    with open_house(home) as house:
        found = _decided(house, correction, word, Verdict(text, by, _effect(word), _end(left), _end(right)))
        due = notices(house, found)
    click.echo(f"{found.id}: {found.state.value}")
    for line in found.changed:
        click.echo(f"  {line}")
    if due:
        click.echo(f"{len(due)} partners are to be told: inconcert corrections notify {found.id}")


@command.command(name="notify", epilog="Example: inconcert corrections notify 3f2a91bc04de")
@click.argument("correction")
@home_option
def notify_command(correction: str, home: Path | None) -> None:
    """Publish the correction notices that are due to partners."""
    with open_house(home) as house:
        places = publish_notices(house, one(corrections.queue(house), correction))
    click.echo(f"published: {', '.join(f'{party}:{number}' for party, number in places)}")


def _decided(house: House, correction: str, word: str, verdict: Verdict) -> Correction:
    if word == "accept":
        return corrections.accept(house, correction, verdict.by)
    if word == "back":
        return corrections.send_back(house, correction, verdict.by)
    if word == "decline":
        return corrections.decline(house, correction, verdict)
    return corrections.propose(house, correction, verdict)


def _effect(word: str) -> Effect:
    return Effect(word) if word in {item.value for item in Effect} else Effect.NONE


def _end(text: str) -> End:
    list_id, _, number = text.partition(" ")
    if text and not number:
        raise UserError(f"not an entry: {text!r}", remedy="Write LIST NUMBER, as 'gb_uksl GHR0070'.")
    return (list_id, number.strip())


def _rows(found: Correction) -> list[tuple[str, str]]:
    entries = ", ".join(" ".join(key) for key in (found.left, found.right) if key[0])
    shown = {
        "target": found.target, "what": found.kind.value, "entry": found.entry, "said": found.said,
        "proof": found.proof, "contact": found.contact, "stands": found.state.value, "due": found.due_on,
        "effect": found.effect.value, "entries": entries, "outcome": found.outcome,
        "proposed by": found.proposed_by, "decided by": found.decided_by, "changed": "; ".join(found.changed),
    }  # fmt: skip
    return [(name, text) for name, text in shown.items() if text]
