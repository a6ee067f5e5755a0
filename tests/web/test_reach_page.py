"""The reach page: every territory of the list, the map beside it, and what one more mirror would add."""

from __future__ import annotations

from lxml import html

from inconcert.web.reaching import outlines


def test_the_outlines_have_every_country_whose_lists_are_read():
    assert {"us", "gb", "ca", "au", "ch", "cn", "by", "ru"} <= set(outlines())
    assert all(path.startswith("M") and path.endswith("Z") for path in outlines().values())


def test_the_list_holds_every_territory_and_the_map_colours_them(pages):
    page = html.fromstring(pages.get("/reach/us-29219").content)
    rows = page.xpath("//tbody/tr")
    facts = pages.get("/reach/us-29219.json").json()
    territories = {item["name"] for item in (*facts["now"]["freeze"], *facts["now"]["ban"])}
    assert len(rows) == len(territories) > 40
    assert page.xpath("//figure//path[@class='both']")
    assert not page.xpath("//figure//path[@class='more']")


def test_one_more_mirror_is_shown_apart(pages):
    page = html.fromstring(pages.get("/reach/us-29220?add=gb").content)
    assert page.xpath("//figure//path[@class='more']")
    assert "one more mirror would add" in page.text_content()


def test_nobody_is_a_page_that_says_so(pages):
    assert pages.get("/reach/us-0").status_code == 404
