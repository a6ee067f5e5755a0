"""Where a vault keeps things, and which names may become paths.

    VAULT/vault.json                 the mark of a vault
    VAULT/CASE/custody.jsonl         the custody log
    VAULT/CASE/recipient             the case's public age key
    VAULT/CASE/key.CUSTODIAN.age     the case's secret, sealed to a custodian's own age key
    VAULT/CASE/ITEM.age              an exhibit's content
    VAULT/CASE/NUMBER.facts.age      what an event says under seal
    VAULT/CASE/NAME.tsr              RFC 3161 tokens
    VAULT/CASE/replies/BOX.ID.age    replies, sealed to who holds a receipt code
    VAULT/CASE/next/                 a re-keying that is under way

Rules: no name becomes a path before it is checked here; case and item ids are random, so that they say nothing; a
vault is never in the home of the register, nor the other way round.

    >>> item_id("0123456789abcdef0123456789abcdef")
    '0123456789abcdef0123456789abcdef'
    >>> item_id("../other/x")
    Traceback (most recent call last):
    ...
    inconcert.model.errors.UserError: not the id of an exhibit: '../other/x'. It is 32 hexadecimal digits.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
from pathlib import Path

from inconcert.model.errors import RefusedByCheck, UserError

MARK = "vault.json"
LOG = "custody.jsonl"
RECIPIENT = "recipient"
NEXT = "next"
WARNING = "not externally reviewed: do not put a life on it"
_ID = re.compile(r"[0-9a-f]{32}")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def holds_vault(folder: Path) -> bool:
    """Return whether a folder is a vault or holds one directly within it."""
    if (folder / MARK).exists():
        return True
    return folder.is_dir() and any((inside / MARK).exists() for inside in folder.iterdir() if inside.is_dir())


def make_vault(folder: Path) -> Path:
    """Make a vault in a folder of its own; raises RefusedByCheck beside a register, or where this is not Linux."""
    if sys.platform != "linux":
        raise RefusedByCheck("the vault runs on Linux only", remedy="Nothing was written.")
    if (folder / "register.sqlite").exists() or (folder.parent / "register.sqlite").exists():
        raise RefusedByCheck(
            "a vault is kept apart from the register", where=str(folder), remedy="Name another folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    (folder / MARK).write_text(json.dumps({"vault": 1}) + "\n", "utf-8")
    return folder


def case_folder(vault: Path, case: str) -> Path:
    """Return the folder of a case; raises UserError if the id is none, or no such case is here."""
    if not _ID.fullmatch(case):
        raise UserError(f"not the id of a case: {ascii(case)[:80]}", remedy="It is 32 hexadecimal digits.")
    folder = vault / case
    if not (vault / MARK).is_file() or not (folder / LOG).is_file():
        raise UserError(f"no case {case} in this vault", where=str(vault))
    return folder


def new_id() -> str:
    """Return a random id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def item_id(text: str) -> str:
    """Return the id of an exhibit; raises UserError for anything else."""
    if not _ID.fullmatch(text):
        raise UserError(f"not the id of an exhibit: {ascii(text)[:80]}", remedy="It is 32 hexadecimal digits.")
    return text


def handle(text: str) -> str:
    """Return an actor's, source's or recipient's handle: small letters, digits and hyphens; raises UserError."""
    if not _HANDLE.fullmatch(text):
        raise UserError(f"not a handle: {ascii(text)[:80]}", remedy="Use at most 40 small letters, digits, hyphens.")
    return text


def key_file(folder: Path, custodian: str) -> Path:
    """Return the file that holds the case's secret for a custodian."""
    return folder / f"key.{handle(custodian)}.age"


def item_file(folder: Path, item: str) -> Path:
    """Return the file of an exhibit's content."""
    return folder / f"{item_id(item)}.age"


def facts_file(folder: Path, number: int) -> Path:
    """Return the file of what an event says under seal."""
    return folder / f"{number:08}.facts.age"
