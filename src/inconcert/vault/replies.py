"""Replies to who holds a receipt code: sealed to the key that follows from the code, for nobody else to read.

Rules:
- a reply lies in a box whose name follows from the code; neither case nor log says whose it is;
- its size is filled up, its time is its day, and who holds the code may delete it;
- the words of a reply are nowhere else: the case logs that there was one, to which exhibit, and its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, Facts
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.codes import Code
from inconcert.vault.facts import padding_bytes
from inconcert.vault.files import our_errors, set_day, sync_folder, write_whole
from inconcert.vault.reading import exhibit_of
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity, opened, recipient_of, seal

REPLIES = "replies"
reply_max_bytes = 100_000
replies_max = 100


def reply(case: Case, who: Signing, secrets: Sequence[Identity], item: str, words: str) -> None:
    """Leave a reply for who sent an exhibit; raises UserError where it did not come with a receipt code."""
    data = words.encode("utf-8")
    exhibit = exhibit_of(case, case.log(), secrets, item)
    box, _, recipient = exhibit.deposit.reply_to.partition(" ")
    if not box or not data.strip() or len(data) > reply_max_bytes:
        what = "it did not come by the submission page" if not box else f"a reply has 1 to {reply_max_bytes} bytes"
        raise UserError(what, where=f"exhibit {item}")
    folder = case.folder / REPLIES
    with case.lock():
        folder.mkdir(mode=0o700, exist_ok=True)
        number = len(_in_box(case, box)) + 1
        if number > replies_max:
            raise UserError(f"{replies_max} replies lie in this box", remedy="Wait till they were read.")
        record(case, who, Entry(Action.REPLIED, item, facts=Facts(private={"box": box, "number": number})))
        file = folder / f"{place.item_id(box)}.{place.new_id()}.age"
        padded = data + b"\n" * (-len(data) % padding_bytes)
        write_whole(file, seal(padded, [recipient_of(recipient)]), case.day)
        set_day(case.day, folder)


def replies(case: Case, code: Code) -> tuple[str, ...]:
    """Return the replies to who holds a code; none where nobody replied, or no such code is known."""
    found = []
    with our_errors(case.folder):
        for file in _in_box(case, code.box):
            try:
                found.append(opened(file.read_bytes(), [code.identity], "a reply").decode("utf-8").strip())
            except (RefusedByCheck, UnicodeDecodeError):
                continue  # put there by somebody else: it is no reply
    return tuple(found)


def delete(case: Case, code: Code) -> int:
    """Delete the replies to who holds a code; return how many."""
    with our_errors(case.folder):
        files = _in_box(case, code.box)
        for file in files:
            file.unlink(missing_ok=True)
        if files:
            sync_folder(case.folder / REPLIES)
            set_day(case.day, case.folder / REPLIES)
    return len(files)


def _in_box(case: Case, box: str) -> list[Path]:
    return sorted((case.folder / REPLIES).glob(f"{place.item_id(box)}.*.age"), key=lambda file: file.stat().st_ino)
