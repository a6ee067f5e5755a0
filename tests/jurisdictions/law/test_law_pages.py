"""The pages on the law are what the data makes, sentence by sentence, with source and confidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from inconcert.jurisdictions.elsewhere import elsewhere
from inconcert.jurisdictions.law import law_of, laws, statements
from inconcert.jurisdictions.law_text import all_law_pages, law_as_markdown
from inconcert.model.errors import UserError
from inconcert.model.route import NOT_ADVICE

PAGES = Path(__file__).parents[3] / "docs" / "reference" / "law"


def test_the_pages_on_disk_are_what_the_data_makes() -> None:
    if not PAGES.is_dir():
        pytest.skip("the documentation is not beside the tests")
    on_disk = {item.name: item.read_text("utf-8") for item in PAGES.glob("*.md")}
    made = all_law_pages()
    assert set(on_disk) == set(made)
    for name, text in made.items():
        assert on_disk[name] == text, f"{name} is stale: make the pages again"


@pytest.mark.parametrize("name", sorted(laws()))
def test_a_page_leaves_out_no_sentence(name: str) -> None:
    page = law_as_markdown(name)
    law = law_of(name)
    assert law is not None
    for statement in statements(law):
        assert statement.text in page
        for source in statement.sources:
            assert f"`{source}`" in page
    assert NOT_ADVICE in page


def test_both_texts_of_the_british_test_stand_on_the_page_with_their_days() -> None:
    page = law_as_markdown("GB-HR")
    assert "(2018-05-23 to 2022-03-14)" in page
    assert "(2022-03-15 to now)" in page
    then = law_as_markdown("GB-HR", "2020-08-18")
    assert "must consider that the designation is appropriate" in then
    assert "Urgent procedure" not in then


def test_what_is_unverified_says_so() -> None:
    assert "[unverified: background]" in law_as_markdown("GB-HR")


def test_a_law_that_did_not_exist_is_refused() -> None:
    with pytest.raises(UserError):
        law_as_markdown("EU-HR", "2020-08-18")
    with pytest.raises(UserError):
        law_as_markdown("XX-1")


def test_governments_without_lists_have_a_line() -> None:
    assert {"no", "nz", "jp", "cz"} <= {item.jurisdiction for item in elsewhere()}
    for item in elsewhere():
        assert item.statement.text in all_law_pages()["README.md"]
