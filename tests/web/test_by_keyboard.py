"""By keyboard alone, in Chromium: from a search to a saved feed of gaps; a judgement; every stop seen and not covered.

INCONCERT_RECORD names a folder for a picture of each stop (docs/screenshots holds those of one run).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

STOPS_MAX = 150
SEEN = """() => { const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 40), 1), innerHeight - 2);
  const there = document.elementFromPoint(x, y);
  const label = one.closest('label');
  return {tag: one.tagName, said: (one.innerText || one.value || one.ariaLabel || '').trim().slice(0, 80),
    ring: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    covered: !(one === there || one.contains(there) || there?.contains(one) || label?.contains(there))
  }; }"""


class Hands:
    """Two hands on a keyboard: Tab until something is reached, look at every stop, press."""

    def __init__(self, page: Any, record: str) -> None:
        self.page, self.pictures, self.wrong = page, 0, []
        self._record = Path(record) if record else None

    def stop(self, *keys: str) -> dict[str, Any]:
        for key in keys or ("Tab",):
            self.page.keyboard.press(key)
        at: dict[str, Any] = self.page.evaluate(SEEN)
        if at["tag"] not in ("BODY", "MAIN", "HTML", "P") and not (at["ring"] and at["inside"] and not at["covered"]):
            self.wrong.append((self.page.url, at))
        return at

    def until(self, reached: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for _ in range(STOPS_MAX):
            at = self.stop("Tab")
            if reached(at):
                return at
        raise AssertionError(f"not reached within {STOPS_MAX} stops on {self.page.url}")

    def go(self, part: str) -> None:
        """Press Enter and wait for the page whose address holds `part`."""
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: part in url)

    def picture(self, name: str) -> None:
        self.pictures += 1
        if self._record:
            self.page.screenshot(path=self._record / f"keyboard-{self.pictures}-{name}.png")


@pytest.fixture
def hands(browser) -> Iterator[Hands]:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield Hands(page, os.environ.get("INCONCERT_RECORD", ""))
    page.close()


def test_from_a_search_to_a_saved_feed(hands, served):
    page = hands.page
    page.goto(f"{served}/")
    assert hands.stop("Tab")["said"] == "To the content"
    hands.picture("skip-link")
    hands.stop("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(f"{served}/about")
    hands.until(lambda at: at["tag"] == "INPUT")
    page.keyboard.type("Zhu Hailun")
    hands.picture("search")
    hands.go("/search?")
    hands.stop("Tab")
    hands.stop("Enter")  # to the content, past the navigation
    assert hands.until(lambda at: at["tag"] == "A")["said"].upper().startswith("ZHU")
    hands.picture("found")
    hands.go("/targets/")
    hands.picture("target")
    assert hands.until(lambda at: at["said"] == "Gaps")
    hands.go("/gaps")
    hands.until(lambda at: at["tag"] == "SUMMARY" and at["said"] == "Kind")
    hands.stop("Enter")
    assert hands.until(lambda at: at["said"].startswith("Persons"))
    hands.picture("facet")
    hands.go("kind=person")
    hands.until(lambda at: at["said"] == "To the rows")
    hands.stop("Enter")
    assert hands.until(lambda at: at["tag"] == "A")["said"] == "Save as a feed (Atom)"
    hands.picture("feed")
    with page.expect_response(lambda answer: "/gaps.atom?" in answer.url) as saved:
        page.keyboard.press("Enter")
    assert "kind=person" in saved.value.url and saved.value.headers["content-type"].startswith("application/atom+xml")
    assert not hands.wrong, "\n".join(map(str, hands.wrong[:10]))


def test_rows_are_chosen_and_asked_about(hands, served):
    page = hands.page
    page.goto(f"{served}/gaps#rows")
    hands.until(lambda at: at["tag"] == "INPUT")
    hands.stop("Space")
    hands.until(lambda at: at["tag"] == "INPUT")
    hands.stop("Space")
    assert page.locator("input[name=gap]:checked").count() == 2
    with page.expect_request(lambda asked: "/asks/new?" in asked.url) as sent:
        page.keyboard.press("Enter")  # Enter in a form's field sends it
    assert sent.value.url.count("gap=") == 2
    assert not hands.wrong, "\n".join(map(str, hands.wrong[:10]))


def test_every_stop_of_a_page_is_seen_and_in_the_order_of_its_text(hands, served):
    for address in ("/matrix", "/statistics", "/review", "/targets/us-29220"):
        hands.page.goto(served + address)
        places = []
        for _ in range(45):
            if hands.stop("Tab")["tag"] in ("BODY", "HTML"):
                break
            places.append(hands.page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        assert len(places) > 10 and places == sorted(places), address
    assert not hands.wrong, "\n".join(map(str, hands.wrong[:10]))
