"""Pairs that ask for a person: side by side, answered by form; open to whoever runs this on their own machine.

With accounts a judgement carries the name of the account that gives it; on one's own machine, the name in the form.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from inconcert.model.errors import UserError
from inconcert.model.judgement import pair
from inconcert.model.rights import Right
from inconcert.model.vocabulary import Decision
from inconcert.verbs.house import House
from inconcert.verbs.imported import wide_index_of
from inconcert.verbs.review import judge, queue, side_by_side, standing_judgements
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking
from inconcert.web.gate import At

PAIRS = 10
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
                held=held[-20:], total=len(wide_index_of(house).unsure), by=asking.get("by"))  # fmt: skip


def judged(house: House, asking: Asking) -> Response:
    """Keep a person's judgement and go back to the pairs that wait."""
    form = asking.posted
    form.only(("left", "right", "decision", "by", "reason"))
    left, right = _end(form.get("left")), _end(form.get("right"))
    asked = next((item for item in wide_index_of(house).unsure if (item.left, item.right) == (left, right)), None)
    if asked is None:
        raise UserError("this pair does not wait for an answer", remedy="Go back to the pairs that wait.")
    if form.get("decision") not in {item.value for item in DECISIONS}:
        raise UserError("a judgement is same, different or unsure", remedy="Choose one of them.")
    by = house.viewer.name if house.viewer.account else form.get("by")
    if not by:
        raise UserError("a judgement has a name to it", remedy="Write your name in the form.")
    judge(house, asked, Decision(form.get("decision")), by, form.get("reason") or "by review")
    return RedirectResponse(asking.href("/review", by="" if house.viewer.account else by), 303)


def _end(text: str) -> tuple[str, str]:
    list_id, _, number = text.partition(" ")
    return (list_id, number)


ROUTES = (
    At("GET", "/review", review_page, Right.JUDGE),
    At("GET", "/review.{form:str}", review_page, Right.JUDGE),
    At("POST", "/review", judged, Right.JUDGE),
)
