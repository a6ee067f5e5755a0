"""The page of one target: where it stands, its designations side by side, what is missing where, every value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from inconcert.gaps.gaps import Question
from inconcert.model.dates import EventDate
from inconcert.model.edition import Publication
from inconcert.model.imported import is_imported
from inconcert.model.target import Designation, Gap
from inconcert.model.vocabulary import DateKind, Status
from inconcert.verbs.corrections import published_of
from inconcert.verbs.gaps import find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.show import Shown, show, show_shape
from inconcert.verbs.tables import value_rows
from inconcert.verbs.unindexed import unindexed
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import FORMS, Asking
from inconcert.web.citing import cite
from inconcert.web.corrections.words import EFFECTS, SHORT
from inconcert.web.corrections.words import STATES as DECIDED
from inconcert.web.saying import STATES, cell_status

STANDING = ("in_force", "part", "unsure", "not_found", "ended", "not_covered")
"""The order in which a target's page shows where it stands."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement of reasons: quoted where the publisher's licence allows, else only pointed at."""

    publication: Publication
    official_id: str
    edition: str
    texts: tuple[str, ...]
    quotable: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated event of one designation."""

    date: EventDate
    designation: Designation


def target_page(house: House, asking: Asking) -> Response:
    """Answer the page of one target; a former id redirects to the one that speaks."""
    asked, _, form = asking.request.path_params["target"].rpartition(".")
    if form in FORMS and asked:
        asking.form = form
    else:
        asked = asking.request.path_params["target"]
    only(asking, "json", "csv", "xlsx", "mail")
    shown = show(house, asked, asking.day, imported=True)
    if shown.target.id != asked:
        suffix = f".{asking.form}" if asking.form else ""
        code = 301 if shown.redirected_from else 303
        return RedirectResponse(asking.href(f"/targets/{shown.target.id}{suffix}"), code)
    hidden = unindexed(shown.target)
    if found := facts(asking, lambda: show_shape(shown), lambda: value_rows(shown)):
        return not_indexed(found) if hidden else found
    answer = page(
        house,
        asking,
        "target.html",
        shown=shown,
        target=shown.target,
        cells=sorted(shown.row.cells, key=lambda cell: STANDING.index(cell_status(cell))),
        by_government=_by_government(shown),
        moments=_moments(shown.designations),
        missing=_missing(house, shown, asking.day),
        reasons=reasons_of(shown),
        contested=[
            (house.curated.situations[name], said)
            for name in shown.situations
            for said in house.curated.situations[name].contested
        ],
        situations=[house.curated.situations[name] for name in shown.situations],
        day=asking.day,
        citation=cite(house, asking, shown.register, (), show_shape(shown), shown.target.name),
        corrections=published_of(house, (shown.target.id, *shown.target.ids), shown.target.keys),
        correctable=not all(is_imported(list_id) for list_id, _ in shown.target.keys),
        unindexed=hidden,
        CORRECTION_KINDS=SHORT, CORRECTION_STATES=DECIDED, CORRECTION_EFFECTS=EFFECTS,
    )  # fmt: skip
    return not_indexed(answer) if hidden else answer


def not_indexed(answer: Response) -> Response:
    """Return an answer that tells search engines not to hold it."""
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _by_government(shown: Shown) -> list[tuple[str, list[Designation]]]:
    """Return the designations of each government that ever made one, those in force first."""
    found: dict[str, list[Designation]] = {}
    for item in shown.designations:
        found.setdefault(item.jurisdiction, []).append(item)
    return sorted(found.items(), key=lambda pair: (all(d.status is not Status.IN_FORCE for d in pair[1]), pair[0]))


def _moments(designations: Sequence[Designation]) -> list[Moment]:
    every = [Moment(date, item) for item in designations for date in item.dates if date.kind is not DateKind.UPDATED]
    told: dict[tuple[str, str, str], Moment] = {}
    for moment in every:
        told.setdefault((moment.date.value, moment.designation.jurisdiction, moment.designation.regime), moment)
    return sorted(told.values(), key=lambda item: (item.date.latest, item.date.kind, item.designation.jurisdiction))


def _missing(house: House, shown: Shown, day: dt.date | None) -> tuple[Gap, ...]:
    """Return a gap for each government that does not list a target which another does."""
    cells = [cell for cell in shown.row.cells if not is_imported(cell.jurisdiction)]
    have = tuple(cell.jurisdiction for cell in cells if cell.status is Status.IN_FORCE)
    lack = tuple(cell.jurisdiction for cell in cells if cell.jurisdiction not in have and cell.jurisdiction != "un")
    if not have or not lack:
        return ()
    asked = Question(have=have, lack=lack, day=day, theme="all", targets=frozenset({shown.target.id}))
    return find_gaps(house, asked).answer.gaps


def reasons_of(shown: Shown) -> list[Reason]:
    """Return what each list gives as its reasons, from the newest edition that carries the entry."""
    newest: dict[tuple[str, str], Reason] = {}
    for version in sorted(shown.target.versions, key=lambda item: item.editions[-1]):
        entry = version.entry
        if entry.reasons and not is_imported(entry.list_id):
            publication = shown.register.publications[entry.list_id]
            texts = tuple(dict.fromkeys(item.text for item in entry.reasons))
            quotable = (
                publication.jurisdiction in STATES and publication.embeddable and publication.jurisdiction != "un"
            )
            newest[version.key] = Reason(publication, entry.official_id, version.editions[-1], texts, quotable)
    return list(newest.values())
