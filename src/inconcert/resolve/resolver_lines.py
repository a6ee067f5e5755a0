"""nomenklatura's resolver files read and written, so that a team brings its judgements, and takes them away again.

A line is a JSON list: target, source, judgement (positive, negative, unsure, no_judgement), score, user, created_at,
and sometimes deleted_at. Ids such as ofac-29219 or gb-hmt-14066 name official numbers; a canonical id (NK-…, Q…) stands
for whatever it was judged the same as, so positive lines are followed through it.

    >>> lines = ['["NK-1", "ofac-9", "positive", null, "ada", "2026-01-01T00:00:00"]',
    ...          '["NK-1", "gb-hmt-7", "positive", null, "ada", "2026-01-02T00:00:00"]']
    >>> [(item.left, item.right, item.decision.value) for item in read_lines(lines, end_of_id).judgements]
    [(('gb_conlist', '7'), ('us_sdn', '9'), 'same')]
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inconcert.model.errors import UserError
from inconcert.model.judgement import End, Judgement, pair
from inconcert.model.vocabulary import Decision
from inconcert.resolve.judgements import standing

_WORDS = {"positive": Decision.SAME, "negative": Decision.DIFFERENT, "unsure": Decision.UNSURE}
_TO_WORDS = {decision: word for word, decision in _WORDS.items()}


def end_of_id(name: str) -> End | None:
    """Return the entry that an OpenSanctions id names: ofac-N, gb-hmt-N, eu-fsf-eu-A-B, au-dfat-N; None for others."""
    for pattern, list_id, number in _IDS:
        found = pattern.fullmatch(name)
        if found:
            return list_id, number.format(*(part.upper() for part in found.groups()))
    return None


_IDS = (
    (re.compile(r"ofac-(\d+)"), "us_sdn", "{0}"),
    (re.compile(r"gb-hmt-(\d+)"), "gb_conlist", "{0}"),
    (re.compile(r"gb-fcdo-([a-z]+)(\d+)"), "gb_uksl", "{0}{1}"),
    (re.compile(r"eu-fsf-eu-(\d+)-(\d+)"), "eu_fsf", "EU.{0}.{1}"),
    (re.compile(r"au-dfat-(\d+)"), "au_dfat", "{0}"),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a resolver file gave: judgements in order of time, and the lines that name no entry, with the reason."""

    judgements: tuple[Judgement, ...]
    set_aside: tuple[tuple[int, str], ...]


def read_lines(lines: Iterable[str], end_of: Callable[[str], End | None] = end_of_id) -> Brought:
    """Return the judgements of a resolver file; `end_of` says which entry an id names.

    Positive lines through a canonical id become judgements between the entries it stands for. Raises UserError for a
    line that is not of the format.
    """
    by_canonical: dict[str, list[tuple[End, str, str]]] = defaultdict(list)
    found: list[Judgement] = []
    aside: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        target, source, word, user, at, deleted = _fields(line, number)
        one, other = _end(target, end_of), _end(source, end_of)
        if deleted or word == "no_judgement":
            aside.append((number, "no judgement"))
        elif one and other and one != other:
            found.append(_judgement(one, other, _WORDS[word], user, at))
        elif word == "positive" and (one or other):
            by_canonical[source if one else target].append((one or other or ("", ""), user, at))
        else:
            aside.append((number, f"neither id names an entry of a list we read: {target}, {source}"))
    found += _through_canonical(by_canonical)
    return Brought(tuple(sorted(set(found), key=lambda item: (item.at, item.left, item.right))), tuple(aside))


def _end(name: str, end_of: Callable[[str], End | None]) -> End | None:
    own = re.fullmatch(r"inconcert:([a-z_]+):(.+)", name)
    return (own.group(1), own.group(2)) if own else end_of(name)


def _through_canonical(by_canonical: dict[str, list[tuple[End, str, str]]]) -> Iterator[Judgement]:
    for _, members in sorted(by_canonical.items()):
        first = members[0]
        for end, user, at in members[1:]:
            if end != first[0]:
                yield _judgement(first[0], end, Decision.SAME, user, max(at, first[2]))


def _judgement(one: End, other: End, decision: Decision, user: str, at: str) -> Judgement:
    left, right = pair(one, other)
    return Judgement(left, right, decision, "brought from a resolver file", by=user or "resolver file", at=_utc(at))


def _utc(at: str) -> str:
    return at if not at or at.endswith("Z") else f"{at[:19]}Z"


def _fields(line: str, number: int) -> tuple[str, str, str, str, str, str]:
    try:
        row = json.loads(line)
        target, source, word = str(row[0]), str(row[1]), str(row[2])
        user, at = str(row[4] or ""), str(row[5] or "")
        deleted = str(row[6] or "") if len(row) > 6 else ""
    except (ValueError, LookupError, TypeError) as error:
        raise UserError(
            f"not a line of a resolver file: {type(error).__name__}",
            where=f"line {number}",
            remedy='Each line is ["id", "id", "positive|negative|unsure|no_judgement", score, "user", "time"].',
        ) from error
    if word not in _WORDS and word != "no_judgement":
        raise UserError(f"unknown judgement {word!r}", where=f"line {number}", remedy="See nomenklatura's Judgement.")
    return target, source, word, user, at, deleted


def write_lines(judgements: Iterable[Judgement], id_of: Callable[[End], str] | None = None) -> Iterator[str]:
    """Yield a resolver file's lines for the judgements that stand; `id_of` names an entry (inconcert:LIST:NUMBER)."""
    name = id_of or (lambda end: f"inconcert:{end[0]}:{end[1]}")
    for (left, right), item in standing(judgements).items():
        row = [name(right), name(left), _TO_WORDS[item.decision], None, item.by or item.rule, item.at]
        yield json.dumps(row, ensure_ascii=False) + "\n"
