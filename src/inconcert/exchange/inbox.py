"""A partner's outbox as we hold it: pulled whole or not at all, and never moved back.

    PARTNER/current                  the name of the state that holds
    PARTNER/state-000007/            metadata/ (TUF), index.jsonl, keys.json, ledger.jsonl, state.json
    PARTNER/messages/00000042.age    as it came

A pull works on a copy and renames `current` last, so a refused one leaves no trace. What the rules are, and which test
holds each: docs/threat-model/exchange.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import Metadata, Root

from inconcert.exchange import authors, index, ledger, limits, sealed
from inconcert.exchange.authors import PartyKeys
from inconcert.exchange.index import Line
from inconcert.exchange.judge import Reader, judged, quarantined, read
from inconcert.exchange.ledger import Row
from inconcert.exchange.limits import Limits
from inconcert.exchange.repository import SIGNED_AT
from inconcert.exchange.trusted import Trusted, refusals
from inconcert.exchange.wire import fetcher_for
from inconcert.formats.jsonlines import value
from inconcert.model.errors import OurError, PartyError, RefusedByCheck
from inconcert.model.messages import Held, Message, Refusal, Seen
from inconcert.store.lock import only_writer

_each_synced_max = 64


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: new rows, in order, and what we now hold of the index."""

    rows: tuple[Row, ...]
    seen: Seen


