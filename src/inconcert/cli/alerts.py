"""inconcert alerts: questions that are kept, and what is new told by files, mail or a webhook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inconcert.cli.options import home_option, json_option, names_of, print_json, say
from inconcert.cli.words import print_table
from inconcert.gaps.gaps import THEMES
from inconcert.model.subscription import Channel, Subscription, Topic, Wanted
from inconcert.model.vocabulary import Kind
from inconcert.verbs.alert_couriers import couriers_of
from inconcert.verbs.alert_secrets import new_secret
from inconcert.verbs.alerts import (
    Ran,
    cadence_of,
    named,
    run_alerts,
    subscribe,
    subscription_shape,
    subscriptions,
    try_out,
    unsubscribe,
)
from inconcert.verbs.house import default_home, house

CADENCES = ("at-once", "daily", "weekly")


@click.group(
    name="alerts",
    epilog="Example: inconcert alerts add us-not-gb-ca --have us --lack gb,ca --mail desk@example.org --every daily",
)
@home_option
@click.pass_context
def command(context: click.Context, home: Path | None) -> None:
    """Keep a question, and be told what is new in its answer: by files, mail or webhook.

    `alerts run` asks every question that is kept, keeps what is new, and sends it; a machine's own timer calls it.
    """
    context.obj = home or default_home()


@command.command(
    name="add",
    epilog="Examples: inconcert alerts add renewals --about renewals --within 60 --mail desk@example.org "
    "--every weekly · "
    "inconcert alerts add new-us --about designations --have us --files /srv/feeds",
)
@click.argument("name")
@click.option("--about", type=click.Choice([item.value for item in Topic]), default="gaps", show_default=True,
              help="gaps, new designations, all changes, actions, what runs out, or asks that were met.")  # fmt: skip
@click.option("--have", default="", metavar="A,B", help="Governments that list; of changes: whose. Empty: all.")
@click.option("--lack", default="", metavar="C,D", help="Governments where it is not in force (gaps).")
@click.option("--theme", type=click.Choice(THEMES), default="any", show_default=True, help="As for gaps.")
@click.option("--regime", default="", metavar="R", help="Only under this regime.")
@click.option("--country", default="", metavar="CC", help="Only targets of a country (ISO code).")
@click.option("--kind", type=click.Choice([item.value for item in Kind]), help="Only targets of this kind.")
@click.option("--situation", default="", metavar="S", help="Only targets of a curated situation.")
@click.option("--letter", default="", metavar="L", help="Only the asks of this letter (asks).")
@click.option("--within", "within", default=90, show_default=True, type=click.IntRange(1, 3660), metavar="DAYS",
              help="How soon it runs out (renewals).")  # fmt: skip
@click.option("--files", type=click.Path(path_type=Path, file_okay=False), help="A folder for NAME.atom and NAME.json.")
@click.option("--mail", default="", metavar="A,B", help="E-mail addresses.")
@click.option("--webhook", default="", metavar="ADDRESS", help="An https address that takes signed messages.")
@click.option("--every", type=click.Choice(CADENCES), help="daily and weekly tell also when nothing is new. "
              "Without it: mail daily, the others at once.")  # fmt: skip
@click.option("--pages", default="", metavar="ADDRESS", help="Where the receiver reads a target's page: …/targets/")
@click.pass_obj
def add_command(
    home: Path, /, name: str, about: str, files: Path | None, mail: str, webhook: str, **asked: Any
) -> None:
    """Keep a question, with where its alerts go. What it finds now stands already and is not sent."""
    if sum(map(bool, (files, mail, webhook))) != 1:
        raise click.UsageError("Give one of --files DIR, --mail ADDRESS, --webhook ADDRESS.")
    channel = Channel.FILES if files else Channel.MAIL if mail else Channel.WEBHOOK
    to = (str(files.absolute()),) if files else names_of(mail) or (webhook,)
    one = Subscription(name, Topic(about), _wanted(asked), channel, to, cadence_of(channel, asked["every"] or ""),
                       asked["pages"])  # fmt: skip
    with house(home, progress=say) as opened:
        _, standing = subscribe(opened, one, loopback=couriers_of().loopback)
        click.echo(f"{name} is kept. {standing} stand already and are not sent; what is new will be, by: alerts run")
        if channel is Channel.WEBHOOK:
            _print_secret(opened.store.home, name)


def _wanted(asked: dict[str, Any]) -> Wanted:
    return Wanted(
        names_of(asked["have"]), names_of(asked["lack"]), asked["theme"], asked["regime"], asked["kind"] or "",
        asked["country"].lower(), asked["situation"], "", asked["letter"], asked["within"],
    )  # fmt: skip


def _print_secret(home: Path, name: str) -> None:
    click.echo(f"Give the receiver this secret; it is shown this once:\n{new_secret(home, name)}")


@command.command(name="list", epilog="Example: inconcert alerts list --json")
@json_option
@click.pass_obj
def list_command(home: Path, as_json: bool) -> None:
    """Name the questions that are kept, and what waits to be sent."""
    with house(home) as opened:
        found = [subscription_shape(opened, item) for item in subscriptions(opened)]
    if as_json:
        print_json(found)
        return
    heads = ("name", "about", "to", "every", "alerts", "sent", "waiting")
    rows = [(one["name"], one["question"], f"{one['channel']} {', '.join(one['to'])}", one["every"],
             str(one["alerts"]), str(one["sent"]), _overdue(one)) for one in found]  # fmt: skip
    print_table(heads, rows)


def _overdue(one: dict[str, Any]) -> str:
    worst = max(one["waiting"], key=lambda item: item["failures"], default=None)
    if worst is None:
        return "0"
    return f"{len(one['waiting'])}, failed {worst['failures']} times: {worst['why']}" if worst["failures"] else "1"


@command.command(name="remove", epilog="Example: inconcert alerts remove us-not-gb-ca")
@click.argument("name")
@click.pass_obj
def remove_command(home: Path, name: str) -> None:
    """End a subscription: nothing more is sent, also not what waits."""
    with house(home) as opened:
        unsubscribe(opened, name)
    click.echo(f"{name} has ended")


@command.command(name="run", epilog="Example: inconcert refresh; inconcert alerts run")
@click.argument("name", required=False, default="")
@json_option
@click.pass_obj
def run_command(home: Path, name: str, as_json: bool) -> None:
    """Ask every question that is kept, and send what is new and what could not be sent before.

    The exit code is 3 where something could not be sent or asked; it is kept, and tried again at a later run.
    """
    with house(home, progress=say) as opened:
        found = run_alerts(opened, couriers_of(), name)
    if as_json:
        print_json([_ran_shape(item) for item in found])
    for item in () if as_json else found:
        click.echo(f"{item.name}: {item.fresh} new, {item.sent} sent, {len(item.waiting)} waiting")
    problems = [f"{item.name}: {item.problem}" for item in found if item.problem]
    problems += [f"{item.name}: {one.why}" for item in found for one in item.waiting if one.failures]
    for text in problems:
        click.echo(f"inconcert: {text}", err=True)
    if problems:
        raise SystemExit(3)


def _ran_shape(item: Ran) -> dict[str, Any]:
    return {"name": item.name, "new": item.fresh, "sent": item.sent, "waiting": len(item.waiting),
            "problem": item.problem or None}  # fmt: skip


@command.command(name="test", epilog="Example: inconcert alerts test us-not-gb-ca")
@click.argument("name")
@click.pass_obj
def test_command(home: Path, name: str) -> None:
    """Send one message without an alert, to see that it arrives."""
    with house(home) as opened:
        message = try_out(opened, couriers_of(), name)
    click.echo(f"{name}: {message} was taken")


@command.command(name="secret", epilog="Example: inconcert alerts secret us-not-gb-ca")
@click.argument("name")
@click.pass_obj
def secret_command(home: Path, name: str) -> None:
    """Make a new secret for a webhook; the last one signs beside it until the next is made."""
    with house(home) as opened:
        named(opened, name)
        _print_secret(opened.store.home, name)
