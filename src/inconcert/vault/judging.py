"""What a custodian holds of an exhibit, and what several published ones tell together.

Rules:
- a judgement says why, and the newest counts; earlier ones stay in the log;
- each exhibit says what it tells a reader of its source. One such thing names nobody, three may: before
  publication what is out already is put beside what shall go out, and a person must have looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from inconcert.model.errors import UserError
from inconcert.model.vault import Action, Exhibit, Facts, Judgement, Reliability, Use
from inconcert.vault.case import Case, Entry, record
from inconcert.vault.consent import Book, exhibits
from inconcert.vault.reading import exhibit_of
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity

TOGETHER_MAX = 3
"""So many different things told of one source may name a person."""
_TELLS = re.compile(r"[a-z]{2,20}:[^\s:][^:]{0,60}")


@dataclass(frozen=True, slots=True)
class Together:
    """What exhibits tell of one source together, that none of them tells alone."""

    source: str
    tells: tuple[str, ...]
    items: tuple[str, ...]


def judge(case: Case, who: Signing, secrets: Sequence[Identity], judgement: Judgement) -> None:
    """Record a judgement of an exhibit; raises UserError where it does not say why."""
    exhibit_of(case, case.log(), secrets, judgement.item)
    if not judgement.why.strip():
        raise UserError("a judgement says why", where=f"exhibit {judgement.item}")
    for text in judgement.tells:
        if not _TELLS.fullmatch(text):
            raise UserError(f"not what an exhibit tells: {text[:40]!r}", remedy="Write KIND:WORDS, as place:anwe.")
    with case.lock():
        record(case, who, Entry(Action.JUDGED, judgement.item, facts=Facts(private=asdict(judgement))))


def judged(book: Book) -> tuple[Exhibit, ...]:
    """Return the exhibits of a case, each with its newest judgement; a copy is judged as what it was made of."""
    newest = {event.item: _judgement(facts) for event, facts in book.events if event.action is Action.JUDGED}
    found = []
    for item in exhibits(book):
        held = newest.get(item.id) or newest.get(item.deposit.copy_of)
        elements = tuple(dict.fromkeys((*item.deposit.elements, *(held.elements if held else ()))))
        found.append(replace(item, judgement=held, deposit=replace(item.deposit, elements=elements)))
    return tuple(found)


def together(book: Book, chosen: Sequence[str]) -> tuple[Together, ...]:
    """Return what chosen exhibits, with all that was published, tell of one source that none of them tells alone."""
    known = {item.id: item for item in judged(book)}
    out = {
        item
        for event, facts in book.events
        if event.action is Action.EXPORTED and facts.private["use"] == Use.PUBLISH
        for item in facts.private["items"]
    }
    found = []
    for source in sorted({name for item in chosen for name in known[item].deposit.sources}):
        resting = [known[item] for item in sorted(out | set(chosen)) if source in known[item].deposit.sources]
        told = [frozenset(item.judgement.tells) if item.judgement else frozenset() for item in resting]
        union = frozenset().union(*told)
        if len(union) >= TOGETHER_MAX and union not in told:
            items = tuple(item.id for item, tells in zip(resting, told, strict=True) if tells)
            found.append(Together(source, tuple(sorted(union)), items))
    return tuple(found)


def _judgement(facts: Facts) -> Judgement:
    said = facts.private
    words = tuple(map(str, said["elements"])), tuple(map(str, said["tells"]))
    return Judgement(str(said["item"]), Reliability(said["reliability"]), str(said["why"]), *words)
