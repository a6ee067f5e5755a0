"""The wipe for when the door is being broken: one custodian's way to everything, gone at once.

What it does: deletes this custodian's private keys on their drive, and the case keys sealed to them in a vault. What is
sealed can then not be opened with anything that is left here.

What it cannot do stands in `CANNOT`, and is said each time. It asks nothing, decrypts nothing, and writes no line in
any log: there is no time, and no key to sign with afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inconcert.vault.files import our_errors, sync_folder
from inconcert.vault.place import MARK, handle, key_file

CANNOT = (
    "open or close anything for the other custodians: they still hold their keys, and can let you in again",
    "reach backups and copies of the drive or the vault, or who has recorded them",
    "clear flash memory or a journal: deleted blocks may be read from the chip unless the disk was encrypted",
    "clear what was read out, viewed or exported before: it lies where it was written",
    "clear memory, swap, the history of a shell, or what anybody remembers",
    "hide that there was a vault, its logs, or that somebody wiped",
)


@dataclass(frozen=True, slots=True)
class Wiped:
    """What is gone: files of the drive, case keys in the vault."""

    drive: int
    cases: int


def wipe(drive: Path, name: str, vault: Path | None) -> Wiped:
    """Delete a custodian's private keys on a drive, and the case keys sealed to them in a vault; raises OurError.

    Keys first, the quickest way to nothing: should it be cut short, less is left each moment. Called again, it goes on.
    """
    with our_errors(drive):
        gone = sum(_overwritten(drive / f"{handle(name)}.{kind}") for kind in ("identity", "pem"))
        gone += sum(_overwritten(file) for file in (drive / "trusted.json",))
        if drive.is_dir():
            sync_folder(drive)
    cases = 0
    if vault is not None and (vault / MARK).is_file():
        with our_errors(vault):
            for folder in sorted(path for path in vault.iterdir() if path.is_dir()):
                if _overwritten(key_file(folder, name)):
                    cases += 1
                    sync_folder(folder)
    return Wiped(gone, cases)


def _overwritten(file: Path) -> bool:
    """Delete a file, its bytes overwritten first: worth something on a plain disk, and nothing on flash."""
    if not file.is_file():
        return False
    with file.open("r+b", buffering=0) as out:
        out.write(bytes(file.stat().st_size))
    file.unlink()
    return True
