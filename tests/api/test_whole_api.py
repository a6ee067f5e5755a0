"""The whole door for programs by its own description (schemathesis): no server error, no answer outside its schema.

Each operation is asked with values that fit its description and with values that do not; INCONCERT_SOAK=1 asks more.
"""

from __future__ import annotations

import os

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from inconcert.api.description import SCHEMAS, openapi
from inconcert.api.operations import OPERATIONS

EXAMPLES = 300 if os.environ.get("INCONCERT_SOAK") == "1" else 8
PREFIX = "/api/v1"
load_all_checks()
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]


def operations():
    """Yield (path, method, mode); what takes nothing cannot be asked with values that do not fit."""
    for path, item in sorted(openapi(PREFIX)["paths"].items()):
        for method, each in item.items():
            yield path, method, GenerationMode.POSITIVE
            if each.get("parameters") or each.get("requestBody"):
                yield path, method, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def described(pages):
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", pages.app)


@pytest.mark.parametrize(("path", "method", "mode"), list(operations()))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_operation_holds_to_its_description(described, path, method, mode):
    operation = described[path][method.upper()]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(mode))
    def hold(case):
        case.call_and_validate(base_url="http://localhost", checks=CHECKS)

    hold()


def test_every_answer_has_a_schema_and_no_schema_is_left_over():
    assert set(SCHEMAS) == {item.name for item in OPERATIONS}
    for name, schema in SCHEMAS.items():
        jsonschema_rs.validator_for(schema)
        assert schema["required"], name


def test_the_description_is_openapi_3_1():
    plain = openapi(PREFIX)
    assert plain["openapi"].startswith("3.1")
    names = [each["operationId"] for item in plain["paths"].values() for each in item.values()]
    assert len(names) == len(set(names))
