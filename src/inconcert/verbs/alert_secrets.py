"""The secrets that sign webhooks: one file each in the home, readable by its owner alone, never printed again.

HOME/alerts/NAME.secret     one secret a line, the newest first; both sign while the receiver changes over
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from inconcert.model.errors import UserError

PREFIX = "whsec_"
secret_bytes = 32
KEPT = 2


def new_secret(home: Path, name: str, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make a secret, keep it before the last one, and return it as its receiver is given it."""
    text = PREFIX + base64.b64encode(random(secret_bytes)).decode("ascii")
    file = _file(home, name)
    held = file.read_text("ascii").splitlines() if file.exists() else []
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = file.with_suffix(".part")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write("\n".join([text, *held][:KEPT]) + "\n")
        fresh.replace(file)
    except OSError as error:
        raise UserError(f"the secret cannot be kept: {error.strerror}", where=str(file)) from error
    return text


def secrets_of(home: Path, name: str) -> tuple[bytes, ...]:
    """Return the secrets that sign for a subscription, the newest first; UserError where they are gone."""
    file = _file(home, name)
    try:
        lines = file.read_text("ascii").splitlines()
        return tuple(base64.b64decode(line.removeprefix(PREFIX), validate=True) for line in lines)
    except (OSError, UnicodeError, binascii.Error) as error:
        raise UserError(
            f"the secret of {name} cannot be read",
            where=str(file),
            remedy=f"Make a new one: inconcert alerts secret {name}",
        ) from error


def forget(home: Path, name: str) -> None:
    """Remove the secrets of a subscription that ended."""
    _file(home, name).unlink(missing_ok=True)


def _file(home: Path, name: str) -> Path:
    return home / "alerts" / f"{name}.secret"
