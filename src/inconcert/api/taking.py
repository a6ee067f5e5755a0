"""What an address or a body gives to a question: parsed, bounded, or refused in words; with its schema for OpenAPI."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from inconcert.model.errors import UserError

LIMIT_MAX = 500
GOVERNMENTS = ("au", "ca", "ch", "eu", "gb", "un", "us")


class NotThere(UserError):
    """The user named a thing that is not there."""


class TooLarge(UserError):
    """The user sent more than is read."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One value of an address: its schema as OpenAPI writes it."""

    name: str
    says: str
    schema: dict[str, Any]
    required: bool = False
    where: str = "query"


DAY = {"type": "string", "format": "date"}
TEXT = {"type": "string", "maxLength": 300}
AS_OF = Taken("as_of", "Day that the answer is of; without it each list's newest edition.", DAY)
LIMIT = Taken("limit", "Rows on a page.", {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": 100})
_ONE = "|".join(GOVERNMENTS)
CODES = {"type": "string", "pattern": f"^({_ONE})(,({_ONE}))*$", "maxLength": 40}


def text_of(request: Request, name: str, default: str = "") -> str:
    """Return a value of an address; UserError where it is very long."""
    text = request.query_params.get(name, default)
    if len(text) > 300 and name != "after":
        raise UserError(f"{name} is longer than 300 characters", remedy="Ask for less.")
    return text


def day_of(request: Request, name: str) -> dt.date | None:
    """Return a day of an address; None where it names none, UserError where that is no day."""
    text = text_of(request, name)
    try:
        return dt.date.fromisoformat(text) if name in request.query_params else None
    except ValueError as error:
        raise UserError(f"{name} is not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error


def limit_of(request: Request, default: int = 100) -> int:
    """Return how many rows are asked for; UserError where that is no number or out of bounds."""
    text = text_of(request, "limit", str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LIMIT_MAX):
        raise UserError(f"limit is a whole number from 1 to {LIMIT_MAX}, not {text!r}", remedy="Leave it out for 100.")
    return int(text)


def codes_of(request: Request, name: str, default: str) -> tuple[str, ...]:
    """Return the governments of an address, each once; UserError for one that is not known."""
    found = tuple(dict.fromkeys(text_of(request, name, default).split(",")))
    for code in found:
        if code not in GOVERNMENTS:
            raise UserError(f"{name} names no government: {code!r}", remedy=f"Known: {', '.join(GOVERNMENTS)}.")
    return found


def named(name: str, known: tuple[str, ...], text: str) -> str:
    """Return a word that is among those known; UserError else."""
    if text not in known:
        raise UserError(f"no {name} is called {text!r}", remedy=f"Known: {', '.join(known)}.")
    return text


def there(find: Callable[[], Any]) -> Any:
    """Return what a path names; what is not there is 404, not a bad question."""
    try:
        return find()
    except UserError as error:
        raise NotThere(error.what, where=error.where, remedy=error.remedy) from error


def number_of(request: Request, name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of an address; UserError where it is none or out of bounds."""
    text = text_of(request, name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise UserError(f"{name} is a whole number from {least} to {most}, not {text!r}", remedy="Leave it out.")
    return int(text)


def posted(body: bytes, name: str, most: int) -> list[Any]:
    """Return the list that a body holds under a name; UserError for what is not of the form or too long."""
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UserError("the body is not JSON", remedy=f'Send {{"{name}": […]}}.') from error
    found = plain.get(name) if isinstance(plain, dict) else None
    if not isinstance(found, list):
        raise UserError(f"the body holds no {name}", remedy=f'Send {{"{name}": […]}}.')
    if len(found) > most:
        raise UserError(f"more than {most} {name}", remedy="Send them in several requests.")
    return found
