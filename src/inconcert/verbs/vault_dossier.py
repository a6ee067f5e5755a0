"""Dossiers meet the vault: consent is asked for each exhibit, recipient and use; sources are counted, never shown.

Rules:
- a dossier for a government cites an exhibit of the vault only if each of its sources allowed that government that use
  on that day; one that did not refuses the whole rendering, and the refusal is logged;
- what was rendered is logged, so that a withdrawal finds it;
- two exhibits that rest on one source are one source. The dossier gets opaque marks to count by, and no pseudonym.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets as chance
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inconcert.dossiers.case import Case
from inconcert.dossiers.elements import Destination
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.vault import Action, Exhibit, Facts, Judgement, Use
from inconcert.vault import case as cases
from inconcert.vault import consent, judging
from inconcert.verbs.dossier import Rendered, render
from inconcert.verbs.vault import Desk, working


def judge(desk: Desk, case: str, judgement: Judgement) -> None:
    """Record how reliable an exhibit is held to be, and why."""
    with working(desk, case) as opened:
        judging.judge(opened, desk.who, cases.unlocked(opened, desk.name, desk.own), judgement)


def render_from_vault(
    desk: Desk, vault_case: str, case: Case, wanted: Sequence[Destination], use: Use
) -> tuple[Rendered, ...]:
    """Return a case rendered for each destination, with every exhibit's consent asked first; RefusedByCheck."""
    today = desk.clock().astimezone(dt.UTC).date()
    with working(desk, vault_case) as opened:
        book = consent.open_book(opened, cases.unlocked(opened, desk.name, desk.own))
        known = {item.id: item for item in judging.judged(book)}
        cited = _cited(case, known)
        recipients = list(dict.fromkeys(item.jurisdiction for item in wanted))
        refused = [
            f"{evidence} for {name}: {reason}"
            for name in recipients
            for evidence, exhibit in cited.items()
            for reason in consent.verdict(book, exhibit, name, use, today).because
        ]
        items = [item.id for item in cited.values()]
        said: list[dict[str, object]] = [{"items": items, "recipient": name, "use": use.value} for name in recipients]
        if refused:
            _log(opened, desk, Action.EXPORT_REFUSED, said)
            raise RefusedByCheck(
                f"a source has not consented: {'; '.join(refused)}",
                where=case.id,
                remedy="Nothing was rendered. Leave the exhibit or the destination out, or ask the source again.",
            )
        found = render(_with_origins(case, cited), wanted, today.isoformat())
        with opened.lock():
            later = opened.log().events[len(book.events) + len(book.set_aside) :]
            if any(event.action is Action.CONSENT_WITHDRAWN for event in later):
                raise RefusedByCheck("a consent was withdrawn meanwhile", where=case.id)
            for one in said if cited else ():
                cases.record(opened, desk.who, cases.Entry(Action.RENDERED, facts=Facts(private=one)))
    return found


def _log(opened: cases.Case, desk: Desk, action: Action, said: Iterable[dict[str, object]]) -> None:
    with opened.lock():
        for one in said:
            cases.record(opened, desk.who, cases.Entry(action, facts=Facts(private=one)))


def _cited(case: Case, known: dict[str, Exhibit]) -> dict[str, Exhibit]:
    """Return evidence id → exhibit of the vault; UserError where the vault has none, or judged it otherwise."""
    found = {}
    for item in case.evidence:
        if not item.exhibit:
            continue
        exhibit = known.get(item.exhibit)
        if exhibit is None:
            raise UserError(f"no exhibit {item.exhibit} in this case of the vault", where=f"{case.id}, {item.id}")
        if exhibit.judgement is None:
            raise UserError("not judged yet", where=f"{case.id}, {item.id}", remedy="inconcert vault judge")
        if exhibit.judgement.reliability != item.reliability:
            raise UserError(
                f"the vault holds it to be {exhibit.judgement.reliability}, the file {item.reliability}",
                where=f"{case.id}, {item.id}",
            )
        found[item.id] = exhibit
    return found


def _with_origins(case: Case, cited: dict[str, Exhibit]) -> Case:
    salt = chance.token_bytes(16)

    def marks(exhibit: Exhibit, publisher: str) -> tuple[str, ...]:
        names = exhibit.deposit.sources
        return tuple(hashlib.sha256(salt + name.encode()).hexdigest() for name in names) or (publisher,)

    evidence = tuple(
        replace(item, origins=marks(cited[item.id], item.publisher)) if item.id in cited else item
        for item in case.evidence
    )
    return replace(case, evidence=evidence)
