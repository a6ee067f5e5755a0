"""The scripted month: three governments and four organisations, all invented, in scratch homes.

Alder, Birch and Cedar are governments; Cedar has none of our software and answers by mail. Rowan leads a coalition of
Rowan, Sorrel, Thistle and Umber. Dogs that do not bark are part of it: an empty digest is a message. Each secret of the
script carries a canary string; at the end every party's home is searched for the ones it may not know.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tuf.api.metadata import Metadata

from inconcert.exchange import ceremony, leaving, routine
from inconcert.exchange.desk import Desk
from inconcert.exchange.handling import must_be_sealed
from inconcert.exchange.index import grown
from inconcert.exchange.keys import KeyRole, Ring
from inconcert.exchange.parts import Part, drafts
from inconcert.exchange.records import Partner
from inconcert.exchange.repository import SIGNED_AT
from inconcert.exchange.sealed import opened
from inconcert.model.errors import InconcertError, PartyError
from inconcert.model.messages import AnswerStatus, Draft, Held, Message, MessageKind, Pap, Place, Tlp

GOVERNMENTS = ("alder", "birch", "cedar")
ORGANISATIONS = ("rowan", "sorrel", "thistle", "umber")
BY_MAIL = "cedar"
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
INTENDED, SOURCE, WITHDRAWN, PROPOSED = (
    "canary-intended-Ivo-Nemo", "canary-source-statement", "canary-withdrawn-account", "canary-proposed-Ada-Nemo",
)  # fmt: skip
MAY_KNOW = {
    INTENDED: {"alder", "birch", "cedar"},
    SOURCE: {"rowan", "alder"},
    WITHDRAWN: {"sorrel"},  # after the withdrawal only its author has it
    PROPOSED: {"umber", "birch"},
}
"""Canary → who may know it at the end of the month."""


@dataclass(frozen=True, slots=True)
class View:
    """What one party sees at the end: rows of (message, from, kind, seen as)."""

    party: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The month as it was played: what happened, each party's view, and what somebody knows who may not.

    `known`: rows of (secret, who may know it, who does), from a search through all that each party can read.
    """

    lines: tuple[str, ...]
    views: tuple[View, ...]
    known: tuple[tuple[str, str, str], ...]
    leaks: tuple[str, ...]


@dataclass
class Stage:
    """The scratch homes, the clock, and what was told so far."""

    root: Path
    now: dt.datetime = START
    lines: list[str] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    def clock(self) -> dt.datetime:
        """Return the present moment of the play."""
        return self.now

    def tell(self, text: str) -> None:
        """Note what happened, with the day."""
        self.lines.append(f"{self.now:%d %b}  {text}")

    def drives(self, party: str) -> list[Ring]:
        """Return the three drives with a party's root keys."""
        return [Ring(self.root / f"root-drive-{party}-{number}") for number in (1, 2, 3)]

    def later(self, days: int) -> None:
        """Let days pass, on each of which every outbox is signed as current."""
        self.now += dt.timedelta(days=days)
        for desk in self.desks.values():
            desk.outbox.freshen(desk.ring)

    def say(self, party: str, *found: Draft) -> tuple[Message, ...]:
        """Publish as a party."""
        return self.desks[party].publish(found)

    def pull(self, reader: str, *parties: str, source: str = "") -> None:
        """Pull as a party, from all its partners unless some are named."""
        desk = self.desks[reader]
        for name in parties or [name for name, item in desk.partners().items() if not item.by_mail]:
            desk.pull(name, source)


def play_month(root: Path | None = None) -> Month:
    """Play the month; `root` is where the homes are left to look at, else they are deleted at the end."""
    folder = root or Path(tempfile.mkdtemp(prefix="inconcert-exchange-"))
    try:
        stage = Stage(folder)
        _first_contact(stage)
        _intended_designation(stage)
        _mirror_request(stage)
        _dossier(stage)
        _same_day(stage)
        _digests(stage)
        _consent_withdrawn(stage)
        _drive(stage)
        _stolen_key(stage)
        views = (*(_view(desk) for desk in stage.desks.values()), _view_by_mail(stage))
        known = tuple(
            (canary, ", ".join(sorted(MAY_KNOW[canary])), ", ".join(sorted(who)))
            for canary, who in _known(stage).items()
        )
        return Month(tuple(stage.lines), views, known, (*_leaks(stage), *_misplaced(stage)))
    finally:
        if root is None:
            shutil.rmtree(folder)


