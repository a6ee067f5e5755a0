"""The door for programs keeps what its description says; scripted OpenRefine and yente clients work."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from inconcert.api.description import SCHEMAS
from inconcert.api.operations import OPERATIONS

EXAMPLES = {"target": "us-29220", "reach": "us-29220", "situation": "xinjiang", "action": "us-2018-11-15-khashoggi",
            "regime": "GB-HR"}  # fmt: skip
ASKED = {"search": {"q": "Zhu Hailun"}, "concerts": {"situation": "xinjiang"}, "digest": {"since": "2018-01-01"},
         "changes": {"since": "2018-01-01"}}  # fmt: skip
PERSON = {"schema": "Person", "properties": {"name": ["Zhu Hailun"]}}
SENT = {"compare": {"pairs": [{"id": "1", "left": PERSON, "right": PERSON}]},
        "matrix_of_names": {"names": ["Zhu Hailun", "nobody, at all"]}}  # fmt: skip
GETS = [item for item in OPERATIONS if item.body is None]


def address(item, values=None):
    path = "/api/v1" + item.path.replace("{id}", EXAMPLES.get(item.name, "x"))
    return path, ASKED.get(item.name, {}) | (values or {})


@pytest.mark.parametrize("item", OPERATIONS, ids=lambda item: item.name)
def test_each_operation_gives_what_it_says(pages, item):
    path, query = address(item)
    answer = pages.ask(item.method.upper(), path, params=query, json=SENT.get(item.name))
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "application/json"
    jsonschema_rs.validator_for(SCHEMAS[item.name]).validate(answer.json())
    if item.body is None:
        again = pages.get(path, params=query, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


BAD = {
    "date": ["", "yesterday", "2020-13-01", "0000-00-00", "٢٠٢٠-٠١-٠١"],
    "integer": ["", "-1", "x", "1e9", "99999999999", "٣", "0x1"],
    "string": ["", "\x00", "a" * 400, "<script>", "zz", "us,", "💥"],
}


@pytest.mark.parametrize("item", GETS, ids=lambda item: item.name)
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
                is_problem(answer)


def is_problem(answer):
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    plain = answer.json()
    assert {"type", "title", "status", "detail"} <= set(plain)
    assert plain["status"] == answer.status_code
    assert plain["detail"]
    assert "Traceback" not in answer.text


def test_the_description_and_the_routes_agree(pages):
    plain = pages.get("/api/v1/openapi.json").json()
    assert plain["openapi"].startswith("3.1")
    assert {f"/api/v1{item.path}" for item in OPERATIONS} <= set(plain["paths"])
    for path, item in plain["paths"].items():
        for each in item.values():
            named = {taken["name"] for taken in each.get("parameters", ()) if taken["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_what_is_not_there_is_404_and_a_bad_question_400(pages):
    assert pages.get("/api/v1/targets/nobody").status_code == 404
    assert pages.get("/api/v1/regimes/none").status_code == 404
    assert pages.get("/api/v1/nothing").status_code == 404
    assert pages.get("/api/v1/gaps?have=zz").status_code == 400
    assert pages.ask("DELETE", "/api/v1/lists").status_code == 405


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404), ("GET", "/api/v2/search", 404), ("GET", "/api/v1/targets/nobody", 404),
        ("GET", "/api/v1/gaps?have=zz", 400), ("DELETE", "/api/v1/lists", 405), ("PUT", "/reconcile", 405),
        ("GET", "/match/default", 405), ("POST", "/match/nothing", 404), ("POST", "/match/default", 400),
        ("POST", "/api/v1/compare", 400), ("POST", "/api/v1/search", 405), ("TRACE", "/api/v1/search", 405),
        ("GET", "/reconcile/suggest/nothing", 404), ("GET", "/reconcile/preview?id=nobody", 404),
    ],
)  # fmt: skip
def test_every_error_is_a_problem(pages, method, path, status):
    answer = pages.ask(method, path)
    assert answer.status_code == status
    is_problem(answer)
    if status == 405:
        assert method not in answer.headers["allow"].split(", ")


def test_what_stands_before_the_door_answers_with_problems_too(pages):
    stranger = pages.get("/api/v1/lists", base="http://evil.example")
    assert stranger.status_code == 400
    is_problem(stranger)
    long = pages.ask("POST", "/match/default", content=b"x" * 1_000_001)
    assert long.status_code == 413
    is_problem(long)
    assert "x-content-type-options" in stranger.headers


def test_a_defect_is_a_problem_without_a_trace(pages, monkeypatch):
    from inconcert.api import further

    def broken(*_):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(further, "index_of", broken)
    answer = pages.get("/api/v1/targets?limit=7")
    assert answer.status_code == 500
    is_problem(answer)
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_nothing_may_be_read_from_another_site(pages):
    for path in ("/api/v1/lists", "/reconcile", "/api/v1/nothing"):
        answer = pages.get(path, headers={"origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    asked = pages.ask("OPTIONS", "/api/v1/lists", headers={"origin": "https://evil.example",
                                                           "access-control-request-method": "GET"})  # fmt: skip
    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("access-control-")]


QUERIES = {
    "status": {"lists"}, "search": {"search"}, "show": {"target", "targets"}, "matrix": {"matrix", "matrix_of_names"},
    "gaps": {"gaps"}, "changes": {"changes"}, "actions": {"concerts", "actions", "action"}, "digest": {"digest"},
    "reach": {"reach"}, "situations": {"situations", "situation", "unplaced"}, "law": {"regimes", "regime"},
    "renewals": {"renewals"}, "stats": {"statistics", "lead_times"}, "compare": {"compare"},
}  # fmt: skip
"""Verb of the command line that asks something of the register → the operations that ask the same."""
NOT_ASKED = {
    "demo": "plays a scenario", "refresh": "writes", "history": "writes", "import": "writes", "doctor": "the machine's",
    "alerts": "a person's own", "review": "asks for a right: a person judges", "letter": "casework, private",
    "dossier": "casework, private", "exchange": "has its own protocol", "vault": "never on a machine's pages",
    "serve": "is this", "backup": "the machine's", "restore": "writes", "migrate": "writes", "accounts": "people's own",
    "keys": "the machine's",
    "corrections": "a person decides; what was decided is a page with a feed",
    "export": "writes a file; what it holds is in targets, target and gaps", "screen": "private, with its own audit",
    "screened": "private",
}  # fmt: skip


def test_every_query_of_the_command_line_is_an_operation():
    from inconcert.cli.main import VERBS

    unplaced = set(VERBS) - set(QUERIES) - set(NOT_ASKED)
    assert not unplaced, f"is it a query? then it is an operation too: {sorted(unplaced)}"
    assert set().union(*QUERIES.values()) == {item.name for item in OPERATIONS}


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


def test_an_openrefine_session_goes_on_to_suggest_preview_and_extend(pages):
    manifest = pages.get("/reconcile").json()
    ask = lambda service, **query: pages.get(service["service_path"], params=query)  # noqa: E731
    entity = ask(manifest["suggest"]["entity"], prefix="Zhu Hail").json()["result"][0]
    assert entity["id"] == "us-29219" and entity["name"]
    assert ask(manifest["suggest"]["type"], prefix="per").json()["result"] == [{"id": "Person", "name": "Person"}]
    named = ask(manifest["suggest"]["property"], prefix="birth").json()["result"]
    assert {item["id"] for item in named} == {"birthDate", "birthPlace"}
    offered = ask(manifest["extend"]["propose_properties"], type="Person").json()["properties"]
    wanted = [{"id": item["id"]} for item in offered]
    sent = json.dumps({"ids": ["us-29219", "nobody"], "properties": wanted})
    for answer in (pages.ask("POST", "/reconcile", data={"extend": sent}), pages.get("/reconcile?extend=" + sent)):
        plain = answer.json()
        assert [item["id"] for item in plain["meta"]] == [item["id"] for item in wanted]
        row = plain["rows"]["us-29219"]
        assert {"str": "ZHU, Hailun"} in row["name"] and {"str": "us"} in row["listed_by"]
        assert set(row) == {item["id"] for item in wanted}
        assert not any(plain["rows"]["nobody"].values())
    seen = pages.get(manifest["preview"]["url"].split("localhost")[-1].replace("{{id}}", entity["id"]))
    assert seen.status_code == 200 and "ZHU, Hailun" in seen.text
    bad = pages.ask("POST", "/reconcile", data={"extend": '{"ids": ["x"], "properties": [{"id": "nothing"}]}'})
    assert bad.status_code == 400
    is_problem(bad)


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
    for each in plain["responses"].values():  # as a client reads it
        assert each["status"] == 200 and {"value", "relation"} == set(each["total"])
        assert each["query"]["schema"] == "Person"
    strict = pages.ask("POST", "/match/sanctions?threshold=1&cutoff=0.99&limit=1", json=body).json()
    assert all(len(each["results"]) <= 1 for each in strict["responses"].values())


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
    assert pages.ask("POST", "/match/inconcert", content=b" " * 2_000_000).status_code == 413


def test_pages_of_changes_survive_what_comes_and_goes(pages, monkeypatch):
    """Between two pages changes come and go, as after a refresh: no row that stayed is shown twice or passed over."""
    from dataclasses import replace

    from inconcert.api import operations

    every = operations.find_changes
    gone: list[int] = []

    def altered(house, asked):
        found = every(house, asked)
        kept = [item for place, item in enumerate(found.found) if place not in gone]
        new = [replace(item, official_id=f"{item.official_id}-new") for item in found.found[: 3 * len(gone)]]
        return replace(found, found=(*kept, *new))

    monkeypatch.setattr(operations, "find_changes", altered)
    seen, after = [], None
    total = None
    while True:
        pages.house.memory.state().answers.clear()
        pages.house.memory.state().kept.pop("answers to programs", None)
        query = {"since": "2018-01-01", "limit": 100} | ({"after": after} if after else {})
        plain = pages.get("/api/v1/changes", params=query).json()
        total = plain["total"]
        seen += [key(item) for item in plain["changes"]]
        after = plain["next"]
        if after is None or len(seen) > 5000:
            break
        gone.append(7 * len(gone))
    pages.house.memory.state().answers.clear()
    pages.house.memory.state().kept.pop("answers to programs", None)
    assert total and len(gone) >= 2
    assert len(seen) == len(set(seen))
    final = {key(item) for item in every_row(pages)}
    assert final - set(seen) <= {item for item in final if item[2].endswith("-new")}


def key(item):
    return (item["target"]["id"], item["list"], item["official_id"], item["newer"], item["older"], item["kind"],
            " ".join(item["regimes"]))  # fmt: skip


def every_row(pages):
    rows, after = [], None
    while True:
        query = {"since": "2018-01-01", "limit": 500} | ({"after": after} if after else {})
        plain = pages.get("/api/v1/changes", params=query).json()
        rows += plain["changes"]
        after = plain["next"]
        if after is None:
            return rows
