"""The description of the door for programs, as OpenAPI 3.1; made from the table of operations, so that both agree."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from inconcert import __version__
from inconcert.api.operations import OPERATIONS, Operation
from inconcert.api.problems import PROBLEM, problems
from inconcert.api.protocols import PROTOCOLS
from inconcert.api.taking import Taken

SCHEMAS: dict[str, Any] = json.loads(resources.files("inconcert.api").joinpath("schemas.json").read_text("utf-8"))
"""The schema of each operation's answer, by its name; `tests/api` holds every answer to it."""


def openapi(prefix: str) -> dict[str, Any]:
    """Return the description of every operation under a prefix, and of the protocols of others beside it."""
    paths: dict[str, dict[str, Any]] = {}
    for item in OPERATIONS:
        paths.setdefault(prefix + item.path, {})[item.method] = _operation(item)
    paths |= PROTOCOLS
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "inconcert",
            "version": __version__,
            "description": "Which sanctions one government has imposed and others have not. Read only. "
            "Not found means: not found on that list as of that edition.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Problem": PROBLEM} | SCHEMAS},
    }


def _operation(item: Operation) -> dict[str, Any]:
    given = {"$ref": f"#/components/schemas/{item.name}"}
    fine = {
        "description": "The answer.",
        "headers": {"ETag": {"schema": {"type": "string"}, "required": True}},
        "content": {"application/json": {"schema": given}},
    }
    found: dict[str, Any] = {
        "operationId": item.name,
        "summary": item.says,
        "parameters": [_parameter(taken) for taken in item.takes],
        "responses": {"200": fine} | problems("400", "404", "503"),
    }
    if item.body is None:
        found["responses"]["304"] = {"description": "Not changed since the ETag sent."}
        return found
    found["requestBody"] = {"required": True, "content": {"application/json": {"schema": item.body}}}
    found["responses"] |= problems("413")
    return found


def _parameter(item: Taken) -> dict[str, Any]:
    return {
        "name": item.name,
        "in": item.where,
        "required": item.required,
        "description": item.says,
        "schema": item.schema,
    }
