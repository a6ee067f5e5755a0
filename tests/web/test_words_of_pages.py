"""What a page says in the reader's language: why a cell says so, what a printed value is, in which script a name is."""

from __future__ import annotations

import re

import pytest
from lxml import html

from inconcert.gaps.gaps import Question
from inconcert.model.dates import EventDate
from inconcert.model.law import FACETS
from inconcert.model.vocabulary import DateKind, Precision
from inconcert.verbs.gaps import find_gaps
from inconcert.web.evidence import SENTENCES, why_words
from inconcert.web.languages import language
from inconcert.web.saying import FACET_HEADS, printed
from inconcert.web.scripts import by_script, language_tag, script_of

EVERYBODY = ("us", "gb", "ca", "eu", "au")


@pytest.mark.parametrize("day", [None, "2021-03-23"])
def test_every_reason_of_a_cell_is_told_in_french(pages, day):
    import datetime as dt

    asked = dt.date.fromisoformat(day) if day else None
    found = find_gaps(pages.house, Question(have=("us",), lack=EVERYBODY[1:], day=asked, include_in_force=True))
    reasons = {cell.why for gap in found.answer.gaps for cell in (*gap.have, gap.lack)}
    assert len(reasons) > 3
    left = {why for why in reasons if why_words(language("fr"), why)[1] == "en"}
    assert not {why for why in left if ";" not in why}, left
    assert not re.search(r"\d{4}-\d{2}-\d{2}", " ".join(why_words(language("fr"), why)[0] for why in reasons - left))


def test_a_reason_that_is_not_known_stays_english_and_says_so():
    assert why_words(language("fr"), "something else of 2020-07-09") == ("something else of 2020-07-09", "en")
    assert why_words(language("en"), "something else of 2020-07-09")[0] == "something else of 9 July 2020"
    assert why_words(language("fr"), "on the edition of 2020-07-09") == ("sur l’édition du 9 juillet 2020", "fr")


def test_every_sentence_has_a_place_for_each_day():
    assert all(pattern.groups == words.count("%s") for pattern, words in SENTENCES)


def test_the_headings_of_the_law_are_those_of_its_facets():
    assert FACET_HEADS == FACETS


@pytest.mark.parametrize(
    ("what", "said"),
    [("name (primary)", "nom (principal)"), ("date (listed)", "date (inscrite)"), ("birth date", "date de naissance"),
     ("number (ofac)", "numéro (ofac)"), ("UK Statement of Reasons", "UK Statement of Reasons"),
     ("Other (see notes)", "Other (see notes)")],
)  # fmt: skip
def test_a_printed_value_is_named_and_a_publishers_heading_is_left(what, said):
    assert printed(language("fr"), what) == said


def test_names_are_grouped_by_their_letters():
    assert [script_of(name) for name in ("朱海仑", "Кадыров", "شهرت ذاكر", "O'Neill", "김정은", "12")] == [
        "Hani", "Cyrl", "Arab", "Latn", "Hang", "",
    ]  # fmt: skip
    assert language_tag("朱海仑") == "und-Hani" and language_tag("Zhu Hailun") == ""
    assert by_script(["A", "朱", "B", "A"]) == [("Latin script", ["A", "B"]), ("Chinese characters", ["朱"])]


def test_a_mark_shows_an_interval_by_its_months():
    between = EventDate(DateKind.FIRST_OBSERVED, "2018-01-26/2021-04-25", Precision.INTERVAL)
    assert language("en").brief(between) == "Jan 2018 – Apr 2021"
    first = EventDate(DateKind.FIRST_OBSERVED, "/2018-01-26", Precision.INTERVAL)
    assert language("en").brief(first) == "by Jan 2018"


def test_no_code_of_a_list_stands_for_a_government_on_a_search(pages):
    page = html.fromstring(pages.get("/search?q=Zhu+Hailun").text)
    said = page.xpath("//ol[@class='rows']/li")[0].text_content()
    assert "United States" in said and "_" not in said
