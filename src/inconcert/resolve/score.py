"""The score of two records: a sum of named parts, each with its reason, put on a scale from 0 to 1.

Rules this module holds:
- the score is 1 / (1 + exp(-sum)) of exactly the parts it shows;
- score(a, b) = score(b, a); nothing in it depends on an official number;
- what contradicts (another birth year, another gender, another place) has a weight of zero or less, always;
- one record with another name is never the same by circumstances alone: the names set a ceiling.

    >>> from inconcert.resolve.record import record_of_ftm
    >>> zhu = {"schema": "Person", "properties": {"name": ["Zhu Hailun"], "birthDate": ["1958-01"], "country": ["cn"]}}
    >>> han = {"schema": "Person", "properties": {"name": ["朱海仑"], "birthDate": ["1958-01"], "country": ["cn"]}}
    >>> score(Profile(record_of_ftm(zhu)), Profile(record_of_ftm(han))).value > 0.9
    True
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from importlib import resources

from inconcert.model.vocabulary import Kind
from inconcert.resolve.evidence import Weighed, weigh
from inconcert.resolve.profile import Profile


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its name, what it adds to the sum, and the reason in words ("" where it has none)."""

    name: str
    adds: float
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """A score in [0, 1] and its parts; value = 1 / (1 + exp(-sum of `adds`))."""

    value: float
    parts: tuple[Part, ...]

    def reasons(self) -> tuple[str, ...]:
        """Return the reasons in words, the strongest first, and whether anything contradicts."""
        shown = [part for part in sorted(self.parts, key=lambda part: -abs(part.adds)) if part.words]
        words = list(dict.fromkeys(part.words for part in shown))
        if not any(part.adds < 0 for part in shown):
            words.append("no contradiction")
        return tuple(words)


@functools.cache
def weights() -> dict[str, dict[str, float]]:
    """Return the weights by kind ("person", "body") and name of amount; trained by `bench/train_resolve.py`."""
    text = resources.files("inconcert.resolve.data").joinpath("weights.toml").read_text("utf-8")
    plain = tomllib.loads(text)
    return {kind: {name: float(weight) for name, weight in plain[kind].items()} for kind in ("person", "body")}


def model_of(one: Profile, other: Profile) -> str:
    """Return which weights hold for two profiles."""
    return "person" if Kind.PERSON in (one.kind, other.kind) else "body"


def value_of(found: Weighed, model: str) -> float:
    """Return the score alone, without its parts: the fast way for many pairs."""
    known = weights()[model]
    total = known["bias"]
    for name, amount in found.amounts.items():
        total += known[name] * amount
    return 1 / (1 + math.exp(-total))


def quick(one: Profile, other: Profile) -> float:
    """Return the score of two profiles without its reasons."""
    return value_of(weigh(one, other), model_of(one, other))


def score(one: Profile, other: Profile, weighed: Weighed | None = None) -> Score:
    """Return the score of two profiles with the parts that make it up; `weighed`: what `weigh` gave for them."""
    found = weighed or weigh(one, other)
    model = model_of(one, other)
    known = weights()[model]
    parts = [Part("start", known["bias"], "")]
    named = 0.0
    for name, amount in found.amounts.items():
        if name.startswith("name"):
            named += known[name] * amount
        else:
            parts.append(Part(name, known[name] * amount, found.said.get(name, "")))
    parts.insert(1, Part("names", named, _of_names(found)))
    return Score(1 / (1 + math.exp(-sum(part.adds for part in parts))), tuple(parts))


def _of_names(found: Weighed) -> str:
    left, right = found.shown
    evidence = found.names
    if not evidence.pairs:
        return f"names differ: {left} and {right}"
    if left == right:
        return f"same name {left}"
    matched = ", ".join(f"{a} = {b}" if a != b else a for a, b, _ in evidence.pairs)
    text = f"names agree in {matched}" if evidence.close > 0.5 else f"names share only {matched}"
    if evidence.left or evidence.right:
        text += f" ({left} has {_some(evidence.left)}; {right} has {_some(evidence.right)} besides)"
    return text


def _some(words: tuple[str, ...]) -> str:
    return " ".join(words) or "nothing"
