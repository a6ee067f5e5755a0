"""The verb `letter demo`: the letter of August 2020 from ask to answer, in a scratch home of the embedded register.

The designations, lists and answers are real; the organisations that sign are invented, their signatures are made and
checked as real ones are: by key and by one-time link, some sealed.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inconcert.jurisdictions import curated
from inconcert.letters.compose import letter_document
from inconcert.letters.notes import Note
from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.proofs import PAYLOAD_TYPE, statement
from inconcert.letters.release import one_page_document, release_document
from inconcert.letters.signing import Action, PublicList, SigningEvent
from inconcert.typeset.tree import Document
from inconcert.verbs import signing
from inconcert.verbs.demo import demo_home
from inconcert.verbs.house import House, Progress, house, now
from inconcert.verbs.letter import Wanted, keep, mark_sent, text_to_sign, with_signatories, write
from inconcert.verbs.letter_status import Outcome, outcome

DAY = dt.date(2020, 8, 18)
SIGNATORIES = 71
SEALED_EVERY = 12
_PLACES = ("Alba", "Borea", "Cendra", "Dorin", "Elvas", "Farrow", "Galen", "Hesper", "Istra")
_KINDS = (
    "Rights Watch", "Justice Network", "Legal Aid", "Press Fund", "Asylum Council", "Memory Project", "Law Centre",
    "Open Archive",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """What the demo made: the documents by name, who signed, and what became of the asks."""

    documents: Mapping[str, Document]
    signed: PublicList
    outcome: Outcome
    asks: int


def play(progress: Progress, chance: signing.Chance) -> Played:
    """Play the letter of August 2020: written, signed by 71 invented organisations, sent, and answered."""
    with _scratch(progress) as opened:
        progress("writing the letter of 18 August 2020")
        written = write(opened, Wanted("xinjiang", ("gb", "ca"), day=DAY))
        keep(opened, written)
        letter = written.plan.id
        progress(f"collecting {SIGNATORIES} signatures")
        hashed = signing.open_letter(opened, letter, text_to_sign(written.plan), "2020-09-01T23:59:59Z", chance)
        for number, organisation in enumerate(_organisations()):
            _sign(opened, letter, hashed, number, organisation, chance)
        listed = signing.listed(opened, letter)
        mark_sent(opened, letter, "the demo: on no official list")
        progress("moving to the latest editions")
        found = outcome(replace(opened, clock=now), letter)
        named = tuple(f"{item.name} ({item.officer}, {item.role})" for item in listed.signatories)
        signed = with_signatories(written.plan, named, listed.sealed)
        documents = {
            "1-letter": letter_document(signed),
            "2-check-before-you-send": written.check,
            "3-press-release": release_document(signed),
            "4-one-page": one_page_document(signed),
            "5-what-became-of-it": found.page,
        }
        return Played(documents, listed, found, len(written.plan.asks))


@contextmanager
def _scratch(progress: Progress) -> Iterator[House]:
    """Open a copy of the embedded register whose clock stands at the day of the letter; it is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="inconcert-letter-"))
    try:
        with demo_home(progress) as shipped:
            shutil.copytree(shipped.store.home, folder / "home")
        begun = dt.datetime.combine(DAY, dt.time(9), dt.UTC)
        seconds = itertools.count()
        with house(
            folder / "home",
            clock=lambda: begun + dt.timedelta(seconds=next(seconds)),
            curated=curated.load(),
            progress=progress,
        ) as opened:
            yield opened
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _organisations() -> Iterator[Organisation]:
    names = [f"{place} {kind}" for kind in _KINDS for place in _PLACES][:SIGNATORIES]
    for name in names:
        domain = f"{name.lower().replace(' ', '-')}.example"
        contacts = (
            Contact("Dana Ostrava", "Director", f"director@{domain}"),
            Contact("Ivo Marsh", "Chair", f"chair@{domain}"),
        )
        yield Organisation(name.lower().replace(" ", "-"), (name,), (domain,), contacts)


def _sign(
    opened: House, letter: str, hashed: str, number: int, organisation: Organisation, chance: signing.Chance
) -> None:
    """Sign by key and by link in turn; every twelfth that signs by link does so sealed."""
    if number % 2:
        signing.register(opened, organisation)
        mail: list[str] = []
        address = organisation.contacts[0].address
        signing.ask_for_link(opened, letter, address, Action.SIGN, chance, lambda note: mail.append(note.token))
        seal = _addressee() if number % SEALED_EVERY == 1 else ""
        signing.signed_by_link(opened, mail[0], chance, _silent, seal)
    else:
        signer, keyed = _with_key(organisation)
        signing.register(opened, keyed)
        signing.signed_by_key(opened, letter, _envelope(signer, letter, hashed, keyed), chance, _silent)


def _silent(_: Note) -> None:
    return None


def _addressee() -> str:
    import pyrage

    return str(pyrage.x25519.Identity.generate().to_public())


def _with_key(organisation: Organisation) -> tuple[Any, Organisation]:
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner.generate_ed25519()
    text = json.dumps(signer.public_key.to_dict(), sort_keys=True)
    keys = ((signer.public_key.keyid, text),)
    return signer, Organisation(organisation.id, organisation.names, organisation.domains, organisation.contacts, keys)


def _envelope(signer: Any, letter: str, hashed: str, organisation: Organisation) -> bytes:
    from securesystemslib.dsse import Envelope

    officer = organisation.contacts[0]
    event = SigningEvent(
        letter, Action.SIGN, hashed, f"{DAY.isoformat()}T10:00:00Z", f"demo-{organisation.id}", organisation.id,
        None, officer.name, officer.role,
    )  # fmt: skip
    held = Envelope(statement(event), PAYLOAD_TYPE, {})
    held.sign(signer)
    return json.dumps(held.to_dict()).encode("utf-8")
