"""The regimes of every jurisdiction, from `*/regimes/*.toml`: one file per regime, validated when loaded.

A folder under `jurisdictions/` with a `lists.py` is a jurisdiction; nothing else registers it.
The top of each file is the same everywhere:

    id = "US-GLOMAG"                       # unique; begins with the jurisdiction
    jurisdiction = "us"
    title = "Global Magnitsky sanctions"   # the official short title
    scope = "thematic"                     # thematic | country | un | other
    themes = ["human-rights", "corruption"]
    listable = ["person", "entity", "vessel"]
    measures = ["asset_freeze", "travel_ban"]
    countries = []                         # ISO codes of the country it is about
    un_derived = false
    targeted = true
    basis = "Executive Order 13818 of 20 December 2017"
    [programmes]
    us_sdn = ["GLOMAG"]                    # exactly as that list prints them

The rest of the file is the law as data (issue LAW).
"""

from __future__ import annotations

import functools
import pkgutil
import tomllib
from importlib import import_module, resources
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from inconcert.model.edition import Programmes, Publication
from inconcert.model.errors import OurError
from inconcert.model.regime import Regime
from inconcert.model.vocabulary import Kind, Measure, Theme


@functools.cache
def jurisdictions() -> tuple[str, ...]:
    """Return the names of the folders that have a `lists.py`, sorted."""
    package = import_module("inconcert.jurisdictions")
    folders = [item.name for item in pkgutil.iter_modules(package.__path__) if item.ispkg]
    return tuple(sorted(name for name in folders if find_spec(f"inconcert.jurisdictions.{name}.lists")))


@functools.cache
def publications() -> tuple[Publication, ...]:
    """Return every publication that a jurisdiction folder declares, sorted by list id."""
    found: list[Publication] = []
    for name in jurisdictions():
        module: ModuleType = import_module(f"inconcert.jurisdictions.{name}.lists")
        found.extend(module.PUBLICATIONS)
    return tuple(sorted(found, key=lambda item: item.list_id))


@functools.cache
def regimes() -> dict[str, Regime]:
    """Return regime id → regime for all jurisdictions; raises OurError for a file that is not valid."""
    found: dict[str, Regime] = {}
    for name in jurisdictions():
        for regime in regimes_of(name):
            if regime.id in found:
                raise OurError(f"two files define the regime {regime.id}")
            found[regime.id] = regime
    return found


@functools.cache
def regimes_of(jurisdiction: str) -> tuple[Regime, ...]:
    """Return the regimes of one jurisdiction folder, sorted by id."""
    folder = resources.files(f"inconcert.jurisdictions.{jurisdiction}").joinpath("regimes")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return tuple(_regime(item.name, tomllib.loads(item.read_text("utf-8"))) for item in files)


@functools.cache
def programmes(jurisdiction: str, list_id: str) -> Programmes:
    """Return programme as printed → regime id for one list; raises OurError where two regimes claim one programme."""
    found: dict[str, str] = {}
    for regime in regimes_of(jurisdiction):
        for printed in regime.programmes.get(list_id, ()):
            if found.setdefault(printed, regime.id) != regime.id:
                raise OurError(f"{list_id}: {printed!r} belongs to {found[printed]} and to {regime.id}")
    return found


def _regime(file_name: str, table: dict[str, Any]) -> Regime:
    try:
        regime = Regime(
            id=table["id"],
            jurisdiction=table["jurisdiction"],
            title=table["title"],
            scope=table["scope"],
            themes=tuple(Theme(item) for item in table["themes"]),
            listable=tuple(Kind(item) for item in table["listable"]),
            measures=tuple(Measure(item) for item in table["measures"]),
            countries=tuple(table.get("countries", ())),
            programmes={key: tuple(items) for key, items in table.get("programmes", {}).items()},
            un_derived=table.get("un_derived", False),
            targeted=table.get("targeted", True),
            valid_from=table.get("valid_from", ""),
            valid_until=table.get("valid_until", ""),
            basis=table.get("basis", ""),
        )
    except (KeyError, ValueError) as error:
        raise OurError(f"not a valid regime file: {error!r}", where=file_name) from error
    if file_name != f"{regime.id}.toml":
        raise OurError(f"the file of {regime.id} must be called {regime.id}.toml", where=file_name)
    return regime
