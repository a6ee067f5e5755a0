"""What brings a message to its receiver: a mail server, or the receiver's own address; the network is passed in.

Rules:
- mail goes to the one server of the settings, over TLS from the first byte (smtps) or after STARTTLS (smtp); a server
  that does not offer it is refused, and its certificate must be for its name;
- a webhook goes by https to port 443 of a plain host name whose every address is public, as lists are fetched;
  redirects are not followed; only an answer of 200 to 299 says that it was taken;
- on this machine itself, without TLS, only where a setting says so: for trying it out.

    INCONCERT_SMTP=smtp://user@mail.example.org:587   INCONCERT_SMTP_PASSWORD=…   INCONCERT_MAIL_FROM=watch@example.org
    INCONCERT_ALERTS_LOOPBACK=1
"""

from __future__ import annotations

import http.client
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from inconcert.intake.address import checked
from inconcert.intake.wire import Network, post
from inconcert.model.errors import ReceiverError, SourceError, UserError

wait_max_s = 30.0
LOOPBACK = "INCONCERT_ALERTS_LOOPBACK"
_HERE = ("127.0.0.1", "::1", "localhost")
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that carries our mail; `at_once`: TLS from the first byte, else STARTTLS."""

    host: str
    port: int
    at_once: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Couriers:
    """What sending is given; without a mail server no mail is sent, and it is said."""

    network: Network = field(default_factory=Network)
    mail: MailServer | None = None
    sender: str = ""
    loopback: bool = False
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)


def couriers_of(settings: Mapping[str, str] = os.environ) -> Couriers:
    """Return the couriers that the settings name; UserError for an address of a mail server that is none."""
    mail = mail_server(settings.get("INCONCERT_SMTP", ""), settings.get("INCONCERT_SMTP_PASSWORD", ""))
    sender = settings.get("INCONCERT_MAIL_FROM", "")
    return Couriers(mail=mail, sender=sender, loopback=settings.get(LOOPBACK, "") == "1")


def mail_server(address: str, password: str = "") -> MailServer | None:
    """Return the mail server of an address like smtps://user@host:465; None where none is given."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _no_server(address) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise _no_server(address)
    user, kept = unquote(parts.username or ""), password or unquote(parts.password or "")
    return MailServer(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "smtps", user, kept)


def _no_server(address: str) -> UserError:
    where = address.rpartition("@")[2][:200]  # what stands before may be a password
    return UserError("INCONCERT_SMTP names no mail server", where=ascii(where), remedy="smtps://user@host:465")


def send_mail(couriers: Couriers, to: str, message: bytes) -> None:
    """Hand a message to the mail server; raises ReceiverError unless it takes it."""
    if couriers.mail is None or not couriers.sender:
        raise ReceiverError(
            "no mail server is set", remedy="Set INCONCERT_SMTP and INCONCERT_MAIL_FROM; the message is kept."
        )
    try:
        with _connected(couriers, couriers.mail) as server:
            if couriers.mail.user:
                server.login(couriers.mail.user, couriers.mail.password)
            server.sendmail(couriers.sender, [to], message)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise ReceiverError(f"the mail server does not take it: {_said(error)}", where=couriers.mail.host) from error


def _connected(couriers: Couriers, server: MailServer) -> smtplib.SMTP:
    if server.at_once:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=wait_max_s, context=couriers.context)
    found = smtplib.SMTP(server.host, server.port, timeout=wait_max_s)
    if couriers.loopback and server.host in _HERE:
        return found
    try:
        found.starttls(context=couriers.context)  # raises where the server does not offer it
    except (smtplib.SMTPException, OSError):
        found.close()
        raise
    return found


def _said(error: Exception) -> str:
    """Return what a server said on one line; an answer may hold anything."""
    return ascii(str(error))[1:301]


def check_address(address: str, *, loopback: bool) -> None:
    """Raise UserError for an address that no webhook may go to."""
    try:
        _where(address, loopback=loopback)
    except SourceError as error:
        raise UserError(error.what, where=error.where, remedy="Name an https address of a public host.") from error


def _where(address: str, *, loopback: bool) -> tuple[str, int, str] | None:
    """Return host, port and path on this machine where the setting allows it; None for an address elsewhere."""
    parts = urlsplit(address)
    if loopback and parts.scheme == "http" and parts.hostname in _HERE and parts.port:
        return parts.hostname, parts.port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    checked(address, (parts.netloc.partition(":")[0],))
    return None


def send_webhook(couriers: Couriers, address: str, headers: Mapping[str, str], body: bytes) -> None:
    """Post a message; raises ReceiverError unless the answer is 200 to 299."""
    try:
        here = _where(address, loopback=couriers.loopback)
        if here:
            status = _post_here(here, headers, body)
        else:
            target = checked(address, (urlsplit(address).netloc.partition(":")[0],))
            status = post(couriers.network, target, headers, body).status
    except (SourceError, OSError, http.client.HTTPException) as error:
        raise ReceiverError(f"the receiver cannot be reached: {_said(error)}") from error
    if not 200 <= status <= 299:
        raise ReceiverError(f"the receiver answers {status}", where=urlsplit(address).netloc)


def _post_here(where: tuple[str, int, str], headers: Mapping[str, str], body: bytes) -> int:
    host, port, path = where
    connection = http.client.HTTPConnection(host, port, timeout=wait_max_s)
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()
