"""A case handed over as a BagIt bag (RFC 8493), which a stranger checks with `sha256sum -c` alone.

    bagit.txt  bag-info.txt  manifest-sha256.txt  manifest-sha512.txt  tagmanifest-sha256.txt
    data/README.txt               how to check it without this program
    data/custody.jsonl            the whole custody log
    data/exhibits/ID              content, where it is stored
    data/disclosed/ID.json        what the log commits to about it; sources, names and elements stay sealed
    data/stamps/…                 RFC 3161 tokens and the checkpoints they are over

Rules:
- every exhibit in it was allowed for this recipient, this use and this day by every source it rests on; one that was
  not refuses the whole bag, and the refusal is logged;
- what leaves is bare: no metadata, no text behind pages where it is published, released by two where that is asked
  (`leaving`);
- each content is compared with what was received before anything is written, the export logged, then written;
- who checks a bag brings the keys and the checkpoint: a bag that brought its own would vouch for itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inconcert.formats.jsonlines import value
from inconcert.model.errors import RefusedByCheck, SourceError, UserError
from inconcert.model.vault import Action, Checkpoint, Exhibit, Facts, Use, Verdict
from inconcert.vault import place
from inconcert.vault.case import Case, Entry, facts_bytes, record
from inconcert.vault.consent import Book, exhibits, open_book, verdict
from inconcert.vault.facts import disclosed, disclosure, json_bytes
from inconcert.vault.files import our_errors
from inconcert.vault.judging import together
from inconcert.vault.leaving import refusals
from inconcert.vault.log import Log, verified
from inconcert.vault.reading import compare, receipt_of, sound
from inconcert.vault.ring import Signing, Trust
from inconcert.vault.sealing import Identity, chunk_bytes

_README = """This is a BagIt bag (RFC 8493) with exhibits of one case and its whole custody log.

Every file is as it was sent:        sha256sum -c manifest-sha256.txt
A token holds for its checkpoint:    openssl ts -verify -data data/stamps/N.json -in data/stamps/N.tsr -CAfile ROOT.pem
The log begins as a checkpoint says: head -c SIZE data/custody.jsonl | sha256sum

