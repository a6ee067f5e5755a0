"""Pictures as Vega-Lite, drawn to SVG on the server: no script reaches a reader, no font or map is fetched."""

from __future__ import annotations

import importlib.util
from typing import Any

from inconcert.web.languages import Language

INK, QUIET, GRID = "#1d1c1a", "#5b574f", "#e2ddd1"
COLOURS = ["#14385c", "#a4461b", "#4c7a34", "#7d5ba6", "#b5872b"]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]


def can_draw() -> bool:
    """Return whether the drawing library is at hand; the tables are there without it."""
    return importlib.util.find_spec("vl_convert") is not None


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    config = {
        "font": "Noto Sans, sans-serif",
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {"labelColor": QUIET, "titleColor": QUIET, "gridColor": GRID, "domainColor": QUIET, "labelFontSize": 12,
                 "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 320},
        "legend": {"labelColor": INK, "titleColor": QUIET, "labelFontSize": 12, "orient": "top", "title": None},
    }  # fmt: skip
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "padding": 12, "config": config} | spec
    return str(vl_convert.vegalite_to_svg(whole, vl_version="5.20", allowed_base_urls=[]))


def years(rows: list[dict[str, Any]], order: list[str], language: Language) -> str:
    """Return listings by year and government: a line for each, told apart by colour, dash and shape of its points."""
    scale = {"domain": order}
    return _svg({
        "width": 760, "height": 300, "data": {"values": rows},
        "mark": {"type": "line", "point": {"size": 55, "filled": True}, "strokeWidth": 2.2},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": language.text("Year"), "axis": {"labelAngle": 0}},
            "y": {"field": "number", "type": "quantitative", "title": language.text("Targets listed")},
            "color": {"field": "government", "scale": scale | {"range": COLOURS}},
            "shape": {"field": "government", "scale": scale | {"range": SHAPES}},
            "strokeDash": {"field": "government", "scale": scale},
        },
    })  # fmt: skip


def lead(rows: list[dict[str, Any]], language: Language) -> str:
    """Return the days from the first listing to the other government's, a strip for each pair with its median."""
    base = {"y": {"field": "pair", "type": "nominal", "title": None, "sort": {"op": "count", "order": "descending"}}}
    days = {"field": "days", "type": "quantitative", "title": language.text("Days from the first listing to the other")}
    return _svg({
        "width": 620, "height": {"step": 26}, "data": {"values": rows},
        "layer": [
            {"mark": {"type": "tick", "opacity": 0.55, "thickness": 1.5, "color": COLOURS[0]},
             "encoding": base | {"x": days}},
            {"mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90, "color": COLOURS[1]},
             "encoding": base | {"x": days | {"aggregate": "median"}}},
        ],
    })  # fmt: skip


def coverage(rows: list[dict[str, Any]], language: Language) -> str:
    """Return the days of which an edition of each list is at hand."""
    return _svg({
        "width": 700, "height": {"step": 26}, "data": {"values": rows},
        "mark": {"type": "tick", "thickness": 2, "color": COLOURS[0]},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "title": language.text("Day of the edition"),
                  "axis": {"format": "%Y", "tickCount": "year"}},
            "y": {"field": "list", "type": "nominal", "title": None},
        },
    })  # fmt: skip
