"""Passkeys (WebAuthn Level 3): what a browser is asked, and whether its answer holds.

Rules
- The person is verified by the authenticator (PIN, finger, face): UV missing is refused, at registration too.
- The challenge, the origin and the relying party must be exactly ours; a counter that goes back is refused.
- No attestation is asked for: it would tell which device somebody carries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from inconcert.model.account import Account, Passkey
from inconcert.model.errors import RefusedByCheck, UserError

PASSKEYS_MAX = 10
ANSWER_MAX = 20_000
NAME = "inconcert"


@dataclass(frozen=True, slots=True)
class Site:
    """The one address of this home: `origin` as browsers write it, without a path."""

    origin: str

    @property
    def host(self) -> str:
        """Return the host name, which is also the relying party's id."""
        return urlsplit(self.origin).hostname or ""

    @property
    def safe(self) -> bool:
        """Return whether it is reached by TLS."""
        return self.origin.startswith("https://")


def site(origin: str) -> Site:
    """Return the site of an origin; UserError unless it is https, or http on this machine alone."""
    parts = urlsplit(origin)
    local = parts.scheme == "http" and parts.hostname == "localhost"
    if not parts.hostname or not (parts.scheme == "https" or local) or parts.path.strip("/") or parts.query:
        raise UserError(f"not an origin: {origin!r}", remedy="Write it as https://host, without a path.")
    return Site(f"{parts.scheme}://{parts.netloc}")


def to_register(at: Site, account: Account, challenge: bytes, held: Iterable[str]) -> str:
    """Return, as JSON for the browser, how a new passkey is to be made."""
    options = generate_registration_options(
        rp_id=at.host,
        rp_name=NAME,
        user_id=account.id.encode(),
        user_name=account.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in held],
    )
    return options_to_json(options)


def to_sign_in(at: Site, challenge: bytes, held: Iterable[str] = ()) -> str:
    """Return, as JSON for the browser, how one of our passkeys is to be shown; `held` names which will do."""
    options = generate_authentication_options(
        rp_id=at.host,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in held],
    )
    return options_to_json(options)


def registered(at: Site, answer: str, challenge: bytes, account: str, label: str, now: str) -> Passkey:
    """Return the passkey that a browser made; RefusedByCheck if anything about it is not as asked."""
    try:
        found = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RefusedByCheck(f"this passkey cannot be taken: {error}", remedy="Try again, on this page.") from error
    made = bytes_to_base64url(found.credential_id)
    return Passkey(made, account, found.credential_public_key, found.sign_count, label, now)


def shown(at: Site, answer: str, challenge: bytes, held: Passkey) -> int:
    """Return the new counter of a passkey that was shown; RefusedByCheck if the showing does not hold."""
    try:
        found = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
            credential_public_key=held.public_key,
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RefusedByCheck("this passkey does not open the door", remedy="Try again, on this page.") from error
    return found.new_sign_count


def credential_of(answer: str) -> str:
    """Return which passkey an answer says it is, empty where it says nothing readable."""
    try:
        found = _read(answer).get("id", "")
    except (ValueError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > ANSWER_MAX:
        raise ValueError("too long")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
