"""Every limit of the exchange, in one table; each name carries its unit (SECURITY.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass

recipients_max = 100
age_header_max_bytes = 16 * 1024  # its reader takes quadratic time
age_stanzas_max = 110
padding_bytes = 4 * 1024
clock_tolerance_s = 3600
address_max_chars = 2_000
party_max_chars = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pull may take; tests make them small."""

    root_max_bytes: int = 512_000
    timestamp_max_bytes: int = 16_384
    snapshot_max_bytes: int = 2_000_000
    targets_max_bytes: int = 50_000_000
    message_max_bytes: int = 256 * 1024 * 1024
    root_rotations_max: int = 256
    delegations_max: int = 32
    silence_max_s: float = 30.0
    file_max_s: float = 600.0
    pull_max_s: float = 3_600.0


DEFAULT = Limits()
