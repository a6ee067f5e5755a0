"""Country names as lists print them → ISO 3166-1 alpha-2, lower case.

English and French names come from CLDR (Babel); the other forms that lists print stand in `countries.toml`.
A name that is in neither is unknown: the caller raises an issue, nothing is guessed.

    >>> code_of("Belarus"), code_of("Bélarus"), code_of("Korea, North"), code_of("Atlantis")
    ('by', 'by', 'kp', '')
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources

from babel import Locale


def code_of(printed: str) -> str:
    """Return the ISO code of a country as printed (name, or alpha-2 code); empty if it is not known."""
    return _codes().get(_key(printed), "")


def name_of(code: str, language: str = "en") -> str:
    """Return the CLDR name of an ISO code in a language; the code itself in capitals if CLDR has none."""
    return str(Locale(language).territories.get(code.upper(), code.upper()))


def _key(printed: str) -> str:
    text = unicodedata.normalize("NFKC", printed).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", text).strip(" .;,")


@functools.cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"):
                codes[_key(str(name))] = code.lower()
                codes[code.lower()] = code.lower()
    aliases = tomllib.loads(resources.files(__package__).joinpath("countries.toml").read_text("utf-8"))
    for code, names in aliases["aliases"].items():
        for name in names:
            codes[_key(name)] = code
    return codes
