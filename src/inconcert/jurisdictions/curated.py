"""Curated facts from TOML: situations in `situations/*.toml`, actions in `*/actions/*.toml`.

One file per situation and per action; a file in `actions/` may instead hold `[[designations]]`, public acts that no
machine list carries. Everything is validated when loaded: unknown keys, sources or words raise OurError.

    >>> sorted(situations()["xinjiang"].countries)
    ['cn']
"""

from __future__ import annotations

import functools

from inconcert.jurisdictions.sources import cite
from inconcert.jurisdictions.tables import Table, folders_with, tables_under
from inconcert.model.curated import (
    Action,
    Curated,
    CuratedAsk,
    CuratedDate,
    CuratedDesignation,
    CuratedGround,
    CuratedName,
    Doubt,
    Marks,
    Member,
    Situation,
    SituationTarget,
)
from inconcert.model.dates import EventDate, event_on
from inconcert.model.errors import OurError
from inconcert.model.law import ConductCode, Confidence, Statement
from inconcert.model.vocabulary import DateKind, Kind, Measure, Theme


@functools.cache
def load() -> Curated:
    """Return every curated fact of the product; raises OurError for a file that is not valid."""
    found = Curated(_situations(), _actions(), _designations(), _doubts())
    _check(found)
    return found


def nothing() -> Curated:
    """Return no facts at all: what the register says when nobody curated anything."""
    return Curated()


def situations() -> dict[str, Situation]:
    """Return situation id → situation."""
    return load().situations


def actions() -> tuple[Action, ...]:
    """Return every curated action, oldest first."""
    return load().actions


def dates_for(list_id: str, official_id: str, name: str = "") -> tuple[EventDate, ...]:
    """Return the curated dates of an entry's designations, each with its citation as `source`."""
    return load().dates_for(list_id, official_id, name)


def names_for(list_id: str, official_id: str, name: str = "") -> tuple[CuratedName, ...]:
    """Return the curated names of the target an entry is about."""
    return load().names_for(list_id, official_id, name)


def _situations() -> dict[str, Situation]:
    return {name: _situation(name, table) for name, table in tables_under("situations")}


def _actions() -> tuple[Action, ...]:
    found = [
        _action(name, table)
        for folder in folders_with("actions")
        for name, table in tables_under(folder, "actions")
        if "designations" not in table.values
    ]
    return tuple(sorted(found, key=lambda act: (min(date.event.earliest for date in act.dates), act.id)))


def _designations() -> tuple[CuratedDesignation, ...]:
    found: list[CuratedDesignation] = []
    for folder in folders_with("actions"):
        for _, table in tables_under(folder, "actions"):
            if "designations" in table.values:
                found.extend(_designation(item, folder) for item in table.tables("designations"))
                table.done()
    return tuple(sorted(found, key=lambda item: item.id))


def _doubts() -> tuple[Doubt, ...]:
    found: list[Doubt] = []
    for folder in folders_with("doubts"):
        for _, table in tables_under(folder, "doubts"):
            found.extend(_doubt(item) for item in table.tables("doubts"))
            table.done()
    return tuple(found)


def _doubt(table: Table) -> Doubt:
    found = Doubt(
        table.text("list"),
        table.text("official_id"),
        table.word(DateKind, "kind"),
        table.text("value"),
        table.statement(),
    )
    table.done()
    return found


def _situation(name: str, table: Table) -> Situation:
    situation = Situation(
        id=table.text("id"),
        title=table.text("title"),
        countries=table.texts("countries"),
        description=table.statement("description"),
        targets=tuple(_target(item) for item in table.tables("targets")),
        asks=tuple(_ask(item) for item in table.tables("asks")),
        contested=tuple(_statement(item) for item in table.tables("contested")),
    )
    _named(name, situation.id, table)
    return situation


def _target(table: Table) -> SituationTarget:
    target = SituationTarget(
        id=table.text("id"),
        name=table.text("name"),
        kind=table.word(Kind, "kind"),
        marks=_marks(table),
        names=tuple(_name(item) for item in table.tables("names")),
        notes=tuple(_statement(item) for item in table.tables("notes")),
        part_of=table.text("part_of", ""),
    )
    table.done()
    if target.part_of and not target.notes:
        raise OurError("a body that is part of another needs a note that says where this is read", where=table.where)
    return target


def _name(table: Table) -> CuratedName:
    sources, level = table.sources(), table.confidence()
    name = CuratedName(
        table.text("full"), table.text("script"), table.text("language"), sources, level, _citation(sources, level)
    )
    table.done()
    return name


