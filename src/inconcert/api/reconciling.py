"""/reconcile: the Reconciliation Service API 0.2, as OpenRefine speaks it; GET or POST, form or JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from inconcert.api.extending import PREVIEW_HEIGHT, PREVIEW_WIDTH, TYPES, extended
from inconcert.model.errors import UserError
from inconcert.verbs.house import House
from inconcert.verbs.match import SCHEMAS, match, texts_of

QUERIES_MAX = 200
LIMIT_MAX = 50


def answer(house: House, request: Request, body: bytes) -> dict[str, Any]:
    """Return the service's manifest, for queries {name: {"result": […]}}, for `extend` the rows asked for."""
    sent = dict(request.query_params) | _posted(request, body)
    text = sent.get("queries", "")
    if "extend" in sent:
        return extended(house, _read(sent["extend"], '{"ids": ["us-29220"], "properties": [{"id": "name"}]}'))
    if not text:
        return manifest(str(request.base_url).rstrip("/"))
    queries = _read(text, '{"q0": {"query": "…"}}')
    if not isinstance(queries, dict) or not all(isinstance(item, dict) for item in queries.values()):
        raise UserError("queries is no object of queries", remedy='Send {"q0": {"query": "…"}}.')
    if len(queries) > QUERIES_MAX:
        raise UserError(f"more than {QUERIES_MAX} queries", remedy="Send them in several requests.")
    return {name: {"result": _result(house, query)} for name, query in queries.items()}


def _read(text: str, example: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("what was sent is not JSON", remedy=f"Send {example}.") from error


def _posted(request: Request, body: bytes) -> dict[str, str]:
    """Return the fields of a form, or those of a JSON object, each as JSON."""
    if not body:
        return {}
    try:
        text = body.decode("utf-8")
        if request.headers.get("content-type", "").startswith("application/json"):
            plain = json.loads(text)
            names = ("queries", "extend") if isinstance(plain, dict) else ()
            return {name: json.dumps(plain[name]) for name in names if name in plain}
        return dict(parse_qsl(text, max_num_fields=20))
    except (ValueError, RecursionError) as error:
        raise UserError("the body is not readable", remedy="Send the form field `queries` or `extend`.") from error


def manifest(base: str) -> dict[str, Any]:
    """Return what the service is and how its entities are seen."""
    return {
        "versions": ["0.2"],
        "name": "inconcert: targets of sanctions",
        "identifierSpace": f"{base}/targets/",
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "view": {"url": f"{base}/targets/{{{{id}}}}"},
        "defaultTypes": [{"id": key, "name": name} for key, name in TYPES.items()],
        "preview": {
            "url": f"{base}/reconcile/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            name: {"service_url": base, "service_path": f"/reconcile/suggest/{name}"}
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": QUERIES_MAX,
    }


def _result(house: House, query: dict[str, Any]) -> list[dict[str, Any]]:
    text, schema = query.get("query"), query.get("type") or "Thing"
    schema = schema[0] if isinstance(schema, list) and schema else schema
    if not isinstance(text, str) or not isinstance(schema, str) or not text.strip():
        raise UserError("a query has a text", remedy='{"query": "Zhu Hailun", "type": "Person"}')
    limit = query.get("limit", 5)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= LIMIT_MAX:
        raise UserError(f"limit is from 1 to {LIMIT_MAX}", remedy="Leave it out.")
    properties: dict[str, Any] = {"name": [text]}
    given = query.get("properties")
    for item in given if isinstance(given, list) else ():
        if isinstance(item, dict) and isinstance(item.get("pid"), str):
            value = item.get("v")
            value = value.get("id", "") if isinstance(value, dict) else value
            properties[item["pid"]] = texts_of(str(value) if isinstance(value, int | float) else value)
    found = match(house, schema, properties, limit)
    sure = [item for item in found if item.decision == "same"]
    return [
        {
            "id": item.brief.id,
            "name": item.brief.name,
            "type": [{"id": SCHEMAS[item.target.kind], "name": TYPES[SCHEMAS[item.target.kind]]}],
            "score": round(100 * item.score, 2),
            "match": len(sure) == 1 and item is sure[0],
            "features": [{"id": "score", "value": round(item.score, 4)}],
            "description": "; ".join(item.reasons),
        }
        for item in found
    ]
