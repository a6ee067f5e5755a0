"""The description of what others have specified and we speak: the Reconciliation Service API 0.2, and yente's match."""

from __future__ import annotations

from typing import Any

from inconcert.api.extending import SUGGESTED_MAX
from inconcert.api.problems import problems

TEXT: dict[str, Any] = {"type": "string", "maxLength": 300}
NAMED: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "description": {"type": "string"}},
}
MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {"versions": {"type": "array", "items": {"type": "string"}}, "name": {"type": "string"}},
}
CANDIDATE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "type", "score", "match"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "type": {"type": "array", "items": NAMED},
                   "score": {"type": "number"}, "match": {"type": "boolean"}},
}  # fmt: skip
RECONCILED: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}
EXTENDED: dict[str, Any] = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {"meta": {"type": "array", "items": NAMED}, "rows": {"type": "object"}},
}
MATCHED: dict[str, Any] = {
    "type": "object",
    "required": ["responses", "matcher", "limit"],
    "properties": {
        "responses": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["status", "results", "total", "query"],
                "properties": {
                    "status": {"type": "integer"},
                    "results": {"type": "array", "items": {
                        "type": "object",
                        "required": ["id", "caption", "schema", "properties", "datasets", "score", "match", "features"],
                        "properties": {"score": {"type": "number", "minimum": 0, "maximum": 1},
                                       "match": {"type": "boolean"}},
                    }},
                },
            },
        },
        "limit": {"type": "integer"},
    },
}  # fmt: skip
ENTITY: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "properties"],
    "properties": {"schema": {"type": "string"}, "properties": {"type": "object"}},
}


def _fine(schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"200": {"description": "The answer.", "content": {media: {"schema": schema}}}}


def _asked(name: str, says: str, schema: dict[str, Any], *, where: str = "query", required: bool = False) -> Any:
    return {"name": name, "in": where, "required": required or where == "path", "description": says, "schema": schema}


def _get(name: str, says: str, taken: list[Any], schema: dict[str, Any], media: str = "application/json") -> Any:
    found = {"operationId": name, "summary": says, "parameters": taken}
    return {"get": found | {"responses": _fine(schema, media) | problems("400", "404", "503")}}


_FORM = {
    "type": "object",
    "properties": {"queries": {"type": "string", "description": "JSON: {name: query}"},
                   "extend": {"type": "string", "description": "JSON: {ids, properties}"}},
}  # fmt: skip
_ANY = {"anyOf": [MANIFEST, EXTENDED, RECONCILED]}

PROTOCOLS: dict[str, dict[str, Any]] = {
    "/reconcile": _get(
        "reconcile", "Reconciliation Service API 0.2: the manifest, or queries, or data to extend.",
        [_asked("queries", "JSON: {name: query}", {"type": "string"}),
         _asked("extend", "JSON: {ids, properties}", {"type": "string"})], _ANY,
    ) | {"post": {
        "operationId": "reconcile_posted",
        "summary": "The same as a form.",
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": _FORM}}},
        "responses": _fine(_ANY) | problems("400", "413", "503"),
    }},
    "/reconcile/suggest/{what}": _get(
        "suggest", f"Up to {SUGGESTED_MAX} entities, properties or types near what is typed.",
        [_asked("what", "What is suggested.", {"type": "string", "enum": ["entity", "property", "type"]}, where="path"),
         _asked("prefix", "What is typed.", TEXT)],
        {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": NAMED}}},
    ),
    "/reconcile/properties": _get(
        "properties", "What a column can be filled with.", [_asked("type", "A type's id.", TEXT)],
        {"type": "object", "required": ["type", "properties"],
         "properties": {"properties": {"type": "array", "items": NAMED}}},
    ),
    "/reconcile/preview": _get(
        "preview", "A small page about one target.", [_asked("id", "Its id.", TEXT, required=True)],
        {"type": "string"}, "text/html",
    ),
    "/match/{dataset}": {"post": {
        "operationId": "match",
        "summary": "Queries of FollowTheMoney entities in yente's form, scored targets out.",
        "parameters": [
            _asked("dataset", "inconcert, default or sanctions: all the same.",
                   {"type": "string", "enum": ["inconcert", "default", "sanctions"]}, where="path"),
            _asked("limit", "Targets for each query.", {"type": "integer", "minimum": 0, "maximum": 50}),
            _asked("threshold", "Score from which a target is a match.",
                   {"type": "number", "minimum": 0, "maximum": 1}),
            _asked("cutoff", "Score under which a target is left out.",
                   {"type": "number", "minimum": 0, "maximum": 1}),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {
            "type": "object", "required": ["queries"],
            "properties": {"queries": {"type": "object", "additionalProperties": ENTITY, "maxProperties": 100}},
        }}}},
        "responses": _fine(MATCHED) | problems("400", "404", "413", "503"),
    }},
}  # fmt: skip
"""Address → its operations, as OpenAPI writes them."""
