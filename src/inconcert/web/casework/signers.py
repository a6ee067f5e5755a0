"""Signing as an organisation sees it: the exact text, who signed, and the ways to sign; no account is needed.

Rules:
- looking (GET) changes nothing: a mail scanner that follows a link signs nothing;
- who asks for a link is told the same whether the address is known or not;
- the address of a letter, and that of a link, hold 128 and 256 bits of chance: who knows one was given it.
"""

from __future__ import annotations

import secrets

from starlette.responses import Response

from inconcert.letters.signing import Action, opened
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.verbs import outbox, passkeys, signing
from inconcert.verbs.house import House
from inconcert.verbs.letter import kept_letters
from inconcert.web.asking import Asking
from inconcert.web.casework import words
from inconcert.web.casework.door import page, to


def letter_page(house: House, asking: Asking, error: str = "", answer: str = "") -> Response:
    """Answer the letter to sign: its exact text and hash, who signed by name, and the ways to sign."""
    mine, present = signing.letter_of_handle(house, asking.request.path_params["handle"])
    listed = signing.listed(mine, present.letter)
    kept = next((item for item in kept_letters(mine) if item.id == present.letter), None)
    return page(
        house, asking, "sign_letter.html", status=422 if error else 200, error=error, answer=answer, present=present,
        listed=listed, title=kept.title if kept else present.letter, words=words,
        over=mine.store.now() > present.deadline,
    )  # fmt: skip


def link_asked(house: House, asking: Asking) -> Response:
    """Mail a one-time link to a registered address; the answer says nothing of whether it is known."""
    mine, present = signing.letter_of_handle(house, asking.request.path_params["handle"])
    form = asking.posted
    action = Action.WITHDRAW if form.get("action") == "withdraw" else Action.SIGN
    said = signing.ask_for_link(
        mine, present.letter, form.get("address")[:320], action, secrets.token_bytes, outbox.post_of(mine)
    )
    return letter_page(house, asking, answer=said)


def link_page(house: House, asking: Asking) -> Response:
    """Answer what a one-time link would do; only its button does it."""
    shown = asking.request.path_params["token"]
    link, owner = signing.look_with_owner(house, shown)
    if not link.address or link.action not in (Action.SIGN, Action.WITHDRAW):
        raise RefusedByCheck("this link is for something else", remedy="Open it at the address in the mail.")
    mine = house.for_viewer(signing.holder_of_a_link(owner))
    present = opened(signing.events_of(mine, link.letter))
    name = next((item.name for item in signing.organisations(mine) if item.id == link.organisation), link.organisation)
    kept = next((item for item in kept_letters(mine) if item.id == link.letter), None)
    return page(
        house, asking, "link.html", link=link, organisation=name, present=present, shown=shown,
        title=kept.title if kept else link.letter, changed=present.text_sha256 != link.text_sha256,
    )  # fmt: skip


def link_used(house: House, asking: Asking) -> Response:
    """Do what a one-time link is for, once."""
    shown, form = asking.request.path_params["token"], asking.posted
    link, owner = signing.look_with_owner(house, shown)
    mine = house.for_viewer(signing.holder_of_a_link(owner))
    present = opened(signing.events_of(mine, link.letter))
    seal = present.seal_to if form.get("sealed") == "yes" else ""
    if form.get("sealed") == "yes" and not seal:
        raise UserError("this letter takes no sealed signatures", remedy="Sign by name, or ask for a key to seal to.")
    signing.signed_by_link(house, shown, secrets.token_bytes, outbox.post_of(mine), seal)
    return to(asking, "/signed", what=link.action.value)


def signed_page(house: House, asking: Asking) -> Response:
    """Answer that it is done."""
    return page(house, asking, "signed.html", what=asking.get("what"))


def passkey_begun(house: House, asking: Asking) -> Response:
    """Answer the page on which a passkey signs the open text, within ten minutes."""
    handle = asking.request.path_params["handle"]
    action = Action.WITHDRAW if asking.posted.get("action") == "withdraw" else Action.SIGN
    try:
        shown, options = passkeys.begin(house, handle, action, secrets.token_bytes)
    except UserError as error:
        return letter_page(house, asking, str(error))
    _, present = signing.letter_of_handle(house, handle)
    return page(house, asking, "passkey_sign.html", handle=handle, shown=shown, options=options,
                          action=action.value, present=present)  # fmt: skip


def passkey_signed(house: House, asking: Asking) -> Response:
    """Take what a passkey signed."""
    handle, form = asking.request.path_params["handle"], asking.posted
    mine, _ = signing.letter_of_handle(house, handle)
    try:
        passkeys.signed_by_passkey(
            house, handle, form.get("shown"), form.get("credential"), secrets.token_bytes, outbox.post_of(mine)
        )
    except (RefusedByCheck, UserError) as error:
        return letter_page(house, asking, str(error))
    return to(asking, "/signed", what=form.get("action") if form.get("action") == "withdraw" else "sign")


def passkey_page(house: House, asking: Asking) -> Response:
    """Answer the page on which a contact makes a passkey; looking changes nothing."""
    shown = asking.request.path_params["token"]
    link, options = passkeys.enrolment(house, shown)
    return page(house, asking, "passkey_make.html", shown=shown, options=options, link=link)


def passkey_made(house: House, asking: Asking) -> Response:
    """Register the passkey that was made."""
    passkeys.enrol(house, asking.request.path_params["token"], asking.posted.get("credential"))
    return to(asking, "/signed", what="enrol")
