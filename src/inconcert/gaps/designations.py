"""Designations of a target, and its cell in a jurisdiction on a day.

A target is compared under *any* targeted measure; the regime is reported beside it. Measures come from the entry where
it prints them, else from the regime, and say which. Where a newer edition prints no regime, the last one printed
stands, with the edition that printed it; a regime is never inferred.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from inconcert.gaps.register import Line, Register
from inconcert.gaps.timeline import START_KINDS, Standing, first_seen, stand
from inconcert.model.curated import Action, CuratedDesignation
from inconcert.model.dates import EventDate
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing
from inconcert.model.imported import is_imported
from inconcert.model.target import Cell, Designation, Source, Target, Version
from inconcert.model.vocabulary import DateKind, Evidence, Kind, Measure, Status


@dataclass(slots=True)
class _Track:
    """One regime of a target along one line: presence by edition, the newest listing and entry that show it."""

    regime: str
    present: list[bool]
    shown: list[tuple[int, Entry, Listing]]
    stated: int = -1


def designations(register: Register, target: Target, jurisdiction: str, day: dt.date | None) -> tuple[Designation, ...]:
    """Return every designation of a target in a jurisdiction as of a day (None: newest editions), in force first."""
    found: list[Designation] = []
    for line in register.lines_of(jurisdiction):
        for track in _tracks(line, target):
            found.append(_designation(register, target, line, track, day))
    found.extend(_unlisted(register, target, jurisdiction, day))
    return tuple(sorted(found, key=lambda item: (item.status is not Status.IN_FORCE, item.regime, item.official_id)))


def cell(register: Register, target: Target, jurisdiction: str, day: dt.date | None) -> Cell:
    """Return the one cell of a target in a jurisdiction on a day (None: each list's own newest edition)."""
    named = register.names(target, jurisdiction) or bool(_unlisted(register, target, jurisdiction, day))
    key = (target.id if named else "", jurisdiction, day)
    known = register.cells.get(key)
    if known is None:
        known = _cell(register, target, jurisdiction, day)
        if day is None or not named:
            register.cells[key] = known
    return known


def _cell(register: Register, target: Target, jurisdiction: str, day: dt.date | None) -> Cell:
    every = designations(register, target, jurisdiction, day)
    standings: list[tuple[Line, Standing]] = []
    for line in register.lines_of(jurisdiction):
        tracks = [track for track in _tracks(line, target) if _targeted(register, track.regime)]
        present = [any(track.present[i] for track in tracks) for i in range(len(line.days))]
        starts = [
            date for track in tracks for date in _dates(register, target, line, track) if date.kind in START_KINDS
        ]
        ends = [
            date for track in tracks for date in _dates(register, target, line, track) if date.kind is DateKind.ENDED
        ]
        standings.append((line, stand(line.days, present, day, starts=starts, ends=ends)))
    if not standings:
        return Cell(jurisdiction, Status.NOT_COVERED, Evidence.NONE, day.isoformat() if day else "", "no list at hand")
    _, chosen = _speaks(standings)
    live = [item for item in every if item.targeted and item.status is Status.IN_FORCE]
    unlisted = [item for item in live if item.evidence is Evidence.CURATED_DESIGNATION]
    if unlisted and chosen.status is not Status.IN_FORCE:
        chosen = Standing(Status.IN_FORCE, Evidence.CURATED_DESIGNATION, chosen.as_of, unlisted[0].why)
    shown = tuple(live) or tuple(item for item in every if item.targeted)
    return Cell(
        jurisdiction=jurisdiction,
        status=chosen.status,
        evidence=chosen.evidence,
        as_of=chosen.as_of,
        why=chosen.why,
        editions=tuple(f"{item.list_id} {item.date}" for item in chosen.editions),
        designations=shown if chosen.status is not Status.NOT_FOUND else (),
        since=_since(shown) if chosen.status in (Status.IN_FORCE, Status.ENDED) else None,
        partial=_partial(register, target, every, chosen.status),
    )


def _speaks(standings: Sequence[tuple[Line, Standing]]) -> tuple[Line, Standing]:
    """Return the standing that speaks: in force on any line, else what the principal lines say, ended first."""
    weight = {Status.IN_FORCE: 0, Status.ENDED: 1, Status.NOT_FOUND: 2, Status.NOT_COVERED: 3}
    in_force = [item for item in standings if item[1].status is Status.IN_FORCE]
    if in_force:
        return in_force[0]
    principal = [item for item in standings if item[0].principal] or list(standings)
    return min(principal, key=lambda item: weight[item[1].status])


def _targeted(register: Register, regime: str) -> bool:
    known = register.regimes.get(regime)
    return known is None or known.targeted


def _tracks(line: Line, target: Target) -> list[_Track]:
    """Return one track per regime that the line's entries of this target state; "" where none ever is."""
    index = {(item.list_id, item.date): i for i, item in enumerate(line.days)}
    by_edition: dict[int, list[Version]] = {}
    for version in target.versions:
        for date in version.editions:
            place = index.get((version.entry.list_id, date))
            if place is not None:
                by_edition.setdefault(place, []).append(version)
    tracks: dict[str, _Track] = {}
    last_stated: set[str] = set()
    for place in sorted(by_edition):
        stated = _place_regimes(by_edition[place], place, len(line.days), tracks)
        if not stated:
            stated = last_stated or {""}
            for regime in stated:
                track = tracks.setdefault(regime, _Track(regime, [False] * len(line.days), []))
                track.present[place] = True
                entry = by_edition[place][0].entry
                track.shown.extend((place, entry, listing) for listing in _unstated(entry))
        last_stated = stated - {""}
    return [tracks[regime] for regime in sorted(tracks)]


def _unstated(entry: Entry) -> tuple[Listing, ...]:
    """Return what an entry without a regime says: of an imported list all its programmes, which are others'."""
    said = entry.listings or (Listing("", ""),)
    return said if is_imported(entry.list_id) else said[:1]


def _place_regimes(versions: Sequence[Version], place: int, length: int, tracks: dict[str, _Track]) -> set[str]:
    stated: set[str] = set()
    for version in versions:
        for listing in version.entry.listings:
            if listing.regime:
                stated.add(listing.regime)
                track = tracks.setdefault(listing.regime, _Track(listing.regime, [False] * length, []))
                track.present[place] = True
                track.stated = place
                track.shown.append((place, version.entry, listing))
    return stated


def _dates(register: Register, target: Target, line: Line, track: _Track) -> tuple[EventDate, ...]:
    """Return the printed and curated dates of a track, printed ones of the newest editions first."""
    found: dict[tuple[str, str], EventDate] = {}
    for _, entry, listing in sorted(track.shown, key=lambda item: -item[0]):
        for date in listing.dates:
            if register.curated.doubt(entry.list_id, entry.official_id, date) is None:
                found.setdefault((date.kind, date.value), date)
    for act in _acts(register, target, line.jurisdiction):
        if act.act != "varied" and act.regime == track.regime:
            for item in act.dates:
                found.setdefault((item.event.kind, item.event.value), item.event)
    return tuple(found.values())


def _designation(register: Register, target: Target, line: Line, track: _Track, day: dt.date | None) -> Designation:
    dates = _dates(register, target, line, track)
    standing = stand(
        line.days,
        track.present,
        day,
        starts=[date for date in dates if date.kind in START_KINDS],
        ends=[date for date in dates if date.kind is DateKind.ENDED],
    )
    place, entry, listing = max(track.shown, key=lambda item: (item[0], item[1].list_id, item[1].official_id))
    known = register.regimes.get(track.regime)
    measures, measures_from = _measures(register, track, known.measures if known else ())
    observed = first_seen(line.days, track.present)
    has_start = any(date.kind in START_KINDS for date in dates)
    edition = line.edition(place)
    acts = [act for act in _acts(register, target, line.jurisdiction) if act.regime == track.regime]
    return Designation(
        jurisdiction=line.jurisdiction,
        regime=track.regime,
        programme=_programme(track, place, listing),
        line=line.id,
        list_id=entry.list_id,
        official_id=entry.official_id,
        status=standing.status,
        evidence=standing.evidence,
        why=standing.why,
        measures=measures,
        measures_from=measures_from,
        dates=dates if has_start or observed is None else (*dates, observed),
        act=listing.act,
        regime_stated_on=line.days[track.stated].date if 0 <= track.stated < place else "",
        un_derived=bool(known and known.un_derived) or any(ref.scheme == "un" for ref in entry.references),
        targeted=_targeted(register, track.regime),
        source=_source(register, edition, listing),
        grounds=tuple(dict.fromkeys(ground.theme.value for act in acts for ground in act.grounds)),
        doubted=_doubted(register, track),
    )


def _source(register: Register, edition: Edition, listing: Listing) -> Source:
    licence = _licence(register, edition.list_id)
    return Source(edition.list_id, edition.date, edition.sha256, edition.provenance, listing.place, licence)


def _programme(track: _Track, place: int, listing: Listing) -> str:
    """Return the programme as printed; where no regime is stated, every one that the newest entry prints."""
    if track.regime:
        return listing.programme
    said = [item.programme for at, _, item in track.shown if at == place]
    return "; ".join(dict.fromkeys(filter(None, said)))


def _licence(register: Register, list_id: str) -> str:
    said = register.publications[list_id]
    return f"{said.publisher}; licence: {said.licence}" if is_imported(list_id) else ""


def _doubted(register: Register, track: _Track) -> tuple[str, ...]:
    """Return the printed dates that are doubted, each with the reason."""
    found = (
        (date, register.curated.doubt(entry.list_id, entry.official_id, date))
        for _, entry, listing in track.shown
        for date in listing.dates
    )
    return tuple(dict.fromkeys(f"{date.kind} {date.value}: {why.statement.text}" for date, why in found if why))


def _acts(register: Register, target: Target, jurisdiction: str) -> tuple[Action, ...]:
    """Return the curated actions of one government that any entry of the target is a member of."""
    found: dict[str, Action] = {}
    for version in target.versions:
        entry = version.entry
        if register.publications[entry.list_id].jurisdiction == jurisdiction:
            for act in register.curated.actions_for(entry.list_id, entry.official_id, entry.primary_name.full):
                if act.jurisdiction == jurisdiction:
                    found.setdefault(act.id, act)
    return tuple(found.values())


def _unlisted(register: Register, target: Target, jurisdiction: str, day: dt.date | None) -> tuple[Designation, ...]:
    """Return the curated designations that no machine list carries, in force or ended on the day."""
    found: dict[str, Designation] = {}
    for version in target.versions:
        entry = version.entry
        for item in register.curated.designations_for(entry.list_id, entry.official_id, entry.primary_name.full):
            started = [date.event for date in item.dates if date.event.kind in START_KINDS]
            if item.jurisdiction == jurisdiction and (day is None or any(date.latest <= day for date in started)):
                found.setdefault(item.id, _unlisted_designation(item))
    return tuple(found.values())


def _unlisted_designation(item: CuratedDesignation) -> Designation:
    return Designation(
        jurisdiction=item.jurisdiction,
        regime=item.regime,
        programme=item.authority,
        line="",
        list_id="",
        official_id="",
        status=Status(item.status),
        evidence=Evidence.CURATED_DESIGNATION,
        why="on no machine list; announced",
        measures=item.measures,
        measures_from="curated",
        dates=tuple(date.event for date in item.dates),
        grounds=tuple(dict.fromkeys(ground.theme.value for ground in item.grounds)),
    )


def _measures(register: Register, track: _Track, by_regime: tuple[Measure, ...]) -> tuple[tuple[Measure, ...], str]:
    """Return the measures and where they come from; a list that carries freezes only is silent on the rest."""
    for _, entry, listing in sorted(track.shown, key=lambda item: -item[0]):
        if listing.measures:
            more = tuple(item for item in by_regime if item not in listing.measures)
            if more and register.publications[entry.list_id].freeze_only:
                return (*listing.measures, *more), "entry and regime"
            return listing.measures, "entry"
    return by_regime, "regime" if by_regime else ""


def _since(shown: Sequence[Designation]) -> EventDate | None:
    """Return the earliest date of listing; an observed interval only where nothing better is known."""
    dates = [date for item in shown for date in item.dates]
    starts = [date for date in dates if date.kind in START_KINDS]
    chosen = starts or [date for date in dates if date.kind is DateKind.FIRST_OBSERVED]
    return min(chosen, key=lambda date: (date.latest, date.earliest), default=None)


def _partial(register: Register, target: Target, every: Sequence[Designation], status: Status) -> tuple[str, ...]:
    """Return what is missing of a freeze and a ban, concluded only from printed or curated measures."""
    if status is not Status.IN_FORCE:
        lesser = [item for item in every if not item.targeted and item.status is Status.IN_FORCE]
        return tuple(dict.fromkeys(f"lesser measures only: {item.regime}" for item in lesser))
    live = [item for item in every if item.targeted and item.status is Status.IN_FORCE]
    if not live or any(item.measures_from not in ("entry", "curated") for item in live):
        return ()
    if any(item.list_id and register.publications[item.list_id].freeze_only for item in live):
        return ()
    held = {measure for item in live for measure in item.measures}
    ban = bool(held & {Measure.TRAVEL_BAN, Measure.INADMISSIBILITY})
    freeze = Measure.ASSET_FREEZE in held
    if freeze and not ban and target.kind is Kind.PERSON:
        return ("no travel ban",)
    if ban and not freeze:
        return ("no asset freeze",)
    return ()
