"""How the exchange is told on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from inconcert.cli.words import print_table
from inconcert.exchange.ceremony import Plan
from inconcert.exchange.inbox import Pulled
from inconcert.model.errors import PartyError
from inconcert.model.messages import Held, Standing
from inconcert.verbs.exchange import Status

_STANDINGS = {
    Standing.BEHIND: "has seen more of it than we have: pull again",
    Standing.SPLIT_VIEW: "SPLIT VIEW: was shown another history than we were. Call the party",
    Standing.INVALID: "invalid",
}


def print_plan(plan: Plan) -> None:
    """Print the steps of a ceremony."""
    for number, step in enumerate(plan.steps, 1):
        click.echo(f"{number}. {step}")
    click.echo("Done." if plan.done else "Dry run: nothing was changed.")
    if plan.fingerprint:
        click.echo(f"Fingerprint of the first root, to be read by voice:\n{plan.fingerprint}")


def print_pulled(found: Sequence[tuple[str, Pulled | PartyError]]) -> int:
    """Print what each pull brought; return 3 if one was refused, 1 if something is in quarantine, else 0."""
    code = 0
    for party, pulled in found:
        if isinstance(pulled, PartyError):
            click.echo(f"{party}: refused, and nothing of it kept. {pulled}")
            code = 3
            continue
        click.echo(f"{party}: {len(pulled.rows)} new, {pulled.seen.size} in all")
        for row in pulled.rows:
            if row.held is Held.ACCEPTED:
                click.echo(f"  {row.seq}  {row.kind}  TLP:{row.tlp}  {row.created}")
            elif row.held is Held.QUARANTINED:
                click.echo(f"  {row.seq}  in quarantine: {row.reason}")
                code = code or 1
    return code


def print_status(found: Status) -> None:
    """Print how the exchange stands."""
    click.echo(
        f"We are {found.party}." if found.party else "This home only reads: it has no name and no keys of its own."
    )
    for by, claim, standing in found.alarms:
        click.echo(f"{by} says of {claim.party}'s outbox ({claim.size} messages): {_STANDINGS[standing]}")
    print_table(("partner", "messages"), [(item.party, str(item.size)) for item in found.seen], title="Held")
    _some("Overdue", ("partner", "agreed", "last digest"), [
        (item.party, f"every {item.rhythm_days} days", item.last or "none yet") for item in found.overdue
    ])  # fmt: skip
    _some("Unanswered", ("message", "kind", "by", "since", "receipt", "asked for by"), [
        (f"{item.place[0]}:{item.place[1]}", item.kind, item.by, item.sent[:10], "yes" if item.acknowledged else "no",
         f"{item.answer_by}{' (late)' if item.late else ''}") for item in found.unanswered
    ])  # fmt: skip
    _some("Answered", ("message", "by", "stands"), [
        (f"{place[0]}:{place[1]}", party, word.replace("_", " ")) for place, party, word in found.life
    ])  # fmt: skip
    _some("Consent withdrawn, not yet acknowledged", ("message", "holder"), [
        (f"{place[0]}:{place[1]}", party) for place, party in found.unacknowledged
    ])  # fmt: skip
    _some("Planned", ("day", "message", "partners"), [
        (item.day, f"{item.place[0]}:{item.place[1]}", ", ".join(f"{name}: {word}" for name, word in item.answers))
        for item in found.calendar
    ])  # fmt: skip
    _some("Who answers", ("party", "asked", "receipts", "answers", "no comment", "days to answer"), [
        (item.party, str(item.asked), str(item.acknowledged), str(item.answered), str(item.no_comment),
         "" if item.median_days is None else str(item.median_days)) for item in found.tallies
    ])  # fmt: skip
    _some("In quarantine", ("message", "reason"), [
        (f"{row.party}:{row.seq}", row.reason) for row in found.quarantined
    ])  # fmt: skip
    _some("Invalid replies", ("about", "by"), [
        (f"{item.place[0]}:{item.place[1]}", item.by) for item in found.invalid
    ])  # fmt: skip


def _some(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        print_table(heads, rows, title=title)
