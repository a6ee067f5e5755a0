"""A message as a STIX 2.1 bundle: for tools of that world. It has no words for sanctions, so it is an export alone.

TLP 2.0 stands as the marking definitions that OASIS published with their extension; PAP and the rule of originator
control as statements. Ids are made from the content (UUID 5), so the same message gives the same bundle.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from inconcert.exchange.envelope import json_bytes
from inconcert.model.messages import Message, Tlp

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
MARKINGS: Mapping[Tlp, str] = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""TLP 2.0 marking → its id in the OASIS common objects."""
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://inconcert/exchange/stix")
_CLASSES = {"Person": "individual", "Vessel": "system", "Airplane": "system", "Vehicle": "system"}


def bundle(message: Message) -> bytes:
    """Return the bundle as canonical JSON."""
    at = message.created.replace("Z", ".000Z")
    tlp, rule = _tlp(message.draft.tlp), _rule(message, at)
    common = {"spec_version": "2.1", "created": at, "modified": at, "object_marking_refs": [tlp["id"], rule["id"]]}
    author = {**common, "type": "identity", "id": _id("identity", message.party), "name": message.party}
    author |= {"identity_class": "organization"}
    common["created_by_ref"] = author["id"]
    found = [_identity(item, common, message) for item in message.draft.entities]
    report = {
        **common, "type": "report", "id": _id("report", f"{message.party}/{message.seq}"), "published": at,
        "name": f"{message.draft.kind.value.replace('_', ' ')} {message.seq} of {message.party}",
        "object_refs": [item["id"] for item in found] or [author["id"]],
    }  # fmt: skip
    objects = [tlp, rule, author, *found, report]
    return json_bytes({"type": "bundle", "id": _id("bundle", f"{message.party}/{message.seq}"), "objects": objects})


def _identity(item: Mapping[str, Any], common: Mapping[str, Any], message: Message) -> dict[str, Any]:
    schema, properties = str(item.get("schema", "")), item.get("properties", {})
    names = properties.get("name") or properties.get("alias") or [str(item.get("id", ""))]
    key = f"{message.party}/{item.get('id', names[0])}"
    made = {**common, "type": "identity", "id": _id("identity", key), "name": str(names[0])}
    made["identity_class"] = _CLASSES.get(schema, "organization")
    if len(names) > 1:
        made["description"] = "Also: " + "; ".join(map(str, names[1:]))
    return made


def _tlp(tlp: Tlp) -> dict[str, Any]:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": MARKINGS[tlp],
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{tlp}",
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.value.lower()}},
    }


def _rule(message: Message, at: str) -> dict[str, Any]:
    draft = message.draft
    told = f"PAP:{draft.pap}. Citable in open reasons: {'yes' if draft.citable else 'no'}."
    told += " Not to be passed on without the originator's consent." if draft.originator_control else ""
    return {
        "type": "marking-definition", "spec_version": "2.1", "created": at, "definition_type": "statement",
        "id": _id("marking-definition", f"{message.party}/{told}"), "definition": {"statement": told},
    }  # fmt: skip


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, f'{kind}/{key}')}"
