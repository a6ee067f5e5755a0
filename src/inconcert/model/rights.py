"""Who may do what: every question of rights is decided here, by `holds` and `may`, and nowhere else.

Rules
- Default deny: a right that no role of the viewer carries is not held.
- Walls: what belongs to an organisation is for those who act for that organisation, the operator included.
- A case with members is for its members. An administrator runs accounts and cannot read cases.
- What leaves the house, and keys, ask for a fresh proof of who sits there (`NEEDS_PROOF`).
- What is forbidden and what does not exist look alike: the store leaves out rows, pages answer 404.

    >>> may(ANYONE, Right.READ_REGISTER, Owner()), may(ANYONE, Right.READ_CASEWORK, Owner())
    (True, False)
    >>> ada = Viewer("Ada", frozenset({Role.CASEWORKER}), "ngo", "a1")
    >>> may(ada, Right.READ_CASEWORK, Owner("ngo")), may(ada, Right.READ_CASEWORK, Owner("other"))
    (True, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

HOME = "home"
"""The id of the organisation whose home it is; what was there before accounts belongs to it."""


class Role(StrEnum):
    """What a viewer is to an organisation."""

    OPERATOR = "operator"  # the one who runs it, at the shell or on loopback: never an account
    READER = "reader"  # the register, and one's own account
    ANALYST = "analyst"  # judges whether two entries are the same
    CASEWORKER = "caseworker"
    CUSTODIAN = "custodian"  # of evidence
    SIGNATORY = "signatory"  # signs letters for the organisation
    PUBLISHER = "publisher"  # one of the two persons for what leaves
    ADMINISTRATOR = "administrator"  # people, organisations, keys, the record of acts; no cases


class Right(StrEnum):
    """What may be done, in groups by what it is done to."""

    READ_REGISTER = "register.read"  # public lists and what follows from them: for everybody
    JUDGE = "register.judge"
    CORRECT = "corrections.handle"  # the queue of corrections that were asked for; to decide one asks for RELEASE too
    READ_CASEWORK = "casework.read"  # letters, asks, signatures, cases
    WRITE_CASEWORK = "casework.write"
    EXPORT = "casework.export"  # take casework out as a file
    SIGN = "letters.sign"
    READ_EXCHANGE = "exchange.read"  # messages of partners, receipts
    WRITE_EXCHANGE = "exchange.write"  # prepare a message; it leaves by RELEASE
    HANDLE_EVIDENCE = "evidence.handle"
    RELEASE = "release"  # let a letter, dossier or message leave: two persons
    OWN_ACCOUNT = "account.own"  # one's own keys and visits
    READ_PEOPLE = "people.read"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_ORGANISATIONS = "organisations.manage"  # of the home: who has accounts here at all
    MANAGE_KEYS = "keys.manage"
    READ_AUDIT = "audit.read"
    RUN_HOME = "home.run"  # refresh, accept an edition, see how the service runs


NEEDS_PROOF = frozenset({
    Right.EXPORT, Right.SIGN, Right.RELEASE, Right.MANAGE_PEOPLE, Right.MANAGE_ORGANISATIONS, Right.MANAGE_KEYS,
})  # fmt: skip
"""Rights that ask to show the passkey, or the identity provider, again."""

OF_THE_HOME = frozenset({Right.MANAGE_ORGANISATIONS, Right.RUN_HOME, Right.CORRECT})
"""Rights on the home as a whole: only who acts for the home's own organisation holds them."""

_CARRIED: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OPERATOR: frozenset(Right),
        Role.READER: frozenset(),
        Role.ANALYST: frozenset({Right.JUDGE, Right.CORRECT}),
        Role.CASEWORKER: frozenset({
            Right.READ_CASEWORK, Right.WRITE_CASEWORK, Right.EXPORT, Right.READ_EXCHANGE, Right.WRITE_EXCHANGE,
        }),
        Role.CUSTODIAN: frozenset({Right.READ_CASEWORK, Right.HANDLE_EVIDENCE, Right.EXPORT}),
        Role.SIGNATORY: frozenset({Right.READ_CASEWORK, Right.SIGN}),
        Role.PUBLISHER: frozenset({
            Right.READ_CASEWORK, Right.READ_EXCHANGE, Right.EXPORT, Right.RELEASE, Right.CORRECT,
        }),
        Role.ADMINISTRATOR: frozenset({
            Right.READ_PEOPLE, Right.MANAGE_PEOPLE, Right.MANAGE_ORGANISATIONS, Right.MANAGE_KEYS, Right.READ_AUDIT,
            Right.RUN_HOME,
        }),
    }
)  # fmt: skip

GRANTED = tuple(role for role in Role if role is not Role.OPERATOR)
"""The roles that an account may have."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a thing is: an organisation's, and where `members` are named (account ids), only theirs."""

    organisation: str = HOME
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a name, roles, the organisation they act for; `account` is empty where nobody signed in.

    `proved`: this person has shown who they are in the last minutes.
    """

    name: str
    roles: frozenset[Role]
    organisation: str = HOME
    account: str = ""
    proved: bool = False


OPERATOR = Viewer("operator", frozenset({Role.OPERATOR}), proved=True)
"""The one who runs inconcert on their own machine."""

ANYONE = Viewer("anyone", frozenset({Role.READER}), organisation="")
"""Somebody who did not sign in: they act for no organisation."""


def holds(viewer: Viewer, right: Right) -> bool:
    """Return whether a viewer holds a right on what is theirs; whether a thing is theirs is for `may`."""
    if right is Right.READ_REGISTER:
        return True
    if right is Right.OWN_ACCOUNT and viewer.account:
        return True
    if right in OF_THE_HOME and viewer.organisation != HOME:
        return False
    return any(right in _CARRIED[role] for role in viewer.roles)


def may(viewer: Viewer, right: Right, owner: Owner) -> bool:
    """Return whether a viewer may do this to a thing of this owner; proof is asked for apart (`to_be_proved`)."""
    if right is Right.READ_REGISTER:
        return True
    if not holds(viewer, right) or not viewer.organisation or viewer.organisation != owner.organisation:
        return False
    return not owner.members or viewer.account in owner.members or Role.OPERATOR in viewer.roles


def to_be_proved(viewer: Viewer, right: Right) -> bool:
    """Return whether the viewer must first show again who they are."""
    return right in NEEDS_PROOF and not viewer.proved


def clash(roles: Iterable[Role]) -> str:
    """Return why an account cannot have these roles together, empty where it can."""
    held = frozenset(roles)
    if Role.OPERATOR in held:
        return "the operator is whoever runs the machine, never an account"
    cases = sorted(role for role in held if Right.READ_CASEWORK in _CARRIED[role])
    if Role.ADMINISTRATOR in held and cases:
        return f"an administrator cannot read cases, and so is not {' or '.join(cases)} as well"
    return ""
