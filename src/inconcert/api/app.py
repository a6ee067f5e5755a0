"""Routes of the door for programs."""

from __future__ import annotations

from starlette.routing import BaseRoute

from inconcert.verbs.house import House


def routes(house: House) -> list[BaseRoute]:
    """Return the routes over one home."""
    return []
