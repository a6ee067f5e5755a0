"""The door for programs keeps what its description says; scripted OpenRefine and yente clients work."""

from __future__ import annotations

import json

import pytest

from inconcert.api.operations import OPERATIONS

EXAMPLES = {"target": "us-29220", "situation": "xinjiang", "action": "us-2018-11-15-khashoggi", "regime": "GB-HR"}


def address(item, values=None):
    path = "/api/v1" + item.path.replace("{id}", EXAMPLES.get(item.name, "x"))
    query = {"q": "Zhu Hailun"} if item.name == "search" else {}
    return path, query | (values or {})


@pytest.mark.parametrize("item", OPERATIONS, ids=lambda item: item.name)
def test_each_operation_gives_what_it_says(pages, item):
    path, query = address(item)
    answer = pages.get(path, params=query)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "application/json"
    assert set(item.gives) <= set(answer.json())
    again = pages.get(path, params=query, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


BAD = {
    "date": ["", "yesterday", "2020-13-01", "0000-00-00", "٢٠٢٠-٠١-٠١"],
    "integer": ["", "-1", "x", "1e9", "99999999999", "٣", "0x1"],
    "string": ["", "\x00", "a" * 400, "<script>", "zz", "us,", "💥"],
}


@pytest.mark.parametrize("item", OPERATIONS, ids=lambda item: item.name)
def test_no_value_breaks_an_operation(pages, item):
    for taken in item.takes:
        kind = "date" if taken.schema.get("format") == "date" else taken.schema["type"]
        for bad in BAD[kind]:
            if taken.where == "path":
                continue
            path, query = address(item, {taken.name: bad})
            answer = pages.get(path, params=query)
            assert answer.status_code in (200, 400, 404), (path, taken.name, bad, answer.text[:200])
            if answer.status_code != 200:
                assert answer.headers["content-type"] == "application/problem+json"
                assert {"type", "title", "status", "detail"} <= set(answer.json())


def test_the_description_and_the_routes_agree(pages):
    plain = pages.get("/api/v1/openapi.json").json()
    assert plain["openapi"].startswith("3.1")
    assert set(plain["paths"]) == {item.path for item in OPERATIONS}
    for path, item in plain["paths"].items():
        named = {taken["name"] for taken in item["get"]["parameters"] if taken["in"] == "path"}
        assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_what_is_not_there_is_404_and_a_bad_question_400(pages):
    assert pages.get("/api/v1/targets/nobody").status_code == 404
    assert pages.get("/api/v1/regimes/none").status_code == 404
    assert pages.get("/api/v1/nothing").status_code == 404
    assert pages.get("/api/v1/gaps?have=zz").status_code == 400
    assert pages.ask("DELETE", "/api/v1/lists").status_code == 405


def test_pages_of_gaps_follow_each_other(pages):
    seen, after = [], None
    while True:
        query = {"limit": 100} | ({"after": after} if after else {})
        plain = pages.get("/api/v1/gaps", params=query).json()
        seen += [(gap["target"]["id"], gap["lack"]) for gap in plain["gaps"]]
        after = plain["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == plain["total"]


def test_an_openrefine_session(pages):
    manifest = pages.get("/reconcile").json()
    assert "0.2" in manifest["versions"] and "{{id}}" in manifest["view"]["url"]
    queries = {"q0": {"query": "Zhu Hailun", "type": "Person", "limit": 3}, "q1": {"query": "Nobody Atall Xyzzy"}}
    for answer in (
        pages.ask("POST", "/reconcile", data={"queries": json.dumps(queries)}),
        pages.get("/reconcile", params={"queries": json.dumps(queries)}),
    ):
        plain = answer.json()
        assert plain["q0"]["result"][0]["name"] == "ZHU, Hailun"
        for result in plain["q0"]["result"]:
            assert {"id", "name", "type", "score", "match"} <= set(result) and isinstance(result["match"], bool)
        assert set(plain) == {"q0", "q1"}
    seen = pages.get(f"/targets/{plain['q0']['result'][0]['id']}")
    assert seen.status_code == 200


def test_a_yente_session(pages):
    body = {
        "queries": {
            "one": {"schema": "Person", "properties": {"name": ["Zhu Hailun"], "birthDate": ["1958-01"]}},
            "none": {"schema": "Person", "properties": {"name": ["Nobody Atall Xyzzy"]}},
        }
    }
    plain = pages.ask("POST", "/match/inconcert?limit=3", json=body).json()
    assert set(plain["responses"]) == {"one", "none"} and plain["limit"] == 3
    best = plain["responses"]["one"]["results"][0]
    assert best["id"] == "us-29219" and best["match"] is True and best["schema"] == "Person"
    assert {"id", "caption", "schema", "properties", "datasets", "referents", "score", "match", "features"} <= set(best)
    assert plain["responses"]["none"]["total"]["value"] == 0


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b"{}", b'{"queries": 1}', b'{"queries": {"a": 1}}', b'{"queries": {"a": {}}}',
             b'{"queries": {"a": {"schema": "Person", "properties": {"name": [1]}}}}', b"[" * 100_000,
             b'{"queries": {"a": {"schema": "Nothing", "properties": {}}}}', b"\xff\xfe"]
)  # fmt: skip
@pytest.mark.parametrize("path", ["/match/inconcert", "/reconcile"])
def test_a_body_that_is_none_is_told_so(pages, path, body):
    answer = pages.ask("POST", path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400), answer.text[:200]
    if path == "/match/inconcert":
        assert answer.status_code == 400


def test_a_body_that_is_too_long_is_refused(pages):
    assert pages.ask("POST", "/match/inconcert", content=b" " * 2_000_000).status_code == 400
