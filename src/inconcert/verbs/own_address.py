"""Where these pages are reached from outside: set by the one who runs them, never taken from a request.

    INCONCERT_ADDRESS=https://letters.example.org

Links in mails and the origin of passkeys carry this host alone, whatever `Host` a request names.

    >>> own_address({"INCONCERT_ADDRESS": "https://letters.example.org/"}), own_address({})
    ('https://letters.example.org', 'http://localhost:8600')
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from inconcert.model.errors import UserError

SETTING = "INCONCERT_ADDRESS"
ALONE = "http://localhost:8600"


def own_address(settings: Mapping[str, str] = os.environ) -> str:
    """Return scheme, host and port without a path; UserError for what is not an https address (or localhost)."""
    text = settings.get(SETTING, "") or ALONE
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _none(text) from error
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    named = host.isascii() and all(sign.isalnum() or sign in ".-" for sign in host) and bool(host)
    if not plain or not named or (parts.scheme != "https" and (parts.scheme, host) != ("http", "localhost")):
        raise _none(text)
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def own_host(settings: Mapping[str, str] = os.environ) -> str:
    """Return the host alone: what a passkey is bound to."""
    return urlsplit(own_address(settings)).hostname or ""


def _none(text: str) -> UserError:
    return UserError(f"{SETTING} names no address of these pages", where=ascii(text)[:200],
                     remedy="Write it as https://letters.example.org.")  # fmt: skip
