"""What anybody may do without an account: ask for a correction, read its outcome by the receipt code, write back.

Rules
- The code is shown once and sent in a form, never in an address, so that no log and no history holds it.
- No answer here stays in a cache, none may be indexed, and nothing of the browser or its address is kept.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from inconcert.model.correction import ANSWER_DAYS, KEPT_DAYS, CorrectionKind
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import Right
from inconcert.verbs import corrections
from inconcert.verbs.corrections import Sent
from inconcert.verbs.demo import is_scratch
from inconcert.verbs.house import House
from inconcert.web.answering import HTML
from inconcert.web.asking import Asking
from inconcert.web.corrections.words import EVERY
from inconcert.web.gate import At
from inconcert.web.rendering import render

_fields = ("kind", "said", "entry", "proof", "contact")


def ask_page(house: House, asking: Asking) -> Response:
    """Answer the form for one target."""
    return _form(house, asking)


def asked(house: House, asking: Asking) -> Response:
    """Keep a request and answer its receipt code; a form that is refused comes back filled."""
    form = asking.posted
    form.only(_fields)
    sent = Sent(asking.request.path_params["target"], *(form.get(name) for name in _fields))
    try:
        if is_scratch(house):
            raise RefusedByCheck(
                "this is the embedded register, where nothing of yours is kept",
                remedy="Send it to who runs a service with inconcert.",
            )
        made, code = corrections.ask(house, sent)
    except (UserError, RefusedByCheck) as error:
        return _form(house, asking, error)
    return private(asking, "corrections/sent.html", made=made, code=code)


def _form(house: House, asking: Asking, error: Exception | None = None) -> Response:
    brief = corrections.brief_of(house, asking.request.path_params["target"])
    return private(
        asking, "corrections/ask.html", status=400 if error else 200, brief=brief, error=error, form=asking.posted,
        kinds=tuple(CorrectionKind), days=ANSWER_DAYS, kept_days=KEPT_DAYS, said_max=corrections.SAID_MAX,
    )  # fmt: skip


def receipt_page(house: House, asking: Asking) -> Response:
    """Answer the form for a receipt code."""
    return private(asking, "corrections/receipt.html", found=None, error=None)


def looked_up(house: House, asking: Asking) -> Response:
    """Answer what became of the request of a code."""
    asking.posted.only(("code",))
    return _receipt(house, asking)


def replied(house: House, asking: Asking) -> Response:
    """Keep a message of who asked."""
    asking.posted.only(("code", "said"))
    try:
        corrections.reply(house, asking.posted.get("code"), asking.posted.get("said"))
    except (UserError, RefusedByCheck) as error:
        return private(asking, "corrections/receipt.html", status=400, found=None, error=error)
    return _receipt(house, asking)


def _receipt(house: House, asking: Asking) -> Response:
    code = asking.posted.get("code")
    try:
        found, said = corrections.receipt(house, code)
    except UserError as error:
        return private(asking, "corrections/receipt.html", status=404, found=None, error=error)
    return private(asking, "corrections/receipt.html", found=found, said=said, code=code, error=None)


def private(asking: Asking, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page that no cache keeps and no search engine may index."""
    body = render(template, ask=asking, **EVERY, **values)
    return Response(body, status, media_type=HTML, headers={"cache-control": "no-store", "x-robots-tag": "noindex"})


ROUTES = (
    At("GET", "/targets/{target:str}/correct", ask_page, Right.READ_REGISTER),
    At("POST", "/targets/{target:str}/correct", asked, Right.READ_REGISTER),
    At("GET", "/corrections/receipt", receipt_page, Right.READ_REGISTER),
    At("POST", "/corrections/receipt", looked_up, Right.READ_REGISTER),
    At("POST", "/corrections/receipt/reply", replied, Right.READ_REGISTER),
)
