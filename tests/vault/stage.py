"""A vault with two custodians, an intake and invented sources, for the tests of this room and of the adversary."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path

from inconcert.model.vault import Actor, ActorRole, Consent, Deposit, Use
from inconcert.vault import case as cases
from inconcert.vault import consent, place, receive, rekey
from inconcert.vault.ring import Ring, Trust

CANARY_TEXT = b"CANARY-ITEM heron over the river Anwe"
CANARY_NAME = "CANARY-NAME interview with the baker.txt"
CANARY_SOURCE = "canary-source-k"
CANARY_WHERE = "CANARY-WHERE the green tin"
CANARIES = (CANARY_TEXT, CANARY_NAME.encode(), CANARY_SOURCE.encode(), CANARY_WHERE.encode(), b"CANARY")


@dataclass
class Clock:
    """A clock that tests move."""

    now: dt.datetime = dt.datetime(2026, 3, 2, 9, 30, 17, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def days(self, number: int) -> None:
        self.now += dt.timedelta(days=number)


@dataclass
class Stage:
    """Everything on its own drive: the vault, each custodian's ring, the intake's ring."""

    root: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.vault = place.make_vault(self.root / "vault")
        self.rings = {name: Ring(self.root / f"ring-{name}") for name in ("ada", "bo", "door")}
        roles = {"ada": ActorRole.CUSTODIAN, "bo": ActorRole.CUSTODIAN, "door": ActorRole.INTAKE}
        self.actors: dict[str, Actor] = {name: ring.make(name, roles[name]) for name, ring in self.rings.items()}
        for ring in self.rings.values():
            for actor in self.actors.values():
                ring.trust(actor)
        self.id = cases.make_case(self.vault, self.signing("ada"), self.recipient("ada"), self.clock)
        self.folder = self.vault / self.id

    @property
    def trust(self) -> Trust:
        return Trust(tuple(self.actors.values()))

    @property
    def case(self) -> cases.Case:
        return cases.Case(place.case_folder(self.vault, self.id), self.clock, self.trust)

    def seen(self) -> cases.Case:
        """The case as one who holds a checkpoint of now will judge it later."""
        return cases.Case(self.folder, self.clock, Trust(self.trust.actors, self.case.log().checkpoint))

    def signing(self, name: str):
        return self.rings[name].signing(name)

    def identity(self, name: str):
        return self.rings[name].identity(name)

    def recipient(self, name: str) -> str:
        return str(self.identity(name).to_public())

    def secrets(self, name: str = "ada"):
        return cases.unlocked(self.case, name, self.identity(name))

    def add_bo(self) -> None:
        rekey.add_custodian(self.case, self.signing("ada"), self.identity("ada"), "bo", self.recipient("bo"))

    def receive(self, data: bytes = CANARY_TEXT, by: str = "door", **said) -> str:
        deposit = Deposit(**{"name": CANARY_NAME, "sources": (CANARY_SOURCE,), "kept_at": CANARY_WHERE, **said})
        return receive.receive(self.case, self.signing(by), io.BytesIO(data), deposit)

    def index(self, data: bytes = CANARY_TEXT, **said) -> str:
        deposit = Deposit(**{"name": CANARY_NAME, "sources": (CANARY_SOURCE,), "kept_at": CANARY_WHERE, **said})
        return receive.index(self.case, self.signing("ada"), io.BytesIO(data), deposit)

    def consent(
        self, recipient: str = "gb", use: Use = Use.SHARE, source: str = CANARY_SOURCE, until: str = ""
    ) -> None:
        given = Consent(source, recipient, use, explained_by="ada", explained_on="2026-03-01", until=until)
        consent.give(self.case, self.signing("ada"), given)

    def book(self):
        return consent.open_book(self.case, self.secrets())

    def found(self, words=CANARIES) -> list[str]:
        """Every file of the vault that holds one of these words: what a seized disk says of them."""
        files = [path for path in self.vault.rglob("*") if path.is_file()]
        said = [(path, path.name.encode() + b"\n" + path.read_bytes()) for path in files]
        return [f"{path.name}: {word!r}" for path, data in said for word in words if word in data]

    def temporaries(self) -> list[Path]:
        return [path for path in self.root.rglob("*") if path.name.endswith(".tmp") or path.name.endswith(".part")]


def reopened(stage: Stage, root: Path, case: str) -> None:
    """Fill a stage that another process made, for a process that is to be killed."""
    stage.root, stage.clock, stage.vault, stage.id = root, Clock(), root / "vault", case
    stage.rings = {name: Ring(root / f"ring-{name}") for name in ("ada", "bo", "door")}
    stage.actors = {actor.name: actor for actor in stage.rings["ada"].trusted()}
    stage.folder = stage.vault / case
