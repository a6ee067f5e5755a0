"""The verb `digest`: a government's changes, and what its partners lack, as files that need none of our software.

The same home, question and clock give the same bytes. `SHA256SUMS` is in the form that `sha256sum -c` checks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from inconcert.formats import csvout
from inconcert.gaps.gaps import Question
from inconcert.jurisdictions import regimes
from inconcert.model.codec import to_plain
from inconcert.model.correction import Published
from inconcert.model.edition import Edition
from inconcert.model.errors import UserError
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Status
from inconcert.typeset.render import rendered
from inconcert.verbs.changes import Asked, Changes, change_shape, find_changes
from inconcert.verbs.corrections import published
from inconcert.verbs.digest_document import document_of
from inconcert.verbs.gaps import Gaps, find_gaps
from inconcert.verbs.house import House
from inconcert.verbs.shapes import NOTE, gap_shape
from inconcert.watch.changes import Change
from inconcert.watch.digest import LISTED, Digest, key_of, powers_of, tables_of

THEMES = ("any", "all")
"""any: only regimes about human rights or corruption; all: every targeted regime."""

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class DigestAsked:
    """What is asked of a digest: from one government to others, from a day on, until a day or the newest editions."""

    sender: str
    partners: tuple[str, ...]
    since: dt.date
    until: dt.date | None = None
    theme: str = "any"


def make_digest(house: House, asked: DigestAsked) -> Digest:
    """Return the digest; raises UserError for a government or theme that is not known, or a partner twice."""
    _check(asked)
    changes = find_changes(house, Asked(asked.since, asked.until, by=(asked.sender,)))
    kept = tuple(item for item in changes.found if _concerns(item, asked.theme))
    listed = frozenset(item.target for item in kept if item.kind in LISTED)
    question = Question((asked.sender,), asked.partners, asked.until, theme=asked.theme, targets=listed)
    gaps = find_gaps(house, question)
    return Digest(
        sender=asked.sender,
        partners=asked.partners,
        since=asked.since.isoformat(),
        until=asked.until.isoformat() if asked.until else "",
        made_on=house.today.isoformat(),
        theme=asked.theme,
        changes=kept,
        gaps=tuple(item for item in gaps.answer.gaps if item.status is not Status.IN_FORCE),
        editions=tuple(dict.fromkeys(_editions(changes, gaps, asked))),
        in_part=any(item.in_part for item in changes.compared),
        unsure=frozenset(key_of(item) for item in kept if not changes.certain(item)),
        sure_targets=frozenset(item.target for item in kept if item.kind in LISTED and changes.certain(item)),
        corrections=tuple(_corrections(house, asked)),
    )


def _corrections(house: House, asked: DigestAsked) -> Iterable[Published]:
    """Yield what was accepted in the period: a partner may have acted on what was shown before."""
    until = (asked.until or house.today).isoformat()
    for item in published(house):
        if item.accepted and asked.since.isoformat() <= item.decided_on <= until:
            yield item


def files_of(digest: Digest, language: str = "en") -> dict[str, bytes]:
    """Return file name → content: tables as CSV, all of it as JSON, the document, and the sums of the others.

    The language is that of the document; codes in CSV and JSON are the same in each. UserError for another one.
    """
    files = {f"{name}.csv": b"".join(csvout.stream(heads, rows)) for name, (heads, rows) in tables_of(digest).items()}
    files["digest.json"] = _json(digest_shape(digest))
    files |= {f"digest.{form}": data for form, data in rendered(document_of(digest, language)).items()}
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    files[SUMS] = "".join(lines).encode("ascii")
    return files


def digest_shape(digest: Digest) -> dict[str, Any]:
    """Return the object of `digest.json`; a route or a power that many rows share stands once, under its number."""
    shared = Shared()
    lacking = [_lacking_shape(item, shared) for item in digest.gaps]
    return {
        "from": digest.sender,
        "to": list(digest.partners),
        "since": digest.since,
        "until": digest.until or None,
        "made_on": digest.made_on,
        "theme": digest.theme,
        "empty": digest.empty,
        "in_part": digest.in_part,
        "editions": [
            {"list": name, "role": role, "date": date, "sha256": sha, "provenance": provenance}
            for name, role, date, sha, provenance in digest.editions
        ],
        "counts": {
            "listed": len(digest.listed),
            "varied": len(digest.varied),
            "removed": len(digest.removed),
            "lacking": len(digest.gaps),
            "not_certain": len(digest.unsure),
            "corrections": len(digest.corrections),
        },
        "corrections": [to_plain(item) for item in digest.corrections],
        "listed": [_change_shape(digest, item) for item in digest.listed],
        "varied": [_change_shape(digest, item) for item in digest.varied],
        "removed": [_change_shape(digest, item) for item in digest.removed],
        "lacking": lacking,
        "routes": shared.routes,
        "powers": shared.powers,
        "note": NOTE,
    }


@dataclass(frozen=True, slots=True)
class Shared:
    """Routes and powers by their numbers (r1, p1 …), in the order in which rows name them."""

    routes: dict[str, Any] = field(default_factory=dict)
    powers: dict[str, Any] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)

    def number(self, kind: str, table: dict[str, Any], value: Any) -> str:
        """Return the number under which a value stands, putting it there the first time."""
        key = kind + json.dumps(value, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = f"{kind}{len(table) + 1}"
            table[self._numbers[key]] = value
        return self._numbers[key]


def _lacking_shape(gap: Gap, shared: Shared) -> dict[str, Any]:
    shape = gap_shape(gap)
    if gap.route is not None:
        powers = [shared.number("p", shared.powers, item) for item in powers_of(gap)]
        shape["route"] = shared.number("r", shared.routes, {**gap.route, "powers": powers})
    return shape


def _change_shape(digest: Digest, change: Change) -> dict[str, Any]:
    return change_shape(change, certain=digest.certain(change))


def _check(asked: DigestAsked) -> None:
    known = {item.jurisdiction for item in regimes.publications()}
    for name in (asked.sender, *asked.partners):
        if name not in known:
            raise UserError(f"no jurisdiction is called {name!r}", remedy=f"Known: {', '.join(sorted(known))}.")
    if not asked.partners or asked.sender in asked.partners or len(set(asked.partners)) < len(asked.partners):
        raise UserError("a digest goes from one government to others, each named once", remedy="Give --to gb,ca.")
    if asked.theme not in THEMES:
        raise UserError(f"no theme is called {asked.theme!r}", remedy=f"Known: {', '.join(THEMES)}.")


def _concerns(change: Change, theme: str) -> bool:
    """Return whether a change is under a regime of the theme asked for, or under one that its list does not state."""
    known = [regimes.regimes().get(name) for name in (*change.regimes, *change.regimes_before)]
    if theme == "all":
        return not known or any(item is None or item.targeted for item in known)
    return any(item is not None and item.themes for item in known)


def _editions(changes: Changes, gaps: Gaps, asked: DigestAsked) -> Iterable[tuple[str, str, str, str, str]]:
    for item in changes.compared:
        if item.older:
            yield _edition(item.older, "older")
        yield _edition(item.newer, "newer")
    for line in gaps.register.lines:
        if line.jurisdiction in asked.partners and line.editions:
            yield _edition(line.editions[-1], "partner")


def _edition(edition: Edition, role: str) -> tuple[str, str, str, str, str]:
    return (edition.list_id, role, edition.date, edition.sha256, edition.provenance.value)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
