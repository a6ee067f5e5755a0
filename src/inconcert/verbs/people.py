"""The verb of accounts: organisations, people, their roles, invitations, and how who lost every key comes back.

Rules
- A person comes by a one-time link that an administrator of their organisation made; it holds three days.
- Nobody changes their own roles; the last administrator of an organisation stays one.
- Who lost every way in comes back when two administrators vouch: each is shown one code, to be handed over in person or
  by voice, never by mail. At the shell the operator counts as one of the two.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from inconcert.accounts.codes import (
    Chance,
    code_hash,
    code_matches,
    invitation_hours,
    new_code,
    new_token,
    recovery_hours,
    token_hash,
    tries_max,
)
from inconcert.model.account import Account, AccountState, Invitation, InvitationKind, Recovery, Tenant
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import GRANTED, HOME, Role, clash
from inconcert.store import accounts as kept
from inconcert.store import invitations, visits
from inconcert.verbs.house import House

NAME_MAX = 80
_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
_REFUSED = "these codes open nothing"


@dataclass(frozen=True, slots=True)
class Invited:
    """A new account and the token of its link, which is shown once."""

    account: Account
    token: str


def begin(house: House, organisation: str, name: str, chance: Chance) -> Invited:
    """Name the home's own organisation and invite its first administrator; UserError where that was done before."""
    if kept.tenant(house.store, HOME) is not None:
        raise UserError("this home has accounts already", remedy="Invite people with `inconcert accounts invite`.")
    kept.add_tenant(house.store, house.viewer, HOME, _named(organisation))
    visits.secret(house.store)  # made now: no page that is only looked at writes it
    return invite(house, name, [Role.ADMINISTRATOR], chance)


def has_accounts(house: House) -> bool:
    """Return whether people sign in to this home."""
    return kept.tenant(house.store, HOME) is not None


def open_organisation(house: House, organisation: str, name: str, administrator: str, chance: Chance) -> Invited:
    """Open an organisation and invite its first administrator, who invites the others."""
    if not _ID.fullmatch(organisation):
        raise UserError("an organisation's id is small letters, digits and dashes", remedy="For instance: hrw.")
    made = kept.add_tenant(house.store, house.viewer, organisation, _named(name))
    there = house.for_viewer(replace(house.viewer, organisation=made.id))
    return invite(there, administrator, [Role.ADMINISTRATOR], chance)


def close_organisation(house: House, organisation: str) -> None:
    """Close an organisation; its people are out at their next request."""
    if organisation == HOME:
        raise UserError("the home's own organisation stays open")
    kept.close_tenant(house.store, house.viewer, organisation)


def organisations(house: House) -> tuple[Tenant, ...]:
    """Return every organisation with accounts here."""
    return kept.tenants(house.store, house.viewer)


def invite(house: House, name: str, roles: Iterable[Role], chance: Chance) -> Invited:
    """Make an account of the viewer's organisation and a one-time link into it."""
    made = Account(
        chance(8).hex(), house.viewer.organisation, _named(name), _checked(roles), AccountState.INVITED,
        house.store.now(),
    )  # fmt: skip
    kept.add_account(house.store, house.viewer, made)
    return Invited(made, _link(house, made.id, InvitationKind.FIRST, house.viewer.account, invitation_hours, chance))


def invite_again(house: House, account_id: str, chance: Chance) -> Invited:
    """Make a new link for who was invited and did not come; the earlier one is void."""
    held = person(house, account_id)
    if held.state is not AccountState.INVITED:
        raise UserError("this person came already", remedy="Who lost every key comes back by recovery.")
    token = _link(house, account_id, InvitationKind.FIRST, house.viewer.account, invitation_hours, chance)
    return Invited(held, token)


def people(house: House) -> tuple[Account, ...]:
    """Return the accounts of the viewer's organisation."""
    return kept.accounts(house.store, house.viewer)


def person(house: House, account_id: str) -> Account:
    """Return one account of the viewer's organisation; UserError where there is none."""
    for item in people(house):
        if item.id == account_id:
            return item
    raise UserError("there is no such account", remedy="See the page of people.")