def _first_contact(stage: Stage) -> None:
    for name in (*GOVERNMENTS[:2], *ORGANISATIONS):
        desk = Desk(stage.root / name / "exchange", stage.clock)
        desk.name_ourselves(name)
        ceremony.found(desk.outbox, stage.drives(name), desk.ring)
        stage.desks[name] = desk
    for name, desk in stage.desks.items():
        for other, theirs in stage.desks.items():
            if other != name:
                partner = Partner(other, str(theirs.public), 30)
                desk.inbox(other).begin(partner.source, ceremony.fingerprint(theirs.outbox))
                desk.keep_partner(partner)
        desk.keep_partner(Partner(BY_MAIL, "", 30))
    for name in stage.desks:
        stage.pull(name)
    stage.tell(
        "Six parties read the fingerprint of their first root to each other by voice; Cedar is written to by mail."
    )


def _intended_designation(stage: Stage) -> None:
    body = {"planned": "2026-03-20", "text": f"We intend to designate {INTENDED}. Will you act the same day?"}
    person = {"id": "demo-2", "schema": "Person", "properties": {"name": ["Ivo Nemo"], "country": ["xx"]}}
    draft = Draft(MessageKind.INTENDED_DESIGNATION, Tlp.RED, ("birch", BY_MAIL), body, Pap.RED, entities=(person,))
    place = stage.say("alder", draft)[0].place
    stage.tell("Alder seals an intended designation for 20 March to Birch, and to Cedar by courier: will you join?")
    _mail(stage, "alder", place, BY_MAIL)
    stage.later(2)
    for name in ("birch", "rowan", "sorrel", "thistle", "umber"):
        stage.pull(name, "alder")
    _answer(stage, "birch", place, AnswerStatus.ACCEPTED, note="We join on the same day.")
    _reported(stage, "alder", place, AnswerStatus.DECLINED, "Not on that day; ask us in May. Desk, Cedar", "timing")
    stage.tell("Birch accepts, signed. Cedar declines by mail (timing): recorded as reported, the mail kept.")


def _mirror_request(stage: Stage) -> None:
    entities = [{"id": "demo-1", "schema": "Person", "properties": {"name": ["Ivo Nemo"], "country": ["xx"]}}]
    body = {"text": "Alder listed this person on 20 February; Birch has not."}
    place = stage.say(
        "rowan",
        Draft(
            MessageKind.MIRROR_REQUEST, Tlp.GREEN, ("birch",), body, answer_by="2026-03-31", entities=tuple(entities)
        ),
    )[0].place
    stage.later(3)
    stage.pull("birch")
    birch = stage.desks["birch"]
    birch.acknowledge("rowan", [row for row in birch.inbox("rowan").rows() if row.place == place])
    _answer(stage, "birch", place, AnswerStatus.MORE_INFORMATION, note="Which unit did he command?")
    stage.later(5)
    stage.pull("rowan", "birch")
    _answer(stage, "birch", place, AnswerStatus.DESIGNATED, act="Regulation 7 of 2026", date="2026-03-12")
    stage.pull("rowan", "birch")
    stands = routine.life(place, routine.replies(stage.desks["rowan"].rows()))["birch"]
    stage.tell(
        f"Rowan's mirror request to Birch: receipt, more information, then designated; the ask is {stands.value}."
    )


def _dossier(stage: Stage) -> None:
    rowan = stage.desks["rowan"]
    part = Part("Statement", ("alder",), {"statement": SOURCE}, bytes(range(32)))
    open_part = Draft(MessageKind.DOSSIER, Tlp.GREEN, body={"text": "Dossier on Ivo Nemo"})
    stage.say("rowan", *drafts(open_part, [part], "rowan", rowan.outbox.seen().size + 1))
    body = {"text": f"We propose {PROPOSED}."}
    stage.say("umber", Draft(MessageKind.PROPOSAL, Tlp.AMBER_STRICT, ("birch",), body))
    stage.later(1)
    for name in stage.desks:
        stage.pull(name)
    stage.tell("Rowan publishes a dossier: the open part for all, the statement sealed to Alder alone. Umber proposes.")


