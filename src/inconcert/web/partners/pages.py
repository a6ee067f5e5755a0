"""Partners, inbox, outbox, calendar and one message; nothing of it stays in any cache (`no-store`).

What leaves by these forms (a receipt, an answer) is signed with the keys of this home, as at the shell.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from inconcert.exchange.desk import Desk
from inconcert.formats import csvout
from inconcert.model.errors import UserError
from inconcert.model.messages import AnswerStatus, DeclineCode, Place
from inconcert.model.rights import Right
from inconcert.verbs import exchange, partners, releases
from inconcert.verbs.house import House
from inconcert.verbs.partners import Line
from inconcert.web.answering import HTML
from inconcert.web.asking import Asking
from inconcert.web.gate import At
from inconcert.web.partners import words
from inconcert.web.rendering import render

LINES = 100
MAIL_MAX_BYTES = 10 * 1024 * 1024
_WORDS = {
    "KINDS": words.MESSAGE_KINDS, "ANSWERS": words.ANSWERS, "DECLINES": words.DECLINES, "HELD": words.HELD,
    "PAPS": words.PAPS, "ALARMS": words.ALARMS,
}  # fmt: skip
_HEADS = (
    "party", "number", "kind", "created", "received", "held", "tlp", "pap", "originator_control", "citable", "to",
    "status", "code", "reason",
)  # fmt: skip


def overview(house: House, asking: Asking) -> Response:
    """Answer who our partners are, who is late, what is unanswered, and who answers."""
    desk = partners.desk_for(house, Right.READ_EXCHANGE)
    if desk is None:
        return _shown(asking, "partners/none.html", lambda: {"party": None})
    found = exchange.status(desk)
    return _shown(
        asking, "partners/overview.html", lambda: exchange.plain_status(found), found=found,
        partners=partners.partners(desk), seen={item.party: item.size for item in found.seen},
        tallies={item.party: item for item in found.tallies}, late={item.party: item for item in found.overdue},
    )  # fmt: skip


def inbox_page(house: House, asking: Asking) -> Response:
    """Answer what came from our partners, newest first."""
    return _list(house, asking, "inbox", lambda desk: partners.inbox(desk, asking.get("party")))


def outbox_page(house: House, asking: Asking) -> Response:
    """Answer what we sent, and what each recipient said."""
    return _list(house, asking, "outbox", partners.outbox)


def calendar_page(house: House, asking: Asking) -> Response:
    """Answer the intended actions by their day, with what each partner said about acting then."""
    desk = partners.desk_for(house, Right.READ_EXCHANGE)
    if desk is None:
        return _shown(asking, "partners/none.html", list)
    found = exchange.status(desk)
    shape = exchange.plain_status(found)["calendar"]
    return _shown(asking, "partners/calendar.html", lambda: shape, found=found, today=desk.clock().date().isoformat())


def message_page(house: House, asking: Asking) -> Response:
    """Answer one message with its marking, what was replied, and the forms for what may be done."""
    desk, place = _named(house, asking, Right.READ_EXCHANGE)
    found = partners.opened(desk, place)
    shape = dict(partners.plain(found.line))
    if found.message:
        shape |= {"body": found.message.draft.body, "entities": list(found.message.draft.entities)}
    return _shown(
        asking, "partners/message.html", lambda: shape, found=found, row=found.line.row, party=desk.name,
        statuses=tuple(AnswerStatus), codes=tuple(DeclineCode),
    )  # fmt: skip


def files(house: House, asking: Asking) -> Response:
    """Answer a message as one ZIP of files that open without our software."""
    desk, place = _named(house, asking, Right.EXPORT)
    if partners.opened(desk, place).message is None:
        raise UserError("this message cannot be opened here")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(exchange.files_of(desk, *place, "a page").items()):
            archive.writestr(zipfile.ZipInfo(f"{place[0]}-{place[1]}/{name}"), data)
    named = {"content-disposition": f'attachment; filename="{place[0]}-{place[1]}.zip"'}
    return _close(Response(packed.getvalue(), media_type="application/zip", headers=named))


def acknowledged(house: House, asking: Asking) -> Response:
    """Send a receipt."""
    desk, place = _named(house, asking, Right.RELEASE)
    asking.posted.only(())
    partners.acknowledge(desk, place)
    return _back(asking, place, "receipt")


def answered(house: House, asking: Asking) -> Response:
    """Send an answer."""
    desk, place = _named(house, asking, Right.RELEASE)
    form = asking.posted
    form.only(("status", "code", "note", "act", "date"))
    if not partners.opened(desk, place).may_answer:
        raise UserError("this message does not wait for an answer")
    status = form.get("status")
    declined, met = status == AnswerStatus.DECLINED, status == AnswerStatus.DESIGNATED
    said = json.dumps([*map(str, place), *(form.get(name) for name in ("status", "code", "note", "act", "date"))])
    releases.leave(house, "message", f"{place[0]} {place[1]} {status}", said.encode("utf-8"))
    exchange.answer(
        desk, place, status, note=form.get("note"), code=form.get("code") if declined else "",
        act=form.get("act") if met else "", date=form.get("date") if met else "",
    )  # fmt: skip
    return _back(asking, place, "answer")


def reported(house: House, asking: Asking) -> Response:
    """Record what a partner without our software told by mail; the mail is kept."""
    desk, place = _named(house, asking, Right.WRITE_EXCHANGE)
    form = asking.posted
    form.only(("by", "status", "code", "note"))
    if form.get("by") not in partners.opened(desk, place).by_mail:
        raise UserError("this message did not go to a partner who answers by mail", remedy="Choose one of the form.")
    if form.get("status") == AnswerStatus.DECLINED and not form.get("code"):
        raise UserError("declined needs a reason", remedy="Choose the nearest one.")
    mail = form.file("mail")
    exchange.answer(
        desk, place, form.get("status"), mail=mail.file.read() if mail else b"", by=form.get("by"),
        code=form.get("code") if form.get("status") == AnswerStatus.DECLINED else "", note=form.get("note"),
    )  # fmt: skip
    return _back(asking, place, "reported")


def _list(house: House, asking: Asking, name: str, lines_of: Callable[[Desk], Sequence[Line]]) -> Response:
    desk = partners.desk_for(house, Right.READ_EXCHANGE)
    if desk is None:
        return _shown(asking, "partners/none.html", list)
    lines = lines_of(desk)
    if asking.form == "csv":
        data = b"".join(csvout.stream(_HEADS, map(_cells, lines)))
        return _close(Response(data, media_type="text/csv; charset=utf-8"))
    at = asking.get("page", "1")
    number = int(at) if at.isdecimal() and 0 < int(at) < 10_000 else 1
    return _shown(
        asking, f"partners/{name}.html", lambda: [partners.plain(item) for item in lines], party=asking.get("party"),
        lines=lines[(number - 1) * LINES : number * LINES], number=number, more=len(lines) > number * LINES,
    )  # fmt: skip


def _cells(line: Line) -> tuple[Any, ...]:
    row = line.row
    return (
        row.party, row.seq, row.kind or "", row.created, row.received, row.held, row.tlp or "", row.pap or "",
        "yes" if row.originator_control else "no", "yes" if row.citable else "no",
        " ".join(row.to), row.status, row.code, row.reason,
    )  # fmt: skip


def _named(house: House, asking: Asking, right: Right) -> tuple[Desk, Place]:
    desk = partners.desk_for(house, right)
    number, _, form = str(asking.request.path_params["number"]).partition(".")
    if desk is None or not number.isdecimal() or len(number) > 9 or form not in ("", "json"):
        raise HTTPException(404)
    asking.form = form
    return desk, (asking.request.path_params["party"], int(number))


def _shown(asking: Asking, template: str, shape: Callable[[], Any], **values: Any) -> Response:
    if asking.form == "json":
        body = json.dumps(shape(), ensure_ascii=False, indent=1).encode("utf-8")
        return _close(Response(body, media_type="application/json"))
    if asking.form:
        raise HTTPException(404)
    return _close(Response(render(template, ask=asking, **_WORDS, **values), media_type=HTML))


def _close(answer: Response) -> Response:
    answer.headers["cache-control"] = "no-store"
    return answer


def _back(asking: Asking, place: Place, done: str) -> Response:
    return _close(RedirectResponse(asking.href(f"/partners/messages/{place[0]}/{place[1]}", done=done), 303))


_MESSAGE = "/partners/messages/{party:str}/{number:str}"
ROUTES = (
    At("GET", "/partners", overview, Right.READ_EXCHANGE),
    At("GET", "/partners.{form:str}", overview, Right.READ_EXCHANGE),
    At("GET", "/partners/inbox", inbox_page, Right.READ_EXCHANGE),
    At("GET", "/partners/inbox.{form:str}", inbox_page, Right.READ_EXCHANGE),
    At("GET", "/partners/outbox", outbox_page, Right.READ_EXCHANGE),
    At("GET", "/partners/outbox.{form:str}", outbox_page, Right.READ_EXCHANGE),
    At("GET", "/partners/calendar", calendar_page, Right.READ_EXCHANGE),
    At("GET", "/partners/calendar.{form:str}", calendar_page, Right.READ_EXCHANGE),
    At("GET", _MESSAGE, message_page, Right.READ_EXCHANGE),
    At("GET", f"{_MESSAGE}/files", files, Right.EXPORT, page=_MESSAGE),
    At("POST", f"{_MESSAGE}/receipt", acknowledged, Right.RELEASE, page=_MESSAGE),
    At("POST", f"{_MESSAGE}/answer", answered, Right.RELEASE, page=_MESSAGE),
    At("POST", f"{_MESSAGE}/reported", reported, Right.WRITE_EXCHANGE, file_max_bytes=MAIL_MAX_BYTES, page=_MESSAGE),
)
