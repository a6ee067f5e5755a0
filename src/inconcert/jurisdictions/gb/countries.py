"""Countries as the UK lists print them, with the forms of these lists alone in `countries.toml`.

>>> codes_of("Pakistan (previous address)"), codes_of("Germany. Russia"), codes_of("Atlantis")
(('pk',), ('de', 'ru'), None)
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from inconcert.jurisdictions.countries import code_of

_NOTE = re.compile(r"\s*\(.*$|,? (?:as (?:at|of) ).*$")


@functools.lru_cache(maxsize=4096)
def codes_of(printed: str) -> tuple[str, ...] | None:
    """Return the ISO codes of a printed country or nationality; () where it names none, None where it is unknown."""
    listed = _printed().get(printed)
    if listed is not None:
        return listed
    code = code_of(printed) or code_of(_NOTE.sub("", printed))
    return (code,) if code else _printed().get(_NOTE.sub("", printed))


@functools.cache
def _printed() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(resources.files(__package__).joinpath("countries.toml").read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for codes, names in table["printed"].items():
        for name in names:
            found[name] = tuple(codes.split("+")) if codes != "none" else ()
    return found