def _same_day(stage: Stage) -> None:
    stage.later((dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC) - stage.now).days)
    for name in ("alder", "birch"):
        body = {"text": "Designated today.", "date": "2026-03-20"}
        stage.say(name, Draft(MessageKind.DESIGNATION_NOTICE, Tlp.CLEAR, (), body, Pap.CLEAR, False, True))
    _answer(stage, "birch", ("alder", 1), AnswerStatus.DESIGNATED, act="Regulation 9 of 2026", date="2026-03-20")
    found = routine.life(("alder", 1), routine.replies(stage.desks["alder"].rows()))
    told = ", ".join(f"{name} {word}" for name, word in sorted(found.items()))
    stage.tell(f"Alder and Birch designate on the same day. Alder's intention, by its answers: {told}.")


def _digests(stage: Stage) -> None:
    for name in ("alder", "birch", "rowan", "sorrel", "thistle", "umber"):
        if name != "thistle":
            body = {"nothing": True, "since": "2026-03-01", "until": "2026-03-31"}
            stage.say(name, Draft(MessageKind.DIGEST, Tlp.CLEAR, (), body, Pap.CLEAR, False, True))
    stage.later(3)
    for name in stage.desks:
        stage.pull(name)
    stage.tell("Digests go out, most of them empty: nothing to say is a signed message. Thistle sends none.")


def _consent_withdrawn(stage: Stage) -> None:
    body = {"text": f"An account for two partners: {WITHDRAWN}"}
    place = stage.say("sorrel", Draft(MessageKind.DOSSIER, Tlp.AMBER, ("alder", "rowan"), body))[0].place
    stage.pull("alder", "sorrel")
    stage.pull("rowan", "sorrel")
    stage.later(2)
    told = {"messages": [list(place)], "reason": "The source withdrew consent."}
    stage.say("sorrel", Draft(MessageKind.CONSENT_WITHDRAWAL, Tlp.AMBER, ("alder", "rowan"), told))
    for name in ("alder", "rowan"):
        stage.pull(name, "sorrel")
        stage.desks[name].honour()
        stage.pull("sorrel", name)
    left = routine.unacknowledged(stage.desks["sorrel"].rows(), "sorrel")
    stage.tell(f"Sorrel's source withdraws consent: Alder and Rowan delete and acknowledge; {len(left)} open.")


def _drive(stage: Stage) -> None:
    drive = stage.root / "usb-drive"
    shutil.copytree(stage.desks["umber"].public, drive)
    stage.pull("birch", "umber", source=str(drive))
    stage.tell("Umber is offline: a USB drive carries its folder to Birch, which verifies it as if from the web.")
    shutil.rmtree(drive)


def _stolen_key(stage: Stage) -> None:
    thistle = stage.desks["thistle"]
    before = stage.root / "before-theft"
    shutil.copytree(thistle.ring.folder, before)
    ceremony.replace_keys(thistle.outbox, stage.drives("thistle")[:2], thistle.ring, KeyRole.ONLINE)
    good = stage.root / "thistle-good"
    shutil.copytree(thistle.public, good)
    refused = _with_stolen_key(stage, Ring(before))
    shutil.rmtree(thistle.public)
    shutil.copytree(good, thistle.public)
    stage.pull("alder", "thistle")
    for path in (before, good):
        shutil.rmtree(path)
    stage.tell(f"Thistle's online key is stolen and replaced by two of three root keys; what it signs is {refused}.")


def _with_stolen_key(stage: Stage, stolen: Ring) -> str:
    """Sign Thistle's timestamp with the stolen key, and say what Alder makes of it."""
    path = stage.desks["thistle"].public / "metadata" / "timestamp.json"
    found = Metadata.from_bytes(path.read_bytes())
    found.signed.version += 1
    found.signed.unrecognized_fields[SIGNED_AT] = stage.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    found.sign(stolen.signers(KeyRole.ONLINE)[0])
    path.write_bytes(found.to_bytes())
    try:
        stage.pull("alder", "thistle")
    except PartyError as error:
        return f"refused ({error.refusal})"
    return "accepted"


def _answer(stage: Stage, party: str, place: Place, status: AnswerStatus, **more: str) -> None:
    body = {"status": status.value, **more}
    stage.say(party, Draft(MessageKind.ANSWER, Tlp.AMBER, (place[0],), body, in_reply_to=place))
    stage.pull(place[0], party)


