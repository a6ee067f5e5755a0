"""The verb that registers passkeys of authorised signatories and takes their signatures."""

from __future__ import annotations

from inconcert.letters import passkeys, proofs
from inconcert.letters.notes import Note, NoteKind
from inconcert.letters.proofs import Link
from inconcert.letters.signing import Action, PublicList, SigningEvent, accept, opened
from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.store import signatures
from inconcert.verbs.house import House
from inconcert.verbs.own_address import own_address, own_host
from inconcert.verbs.signing import (
    Chance,
    Post,
    disguised,
    events_of,
    holder_of_a_link,
    keep,
    letter_of_handle,
    look_with_owner,
    organisations,
    register,
)

CEREMONY_MINUTES = 10
CEREMONIES_LIVE_MAX = 200


def offer_passkey(house: House, organisation_id: str, address: str, chance: Chance, post: Post) -> None:
    """Mail a contact the link by which they register a passkey; UserError for who is not registered to sign."""
    known = {item.id: item for item in organisations(house)}
    organisation = known.get(organisation_id)
    contact = next((item for item in organisation.contacts if item.address == address), None) if organisation else None
    if organisation is None or contact is None or not contact.may_sign:
        raise UserError("nobody who may sign is registered so", remedy="Register the contact first.")
    event = SigningEvent("", Action.ENROL, "", house.store.now(), "", organisation.id, None, contact.name, contact.role)
    shown, hashed, link = proofs.new_link(chance(32), event, contact.address)
    signatures.keep_link(house.store, house.viewer, hashed, to_json(link))
    post(Note(NoteKind.ENROL, contact.address, "", "inconcert", organisation.name, path=f"/sign-key/{shown}",
              token=shown, until=link.expires_at))  # fmt: skip


def enrolment(house: House, shown: str) -> tuple[Link, str]:
    """Return the link and what the browser needs to make a passkey: nothing changes. RefusedByCheck if it is spent."""
    link, owner = look_with_owner(house, shown)
    _only(link, Action.ENROL)
    mine = house.for_viewer(holder_of_a_link(owner))
    organisation = next(item for item in organisations(mine) if item.id == link.organisation)
    return link, passkeys.creation_options(shown, link, organisation, own_host())


def enrol(house: House, shown: str, credential: str) -> Link:
    """Register a passkey by its link, once; RefusedByCheck unless it was made on this page with the user verified."""
    link, owner = look_with_owner(house, shown)
    _only(link, Action.ENROL)
    mine = house.for_viewer(holder_of_a_link(owner))
    organisation = next(item for item in organisations(mine) if item.id == link.organisation)
    made = passkeys.enrolled(credential, shown, link, organisation, own_host(), own_address())
    _use(mine, shown)
    register(mine, made)
    return link


def begin(house: House, handle: str, action: Action, chance: Chance) -> tuple[str, str]:
    """Return (token, what the browser needs to sign) for the open text of a letter; it dies after ten minutes."""
    mine, present = letter_of_handle(house, handle)
    now = house.store.now()
    held = [from_json(Link, text) for text in signatures.links(mine.store, mine.viewer)]
    if sum(not item.address and item.expires_at >= now for item in held) >= CEREMONIES_LIVE_MAX:
        raise UserError("too many are signing at this moment", remedy="Try again in ten minutes.")
    event = SigningEvent(present.letter, action, present.text_sha256, now, "")
    shown, hashed, link = proofs.new_link(chance(32), event, "", minutes=CEREMONY_MINUTES)
    signatures.keep_link(mine.store, mine.viewer, hashed, to_json(link))
    return shown, passkeys.request_options(shown, link, own_host())


def signed_by_passkey(house: House, handle: str, shown: str, credential: str, chance: Chance, post: Post) -> PublicList:
    """Keep what a passkey signed; return the list. RefusedByCheck for anything but this text, here and now."""
    mine, present = letter_of_handle(house, handle)
    link, owner = look_with_owner(house, shown)
    if link.letter != present.letter or link.address or owner != mine.viewer.organisation:
        raise RefusedByCheck("this was begun on another page", remedy="Begin again.")
    known, held = organisations(mine), events_of(mine, present.letter)
    event, organisation = passkeys.by_passkey(
        credential, shown, link, known, own_host(), own_address(), house.store.now()
    )
    person = (event.organisation, event.name)
    event = disguised(event, opened(held), known, held, "")
    accept(event, held, house.store.now())
    _use(mine, shown)
    register(mine, organisation)
    return keep(mine, present.letter, event, known, chance, post, told=person)


def _only(link: Link, action: Action) -> None:
    if link.action is not action:
        raise RefusedByCheck("this link is for something else", remedy="Open it at the address in the mail.")


def _use(house: House, shown: str) -> None:
    if not signatures.use_link(house.store, proofs.token_hash(shown)):
        raise RefusedByCheck("this was used already", remedy="Begin again.")
