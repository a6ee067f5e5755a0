"""Pictures as Vega-Lite, drawn to SVG and PNG on the server: no script reaches a reader, no font or map is fetched.

A picture comes in two widths, for a page and for a phone; its words keep their size in both. Nothing is told by colour
alone: each bar carries its number, each strip its words, so that it can be printed in black.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from lxml import etree

INK, QUIET, GRID, DEEP, ACCENT, PALE = "#1d1c1a", "#5b574f", "#e2ddd1", "#14385c", "#a4461b", "#d9d4c7"
WIDE, NARROW = 720, 250
PNG_SCALE = 2.0
SVG = "{http://www.w3.org/2000/svg}"
FONT = "Noto Sans, Noto Naskh Arabic, Noto Serif, sans-serif"

Spec = dict[str, Any]
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words on a picture's axes, in the reader's language; `rtl` where it is written from right to left."""

    x: str = ""
    y: str = ""
    rtl: bool = False


def can_draw() -> bool:
    """Return whether the drawing library is at hand; the tables are there without it."""
    return importlib.util.find_spec("vl_convert") is not None


def svg(spec: Spec) -> str:
    """Return a picture as SVG."""
    return apart(str(_library().vegalite_to_svg(whole(spec), vl_version="5.20", allowed_base_urls=[])))


def apart(drawn: str) -> str:
    """Return an SVG whose lines of text stand each in an element of its own.

    Lines in one element are one paragraph to the rules of direction, and those from right to left fall on each other.
    """
    root = etree.fromstring(drawn.encode("utf-8"))
    for text in list(root.iter(f"{SVG}text")):
        around, down = text.getparent(), 0.0
        if around is None or not len(text):
            continue
        for line in text:
            down += float(line.get("dy", "0"))
            alone = etree.SubElement(around, f"{SVG}text", {str(key): str(value) for key, value in text.attrib.items()})
            alone.set("y", f"{down:g}")
            alone.text = line.text
        around.remove(text)
    return etree.tostring(root, encoding="unicode")


def png(drawn: str) -> bytes:
    """Return a drawn SVG as PNG, twice its size in points."""
    return bytes(_library().svg_to_png(drawn, scale=PNG_SCALE))


@functools.cache
def _library() -> Any:
    import vl_convert

    fonts = resources.files("inconcert.typeset").joinpath("fonts")
    vl_convert.register_font_directory(str(fonts))
    return vl_convert


def whole(spec: Spec) -> Spec:
    """Return a picture's Vega-Lite with the house's look, as anyone can draw it again."""
    config = {
        "font": FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {"labelColor": QUIET, "titleColor": QUIET, "gridColor": GRID, "domainColor": QUIET, "tickColor": GRID,
                 "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 8},
        "header": {"labelColor": INK, "labelFontSize": 12.5, "labelFontWeight": "bold", "labelOrient": "top",
                   "labelAnchor": "start", "labelAngle": 0, "labelPadding": 4, "title": None},
        "text": {"fontSize": 11.5, "color": INK},
    }  # fmt: skip
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "padding": 12, "config": config} | spec


def titled(spec: Spec, title: str, source: str, *, rtl: bool = False) -> Spec:
    """Return a picture that travels alone: with its title and source above it."""
    said = {"text": title, "subtitle": source.split("|"), "anchor": "end" if rtl else "start", "offset": 14,
            "fontSize": 16, "color": INK, "subtitleColor": QUIET, "subtitleFontSize": 11.5}  # fmt: skip
    return spec | {"title": said}


def _strips(rows: Rows, order: Sequence[str], width: int, height: int, words: Words, layers: list[Spec]) -> Spec:
    """Return one strip above the other, each under its own words: on a phone `|` breaks them into two lines."""
    said = "split(datum.label, '|')" if width == NARROW else "replace(datum.label, '|', ' · ')"
    limit = {"labelLimit": width, "labelExpr": said, "labelLineHeight": 15}
    limit |= {"labelAnchor": "end"} if words.rtl else {}
    return {
        "data": {"values": list(rows)},
        "facet": {"row": {"field": "strip", "type": "nominal", "sort": list(order), "header": limit}},
        "spacing": 20,
        "spec": {"width": width, "height": height, "layer": layers},
    }


