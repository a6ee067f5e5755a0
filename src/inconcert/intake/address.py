"""Which addresses may be fetched: https, port 443, a host that the publisher declares, public at every address it has.

>>> checked("https://scsanctions.un.org/resources/xml/en/consolidated.xml", {"scsanctions.un.org"}).host
'scsanctions.un.org'
>>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
(True, False, False)
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from inconcert.model.edition import Publication
from inconcert.model.errors import UnreadableSource

address_max_chars = 2_000
_plain = re.compile(r"[!-~]+")  # printable ASCII, no blank
_host = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_file_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_translated = ipaddress.ip_network("64:ff9b::/96")  # NAT64, RFC 6052: an IPv4 address in its last four bytes


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed: `host` in lower case, `path` with its query."""

    host: str
    path: str

    @property
    def address(self) -> str:
        """Return the address as it is asked for."""
        return f"https://{self.host}{self.path}"

    @property
    def file_name(self) -> str:
        """Return the last part of the path, or `content` where it is no plain file name."""
        last = self.path.partition("?")[0].rpartition("/")[2]
        return last if _file_name.fullmatch(last) else "content"


def hosts_of(source: Publication) -> frozenset[str]:
    """Return the hosts that a publication declares: of its page, its addresses, and those it names beside them."""
    hosts = (urlsplit(address).hostname or "" for address in (source.page, *source.addresses))
    return frozenset(host for host in (*hosts, *source.hosts) if host)


def checked(address: str, hosts: Collection[str], *, base: str = "") -> Target:
    """Return where to go for an address (relative to `base` if given); raises UnreadableSource if it may not be.

    Nothing is repaired: an odd address is refused.
    """
    if len(address) > address_max_chars or not _plain.fullmatch(address) or "\\" in address:
        raise _refused(address, "it has characters that an address does not have")
    try:
        parts = urlsplit(urljoin(base, address))
        port = parts.port
    except ValueError as error:
        raise _refused(address, str(error)) from error
    _check_parts(address, parts, port)
    host = parts.netloc.partition(":")[0]
    if host not in hosts:
        raise _refused(address, f"the publisher does not declare the host {host}")
    return Target(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet, also where IPv6 wraps an IPv4 address."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found in _translated:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.sixtofour or found.teredo or found.scope_id:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _check_parts(address: str, parts: SplitResult, port: int | None) -> None:
    if parts.scheme != "https":
        raise _refused(address, "only https is fetched")
    if "@" in parts.netloc:
        raise _refused(address, "it carries a user name")
    if port not in (None, 443):
        raise _refused(address, "only port 443 is fetched")
    if not _host.fullmatch(parts.netloc.partition(":")[0]):
        raise _refused(address, "its host is not a plain name")


def _refused(address: str, why: str) -> UnreadableSource:
    return UnreadableSource(f"the address is not fetched: {why}", where=ascii(address[:200]))