Bring the authority's root certificate, the custodians' public keys and the checkpoint yourself: what a bag says of
itself proves nothing.
"""


@dataclass(frozen=True, slots=True)
class Export:
    """What is to go out: exhibits by id, to whom, for which use."""

    items: tuple[str, ...]
    recipient: str
    use: Use
    seen_together: bool = False  # a person looked at what is published beside what is out already


@dataclass(frozen=True, slots=True)
class Checked:
    """A bag that holds: its log, and what the log commits to about each exhibit in it."""

    log: Log
    exhibits: Mapping[str, Mapping[str, object]]


def export(case: Case, who: Signing, secrets: Sequence[Identity], wanted: Export, out: Path) -> Checkpoint:
    """Write a bag to the new folder `out`; return the checkpoint its recipient should be told by another way.

    Raises RefusedByCheck where a consent is missing (logged), or where an exhibit is not what was received.
    """
    place.handle(wanted.recipient)
    if out.exists() or out.resolve().is_relative_to(case.folder.parent.resolve()):
        raise UserError("a bag is written to a new folder outside the vault", where=str(out))
    seen = case.log().lines
    book = open_book(case, secrets)
    chosen = [_one(exhibits(book), case, item) for item in wanted.items]
    day = case.clock().astimezone(dt.UTC).date()
    _check_consent(case, who, wanted, [verdict(book, item, wanted.recipient, wanted.use, day) for item in chosen])
    for exhibit in chosen:
        if exhibit.stored:
            sound(case, who, exhibit, secrets)
    _check_bare(case, who, secrets, wanted, chosen)
    _check_together(case, who, wanted, book)
    said = {"items": list(wanted.items), "recipient": wanted.recipient, "use": wanted.use.value}
    with case.lock():
        if any(event.action is Action.CONSENT_WITHDRAWN for event in case.log().events[seen:]):
            raise RefusedByCheck(
                "a consent was withdrawn meanwhile", where=case.id, remedy="Ask what may go, and again."
            )
        record(case, who, Entry(Action.EXPORTED, facts=Facts(private=said)))
        log = case.log()
    with our_errors(out):
        part = out.with_name(f".{out.name}.part")
        try:
            _write(case, log, secrets, chosen, part)
            part.rename(out)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return log.checkpoint


def check_bag(bag: Path, case: str, trust: Trust) -> Checked:
    """Return what a bag holds, or raise RefusedByCheck; `trust` is the caller's own, never the bag's."""
    if trust.checkpoint is None:
        raise UserError("a bag is checked against a checkpoint", remedy="Ask its sender for it by another way.")
    try:
        _check_manifests(bag)
        log = verified((bag / "data" / place.LOG).read_bytes(), case, trust)
        found = {path.stem: _disclosed(bag, log, path) for path in sorted((bag / "data" / "disclosed").glob("*.json"))}
        for path in sorted((bag / "data" / "exhibits").glob("*")):
            if path.name not in found or _hash(path, "sha256") != found[path.name]["sha256"]:
                raise RefusedByCheck("an exhibit is not what the log says was received", where=path.name)
    except OSError as error:
        raise RefusedByCheck(
            f"a file of the bag cannot be read: {error.strerror}", where=str(error.filename)
        ) from error
    return Checked(log, found)


def _one(known: Sequence[Exhibit], case: Case, item: str) -> Exhibit:
    place.item_id(item)
    for exhibit in known:
        if exhibit.id == item:
            return exhibit
    raise UserError(f"no exhibit {item} in this case", where=case.id)


def _check_consent(case: Case, who: Signing, wanted: Export, verdicts: Sequence[Verdict]) -> None:
    refused = [item for item in verdicts if not item.allowed]
    if not refused:
        return
    said = {"items": [item.item for item in refused], "recipient": wanted.recipient, "use": wanted.use.value}
    with case.lock():
        record(case, who, Entry(Action.EXPORT_REFUSED, facts=Facts(private=said)))
    reasons = "; ".join(f"{item.item}: {reason}" for item in refused for reason in item.because)
    raise RefusedByCheck(
        f"{len(refused)} of {len(verdicts)} exhibits may not go to {wanted.recipient} ({wanted.use}): {reasons}",
        where=case.id,
        remedy="Nothing was written. Leave them out, or ask the source again.",
    )


def _check_bare(
    case: Case, who: Signing, secrets: Sequence[Identity], wanted: Export, chosen: Sequence[Exhibit]
) -> None:
    found = refusals(case, who, secrets, chosen, wanted.use)
    if not found:
        return
    said = {"items": list(wanted.items), "recipient": wanted.recipient, "use": wanted.use.value}
    with case.lock():
        record(case, who, Entry(Action.EXPORT_REFUSED, facts=Facts(private=said)))
    raise RefusedByCheck(
        f"{len(found)} of {len(chosen)} exhibits may not leave as they are: {' | '.join(found)}",
        where=case.id,
        remedy="Nothing was written. Make a copy of them, or let two custodians release them.",
    )


def _check_together(case: Case, who: Signing, wanted: Export, book: Book) -> None:
    if wanted.use is not Use.PUBLISH or wanted.seen_together:
        return
    found = together(book, wanted.items)
    if not found:
        return
    said = {"items": list(wanted.items), "recipient": wanted.recipient, "use": wanted.use.value}
    with case.lock():
        record(case, who, Entry(Action.EXPORT_REFUSED, facts=Facts(private=said)))
    told = "; ".join(f"{len(one.items)} exhibits tell of {one.source}: {', '.join(one.tells)}" for one in found)
    raise RefusedByCheck(
        f"together with what is published already this may name a person: {told}",
        where=case.id,
        remedy="Hide one of these things; or look at all of them side by side, and say that you did.",
    )


def _write(case: Case, log: Log, secrets: Sequence[Identity], chosen: Sequence[Exhibit], part: Path) -> None:
    data = part / "data"
    for folder in ("exhibits", "disclosed", "stamps"):
        (data / folder).mkdir(parents=True, mode=0o700)
    (data / "README.txt").write_text(_README, "utf-8")
    (data / place.LOG).write_bytes(log.data)
    for exhibit in chosen:
        if exhibit.stored:
            with (data / "exhibits" / exhibit.id).open("xb") as plain:
                compare(case, exhibit, secrets, plain)
        sealed = facts_bytes(case, receipt_of(log, exhibit.id), secrets)
        (data / "disclosed" / f"{exhibit.id}.json").write_bytes(json_bytes(disclosure(sealed, exhibit.id)))
    for stamp in sorted(case.folder.glob("stamp-*")):
        shutil.copyfile(stamp, data / "stamps" / stamp.name)
    _write_tags(part, case.day)


def _write_tags(part: Path, day: float) -> None:
    files = [path for path in sorted((part / "data").rglob("*")) if path.is_file()]
    written = dt.datetime.fromtimestamp(day, dt.UTC).date().isoformat()
    oxum = f"{sum(path.stat().st_size for path in files)}.{len(files)}"
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Bagging-Date: {written}\nPayload-Oxum: {oxum}\n",
        "manifest-sha256.txt": _manifest(part, files, "sha256"),
        "manifest-sha512.txt": _manifest(part, files, "sha512"),
    }
    for name, text in tags.items():
        (part / name).write_text(text, "utf-8")
    (part / "tagmanifest-sha256.txt").write_text(_manifest(part, [part / name for name in tags], "sha256"), "utf-8")


def _manifest(part: Path, files: Sequence[Path], kind: str) -> str:
    return "".join(f"{_hash(path, kind)}  {path.relative_to(part).as_posix()}\n" for path in files)


def _check_manifests(bag: Path) -> None:
    if any(path.is_symlink() for path in bag.rglob("*")):
        raise RefusedByCheck("a bag holds no links", where=str(bag))
    there = {path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()}
    payload = {name for name in there if name.startswith("data/")}
    for kind in ("sha256", "sha512"):
        if _check_lines(bag, f"manifest-{kind}.txt", kind) != payload:
            raise RefusedByCheck("a file was added to the bag, or taken out", where=f"manifest-{kind}.txt")
    if _check_lines(bag, "tagmanifest-sha256.txt", "sha256") != there - payload - {"tagmanifest-sha256.txt"}:
        raise RefusedByCheck("a file was added to the bag, or taken out", where="tagmanifest-sha256.txt")


def _check_lines(bag: Path, manifest: str, kind: str) -> set[str]:
    named: set[str] = set()
    for wanted, name in _lines(bag, manifest):
        path = bag / name
        if name in named or not path.resolve().is_relative_to(bag.resolve()):
            raise RefusedByCheck("a manifest names a file twice, or outside the bag", where=manifest)
        if not path.is_file() or _hash(path, kind) != wanted:
            raise RefusedByCheck("a file of the bag was changed or taken out", where=name)
        named.add(name)
    return named


def _lines(bag: Path, manifest: str) -> Iterator[tuple[str, str]]:
    with suppress(UnicodeDecodeError):
        for line in (bag / manifest).read_text("utf-8").splitlines():
            wanted, _, name = line.partition("  ")
            yield wanted, name


def _hash(path: Path, kind: str) -> str:
    hashing = hashlib.new(kind)
    with path.open("rb") as file:
        while part := file.read(chunk_bytes):
            hashing.update(part)
    return hashing.hexdigest()


def _disclosed(bag: Path, log: Log, path: Path) -> Mapping[str, object]:
    where = path.relative_to(bag).as_posix()
    try:
        event = receipt_of(log, path.stem)
        return disclosed(value(path.read_bytes(), where), event.commitment, where)
    except (SourceError, UserError) as error:
        raise RefusedByCheck(f"what is said of an exhibit does not hold: {error.what}", where=where) from error
