"""The languages of the pages: their catalogues, dates and directions.

Words come from `locale/LANG.po`; English is the text in the code. Names of targets, legal titles and quotations stay in
the original. A text without a translation is shown in English.

>>> language("fr").day("2020-07-09")
'9 juillet 2020'
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
import re
from dataclasses import dataclass
from importlib import resources

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from inconcert.model.dates import EventDate
from inconcert.model.errors import UserError
from inconcert.model.vocabulary import Precision

NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}
DIRECTIONS = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
_LOCALES = {"en": "en_GB", "fr": "fr_CA", "ar": "ar"}
_ISO = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")


@dataclass(frozen=True)
class Language:
    """One language: `code` as it stands in an address; texts, days, numbers and country names as it writes them."""

    code: str

    @property
    def name(self) -> str:
        """Return its own name."""
        return NAMES[self.code]

    @property
    def direction(self) -> str:
        """Return ltr or rtl."""
        return DIRECTIONS[self.code]

    @functools.cached_property
    def _catalogue(self) -> gettext.NullTranslations:
        return catalogue(self.code)

    @functools.cached_property
    def _locale(self) -> Locale:
        return Locale.parse(_LOCALES[self.code])

    def text(self, message: str) -> str:
        """Return a message in this language, in English where nobody has translated it."""
        return self._catalogue.gettext(message) if message else ""

    def said(self, message: str) -> str:
        """Return a government's name as it stands inside a sentence, with its article where there is one."""
        return self._catalogue.pgettext("in a sentence", message)

    def texts(self, one: str, many: str, number: int) -> str:
        """Return the form of a message for a number."""
        return self._catalogue.ngettext(one, many, number)

    @functools.lru_cache(maxsize=4096)  # noqa: B019 (a language lives as long as the process)
    def day(self, date: str) -> str:
        """Return YYYY, YYYY-MM or YYYY-MM-DD spelt out."""
        parts = [int(part) for part in date.split("-")]
        if len(parts) == 1:
            return date
        pattern = "long" if len(parts) == 3 else "MMMM y"
        return format_date(dt.date(*parts, *([1] * (3 - len(parts)))), pattern, self._locale)

    def event(self, date: EventDate) -> str:
        """Return an event's date spelt out; an interval says so."""
        if date.precision is not Precision.INTERVAL:
            return self.day(date.value)
        start, _, end = date.value.partition("/")
        if not start:
            return self.text("by %s") % self.day(end)
        return self.text("between %s and %s") % (self.day(start), self.day(end))

    def brief(self, date: EventDate) -> str:
        """Return an event's date as a mark shows it: a day spelt out, an interval by its months."""
        if date.precision is not Precision.INTERVAL:
            return self.day(date.value)
        start, _, end = date.value.partition("/")
        if not start:
            return self.text("by %s") % self._month(end)
        first, last = self._month(start), self._month(end)
        return first if first == last else f"{first} – {last}"

    def _month(self, date: str) -> str:
        parts = [int(part) for part in date.split("-")]
        if len(parts) == 1:
            return date
        return format_date(dt.date(parts[0], parts[1], 1), "MMM y", self._locale)

    def dated(self, text: str) -> str:
        """Return a text with its ISO dates spelt out."""
        return _ISO.sub(lambda found: self.day(found.group()), text)

    def number(self, value: float) -> str:
        """Return a number as this language writes it."""
        return str(format_decimal(value, locale=self._locale))

    def country(self, code: str) -> str:
        """Return the name of a country by its ISO code; the code itself where there is none."""
        return str(self._locale.territories.get(code.upper(), code.upper()))


@functools.cache
def language(code: str) -> Language:
    """Return a language by its code; UserError if the pages do not speak it."""
    if code not in NAMES:
        raise UserError(f"these pages do not speak {code!r}", remedy=f"They speak: {', '.join(NAMES)}.")
    return Language(code)


@functools.cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; English has none: its text stands in the code."""
    if code == "en":
        return gettext.NullTranslations()
    source = resources.files("inconcert.web").joinpath("locale", f"{code}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
