"""Web captures (WACZ 1.1) checked against their own proofs; e-mail taken apart. For the confined child only.

Rules of a WACZ: every file of the archive stands in datapackage.json with its SHA-256 and size, and has them; the
digest file vouches for datapackage.json; nothing is there that is not named. What its pages show is not opened.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
from typing import Any

from inconcert.formats import archive, limits
from inconcert.formats.jsonlines import value
from inconcert.model.errors import LimitExceeded, SourceError, UnreadableSource

_PACKAGE, _DIGEST, _PAGES = "datapackage.json", "datapackage-digest.json", "pages/pages.jsonl"
_parts_max = 200


def wacz(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return the first page, its moment, the program, how many files are vouched for, and whether it is signed."""
    parts = archive.members(data, name, archives_inside=True)
    if _PACKAGE not in parts:
        raise UnreadableSource("no datapackage.json: not a WACZ", where=name)
    package = value(parts[_PACKAGE], f"{name} {_PACKAGE}")
    signed = _check_digest(parts, name)
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise UnreadableSource("a datapackage.json without resources", where=name)
    known = {_checked(item, parts, name) for item in package["resources"]}
    if extra := sorted(set(parts) - known - {_PACKAGE, _DIGEST}):
        raise UnreadableSource(f"a file that its package does not name: {ascii(extra[0])[:80]}", where=name)
    pages = _pages(parts.get(_PAGES, b""), f"{name} {_PAGES}")
    first = pages[0] if pages else {}
    tool = str(package.get("software", ""))[:200]
    head = {"answer": "wacz", "url": str(first.get("url", ""))[:2000], "at": str(first.get("ts", ""))[:40],
            "tool": tool, "pages": len(pages), "files": len(known), "signed": signed}  # fmt: skip
    return head, b""


def _checked(item: Any, parts: dict[str, bytes], name: str) -> str:
    path = item.get("path") if isinstance(item, dict) else None
    if not isinstance(path, str) or path not in parts:
        raise UnreadableSource(f"its package names what is not there: {ascii(path)[:80]}", where=name)
    wanted, size = str(item.get("hash", "")), item.get("bytes")
    if wanted != f"sha256:{hashlib.sha256(parts[path]).hexdigest()}" or size != len(parts[path]):
        raise UnreadableSource("a file differs from what its package says", where=f"{name} {ascii(path)[:80]}")
    return path


def _check_digest(parts: dict[str, bytes], name: str) -> bool:
    """Check what the digest file says of the package, where there is one; return whether somebody signed it."""
    if _DIGEST not in parts:
        return False
    said = value(parts[_DIGEST], f"{name} {_DIGEST}")
    wanted = f"sha256:{hashlib.sha256(parts[_PACKAGE]).hexdigest()}"
    if not isinstance(said, dict) or said.get("path") != _PACKAGE or said.get("hash") != wanted:
        raise UnreadableSource("its digest does not vouch for its package", where=name)
    return "signedData" in said


def _pages(data: bytes, where: str) -> list[dict[str, Any]]:
    found = []
    for line in data.splitlines():
        if line.strip():
            try:
                page = value(line, where)
            except SourceError:
                raise
            if isinstance(page, dict) and "url" in page:
                found.append(page)
    return found


def mail_parts(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return what is attached to an e-mail: names and sizes in the head, the bytes one after the other."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    named, parts = [], []
    for number, part in enumerate(message.walk()):
        if number > _parts_max:
            raise LimitExceeded(f"more than {_parts_max} parts", where=name)
        if part.is_multipart() or part.get_content_disposition() != "attachment":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            named.append([str(part.get_filename() or "attachment")[:255], len(content)])
            parts.append(content)
    if len(json.dumps(named)) > limits.document_text_max_chars:
        raise LimitExceeded("names of attachments without end", where=name)
    return {"answer": "parts", "parts": named}, b"".join(parts)
