"""The figures: drawn at two widths, their letters large enough, their tables the same numbers, nothing fetched."""

from __future__ import annotations

import csv
import io
import struct

import pytest
from lxml import etree

from inconcert.web import pictures
from inconcert.web.figures import FIGURES, figures
from inconcert.web.languages import NAMES, language
from inconcert.web.numbers import numbers_of

PHONE_PX, SMALLEST_PX = 300, 11
pytestmark = pytest.mark.skipif(not pictures.can_draw(), reason="the drawing library is not installed")


def px(element, name: str) -> float:
    return float(element.get(name).removesuffix("px"))


@pytest.mark.parametrize("narrow", ["", "on"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_fits_its_width_and_can_be_read(pages, name, narrow):
    root = etree.fromstring(pages.get(f"/pictures/{name}.svg", params={"narrow": narrow}).content)
    assert px(root, "width") <= (PHONE_PX if narrow else 800)
    sizes = [px(item, "font-size") for item in root.iter("{*}text") if item.get("font-size")]
    assert sizes and min(sizes) >= SMALLEST_PX
    fetched = [value for item in root.iter() for key, value in item.attrib.items() if key.endswith(("href", "src"))]
    assert not fetched and not list(root.iter("{*}image", "{*}script", "{*}foreignObject"))


@pytest.mark.parametrize("lang", NAMES)
def test_a_picture_that_travels_alone_says_what_it_is_and_from_where(pages, lang):
    root = etree.fromstring(pages.get(f"/pictures/overlap.svg?alone=on&lang={lang}").content)
    said = " ".join(root.itertext())
    assert language(lang).text("How far the lists overlap") in said
    assert language(lang).day(pages.house.today.isoformat()) in said
    png = pages.get(f"/pictures/overlap.png?alone=on&lang={lang}").content
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">I", png[16:20])[0] > 1000


@pytest.mark.parametrize("name", FIGURES)
def test_lines_from_right_to_left_do_not_fall_on_each_other(pages, name):
    root = etree.fromstring(pages.get(f"/pictures/{name}.svg?lang=ar&narrow=on&alone=on").content)
    assert not list(root.iter("{*}tspan"))
    lines = [item.text for item in root.iter("{*}text") if item.text and item.text.startswith("\u2067")]
    assert len(lines) >= 3 and not [line for line in lines if "|" in line]


@pytest.mark.parametrize("name", FIGURES)
def test_the_table_beside_it_is_the_csv_and_the_words_hold_its_numbers(pages, name):
    found = figures(pages.house, language("en"))[name]
    rows = list(csv.reader(io.StringIO(pages.get(f"/pictures/{name}.csv").text)))
    assert rows[0] == list(found.heads) and len(rows) - 1 == len(found.rows) > 1
    assert len(found.alt) > 40 and any(letter.isdigit() for letter in found.alt)
    page = pages.get("/statistics").text
    assert f'src="/pictures/{name}.svg"' in page and f"/pictures/{name}.png" in page
    spec = pages.get(f"/pictures/{name}.json").json()
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/") and spec["data"]["values"]


def test_each_target_counts_once_in_the_overlap(pages):
    found = numbers_of(pages.house)
    assert sum(found.sets.values()) >= max(found.totals.values())
    for code, total in found.totals.items():
        assert sum(number for codes, number in found.sets.items() if code in codes) >= total
    pair = sum(number for codes, number in found.sets.items() if {"us", "gb"} <= set(codes))
    assert pair >= found.shared["us", "gb"]


def test_no_picture_is_called_that(pages):
    for name in ("none.svg", "years.exe", "years.mail", "years"):
        assert pages.get(f"/pictures/{name}").status_code == 404


@pytest.mark.parametrize("lang", NAMES)
def test_the_map_is_a_picture_of_its_own(pages, lang):
    root = etree.fromstring(pages.get(f"/reach/us-29219.svg?lang={lang}").content)
    assert len(list(root.iter("{*}path"))) > 150 and any(item.get("fill") == "#14532d" for item in root.iter())
    assert pages.get(f"/reach/us-29219.png?lang={lang}").content[:4] == b"\x89PNG"
