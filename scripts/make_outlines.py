"""Makes the outlines of the reach map from Natural Earth's public-domain countries, as world-atlas packs them.

    npm pack world-atlas; tar xzf world-atlas-2.0.2.tgz
    python scripts/make_outlines.py package/countries-110m.json src/inconcert/web/static/outlines.json

Out comes {ISO code: path of an SVG of 960 × 480}, equirectangular, one decimal; names are mapped by our own table.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from inconcert.jurisdictions.countries import code_of

WIDTH, HEIGHT, SOUTH = 960.0, 480.0, -60.0
SHORT = {
    "W. Sahara": "eh", "Dem. Rep. Congo": "cd", "Dominican Rep.": "do", "Falkland Is.": "fk", "Central African Rep.": "cf",
    "Eq. Guinea": "gq", "eSwatini": "sz", "Solomon Is.": "sb", "Bosnia and Herz.": "ba", "Macedonia": "mk", "S. Sudan": "ss",
    "Côte d'Ivoire": "ci", "Fr. S. Antarctic Lands": "tf", "Palestine": "ps", "Kosovo": "xk", "N. Cyprus": "", "Somaliland": "",
    "Antarctica": "",
}  # fmt: skip


def main() -> None:
    """Write the outlines."""
    world = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = [_absolute(arc, world["transform"]) for arc in world["arcs"]]
    paths: dict[str, str] = {}
    for item in world["objects"]["countries"]["geometries"]:
        name = item["properties"]["name"]
        code = SHORT[name] if name in SHORT else code_of(name)
        if not code and name not in SHORT:
            raise SystemExit(f"no code for {name}")
        polygons = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
        drawn = "".join(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        paths[code or "other"] = paths.get(code or "other", "") + drawn
    text = json.dumps(dict(sorted(paths.items())), ensure_ascii=False, separators=(",", ":"))
    Path(sys.argv[2]).write_text(text + "\n", "utf-8")


def _absolute(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        lon = x * transform["scale"][0] + transform["translate"][0]
        lat = y * transform["scale"][1] + transform["translate"][1]
        points.append(((lon + 180) / 360 * WIDTH, (85 - max(lat, SOUTH)) / (85 - SOUTH) * HEIGHT))
    return points


def _ring(ring: list[int], arcs: list[list[tuple[float, float]]]) -> str:
    points: list[tuple[float, float]] = []
    for number in ring:
        part = arcs[number] if number >= 0 else list(reversed(arcs[~number]))
        points += part[1:] if points else part
    if all(y >= HEIGHT - 0.1 for _, y in points):
        return ""
    points = _unwrapped(points)
    turns = [0.0] + [turn for turn in (WIDTH, -WIDTH) if any(0 < x + turn < WIDTH for x, _ in points)]
    return "".join(_path([(x + turn, y) for x, y in points]) for turn in turns)


def _unwrapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points without the jump at the 180th meridian: some then lie beyond the edge of the map."""
    found = [points[0]]
    for x, y in points[1:]:
        while x - found[-1][0] > WIDTH / 2:
            x -= WIDTH
        while found[-1][0] - x > WIDTH / 2:
            x += WIDTH
        found.append((x, y))
    return found


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"


if __name__ == "__main__":
    main()
