"""How often a door may be tried: per address prefix and per account, and nobody is ever locked out.

Rules
- What is slowed down is the prefix that tries, never the account that is tried: its owner comes in from elsewhere.
- An address is believed from the connection; from `X-Forwarded-For` only where a configured proxy sent it.
- Addresses are kept in memory alone, as prefixes, and forgotten after the window.

    >>> limits = Limits(tries_max=1, window_s=60)
    >>> limits.take("203.0.113.0/24", 0.0), limits.take("203.0.113.0/24", 1.0), limits.take("203.0.113.0/24", 61.0)
    (True, False, True)
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Collection

sign_in_tries_max = 30
account_forms_max = 300
window_s = 300
PREFIXES_MAX = 100_000


class Limits:
    """So many tries in a window for each key; the one not seen longest is forgotten first."""

    def __init__(self, tries_max: int = sign_in_tries_max, window_s: float = window_s) -> None:
        self._tries_max = tries_max
        self._window_s = window_s
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, now: float) -> bool:
        """Count one try (`now` in seconds); return whether it is within the limit."""
        with self._lock:
            began, tries = self._seen.get(key, (now, 0))
            if now - began >= self._window_s:
                began, tries = now, 0
            self._seen[key] = (began, tries + 1)
            self._seen.move_to_end(key)
            if len(self._seen) > PREFIXES_MAX:
                self._seen.popitem(last=False)
            return tries < self._tries_max


def prefix_of(peer: str, forwarded: str, proxies: Collection[str]) -> str:
    """Return the prefix of who asks: /24 of IPv4, /56 of IPv6.

    `forwarded` is read from its right end, over our own proxies only: what stands left of the first stranger is their
    own word.
    """
    chain = [part.strip() for part in forwarded.split(",") if part.strip()] if peer in proxies else []
    found = peer
    for hop in reversed(chain):
        found = hop
        if hop not in proxies:
            break
    return _prefix(found) or _prefix(peer) or "unknown"


def _prefix(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    width = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{width}", strict=False))
