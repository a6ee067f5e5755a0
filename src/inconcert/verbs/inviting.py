"""The verb that invites organisations to sign and reminds them before the deadline; every mail is recorded first."""

from __future__ import annotations

from collections.abc import Sequence

from inconcert.letters.notes import NoteKind
from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.signing import Action, SigningEvent, opened, waiting_for
from inconcert.model.codec import to_json
from inconcert.model.errors import UserError
from inconcert.store import signatures
from inconcert.verbs.house import House
from inconcert.verbs.signing import Chance, Post, events_of, note, organisations


def invite(house: House, letter: str, ids: Sequence[str], chance: Chance, post: Post) -> int:
    """Mail an invitation to the first authorised contact of each organisation; return how many were sent.

    UserError for an organisation that is not registered or has nobody who may sign; then none is sent.
    """
    known = {item.id: item for item in organisations(house)}
    present = opened(events_of(house, letter))
    if present.deadline and house.store.now() > present.deadline:
        raise UserError(f"signing ended on {present.deadline}")
    chosen = [(known[name], _signer(known[name])) for name in ids if name in known]
    if len(chosen) != len(ids) or not chosen:
        raise UserError("choose registered organisations to invite", remedy="The page of organisations names them.")
    for organisation, contact in chosen:
        _mailed(house, Action.INVITE, NoteKind.INVITATION, present, organisation, contact, chance, post)
    return len(chosen)


def _signer(organisation: Organisation) -> Contact:
    found = next((item for item in organisation.contacts if item.may_sign), None)
    if found is None:
        raise UserError(
            f"nobody is registered who may sign for {organisation.name}", remedy="Register a contact first."
        )
    return found


def _mailed(house: House, action: Action, kind: NoteKind, present: SigningEvent, organisation: Organisation,
            contact: Contact, chance: Chance, post: Post) -> None:  # fmt: skip
    """Keep that a mail goes out, then send it: a mail is never sent that nobody knows of."""
    event = SigningEvent(present.letter, action, present.text_sha256, house.store.now(), chance(16).hex(),
                         organisation.id, to=contact.address)  # fmt: skip
    signatures.add_signing_event(house.store, house.viewer, present.letter, to_json(event))
    post(note(house, kind, present, organisation, contact.address))


def remind(house: House, letter: str, chance: Chance, post: Post) -> int:
    """Remind who was invited and has not signed, 7 days and 1 day before the deadline, each once; return how many."""
    held, known = events_of(house, letter), organisations(house)
    present = opened(held)
    waiting = waiting_for(held, known, house.store.now())
    by_id = {item.id: item for item in known}
    for name in waiting:
        _mailed(house, Action.REMIND, NoteKind.REMINDER, present, by_id[name], _signer(by_id[name]), chance, post)
    return len(waiting)
