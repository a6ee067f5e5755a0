"""inconcert vault import: web captures, an archiver's folder and e-mails come in with the proofs they bring."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inconcert.formats import captures
from inconcert.formats.kinds import FileKind, kind_of
from inconcert.formats.limits import file_max_bytes
from inconcert.model.errors import UserError
from inconcert.model.vault import Collection, Deposit
from inconcert.vault import receive
from inconcert.verbs.vault import Desk, working


@dataclass(frozen=True, slots=True)
class Came:
    """An exhibit that came in: its id, what it is, and what vouches for it."""

    item: str
    what: str


def bring_in(desk: Desk, case: str, path: Path, deposit: Deposit, *, store: bool) -> tuple[Came, ...]:
    """Add a WACZ, an e-mail with what is attached to it, or an archiver's folder; raises SourceError or UserError.

    Whatever does not hold by its own proofs is refused whole, before anything is added.
    """
    try:
        if path.is_dir():
            return _folder(desk, case, path, deposit, store)
        if path.stat().st_size > file_max_bytes:
            raise UserError(f"more than {file_max_bytes} bytes", where=str(path), remedy="Add it as it is: vault add")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"it cannot be read: {error.strerror}", where=str(path)) from error
    kind = kind_of(data, path.name)
    if kind is FileKind.ZIP:
        return _capture(desk, case, data, replace(deposit, name=path.name), store)
    if kind is FileKind.MAIL:
        return _mail(desk, case, data, replace(deposit, name=path.name), store)
    raise UserError(f"neither a web capture (WACZ) nor an e-mail but {kind}", where=str(path), remedy="vault add")


def _capture(desk: Desk, case: str, data: bytes, deposit: Deposit, store: bool) -> tuple[Came, ...]:
    said = captures.read_wacz(data, deposit.name)
    given = deposit.collection
    signed = "signed, the signature not checked here" if said.signed else "not signed"
    found = Collection(given.url or said.url, given.at or said.at, given.tool or said.tool, given.why)
    item = _add(desk, case, data, replace(deposit, collection=found), store)
    return (Came(item, f"web capture of {said.pages} pages, {said.files} files as its package says, {signed}"),)


def _mail(desk: Desk, case: str, data: bytes, deposit: Deposit, store: bool) -> tuple[Came, ...]:
    parts = captures.attachments(data, deposit.name)
    came = [Came(_add(desk, case, data, deposit, store), f"e-mail with {len(parts)} attachments")]
    for name, content in parts:
        inner = replace(deposit, name=name, copy_of=came[0].item, how="attached")
        came.append(Came(_add(desk, case, content, inner, store), "attached to it"))
    return tuple(came)


def _folder(desk: Desk, case: str, path: Path, deposit: Deposit, store: bool) -> tuple[Came, ...]:
    held = captures.read_archived(path)
    came = []
    for file, what in _with_words(held):
        given = deposit.collection
        said = replace(given, tool=given.tool or "auto-archiver", why=f"{given.why} ({what})".strip())
        inner = replace(deposit, name=file.relative_to(path).as_posix(), collection=said)
        came.append(Came(_add(desk, case, file.read_bytes(), inner, store), what))
    return tuple(came)


def _with_words(held: captures.Archived) -> Iterator[tuple[Path, str]]:
    yield held.hashes, "the text of hashes that its time-stamps are over"
    yield from ((file, "its hash stands in the text of hashes") for file in held.vouched)
    yield from ((file, "beside it, no hash of it was given") for file in held.others)


def _add(desk: Desk, case: str, data: bytes, deposit: Deposit, store: bool) -> str:
    with working(desk, case) as opened:
        act = receive.receive if store else receive.index
        return act(opened, desk.who, io.BytesIO(data), deposit)
