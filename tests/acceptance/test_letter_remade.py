"""The letter of 18 August 2020 made again from the real editions; a letter for every curated situation."""

from __future__ import annotations

import collections
import datetime as dt

import pytest

from inconcert.jurisdictions.curated import situations
from inconcert.letters.asks import summary
from inconcert.model.ask import AskKind
from inconcert.model.errors import UserError
from inconcert.typeset.characters import unsettable
from inconcert.typeset.render import rendered
from inconcert.verbs.desk import desk
from inconcert.verbs.house import House
from inconcert.verbs.letter import Wanted, write
from inconcert.verbs.letter_status import outcome

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def test_sixteen_mirrors_made_from_real_editions(full_house: House) -> None:
    written = write(full_house, Wanted("xinjiang", ("gb", "ca"), day=dt.date(2020, 8, 18)))
    counts = collections.Counter(ask.kind for ask in written.plan.asks)
    assert counts == {AskKind.MIRROR: 16, AskKind.SHARE_INFORMATION: 1, AskKind.ROUTINE_SHARING: 3}
    assert {ask.name for ask in written.plan.asks if ask.warning} == {
        "Xinjiang Public Security Bureau",
        "Xinjiang Production and Construction Corps",
    }
    assert not unsettable(written.letter)
    assert all(rendered(written.letter).values())


def test_two_of_eight_and_five_of_eight(full_house: House) -> None:
    found = outcome(full_house, "letter-2020-08-18")
    assert summary(found.standings) == {"gb": (2, 8), "ca": (5, 8)}


@pytest.mark.parametrize("situation", sorted(situations()))
def test_every_situation_gives_letters_or_says_that_there_is_no_gap(full_house: House, situation: str) -> None:
    made = 0
    for have, to in (("us", ("gb", "ca", "eu", "au")), ("gb", ("us", "ca"))):
        try:
            written = write(full_house, Wanted(situation, to, have))
        except UserError as error:
            assert "no gap" in str(error)
            continue
        made += 1
        assert all(rendered(written.letter).values())
        assert all(rendered(written.check).values())
        name, document = desk(full_house, written.plan.rows[0].target.id, to[0])
        assert all(rendered(document, ("pdf", "docx")).values())
    assert made or situation in ("kara-murza", "moraes", "magnitsky")
