"""Questions of the command line beyond search, targets and gaps: figures, renewals, reach, concerts, digests, pairs."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from inconcert.api.taking import (
    NotThere,
    codes_of,
    day_of,
    limit_of,
    named,
    number_of,
    posted,
    text_of,
    there,
)
from inconcert.gaps.gaps import THEMES
from inconcert.model.errors import UserError
from inconcert.resolve.compare import compare_line
from inconcert.verbs.actions import GOVERNMENTS, ActionsAsked, actions_shape, find_actions
from inconcert.verbs.digest import DigestAsked, digest_shape, make_digest
from inconcert.verbs.explore import decoded, encoded
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, index_of
from inconcert.verbs.leadtimes import lead_times, lead_times_shape
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, matrix_of, matrix_shape
from inconcert.verbs.reach import reach, reach_shape
from inconcert.verbs.renewals import find_renewals, renewals_shape
from inconcert.verbs.situations import without_situation
from inconcert.verbs.stats import figures, figures_shape
from inconcert.watch.actions import WINDOW_DAYS
from inconcert.watch.figures import WANTED

NAMES_MAX = 200
PAIRS_MAX = 100
WITHIN_DAYS_MAX = 3660


def targets(house: House, request: Request) -> Any:
    """Answer every target in brief, by id; the next page begins after the last id of this one."""
    limit, after = limit_of(request), text_of(request, "after")
    index, place = index_of(house), str(decoded(after)[0]) if after else ""
    rows = [brief for brief in index.targets if brief.id > place]
    more = len(rows) > limit
    return {
        "total": len(index.targets),
        "targets": [_brief(brief) for brief in rows[:limit]],
        "next": encoded((rows[limit - 1].id,)) if more else None,
    }


def _brief(brief: Brief) -> dict[str, Any]:
    return {
        "id": brief.id,
        "ids": list(brief.ids),
        "name": brief.name,
        "kind": brief.kind.value,
        "countries": [code for code in brief.countries if code],
        "regimes": [name for name in brief.regimes if name],
        "entries": [{"list": list_id, "official_id": number} for list_id, number in brief.keys],
    }


def renewals(house: House, request: Request) -> Any:
    """Answer what runs out soon."""
    by = codes_of(request, "by", "us") if "by" in request.query_params else ()
    within = number_of(request, "within", 90, 0, WITHIN_DAYS_MAX)
    return renewals_shape(find_renewals(house, within, by, day_of(request, "as_of")))


def statistics(house: House, request: Request) -> Any:
    """Answer the figures, or one of them."""
    wanted = text_of(request, "figure")
    names = (named("figure", tuple(item.id for item in WANTED), wanted),) if wanted else ()
    day = day_of(request, "as_of")
    found = house.memory.answer(("figures", names, day), lambda: figures(house, names, day))
    return figures_shape(found, house.today)


def lead(house: House, request: Request) -> Any:
    """Answer the days from one government's listings to another's."""
    first, second = codes_of(request, "first", "us"), codes_of(request, "second", "gb")
    if len(first) != 1 or len(second) != 1 or first == second:
        raise UserError("lead times are from one government to another", remedy="?first=us&second=gb")
    situation, day = _situation(house, request), day_of(request, "as_of")
    asked = ("lead", first, second, situation, day)
    found = house.memory.answer(asked, lambda: lead_times(house, first[0], second[0], situation, day))
    return lead_times_shape(found, house.today)


def reached(house: House, request: Request) -> Any:
    """Answer where a target's assets are frozen and where it may not enter."""
    name, day = request.path_params["id"], day_of(request, "as_of")
    return there(lambda: reach_shape(reach(house, name, day)))


def concerts(house: House, request: Request) -> Any:
    """Answer who acted together."""
    situation, since = _situation(house, request), day_of(request, "since")
    if not situation and since is None:
        raise UserError("name a situation or a first day", remedy="?situation=xinjiang or ?since=2020-01-01")
    asked = ActionsAsked(
        situation,
        since,
        day_of(request, "until"),
        codes_of(request, "by", "us") if "by" in request.query_params else (),
        number_of(request, "window", WINDOW_DAYS, 0, 365),
        codes_of(request, "with", ",".join(GOVERNMENTS)),
        number_of(request, "smallest", 1, 1, 100_000),
        day_of(request, "as_of"),
    )
    return actions_shape(house.memory.answer(("concerts", asked), lambda: find_actions(house, asked)), house.today)


def unplaced(house: House, _: Request) -> Any:
    """Answer the targets of thematic regimes that no situation has yet."""
    found = house.memory.once("unplaced", lambda: without_situation(house))
    return {"targets": [_brief(brief) for brief in found]}


def digest(house: House, request: Request) -> Any:
    """Answer what one government listed, varied and removed, and what others lack."""
    since = day_of(request, "since")
    if since is None:
        raise UserError("since is missing", remedy="Write it as YYYY-MM-DD.")
    sender = codes_of(request, "from", "us")
    if len(sender) != 1:
        raise UserError("a digest is from one government", remedy="?from=us&to=gb,ca")
    partners, until = codes_of(request, "to", "gb"), day_of(request, "until")
    theme = named("theme", THEMES, text_of(request, "theme", "any"))
    return digest_shape(make_digest(house, DigestAsked(sender[0], partners, since, until, theme)))


def compared(_: House, __: Request, body: bytes) -> Any:
    """Answer pairs of FollowTheMoney entities with score, decision and reasons."""
    pairs = posted(body, "pairs", PAIRS_MAX)
    return {"answers": [compare_line(pair if isinstance(pair, dict) else {}) for pair in pairs]}


def matrix_of_own(house: House, request: Request, body: bytes) -> Any:
    """Answer the matrix of names of one's own; unsure ones with what is near them."""
    names = posted(body, "names", NAMES_MAX)
    if not all(isinstance(name, str) and 0 < len(name) <= 300 for name in names) or not names:
        raise UserError("names are texts of 1 to 300 characters", remedy='{"names": ["Zhu Hailun"]}')
    by = codes_of(request, "by", ",".join(DEFAULT_JURISDICTIONS))
    asked = dict.fromkeys(" ".join(name.split()) for name in names if name.strip())
    return matrix_shape(matrix_of(house, asked, by, day_of(request, "as_of")), house.today)


def _situation(house: House, request: Request) -> str:
    name = text_of(request, "situation")
    if name and name not in house.curated.situations:
        raise NotThere(f"no situation is called {name!r}", remedy="/api/v1/situations names them.")
    return name
