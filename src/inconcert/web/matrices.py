"""The matrix: targets × governments as of a day, sorted and narrowed by links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from inconcert.gaps.register import Register
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Status
from inconcert.verbs.facts import situation
from inconcert.verbs.house import House
from inconcert.verbs.matrix import (
    DEFAULT_JURISDICTIONS,
    Asked,
    Matrix,
    matrix_of_names,
    matrix_of_situation,
    matrix_shape,
)
from inconcert.verbs.tables import matrix_rows
from inconcert.web import saying
from inconcert.web.answering import facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.citing import cite

NAMES_MAX = 200


def matrix_page(house: House, asking: Asking) -> Response:
    """Answer the matrix of a situation's targets, or of names of one's own, as of a day."""
    only(asking, "json", "csv", "xlsx", "mail")
    own = asking.request.query_params.get("names", "")
    place = None if own.strip() else situation(house, asking.get("situation", "xinjiang"))
    by = asking.names("by", ",".join(DEFAULT_JURISDICTIONS))
    known = set(saying.GOVERNMENTS)
    if unknown := [code for code in by if code not in known]:
        raise UserError(f"no jurisdiction is called {unknown[0]!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    if place:
        found = matrix_of_situation(house, place.id, by, asking.day)
    else:
        if own.count("\n") > NAMES_MAX:
            raise UserError(f"more than {NAMES_MAX} names", remedy="`inconcert matrix --names FILE` takes any number.")
        found = matrix_of_names(house, own.encode("utf-8"), "names", by, asking.day)
    lines = _sorted([line for line in found.lines if _fits(line, asking)], asking.get("sort"), by)
    shown = Matrix(found.register, found.jurisdictions, found.day, tuple(lines))
    if answer := facts(asking, lambda: matrix_shape(shown, house.today), lambda: matrix_rows(shown)):
        return answer
    title = place.title if place else asking.language.text("Names of your own")
    return page(
        house,
        asking,
        "matrix.html",
        found=shown,
        place=place,
        own=own,
        title=title,
        situations=sorted(house.curated.situations.values(), key=lambda item: item.title),
        heads=[_head(found.register, asking, code) for code in by],
        facets=_facets(found.lines, asking, by),
        total=len(found.lines),
        mirrored=[sum(_status(line, code) == "in_force" for line in lines) for code in by],
        citation=cite(house, asking, found.register, by, matrix_shape(shown, house.today), title),
    )


def _status(line: Asked, code: str) -> str:
    return saying.cell_status(line.row.cell(code)) if line.row else ""


def _fits(line: Asked, asking: Asking) -> bool:
    kind, country = asking.get("kind"), asking.get("country")
    if (kind or country or asking.get("at")) and not line.row:
        return False
    if line.row and kind and line.row.target.kind.value != kind:
        return False
    if line.row and country and country not in {item.code for item in line.row.target.countries}:
        return False
    where, _, status = asking.get("at").partition(".")
    return not where or not line.row or where not in {c.jurisdiction for c in line.row.cells} or (
        _status(line, where) == status
    )  # fmt: skip


def _sorted(lines: list[Asked], sort: str, by: Sequence[str]) -> list[Asked]:
    def since(code: str) -> Callable[[Asked], tuple[Any, ...]]:
        def key(line: Asked) -> tuple[Any, ...]:
            cell = line.row.cell(code) if line.row else None
            listed = cell is not None and cell.status is Status.IN_FORCE
            return (not listed, cell.since.latest.isoformat() if cell and cell.since and listed else "9999", line.name)

        return key

    if sort in by:
        return sorted(lines, key=since(sort))
    if sort == "name":
        return sorted(lines, key=lambda line: line.name.casefold())
    if sort == "governments":
        return sorted(lines, key=lambda line: (-sum(_status(line, code) == "in_force" for code in by), line.name))
    return lines


def _head(register: Register, asking: Asking, code: str) -> dict[str, Any]:
    lines = [line for line in register.lines_of(code) if line.days]
    return {
        "code": code,
        "as_of": lines[0].days[-1].date if lines else "",
        "sort": asking.here(sort=None if asking.get("sort") == code else code),
        "sorted": asking.get("sort") == code,
    }


def _facets(
    lines: Sequence[Asked], asking: Asking, by: Sequence[str]
) -> list[tuple[str, list[tuple[str, int, str, bool]]]]:
    """Return (heading, rows) of the facets kind and country, and of the status with each government."""
    language, rows = asking.language, [line.row for line in lines if line.row]
    kinds = Counter(row.target.kind.value for row in rows)
    countries = Counter(item.code for row in rows for item in row.target.countries if item.code)
    found = [
        (language.text("Kind"), [
            (language.text(saying.KINDS_MANY[key]), number, *_toggle(asking, "kind", key))
            for key, number in kinds.most_common()
        ]),
        (language.text("Country"), [
            (language.country(key), number, *_toggle(asking, "country", key))
            for key, number in countries.most_common(8)
        ]),
    ]  # fmt: skip
    for code in by:
        at = Counter(_status(line, code) for line in lines if line.row)
        words = [
            (language.text(saying.STATUS[key]), number, *_toggle(asking, "at", f"{code}.{key}"))
            for key, number in at.most_common()
        ]
        found.append((saying.government(language, code), words))
    return [(head, items) for head, items in found if len(items) > 1 or any(item[3] for item in items)]


def _toggle(asking: Asking, name: str, value: str) -> tuple[str, bool]:
    on = asking.get(name) == value
    return asking.here(**{name: None if on else value}), on
