"""The description of the door for programs, as OpenAPI 3.1; made from the table of operations, so that both agree."""

from __future__ import annotations

from typing import Any

from inconcert import __version__
from inconcert.api.operations import OPERATIONS, Operation, Taken

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def openapi(prefix: str) -> dict[str, Any]:
    """Return the description of every operation under a prefix."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "inconcert",
            "version": __version__,
            "description": "Which sanctions one government has imposed and others have not. Read only. "
            "Not found means: not found on that list as of that edition.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "paths": {item.path: {"get": _operation(item)} for item in OPERATIONS},
        "components": {"schemas": {"Problem": PROBLEM}},
    }


def _operation(item: Operation) -> dict[str, Any]:
    codes = {"400": "The question is not understood.", "404": "What the address names is not there."}
    if not any(taken.where == "path" for taken in item.takes):
        codes.pop("404")
    problems = {
        code: {
            "description": says,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for code, says in codes.items()
    }
    given = {"type": "object", "required": list(item.gives)}
    fine = {
        "description": "The answer.",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": given}},
    }
    return {
        "operationId": item.name,
        "summary": item.says,
        "parameters": [_parameter(taken) for taken in item.takes],
        "responses": {"200": fine, "304": {"description": "Not changed since the ETag sent."}} | problems,
    }


def _parameter(item: Taken) -> dict[str, Any]:
    return {
        "name": item.name,
        "in": item.where,
        "required": item.required,
        "description": item.says,
        "schema": item.schema,
    }
