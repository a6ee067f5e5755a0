"""Regimes and their law, and what is known of each government."""

from __future__ import annotations

from collections import Counter

from starlette.responses import Response

from inconcert.model.errors import UserError
from inconcert.model.law import FACETS
from inconcert.verbs.facts import day_of, latest_actions
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.law import law, law_shape, regimes_known
from inconcert.verbs.shapes import is_stale
from inconcert.verbs.status import status, status_shape
from inconcert.verbs.tables import status_rows
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.figures import gap_counts
from inconcert.web.saying import GOVERNMENTS


def _targets_under(house: House) -> Counter[str]:
    """Return regime id → how many targets ever stood under it on an edition at hand."""
    return house.memory.once(
        "under", lambda: Counter(name for brief in index_of(house).targets for name in brief.regimes)
    )


def regimes_page(house: House, asking: Asking) -> Response:
    """Answer the regimes by government, thematic ones first."""
    only(asking, "json", "csv", "xlsx")
    held = regimes_known(asking.get("by"))
    under = _targets_under(house)

    def table() -> Table:
        heads = ("id", "jurisdiction", "title", "scope", "themes", "countries", "targets")
        rows = [
            (r.id, r.jurisdiction, r.title, r.scope, " ".join(r.themes), " ".join(r.countries), under[r.id])
            for r in held
        ]
        return heads, rows

    def shape() -> object:
        heads, rows = table()
        return [dict(zip(heads, row, strict=True)) for row in rows]

    found = facts(asking, shape, table)
    groups = [(code, [item for item in held if item.jurisdiction == code]) for code in GOVERNMENTS]
    return found or page(house, asking, "regimes.html", groups=[g for g in groups if g[1]], under=under)


def regime_page(house: House, asking: Asking) -> Response:
    """Answer one regime: whom it can list, for what, by which standard, who decides; every sentence with its source."""
    only(asking, "json", "csv", "xlsx")
    name = asking.request.path_params["regime"]
    shown = law(name, asking.day or house.today)

    def table() -> Table:
        rows = [("citation", shown.law.citation.text)] if shown.law else []
        for facet, said in (shown.law.facets if shown.law else {}).items():
            rows += [(facet, item.text) for item in said]
        return ("facet", "text"), rows

    if found := facts(asking, lambda: law_shape(shown), table):
        return found
    known = shown.regime
    return page(
        house,
        asking,
        "regime.html",
        regime=known,
        law=shown.law,
        title=known.title if known else shown.law.title if shown.law else name,
        headings=FACETS,
        under=_targets_under(house)[known.id] if known else 0,
        actions=[act for act in latest_actions(house) if known and act.regime == known.id],
        day_of=day_of,
    )


def jurisdictions_page(house: House, asking: Asking) -> Response:
    """Answer the governments whose lists are read."""
    only(asking, "json", "csv", "xlsx")
    lists = status(house)
    found = facts(asking, lambda: status_shape(house, lists), lambda: status_rows(lists))
    codes = [code for code in GOVERNMENTS if any(item.publication.jurisdiction == code for item in lists)]
    return found or page(house, asking, "jurisdictions.html", codes=codes, lists=lists)


def jurisdiction_page(house: House, asking: Asking) -> Response:
    """Answer one government: its lists, its regimes, its latest actions, and its gaps with the others."""
    only(asking, "json", "csv", "xlsx")
    code = asking.request.path_params["jurisdiction"].lower()
    lists = tuple(item for item in status(house) if item.publication.jurisdiction == code)
    if code not in GOVERNMENTS or not lists:
        raise UserError(f"no list of a government called {code!r} is at hand", remedy="The page of lists names them.")
    if found := facts(asking, lambda: status_shape(house, lists), lambda: status_rows(lists)):
        return found
    regimes = [item for item in regimes_known(code) if item.themes and item.scope == "thematic"]
    others = sorted({item.publication.jurisdiction for item in status(house)} - {code, "un"})
    return page(
        house,
        asking,
        "jurisdiction.html",
        code=code,
        lists=lists,
        regimes=regimes,
        other_regimes=[item for item in regimes_known(code) if item not in regimes],
        counts={have: dict(pairs) for have, pairs in gap_counts(house)},
        under=_targets_under(house),
        others=others,
        actions=[act for act in latest_actions(house) if act.jurisdiction == code][:8],
        day_of=day_of,
        stale=lambda date: is_stale(date, house.today),
    )


def lists_page(house: House, asking: Asking) -> Response:
    """Answer the lists and editions at hand."""
    only(asking, "json", "csv", "xlsx")
    lists = status(house)
    if found := facts(asking, lambda: status_shape(house, lists), lambda: status_rows(lists)):
        return found
    return page(house, asking, "lists.html", lists=lists, stale=lambda date: is_stale(date, house.today))


def list_page(house: House, asking: Asking) -> Response:
    """Answer one list: its editions with hash and provenance, what the newest holds, and what could not be read."""
    only(asking, "json", "csv", "xlsx")
    name = asking.request.path_params["list"]
    lists = tuple(item for item in status(house) if item.publication.list_id == name)
    if not lists:
        raise UserError(f"no edition of a list called {name!r} is at hand", remedy="The page of lists names them.")
    if found := facts(asking, lambda: status_shape(house, lists), lambda: status_rows(lists)):
        return found
    return page(house, asking, "list.html", item=lists[0], stale=lambda date: is_stale(date, house.today))
