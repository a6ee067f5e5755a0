"""What may leave: bare files only, released by two persons; proof that the case's sealed terms are gone.

Rules:
- pixels (JPEG, PNG, PDF of pictures) and plain words leave; whatever else a file carries hinders it, by name;
- for publication no text may be extractable from pages at all: a black box over text hides nothing;
- two custodians release, each with their own key, after they looked: no program sees a name in a picture;
- the evidentiary copy, with all it carries, leaves only where two custodians released it as received, and never for
  publication.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from inconcert.formats import pixels
from inconcert.formats.kinds import FileKind
from inconcert.model.errors import RefusedByCheck, SourceError, UserError
from inconcert.model.vault import Action, CustodyEvent, Exhibit, Facts, ReleaseForm, Use
from inconcert.vault.case import Case, Entry, facts_of, record
from inconcert.vault.log import Log
from inconcert.vault.reading import content, exhibit_of
from inconcert.vault.ring import Signing
from inconcert.vault.sealing import Identity

PERSONS_NEEDED = 2
_BARE = frozenset((FileKind.TEXT, FileKind.JPEG, FileKind.PNG, FileKind.PDF))
_SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff-]+")


def seal_terms(case: Case, who: Signing, terms: Sequence[str]) -> None:
    """Keep words that nothing which leaves may hold: names, places, numbers; they are sealed in the case."""
    if not terms or any(len(_plain(term)) < 3 for term in terms):
        raise UserError("a sealed term has three letters or more", where=case.id)
    with case.lock():
        record(case, who, Entry(Action.TERMS_SEALED, facts=Facts(private={"terms": list(terms)})))


def sealed_terms(case: Case, log: Log, secrets: Sequence[Identity]) -> tuple[str, ...]:
    """Return the case's sealed terms, and the pseudonyms of its sources with them."""
    found: dict[str, None] = {}
    for event in log.events:
        if event.action is Action.TERMS_SEALED:
            found |= dict.fromkeys(map(str, facts_of(case, event, secrets).private["terms"]))
        elif event.action is Action.CONSENT_GIVEN:
            found[str(facts_of(case, event, secrets).private["source"])] = None
    return tuple(found)


def hindrances(data: bytes, name: str, terms: Sequence[str], *, publish: bool) -> tuple[str, ...]:
    """Return what keeps a file from leaving, in words; empty where it is bare. `publish`: no text in pages at all."""
    try:
        seen = pixels.look(data, name)
    except (SourceError, RefusedByCheck) as error:
        return (f"it cannot be looked at: {error.what}",)
    return tuple(_hindering(data, seen, terms, publish))


def release(case: Case, who: Signing, secrets: Sequence[Identity], item: str, form: ReleaseForm) -> int:
    """Sign that an exhibit may leave in a form; return how many have signed. RefusedByCheck where it is not bare."""
    log = case.log()
    exhibit = exhibit_of(case, log, secrets, item)
    data = content(case, who, exhibit, secrets)
    terms = sealed_terms(case, log, secrets)
    if form is ReleaseForm.COPY:
        _refuse(exhibit, hindrances(data, exhibit.deposit.name, terms, publish=True))
    if who.actor.name in released(log.events, item, form):
        raise UserError("released by the same person already", where=f"exhibit {item}", remedy="Another must release.")
    said = Facts(private={"terms_searched": len(terms), "sha256": exhibit.sha256})
    with case.lock():
        record(case, who, Entry(Action.RELEASED, item, {"form": form.value}, said))
    return len(released(case.log().events, item, form))


def released(events: Sequence[CustodyEvent], item: str, form: ReleaseForm) -> frozenset[str]:
    """Return who released an exhibit in a form."""
    signed = [event for event in events if event.action is Action.RELEASED and event.item == item]
    return frozenset(event.actor for event in signed if event.open["form"] == form)


def refusals(
    case: Case, who: Signing, secrets: Sequence[Identity], chosen: Sequence[Exhibit], use: Use
) -> tuple[str, ...]:
    """Return why exhibits may not leave for a use, a line each; raises RefusedByCheck for a hostile one."""
    log = case.log()
    terms = sealed_terms(case, log, secrets)
    found = []
    for exhibit in chosen:
        if exhibit.stored and (why := _why_not(case, who, secrets, exhibit, use, log, terms)):
            found.append(f"{exhibit.id}: {why}")
    return tuple(found)


def _why_not(
    case: Case,
    who: Signing,
    secrets: Sequence[Identity],
    exhibit: Exhibit,
    use: Use,
    log: Log,
    terms: Sequence[str],
) -> str:
    as_received = len(released(log.events, exhibit.id, ReleaseForm.AS_RECEIVED)) >= PERSONS_NEEDED
    if as_received and use is not Use.PUBLISH:
        return ""
    publish = use is Use.PUBLISH
    if publish and len(released(log.events, exhibit.id, ReleaseForm.COPY)) < PERSONS_NEEDED:
        return f"not released by {PERSONS_NEEDED} persons"
    # what was promised in confidence may name whom its recipient may know: terms bind what is published
    return "; ".join(
        hindrances(
            content(case, who, exhibit, secrets), exhibit.deposit.name, terms if publish else (), publish=publish
        )
    )


def _hindering(data: bytes, seen: pixels.Seen, terms: Sequence[str], publish: bool) -> Iterator[str]:
    if seen.kind not in _BARE:
        yield f"a file of this kind ({seen.kind}) does not leave: make a copy of it"
    for what in seen.found:
        yield f"it carries {what}"
    if publish and seen.kind is FileKind.PDF and seen.text.strip():
        yield "text can be extracted from its pages: a box drawn over text hides nothing"
    plain = _plain(seen.text)
    raw = data.lower()
    held = sum(
        _plain(term) in plain or any(term.lower().encode(code) in raw for code in ("utf-8", "utf-16-le", "utf-16-be"))
        for term in terms
    )
    if held:
        yield f"it holds {held} of the case's sealed terms"


def _plain(text: str) -> str:
    """Return text as it is compared: compatibility forms, case and spaces do not hide a term."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _refuse(exhibit: Exhibit, found: Sequence[str]) -> None:
    if found:
        raise RefusedByCheck(
            f"not released: {'; '.join(found)}",
            where=f"exhibit {exhibit.id}",
            remedy="Make a redacted copy of it, look at every page, and release that.",
        )
