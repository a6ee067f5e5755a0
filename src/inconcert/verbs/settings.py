"""Every setting of the environment in one table: what it is for, how it is written, and what is so without it.

A test proves that the program reads no other. Options of a command are told by its help.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its form with unit, what is so without it, what it does; `secret` ones are never printed."""

    name: str
    form: str
    otherwise: str
    does: str
    secret: bool = False


SETTINGS = (
    Setting("INCONCERT_HOME", "a folder", "your data folder", "Where the register and everything beside it lie."),
    Setting("INCONCERT_DATABASE_URL", "postgresql+psycopg://user@host/name", "SQLite in the home",
            "The PostgreSQL that holds the register (extra `postgres`).", secret=True),
    Setting("INCONCERT_ADDRESS", "https://host, without a path", "no links in mails",
            "The address that links in mails begin with; no header of a request ever makes one."),
    Setting("INCONCERT_SMTP", "smtps://user@host:465 or smtp://user@host:587", "mails wait as files",
            "The server that carries mails: TLS from the first byte, or STARTTLS, never without."),
    Setting("INCONCERT_SMTP_PASSWORD", "text", "no sign-in at the server", "Its password.", secret=True),
    Setting("INCONCERT_MAIL_FROM", "an address", "no mail is sent", "Whom mails come from."),
    Setting("INCONCERT_ALERTS_LOOPBACK", "1", "refused", "Lets webhooks go to this machine, for trying them out."),
    Setting("INCONCERT_KEYS_PASSPHRASE", "text", "you are asked", "Opens the key ring.", secret=True),
    Setting("INCONCERT_EXCHANGE_PASSPHRASE", "text", "keys without one", "Opens the keys of the exchange.",
            secret=True),
    Setting("INCONCERT_VAULT", "a folder", "--vault is needed", "The vault, never in the home."),
    Setting("INCONCERT_VAULT_KEYS", "a folder, best on a drive of its own", "--keys is needed", "Your own keys."),
    Setting("INCONCERT_VAULT_AS", "a handle", "--as is needed", "Who acts in the vault."),
    Setting("INCONCERT_DEBUG", "1", "one line for an error", "Shows the trace of a defect; for developers."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """A setting that cannot be as it is, and what to do."""

    name: str
    saw: str
    remedy: str


def wrong_settings(environment: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield the settings of an environment that are not known or cannot be right; secrets are not shown."""
    known = {item.name for item in SETTINGS}
    for name in sorted(environment):
        if name.startswith("INCONCERT_") and name not in known:
            yield Wrong(
                name, "no such setting", "See docs/reference/settings.md: a name that is not known does nothing."
            )
    yield from _addresses(environment)
    yield from _pairs(environment)
    yield from _open_home(environment)


def _addresses(environment: Mapping[str, str]) -> Iterator[Wrong]:
    address = environment.get("INCONCERT_ADDRESS", "")
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/")):
        yield Wrong("INCONCERT_ADDRESS", address[:80], "Write it as https://host, without a path.")
    database = environment.get("INCONCERT_DATABASE_URL", "")
    if database and not database.startswith("postgresql+psycopg://"):
        yield Wrong("INCONCERT_DATABASE_URL", "not a PostgreSQL address", "Write postgresql+psycopg://user@host/name.")
    server = urlsplit(environment.get("INCONCERT_SMTP", ""))
    if server.scheme not in ("", "smtp", "smtps") or (server.scheme and not server.hostname):
        yield Wrong("INCONCERT_SMTP", "not a mail server", "Write smtps://user@host:465 or smtp://user@host:587.")


def _pairs(environment: Mapping[str, str]) -> Iterator[Wrong]:
    if environment.get("INCONCERT_SMTP") and not environment.get("INCONCERT_MAIL_FROM"):
        yield Wrong("INCONCERT_MAIL_FROM", "missing", "A mail server is set: say whom mails come from.")
    home, vault = environment.get("INCONCERT_HOME", ""), environment.get("INCONCERT_VAULT", "")
    if home and vault and Path(vault).resolve().is_relative_to(Path(home).resolve()):
        yield Wrong(
            "INCONCERT_VAULT", "inside the home", "A vault lies in a folder of its own, best on another machine."
        )


def _open_home(environment: Mapping[str, str]) -> Iterator[Wrong]:
    home = Path(environment.get("INCONCERT_HOME", "") or "/nonexistent")
    if sys.platform != "win32" and home.is_dir() and stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield Wrong("INCONCERT_HOME", "others on this machine may read it", f"chmod 700 {home}")


def settings_page() -> str:
    """Return the reference page of the settings."""
    lines = [
        "# Settings\n",
        "Made from the program by `scripts/docs`; do not edit by hand. They are read from the environment; "
        "`inconcert doctor` says which are wrong. A secret is never printed or logged.\n",
        "| setting | how it is written | without it | what it does |\n|---|---|---|---|",
    ]
    lines += [
        f"| `{item.name}`{' (secret)' if item.secret else ''} | {item.form} | {item.otherwise} | {item.does} |"
        for item in SETTINGS
    ]
    return "\n".join(lines) + "\n"
