"""POST /match/DATASET in the form of yente: queries of FollowTheMoney entities in, scored targets out."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from inconcert.api.taking import NotThere
from inconcert.model.errors import UserError
from inconcert.verbs.house import House
from inconcert.verbs.match import SCHEMAS, Match, match, properties_of

DATASETS = ("inconcert", "default", "sanctions")
QUERIES_MAX = 100
LIMIT_MAX = 50
THRESHOLD = 0.7


def answer(house: House, request: Request, body: bytes) -> dict[str, Any]:
    """Return {"responses": {name: {"status", "results", "total", "query"}}, "matcher", "limit"}."""
    dataset = request.path_params["dataset"]
    if dataset not in DATASETS:
        raise NotThere(f"no dataset is called {dataset!r}", remedy=f"Known: {', '.join(DATASETS)}.")
    queries = queries_of(body)
    limit = _number(request, "limit", 5.0, LIMIT_MAX)
    threshold, cutoff = _number(request, "threshold", THRESHOLD, 1), _number(request, "cutoff", 0.5, 1)
    responses = {name: _response(house, query, int(limit), threshold, cutoff) for name, query in queries.items()}
    return {"responses": responses, "matcher": {"name": {"description": "inconcert", "coefficient": 1.0}},
            "limit": int(limit)}  # fmt: skip


def queries_of(body: bytes) -> dict[str, dict[str, Any]]:
    """Return the queries that a body holds by their names; UserError for what is not of the form."""
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UserError("the body is not JSON", remedy='Send {"queries": {"q1": {"schema": …}}}.') from error
    queries = plain.get("queries") if isinstance(plain, dict) else None
    if not isinstance(queries, dict) or not all(isinstance(item, dict) for item in queries.values()):
        raise UserError("the body holds no queries", remedy='Send {"queries": {"q1": {"schema": …}}}.')
    if len(queries) > QUERIES_MAX:
        raise UserError(f"more than {QUERIES_MAX} queries", remedy="Send them in several requests.")
    return queries


def _number(request: Request, name: str, default: float, most: float) -> float:
    text = request.query_params.get(name, "")
    try:
        number = float(text) if text else default
    except ValueError as error:
        raise UserError(f"{name} is not a number: {text!r}", remedy="Leave it out.") from error
    if not 0 <= number <= most:
        raise UserError(f"{name} is from 0 to {most:g}", remedy="Leave it out.")
    return number


def _response(house: House, query: dict[str, Any], limit: int, threshold: float, cutoff: float) -> dict[str, Any]:
    properties = query.get("properties")
    if not isinstance(properties, dict) or not isinstance(query.get("schema"), str):
        raise UserError("a query has a schema and properties", remedy='{"schema": "Person", "properties": {…}}')
    found = [item for item in match(house, query["schema"], properties, limit) if item.score >= cutoff]
    return {
        "status": 200,
        "results": [_result(item, threshold) for item in found],
        "total": {"value": len(found), "relation": "eq"},
        "query": {"id": query.get("id"), "schema": query["schema"], "properties": properties},
    }


def _result(item: Match, threshold: float) -> dict[str, Any]:
    editions = [date for version in item.target.versions for date in version.editions]
    return {
        "id": item.brief.id,
        "caption": item.brief.name,
        "schema": SCHEMAS[item.target.kind],
        "properties": properties_of(item.target) | {"topics": ["sanction"]},
        "datasets": sorted({list_id for list_id, _ in item.brief.keys}),
        "referents": [old for old in item.brief.ids if old != item.brief.id],
        "target": True,
        "first_seen": min(editions, default=None),
        "last_seen": max(editions, default=None),
        "score": round(item.score, 4),
        "match": item.decision == "same" or (item.decision != "different" and item.score >= threshold),
        "features": {},
        "explanations": {"inconcert": {"detail": "; ".join(item.reasons), "score": round(item.score, 4)}},
    } | ({"licence": item.licence} if item.licence else {})
