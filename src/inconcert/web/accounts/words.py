"""What roles and states are called on screen, to be translated there."""

from __future__ import annotations

from inconcert.model.account import AccountState
from inconcert.model.rights import Role


def _(text: str) -> str:
    return text


ROLES = {
    Role.READER: _("reads the register"),
    Role.ANALYST: _("judges whether two entries are the same"),
    Role.CASEWORKER: _("writes letters, dossiers and messages"),
    Role.CUSTODIAN: _("keeps evidence"),
    Role.SIGNATORY: _("signs letters for the organisation"),
    Role.PUBLISHER: _("lets things leave, with a second person"),
    Role.ADMINISTRATOR: _("runs accounts; cannot read cases"),
}

STATES = {
    AccountState.INVITED: _("did not come yet"),
    AccountState.ACTIVE: _("active"),
    AccountState.CLOSED: _("closed"),
}
