"""A file of a publisher, by its address: redirects checked anew, asked for only if changed, tried again when told to.

A page with status 200 where a list should be is refused: it is how sites say "maintenance".
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from inconcert.intake.address import Target, checked
from inconcert.intake.wire import Answer, CutOff, Network, get
from inconcert.model.errors import UnreadableSource

redirects_max = 5
retry_wait_max_s = 120.0
_pauses_s = (2.0, 10.0)
_try_again = (429, 500, 502, 503, 504)
_page = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_validator = re.compile(r"[ -~]{1,500}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `body` is None where the publisher says that nothing changed; `name` is the file's name."""

    target: Target
    name: str
    body: bytes | None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: an address, the hosts it may lead to, and the marks of what we have already.

    `page`: a web page is expected, on which the link to the list stands.
    """

    address: str
    hosts: Collection[str]
    etag: str = ""
    last_modified: str = ""
    page: bool = False


def fetch(network: Network, wanted: Wanted, now: Callable[[], dt.datetime]) -> Fetched:
    """Return a publisher's file; raises a SourceError if it cannot be had, after three attempts.

    `now` gives the present moment, for a Retry-After that names a date.
    """
    part, mark = b"", ""
    for pause in (*_pauses_s, None):
        try:
            answer, target = _follow(network, wanted, _rest(part, mark) or _conditions(wanted))
        except CutOff as error:
            if pause is None:
                raise
            part, mark = (part, mark) if part else (error.part, error.mark)
            _wait(network, pause, error.where)
            continue
        if answer.status not in _try_again or pause is None:
            return _result(_joined(answer, part, target), target, wanted)
        _wait(network, max(pause, _retry_after(answer, now())), target.address)
    raise UnreadableSource("it cannot be had", where=wanted.address)


def _follow(network: Network, wanted: Wanted, headers: dict[str, str]) -> tuple[Answer, Target]:
    target = checked(wanted.address, wanted.hosts)
    for _ in range(redirects_max + 1):
        answer = get(network, target, headers)
        if answer.status not in (301, 302, 303, 307, 308):
            return answer, target
        target = checked(answer.headers.get("location", ""), wanted.hosts, base=target.address)
    raise UnreadableSource(f"more than {redirects_max} redirects", where=wanted.address)


def _rest(part: bytes, mark: str) -> dict[str, str]:
    """Return what asks for the rest of a file that was cut off, or for all of it if it changed meanwhile."""
    return {"Range": f"bytes={len(part)}-", "If-Range": mark} if part else {}


def _joined(answer: Answer, part: bytes, target: Target) -> Answer:
    """Return the whole of a file whose rest came; raises UnreadableSource if the rest is not the rest."""
    if answer.status != 206 or not part:
        return answer
    body = part + answer.body
    said = answer.headers.get("content-range", "")
    if said != f"bytes {len(part)}-{len(body) - 1}/{len(body)}":
        raise UnreadableSource(f"not the rest that was asked for: {said!r}", where=target.address)
    return replace(answer, status=200, body=body)


def _conditions(wanted: Wanted) -> dict[str, str]:
    headers = {}
    if wanted.etag:
        headers["If-None-Match"] = wanted.etag
    if wanted.last_modified:
        headers["If-Modified-Since"] = wanted.last_modified
    return headers


def _result(answer: Answer, target: Target, wanted: Wanted) -> Fetched:
    name = checked(wanted.address, wanted.hosts).file_name
    etag, modified = (_kept(answer.headers.get(key, "")) for key in ("etag", "last-modified"))
    if answer.status == 304 and _conditions(wanted):
        return Fetched(target, name, None, etag or wanted.etag, modified or wanted.last_modified)
    if answer.status != 200:
        raise UnreadableSource(f"the server answers {answer.status}", where=target.address)
    if not answer.body:
        raise UnreadableSource("the server sends nothing", where=target.address)
    if not wanted.page:
        _refuse_a_page(answer, target)
    return Fetched(target, name, answer.body, etag, modified)


def _refuse_a_page(answer: Answer, target: Target) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = answer.body[:4096]
    if kind in ("text/html", "application/xhtml+xml") or _page.search(start):
        raise UnreadableSource(f"a web page where a list should be: {start[:80]!r}", where=target.address)


def _retry_after(answer: Answer, now: dt.datetime) -> float:
    """Return the seconds a server asks us to wait; 0 where it does not say, or says it in a form nobody knows."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - now).total_seconds())


def _wait(network: Network, seconds: float, where: str) -> None:
    if seconds > retry_wait_max_s:
        raise UnreadableSource(
            f"the server asks to wait {seconds:.0f} s", where=where, remedy="Refresh again after that time."
        )
    network.sleep(seconds)


def _kept(validator: str) -> str:
    return validator if _validator.fullmatch(validator) else ""
