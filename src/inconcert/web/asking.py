"""What an address asks: its language, day and form, and the addresses of other pages in the same language and day."""

from __future__ import annotations

import datetime as dt
import functools
from urllib.parse import quote, urlencode

from starlette.requests import Request

from inconcert.model.errors import UserError
from inconcert.model.rights import Right, Viewer, holds
from inconcert.web.languages import NAMES, Language, language
from inconcert.web.posting import Posted
from inconcert.web.visitors import token_of, viewer_of

FORMS = ("json", "csv", "xlsx", "mail", "atom", "feed")
CARRIED = ("lang", "as_of")
TEXT_MAX = 300
"""An address longer than any honest question is refused, and so is a name."""


class Asking:
    """One request as the pages understand it."""

    def __init__(self, request: Request, form: str = "") -> None:
        self.request = request
        self.path: str = request.url.path
        self.posted = Posted()
        """What a form sent, checked by the gate."""
        self.values: dict[str, str] = {key: value.strip() for key, value in request.query_params.items()}
        self.form = form or str(request.path_params.get("form", ""))
        for key, value in self.values.items():
            if len(value) > TEXT_MAX and key != "after":
                raise UserError(f"{key} is longer than {TEXT_MAX} characters", remedy="Ask for less.")

    def get(self, key: str, default: str = "") -> str:
        """Return a value of the address."""
        return self.values.get(key, default)

    def names(self, key: str, default: str = "") -> tuple[str, ...]:
        """Return every value of a key, also where one value holds several between commas, each once."""
        given = self.request.query_params.getlist(key) or [default]
        found = (part.strip().lower() for text in given for part in text.split(","))
        return tuple(dict.fromkeys(part for part in found if part))

    @property
    def viewer(self) -> Viewer:
        """Return who asks."""
        return viewer_of(self.request)

    @property
    def token(self) -> str:
        """Return what every form on this page must bring back."""
        return token_of(self.request)

    @property
    def accounts(self) -> bool:
        """Return whether people sign in here."""
        app = self.request.scope.get("app")
        return bool(app is not None and app.state.visitors.accounts)

    def may(self, right: str) -> bool:
        """Return whether the viewer holds a right, as its word (`release`): for what a page offers."""
        return holds(self.viewer, Right(right))

    @functools.cached_property
    def language(self) -> Language:
        """Return the language asked for, English where none is; UserError where it is not spoken."""
        return language(self.values.get("lang") or "en")

    @functools.cached_property
    def day(self) -> dt.date | None:
        """Return the day asked for, None for each list's newest edition; UserError for no day."""
        text = self.get("as_of")
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError as error:
            raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error

    def href(self, path: str, **values: str | None) -> str:
        """Return the address of a page in the same language and day; None leaves a value out."""
        kept: dict[str, str | None] = {key: self.values.get(key) for key in CARRIED}
        return address(path, kept | values)

    def here(self, **values: str | None) -> str:
        """Return this page's address with some values changed; its place among pages is forgotten."""
        kept: dict[str, str | None] = {key: value for key, value in self.values.items() if key != "after"}
        return address(self.plain_path, kept | values)

    def in_form(self, form: str) -> str:
        """Return this page's address in another form."""
        return address(f"{self.plain_path}.{form}", dict(self.values))

    @property
    def plain_path(self) -> str:
        """Return the path without its form."""
        return self.path.removesuffix(f".{self.form}") if self.form else self.path

    def languages(self) -> list[tuple[Language, str]]:
        """Return each language and this page's address in it."""
        return [(language(code), self.here(lang=code)) for code in NAMES]


def address(path: str, values: dict[str, str | None]) -> str:
    """Return a path with a query, in the order given; what is empty is left out."""
    query = urlencode([(key, value) for key, value in values.items() if value])
    return quote(path, safe="/:.,-_~") + (f"?{query}" if query else "")
