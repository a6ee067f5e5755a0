"""Proof by a mailed reply: it holds the line "sign HASH", and its own domain's DKIM signature (RFC 6376) covers it.

Rules:
- exactly one sender, registered and authorised; exactly one signature, of the sender's own domain, letter for letter;
- the signature covers the sender and the whole body: no `l=`; SHA-256 alone (RFC 8301), not expired, not for testing;
- the raw mail stays with who received it: the event keeps its SHA-256, and the same mail counts once.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import hashlib
import re
from collections.abc import Callable, Sequence
from email.message import EmailMessage

from inconcert.letters.organisations import Organisation, checked_address, contact_of
from inconcert.letters.signing import Proof, SigningEvent
from inconcert.model.errors import RefusedByCheck, SourceError

Dns = Callable[..., bytes | None]
"""Returns the TXT record of a name (bytes, ending in a point), None where there is none; takes `timeout` in seconds."""

ALGORITHMS = frozenset({"rsa-sha256", "ed25519-sha256"})
KEY_BITS_MIN = 1024
REPLY_MAX_BYTES = 1_000_000


def by_reply(
    raw: bytes, event: SigningEvent, organisations: Sequence[Organisation], now: dt.datetime, dns: Dns | None = None
) -> SigningEvent:
    """Return the event that a mailed reply proves: whole, in time, with the hash, signed by the sender's own domain.

    `dns` looks up the key (None: the name servers of this machine). RefusedByCheck otherwise; SourceError where the key
    cannot be looked up.
    """
    if len(raw) > REPLY_MAX_BYTES:
        raise RefusedByCheck(f"the reply has more than {REPLY_MAX_BYTES:,} bytes", remedy="Ask for one without files.")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    address = _sender(message)
    found = contact_of(organisations, address)
    if found is None or found[0].id != event.organisation or not found[1].may_sign:
        raise RefusedByCheck("the reply does not come from a registered signatory of this organisation")
    checked_address(address, found[0].domains)
    _check_tags(message, address.partition("@")[2], now)
    if f"{event.action} {event.text_sha256}" not in _own_lines(message):
        raise RefusedByCheck(f"the reply does not hold the line: {event.action} {event.text_sha256}")
    if not _verified(raw, dns):
        raise RefusedByCheck("the DKIM signature of the reply does not hold")
    nonce = "mail-" + hashlib.sha256(raw).hexdigest()
    return SigningEvent(
        event.letter, event.action, event.text_sha256, event.at, nonce, event.organisation, Proof.DKIM,
        found[1].name, found[1].role,
    )  # fmt: skip


def _sender(message: EmailMessage) -> str:
    held = message.get_all("From", [])
    addresses = email.utils.getaddresses([str(item) for item in held])
    if len(held) != 1 or len(addresses) != 1:
        raise RefusedByCheck("the reply has not exactly one sender")
    return addresses[0][1].lower()


def _own_lines(message: EmailMessage) -> frozenset[str]:
    """Return the lines that the sender wrote: what a mail program quotes from our own mail is not their word."""
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return frozenset(line.strip() for line in str(text).splitlines() if not line.lstrip().startswith(">"))


def _check_tags(message: EmailMessage, domain: str, now: dt.datetime) -> None:
    held = message.get_all("DKIM-Signature", [])
    if len(held) != 1:
        raise RefusedByCheck("the reply has not exactly one DKIM signature")
    tags = _tags(str(held[0]))
    if tags.get("d", "").lower() != domain:
        raise RefusedByCheck("the DKIM signature is of another domain than the sender's")
    if "l" in tags:
        raise RefusedByCheck("the DKIM signature covers only a part of the reply (l=)")
    if tags.get("a", "") not in ALGORITHMS:
        raise RefusedByCheck("the DKIM signature uses an algorithm that proves nothing any more")
    if "from" not in tags.get("h", "").lower().split(":"):
        raise RefusedByCheck("the DKIM signature does not cover the sender")
    expires = tags.get("x", "")
    if expires and (not expires.isdigit() or int(expires) < now.timestamp()):
        raise RefusedByCheck("the DKIM signature has expired")


def _tags(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in re.sub(r"\s", "", text).split(";") if part]
    return {name: value for name, _, value in pairs}


def _verified(raw: bytes, dns: Dns | None) -> bool:
    """Return whether the signature holds, by a key that is not marked as a trial (t=y: as if unsigned)."""
    try:
        import dkim
        from dkim.dnsplug import get_txt
    except ImportError as error:
        raise RefusedByCheck(
            "a DKIM signature cannot be checked here: dkimpy is not installed",
            remedy="Install it (pip install dkimpy), or sign by key or link.",
        ) from error
    keys: list[bytes] = []
    unanswered: list[Exception] = []  # the library takes a name server that is silent for a bad signature

    def looked_up(name: bytes | str, timeout: int = 5) -> bytes | None:
        try:
            found = (dns or get_txt)(name, timeout=timeout)
        except (dkim.DnsTimeoutError, OSError) as error:
            unanswered.append(error)
            raise
        keys.append(found or b"")
        return found

    try:
        held = dkim.DKIM(raw, minkey=KEY_BITS_MIN).verify(dnsfunc=looked_up)
    except (dkim.DKIMException, dkim.DnsTimeoutError, OSError, ValueError):
        held = False
    if unanswered:
        raise SourceError("the key of the sender's domain cannot be looked up now", remedy="Try again later.")
    return bool(held) and not any("y" in _tags(key.decode("ascii", "replace")).get("t", "").split(":") for key in keys)
