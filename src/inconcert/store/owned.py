"""Whose rows are whose: every private table has a column `owner`, and every query of it is narrowed here.

Rule: what belongs to another organisation is left out, so that forbidden and missing are the same empty answer.
"""

from __future__ import annotations

import sqlalchemy as sa

from inconcert.model.errors import RefusedByCheck
from inconcert.model.rights import Owner, Right, Viewer, may


def theirs(viewer: Viewer, right: Right, table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition for the rows of a private table on which the viewer has the right; nothing by default."""
    if not may(viewer, right, Owner(viewer.organisation)):
        return sa.false()
    return table.c.owner == viewer.organisation


def owner_for(viewer: Viewer, right: Right) -> str:
    """Return the `owner` of a row that the viewer adds; raises RefusedByCheck where they may add none."""
    if not may(viewer, right, Owner(viewer.organisation)):
        raise RefusedByCheck(f"{viewer.name} does not hold the right {right}")
    return viewer.organisation
