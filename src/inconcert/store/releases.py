"""What waits for a second person before it leaves: one asks, another one decides, each organisation its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from inconcert.model.account import Release
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import Right, Viewer, holds
from inconcert.store import audit, schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for, theirs

_release = schema.release


def keep_release(store: Store, viewer: Viewer, made: Release) -> Release:
    """Keep that somebody asks to let exact bytes leave; the same asking is kept once."""
    asks_by = Right.WRITE_CASEWORK if holds(viewer, Right.WRITE_CASEWORK) else Right.RELEASE
    owner = owner_for(viewer, asks_by)
    with store.writing() as connection:
        same = sa.and_(
            _release.c.owner == owner,
            _release.c.kind == made.kind,
            _release.c.thing == made.thing,
            _release.c.sha256 == made.sha256,
            _release.c.decision == "",
        )
        held = connection.execute(sa.select(_release).where(same)).first()
        if held is not None:
            return _read(held)
        row = {
            "owner": owner, "id": made.id, "kind": made.kind, "thing": made.thing, "sha256": made.sha256,
            "asked_by": made.asked_by, "asked_at": made.asked_at, "decided_by": "", "decided_at": "", "decision": "",
        }  # fmt: skip
        connection.execute(sa.insert(_release).values(row))
        audit.add(connection, store.now(), made.asked_by, "release.ask", _facts(made), owner)
    return made


def decide_release(store: Store, viewer: Viewer, release_id: str, decision: str) -> Release:
    """Keep what a second person decides; RefusedByCheck for the one who asked, UserError where nothing waits."""
    mine = sa.and_(theirs(viewer, Right.RELEASE, _release), _release.c.id == release_id, _release.c.decision == "")
    with store.writing() as connection:
        row = connection.execute(sa.select(_release).where(mine)).first()
        if row is None:
            raise UserError("nothing of this name waits to leave", remedy="See the page of releases.")
        if row.asked_by == viewer.account:
            raise RefusedByCheck("two persons let something leave", remedy="Let another publisher decide.")
        values = {"decided_by": viewer.account, "decided_at": store.now(), "decision": decision}
        connection.execute(sa.update(_release).where(mine).values(values))
        facts = _facts(_read(row)) | {"decision": decision}
        audit.add(connection, store.now(), viewer.account, "release.decide", facts, viewer.organisation)
    return _read(row)


def releases(store: Store, viewer: Viewer) -> tuple[Release, ...]:
    """Return what was asked to leave, the newest first."""
    query = sa.select(_release).where(theirs(viewer, Right.READ_CASEWORK, _release))
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        rows = connection.execute(query.order_by(_release.c.asked_at.desc(), _release.c.id)).all()
    return tuple(_read(row) for row in rows)


def _facts(item: Release) -> dict[str, str]:
    return {"release": item.id, "kind": item.kind, "sha256": item.sha256}


def _read(row: Any) -> Release:
    return Release(
        row.id, row.owner, row.kind, row.thing, row.sha256, row.asked_by, row.asked_at, row.decided_by,
        row.decided_at, row.decision,
    )  # fmt: skip
