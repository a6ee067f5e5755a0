"""Two FollowTheMoney entities compared: the door of `inconcert compare` and of any test of the matcher.

>>> zhu = {"schema": "Person", "properties": {"name": ["Zhu Hailun"], "birthDate": ["1958-01"], "country": ["cn"]}}
>>> han = {"schema": "Person", "properties": {"name": ["朱海仑"], "birthDate": ["1958-01"], "country": ["cn"]}}
>>> compare_line({"id": "1", "left": zhu, "right": han})["decision"]
'same'
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from typing import Any

from inconcert.model.dates import PartialDate
from inconcert.model.errors import UserError
from inconcert.resolve.decide import decide
from inconcert.resolve.evidence import weigh
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import record_of_ftm
from inconcert.resolve.score import Part, Score, score

_ENDS = {
    "Occupancy": ("holder", "post"),
    "Succession": ("predecessor", "successor"),
    "Ownership": ("owner", "asset"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Representation": ("agent", "client"),
    "UnknownLink": ("subject", "object"),
    "Payment": ("payer", "beneficiary"),
}
"""Schemas that describe a link: the two properties that say between whom."""


def compare_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"id", "score", "decision", "reasons"} of a line {"id", "left": ENTITY, "right": ENTITY}.

    Source of the shape: FollowTheMoney. Raises UserError where a side is missing or is no FollowTheMoney entity.
    """
    try:
        left, right = line["left"], line["right"]
        schemas = str(left["schema"]), str(right["schema"])
        if schemas[0] in _ENDS or schemas[1] in _ENDS:
            found = _links(left, right, schemas)
            decision = "same" if found.value >= 0.9 else "different" if found.value < 0.5 else "unsure"
        else:
            one, other = _profile(_content(left)), _profile(_content(right))
            weighed = weigh(one, other)
            found = score(one, other, weighed)
            decision = decide(one, other, found, weighed).value
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"not a pair of FollowTheMoney entities: {type(error).__name__} {error}",
            where=f"pair {line.get('id', '')}" if isinstance(line, Mapping) else "",
            remedy='Each line is {"id": …, "left": {"schema": …, "properties": {…}}, "right": {…}}.',
        ) from error
    return {
        "id": line.get("id", ""),
        "score": round(found.value, 6),
        "decision": decision,
        "reasons": list(found.reasons()),
    }


def _content(entity: Mapping[str, Any]) -> str:
    """Return what an entity says, without its id, as one text: entities that say the same are profiled once."""
    properties = entity.get("properties") or {}
    return json.dumps(
        [entity["schema"], {name: list(values) for name, values in properties.items()}], ensure_ascii=False
    )


@functools.lru_cache(maxsize=1 << 14)
def _profile(content: str) -> Profile:
    schema, properties = json.loads(content)
    return Profile(record_of_ftm({"id": "", "schema": schema, "properties": properties}))


def _links(left: Mapping[str, Any], right: Mapping[str, Any], schemas: tuple[str, str]) -> Score:
    """Return the score of two links: between the same two, and at times that do not contradict."""
    if schemas[0] != schemas[1]:
        return _made([Part("kind", -4.0, f"one is {schemas[0]}, the other {schemas[1]}")])
    mine, theirs = left.get("properties") or {}, right.get("properties") or {}
    parts = [Part("start", -3.0, "")]
    first, second = _ends(mine, schemas[0]), _ends(theirs, schemas[0])
    turned = schemas[0] in ("Family", "Associate") and _agree(first, second[::-1])
    if _agree(first, second) or turned:
        parts.append(Part("ends", 14.0, "between the same two"))
    else:
        parts.append(Part("ends", -3.0, "not between the same two"))
    for name in ("startDate", "endDate", "date"):
        if mine.get(name) and theirs.get(name):
            same = _dates_agree(mine[name], theirs[name])
            parts.append(Part(name, 3.0 if same else -6.0, f"{name} {'agrees' if same else 'differs'}"))
    return _made(parts)


def _ends(properties: Mapping[str, Any], schema: str) -> tuple[frozenset[str], frozenset[str]]:
    first, second = _ENDS[schema]
    return frozenset(properties.get(first, ())), frozenset(properties.get(second, ()))


def _agree(one: tuple[frozenset[str], ...], other: tuple[frozenset[str], ...]) -> bool:
    return all(mine & theirs for mine, theirs in zip(one, other, strict=True))


def _dates_agree(mine: list[str], theirs: list[str]) -> bool:
    try:
        return any(PartialDate(a[:10]).agrees(PartialDate(b[:10])) for a in mine for b in theirs)
    except ValueError:
        return bool(set(mine) & set(theirs))


def _made(parts: list[Part]) -> Score:
    return Score(1 / (1 + math.exp(-sum(part.adds for part in parts))), tuple(parts))
