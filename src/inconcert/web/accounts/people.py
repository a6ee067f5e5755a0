"""Administrators' pages: the people of one's organisation, and for the home's own the organisations."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import RedirectResponse, Response

from inconcert.accounts.codes import invitation_hours, recovery_hours
from inconcert.model.errors import UserError
from inconcert.model.rights import GRANTED, Right, Role
from inconcert.store.invitations import recoveries
from inconcert.verbs import people
from inconcert.verbs.house import House
from inconcert.web.accounts.signed import signed_of
from inconcert.web.accounts.words import ROLES, STATES
from inconcert.web.answering import page
from inconcert.web.asking import Asking
from inconcert.web.gate import At

READ, CHANGE, HOME = Right.READ_PEOPLE, Right.MANAGE_PEOPLE, Right.MANAGE_ORGANISATIONS


def people_page(house: House, asking: Asking) -> Response:
    """Answer the people of one's organisation, and the form that invites one more."""
    return page(house, asking, "accounts/people.html", people=people.people(house), roles=ROLES, states=STATES)


def person_page(house: House, asking: Asking) -> Response:
    """Answer one person: roles, closing, recovery."""
    held = people.person(house, asking.request.path_params["account"])
    under_way = [item for item in recoveries(house.store, house.viewer) if item.account == held.id]
    return page(house, asking, "accounts/person.html", person=held, roles=ROLES, states=STATES, under_way=under_way)


def invited(house: House, asking: Asking) -> Response:
    """Invite somebody and show the link once."""
    form = asking.posted
    form.only(("name", "role"))
    made = people.invite(house, form.get("name"), _roles(form.all("role")), signed_of(asking).chance)
    return _link(house, asking, made)


def invited_again(house: House, asking: Asking) -> Response:
    """Make a new link for who did not come, and show it once."""
    asking.posted.only(())
    made = people.invite_again(house, asking.request.path_params["account"], signed_of(asking).chance)
    return _link(house, asking, made)


def roles_given(house: House, asking: Asking) -> Response:
    """Give somebody other roles."""
    asking.posted.only(("role",))
    account = asking.request.path_params["account"]
    people.set_roles(house, account, _roles(asking.posted.all("role")))
    return RedirectResponse(asking.href(f"/people/{account}"), 303)


def closed(house: House, asking: Asking) -> Response:
    """Close an account."""
    asking.posted.only(())
    people.close(house, asking.request.path_params["account"])
    return RedirectResponse(asking.href("/people"), 303)


def vouched(house: House, asking: Asking) -> Response:
    """Vouch for who lost every way in; show this administrator's code once."""
    asking.posted.only(())
    number, code = people.vouch(house, asking.request.path_params["account"], signed_of(asking).chance)
    return page(house, asking, "accounts/once.html", link="", number=number, code=code, hours=recovery_hours)


def organisations_page(house: House, asking: Asking) -> Response:
    """Answer the organisations with accounts here, and the form that opens one more."""
    return page(house, asking, "accounts/organisations.html", organisations=people.organisations(house))


def organisation_opened(house: House, asking: Asking) -> Response:
    """Open an organisation and show its first administrator's link once."""
    form = asking.posted
    form.only(("id", "name", "administrator"))
    chance = signed_of(asking).chance
    made = people.open_organisation(house, form.get("id"), form.get("name"), form.get("administrator"), chance)
    return _link(house, asking, made)


def organisation_closed(house: House, asking: Asking) -> Response:
    """Close an organisation; its people are out at once."""
    asking.posted.only(())
    people.close_organisation(house, asking.request.path_params["organisation"])
    return RedirectResponse(asking.href("/accounts/organisations"), 303)


def _link(house: House, asking: Asking, made: people.Invited) -> Response:
    link = f"{signed_of(asking).site.origin}/invitation/{made.token}"
    return page(house, asking, "accounts/once.html", link=link, number="", code="", hours=invitation_hours)


def _roles(words: Iterable[str]) -> list[Role]:
    chosen = list(words)
    if set(chosen) - set(GRANTED):
        raise UserError("no such role", remedy="Choose from the form.")
    return [Role(word) for word in chosen]


ROUTES = (
    At("GET", "/people", people_page, READ),
    At("POST", "/people", invited, CHANGE),
    At("GET", "/people/{account:str}", person_page, READ),
    At("POST", "/people/{account:str}/roles", roles_given, CHANGE, page="/people/{account}"),
    At("POST", "/people/{account:str}/invitation", invited_again, CHANGE, page="/people/{account}"),
    At("POST", "/people/{account:str}/close", closed, CHANGE, page="/people/{account}"),
    At("POST", "/people/{account:str}/recovery", vouched, CHANGE, page="/people/{account}"),
    At("GET", "/accounts/organisations", organisations_page, HOME),
    At("POST", "/accounts/organisations", organisation_opened, HOME),
    At(
        "POST",
        "/accounts/organisations/{organisation:str}/close",
        organisation_closed,
        HOME,
        page="/accounts/organisations",
    ),
)
