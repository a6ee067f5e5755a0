"""The shapes of facts as JSON, the same for the command line, the pages and the exports (DESIGN.md section 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from inconcert.gaps.gaps import Answer
from inconcert.gaps.register import Register
from inconcert.model.dates import EventDate, last_day
from inconcert.model.edition import Edition
from inconcert.model.imported import is_imported
from inconcert.model.target import Cell, Designation, Gap, Related, Row, Source, Target, Waiting

STALE_AFTER_DAYS = 30

Plain = dict[str, Any]


def date_shape(date: EventDate) -> Plain:
    """Return {kind, value, precision} and, where it is curated or observed, its source."""
    shape: Plain = {"kind": date.kind.value, "value": date.value, "precision": date.precision.value}
    return shape | ({"source": date.source} if date.source else {})


def source_shape(source: Source | None) -> Plain | None:
    """Return {list, edition, sha256, provenance, place}; None where no list is the source."""
    if source is None:
        return None
    shape: Plain = {
        "list": source.list_id,
        "edition": source.edition,
        "sha256": source.sha256,
        "provenance": source.provenance,
        "place": source.place,
    }
    return shape | ({"licence": source.licence} if source.licence else {})


def designation_shape(item: Designation) -> Plain:
    """Return a designation as `show` and `gaps` print it."""
    shape: Plain = {
        "jurisdiction": item.jurisdiction,
        "regime": item.regime or None,
        "programme": item.programme or None,
        "list": item.list_id or None,
        "official_id": item.official_id or None,
        "status": item.status.value,
        "evidence": item.evidence.value,
        "why": item.why,
        "measures": [measure.value for measure in item.measures],
        "measures_from": item.measures_from or None,
        "grounds": list(item.grounds) or None,
        "dates": [date_shape(date) for date in item.dates],
        "act": item.act or None,
        "un_derived": item.un_derived,
        "targeted": item.targeted,
        "source": source_shape(item.source),
    }
    if item.doubted:
        shape["doubted"] = list(item.doubted)
    if item.regime_stated_on:
        shape["regime_stated_on"] = item.regime_stated_on
    return shape


def related_shape(item: Related) -> Plain:
    """Return {id, name, relation, source}."""
    return {"id": item.target_id, "name": item.name, "relation": item.relation.value, "source": item.source}


def waiting_shape(item: Waiting) -> Plain:
    """Return {id, name, score, pair, reasons}: a target that may be the same, until a person judges the pair."""
    return {
        "id": item.target_id,
        "name": item.name,
        "score": round(item.score, 4),
        "pair": [" ".join(item.left), " ".join(item.right)],
        "reasons": list(item.reasons),
    }


def target_brief(target: Target) -> Plain:
    """Return {id, name, kind, countries}."""
    return {
        "id": target.id,
        "name": target.name,
        "kind": target.kind.value,
        "countries": [country.code for country in target.countries],
    }


def cell_shape(cell: Cell) -> Plain:
    """Return a cell of the matrix with its evidence."""
    return {
        "jurisdiction": cell.jurisdiction,
        "status": cell.status.value,
        "evidence": cell.evidence.value,
        "as_of": cell.as_of,
        "why": cell.why,
        "editions": list(cell.editions),
        "since": date_shape(cell.since) if cell.since else None,
        "partial": list(cell.partial),
        "related": [related_shape(item) for item in cell.related],
        "unsure": [waiting_shape(item) for item in cell.waiting],
        "designations": [designation_shape(item) for item in cell.designations],
    }


def row_shape(row: Row) -> Plain:
    """Return {target, cells}."""
    return {"target": target_brief(row.target), "cells": [cell_shape(cell) for cell in row.cells]}


def gap_shape(gap: Gap) -> Plain:
    """Return a gap in the shape of DESIGN.md section 7; `days_open` is absent where only a range is known."""
    shape: Plain = {
        "target": target_brief(gap.target),
        "have": [designation_shape(item) for cell in gap.have for item in cell.designations],
        "lack": gap.lack.jurisdiction,
        "status": gap.status.value,
        "evidence": gap.lack.evidence.value,
        "why": gap.why,
        "explained": gap.explained.value if gap.explained else None,
        "partial": list(gap.partial),
        "related": [related_shape(item) for item in gap.related],
        "unsure": [waiting_shape(item) for item in gap.waiting],
        "route": gap.route,
        "have_as_of": gap.have_as_of,
        "lack_as_of": gap.lack_as_of,
        "lead_time_days": gap.lead_time_days,
    }
    if gap.days_open is not None:
        shape["days_open"] = gap.days_open
    elif gap.days_open_range is not None:
        shape["days_open_range"] = list(gap.days_open_range)
    return shape


def editions_shape(register: Register, jurisdictions: Iterable[str], today: dt.date) -> Plain:
    """Return list id → {date, sha256, provenance, complete, stale} of the newest edition of each list asked about."""
    wanted = set(jurisdictions)
    found: dict[str, Edition] = {}
    for line in register.lines:
        if line.jurisdiction in wanted:
            for edition in line.editions:
                found[edition.list_id] = edition
    return {name: edition_shape(found[name], today) | _licence(register, name) for name in sorted(found)}


def _licence(register: Register, list_id: str) -> Plain:
    """Return {publisher, licence} of an imported list; nothing of an official one."""
    if not is_imported(list_id):
        return {}
    said = register.publications[list_id]
    return {"publisher": said.publisher, "licence": said.licence}


def edition_shape(edition: Edition, today: dt.date) -> Plain:
    """Return {date, sha256, provenance, complete, stale}; stale: older than 30 days today."""
    return {
        "date": edition.date,
        "sha256": edition.sha256,
        "provenance": edition.provenance.value,
        "complete": edition.complete,
        "stale": is_stale(edition.date, today),
    }


def is_stale(date: str, today: dt.date) -> bool:
    """Return whether an edition of this date is older than 30 days."""
    return (today - last_day(date)).days > STALE_AFTER_DAYS


def gaps_shape(register: Register, answer: Answer, today: dt.date) -> Plain:
    """Return the one object that `gaps --json` prints."""
    question = answer.question
    return {
        "as_of": question.day.isoformat() if question.day else None,
        "have": list(question.have),
        "lack": list(question.lack),
        "editions": editions_shape(register, (*question.have, *question.lack), today),
        "counts": answer.counts | {"ground_not_stated": answer.ground_not_stated},
        "gaps": [gap_shape(gap) for gap in answer.gaps],
        "note": NOTE,
    }


NOTE = (
    "Not found means: not found on that list as of that edition. Public lists are never complete; "
    "some visa bans are private."
)
