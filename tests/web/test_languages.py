"""Every text of the pages is translated, with the same places to fill."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from inconcert.model.errors import UserError
from inconcert.web.languages import language

WEB = Path(str(resources.files("inconcert.web")))


def messages():
    found = extract_from_dir(
        WEB,
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        keywords={"_": None, "text": None, "texts": (1, 2), "ngettext": (1, 2)},
    )
    return {message for _, _, message, _, _ in found if message}


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_every_text_is_translated_with_the_same_places_to_fill(code):
    with (WEB / "locale" / f"{code}.po").open("rb") as file:
        held = read_po(file, locale=code)
    places = re.compile(r"%(?:\(\w+\))?s")
    missing = []
    for message in messages():
        one = message if isinstance(message, str) else message[0]
        found = held.get(one)
        if found is None or not found.string or found.fuzzy:
            missing.append(message)
            continue
        for text in [found.string] if isinstance(found.string, str) else found.string:
            assert sorted(places.findall(text)) == sorted(places.findall(one)), message
    assert not missing


def test_dates_and_countries_are_spelt_out():
    assert language("en").day("2020-07-09") == "9 July 2020"
    assert language("fr").day("2025-04") == "avril 2025"
    assert "٢٠٢٠" in language("ar").day("2020-07-09") or "2020" in language("ar").day("2020-07-09")
    assert language("fr").country("cn") == "Chine"


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(UserError):
        language("xx")


def test_a_page_in_another_language_is_in_that_language(pages):
    assert "Écarts" in pages.get("/gaps?lang=fr").text and "الفجوات" in pages.get("/gaps?lang=ar").text
