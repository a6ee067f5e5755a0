"""Who asks, and what they may see.

Every read of the store takes a viewer. The register of public lists is for all; what is private (cases, letters not
yet sent) comes with its own subjects and its own rules here, and the store enforces them.

    >>> may_read(Viewer("anyone", Role.READER), Subject.REGISTER)
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a viewer is to this home."""

    OPERATOR = "operator"  # the one who runs it, at the shell or on loopback
    READER = "reader"  # anybody else


class Subject(StrEnum):
    """What is read."""

    REGISTER = "register"  # editions, entries, issues, judgements: facts of public lists
    CASEWORK = "casework"  # letters, asks, signatures, cases: private until they are sent
    AUDIT = "audit"  # who did what in this home


@dataclass(frozen=True, slots=True)
class Viewer:
    """A named person or program with a role."""

    name: str
    role: Role


OPERATOR = Viewer("operator", Role.OPERATOR)
"""The one who runs inconcert on their own machine."""


def may_read(viewer: Viewer, subject: Subject) -> bool:
    """Return whether a viewer may read a subject: the register is for all, the rest for the operator."""
    return subject is Subject.REGISTER or viewer.role is Role.OPERATOR