def _ask(table: Table) -> CuratedAsk:
    ask = CuratedAsk(
        id=table.text("id"),
        date=table.text("date"),
        title=table.text("title"),
        to=table.texts("to"),
        have=table.text("have"),
        targets=table.texts("targets"),
        statement=table.statement(),
    )
    table.done()
    return ask


def _action(name: str, table: Table) -> Action:
    members = tuple(_member(item) for item in table.tables("members"))
    act = Action(
        id=table.text("id"),
        jurisdiction=table.text("jurisdiction"),
        authority=table.text("authority"),
        title=table.text("title"),
        regime=table.text("regime"),
        situation=table.text("situation", ""),
        act=table.text("act", "added"),
        measures=table.words(Measure, "measures"),
        dates=tuple(_date(item) for item in table.tables("dates")),
        grounds=tuple(_ground(item) for item in table.tables("grounds")),
        members=members,
        statement=table.statement(),
        members_total=int(table.take("members_total", int, len(members))),
        uncounted=table.text("uncounted", ""),
    )
    _named(name, act.id, table)
    if act.act not in ("added", "varied", "ended") or not act.dates:
        raise OurError("an action has a date, and is added, varied or ended", where=table.where)
    if act.members_total < len(members) or (act.members_total > len(members)) != bool(act.uncounted):
        raise OurError("members_total and uncounted do not agree with the members", where=table.where)
    return act


def _member(table: Table) -> Member:
    member = Member(table.text("name"), table.word(Kind, "kind"), _marks(table), table.text("note", ""))
    table.done()
    return member


def _designation(table: Table, jurisdiction: str) -> CuratedDesignation:
    designation = CuratedDesignation(
        id=table.text("id"),
        jurisdiction=jurisdiction,
        authority=table.text("authority"),
        regime=table.text("regime"),
        name=table.text("name"),
        kind=table.word(Kind, "kind"),
        marks=_marks(table),
        measures=table.words(Measure, "measures"),
        dates=tuple(_date(item) for item in table.tables("dates")),
        statement=table.statement(),
        grounds=tuple(_ground(item) for item in table.tables("grounds")),
        situation=table.text("situation", ""),
        status=table.text("status", "in_force"),
        family_count=int(table.take("family_count", int, 0)),
    )
    table.done()
    return designation


def _marks(table: Table) -> Marks:
    return Marks(table.marks("entries"), table.marks("printed"))


def _date(table: Table) -> CuratedDate:
    sources, level = table.sources(), _verified(table)
    kind, value = table.word(DateKind, "kind"), table.text("value")
    try:
        event = event_on(kind, value, _citation(sources, level))
    except ValueError as error:
        raise OurError(str(error), where=table.where) from error
    table.done()
    return CuratedDate(event, sources, level)


def _verified(table: Table) -> Confidence:
    """Return the confidence; a date or a ground that nobody verified is evidence of nothing and is refused."""
    level = table.confidence()
    if level is Confidence.LOW:
        raise OurError("a date or a ground of an action cannot be of confidence L", where=table.where)
    return level


def _ground(table: Table) -> CuratedGround:
    _verified(table)
    ground = CuratedGround(
        table.word(Theme, "theme"),
        table.words(ConductCode, "conduct", []),
        table.statement(),
        table.text("victims", ""),
    )
    table.done()
    if ground.victims not in ("", "defenders", "others"):
        raise OurError(f"victims are defenders or others, not {ground.victims!r}", where=table.where)
    if any(code.theme not in (None, ground.theme) for code in ground.conduct):
        raise OurError("a conduct code does not belong to the theme of its ground", where=table.where)
    return ground


def _citation(sources: tuple[str, ...], level: str) -> str:
    return f"curated ({level}): {cite(sources)}"


def _statement(table: Table) -> Statement:
    statement = table.statement()
    table.done()
    return statement


def _named(name: str, identity: str, table: Table) -> None:
    table.done()
    if name != identity:
        raise OurError(f"the file of {identity} must be called {identity}.toml", where=table.where)


def _check(found: Curated) -> None:
    for act in found.actions:
        if act.situation and act.situation not in found.situations:
            raise OurError(f"no such situation: {act.situation}", where=act.id)
    for situation in found.situations.values():
        known = {target.id for target in situation.targets}
        for target in situation.targets:
            if target.part_of and (target.part_of not in known or target.part_of == target.id):
                raise OurError(f"{target.id} is part of a target that the situation lacks", where=situation.id)
        for ask in situation.asks:
            if not known.issuperset(ask.targets):
                raise OurError(f"the ask names a target that the situation lacks: {ask.id}", where=situation.id)