def _mail(stage: Stage, party: str, place: Place, to: str) -> None:
    """Send a message to a partner without our software as files that open by themselves."""
    desk = stage.desks[party]
    found = leaving.files(desk.message(party, place[1]), desk.outbox.envelope(place[1], desk.ring))
    folder = stage.root / to / "mail" / f"{party}-{place[1]}"
    for name, data in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _reported(stage: Stage, party: str, place: Place, status: AnswerStatus, mail: str, code: str) -> None:
    stage.desks[party].report(BY_MAIL, place, status, mail.encode("utf-8"), code=code)


def _view(desk: Desk) -> View:
    rows = []
    for row in sorted(desk.rows(), key=lambda item: (item.created or item.received, item.place)):
        kind = row.kind.value.replace("_", " ") if row.kind else "?"
        shown = {Held.ACCEPTED: "read", Held.SEALED: "sealed, not for us"}.get(row.held, row.held.value)
        rows.append((str(row.seq), row.party, kind, "ours" if row.party == desk.party else shown))
    return View(desk.party, tuple(rows))


def known_to(desk: Desk) -> str:
    """Return all text that a party can read in its home: files as they lie, and every message that its keys open."""
    texts = [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
    for name in desk.partners():
        folder = desk.folder / "partners" / name / "messages"
        for path in sorted(folder.glob("*.age")) if folder.is_dir() else ():
            texts.append(_opened(path.read_bytes(), desk))
    outbox = desk.outbox
    texts += [outbox.envelope(line.seq, desk.ring) for line in grown(b"", outbox.index())]
    return "\n".join(_with_payloads(text) for text in texts)


def _opened(data: bytes, desk: Desk) -> bytes:
    try:
        return opened(data, desk.ring.identities())
    except InconcertError:
        return b""


def _with_payloads(text: bytes) -> str:
    """Return a text and, where it is an envelope, what is in it."""
    found = text.decode("utf-8", "replace")
    for payload in re.findall(r'"payload":"([A-Za-z0-9+/=]+)"', found):
        found += base64.b64decode(payload).decode("utf-8", "replace")
    return found


def _known(stage: Stage) -> dict[str, set[str]]:
    """Return canary → who can read it somewhere in what they hold."""
    texts = {name: known_to(desk) for name, desk in stage.desks.items()}
    texts[BY_MAIL] = "\n".join(
        _with_payloads(path.read_bytes()) for path in (stage.root / BY_MAIL).rglob("*") if path.is_file()
    )
    return {canary: {name for name, text in texts.items() if canary in text} for canary in MAY_KNOW}


def _leaks(stage: Stage) -> Sequence[str]:
    return [
        f"{name} {'knows' if name in who else 'does not know'} {canary}"
        for canary, who in _known(stage).items()
        for name in sorted(who ^ MAY_KNOW[canary])
    ]


def _misplaced(stage: Stage) -> Sequence[str]:
    """Return what a party sees otherwise than its addressing says: sealed to it or open is read, the rest is sealed."""
    sent = {row.place: row for desk in stage.desks.values() for row in desk.sent()}
    found = []
    for name, desk in stage.desks.items():
        for row in desk.received():
            told = sent.get(row.place)
            if row.held is Held.REPORTED or told is None or told.kind is None or told.tlp is None:
                continue
            close = must_be_sealed(told.tlp, told.kind)
            due = Held.SEALED if close and name not in told.to else Held.ACCEPTED
            if row.held is not due:
                found.append(f"{name} sees {row.party} {row.seq} as {row.held}, not as {due}")
    return found


def _view_by_mail(stage: Stage) -> View:
    """Return what the government without our software has: the folders of files that came by courier."""
    rows = []
    for folder in sorted((stage.root / BY_MAIL / "mail").iterdir()):
        party, _, seq = folder.name.rpartition("-")
        row = next(item for item in stage.desks[party].sent() if item.seq == int(seq))
        kinds = sorted(
            {path.suffix[1:].upper() for path in folder.iterdir() if path.suffix in (".pdf", ".docx", ".csv")}
        )
        told = row.kind.value.replace("_", " ") if row.kind else "?"
        rows.append((seq, party, told, f"files: {', '.join(kinds)}"))
    return View(BY_MAIL, tuple(rows))
