"""Short notes that travel through a browser and come back unchanged: a challenge, what a provider was asked.

Rules
- A note is bound to its purpose and to a moment after which it is void; a note of another purpose is refused.
- It is signed (HMAC-SHA-256), not secret: nothing is put in it that its bearer may not know.
- It is not single-use by itself: `mark` names it, and the store refuses a mark that came before.

    >>> key = bytes(32)
    >>> note = seal(key, "door", {"a": "b"}, now=0, life_s=60)
    >>> opened(key, "door", note, now=59)["a"]
    'b'
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from inconcert.model.errors import RefusedByCheck

KEY_BYTES = 32
NOTE_MAX = 4000

Note = dict[str, str]


def seal(key: bytes, purpose: str, facts: Mapping[str, str], *, now: float, life_s: int) -> str:
    """Return a note that holds until `now + life_s` (seconds since 1970)."""
    body = json.dumps({**facts, "until": str(int(now) + life_s)}, separators=(",", ":"), sort_keys=True).encode()
    return f"{_text(body)}.{_text(_signed(key, purpose, body))}"


def opened(key: bytes, purpose: str, note: str, *, now: float) -> Note:
    """Return what a note says; RefusedByCheck if it is not ours, of another purpose, or too old."""
    body_text, _, mark_text = note[:NOTE_MAX].partition(".")
    try:
        body, given = _bytes(body_text), _bytes(mark_text)
    except ValueError:
        body, given = b"", b""
    if not hmac.compare_digest(given, _signed(key, purpose, body)):
        raise RefusedByCheck("this page was not given out here", remedy="Begin again.")
    found: Note = json.loads(body)
    if int(found.pop("until")) <= now:
        raise RefusedByCheck("that took too long", remedy="Begin again.")
    return found


def mark(note: str) -> str:
    """Return the name under which the use of a note is remembered."""
    return hashlib.sha256(note.encode("utf-8", "replace")).hexdigest()


def _signed(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + body, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
