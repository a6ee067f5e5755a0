"""The law of every regime, from `*/law/*.toml`: a file per statute, shared by the regimes it governs, dated.

A law file names the regimes it is for by id or pattern (`applies_to`, the longest pattern that fits wins; a file whose
`un_derived` is true is for the regimes that follow UN listings), and may `extend` another: what it does not say itself
is said by the other. Every statement has sources and a confidence; those with `valid_from` or `valid_until` hold
between these days only, so the text of a past day gives the rules of that day.

    name = "GB-HR"
    extends = "GB-SAMLA"
    title = "Global Human Rights Sanctions Regulations 2020"
    valid_from = "2020-07-06"
    themes = ["human-rights"]
    listable = ["person", "entity"]
    imposes = ["asset_freeze", "travel_ban"]
    standard_code = "RGS"
    [citation]
    text = "…"  sources = ["…"]  confidence = "H"
    [[conduct]]
    codes = ["LIFE"]  coverage = "explicit"  text = "…"  sources = ["…"]  confidence = "H"
    [[facets]]
    facet = "standard"  text = "…"  sources = ["…"]  confidence = "H"
"""

from __future__ import annotations

import fnmatch
import functools
from dataclasses import dataclass

from inconcert.jurisdictions.regimes import regimes
from inconcert.jurisdictions.tables import Table, folders_with, tables_under
from inconcert.model.errors import OurError, UserError
from inconcert.model.law import FACETS, ConductCode, ConductRule, Coverage, LawOf, MirrorRoute, Statement
from inconcert.model.regime import Regime
from inconcert.model.vocabulary import Kind, Measure, Theme

TODAY = "9999-12-31"
"""The day that is after every day the files name: the current text."""


@dataclass(frozen=True, slots=True)
class LawFile:
    """One law file as written, all its versions together; empty where it leaves a thing to the file it extends."""

    name: str
    jurisdiction: str
    title: str
    extends: str
    applies_to: tuple[str, ...]
    un_derived: bool
    valid_from: str
    valid_until: str
    themes: tuple[Theme, ...]
    listable: tuple[Kind, ...]
    imposes: tuple[Measure, ...]
    standard_code: str
    needs_country_regulation: bool
    expires_on: str
    listing_years: int
    review_on: str
    citation: Statement
    instruments: tuple[Statement, ...]
    listable_statement: Statement | None
    conduct: tuple[ConductRule, ...]
    facets: tuple[tuple[str, Statement], ...]
    mirror: MirrorRoute | None


@functools.cache
def law_of(regime_id: str, as_of: str = TODAY) -> LawOf | None:
    """Return the law of a regime as it stood on a day (YYYY-MM-DD); None where it was not law on that day.

    Raises UserError for a regime that no law file is for.
    """
    held = law_file(regime_id)
    spans = [(held.valid_from, held.valid_until)]
    if regime := regimes().get(regime_id):
        spans.append((regime.valid_from, regime.valid_until))
    if any(start > as_of or (end and end < as_of) for start, end in spans):
        return None
    return _stood(held, as_of)


def law_file(regime_id: str) -> LawFile:
    """Return the law file of a regime id, or of a law file's own name; raises UserError where there is none."""
    found = laws()
    if regime_id in found:
        return found[regime_id]
    regime = regimes().get(regime_id)
    fitting = [
        (_weight(item, pattern, regime), item)
        for item in found.values()
        for pattern in item.applies_to
        if fnmatch.fnmatchcase(regime_id, pattern) and (regime or not item.un_derived)
    ]
    fitting = [row for row in fitting if not row[1].un_derived or (regime and regime.un_derived)]
    if not fitting:
        raise UserError(f"no law is known for {regime_id}", remedy="`inconcert law` lists the regimes.")
    return max(fitting, key=lambda row: row[0])[1]


@functools.cache
def laws() -> dict[str, LawFile]:
    """Return name → law file, for all jurisdictions; raises OurError for a file that is not valid."""
    found: dict[str, LawFile] = {}
    for folder in folders_with("law"):
        for name, table in tables_under(folder, "law"):
            item = _file(name, folder, table)
            if found.setdefault(item.name, item) is not item:
                raise OurError(f"two law files are called {item.name}", where=table.where)
    for item in found.values():
        if item.extends and item.extends not in found:
            raise OurError(f"{item.name} extends a law that does not exist: {item.extends}")
    return found


def statements(law: LawOf) -> tuple[Statement, ...]:
    """Return every statement that stands in a law, in the order of its page."""
    found = [law.citation, *law.instruments, law.listable_statement]
    found += [rule.statement for rule in law.conduct]
    found += [item for group in law.facets.values() for item in group]
    if law.mirror:
        found += [law.mirror.statement, *([law.mirror.caveat] if law.mirror.caveat else [])]
    return tuple(dict.fromkeys(found))


