"""What OpenRefine asks beside reconciling: suggestions while typing, values for a column, a small preview.

Reconciliation Service API 0.2: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import html
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inconcert.api.taking import NotThere, text_of
from inconcert.model.errors import UserError
from inconcert.model.target import Target
from inconcert.verbs.house import House
from inconcert.verbs.index import briefs_by_id, index_of
from inconcert.verbs.match import SCHEMAS, properties_of
from inconcert.verbs.registers import register_of
from inconcert.verbs.search import search
from inconcert.verbs.unindexed import to_suggest

TYPES = {"Person": "Person", "Organization": "Body", "Vessel": "Vessel", "Airplane": "Aircraft", "Thing": "Any target"}
PROPERTIES = {
    "name": "Name", "alias": "Other names", "birthDate": "Birth date", "birthPlace": "Birth place", "gender": "Gender",
    "nationality": "Nationality", "country": "Country", "position": "Position", "idNumber": "Number",
    "passportNumber": "Passport", "listed_by": "Governments that list it", "regimes": "Regimes ever listed under",
    "ids": "Ids ever printed", "entries": "Entries: list and official number",
}  # fmt: skip
"""What a column can be filled with: values as FollowTheMoney names them, and what the lists say of a target."""
IDS_MAX = 200
SUGGESTED_MAX = 10
PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 200


def suggested(house: House, request: Request, _: bytes) -> dict[str, Any]:
    """Answer what begins like, or is near, what somebody types: entities, properties or types."""
    what, text = request.path_params["what"], text_of(request, "prefix").strip()
    if what == "entity":
        ids = [item.brief.id for item in search(house, text, SUGGESTED_MAX).found]
        return {"result": [_entity(house, each) for each in to_suggest(house, ids)]}
    known = {"property": PROPERTIES, "type": TYPES}.get(what)
    if known is None:
        raise NotThere(f"nothing called {what!r} is suggested", remedy="Ask for entity, property or type.")
    asked = text.casefold()
    fitting = [(key, name) for key, name in known.items() if asked in key.casefold() or asked in name.casefold()]
    return {"result": [{"id": key, "name": name} for key, name in fitting]}


def _entity(house: House, target_id: str) -> dict[str, Any]:
    brief = briefs_by_id(house)[target_id]
    schema = SCHEMAS[brief.kind]
    said = ", ".join(sorted({list_id for list_id, _ in brief.keys}))
    return {"id": brief.id, "name": brief.name, "description": said, "notable": [{"id": schema, "name": TYPES[schema]}]}


def proposed(_: House, request: Request, __: bytes) -> dict[str, Any]:
    """Answer which properties a column of a type can be filled with."""
    asked = text_of(request, "type", "Thing")
    return {"type": asked, "properties": [{"id": key, "name": name} for key, name in PROPERTIES.items()]}


def extended(house: House, plain: Any) -> dict[str, Any]:
    """Answer {"ids": [...], "properties": [{"id": ...}]} with the values of each; an unknown id has none."""
    held = plain if isinstance(plain, dict) else {}
    ids, wanted = held.get("ids"), held.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or not _of_form(ids, wanted):
        raise UserError("extend has ids and properties", remedy='{"ids": ["us-29220"], "properties": [{"id": "name"}]}')
    if len(ids) > IDS_MAX:
        raise UserError(f"more than {IDS_MAX} ids", remedy="Send them in several requests.")
    names = [str(item.get("id")) for item in wanted]
    if unknown := [name for name in names if name not in PROPERTIES]:
        raise UserError(f"no property is called {unknown[0]!r}", remedy=f"Known: {', '.join(PROPERTIES)}.")
    by_id = briefs_by_id(house)
    briefs = {key: by_id[key] for key in ids if key in by_id}
    register = register_of(house, index_of(house), briefs.values())
    rows = {}
    for key in ids:
        values = _values(register.targets[briefs[key].id]) if key in briefs else {}
        rows[key] = {name: [{"str": text} for text in values.get(name, ())] for name in names}
    return {"meta": [{"id": name, "name": PROPERTIES[name]} for name in names], "rows": rows}


def _of_form(ids: list[Any], wanted: list[Any]) -> bool:
    return all(isinstance(item, str) for item in ids) and all(isinstance(item, dict) for item in wanted)


def _values(target: Target) -> dict[str, list[str]]:
    """Return the values of a target by property."""
    listings = [item for version in target.versions for item in version.entry.listings]
    more = {
        "listed_by": sorted({list_id.partition("_")[0] for list_id, _ in target.keys}),
        "regimes": sorted({item.regime for item in listings if item.regime}),
        "ids": list(target.ids),
        "entries": [f"{list_id} {number}" for list_id, number in target.keys],
    }
    return properties_of(target) | more


def previewed(house: House, request: Request) -> Response:
    """Answer a small page about one target, for a frame beside a spreadsheet."""
    brief = briefs_by_id(house).get(text_of(request, "id"))
    if brief is None:
        raise NotThere("no target has this id", remedy="Search for a name first.")
    lists = ", ".join(sorted({list_id for list_id, _ in brief.keys}))
    link = f"/targets/{html.escape(brief.id)}"
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{html.escape(brief.name)}</title><h1><bdi>{html.escape(brief.name)}</bdi></h1>"
        f"<p>{TYPES[SCHEMAS[brief.kind]]} · {html.escape(lists)}</p>"
        f'<p><a href="{link}" target="_blank" rel="noopener">{html.escape(brief.id)}</a></p></html>'
    )
    return Response(text, media_type="text/html; charset=utf-8")
