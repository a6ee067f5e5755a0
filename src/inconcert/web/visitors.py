"""Who sends a request. Without accounts: the operator, alone on their own machine.

A door is given one `Visitors`; with accounts it is one that looks into the store at every request.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Protocol

from starlette.requests import Request

from inconcert.model.rights import ANYONE, OPERATOR, Viewer


class Visitors(Protocol):
    """What a door asks about a request before anything else."""

    accounts: bool
    """Whether people sign in here; without accounts everybody who reaches the door is its operator."""
    hosts: tuple[str, ...]
    """The host names that are answered."""

    def viewer(self, request: Request) -> Viewer:
        """Return who sends this request, ANYONE where nobody signed in."""

    def token(self, request: Request) -> str:
        """Return what every form shown to this viewer must bring back; empty for who did not sign in."""

    def within(self, request: Request) -> bool:
        """Count a form that is sent; return whether its sender is within their limit."""


class Alone:
    """One person's tool on loopback: every request is the operator's, every form carries this run's token."""

    accounts: bool = False
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]", "testserver")

    def __init__(self) -> None:
        self._token = secrets.token_urlsafe(32)

    def viewer(self, request: Request) -> Viewer:
        """Return the operator."""
        return OPERATOR

    def token(self, request: Request) -> str:
        """Return the token of this run."""
        return self._token

    def within(self, request: Request) -> bool:
        """Return True: nobody limits themselves."""
        return True


def viewer_of(request: Request) -> Viewer:
    """Return who sends a request that passed the gate; ANYONE for one that did not."""
    found = getattr(request.state, "viewer", ANYONE)
    return found if isinstance(found, Viewer) else ANYONE


def token_of(request: Request) -> str:
    """Return the token that forms of this answer carry."""
    return str(getattr(request.state, "token", ""))


def same_token(given: str, wanted: str) -> bool:
    """Return whether a form brought back the token it was given, in constant time."""
    return hmac.compare_digest(given.encode("utf-8"), wanted.encode("utf-8"))