def set_roles(house: House, account_id: str, roles: Iterable[Role]) -> None:
    """Give somebody other roles; they hold at that person's next request."""
    chosen = _checked(roles)
    _not_oneself(house, account_id)
    held = person(house, account_id)
    if Role.ADMINISTRATOR in held.roles and Role.ADMINISTRATOR not in chosen:
        _not_the_last(house, account_id)
    kept.set_roles(house.store, house.viewer, account_id, chosen)


def close(house: House, account_id: str) -> None:
    """Close an account; its visits end at once."""
    _not_oneself(house, account_id)
    if Role.ADMINISTRATOR in person(house, account_id).roles:
        _not_the_last(house, account_id)
    kept.close_account(house.store, house.viewer, account_id)


def vouch(house: House, account_id: str, chance: Chance) -> tuple[str, str]:
    """Vouch for who lost every way in; return the number of the recovery and this administrator's code, shown once."""
    held = person(house, account_id)
    _not_oneself(house, account_id)
    if held.state is not AccountState.ACTIVE:
        raise UserError("this account has no way in to come back to", remedy="Invite the person again.")
    by, code = house.viewer.account or house.viewer.name, new_code(chance)
    for item in invitations.recoveries(house.store, house.viewer):
        if item.account == account_id and not item.second_by:
            invitations.second_recovery(house.store, house.viewer, item.id, by, code_hash(code))
            return item.id, code
    made = Recovery(chance(4).hex(), account_id, by, code_hash(code), _later(house, recovery_hours))
    invitations.keep_recovery(house.store, house.viewer, made)
    return made.id, code


def recovered(house: House, number: str, first: str, second: str, chance: Chance) -> str:
    """Return the token of a link for who brings both codes; RefusedByCheck otherwise, in the same words always."""
    held = invitations.try_recovery(house.store, number.strip().lower(), tries_max)
    good = [
        code_matches(code, kept_hash)
        for code, kept_hash in ((first, held.first_hash if held else ""), (second, held.second_hash if held else ""))
    ]
    turned = held is not None and code_matches(first, held.second_hash) and code_matches(second, held.first_hash)
    if held is None or not (all(good) or turned) or not invitations.use_recovery(house.store, held.id):
        raise RefusedByCheck(_REFUSED, remedy="Type the number and both codes as they were given to you.")
    return _link(house, held.account, InvitationKind.RECOVERY, held.second_by, 1, chance)


def invited_by(house: House, token: str) -> tuple[Invitation, Account]:
    """Return what a link opens; RefusedByCheck if it is used, too old, or was never made, in the same words."""
    found = invitations.invitation(house.store, token_hash(token))
    account = kept.account(house.store, found.account) if found else None
    now = house.store.now()
    if found is None or account is None or found.used_at or found.expires_at <= now:
        raise RefusedByCheck("this link opens nothing", remedy="Ask an administrator for a new one.")
    return found, account


def _link(house: House, account_id: str, kind: InvitationKind, by: str, hours: int, chance: Chance) -> str:
    token = new_token(chance)
    made = Invitation(token_hash(token), account_id, kind, by, _later(house, hours))
    invitations.keep_invitation(house.store, made)
    return token


def _later(house: House, hours: int) -> str:
    moment = house.clock().astimezone(dt.UTC) + dt.timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_MAX or not plain.isprintable():
        raise UserError(f"a name has 1 to {NAME_MAX} characters", remedy="Write it in one line.")
    return plain


def _checked(roles: Iterable[Role]) -> frozenset[Role]:
    chosen = frozenset(roles)
    if why := clash(chosen) or ("" if chosen <= set(GRANTED) else "no such role"):
        raise UserError(why, remedy="Give the roles to two people.")
    return chosen


def _not_oneself(house: House, account_id: str) -> None:
    if house.viewer.account == account_id:
        raise RefusedByCheck("nobody changes their own rights", remedy="Ask another administrator.")


def _not_the_last(house: House, account_id: str) -> None:
    others = [
        item
        for item in people(house)
        if item.id != account_id and Role.ADMINISTRATOR in item.roles and item.state is AccountState.ACTIVE
    ]
    if not others:
        raise RefusedByCheck("an organisation keeps one administrator", remedy="Invite another one first.")