def _weight(item: LawFile, pattern: str, regime: Regime | None) -> tuple[bool, int]:
    return bool(regime and regime.un_derived and item.un_derived), len(pattern)


def _stood(held: LawFile, as_of: str) -> LawOf:
    line = _line(held)
    listable = next((item for item in line if item.listable_statement), None)
    if listable is None or listable.listable_statement is None:
        raise OurError(f"{held.name} does not say who can be listed")
    return LawOf(
        name=held.name,
        jurisdiction=held.jurisdiction,
        title=held.title,
        as_of="" if as_of == TODAY else as_of,
        citation=held.citation,
        instruments=tuple(item for law in line for item in law.instruments if item.held_on(as_of)),
        listable=next((law.listable for law in line if law.listable), ()),
        listable_statement=listable.listable_statement,
        themes=held.themes,
        imposes=next((law.imposes for law in line if law.imposes), ()),
        conduct=_conduct(line, as_of),
        facets=_facets(line, as_of),
        mirror=next((law.mirror for law in line if law.mirror and law.mirror.statement.held_on(as_of)), None),
        standard_code=next((law.standard_code for law in line if law.standard_code), ""),
        needs_country_regulation=held.needs_country_regulation,
        expires_on=next((law.expires_on for law in line if law.expires_on), ""),
        listing_years=next((law.listing_years for law in line if law.listing_years), 0),
        review_on=next((law.review_on for law in line if law.review_on), ""),
    )


def _line(held: LawFile) -> list[LawFile]:
    line = [held]
    while line[-1].extends:
        line.append(laws()[line[-1].extends])
    return line


def _conduct(line: list[LawFile], as_of: str) -> tuple[ConductRule, ...]:
    found: dict[ConductCode, ConductRule] = {}
    for law in line:
        for rule in law.conduct:
            if rule.statement.held_on(as_of):
                found.setdefault(rule.code, rule)
    return tuple(found[code] for code in ConductCode if code in found)


def _facets(line: list[LawFile], as_of: str) -> dict[str, tuple[Statement, ...]]:
    found: dict[str, tuple[Statement, ...]] = {}
    for facet in FACETS:
        own = next((law for law in line if any(name == facet for name, _ in law.facets)), None)
        if own:
            held = tuple(item for name, item in own.facets if name == facet and item.held_on(as_of))
            found |= {facet: held} if held else {}
    return found


def _file(name: str, folder: str, table: Table) -> LawFile:
    law = LawFile(
        name=table.text("name"),
        jurisdiction=folder,
        title=table.text("title"),
        extends=table.text("extends", ""),
        applies_to=table.texts("applies_to", []),
        un_derived=bool(table.take("un_derived", bool, False)),
        valid_from=table.text("valid_from", ""),
        valid_until=table.text("valid_until", ""),
        themes=table.words(Theme, "themes", []),
        listable=table.words(Kind, "listable", []),
        imposes=table.words(Measure, "imposes", []),
        standard_code=table.text("standard_code", ""),
        needs_country_regulation=bool(table.take("needs_country_regulation", bool, False)),
        expires_on=table.text("expires_on", ""),
        listing_years=int(table.take("listing_years", int, 0)),
        review_on=table.text("review_on", ""),
        citation=_closed(table.table("citation")),
        instruments=tuple(_closed(item) for item in table.tables("instruments")),
        listable_statement=_closed(table.table("who")) if "who" in table.values else None,
        conduct=tuple(rule for item in table.tables("conduct") for rule in _rules(item)),
        facets=tuple(_facet(item) for item in table.tables("facets")),
        mirror=_mirror(table.table("mirror")) if "mirror" in table.values else None,
    )
    table.done()
    if law.name != name:
        raise OurError(f"the file of {law.name} must be called {law.name}.toml", where=table.where)
    return law


def _closed(table: Table) -> Statement:
    statement = table.statement()
    table.done()
    return statement


def _rules(table: Table) -> list[ConductRule]:
    codes, coverage = table.words(ConductCode, "codes"), table.word(Coverage, "coverage")
    statement = _closed(table)
    return [ConductRule(code, coverage, statement) for code in codes]


def _facet(table: Table) -> tuple[str, Statement]:
    facet = table.text("facet")
    if facet not in FACETS:
        raise OurError(f"not a facet of a law: {facet!r}", where=table.where)
    return facet, _closed(table)


def _mirror(table: Table) -> MirrorRoute:
    caveat = _closed(table.table("caveat")) if "caveat" in table.values else None
    exists = table.text("exists")
    if exists not in ("yes", "partial", "de_facto", "no"):
        raise OurError(f"a mirror route is yes, partial, de_facto or no, not {exists!r}", where=table.where)
    route = MirrorRoute(
        exists=exists,
        reference=table.text("reference", ""),
        origins=table.texts("origins", []),
        clock_days=tuple(table.take("clock_days", list, [])),
        caveat=caveat,
        statement=table.statement(),
    )
    table.done()
    return route
