"""Signatures as who collects them sees them: organisations, invitations, progress, proofs that came in, the record."""

from __future__ import annotations

import json
import secrets

from starlette.responses import Response

from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.signing import Action, SigningEvent, opened
from inconcert.model.codec import to_plain
from inconcert.model.errors import ReceiverError, RefusedByCheck, SourceError, UserError
from inconcert.verbs import inviting, outbox, passkeys, signing
from inconcert.verbs.alert_couriers import couriers_of
from inconcert.verbs.house import House
from inconcert.verbs.letter import kept_letters
from inconcert.verbs.own_address import own_address
from inconcert.web.asking import Asking
from inconcert.web.casework import words
from inconcert.web.casework.door import download, facts, page, several, to
from inconcert.web.posting import Posted

CONTACTS = 3
"""How many contacts one form takes; a second officer is told of every signature."""

PROOF_MAX_BYTES = 1_000_000


def organisations_page(house: House, asking: Asking) -> Response:
    """Answer the organisations that may sign, and the form that registers one more."""
    held = signing.organisations(house)
    if found := facts(asking, lambda: [_shape(item) for item in held]):
        return found
    return _organisations(house, asking)


def _organisations(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    return page(house, asking, "organisations.html", status=422 if error else 200, error=error, form=form or Posted(),
                held=signing.organisations(house), contacts=CONTACTS)  # fmt: skip


def _shape(item: Organisation) -> dict[str, object]:
    contacts = [{"name": one.name, "role": one.role, "address": one.address, "may_sign": one.may_sign,
                 "passkeys": len(one.passkeys)} for one in item.contacts]  # fmt: skip
    return {"id": item.id, "names": list(item.names), "domains": list(item.domains), "contacts": contacts,
            "keys": [key for key, _ in item.keys]}  # fmt: skip


def registered(house: House, asking: Asking) -> Response:
    """Register an organisation: every contact must have been called back."""
    form = asking.posted
    try:
        signing.register(house, _organisation(house, form))
    except (UserError, RefusedByCheck) as error:
        return _organisations(house, asking, str(error), form)
    return to(asking, "/organisations")


def _organisation(house: House, form: Posted) -> Organisation:
    names = tuple(line.strip() for line in form.get("names").splitlines() if line.strip())
    domains = tuple(part.strip().lower() for part in form.get("domains").replace(",", " ").split())
    if not names or not domains:
        raise UserError("an organisation needs a name and a domain", remedy="Write both.")
    if form.get("called_back") != "yes":
        raise UserError("call every contact back before you register them", remedy="A mailbox is not authority.")
    made = signing.organisation_id(names[0])
    known = {item.id: item for item in signing.organisations(house)}
    if made in known:
        raise UserError(f"{names[0]} is registered already", remedy="Its page stands in the list above.")
    contacts = tuple(item for place in range(CONTACTS) if (item := _contact(form, place)))
    if not any(item.may_sign for item in contacts):
        raise UserError("somebody must be registered who may sign", remedy="Name one contact who may.")
    return Organisation(made, names, domains, contacts, signing.public_keys(form.get("key")))


def _contact(form: Posted, place: int) -> Contact | None:
    name, role, address = (form.get(f"{part}{place}")[:200] for part in ("name", "role", "address"))
    if not (name or role or address):
        return None
    if not (name and role and address):
        raise UserError(f"contact {place + 1} needs a name, a role and an address", remedy="Fill all three or none.")
    return Contact(name, role, address, form.get(f"may_sign{place}") == "yes")


def passkey_offered(house: House, asking: Asking) -> Response:
    """Mail a contact the link by which they register a passkey."""
    form = asking.posted
    try:
        passkeys.offer_passkey(house, form.get("organisation"), form.get("address"), secrets.token_bytes,
                               outbox.post_of(house))  # fmt: skip
    except (UserError, RefusedByCheck) as error:
        return _organisations(house, asking, str(error), form)
    return to(asking, "/outbox")


def progress_page(house: House, asking: Asking, error: str = "") -> Response:
    """Answer how far signing is: counted, named, sealed; who is invited and has not signed; how proofs come in."""
    letter = asking.request.path_params["letter"]
    events = signing.events_of(house, letter)
    if not any(item.action is Action.OPEN for item in events):
        raise UserError(f"the text of {letter!r} is not frozen yet", remedy="The page of the letter freezes it.")
    present, listed = opened(events), signing.listed(house, letter)
    if found := facts(asking, lambda: to_plain(listed) | {"standing": listed.standing}):
        return found
    known = signing.organisations(house)
    return page(
        house, asking, "progress.html", status=422 if error else 200, error=error, letter=letter, present=present,
        listed=listed, invited=_invited(events, known, present), known=known, words=words,
        address=own_address() + signing.sign_path(present), title=_title(house, letter),
        notices=sum(item.action is Action.NOTICE for item in events), over=house.store.now() > present.deadline,
    )  # fmt: skip


def _title(house: House, letter: str) -> str:
    return next((item.title for item in kept_letters(house) if item.id == letter), letter)


def _invited(
    events: tuple[SigningEvent, ...], known: tuple[Organisation, ...], present: SigningEvent
) -> list[tuple[Organisation, str, str]]:
    """Return (organisation, invited on, reminded on) of those that were invited to sign the present text."""
    found = []
    for item in known:
        mine = [one for one in events if one.organisation == item.id and one.text_sha256 == present.text_sha256]
        invited = [one.at for one in mine if one.action is Action.INVITE]
        reminded = [one.at for one in mine if one.action is Action.REMIND]
        if invited:
            found.append((item, max(invited)[:10], max(reminded, default="")[:10]))
    return found


def invited(house: House, asking: Asking) -> Response:
    """Mail invitations to the organisations chosen."""
    letter, form = asking.request.path_params["letter"], asking.posted
    try:
        inviting.invite(house, letter, several(form, "organisation"), secrets.token_bytes, outbox.post_of(house))
    except (UserError, RefusedByCheck) as error:
        return progress_page(house, asking, str(error))
    return to(asking, f"/sign-on/{letter}")


def reminded(house: House, asking: Asking) -> Response:
    """Mail the reminders that are due."""
    letter = asking.request.path_params["letter"]
    inviting.remind(house, letter, secrets.token_bytes, outbox.post_of(house))
    return to(asking, f"/sign-on/{letter}")


def proof_taken(house: House, asking: Asking) -> Response:
    """Take a proof that came in as a file: a signature by an organisation's key, or a mailed reply."""
    letter, form = asking.request.path_params["letter"], asking.posted
    upload, post = form.file("proof"), outbox.post_of(house)
    try:
        data = b""
        if upload:
            with upload.file as held:
                data = held.read()
        if not data:
            raise UserError("choose a file", remedy="A .json envelope, or a reply saved as .eml.")
        if data.lstrip()[:1] == b"{":
            signing.signed_by_key(house, letter, data, secrets.token_bytes, post)
        else:
            action = Action.WITHDRAW if form.get("action") == "withdraw" else Action.SIGN
            signing.signed_by_reply(house, letter, data, form.get("organisation"), action, secrets.token_bytes, post)
    except (UserError, RefusedByCheck, SourceError) as error:
        return progress_page(house, asking, str(error))
    return to(asking, f"/sign-on/{letter}")


def record_file(house: House, asking: Asking) -> Response:
    """Answer the record of a letter for the archive: text, list and events, without what is sealed."""
    letter = asking.request.path_params["letter"]
    body = json.dumps(signing.record(house, letter), ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    return download(body, f"{letter}-record.json", "application/json")


def outbox_page(house: House, asking: Asking) -> Response:
    """Answer the mails that wait, and those that were sent."""
    held = outbox.mails(house)
    return facts(asking, lambda: [to_plain(item) for item in held]) or page(
        house, asking, "outbox.html", held=held, server=couriers_of().mail is not None
    )


def mail_file(house: House, asking: Asking) -> Response:
    """Answer one mail as a file that a mail program opens."""
    name = asking.request.path_params["document"]
    return download(outbox.read(house, name), name, "message/rfc822")


def mails_sent(house: House, asking: Asking) -> Response:
    """Hand the mails that wait to the mail server."""
    try:
        outbox.send(house)
    except ReceiverError as error:
        return page(house, asking, "outbox.html", status=422, error=str(error), held=outbox.mails(house),
                    server=couriers_of().mail is not None)  # fmt: skip
    return to(asking, "/outbox")
