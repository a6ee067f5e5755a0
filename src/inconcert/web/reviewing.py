"""Pairs that ask for a person: side by side, answered by form; open to whoever runs this on their own machine.

A judgement is taken only from a page of this very site (`Sec-Fetch-Site`, else `Origin`), so that no other site can
make a reader's browser give one.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.judgement import pair
from inconcert.model.vocabulary import Decision
from inconcert.verbs.house import House
from inconcert.verbs.index import index_of
from inconcert.verbs.review import judge, queue, side_by_side, standing_judgements
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking

PAIRS = 10
FORM_MAX_BYTES = 20_000
DECISIONS = (Decision.SAME, Decision.DIFFERENT, Decision.UNSURE)


def review_page(house: House, asking: Asking) -> Response:
    """Answer the pairs that wait, those first whose answer changes a gap; and the judgements that hold."""
    only(asking, "json", "csv", "xlsx")
    held = standing_judgements(house)
    answered = {(item.left, item.right) for item in held}
    every = house.memory.answer(("queue", len(held)), lambda: queue(house, PAIRS + len(held)))
    waiting = [item for item in every if pair(item.question.left, item.question.right) not in answered][:PAIRS]

    def table() -> Table:
        heads = ("left", "right", "score", "reasons", "changes")
        rows = [
            (" ".join(w.question.left), " ".join(w.question.right), round(w.question.score, 4),
             "; ".join(w.question.reasons), w.changes)
            for w in waiting
        ]  # fmt: skip
        return heads, rows

    def shape() -> object:
        heads, rows = table()
        return [dict(zip(heads, row, strict=True)) for row in rows]

    if found := facts(asking, shape, table):
        return found
    return page(house, asking, "review.html", waiting=waiting, side_by_side=side_by_side, decisions=DECISIONS,
                held=held[-20:], total=len(index_of(house).unsure), by=asking.get("by"))  # fmt: skip


async def judged(house: House, request: Request) -> Response:
    """Keep a person's judgement and go back to the pairs that wait."""
    _same_site(request)
    form = await _form(request)
    return await run_in_threadpool(_keep, house, request, form)


def _keep(house: House, request: Request, form: dict[str, str]) -> Response:
    left, right = _end(form.get("left", "")), _end(form.get("right", ""))
    asked = next((item for item in index_of(house).unsure if (item.left, item.right) == (left, right)), None)
    if asked is None:
        raise UserError("this pair does not wait for an answer", remedy="Go back to the pairs that wait.")
    if form.get("decision") not in {item.value for item in DECISIONS}:
        raise UserError("a judgement is same, different or unsure", remedy="Choose one of them.")
    if not form.get("by", "").strip():
        raise UserError("a judgement has a name to it", remedy="Write your name in the form.")
    judge(house, asked, Decision(form["decision"]), form["by"], form.get("reason", "").strip() or "by review")
    return RedirectResponse(Asking(request).href("/review", by=form["by"].strip()), 303)


def _end(text: str) -> tuple[str, str]:
    list_id, _, number = text.partition(" ")
    return (list_id, number)


def _same_site(request: Request) -> None:
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    if site in ("same-origin", "none") or (not site and urlsplit(origin).netloc == request.headers.get("host")):
        return
    raise RefusedByCheck("this form was not sent from these pages", remedy="Open the page of review and send it there.")


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX_BYTES:
            raise UserError("the form is too long", remedy="Write less.")
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise UserError("the form is not readable", remedy="Send it from the page of review.") from error
