"""The door: signing in and out, proving again, coming by a link, coming back by two codes, and by a provider."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from inconcert.accounts import provider as providers
from inconcert.model.account import InvitationKind
from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import Right
from inconcert.store.visits import end_visit
from inconcert.verbs import door, people
from inconcert.verbs.door import Knock
from inconcert.verbs.house import House
from inconcert.web.accounts.signed import (
    SENT,
    VISIT,
    back_of,
    give,
    signed_of,
    take_away,
    visit_of,
)
from inconcert.web.answering import only, page
from inconcert.web.asking import Asking
from inconcert.web.gate import At

EVERYBODY, MINE = Right.READ_REGISTER, Right.OWN_ACCOUNT


def sign_in_page(house: House, asking: Asking) -> Response:
    """Answer the page on which somebody signs in."""
    only(asking)
    signed = signed_of(asking)
    puzzle = door.to_enter(house, signed.site, signed.chance)
    return _page(house, asking, "accounts/sign_in.html", puzzle=puzzle, back=back_of(asking.get("next")),
                 providers=door.known_providers(house), done=asking.get("done"))  # fmt: skip


def signed_in(house: House, asking: Asking) -> Response:
    """Open a visit by the passkey that was shown."""
    form, signed = asking.posted, signed_of(asking)
    form.only(("note", "credential", "next"))
    secret = door.enter(
        house, signed.site, form.get("note"), form.get("credential"), Knock(True, _agent(asking)), signed.chance
    )
    return give(RedirectResponse(back_of(form.get("next")), 303), VISIT, secret)


def again_page(house: House, asking: Asking) -> Response:
    """Answer the page on which somebody proves again who they are."""
    signed = signed_of(asking)
    puzzle = door.to_prove(house, signed.site, signed.chance)
    by = visit_of(asking).opened_by
    mine = [item for item in door.known_providers(house) if item.issuer == by]
    return _page(house, asking, "accounts/again.html", puzzle=puzzle, back=back_of(asking.get("next")), providers=mine)


def proved(house: House, asking: Asking) -> Response:
    """Keep that the passkey was shown again."""
    form = asking.posted
    form.only(("note", "credential", "next"))
    door.prove(house, signed_of(asking).site, visit_of(asking), form.get("note"), form.get("credential"))
    return RedirectResponse(back_of(form.get("next")), 303)


def signed_out(house: House, asking: Asking) -> Response:
    """End the visit; the cookie is dead at once and the browser forgets what it kept."""
    end_visit(house.store, house.viewer, visit_of(asking).id_hash)
    answer = take_away(RedirectResponse("/", 303), VISIT)
    answer.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return answer


def to_provider(house: House, asking: Asking) -> Response:
    """Send the browser to an identity provider, with a note of what it is asked in its cookie."""
    signed, agreed = signed_of(asking), door.provider_named(house, asking.request.path_params["provider"])
    purpose = "enrol" if asking.get("link") else "again" if asking.viewer.account else "enter"
    asked = providers.asked(
        agreed, signed.chance, back=back_of(asking.get("next")), purpose=purpose, ticket=asking.get("link")
    )
    there = providers.sent_to(agreed, asked, _callback(asking, agreed.id), signed.fetch)
    return give(RedirectResponse(there, 303), SENT, door.sent(house, asked), lax=True)


def from_provider(house: House, asking: Asking) -> Response:
    """Take who comes back from a provider: open a visit, keep a proof, or make them known for their account."""
    signed, note = signed_of(asking), asking.request.cookies.get(SENT, "")
    if not signed.within(asking.request):
        raise RefusedByCheck("too many tries from your network", remedy="Wait five minutes and try again.")
    name = asking.request.path_params["provider"]
    asked, agreed, subject = door.came_back(house, name, note, asking.values, _callback(asking, name), signed.fetch)
    answer = _page(house, asking, "accounts/onward.html", back=back_of(asked.back))
    if asked.purpose == "enrol":
        door.enrol_by(house, agreed, subject, asked.ticket)
    if asked.purpose == "again" and asking.request.state.visit:
        # only a same-site request brings the visit: a proof that comes from elsewhere opens a new visit instead
        door.prove_by(house, agreed, subject, visit_of(asking), note)
    else:
        secret = door.enter_by(
            house, agreed, subject, note, Knock(asked.purpose == "again", _agent(asking)), signed.chance
        )
        give(answer, VISIT, secret)
    return take_away(answer, SENT)


def invitation_page(house: House, asking: Asking) -> Response:
    """Answer the page of a one-time link; looking at it uses nothing."""
    signed, token = signed_of(asking), asking.request.path_params["token"]
    found, account = people.invited_by(house, token)
    puzzle = door.to_enrol(house, signed.site, account, signed.chance)
    return _page(house, asking, "accounts/invitation.html", puzzle=puzzle, account=account, link=token,
                 again=found.kind is InvitationKind.RECOVERY, providers=door.known_providers(house))  # fmt: skip


def came(house: House, asking: Asking) -> Response:
    """Use a one-time link with the passkey that was made."""
    form, token = asking.posted, asking.request.path_params["token"]
    form.only(("note", "credential", "label"))
    door.enrol(house, signed_of(asking).site, token, form.get("note"), form.get("credential"), form.get("label"))
    return RedirectResponse(asking.href("/sign-in", done="known"), 303)


def recovery_page(house: House, asking: Asking) -> Response:
    """Answer the page on which somebody brings the two codes."""
    return _page(house, asking, "accounts/recovery.html")


def came_back(house: House, asking: Asking) -> Response:
    """Lead who brought both codes to a fresh link."""
    form = asking.posted
    form.only(("number", "first", "second"))
    token = people.recovered(house, form.get("number"), form.get("first"), form.get("second"), signed_of(asking).chance)
    return RedirectResponse(asking.href(f"/invitation/{token}"), 303)


def _page(house: House, asking: Asking, template: str, **values: Any) -> Response:
    answer = page(house, asking, template, **values)
    answer.headers["cache-control"] = "no-store"
    if "etag" in answer.headers:
        del answer.headers["etag"]
    return answer


def _callback(asking: Asking, provider_id: str) -> str:
    return f"{signed_of(asking).site.origin}/sign-in/from/{provider_id}"


def _agent(asking: Asking) -> str:
    return asking.request.headers.get("user-agent", "")


ROUTES = (
    At("GET", "/sign-in", sign_in_page, EVERYBODY),
    At("POST", "/sign-in", signed_in, EVERYBODY),
    At("GET", "/sign-in/again", again_page, MINE),
    At("POST", "/sign-in/again", proved, MINE),
    At("GET", "/sign-in/with/{provider:str}", to_provider, EVERYBODY),
    At("GET", "/sign-in/from/{provider:str}", from_provider, EVERYBODY),
    At("POST", "/sign-out", signed_out, MINE),
    At("GET", "/invitation/{token:str}", invitation_page, EVERYBODY),
    At("POST", "/invitation/{token:str}", came, EVERYBODY),
    At("GET", "/recovery", recovery_page, EVERYBODY),
    At("POST", "/recovery", came_back, EVERYBODY),
)
