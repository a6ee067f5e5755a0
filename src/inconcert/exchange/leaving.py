"""A message as files that open without our software: text, PDF, DOCX, CSV, and SHA256SUMS that `sha256sum -c` checks.

README.txt  message.txt  message.pdf  message.docx  records.csv  entities.json  message.dsse.json  stix.json
attachments/01-name.pdf  SHA256SUMS
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from inconcert.exchange.envelope import content_of, json_bytes
from inconcert.exchange.stix import bundle
from inconcert.formats import csvout
from inconcert.formats.cells import Cell
from inconcert.formats.display import safe_text
from inconcert.model.messages import DeclineCode, Message
from inconcert.typeset.render import rendered
from inconcert.typeset.tree import Block, Document, Heading, Paragraph, Table, plain

_COLUMNS = ("id", "schema", "name", "other_names", "birth_date", "country", "programme", "notes")
_README = """{title}

From {party}, message {seq}, {created}. To: {to}.
Marking: TLP:{tlp}, PAP:{pap}. Passed on only with the sender's consent: {control}. Citable in open reasons: {citable}.

message.pdf, message.docx and message.txt say the same. records.csv opens in any spreadsheet.
message.dsse.json is the message as it was signed; its signature can be checked with scripts/verify_message or any DSSE
library. To see that no file was changed on the way, run: sha256sum -c SHA256SUMS

How to answer: fill in the lines below and send this file back by the way it came, or reply in your own words.
It is recorded as reported by mail, and your mail is kept; it is never shown as signed by you.

  In reply to: {party} {seq}
  Status (received, under_review, more_information, declined, accepted, designated, no_comment):
  If declined, code ({codes}):
  If designated, act and date:
  Note:
"""


def files(message: Message, signed: bytes = b"") -> dict[str, bytes]:
    """Return file name → bytes; `signed` is the envelope as it came."""
    document = _document(message)
    found = {f"message.{name}": data for name, data in rendered(document, ("txt", "pdf", "docx")).items()}
    found["README.txt"] = _readme(message).encode("utf-8")
    found["stix.json"] = bundle(message)
    if message.draft.entities:
        found["records.csv"] = b"".join(
            csvout.stream(_COLUMNS, map(_row, message.draft.entities), byte_order_mark=True)
        )
        found["entities.json"] = b"".join(json_bytes(dict(item)) + b"\n" for item in message.draft.entities)
    if signed:
        found["message.dsse.json"] = signed.rstrip()
    for number, item in enumerate(message.draft.attachments, 1):
        found[f"attachments/{number:02}-{_plain_name(item.name)}"] = content_of(item)
    found["SHA256SUMS"] = sums(found)
    return found


def sums(found: Mapping[str, bytes]) -> bytes:
    """Return the lines that `sha256sum -c` reads."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(found.items()))
    return "".join(lines).encode("ascii")


def _plain_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:80] or "file"


def _title(message: Message) -> str:
    return f"{message.draft.kind.value.replace('_', ' ').capitalize()}: {message.party} {message.seq}"


def _readme(message: Message) -> str:
    draft = message.draft
    return _README.format(
        title=_title(message), party=message.party, seq=message.seq, created=message.created,
        to=", ".join(draft.to) or "all", tlp=draft.tlp, pap=draft.pap, codes=", ".join(DeclineCode),
        control="yes" if draft.originator_control else "no", citable="yes" if draft.citable else "no",
    )  # fmt: skip


def _document(message: Message) -> Document:
    draft = message.draft
    marking = f"TLP:{draft.tlp} · PAP:{draft.pap}"
    blocks: list[Block] = [
        Paragraph(plain(marking), "warning"),
        Paragraph(plain(f"From {message.party} to {', '.join(draft.to) or 'all'}, {message.created}")),
    ]
    if draft.in_reply_to:
        blocks.append(Paragraph(plain(f"In reply to {draft.in_reply_to[0]} {draft.in_reply_to[1]}")))
    if draft.answer_by:
        blocks.append(Paragraph(plain(f"An answer is asked for by {draft.answer_by}.")))
    for name, said in draft.body.items():
        blocks += [Heading(name.replace("_", " ").capitalize()), Paragraph(plain(told(said)))]
    if draft.body.get("nothing") is True:
        blocks.append(Paragraph(plain("There is nothing to report for this period.")))
    if draft.entities:
        heads = ("Id", "Kind", "Name", "Country")
        rows = tuple(tuple(plain(told(cell)) for cell in short(item)) for item in draft.entities)
        blocks.append(Table("Records", heads, rows))
    if draft.attachments:
        rows = tuple((plain(safe_text(item.name)), plain(item.sha256)) for item in draft.attachments)
        blocks.append(Table("Attachments", ("Name", "SHA-256"), rows))
    return Document(_title(message), "en", message.created[:10], tuple(blocks), message.party)


def told(found: Any) -> str:
    """Return a value of a body as a person reads it."""
    if isinstance(found, bool):
        return "yes" if found else "no"
    return safe_text(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False), keep="\n")


def short(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return id, kind, name and country of a record."""
    row = _row(item)
    return (str(row[0]), str(row[1]), str(row[2]), str(row[5]))


def _row(item: Mapping[str, Any]) -> tuple[Cell, ...]:
    properties = item.get("properties", {})

    def joined(name: str) -> str:
        return "; ".join(_list(properties, name))

    names = _list(properties, "name")
    return (
        str(item.get("id", "")), str(item.get("schema", "")), names[0] if names else "",
        "; ".join([*names[1:], *_list(properties, "alias")]), joined("birthDate"),
        joined("country") or joined("nationality"), joined("program"), joined("notes"),
    )  # fmt: skip


def _list(properties: Any, name: str) -> list[str]:
    found = properties.get(name, []) if isinstance(properties, dict) else []
    return [str(item) for item in (found if isinstance(found, list) else [found])]
