"""Proof by passkey: an authorised signatory's own authenticator signs the hash of the letter, with the user verified.

Rules:
- the challenge is made of a random token used once, the letter, the action and the text's hash: an assertion for
  another text, another letter or another moment is none;
- user verification is required, at registration and at signing, and the passkey is bound to our own host;
- a counter that does not move forward is refused: somebody copied the authenticator.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inconcert.letters.organisations import Contact, Organisation, Passkey
from inconcert.letters.proofs import Link
from inconcert.letters.signing import Proof, SigningEvent
from inconcert.model.errors import RefusedByCheck

CREDENTIAL_SIGNS_MAX = 16_000
PASSKEYS_MAX = 5


def challenge_of(shown: str, link: Link) -> bytes:
    """Return the 32 bytes that an authenticator signs for a link: the text's hash is in them."""
    said = "\n".join(("inconcert passkey", shown, link.letter, link.action, link.text_sha256, link.organisation))
    return hashlib.sha256(said.encode("utf-8")).digest()


def creation_options(shown: str, link: Link, organisation: Organisation, host: str) -> str:
    """Return what the browser needs to make a passkey (JSON): kept on the authenticator, with the user verified."""
    import webauthn
    from webauthn.helpers import structs

    contact = _contact(organisation, link.address)
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name="inconcert",
        user_id=hashlib.sha256(f"{organisation.id}\n{contact.address}".encode()).digest(),
        user_name=contact.address,
        user_display_name=f"{contact.name}, {organisation.name}",
        challenge=challenge_of(shown, link),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(webauthn.base64url_to_bytes(item.id)) for item in contact.passkeys
        ],
    )
    return webauthn.options_to_json(options)


def request_options(shown: str, link: Link, host: str) -> str:
    """Return what the browser needs to sign (JSON); it names no passkey, so it says nothing of who is registered."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=host,
        challenge=challenge_of(shown, link),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def enrolled(
    credential: str, shown: str, link: Link, organisation: Organisation, host: str, origin: str
) -> Organisation:
    """Return the organisation with a contact's new passkey; RefusedByCheck unless it was made here, user verified."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = webauthn.verify_registration_response(
            credential=_json(credential),
            expected_challenge=challenge_of(shown, link),
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RefusedByCheck("the passkey was not made for this page", remedy="Ask for a new link.") from error
    contact = _contact(organisation, link.address)
    if len(contact.passkeys) >= PASSKEYS_MAX:
        raise RefusedByCheck(f"{contact.name} has {PASSKEYS_MAX} passkeys already")
    key = Passkey(
        webauthn.helpers.bytes_to_base64url(found.credential_id),
        webauthn.helpers.bytes_to_base64url(found.credential_public_key),
        found.sign_count,
    )
    return _with(organisation, replace(contact, passkeys=(*contact.passkeys, key)))


def by_passkey(
    credential: str, shown: str, link: Link, organisations: Sequence[Organisation], host: str, origin: str, now: str
) -> tuple[SigningEvent, Organisation]:
    """Return the event that an assertion proves, and the organisation with the passkey's new counter.

    RefusedByCheck for a passkey that no authorised signatory registered, or an assertion of anything else.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    said = _json(credential)
    organisation, contact, key = _registered(str(said.get("id", "")), organisations)
    try:
        found = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge_of(shown, link),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=webauthn.base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RefusedByCheck("the passkey did not sign this text here and now", remedy="Try again.") from error
    keys = tuple(replace(item, count=found.new_sign_count) if item.id == key.id else item for item in contact.passkeys)
    event = SigningEvent(
        link.letter, link.action, link.text_sha256, now, "passkey-" + challenge_of(shown, link).hex(), organisation.id,
        Proof.PASSKEY, contact.name, contact.role,
    )  # fmt: skip
    return event, _with(organisation, replace(contact, passkeys=keys))


def _registered(credential_id: str, organisations: Sequence[Organisation]) -> tuple[Organisation, Contact, Passkey]:
    for organisation in organisations:
        for contact in organisation.contacts:
            for key in contact.passkeys:
                if key.id == credential_id and contact.may_sign:
                    return organisation, contact, key
    raise RefusedByCheck("this passkey is not registered for anybody who may sign", remedy="Ask for a one-time link.")


def _json(credential: str) -> dict[str, Any]:
    try:
        said = json.loads(credential) if len(credential) <= CREDENTIAL_SIGNS_MAX else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise RefusedByCheck("not an answer of a passkey", remedy="Try again with the button of the page.")
    return said


def _contact(organisation: Organisation, address: str) -> Contact:
    for item in organisation.contacts:
        if item.address == address:
            return item
    raise RefusedByCheck("this contact is not registered any more", remedy="Ask those who collect the signatures.")


def _with(organisation: Organisation, contact: Contact) -> Organisation:
    contacts = tuple(contact if item.address == contact.address else item for item in organisation.contacts)
    return replace(organisation, contacts=contacts)
