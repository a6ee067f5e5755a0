"""Organisations that may sign, and their registered contacts: one organisation is one signatory.

Rules:
- a contact's address is of a domain that the organisation registered, letter for letter: no sub-domain, no look-alike,
  no free mail, no second @, no line break;
- two records that share a domain, a key or a name (case and punctuation aside) are one organisation.

    >>> checked_address("a.person@rights.example", ("rights.example",))
    'a.person@rights.example'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inconcert.model.errors import RefusedByCheck

FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk",
        "yahoo.fr", "ymail.com", "aol.com", "icloud.com", "me.com", "mac.com", "gmx.com", "gmx.de", "gmx.net", "web.de",
        "mail.com", "mail.ru", "yandex.ru", "yandex.com", "qq.com", "163.com", "126.com", "proton.me", "protonmail.com",
        "pm.me", "tutanota.com", "tuta.io", "riseup.net", "zoho.com", "fastmail.com", "orange.fr", "free.fr",
    }
)  # fmt: skip
"""Domains where anybody can have an address: an address there proves no organisation."""

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an officer: its id and public key (base64url), and how often it signed as far as it says."""

    id: str
    public_key: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A registered officer: the address is checked when it is registered and called back by a person."""

    name: str
    role: str
    address: str
    may_sign: bool = True
    passkeys: tuple[Passkey, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with its domains, public keys (key id → canonical JSON) and contacts; names in every language."""

    id: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Return the name that is shown."""
        return self.names[0]


def checked(organisation: Organisation) -> Organisation:
    """Return an organisation whose domains and contacts hold; RefusedByCheck for what proves nothing."""
    if not organisation.names or not organisation.domains:
        raise RefusedByCheck("an organisation needs a name and a domain", where=organisation.id)
    for domain in organisation.domains:
        if domain in FREE_MAIL:
            raise RefusedByCheck(f"anybody can have an address at {domain}", remedy="Register the organisation's own.")
        if not _DOMAIN.fullmatch(domain):
            raise RefusedByCheck(f"not a domain in plain letters: {domain!r}", where=organisation.id)
    for contact in organisation.contacts:
        checked_address(contact.address, organisation.domains)
    return organisation


def checked_address(address: str, domains: Sequence[str]) -> str:
    """Return a mail address of one of the domains; RefusedByCheck for any other, however like it looks."""
    local, _, domain = address.partition("@")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain.lower()) or not address.isascii():
        raise RefusedByCheck("not a plain mail address", remedy="One @, no blank, no line break, ASCII only.")
    if domain.lower() in FREE_MAIL:
        raise RefusedByCheck(f"anybody can have an address at {domain.lower()}")
    if domain.lower() not in domains:
        raise RefusedByCheck(f"{domain.lower()} is not a registered domain of this organisation")
    return f"{local}@{domain.lower()}"


def contact_of(organisations: Iterable[Organisation], address: str) -> tuple[Organisation, Contact] | None:
    """Return the organisation and contact of an address; None where nobody registered it."""
    for organisation in organisations:
        for contact in organisation.contacts:
            if contact.address.lower() == address.lower():
                return organisation, contact
    return None


def one_by_one(organisations: Sequence[Organisation]) -> Mapping[str, str]:
    """Return organisation id → the id that stands for it, so that two records of one organisation count once."""
    stands: dict[str, str] = {item.id: item.id for item in organisations}
    seen: dict[str, str] = {}

    def root(name: str) -> str:
        while stands[name] != name:
            name = stands[name]
        return name

    for item in sorted(organisations, key=lambda one: one.id):
        for mark in _marks(item):
            other = root(seen.setdefault(mark, item.id))
            first, second = sorted((other, root(item.id)))
            stands[second] = first
    return {name: root(name) for name in stands}


def _marks(item: Organisation) -> list[str]:
    found = [f"domain {domain}" for domain in item.domains] + [f"key {key}" for key, _ in item.keys]
    return found + [f"name {_plain(name)}" for name in item.names]


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold()))
