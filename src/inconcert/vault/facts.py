"""What an event says under seal, and the commitment to it that stands in the log.

Rules:
- the log holds no name, source, hash of material or element: only a commitment, which a random salt keeps from
  confirming a guess;
- the commitment is over two halves: `material` (what an exhibit is) can be disclosed with the exhibit, and checked
  against the log, while `private` (sources, names, elements) stays unknown;
- sealed facts are filled up with blanks to a multiple of 4 KiB, so that their size says little.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from inconcert.formats.jsonlines import value
from inconcert.model.errors import RefusedByCheck, SourceError, UserError
from inconcert.model.vault import Facts

padding_bytes = 4096
_salt_bytes = 32


def json_bytes(plain: Any) -> bytes:
    """Return canonical JSON in UTF-8; raises UserError for what JSON does not hold."""
    try:
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError) as error:
        raise UserError(f"it cannot be written as JSON: {error}") from error


def pack(facts: Facts) -> tuple[bytes, str]:
    """Return the bytes to seal and the commitment to them."""
    halves = {
        "material": {**facts.material, "salt": secrets.token_hex(_salt_bytes)},
        "private": {**facts.private, "salt": secrets.token_hex(_salt_bytes)},
    }
    data = json_bytes(halves)
    return data + b" " * (-len(data) % padding_bytes), _commitment(_hash(halves["material"]), _hash(halves["private"]))


def unpack(data: bytes, commitment: str, where: str) -> Facts:
    """Return the facts that sealed bytes held; raises RefusedByCheck if they are not those of the log."""
    halves = _halves(data, where)
    if _commitment(_hash(halves["material"]), _hash(halves["private"])) != commitment:
        raise RefusedByCheck("the sealed facts are not those that the log commits to", where=where)
    return Facts(_without_salt(halves["material"]), _without_salt(halves["private"]))


def disclosure(data: bytes, where: str) -> dict[str, Any]:
    """Return what shows the material half, and no more than a hash of the private one."""
    halves = _halves(data, where)
    return {"material": halves["material"], "private_sha256": _hash(halves["private"])}


def disclosed(found: Any, commitment: str, where: str) -> Mapping[str, Any]:
    """Return the material that a disclosure shows; raises RefusedByCheck if the log does not commit to it."""
    if not isinstance(found, dict) or set(found) != {"material", "private_sha256"}:
        raise RefusedByCheck("not a disclosure of an exhibit", where=where)
    if _commitment(_hash(found["material"]), str(found["private_sha256"])) != commitment:
        raise RefusedByCheck("what is said of this exhibit is not what the log commits to", where=where)
    return _without_salt(found["material"])


def _halves(data: bytes, where: str) -> dict[str, Any]:
    try:
        halves = value(data, where)
    except SourceError as error:
        raise RefusedByCheck("the sealed facts cannot be read", where=where) from error
    if not isinstance(halves, dict) or set(halves) != {"material", "private"}:
        raise RefusedByCheck("the sealed facts are not of this form", where=where)
    return halves


def _without_salt(half: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in half.items() if key != "salt"}


def _hash(half: Any) -> str:
    return hashlib.sha256(json_bytes(half)).hexdigest()


def _commitment(material: str, private: str) -> str:
    return hashlib.sha256(f"{material}{private}".encode("ascii")).hexdigest()
