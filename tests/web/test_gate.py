"""The gate: default deny, forms only from these pages, one table of all addresses."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from inconcert.api.app import routes
from inconcert.model.rights import ANYONE, GRANTED, HOME, OPERATOR, Owner, Right, Role, Viewer, clash, holds, may
from inconcert.web.app import addresses, make_app
from inconcert.web.gate import Gated

OPEN = ("/static/", "/api/v1", "/reconcile", "/match/")


def test_every_route_of_the_pages_went_through_the_gate(pages):
    """A route beside the gate would ask nobody for a right; only files and the register's API have none to ask for."""
    beside = [
        item.path
        for item in make_app(pages.house, routes(pages.house)).routes
        if isinstance(item, Route) and not isinstance(item, Gated)
    ]
    assert [path for path in beside if not path.startswith(OPEN)] == []


def test_an_address_stands_once():
    every = [(at.method, at.path) for at in addresses()]
    assert len(every) == len(set(every)) and {method for method, _ in every} <= {"GET", "POST"}


@pytest.mark.parametrize("right", Right)
def test_nobody_holds_a_right_by_default(right):
    nobody = Viewer("x", frozenset(), "ngo", "")
    assert holds(nobody, right) is (right is Right.READ_REGISTER)
    assert may(ANYONE, right, Owner()) is (right is Right.READ_REGISTER)


@pytest.mark.parametrize("role", GRANTED)
@pytest.mark.parametrize("right", [right for right in Right if right is not Right.READ_REGISTER])
def test_no_role_reaches_through_a_wall(role, right):
    assert not may(Viewer("x", frozenset({role}), "ngo", "a"), right, Owner("other"))
    assert not may(Viewer("x", frozenset({role}), "", "a"), right, Owner(""))


def test_the_operator_too_acts_for_one_organisation():
    assert all(may(OPERATOR, right, Owner(HOME)) for right in Right)
    assert not may(OPERATOR, Right.READ_CASEWORK, Owner("ngo"))


def test_a_case_with_members_is_for_its_members():
    ada = Viewer("Ada", frozenset({Role.CASEWORKER}), "ngo", "a1")
    assert may(ada, Right.READ_CASEWORK, Owner("ngo", frozenset({"a1"})))
    assert not may(ada, Right.READ_CASEWORK, Owner("ngo", frozenset({"a2"})))


def test_an_administrator_cannot_read_cases():
    head = Viewer("Head", frozenset({Role.ADMINISTRATOR}), "ngo", "a")
    assert not any(
        holds(head, right) for right in Right if right.startswith(("casework", "letters", "exchange", "evidence"))
    )
    assert clash([Role.ADMINISTRATOR, Role.CASEWORKER]) and clash([Role.OPERATOR])
    assert not clash([Role.ADMINISTRATOR, Role.ANALYST]) and not clash([Role.CASEWORKER, Role.PUBLISHER])


def test_a_form_with_no_token_or_another_is_refused(pages):
    site = {"sec-fetch-site": "same-origin"}
    for token in ({}, {"token": ""}, {"token": "x" * 43}, {"token": "é"}):
        answer = pages.ask("POST", "/review", data={"left": "a b"} | token, headers=site)
        assert answer.status_code == 403, token


def test_a_form_that_is_long_or_unreadable_is_refused(pages):
    assert pages.post("/review", {"reason": "x" * 30_000}).status_code == 404
    assert pages.post("/review", {f"f{n}": "1" for n in range(300)}).status_code == 404


def test_the_pages_offer_the_token_to_their_forms(pages):
    found = re.findall(r'name="token" value="([^"]+)"', pages.get("/review").text)
    assert set(found) <= {pages.app.state.visitors.token(None)}


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_no_other_method_is_answered(pages, method):
    for path in ("/", "/gaps", "/corrections", "/static/inconcert.css", "/api/v1/lists"):
        answer = pages.ask(method, path, headers={"x-canary": "said-back"})
        assert answer.status_code == 405 and "said-back" not in answer.text, path
