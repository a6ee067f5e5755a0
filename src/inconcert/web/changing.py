"""What changed between two days, page by page."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from inconcert.model.errors import UserError
from inconcert.verbs.changes import Asked, Changes, change_shape, changes_shape, counts_of, find_changes
from inconcert.verbs.house import House
from inconcert.watch.feeds import change_items
from inconcert.web import feeds
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking

ROWS = 60
DEFAULT_DAYS = 400


def changes_page(house: House, asking: Asking) -> Response:
    """Answer the changes since a day, newest first."""
    only(asking, "json", "csv", "xlsx", *feeds.FORMS)
    since = _day(asking, "since") or house.today - dt.timedelta(days=DEFAULT_DAYS)
    asked = Asked(since, _day(asking, "until"), asking.names("by"))
    found = house.memory.answer(("changes", asked), lambda: find_changes(house, asked))
    if answer := facts(asking, lambda: changes_shape(found, house.today), lambda: _table(found)):
        return answer
    kind = asking.get("kind")
    kept = [item for item in found.found if not kind or item.kind.value == kind]
    kept.sort(key=lambda item: (item.when.latest, item.name), reverse=True)
    if asking.form in feeds.FORMS:
        items = change_items("changes", kept[: feeds.ITEMS_MAX], feeds.targets_page(asking))
        return feeds.answer(asking, "changes", "inconcert: changes", items, house.today)
    try:
        start = max(0, int(asking.get("from", "0")))
    except ValueError as error:
        raise UserError("a page begins at a number", remedy="Begin again from the first page.") from error
    return page(house, asking, "changes.html", found=found, asked=asked, rows=kept[start : start + ROWS], start=start,
                total=len(kept), size=ROWS, counts=counts_of(found), kind=kind)  # fmt: skip


def _day(asking: Asking, key: str) -> dt.date | None:
    text = asking.get(key)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(f"not a day: {text!r}", remedy="Write it as YYYY-MM-DD.") from error


def _table(found: Changes) -> Table:
    heads = ("kind", "target_id", "name", "jurisdiction", "list", "official_id", "when", "older", "newer")
    rows = []
    for item in found.found:
        shape = change_shape(item, certain=found.certain(item))
        rows.append((item.kind.value, item.target, item.name, item.jurisdiction, item.list_id, item.official_id,
                     shape["when"]["value"], item.older, item.newer))  # fmt: skip
    return heads, rows
