"""A digest or an alert as an e-mail: plain text and the same as HTML, the same bytes each time, also when empty.

An address or subject with a line break is refused: it would be a header of somebody else's making.
"""

from __future__ import annotations

import datetime as dt
import email.policy
import hashlib
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from inconcert.formats.display import safe_text
from inconcert.model.errors import UserError

_TYPES = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json", "html": "text/html",
          "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip


def message(
    sender: str,
    to: Sequence[str],
    subject: str,
    text: str,
    made_at: dt.datetime,
    attachments: Mapping[str, bytes] | None = None,
    *,
    html: str = "",
) -> bytes:
    """Return an e-mail (RFC 5322, UTF-8, CRLF) with files attached by name, sorted; UserError for a bad address.

    Its Message-ID is made of its content, so that a message sent twice after a crash is known to be the same.
    `html` is the same text for those who read HTML; the plain text always stands first.
    """
    found = EmailMessage(policy=email.policy.SMTP)
    found["From"] = address_of(sender)
    found["To"] = tuple(address_of(item) for item in to)
    found["Subject"] = safe_text(" ".join(subject.split()))
    found["Date"] = format_datetime(made_at)
    found["Auto-Submitted"] = "auto-generated"
    files = attachments or {}
    content = [sender, *to, subject, made_at.isoformat(), text, *([html] if html else [])]
    content += [f"{name} {hashlib.sha256(files[name]).hexdigest()}" for name in sorted(files)]
    digest = hashlib.sha256("\0".join(content).encode("utf-8", "backslashreplace")).hexdigest()
    found["Message-ID"] = f"<{digest[:32]}@{found['From'].addresses[0].domain}>"
    found.set_content(safe_text(text, keep="\n\t"), charset="utf-8", cte="base64")
    if html:
        found.add_alternative(safe_text(html, keep="\n\t"), subtype="html", charset="utf-8", cte="base64")
        found.set_boundary(f"={digest[4:32]}=")
    for name in sorted(files):
        main, _, sub = _TYPES.get(name.rpartition(".")[2], "application/octet-stream").partition("/")
        found.add_attachment(files[name], maintype=main, subtype=sub, filename=safe_text(name))
    if files:
        found.set_boundary(f"={digest[32:60]}=")
    return found.as_bytes()


def address_of(text: str) -> Address:
    """Return an e-mail address; raises UserError for what is none."""
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise UserError(f"not an e-mail address: {text!a}", remedy="Write it as name@example.org.") from error
    if not address.username or not address.domain or any(sign in text for sign in "\r\n"):
        raise UserError(f"not an e-mail address: {text!a}", remedy="Write it as name@example.org.")
    return address
