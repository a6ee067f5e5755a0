"""Custodians come and go.

Rules:
- who comes gets the case's secret sealed to their own key; nothing is encrypted anew;
- who goes may have kept a copy of the secret: the case gets a new key and everything stored is encrypted to it. Till
  that is done the remaining custodians hold both secrets; a re-keying that was cut short is taken up where it stopped;
- the last custodian stays.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pyrage

from inconcert.model.errors import InconcertError, OurError, RefusedByCheck, UserError
from inconcert.model.vault import Action
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, record, unlocked, write_key
from inconcert.vault.files import on_disk, our_errors, sync_folder, temporary, temporary_of, write_whole
from inconcert.vault.log import Log
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import (
    Identity,
    header_max_bytes,
    new_identity,
    open_stream,
    recipient_of,
    seal_stream,
)


def add_custodian(case: Case, who: Signing, own: Identity, name: str, custodian_recipient: str) -> None:
    """Give a further custodian the case's secret; raises UserError if they hold it already."""
    secrets = unlocked(case, who.actor.name, own)
    known = {item.name for item in case.trust.actors}
    if place.handle(name) not in known:
        raise UserError(f"the key of {name} is not trusted here", remedy="Trust it first: inconcert vault trust")
    opening = {"custodian": name, "custodian_recipient": recipient_of(custodian_recipient)}
    with case.lock():
        if name in case.log().custodians and place.key_file(case.folder, name).exists():
            raise UserError(f"{name} is a custodian already", where=case.id)
        record(case, who, Entry(Action.CUSTODIAN_ADDED, open=opening))
        write_key(case, name, custodian_recipient, secrets)


def remove_custodian(case: Case, who: Signing, own: Identity, name: str) -> None:
    """Take a custodian out and give the case a new key; see `resume` if it is cut short."""
    with case.lock():
        log = case.log()
        if unfinished(log):
            raise RefusedByCheck("a re-keying is under way", where=case.id, remedy="Resume it first.")
        if name not in log.custodians or len(log.custodians) == 1:
            raise UserError(f"{name} is no custodian, or the last one", where=case.id)
        if name == who.actor.name:
            raise UserError("a custodian is taken out by another one", where=case.id)
        secrets = (new_identity(), *unlocked(case, who.actor.name, own))
        for other, recipient in log.custodians.items():
            if other != name:
                write_key(case, other, recipient, secrets)
        opening = {"custodian": name, "recipient": str(secrets[0].to_public())}
        record(case, who, Entry(Action.CUSTODIAN_REMOVED, open=opening))
    resume(case, who, own)


def resume(case: Case, who: Signing, own: Identity) -> int:
    """Finish a re-keying; return how many files were encrypted anew, 0 where there was nothing to do."""
    with case.lock():
        log = case.log()
        gone = unfinished(log)
        if not gone:
            return 0
        place.key_file(case.folder, gone).unlink(missing_ok=True)
        write_whole(case.folder / place.RECIPIENT, f"{log.recipient}\n".encode("ascii"), case.day)
        secrets = sorted(unlocked(case, who.actor.name, own), key=lambda item: str(item.to_public()) != log.recipient)
        done = 0
        for file in sorted(case.folder.glob("*.age")):
            if not file.name.startswith("key.") and not _opened_by(file, secrets[0]):
                _anew(case, file, secrets, log.recipient)
                done += 1
        sync_folder(case.folder)  # all of it on disk under the new key, before the old one goes
        for custodian, recipient in log.custodians.items():
            write_key(case, custodian, recipient, secrets[:1])
        record(case, who, Entry(Action.REKEYED))
        return done


def unfinished(log: Log) -> str:
    """Return the custodian whose removal is not finished; empty where there is none."""
    turns = [item for item in log.events if item.action in (Action.CUSTODIAN_REMOVED, Action.REKEYED)]
    return turns[-1].open["custodian"] if turns and turns[-1].action is Action.CUSTODIAN_REMOVED else ""


def _opened_by(file: Path, secret: Identity) -> bool:
    with file.open("rb") as sealed:
        head = sealed.read(header_max_bytes)
    try:
        pyrage.decrypt_io(io.BytesIO(head), io.BytesIO(), [secret])
    except pyrage.DecryptError as error:
        return "No matching keys" not in str(error)
    except OSError:
        return True  # its header opened; only the head was given
    return True


def _anew(case: Case, file: Path, secrets: Sequence[Identity], recipient: str) -> None:
    """Encrypt a file to another key; its plaintext passes through a pipe and never lies on the disk."""
    temporary_of(file).unlink(missing_ok=True)
    source, sink = os.pipe()
    failed: list[BaseException] = []

    def opening() -> None:
        try:
            with os.fdopen(sink, "wb") as pipe, file.open("rb") as sealed:
                open_stream(sealed, pipe, secrets, file.name)
        except (InconcertError, OSError) as error:
            failed.append(error)

    worker = threading.Thread(target=opening)
    worker.start()
    try:
        with os.fdopen(source, "rb") as pipe, our_errors(file), temporary(file) as out:
            seal_stream(pipe, out, recipient)
            on_disk(out, case.day)
            worker.join()
    except BaseException:
        worker.join()
        temporary_of(file).unlink(missing_ok=True)
        raise
    if failed:
        temporary_of(file).unlink(missing_ok=True)
        raise failed[0] if isinstance(failed[0], InconcertError) else OurError(str(failed[0]), where=file.name)
    temporary_of(file).replace(file)
