"""One's own account: roles, passkeys, and the browsers that are signed in."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from inconcert.model.errors import UserError
from inconcert.model.rights import Right
from inconcert.store import accounts as kept
from inconcert.store.visits import end_visit, visits
from inconcert.verbs import door
from inconcert.verbs.house import House
from inconcert.web.accounts.signed import signed_of, visit_of
from inconcert.web.accounts.words import ROLES
from inconcert.web.answering import page
from inconcert.web.asking import Asking
from inconcert.web.gate import PROVE, At

MINE = Right.OWN_ACCOUNT


def account_page(house: House, asking: Asking) -> Response:
    """Answer one's own account."""
    me = kept.account(house.store, house.viewer.account)
    if me is None:
        raise UserError("there is no such account")
    signed = signed_of(asking)
    home = kept.tenant(house.store, me.owner)
    return page(
        house, asking, "accounts/account.html", me=me, organisation=home.name if home else "", roles=ROLES,
        passkeys=kept.passkeys(house.store, me.id), identities=kept.identities(house.store, me.id),
        visits=visits(house.store, me.id), this=visit_of(asking).id_hash,
        puzzle=door.to_enrol(house, signed.site, me, signed.chance),
    )  # fmt: skip


def passkey_added(house: House, asking: Asking) -> Response:
    """Make one more passkey known, for who has just proved who they are."""
    form = asking.posted
    form.only(("note", "credential", "label"))
    if not asking.viewer.proved:
        return RedirectResponse(asking.href(PROVE, next="/account"), 303)
    door.add_passkey(house, signed_of(asking).site, form.get("note"), form.get("credential"), form.get("label"))
    return RedirectResponse(asking.href("/account"), 303)


def passkey_removed(house: House, asking: Asking) -> Response:
    """Take a passkey away, with the visits it opened."""
    asking.posted.only(("passkey",))
    if not asking.viewer.proved:
        return RedirectResponse(asking.href(PROVE, next="/account"), 303)
    kept.remove_passkey(house.store, house.viewer, asking.posted.get("passkey"))
    return RedirectResponse(asking.href("/account"), 303)


def visit_ended(house: House, asking: Asking) -> Response:
    """End another visit of one's own."""
    asking.posted.only(("visit",))
    end_visit(house.store, house.viewer, asking.posted.get("visit"))
    return RedirectResponse(asking.href("/account"), 303)


ROUTES = (
    At("GET", "/account", account_page, MINE),
    At("POST", "/account/passkeys", passkey_added, MINE, page="/account"),
    At("POST", "/account/passkeys/remove", passkey_removed, MINE, page="/account"),
    At("POST", "/account/visits/end", visit_ended, MINE, page="/account"),
)
