"""What waits for a second person before it leaves, and the record of acts."""

from __future__ import annotations

import json

from starlette.responses import RedirectResponse, Response

from inconcert.model.rights import Right
from inconcert.store import audit
from inconcert.verbs import releases
from inconcert.verbs.house import House
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.gate import At

SHOWN = 200


def releases_page(house: House, asking: Asking) -> Response:
    """Answer what was asked to leave, and for a publisher the forms that decide."""
    return page(house, asking, "accounts/releases.html", releases=releases.waiting(house))


def decided(house: House, asking: Asking) -> Response:
    """Keep a publisher's decision."""
    asking.posted.only(("decision",))
    releases.decide(house, asking.request.path_params["release"], asking.posted.get("decision"))
    return RedirectResponse(asking.href("/releases"), 303)


def audit_page(house: House, asking: Asking) -> Response:
    """Answer the acts of one's organisation, newest first; as JSON the whole chain, others' acts as digests."""
    only(asking, "json", "csv")
    held = audit.lines(house.store, house.viewer)

    def table() -> Table:
        heads = ("number", "at", "who", "verb", "facts", "salt", "digest", "link")
        return heads, [tuple(getattr(line, head) for head in heads) for line in held]

    if found := facts(asking, lambda: [audit.plain(line) for line in held], table):
        return found
    own = [(line, json.loads(line.facts)) for line in reversed(held) if line.salt][:SHOWN]
    return page(house, asking, "accounts/audit.html", acts=own, broken=audit.broken_at(held), total=len(held))


ROUTES = (
    At("GET", "/releases", releases_page, Right.READ_CASEWORK),
    At("POST", "/releases/{release:str}", decided, Right.RELEASE, page="/releases"),
    At("GET", "/audit", audit_page, Right.READ_AUDIT),
    At("GET", "/audit.{form:str}", audit_page, Right.READ_AUDIT),
)
