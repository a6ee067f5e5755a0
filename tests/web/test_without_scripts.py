"""Without scripts the same text and every public task, and the review by form; with them, what is only handier."""

from __future__ import annotations

import difflib

import httpx
import pytest

ADDRESSES = (
    "/", "/search?q=Zhu+Hailun", "/gaps", "/matrix", "/targets/us-29220", "/situations/xinjiang", "/actions",
    "/regimes/GB-HR", "/jurisdictions/gb", "/lists/gb_uksl", "/changes", "/statistics", "/reach/us-29219", "/review",
    "/about", "/help", "/accessibility", "/api",
)  # fmt: skip
TEXT = "() => document.body.innerText"


@pytest.fixture
def plain(browser):
    page = browser.new_page(java_script_enabled=False)
    yield page
    page.close()


def test_the_same_text_without_scripts_as_with(browser, plain, served):
    scripted = browser.new_page()
    for address in ADDRESSES:
        texts = []
        for page in (plain, scripted):
            page.goto(served + address)
            texts.append(page.evaluate(TEXT).splitlines())
        assert len(texts[0]) > 5 and texts[0] == texts[1], "\n".join(difflib.unified_diff(*texts))[:500]
    assert scripted.evaluate("document.querySelector('input[type=search]').getAttribute('role')") == "combobox"
    scripted.close()


def test_every_public_task_is_done_without_scripts(plain, served):
    plain.goto(served)
    plain.fill("main input[name=q], .hero input[name=q]", "Zhu Hailun")
    plain.click(".hero button")
    plain.click("ol.rows a")
    assert "/targets/" in plain.url
    plain.goto(f"{served}/gaps")
    plain.check("input[name=have][value=ca]")
    plain.fill("input[name=as_of]", "2021-03-23")
    plain.click("form.filters button")
    assert "have=ca" in plain.url and "as_of=2021-03-23" in plain.url
    plain.click("aside summary:has-text('Kind')")
    plain.click("aside a:has-text('Persons')")
    assert "kind=person" in plain.url and plain.locator("ul.chosen").count() == 1
    plain.click("ul.chosen a")
    assert "kind=person" not in plain.url
    plain.check("input[name=gap] >> nth=0")
    with plain.expect_request(lambda asked: "/asks/new?" in asked.url) as sent:
        plain.click("form#ask button")
    assert "gap=" in sent.value.url and "as_of=2021-03-23" in sent.value.url
    plain.goto(f"{served}/matrix")
    plain.click("thead a >> nth=1")
    assert "sort=" in plain.url
    plain.click("summary:has-text('Names of your own')")
    plain.fill("textarea[name=names]", "Zhu Hailun\nNobody Atall")
    plain.click("details.panel button")
    assert plain.locator("tbody tr").count() == 2
    plain.goto(f"{served}/changes")
    plain.fill("input[name=since]", "2020-01-01")
    plain.click("form.filters button")
    assert "since=2020-01-01" in plain.url
    plain.click("footer a:has-text('Français')")
    assert "lang=fr" in plain.url and plain.evaluate("document.documentElement.lang") == "fr"


def test_a_pair_is_judged_by_form(plain, served):
    waiting = httpx.get(f"{served}/review.json").json()
    if not waiting:
        pytest.skip("no pair waits in the embedded register")
    plain.goto(f"{served}/review")
    form = plain.locator("form[action='/review']").first
    left = form.locator("input[name=left]").get_attribute("value")
    form.locator("input[name=decision][value=unsure]").check()
    form.locator("input[name=reason]").fill("by hand")
    form.locator("input[name=by]").fill("Ada")
    form.locator("button").click()
    assert "/review" in plain.url and "Ada" in plain.evaluate(TEXT)
    gone = {(item["left"], item["right"]) for item in httpx.get(f"{served}/review.json").json()}
    assert (left, waiting[0]["right"]) not in gone


def test_names_are_suggested_while_one_is_typed(browser, served):
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.goto(f"{served}/about?lang=fr")
    page.focus("#q")
    page.keyboard.type("Zhu Hail")
    page.wait_for_selector("#suggested-0 [role=option]")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false" and "/about" in page.url
    page.keyboard.type("u")
    page.wait_for_selector("#suggested-0 [role=option]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/targets/" in url and "lang=fr" in url)
    assert not wrong
    page.close()


def test_a_figure_answers_only_inside_a_pair(browser, served):
    page = browser.new_page()
    page.goto(f"{served}/review")
    if not page.locator("[data-pair]").count():
        pytest.skip("no pair waits in the embedded register")
    page.keyboard.press("2")
    assert page.locator("input[name=decision]:checked").count() == 0
    page.locator("[data-pair] input[name=reason]").first.focus()
    page.keyboard.type("12")
    assert page.locator("input[name=decision]:checked").count() == 0
    page.locator("[data-pair] input[name=decision]").first.focus()
    page.keyboard.press("2")
    assert page.locator("input[name=decision]:checked").get_attribute("value") == "different"
    page.close()
