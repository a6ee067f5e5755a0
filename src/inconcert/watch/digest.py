"""The digest: what one government listed, varied and removed, and what its partners lack, as plain tables.

It is made also when there is nothing to report: "nothing" is an answer that a routine exchange needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inconcert.model.correction import Published
from inconcert.model.messages import AnswerStatus, DeclineCode
from inconcert.model.target import Gap
from inconcert.watch.changes import Change, ChangeKind

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]

ChangeKey = tuple[str, str, str, str, tuple[str, ...]]

LISTED = frozenset({ChangeKind.ADDED, ChangeKind.SHOWN})
REMOVED = frozenset({ChangeKind.REMOVED})


def key_of(change: Change) -> ChangeKey:
    """Return what tells a change from every other of one comparison."""
    return (change.list_id, change.official_id, change.kind.value, change.newer, change.regimes)


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest from a sender to partners; `until` is empty where it reaches to the newest editions.

    `editions`: (list, role, date, sha256, provenance) of every edition it rests on; role is older, newer or partner.
    `in_part`: only a part of the sender's lists was at hand. `unsure`: changes that may be of another period;
    `sure_targets`: who is known to have been listed in this one. `corrections`: what was accepted in the period.
    """

    sender: str
    partners: tuple[str, ...]
    since: str
    until: str
    made_on: str
    theme: str
    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...]
    editions: tuple[tuple[str, str, str, str, str], ...] = ()
    in_part: bool = False
    unsure: frozenset[ChangeKey] = frozenset()
    sure_targets: frozenset[str] = frozenset()
    corrections: tuple[Published, ...] = ()

    def certain(self, change: Change) -> bool:
        """Return whether a change is known to be of the period, by its date or by the editions."""
        return key_of(change) not in self.unsure

    def certain_gap(self, gap: Gap) -> bool:
        """Return whether a listing of the target of a row is known to be of the period."""
        return gap.target.id in self.sure_targets or not self.sure_targets.isdisjoint(gap.target.ids)

    @property
    def listed(self) -> tuple[Change, ...]:
        """Return what was listed."""
        return tuple(item for item in self.changes if item.kind in LISTED)

    @property
    def removed(self) -> tuple[Change, ...]:
        """Return what was removed."""
        return tuple(item for item in self.changes if item.kind in REMOVED)

    @property
    def varied(self) -> tuple[Change, ...]:
        """Return what varied in any other way: fields, regime, number."""
        return tuple(item for item in self.changes if item.kind not in LISTED | REMOVED)

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to report."""
        return not self.changes and not self.gaps and not self.corrections


def tables_of(digest: Digest) -> dict[str, Table]:
    """Return file name (without ending) → heads and rows; every table is there, also without rows."""
    return {
        "listed": (_CHANGE_HEADS, [_change(digest, item) for item in digest.listed]),
        "varied": (_FIELD_HEADS, [row for item in digest.varied for row in _fields(digest, item)]),
        "removed": (_CHANGE_HEADS, [_change(digest, item) for item in digest.removed]),
        "lacking": (_GAP_HEADS, [_gap(digest, item) for item in digest.gaps]),
        "answer-form": (_ANSWER_HEADS, [_answer(digest, item) for item in digest.gaps] or [_nothing(digest)]),
        "corrections": (_CORRECTION_HEADS, [_correction(item) for item in digest.corrections]),
        "editions": (("list", "role", "date", "sha256", "provenance"), [tuple(item) for item in digest.editions]),
    }


_CHANGE_HEADS = (
    "id", "name", "kind", "government", "list", "official_id", "regimes", "regimes_before", "date_kind", "date",
    "older_edition", "newer_edition", "birth_dates", "countries", "what", "certain",
)  # fmt: skip
_FIELD_HEADS = (
    "id", "name", "government", "list", "official_id", "was", "what", "field", "added", "removed", "older_edition",
    "newer_edition", "certain",
)  # fmt: skip
_GAP_HEADS = (
    "reference", "id", "name", "kind", "listed_by", "regimes", "since", "partner", "status", "as_of", "why",
    "explained", "related", "unsure", "power", "fit", "powers", "none", "certain",
)  # fmt: skip
_CORRECTION_HEADS = ("correction", "id", "kind", "effect", "entry", "other_entry", "outcome", "changed", "decided_on")
_ANSWER_HEADS = ("reference", "id", "name", "partner", "answer", "decline_code", "act", "date", "remark", "possible")

POSSIBLE_ANSWERS = " | ".join(item.value for item in AnswerStatus)
POSSIBLE_CODES = " | ".join(item.value for item in DeclineCode)


def reference(sender: str, target: str, partner: str) -> str:
    """Return the reference under which an answer comes back."""
    return f"{sender}/{target}/{partner}"


def _change(digest: Digest, change: Change) -> tuple[Any, ...]:
    entry = change.entry
    return (
        change.target,
        change.name,
        entry.kind.value if entry else "",
        change.jurisdiction,
        change.list_id,
        change.official_id,
        " ".join(change.regimes),
        " ".join(change.regimes_before),
        change.when.kind.value,
        change.when.value,
        change.older,
        change.newer,
        " ".join(str(item.date) for item in entry.birth_dates) if entry else "",
        " ".join(dict.fromkeys(item.code for item in entry.countries if item.code)) if entry else "",
        change.kind.value,
        _yes(digest.certain(change)),
    )


def _correction(item: Published) -> tuple[Any, ...]:
    entries = tuple(" ".join(key).strip() for key in (item.left, item.right))
    changed = "; ".join(item.changed)
    return (item.id, item.target, item.kind.value, item.effect.value, *entries, item.outcome, changed, item.decided_on)


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def _fields(digest: Digest, change: Change) -> Iterable[tuple[Any, ...]]:
    head = (change.target, change.name, change.jurisdiction, change.list_id, change.official_id, " ".join(change.was))
    editions = (change.older, change.newer, _yes(digest.certain(change)))
    if not change.fields:
        yield (*head, change.kind.value, "", "", "", *editions)
    for item in change.fields:
        yield (*head, change.kind.value, item.field, " | ".join(item.added), " | ".join(item.removed), *editions)


def _gap(digest: Digest, gap: Gap) -> tuple[Any, ...]:
    powers = powers_of(gap)
    first = powers[0] if powers else {}
    since = [cell.since for cell in gap.have if cell.since]
    every = [item for cell in gap.have for item in cell.designations]
    return (
        reference(digest.sender, gap.target.id, gap.lack.jurisdiction),
        gap.target.id,
        gap.target.name,
        gap.target.kind.value,
        " ".join(cell.jurisdiction for cell in gap.have),
        " ".join(dict.fromkeys(item.regime for item in every)),
        min(since, key=lambda item: item.latest).value if since else "",
        gap.lack.jurisdiction,
        gap.status.value,
        gap.lack_as_of,
        gap.why,
        gap.explained.value if gap.explained else "",
        " ".join(item.target_id for item in gap.related),
        " ".join(item.target_id for item in gap.waiting),
        str(first.get("regime", "")),
        str(first.get("fit", "")),
        " ".join(dict.fromkeys(str(item["regime"]) for item in powers)),
        str((gap.route or {}).get("none", "")),
        _yes(digest.certain_gap(gap)),
    )


def powers_of(gap: Gap) -> Sequence[Mapping[str, Any]]:
    """Return the powers of a gap's route in order of fitness, as plain values; empty where it has none."""
    found = (gap.route or {}).get("powers", ())
    return found if isinstance(found, list) else ()


def _answer(digest: Digest, gap: Gap) -> tuple[Any, ...]:
    name = reference(digest.sender, gap.target.id, gap.lack.jurisdiction)
    return (name, gap.target.id, gap.target.name, gap.lack.jurisdiction, "", "", "", "", "", POSSIBLE_ANSWERS)


def _nothing(digest: Digest) -> tuple[Any, ...]:
    name = f"{digest.sender}/nothing/{digest.since}"
    return (name, "", "nothing to report", "", "", "", "", "", "", AnswerStatus.RECEIVED.value)
