"""The verb of signing in: a passkey or an identity provider opens a visit, proves again who is there, or is made known.

Nothing is written by asking: what a browser is asked is a sealed note that it brings back, good once and for minutes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from inconcert.accounts import passkeys, provider
from inconcert.accounts.codes import Chance, new_token
from inconcert.accounts.passkeys import Site
from inconcert.accounts.provider import Asked, Exchange, Provider
from inconcert.accounts.sealed import mark, opened, seal
from inconcert.accounts.visits import browser_of, holds_at, id_hash, proved_at, to_be_seen
from inconcert.model.account import Account, AccountState, Identity, Passkey, Visit
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import ANYONE, Viewer
from inconcert.store import accounts as kept
from inconcert.store import invitations, visits
from inconcert.store.providers import keep_provider, providers
from inconcert.verbs.house import House
from inconcert.verbs.people import invited_by

note_s = 600
NEVER = "1970-01-01T00:00:00Z"
_STRANGER = "nobody here is known by that"


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a page asks a browser: the note to bring back, and the options for `navigator.credentials` as JSON."""

    note: str
    options: str


@dataclass(frozen=True, slots=True)
class Knock:
    """How somebody comes in: `proves` where they were asked just now, not known to a provider from before."""

    proves: bool
    user_agent: str


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of who knocks: the secret of its cookie, and what it says it is."""

    secret: str
    user_agent: str


def viewer_for(house: House, browser: Browser) -> tuple[Viewer, Visit | None]:
    """Return who a cookie is, read anew from the store; ANYONE where the visit does not (or no longer) stand."""
    held = visits.visit_of(house.store, id_hash(browser.secret)) if browser.secret else None
    if held is None:
        return ANYONE, None
    visit, account = held
    now = house.clock()
    if not holds_at(visit, browser_of(browser.user_agent, browser.secret), now):
        return ANYONE, None
    if to_be_seen(visit, now):
        visits.seen(house.store, visit)
    return Viewer(account.name, account.roles, account.owner, account.id, proved_at(visit, now)), visit


def to_enter(house: House, at: Site, chance: Chance) -> Puzzle:
    """Ask for any passkey of ours."""
    note = _note(house, "enter", {}, chance)
    return Puzzle(note, passkeys.to_sign_in(at, _challenge(note)))


def to_prove(house: House, at: Site, chance: Chance) -> Puzzle:
    """Ask for a passkey of the viewer's own account."""
    note = _note(house, "again", {"account": house.viewer.account}, chance)
    held = [item.id for item in kept.passkeys(house.store, house.viewer.account)]
    return Puzzle(note, passkeys.to_sign_in(at, _challenge(note), held))


def to_enrol(house: House, at: Site, account: Account, chance: Chance) -> Puzzle:
    """Ask for a new passkey of an account."""
    note = _note(house, "enrol", {"account": account.id}, chance)
    held = [item.id for item in kept.passkeys(house.store, account.id)]
    return Puzzle(note, passkeys.to_register(at, account, _challenge(note), held))


def enter(house: House, at: Site, note: str, answer: str, knock: Knock, chance: Chance) -> str:
    """Open a visit by a passkey; return the new secret of its cookie. RefusedByCheck where it opens nothing."""
    _opened(house, "enter", note)
    key, count = _shown(house, at, note, answer, "")
    return _visit(house, key.account, key.id, note, knock, chance, count)


def prove(house: House, at: Site, visit: Visit, note: str, answer: str) -> None:
    """Keep that the person of a visit showed a passkey of their own again; a note of another account is refused."""
    if _opened(house, "again", note).get("account") != visit.account:
        raise RefusedByCheck(_STRANGER)
    key, count = _shown(house, at, note, answer, visit.account)
    # the counter is that of the passkey that was shown, which need not be the one that opened the visit
    shown = Visit(visit.id_hash, visit.account, key.id, visit.browser, visit.created_at, visit.seen_at, visit.proved_at)
    visits.prove(house.store, shown, house.viewer.organisation, mark(note), _until(house), count)


def enrol(house: House, at: Site, token: str, note: str, answer: str, label: str) -> Account:
    """Use a link: make a passkey known for its account, and open the account."""
    found, account = invited_by(house, token)
    made = _made(house, at, account, note, answer, label)
    invitations.enrol(house.store, found, account.owner, made)
    return account


def add_passkey(house: House, at: Site, note: str, answer: str, label: str) -> None:
    """Make one more passkey known for the viewer's own account; UserError where there are many."""
    account = kept.account(house.store, house.viewer.account)
    if account is None or len(kept.passkeys(house.store, account.id)) >= passkeys.PASSKEYS_MAX:
        raise UserError(f"an account has at most {passkeys.PASSKEYS_MAX} passkeys", remedy="Remove one first.")
    kept.add_passkey(house.store, house.viewer, _made(house, at, account, note, answer, label))


