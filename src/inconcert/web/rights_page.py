"""The page of reference on rights: which role carries which right, and which right each address asks for."""

from __future__ import annotations

from inconcert.model.rights import GRANTED, HOME, NEEDS_PROOF, OF_THE_HOME, Right, Role, Viewer, holds
from inconcert.web.app import addresses


def rights_page() -> str:
    """Return docs/reference/rights.md."""
    return "\n".join([_HEAD, *_roles(), "", _ADDRESSES, *_addresses(), ""])


_HEAD = """# Who may do what

Made by `python -m inconcert.cli.reference docs/reference`; reviewed with every change, held by a test.
A right counts for what belongs to one's own organisation; what belongs to another looks like what does not exist.
The operator, who runs the machine, holds every right on the organisation they act for.

## Roles and rights

`p`: held, after a fresh proof of who sits there. `h`: by accounts of the home's own organisation alone.
"""

_ADDRESSES = """## Addresses

Every address of the pages; addresses of `/api/v1`, `/reconcile` and `/match` answer from the register alone.

| method | address | right | held by |
|---|---|---|---|"""


def _roles() -> list[str]:
    rows = ["| right | " + " | ".join(GRANTED) + " |", "|---" * (len(GRANTED) + 1) + "|"]
    for right in Right:
        cells = [_mark(right) if _held(role, right) else "" for role in GRANTED]
        rows.append(f"| {right} | " + " | ".join(cells) + " |")
    return rows


def _addresses() -> list[str]:
    rows = sorted((at.path, at.method, at.right) for at in addresses())
    return [f"| {method} | `{path}` | {right} | {_holders(right)} |" for path, method, right in rows]


def _mark(right: Right) -> str:
    return ("p" if right in NEEDS_PROOF else "yes") + (" h" if right in OF_THE_HOME else "")


def _held(role: Role, right: Right) -> bool:
    return holds(Viewer("x", frozenset({role}), HOME, "x"), right)


def _holders(right: Right) -> str:
    if right is Right.READ_REGISTER:
        return "everybody"
    if right is Right.OWN_ACCOUNT:
        return "every account"
    return ", ".join(role for role in GRANTED if _held(role, right))