def years(rows: Rows, order: Sequence[str], words: Words, *, narrow: bool = False) -> Spec:
    """Return listings by year, a strip of bars for each government on one scale, each bar with its number.

    Rows: `strip` (its words), `year`, `number`.
    """
    width = NARROW if narrow else WIDE
    label = "slice(datum.label, 2)" if narrow else "datum.label"
    x = {"field": "year", "type": "ordinal", "title": words.x,
         "axis": {"labelAngle": 0, "labelExpr": label, "ticks": False}}  # fmt: skip
    y = {"field": "number", "type": "quantitative", "axis": None}
    shown = {"condition": {"test": "datum.number > 0", "value": INK}, "value": "transparent"}
    rows = [row | {"none": 0} for row in rows]
    return _strips(rows, order, width, 54, words, [
        {"mark": {"type": "rule", "color": GRID}, "encoding": {"y": y | {"field": "none"}}},
        {"mark": {"type": "bar", "color": DEEP}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "text", "dy": -7}, "encoding": {
            "x": x, "y": y, "text": {"field": "number", "type": "quantitative"}, "color": shown}},
    ])  # fmt: skip


def lead(rows: Rows, order: Sequence[str], words: Words, *, narrow: bool = False) -> Spec:
    """Return the days from one listing to the other: a tick for each target, a diamond at the median of a strip.

    Rows: `strip`, `days`.
    """
    days = {"field": "days", "type": "quantitative", "title": words.x,
            "axis": {"tickCount": 4 if narrow else 8, "format": ",d"}}  # fmt: skip
    return _strips(rows, order, NARROW if narrow else WIDE, 18, words, [
        {"mark": {"type": "tick", "opacity": 0.6, "thickness": 1.5, "color": DEEP, "size": 14},
         "encoding": {"x": days}},
        {"mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110, "color": ACCENT, "opacity": 1,
                  "stroke": "#fff", "strokeWidth": 1},
         "encoding": {"x": days | {"aggregate": "median"}}},
    ])  # fmt: skip


def coverage(rows: Rows, order: Sequence[str], words: Words, *, narrow: bool = False) -> Spec:
    """Return the days of which an edition is at hand, a strip for each list. Rows: `strip`, `day` (YYYY-MM-DD)."""
    x = {"field": "day", "type": "temporal", "title": words.x,
         "axis": {"format": "%y" if narrow else "%Y", "tickCount": "year", "labelOverlap": True}}  # fmt: skip
    return _strips(rows, order, NARROW if narrow else WIDE, 14, words, [
        {"mark": {"type": "rule", "color": GRID}, "encoding": {"y": {"value": 7}}},
        {"mark": {"type": "point", "shape": "circle", "filled": True, "size": 75, "color": DEEP, "opacity": 1},
         "encoding": {"x": x, "y": {"value": 7}}},
    ])  # fmt: skip


def overlap(rows: Rows, order: Sequence[str], words: Words, *, narrow: bool = False) -> Spec:
    """Return which lists share how many targets (UpSet): a bar for each set of governments, its dots below.

    Rows: `set` (its place from the left), `number`, `row` (a government's words, `|` breaks a line), `in` (whether it
    belongs to the set). The bars take one row of each set.
    """
    column = 21 if narrow else 27
    width = column * len({row["set"] for row in rows})
    x = {"field": "set", "type": "ordinal", "axis": None}
    y = {"field": "row", "type": "nominal", "sort": list(order), "title": None,
         "axis": {"labelExpr": "split(datum.label, '|')", "labelLimit": 300, "grid": False, "domain": False,
                  "ticks": False, "labelColor": INK, "labelPadding": 10}}  # fmt: skip
    number = {"field": "number", "type": "quantitative"}
    once = {"filter": f"datum.row === {order[0]!r}" if order else "true"}
    bars = {"width": width, "height": 150, "transform": [once], "layer": [
        {"mark": {"type": "bar", "color": DEEP, "width": column * 0.62},
         "encoding": {"x": x, "y": number | {"title": words.y, "axis": {"tickCount": 4}}}},
        {"mark": {"type": "text", "dy": -7}, "encoding": {"x": x, "y": number, "text": number}},
    ]}  # fmt: skip
    inside = {"condition": {"test": "datum.in", "value": DEEP}, "value": PALE}
    dots = {"width": width, "height": {"step": 36 if narrow else 34}, "layer": [
        {"transform": [{"filter": "datum.in"}], "mark": {"type": "line", "color": DEEP, "strokeWidth": 2.5},
         "encoding": {"x": x, "y": y, "detail": {"field": "set"}}},
        {"mark": {"type": "point", "shape": "circle", "filled": True, "size": 130, "opacity": 1},
         "encoding": {"x": x, "y": y, "color": inside}},
    ]}  # fmt: skip
    return {"data": {"values": list(rows)}, "spacing": 6, "vconcat": [bars, dots]}
