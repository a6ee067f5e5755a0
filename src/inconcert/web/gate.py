"""The one gate of the pages: who asks, whether they hold the right of the address, whether a form is honest.

A room lists its addresses, each with its right; the page is given the house as its viewer sees it.

    ROUTES = (
        At("GET", "/casework", cases_page, Right.READ_CASEWORK),
        At("POST", "/casework", new_case, Right.WRITE_CASEWORK),
    )

Rules
- An address without a right does not exist: `At` asks for one, and `docs/reference/rights.md` lists them all.
- Without the right: 404, as for what does not exist. Who did not sign in is led to the door (GET).
- A form is checked here (`web.posting`) before its page sees it, as `asking.posted`.
- The gate knows the right; whose a row is, is known in the store, which leaves out what is not the viewer's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from inconcert.model.rights import Right, holds, to_be_proved
from inconcert.verbs.house import House
from inconcert.web.asking import Asking, address
from inconcert.web.posting import FORM_MAX_BYTES, check_site, posted
from inconcert.web.visitors import Visitors, viewer_of

View = Callable[[House, Asking], Response]

SIGN_IN = "/sign-in"
PROVE = "/sign-in/again"
_PART = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True, slots=True)
class At:
    """One address: method (GET serves HEAD too), path, page, the right it asks for, what a form may weigh."""

    method: str
    path: str
    view: View
    right: Right
    form_max_bytes: int = FORM_MAX_BYTES
    file_max_bytes: int = 0
    """Above zero the form may bring files (multipart), so many bytes in all."""
    page: str = ""
    """Of a POST: the path of the page that shows the form, where it is another; parts as in `path`."""


def gated(house: House, visitors: Visitors, at: At) -> Route:
    """Return the route of an address behind the gate."""

    def shown(request: Request) -> Response:
        turned = _turned_away(visitors, request, at)
        return turned or _private(at, request, at.view(house.for_viewer(viewer_of(request)), Asking(request)))

    async def sent(request: Request) -> Response:
        check_site(request)  # before anything is said about the address
        if turned := await run_in_threadpool(_turned_away, visitors, request, at):
            return turned
        if not visitors.within(request):
            raise HTTPException(429)
        asking = Asking(request)
        asking.posted = await posted(request, at.form_max_bytes, at.file_max_bytes)
        try:
            found = await run_in_threadpool(at.view, house.for_viewer(viewer_of(request)), asking)
        finally:
            for _, upload in asking.posted.uploads:
                await upload.close()
        return _private(at, request, found)

    made = Gated(at.path, sent if at.method == "POST" else shown, methods=[at.method])
    made.at = at
    return made


class Gated(Route):
    """A route that knows its right, so that all can be listed."""

    at: At


def _turned_away(visitors: Visitors, request: Request, at: At) -> Response | None:
    request.state.viewer = viewer = visitors.viewer(request)
    request.state.token = visitors.token(request)
    if not holds(viewer, at.right):
        if at.method == "GET" and visitors.accounts and not viewer.account:
            return _to(SIGN_IN, request, at)
        raise HTTPException(404)
    if to_be_proved(viewer, at.right):
        return _to(PROVE, request, at)
    return None


def _private(at: At, request: Request, answer: Response) -> Response:
    """Let no browser keep what is not for everybody: after signing out, the button back shows nothing."""
    if at.right is not Right.READ_REGISTER or viewer_of(request).account:
        answer.headers["cache-control"] = "no-store"
        if "etag" in answer.headers:
            del answer.headers["etag"]
    return answer


def _to(door: str, request: Request, at: At) -> Response:
    """Lead to the door and from there back to this page (a form's own page, for what was posted is not kept)."""
    given = {name: str(value) for name, value in request.path_params.items()}
    path = _PART.sub(lambda part: given[part[1]], at.page) if at.page else request.url.path
    back = address(path, dict(request.query_params))
    lang = request.query_params.get("lang")
    return RedirectResponse(address(door, {"next": back, "lang": lang}), 303)
