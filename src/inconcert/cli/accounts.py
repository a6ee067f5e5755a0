"""inconcert accounts: who signs in to this home, run by the one who runs the machine."""

from __future__ import annotations

import json
import secrets
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import click

from inconcert.accounts.provider import ALGORITHMS, Provider
from inconcert.cli.options import home_option
from inconcert.model.errors import UserError
from inconcert.model.rights import GRANTED, HOME, Role
from inconcert.store import audit
from inconcert.store.providers import remove_provider
from inconcert.verbs import door, people
from inconcert.verbs.house import House, default_home
from inconcert.verbs.house import house as opened_at

_organisation = click.option("--organisation", default=HOME, show_default=True, help="Act for this organisation.")
_origin = click.option(
    "--origin", default="http://localhost:8600", show_default=True, help="Where people reach this home."
)


@click.group(name="accounts", epilog="Example: inconcert accounts list")
def command() -> None:
    """People, roles and organisations of a home that is served to more than one person.

    Serve it then with `inconcert serve --accounts --origin https://…`. Every act here is kept in the record.
    """


@command.command(epilog='Example: inconcert accounts begin --organisation-name "Our NGO" --name "Ada Example"')
@click.option("--organisation-name", required=True, help="The home's own organisation.")
@click.option("--name", required=True, help="Its first administrator.")
@_origin
@home_option
def begin(organisation_name: str, name: str, origin: str, home: Path | None) -> None:
    """Let people sign in to this home; print a one-time link for its first administrator."""
    with _open(home) as house:
        _say_link(people.begin(house, organisation_name, name, secrets.token_bytes), origin)


@command.command(epilog='Example: inconcert accounts invite "Ben Example" --role caseworker --role publisher')
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in GRANTED]),
    help="May be given several times.",
)
@_organisation
@_origin
@home_option
def invite(name: str, roles: tuple[str, ...], organisation: str, origin: str, home: Path | None) -> None:
    """Make an account and print its one-time link, which holds three days."""
    with _open(home) as house:
        chosen = [Role(word) for word in roles]
        _say_link(people.invite(_acting(house, organisation), name, chosen, secrets.token_bytes), origin)


@command.command(name="list", epilog="Example: inconcert accounts list")
@_organisation
@home_option
def listed(organisation: str, home: Path | None) -> None:
    """Print the accounts of an organisation."""
    with _open(home) as house:
        for item in people.people(_acting(house, organisation)):
            click.echo(f"{item.id}  {item.state:8}  {' '.join(sorted(item.roles)) or '-'}  {item.name}")


@command.command(epilog="Example: inconcert accounts roles 0f3c5a7e9b1d2c4e --role analyst")
@click.argument("account")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in GRANTED]),
    help="None: only the register.",
)
@_organisation
@home_option
def roles(account: str, roles: tuple[str, ...], organisation: str, home: Path | None) -> None:
    """Give an account other roles; they hold at once, in every process."""
    with _open(home) as house:
        people.set_roles(_acting(house, organisation), account, [Role(word) for word in roles])


@command.command(epilog="Example: inconcert accounts close 0f3c5a7e9b1d2c4e")
@click.argument("account")
@_organisation
@home_option
def close(account: str, organisation: str, home: Path | None) -> None:
    """Close an account; its visits end at once, in every process."""
    with _open(home) as house:
        people.close(_acting(house, organisation), account)


@command.command(epilog="Example: inconcert accounts vouch 0f3c5a7e9b1d2c4e")
@click.argument("account")
@_organisation
@home_option
def vouch(account: str, organisation: str, home: Path | None) -> None:
    """Vouch for who lost every way in, as one of the two who must; print the number and this code, once."""
    with _open(home) as house:
        number, code = people.vouch(_acting(house, organisation), account, secrets.token_bytes)
    click.echo(f"number {number}\ncode   {code}")
    click.echo("Hand both over in person or by voice, never by mail.", err=True)


@command.command(name="open", epilog="Example: inconcert accounts open hrg --name 'Rights Group' --administrator Cleo")
@click.argument("organisation")
@click.option("--name", required=True)
@click.option("--administrator", required=True, help="Its first administrator.")
@_origin
@home_option
def opened(organisation: str, name: str, administrator: str, origin: str, home: Path | None) -> None:
    """Open an organisation behind its own wall; print its first administrator's link."""
    with _open(home) as house:
        chance = secrets.token_bytes
        _say_link(people.open_organisation(house, organisation, name, administrator, chance), origin)


@command.command(name="shut", epilog="Example: inconcert accounts shut hrw")
@click.argument("organisation")
@home_option
def shut(organisation: str, home: Path | None) -> None:
    """Close an organisation; its people are out at once, in every process."""
    with _open(home) as house:
        people.close_organisation(house, organisation)


@command.command(epilog="Example: inconcert accounts provider mfa --issuer https://id.example --client-id us")
@click.argument("provider")
@click.option("--name", default="", help="On the button; else the id.")
@click.option("--issuer", default="", help="Exactly as the provider writes it.")
@click.option("--client-id", default="")
@click.option("--secret-file", type=click.Path(path_type=Path, exists=True), help="Where the provider gave a secret.")
@click.option("--algorithm", type=click.Choice(ALGORITHMS), default="RS256", show_default=True)
@click.option("--remove", is_flag=True, help="Forget it; the visits it opened end.")
@home_option
def provider(
    provider: str, name: str, issuer: str, client_id: str, secret_file: Path | None, algorithm: str, remove: bool,
    home: Path | None,
) -> None:  # fmt: skip
    """Agree with an identity provider (OpenID Connect), pinned to its issuer and one algorithm."""
    with _open(home) as house:
        if remove:
            remove_provider(house.store, house.viewer, provider)
            return
        secret = secret_file.read_text("utf-8").strip() if secret_file else ""
        door.agree_with(house, Provider(provider, name or provider, issuer, client_id, algorithm, secret))


@command.command(name="audit", epilog="Example: inconcert accounts audit --out acts.jsonl")
@click.option("--out", type=click.Path(path_type=Path), help="A file; else standard output.")
@_organisation
@home_option
def audit_(out: Path | None, organisation: str, home: Path | None) -> None:
    """Write the record of acts, one JSON line each, and check its chain; other organisations' acts are digests."""
    with _open(home) as house:
        held = audit.lines(house.store, _acting(house, organisation).viewer)
    text = "".join(json.dumps(audit.plain(line), ensure_ascii=False) + "\n" for line in held)
    if out:
        out.write_text(text, "utf-8", newline="\n")
    else:
        click.echo(text, nl=False)
    if broken := audit.broken_at(held):
        raise UserError(f"the chain of acts is broken at {broken}", remedy="Compare with an earlier export.")
    click.echo(f"{len(held)} acts, chain holds, last link {held[-1].link if held else '-'}", err=True)


def _open(home: Path | None) -> AbstractContextManager[House]:
    """Open the home itself, never the embedded register, which is nobody's to sign in to."""
    return opened_at(home or default_home())


def _acting(house: House, organisation: str) -> House:
    return house.for_viewer(replace(house.viewer, organisation=organisation))


def _say_link(made: people.Invited, origin: str) -> None:
    click.echo(f"{origin.rstrip('/')}/invitation/{made.token}")
    click.echo(f"For {made.account.name} ({made.account.id}): works once, three days; hand it over safely.", err=True)
