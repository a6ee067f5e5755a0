"""In Chromium: no accessibility violation that axe knows, nothing wider than the screen, no error, no foreign request.

Every look of every page is 3 languages × 2 widths × 3 colours. The suite takes each page at both widths, in a sample in
which any two of language, width and colours meet in every way; INCONCERT_SOAK=1 takes them all (scripts/soak).
The policy of the pages (CSP) stays on: what it forbids is an error in the console, and fails here.
INCONCERT_CHROMIUM names the browser (/usr/bin/chromium without it), INCONCERT_SERVED pages that are served already.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from inconcert.web.app import addresses

SHOWN = (
    "/", "/search?q=Zhu+Hailun", "/gaps", "/matrix", "/targets/us-29220", "/situations", "/situations/xinjiang",
    "/actions", "/actions/us-2018-11-15-khashoggi", "/regimes", "/regimes/GB-HR", "/jurisdictions", "/jurisdictions/gb",
    "/lists", "/lists/gb_uksl", "/changes", "/statistics", "/reach/us-29219", "/review", "/about", "/help",
    "/accessibility", "/api", "/nowhere",
)  # fmt: skip
OTHERS = sorted(
    {at.path for at in addresses(False) if at.method == "GET" and "{" not in at.path}
    - {address.partition("?")[0] for address in SHOWN}
    - {"/targets", "/robots.txt"}
)
"""The rooms' own pages, whichever there are: a new one is looked at without being named here."""
ADDRESSES = (*SHOWN, *OTHERS)
LANGUAGES, WIDTHS, COLOURS = ("en", "fr", "ar"), (320, 1280), ("light", "dark", "forced")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TEXT = """() => [...document.querySelectorAll('main *')].filter(one => one.childNodes.length &&
  [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(one).fontSize) < 12
  && one.namespaceURI.endsWith('xhtml')).map(one => one.tagName + ': ' + one.textContent.slice(0, 40))"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    address: str
    language: str
    width: int
    colours: str

    def url(self, base: str) -> str:
        return f"{base}{self.address}{'&' if '?' in self.address else '?'}lang={self.language}"


EVERY = tuple(Look(*item) for item in itertools.product(ADDRESSES, LANGUAGES, WIDTHS, COLOURS))


def sample() -> Iterator[Look]:
    """Yield each page at both widths, so that any two of language, width and colours meet in every way."""
    for page, address in enumerate(ADDRESSES):
        for turn, width in enumerate(WIDTHS):
            yield Look(address, LANGUAGES[(page + turn) % 3], width, COLOURS[(page // 3 + turn) % 3])


def test_the_sample_is_pairwise():
    for one, two in (*itertools.combinations(("language", "width", "colours"), 2), ("address", "width")):
        meet = lambda looks, one=one, two=two: {(getattr(x, one), getattr(x, two)) for x in looks}  # noqa: E731
        assert meet(sample()) == meet(EVERY), (one, two)


def looked_at(browser, base: str, looks: list[Look]) -> list[tuple[object, ...]]:
    """Open each look; return what is wrong: (address, rule or fault, where)."""
    wrong: list[tuple[object, ...]] = []
    looks = sorted(looks, key=lambda look: (look.width, look.colours))
    for (width, colours), group in itertools.groupby(looks, key=lambda look: (look.width, look.colours)):
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if colours == "dark" else "light",
            forced_colors="active" if colours == "forced" else "none",
        )
        listen(page, base, wrong)
        for look in group:
            page.goto(look.url(base))
            wrong += [(look, *fault) for fault in faults(page)]
        page.close()
    return [item for item in wrong if item[0] != "console" or "/nowhere" not in str(item[2])]


def listen(page, base: str, wrong: list[tuple[object, ...]]) -> None:
    """Write down every error in the console and every request to another host."""
    page.on("console", lambda said: said.type == "error" and wrong.append(("console", said.text, said.location)))
    page.on("pageerror", lambda error: wrong.append(("script", str(error))))
    page.on("request", lambda asked: asked.url.startswith((base, "data:")) or wrong.append(("foreign", asked.url)))


def faults(page) -> list[tuple[str, str]]:
    """Return what is wrong on an open page: accessibility, width, letters too small to read."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", WCAG)
    wrong = [(item["id"], item["nodes"][0]["html"][:160]) for item in found["violations"]]
    wrong += [("wider than the screen", "")] * page.evaluate(WIDER)
    return wrong + [("smaller than 12 px", text) for text in page.evaluate(SMALL_TEXT)[:1]]


@pytest.mark.slow
def test_every_page(served, browser):
    wrong = looked_at(browser, served, list(EVERY if os.environ.get("INCONCERT_SOAK") else sample()))
    assert not wrong, "\n".join(str(item) for item in wrong[:40])


def test_what_is_wrong_is_seen(served, browser):
    """A page that is wrong in each way is found wrong in each way: these proofs can fail."""
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.goto(f"{served}/about")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("""() => { const one = document.createElement('img'); one.style.minWidth = '900px'; one.src = 'https://example.org/';
        document.querySelector('main').append(one); }""")
    assert page.evaluate(WIDER)
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in text for text in said)
    page.close()
