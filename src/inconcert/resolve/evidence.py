"""All that two records say for and against being one, as named amounts: symmetric, and blind to official numbers.

A record is profiled once (names analysed, numbers and places folded); `weigh` compares two profiles. Each amount has
a name that `data/weights.toml` gives a weight; what is missing on one side says nothing and weighs nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from inconcert.model.dates import PartialDate
from inconcert.model.vocabulary import Kind
from inconcert.resolve import names, organisations
from inconcert.resolve.names import NOTHING, Evidence
from inconcert.resolve.profile import Profile


@dataclass(slots=True)
class Weighed:
    """The amounts by name, the best pair of names, and the words for each part of it."""

    amounts: dict[str, float]
    names: Evidence
    shown: tuple[str, str]
    said: dict[str, str] = field(default_factory=dict)


def weigh(one: Profile, other: Profile) -> Weighed:
    """Return what two profiles say for and against, as named amounts; the sides may be exchanged."""
    if other.mark < one.mark:
        one, other = other, one
    found, shown, primary, weak = best_names(one, other)
    if one.kind is not Kind.PERSON and (found.left or found.right):
        found = _at_home(found, one, other)
    amounts = _name_amounts(found) if one.names and other.names else {"name_missing": 1.0}
    if primary:
        amounts["name_primary"] = primary
    if weak and found.close > 0.5:
        amounts["name_weak"] = 1.0
    said: dict[str, str] = {}
    same = len(one.exact & other.exact)
    if same:
        amounts["names_exact"] = 1.0
        if same > 1:
            amounts["names_several"] = min(same - 1, 3) / 3
    if one.dates and other.dates:
        _dates(one, other, amounts, said)
    _countries(one, other, amounts, said)
    if one.genders and other.genders:
        _genders(one, other, amounts, said)
    if one.numbers and other.numbers:
        _numbers(one, other, amounts, said)
    if one.references and other.references:
        _references(one, other, amounts, said)
    if one.places and other.places:
        _places(one, other, amounts, said)
    if one.addresses and other.addresses:
        shared = len(one.addresses & other.addresses)
        if shared > 1:
            amounts["address_shared"] = min(shared, 6) / 6
    if one.kind is not other.kind and not (one.loose or other.loose):
        amounts["kind_differs"] = 1.0
        said["kind_differs"] = f"one is a {one.kind}, the other a {other.kind}"
    return Weighed(amounts, found, shown, said)


def _at_home(found: Evidence, one: Profile, other: Profile) -> Evidence:
    """Return the evidence without a country that one name adds and that both entries are of ("… of Syria")."""
    both = {organisations.country_word(code) for code in one.weak & other.weak}
    left = tuple(word for word in found.left if word not in both)
    right = tuple(word for word in found.right if word not in both)
    taken = len(found.left) - len(left) + len(found.right) - len(right)
    if not taken or (found.left and found.right):
        return found
    against, extra = max(0.0, found.against - 0.15), max(0.0, found.extra - organisations.PLACE_WEIGHT * taken)
    close = found.support / (found.support + 1.2 * found.doubt + 1.6 * against + 0.45 * extra + 0.06)
    return Evidence(found.support, against, extra, found.doubt, close, found.pairs, left, right)


def _name_amounts(found: Evidence) -> dict[str, float]:
    amounts = {
        "name_word": min(found.support, 1.0),
        "name_second": min(max(found.support - 1.0, 0.0), 1.0),
        "name_more": min(max(found.support - 2.0, 0.0), 2.0) / 2,
        "name_close": found.close,
        "name_closer": max(found.close - 0.6, 0.0) / 0.4,
        "name_closest": max(found.close - 0.85, 0.0) / 0.15,
        "name_against": min(found.against, 0.5) * 2,
        "name_far_against": min(max(found.against - 0.5, 0.0), 1.0),
        "name_extra": min(found.extra, 1.0),
        "name_doubt": min(found.doubt, 1.0),
    }
    return {name: amount for name, amount in amounts.items() if amount}


Best = tuple[Evidence, tuple[str, str], float, bool]


def best_names(one: Profile, other: Profile) -> Best:
    """Return the evidence of the best pair of names, the pair, how close the primary names are, if an alias is weak."""
    if one.kind is Kind.PERSON and other.kind is Kind.PERSON:
        return _best(one, other, one.as_people(), other.as_people(), names.compare)
    if (one.kind is Kind.PERSON or other.kind is Kind.PERSON) and (one.loose or other.loose):
        return _best(one, other, one.as_people(), other.as_people(), names.compare)
    return _best(one, other, one.as_bodies(), other.as_bodies(), organisations.compare)


def _best(
    one: Profile, other: Profile, mine: Sequence[Any], theirs: Sequence[Any], compare: Callable[[Any, Any], Evidence]
) -> Best:
    if not mine or not theirs:
        return NOTHING, ("", ""), 0.0, False
    ranked = []
    for i, left in enumerate(mine):
        keys, size, first, firm = left.keys, left.size, i < one.primaries, i < one.strong
        for j, right in enumerate(theirs):
            shared = len(keys & right.keys)
            rank = shared - 0.26 * abs(size - right.size)
            ranked.append((rank, first and j < other.primaries, firm and j < other.strong, left, right))
    if len(ranked) > 1:
        ranked.sort(key=_first, reverse=True)
    best, shown, primary, left_to_do, weak = NOTHING, (mine[0].text, theirs[0].text), -1.0, _MOST_COMPARED, False
    for rank, primaries, firm, left, right in ranked:
        if rank < 0.5 and left_to_do < _MOST_COMPARED - 1:
            left_to_do = 0
        if left_to_do > 0 or (primaries and primary < 0):
            found = compare(left, right)
            left_to_do -= 1
            if primaries and found.close > primary:
                primary = found.close
            if found.close > best.close or (found.close == best.close and found.support > best.support):
                best, shown, weak = found, (left.text, right.text), not firm
                if found.close > 0.93 and firm:
                    left_to_do = 0
        if left_to_do <= 0 and primary >= 0:
            break
    return best, shown, max(primary, 0.0), weak


_MOST_COMPARED = 4


def _first(item: tuple[float, bool, bool, Any, Any]) -> tuple[float, bool, bool]:
    return item[:3]


def _dates(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    word = "birth date" if Kind.PERSON in (one.kind, other.kind) else "date of founding or building"
    for mine in one.dates:
        for theirs in other.dates:
            if mine.value == theirs.value and len(mine.value) == 10 and not mine.until and not theirs.until:
                amounts["date_same_day"] = 1.0
                said["date_same_day"] = f"same {word} {mine}"
                return
    for mine in one.dates:
        for theirs in other.dates:
            if _agree(mine, theirs) and not (mine.circa or theirs.circa or mine.until or theirs.until):
                name = "date_same_month" if min(len(mine.value), len(theirs.value)) == 7 else "date_same_year"
                amounts[name] = 1.0
                said[name] = f"{word}s agree: {mine} and {theirs}"
                return
    if any(_agree(mine, theirs) for mine in one.dates for theirs in other.dates):
        amounts["date_may_agree"] = 1.0
        said["date_may_agree"] = f"{word}s may agree: {_all(one.dates)} and {_all(other.dates)}"
        return
    shown = f"{word}s differ: {_all(one.dates)} and {_all(other.dates)}"
    near = min(abs(int(a.value[:4]) - int(b.value[:4])) for a in one.dates for b in other.dates)
    if near == 0:
        name = "date_turned" if _slip(one, other) else "date_other_day"
        shown = f"{word}s differ in the day or month only: {_all(one.dates)} and {_all(other.dates)}"
    elif _slip(one, other):
        name, shown = "date_turned", f"{word}s differ by one sign: {_all(one.dates)} and {_all(other.dates)}"
    else:
        name = "date_year_near" if near == 1 else "date_year_off" if near <= 4 else "date_year_far"
    amounts[name] = 1.0
    said[name] = shown


@functools.lru_cache(maxsize=1 << 15)
def _agree(one: PartialDate, other: PartialDate) -> bool:
    return one.agrees(other)


def _slip(one: Profile, other: Profile) -> bool:
    """Return whether full dates differ by what may be a slip: day and month turned, or one digit."""
    pairs = ((a.value, b.value) for a in one.dates for b in other.dates if len(a.value) == 10 == len(b.value))
    return any(_turned(a, b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1 for a, b in pairs)


def _turned(one: str, other: str) -> bool:
    return len(one) == 10 == len(other) and one[5:7] == other[8:10] and one[8:10] == other[5:7]


def _all(dates: tuple[PartialDate, ...]) -> str:
    return ", ".join(str(date) for date in dates[:4])


def _countries(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    both = one.countries & other.countries
    if both:
        amounts["country_same"] = 1.0
        said["country_same"] = "both " + ", ".join(sorted(both)).upper()
        return
    if one.weak & other.weak:
        amounts["country_weak_same"] = 1.0
        said["country_weak_same"] = "a country in common: " + ", ".join(sorted(one.weak & other.weak)).upper()
        return
    if one.countries and other.countries:
        amounts["country_differs"] = 1.0
        said["country_differs"] = f"countries differ: {_codes(one.countries)} and {_codes(other.countries)}"
    elif one.weak and other.weak:
        amounts["country_weak_differs"] = 1.0
        said["country_weak_differs"] = f"no country in common: {_codes(one.weak)} and {_codes(other.weak)}"


def _codes(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes)).upper()


def _genders(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    if one.genders & other.genders:
        amounts["gender_same"] = 1.0
        said["gender_same"] = "same gender"
    else:
        amounts["gender_differs"] = 1.0
        said["gender_differs"] = "genders differ"


def _numbers(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    both = one.numbers & other.numbers
    if both:
        amounts["number_same"] = 1.0
        said["number_same"] = "both print the number " + ", ".join(sorted(both))
        return
    for kind, value in one.numbers_by_kind.items():
        if kind in other.numbers_by_kind and other.numbers_by_kind[kind] != value:
            amounts["number_differs"] = 1.0
            said["number_differs"] = f"{kind} numbers differ"
    if not amounts.get("number_differs") and one.number_kinds & other.number_kinds:
        amounts["number_other"] = 1.0
        said["number_other"] = "no number in common"


def _references(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    both = one.references & other.references
    if both:
        amounts["reference_same"] = 1.0
        said["reference_same"] = "printed official number in common: " + ", ".join(
            " ".join(item).upper() for item in sorted(both)
        )
        return
    schemes = {scheme for scheme, _ in one.references} & {scheme for scheme, _ in other.references}
    if "un" in schemes:
        amounts["reference_differs"] = 1.0
        said["reference_differs"] = "UN reference numbers differ"


def _places(one: Profile, other: Profile, amounts: dict[str, float], said: dict[str, str]) -> None:
    both = one.places & other.places
    if both:
        amounts["place_same"] = min(len(both), 2) / 2
        said["place_same"] = "place of birth in common: " + ", ".join(sorted(both))
    else:
        amounts["place_differs"] = 1.0
        said["place_differs"] = "places of birth differ"
