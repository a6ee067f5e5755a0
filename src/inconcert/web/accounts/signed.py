"""Who sends a request where people sign in: the cookie of their visit, looked up in the store at every request."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection

from starlette.requests import Request
from starlette.responses import Response

from inconcert.accounts.codes import Chance
from inconcert.accounts.limits import Limits, account_forms_max, prefix_of, sign_in_tries_max
from inconcert.accounts.passkeys import Site
from inconcert.accounts.provider import Exchange
from inconcert.accounts.wire import exchange
from inconcert.model.account import Visit
from inconcert.model.rights import Viewer
from inconcert.verbs.door import Browser, viewer_for
from inconcert.verbs.house import House
from inconcert.web.asking import Asking
from inconcert.web.visitors import viewer_of

VISIT = "__Host-visit"
SENT = "__Host-sent"
"""What a provider was asked: its answer comes from elsewhere, so that this cookie alone is Lax."""


class Signed:
    """The visitors of a home with accounts at one address."""

    accounts: bool = True

    def __init__(
        self,
        house: House,
        site: Site,
        proxies: Collection[str] = (),
        chance: Chance = secrets.token_bytes,
        fetch: Exchange = exchange,
        clock_s: Callable[[], float] | None = None,
    ) -> None:
        self.site = site
        self.hosts: tuple[str, ...] = (site.host,)
        self.chance = chance
        self.fetch = fetch
        self._house = house
        self._proxies = frozenset(proxies)
        self._clock_s = clock_s or (lambda: house.clock().timestamp())
        self._strangers = Limits(sign_in_tries_max)
        self._known = Limits(account_forms_max)

    def viewer(self, request: Request) -> Viewer:
        """Return whose visit the cookie is, ANYONE where it is none that stands."""
        found, request.state.visit = viewer_for(self._house, browser(request))
        return found

    def token(self, request: Request) -> str:
        """Return a mark of the visit that only its pages know."""
        if not viewer_of(request).account:
            return ""
        return hmac.new(browser(request).secret.encode(), b"form", hashlib.sha256).hexdigest()

    def within(self, request: Request) -> bool:
        """Count a form: of a stranger by their address prefix, of an account by the account."""
        account, now = viewer_of(request).account, self._clock_s()
        if account:
            return self._known.take(account, now)
        peer = request.client.host if request.client else ""
        forwarded = request.headers.get("x-forwarded-for", "")
        return self._strangers.take(prefix_of(peer, forwarded, self._proxies), now)


def browser(request: Request) -> Browser:
    """Return what is known of a browser."""
    return Browser(request.cookies.get(VISIT, ""), request.headers.get("user-agent", ""))


def signed_of(asking: Asking) -> Signed:
    """Return the visitors of the app that a page of this room belongs to."""
    found = asking.request.app.state.visitors
    assert isinstance(found, Signed)
    return found


def visit_of(asking: Asking) -> Visit:
    """Return the visit of who asks; the gate saw to it that there is one."""
    found = asking.request.state.visit
    assert isinstance(found, Visit)
    return found


def give(answer: Response, name: str, value: str, *, lax: bool = False) -> Response:
    """Return an answer with one of our cookies: for this host alone, by TLS alone, unseen by scripts."""
    answer.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="lax" if lax else "strict")
    return answer


def take_away(answer: Response, name: str) -> Response:
    """Return an answer that takes a cookie away."""
    answer.set_cookie(name, "", max_age=0, path="/", secure=True, httponly=True, samesite="strict")
    return answer


def back_of(text: str) -> str:
    """Return where to go next: an address of these pages, else one's own account."""
    plain = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if plain and len(text) <= 500 else "/account"
