"""A party's folder as TUF 1.0 trusts it: what is in it is authentic, current and complete, or refused.

What this room adds to the `tuf` library: our own fetchers and limits, the clock that is passed in, and one kind of
error. The metadata of each step is written as soon as it is verified, as the specification says; who wants all or
nothing (our inbox does) runs it on a copy.

    fetcher, base = fetcher_for("https://exchange.example/party")
    folder = Trusted(Path("trusted"), f"{base}metadata/", f"{base}targets/", fetcher=fetcher)
    folder.refresh()
    index = folder.file("index.jsonl")
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuf.api import exceptions
from tuf.api.metadata import Root, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from inconcert.exchange import limits
from inconcert.exchange.limits import Limits
from inconcert.model.errors import OurError, PartyError
from inconcert.model.messages import Refusal

_REFUSALS: tuple[tuple[type[Exception], Refusal], ...] = (
    (exceptions.UnsignedMetadataError, Refusal.UNSIGNED),
    (exceptions.BadVersionNumberError, Refusal.VERSION),
    (exceptions.ExpiredMetadataError, Refusal.EXPIRED),
    (exceptions.LengthOrHashMismatchError, Refusal.MISMATCH),
    (exceptions.DownloadLengthMismatchError, Refusal.MISMATCH),
    (exceptions.SlowRetrievalError, Refusal.SLOW),
    (exceptions.DownloadError, Refusal.DOWNLOAD),
    (exceptions.RepositoryError, Refusal.METADATA),
)


class Trusted:
    """The trusted metadata of one party, in `folder`, where root.json stands already.

    `metadata` and `targets` are the bases to ask `fetcher` under; who gives the fetcher closes it.
    """

    def __init__(
        self,
        folder: Path,
        metadata: str,
        targets: str = "",
        *,
        fetcher: FetcherInterface,
        now: dt.datetime | None = None,
        allowed: Limits = limits.DEFAULT,
    ) -> None:
        self.allowed = allowed
        with refusals(str(folder)):
            self._updater = Updater(
                str(folder),
                metadata,
                target_base_url=targets or None,
                fetcher=fetcher,
                config=_config(allowed),
                bootstrap=None,  # the cached root.json is the anchor: its fingerprint was checked at first contact
            )
        if now is not None:
            # the library reads the system's clock and has no argument for another
            self._updater._trusted_set.reference_time = now

    def refresh(self) -> None:
        """Bring the metadata up to date; raises PartyError and says by which rule."""
        with refusals(self._updater._metadata_base_url):
            self._updater.refresh()

    def find(self, name: str) -> TargetFile | None:
        """Return what the metadata says of a file, or None; reads delegated metadata where need be."""
        with refusals(name):
            return self._updater.get_targetinfo(name)

    def file(self, name: str) -> bytes:
        """Return a file of the folder, verified; raises PartyError."""
        found = self.find(name)
        if found is None:
            raise PartyError(Refusal.DOWNLOAD, "the signed list of files does not name it", where=name)
        return self.bytes_of(found)

    def bytes_of(self, found: TargetFile) -> bytes:
        """Return the bytes of a file that the metadata describes, verified; raises PartyError."""
        with refusals(found.path):
            if found.length > self.allowed.message_max_bytes:
                raise exceptions.DownloadLengthMismatchError(f"{found.length} bytes are more than the limit")
            name = found.path
            if self.root.consistent_snapshot:
                folder, slash, last = name.rpartition("/")
                name = f"{folder}{slash}{next(iter(found.hashes.values()))}.{last}"
            fetcher = self._updater._fetcher
            data = fetcher.download_bytes(f"{self._updater._target_base_url}{name}", found.length)
            found.verify_length_and_hashes(data)
            return data

    def keep(self, name: str, folder: Path) -> Path:
        """Write a file of the party into a folder, under its quoted name, unless it is there; raises PartyError."""
        found = self.find(name)
        if found is None:
            raise PartyError(Refusal.DOWNLOAD, "the signed list of files does not name it", where=name)
        with refusals(name):
            self._updater.target_dir = str(folder)
            kept = self._updater.find_cached_target(found) or self._updater.download_target(found)
            return Path(kept)

    @property
    def root(self) -> Root:
        """Return the trusted root."""
        return self._updater._trusted_set.root

    @property
    def timestamp(self) -> Timestamp:
        """Return the trusted timestamp."""
        return self._updater._trusted_set.timestamp

    @property
    def targets(self) -> Targets:
        """Return the trusted list of files."""
        return self._updater._trusted_set.targets


def _config(allowed: Limits) -> UpdaterConfig:
    return UpdaterConfig(
        max_root_rotations=allowed.root_rotations_max,
        max_delegations=allowed.delegations_max,
        root_max_length=allowed.root_max_bytes,
        timestamp_max_length=allowed.timestamp_max_bytes,
        snapshot_max_length=allowed.snapshot_max_bytes,
        targets_max_length=allowed.targets_max_bytes,
    )


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """Turn what the update library raises into PartyError, or OurError where our own disk fails."""
    try:
        yield
    except (exceptions.RepositoryError, exceptions.DownloadError) as error:
        refusal = next(word for kind, word in _REFUSALS if isinstance(error, kind))
        cause = error.__cause__
        told = f"{error}" + (f": {cause}" if cause and refusal is Refusal.DOWNLOAD else "")
        raise PartyError(refusal, told[:500], where=where[:200]) from error
    except OSError as error:
        raise OurError(f"cannot keep the metadata: {error.strerror or error}", where=where[:200]) from error
    except ValueError as error:
        raise PartyError(Refusal.METADATA, str(error)[:500], where=where[:200]) from error