@dataclass(frozen=True, slots=True)
class Inbox:
    """What we hold of one partner, in one folder."""

    folder: Path
    party: str
    allowed: Limits = limits.DEFAULT

    def begin(self, source: str, fingerprint: str) -> str:
        """Pin the partner's first root, whose SHA-256 was told by voice; return it.

        Without a fingerprint nothing is kept. Raises PartyError if the root has another one.
        """
        fetcher, base = fetcher_for(source, self.allowed)
        with closing(fetcher), refusals(source):
            data = fetcher.download_bytes(f"{base}metadata/1.root.json", self.allowed.root_max_bytes)
        found = hashlib.sha256(data).hexdigest()
        if not fingerprint:
            return found
        if fingerprint.replace(" ", "").lower() != found:
            raise PartyError(
                Refusal.FINGERPRINT,
                f"its first root has the SHA-256 {found}, not the one you were told",
                where=source,
                remedy="Somebody may stand between: ask again by voice, with a number from their own website.",
            )
        if self._current() is not None:
            raise RefusedByCheck(f"{self.party} is a partner already", where=str(self.folder))
        self._pin(data)
        return found

    def pull(self, source: str, reader: Reader) -> Pulled:
        """Bring what is new; raises PartyError and leaves everything as it was if the folder is refused."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with only_writer(self.folder / "lock"), self._trial() as trial, ExitStack() as leaving:
            self._check_clock(reader)
            fetcher, base = fetcher_for(source, self.allowed)
            leaving.callback(fetcher.close)
            held = Trusted(
                trial / "metadata", f"{base}metadata/", f"{base}targets/",
                fetcher=fetcher, now=reader.now, allowed=self.allowed,
            )  # fmt: skip
            held.refresh()
            rows = self._take(held, trial, reader)
            self._commit(trial)
            return Pulled(rows, self.seen())

    def _take(self, held: Trusted, trial: Path, reader: Reader) -> tuple[Row, ...]:
        _check_different_keys(held.root)
        newest = _signed_at(held, reader)
        data = held.file(authors.FILE)
        keys = authors.read(data, held.root, self.party)
        grown = held.file(index.FILE)
        rows = tuple(
            self._one(held, line, keys, trial, reader) for line in index.grown(_bytes(trial / index.FILE), grown)
        )
        (trial / authors.FILE).write_bytes(data)
        (trial / index.FILE).write_bytes(grown)
        with (trial / "ledger.jsonl").open("ab") as file:
            file.write(ledger.written(rows))
        dates = [newest, self._newest(), *(row.created for row in rows if row.held is Held.ACCEPTED)]
        (trial / "state.json").write_text(f'{{"newest":"{max(dates)}"}}', "utf-8")
        return rows

    def _one(self, held: Trusted, line: Line, keys: PartyKeys, trial: Path, reader: Reader) -> Row:
        if line.odd:
            return quarantined(line, self.party, reader, line.odd)
        data = held.file(line.name)
        if hashlib.sha256(data).hexdigest() != line.sha256:
            return quarantined(
                line, self.party, reader, "the index gives another SHA-256 than the signed list of files"
            )
        (trial / "messages" / line.name[2:]).write_bytes(data)
        return judged(data, line, keys, reader)

    def rows(self) -> tuple[Row, ...]:
        """Return every row, in order."""
        return ledger.read(_bytes(self._state() / "ledger.jsonl"))

    def index(self) -> bytes:
        """Return the index as accepted."""
        return _bytes(self._state() / index.FILE)

    def seen(self, size: int | None = None) -> Seen:
        """Return what we hold of the index, or of its first `size` lines."""
        return index.seen(self.party, self.index(), size)

    def keys(self) -> PartyKeys:
        """Return the partner's keys; raises RefusedByCheck if nothing was pulled yet."""
        state = self._state()
        data = _bytes(state / authors.FILE)
        if not data:
            raise RefusedByCheck(f"nothing was pulled from {self.party} yet", remedy="Run: inconcert exchange pull.")
        with refusals(str(state)):
            root: Root = Metadata.from_bytes((state / "metadata" / "root.json").read_bytes()).signed
        return authors.read(data, root, self.party)

    def message(self, seq: int, reader: Reader) -> Message:
        """Return a message that we accepted, opened and verified anew; raises SourceError, RefusedByCheck."""
        lines = index.grown(b"", self.index())
        row = next((item for item in self.rows() if item.seq == seq), None)
        if row is None or row.held is not Held.ACCEPTED:
            why = f": {row.reason or row.held}" if row else ""
            raise RefusedByCheck(f"message {seq} of {self.party} cannot be read{why}")
        return read(self.file(lines[seq - 1]), lines[seq - 1], self.keys(), reader)

    def envelope(self, seq: int, reader: Reader) -> bytes:
        """Return a message of ours to read as its author signed it, unsealed."""
        line = index.grown(b"", self.index())[seq - 1]
        data = self.file(line)
        return sealed.opened(data, reader.identities) if line.sealed else data

    def file(self, line: Line) -> bytes:
        """Return a message as it came; raises RefusedByCheck if it was deleted, OurError if our copy is damaged."""
        path = self.folder / "messages" / line.name[2:]
        if not path.is_file():
            raise RefusedByCheck(f"message {line.seq} of {self.party} was deleted, as its author asked")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != line.sha256:
            raise OurError("our copy of a message is damaged", where=str(path), remedy="Restore it from a backup.")
        return data

    def delete(self, seq: int) -> None:
        """Delete our copy of a message whose consent was withdrawn."""
        line = index.grown(b"", self.index())[seq - 1]
        (self.folder / "messages" / line.name[2:]).unlink(missing_ok=True)

    def _pin(self, root: bytes) -> None:
        state = self.folder / "state-000000"
        (state / "metadata").mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / "messages").mkdir(exist_ok=True, mode=0o700)
        (state / "metadata" / "root.json").write_bytes(root)
        self._point(state.name)

    def _newest(self) -> str:
        data = _bytes(self._state() / "state.json")
        return str(value(data, "state.json")["newest"]) if data else ""

    def _check_clock(self, reader: Reader) -> None:
        newest = self._newest()
        if newest and reader.now + dt.timedelta(seconds=limits.clock_tolerance_s) < dt.datetime.fromisoformat(newest):
            raise PartyError(
                Refusal.CLOCK,
                f"our clock says {reader.moment}, but {newest} was signed and accepted already",
                remedy="Set the clock of this machine.",
            )

    def _current(self) -> Path | None:
        name = _bytes(self.folder / "current").decode("ascii").strip()
        return self.folder / name if name else None

    def _state(self) -> Path:
        state = self._current()
        if state is None:
            raise RefusedByCheck(f"{self.party} is no partner yet", remedy="Run: inconcert exchange join.")
        return state

    @contextmanager
    def _trial(self) -> Iterator[Path]:
        """Give a copy of the state to work on; it is gone afterwards unless it was committed."""
        state = self._state()
        self._clear(state)
        trial = self.folder / f"state-{int(state.name[-6:]) + 1:06}"
        try:
            shutil.copytree(state, trial, symlinks=True)
            (trial / "messages").mkdir(exist_ok=True)
            yield trial
        except OSError as error:
            raise OurError(f"the inbox cannot be written: {error.strerror}", where=str(self.folder)) from error
        finally:
            self._clear(self._state())

    def _commit(self, trial: Path) -> None:
        fresh = sorted((trial / "messages").iterdir())
        if len(fresh) <= _each_synced_max:
            for path in fresh:
                _sync(path)
        for path in fresh:
            path.replace(self.folder / "messages" / path.name)
        (trial / "messages").rmdir()
        for name in (authors.FILE, index.FILE, "ledger.jsonl", "state.json"):
            _sync(trial / name)
        if len(fresh) > _each_synced_max and hasattr(os, "sync"):
            os.sync()
        self._point(trial.name)

    def _point(self, name: str) -> None:
        beside = self.folder / "current.new"
        beside.write_text(name, "ascii")
        _sync(beside)
        beside.replace(self.folder / "current")

    def _clear(self, state: Path) -> None:
        """Drop every other state: an older one, or what an interrupted pull left."""
        for path in self.folder.glob("state-*"):
            if path != state:
                shutil.rmtree(path)


def _signed_at(held: Trusted, reader: Reader) -> str:
    """Return when the timestamp says it was signed; raises PartyError if that is still to come."""
    text = str(held.timestamp.unrecognized_fields.get(SIGNED_AT, ""))
    try:
        moment = dt.datetime.fromisoformat(text)
        late = moment > reader.now + dt.timedelta(seconds=limits.clock_tolerance_s)
    except (TypeError, ValueError) as error:
        raise PartyError(Refusal.METADATA, "timestamp.json does not say when it was signed") from error
    if late:
        raise PartyError(
            Refusal.CLOCK, f"it was signed {text}, which is still to come; our clock says {reader.moment}",
            remedy="Compare the clock of this machine with another.",
        )  # fmt: skip
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_different_keys(root: Root) -> None:
    """One key under two ids would reach a threshold alone."""
    for name, role in root.roles.items():
        public = [str(root.keys[keyid].keyval.get("public")).strip() for keyid in role.keyids]
        if len(set(public)) != len(public):
            raise PartyError(Refusal.METADATA, f"the root names one key twice for the role {name}")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