def known_providers(house: House) -> tuple[Provider, ...]:
    """Return the identity providers that were agreed with."""
    return tuple(Provider(**row) for row in providers(house.store))


def provider_named(house: House, provider_id: str) -> Provider:
    """Return a provider; UserError where there is none of this name."""
    for item in known_providers(house):
        if item.id == provider_id:
            return item
    raise UserError("there is no such sign-in", remedy="See the sign-in page.")


def agree_with(house: House, found: Provider) -> None:
    """Keep a provider, pinned."""
    checked = provider.checked(found)
    row = {name: getattr(checked, name) for name in ("id", "name", "issuer", "client_id", "algorithm", "secret")}
    keep_provider(house.store, house.viewer, row)


def sent(house: House, asked: Asked) -> str:
    """Return what was asked of a provider as a sealed note, for the cookie of the browser that is sent there."""
    return seal(visits.secret(house.store), "provider", asked.plain(), now=_now(house), life_s=note_s)


def came_back(
    house: House, provider_id: str, note: str, answer: Mapping[str, str], callback: str, exchange: Exchange
) -> tuple[Asked, Provider, str]:
    """Return what was asked, of whom, and who came back; RefusedByCheck if anything is not as it was asked."""
    asked = Asked(**opened(visits.secret(house.store), "provider", note, now=_now(house)))
    agreed = provider_named(house, provider_id)
    return asked, agreed, provider.subject(agreed, asked, answer, callback, exchange, _now(house))


def enter_by(house: House, agreed: Provider, subject: str, note: str, knock: Knock, chance: Chance) -> str:
    """Open a visit for who came back from a provider; return the new secret of its cookie."""
    account = kept.account_of(house.store, agreed.issuer, subject)
    if not account:
        raise RefusedByCheck(_STRANGER, remedy="Ask an administrator of your organisation to invite you.")
    return _visit(house, account, agreed.issuer, note, knock, chance)


def prove_by(house: House, agreed: Provider, subject: str, visit: Visit, note: str) -> None:
    """Keep that the person of a visit was asked again by their provider."""
    if kept.account_of(house.store, agreed.issuer, subject) != visit.account:
        raise RefusedByCheck(_STRANGER)
    visits.prove(house.store, visit, house.viewer.organisation, mark(note), _until(house))


def enrol_by(house: House, agreed: Provider, subject: str, token: str) -> Account:
    """Use a link: make a provider's subject known as its account, and open the account."""
    found, account = invited_by(house, token)
    invitations.enrol(house.store, found, account.owner, Identity(agreed.issuer, subject, account.id))
    return account


def _made(house: House, at: Site, account: Account, note: str, answer: str, label: str) -> Passkey:
    if _opened(house, "enrol", note).get("account") != account.id:
        raise RefusedByCheck(_STRANGER)
    name = " ".join(label.split())[:60] or house.store.now()[:10]
    return passkeys.registered(at, answer, _challenge(note), account.id, name, house.store.now())


def _shown(house: House, at: Site, note: str, answer: str, account: str) -> tuple[Passkey, int]:
    key = kept.passkey(house.store, passkeys.credential_of(answer))
    if key is None or (account and key.account != account):
        raise RefusedByCheck("this passkey does not open the door", remedy="Try again, on this page.")
    return key, passkeys.shown(at, answer, _challenge(note), key)


def _visit(house: House, account_id: str, by: str, note: str, knock: Knock, chance: Chance, count: int = -1) -> str:
    account = kept.account(house.store, account_id)
    standing = account is not None and account.state is AccountState.ACTIVE and kept.tenant(house.store, account.owner)
    if account is None or not standing or standing.closed_at:
        raise RefusedByCheck(_STRANGER, remedy="Ask an administrator of your organisation.")
    secret, now = new_token(chance), house.store.now()
    proved = now if knock.proves else NEVER
    made = Visit(id_hash(secret), account.id, by, browser_of(knock.user_agent, secret), now, now, proved)
    visits.open_visit(house.store, made, account.owner, mark(note), _until(house), count)
    return secret


def _note(house: House, purpose: str, facts: Mapping[str, str], chance: Chance) -> str:
    plain = {**facts, "once": chance(16).hex()}
    return seal(visits.secret(house.store), purpose, plain, now=_now(house), life_s=note_s)


def _opened(house: House, purpose: str, note: str) -> dict[str, str]:
    return opened(visits.secret(house.store), purpose, note, now=_now(house))


def _challenge(note: str) -> bytes:
    return hashlib.sha256(note.encode("utf-8")).digest()


def _now(house: House) -> float:
    return house.clock().timestamp()


def _until(house: House) -> str:
    return (house.clock().astimezone(dt.UTC) + dt.timedelta(seconds=2 * note_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
