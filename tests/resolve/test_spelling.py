"""Names a letter or two away are called up, whatever their script and the order of their words."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from inconcert.resolve.search import NameIndex
from inconcert.resolve.spelling import Spellings

SYLLABLES = ("ba", "cho", "din", "esh", "fo", "gul", "hak", "ir", "jo", "kem", "lu", "mar", "nis", "or", "pet", "qua")
CHANCE = random.Random(3)
INVENTED = sorted({
    " ".join("".join(CHANCE.choices(SYLLABLES, k=CHANCE.randint(2, 4))) for _ in range(CHANCE.randint(2, 4)))
    for _ in range(3000)
})  # fmt: skip
SPELLINGS = Spellings(INVENTED)


@given(st.integers(0, len(INVENTED) - 1), st.data())
def test_two_letters_changed_anywhere_are_called_up(number, data):
    letters = list(INVENTED[number])
    places = [place for place, letter in enumerate(letters) if letter != " "]
    for place in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)):
        letters[place] = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    words = data.draw(st.permutations("".join(letters).split()))
    assert number in SPELLINGS.near(" ".join(words))


@given(st.text(max_size=40))
def test_any_text_may_be_asked(text):
    near = SPELLINGS.near(text)
    assert len(near) == len(set(near)) <= len(INVENTED)


def test_nothing_is_near_nothing():
    assert SPELLINGS.near("") == []
    assert Spellings([]).near("anything") == []


def test_every_name_is_found_exactly_and_turned_round_in_any_script():
    names = [
        *INVENTED[:400],
        "鄧炳強",
        "朱海仑",
        "محمد حسن آخوند",
        "김정은",
        "Александр Лукашенко",
        "ჯონ დო",
        "אבג דהו",
    ]
    index = NameIndex([(("us_sdn", str(number)), name) for number, name in enumerate(names)])
    for number, name in enumerate(names):
        for asked in (name, " ".join(reversed(name.split())), name.upper()):
            best = index.search(asked, 10)
            assert (("us_sdn", str(number)), 1.0) in [(hit.key, hit.score) for hit in best], asked


def test_many_names_of_one_target_leave_room_for_others():
    many = [(("us_sdn", "1"), f"Qalandar Mastov {word}") for word in INVENTED[:40]]
    index = NameIndex([*many, (("us_sdn", "2"), "Qalandar Mastova Ibrahim")])
    assert {hit.key[1] for hit in index.search("Qalandar Mastov", 10)} == {"1", "2"}
