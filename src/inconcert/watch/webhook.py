"""A webhook that its receiver can trust: signed, fresh, and taken once.

The headers are those of the Standard Webhooks convention: `webhook-id`, `webhook-timestamp` (seconds) and
`webhook-signature`, "v1," and the base64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY". Several signatures may stand side by
side, so that a secret can be changed without a gap.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence

from inconcert.model.errors import RefusedByCheck

fresh_max_s = 300
secret_min_bytes = 24


def headers(secrets: Sequence[bytes], name: str, at_s: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message, signed with each secret; raises RefusedByCheck for one that is too short."""
    if not secrets or min(map(len, secrets)) < secret_min_bytes:
        raise RefusedByCheck(f"a webhook's secret needs {secret_min_bytes} random bytes")
    signatures = [f"v1,{_signature(secret, name, at_s, body)}" for secret in secrets]
    return {"webhook-id": name, "webhook-timestamp": str(at_s), "webhook-signature": " ".join(signatures)}


def accepted(secret: bytes, sent: Mapping[str, str], body: bytes, now_s: int, seen: Collection[str]) -> str:
    """Return the id of a message that is signed, at most five minutes old and not seen before; else RefusedByCheck."""
    name, moment, given = (sent.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not name or not moment.isdecimal() or len(moment) > 12:
        raise RefusedByCheck("a webhook without its id or its time")
    if abs(now_s - int(moment)) > fresh_max_s:
        raise RefusedByCheck(f"a webhook more than {fresh_max_s} seconds from now: late, or played again")
    wanted = _signature(secret, name, int(moment), body)
    offered = [part.removeprefix("v1,") for part in given.split(" ") if part.startswith("v1,")]
    if not any(hmac.compare_digest(wanted.encode(), item.encode("utf-8", "replace")) for item in offered):
        raise RefusedByCheck("a webhook whose signature is not ours")
    if name in seen:
        raise RefusedByCheck(f"a webhook that was taken already: {name}")
    return name


def _signature(secret: bytes, name: str, at_s: int, body: bytes) -> str:
    signed = f"{name}.{at_s}.".encode() + body
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode("ascii")
