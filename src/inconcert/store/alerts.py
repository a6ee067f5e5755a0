"""Subscriptions, their alerts and messages. Rules: an alert is kept once; with it, in one transaction, the message
that carries it; what became of a message is added, never changed. A subscription belongs to whoever's casework it is,
and its alerts and messages with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from inconcert.model.codec import from_json, to_json
from inconcert.model.errors import UserError
from inconcert.model.rights import Right, Viewer
from inconcert.model.subscription import Event, EventKind, Kept, KeptAlert, Subscription
from inconcert.store import schema
from inconcert.store.home import Store
from inconcert.store.owned import owner_for, theirs

Pair = tuple[str, str]
"""An alert's id and its payload."""


def keep_subscription(store: Store, viewer: Viewer, subscription: Subscription, standing: Iterable[Pair]) -> Kept:
    """Keep a subscription with the alerts that stand already; UserError if one of this name lasts."""
    owner, table = owner_for(viewer, Right.WRITE_CASEWORK), schema.subscription
    with store.writing() as connection:
        mine = (table.c.owner == owner, table.c.name == subscription.name, table.c.ended_at == "")
        query = sa.select(table.c.id).where(*mine)
        if connection.execute(query).first():
            raise UserError(f"there is a subscription {subscription.name!r} already", remedy="Give it another name.")
        at = store.now()
        row = {"owner": owner, "name": subscription.name, "payload": to_json(subscription), "at": at, "ended_at": ""}
        key = connection.execute(sa.insert(table).values(row)).inserted_primary_key
        number = int(key[0]) if key else 0
        _insert_alerts(connection, number, at, standing, standing=True)
    return Kept(number, at, subscription)


def end_subscription(store: Store, viewer: Viewer, name: str) -> None:
    """End a subscription: its alerts stay, nothing more is sent; UserError where none is called so."""
    owner, table = owner_for(viewer, Right.WRITE_CASEWORK), schema.subscription
    with store.writing() as connection:
        mine = (table.c.owner == owner, table.c.name == name, table.c.ended_at == "")
        if not connection.execute(sa.update(table).where(*mine).values(ended_at=store.now())).rowcount:
            raise UserError(f"no subscription is called {name!r}", remedy="`inconcert alerts list` names them.")


def subscriptions(store: Store, viewer: Viewer) -> tuple[Kept, ...]:
    """Return the subscriptions that last, by name."""
    table = schema.subscription
    query = sa.select(table.c.id, table.c.at, table.c.payload).where(table.c.ended_at == "")
    query = query.where(theirs(viewer, Right.READ_CASEWORK, table)).order_by(table.c.name)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        rows = connection.execute(query).all()
    return tuple(Kept(int(row.id), row.at, from_json(Subscription, row.payload)) for row in rows)


def alert_ids(store: Store, viewer: Viewer, number: int) -> frozenset[str]:
    """Return the ids of every alert that a subscription ever had."""
    query = sa.select(schema.alert.c.alert_id).where(_of(viewer, schema.alert, number))
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return frozenset(connection.execute(query).scalars())


def alerts(store: Store, viewer: Viewer, number: int, most: int) -> tuple[KeptAlert, ...]:
    """Return the newest alerts of a subscription, newest first, `most` at most."""
    table = schema.alert
    query = sa.select(table).where(_of(viewer, table, number)).order_by(table.c.id.desc()).limit(most)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        return tuple(_alert(row) for row in connection.execute(query).all())


def keep_alerts(store: Store, viewer: Viewer, number: int, found: Iterable[Pair]) -> int:
    """Keep new alerts of a subscription, all together; return how many."""
    pairs = tuple(found)
    if pairs:
        with store.writing() as connection:
            _check_owner(connection, viewer, number)
            _insert_alerts(connection, number, store.now(), pairs, standing=False)
    return len(pairs)


def alerts_to_send(store: Store, viewer: Viewer, number: int) -> tuple[KeptAlert, ...]:
    """Return the alerts of a subscription that no message carries yet, oldest first."""
    table, sent = schema.alert, schema.alert_message
    newest = sa.select(sa.func.coalesce(sa.func.max(sent.c.through), 0)).where(sent.c.subscription_id == number)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        after = connection.execute(newest).scalar_one()
        mine = (_of(viewer, table, number), table.c.standing == 0, table.c.id > after)
        return tuple(_alert(row) for row in connection.execute(sa.select(table).where(*mine).order_by(table.c.id)))


def add_events(store: Store, viewer: Viewer, number: int, events: Sequence[Event]) -> None:
    """Keep what happened to messages of a subscription, all together."""
    with store.writing() as connection:
        _check_owner(connection, viewer, number)
        for event in events:
            row = {"subscription_id": number, "message_id": event.id, "kind": event.kind.value, "at": event.at,
                   "through": event.through, "text": event.text}  # fmt: skip
            connection.execute(sa.insert(schema.alert_message).values(row))


def events(store: Store, viewer: Viewer, number: int) -> tuple[Event, ...]:
    """Return what happened to the messages of a subscription, oldest first; of sent ones without their text."""
    table = schema.alert_message
    other = table.alias()
    gone = sa.select(other.c.id).where(
        other.c.subscription_id == number,
        other.c.message_id == table.c.message_id,
        other.c.kind == EventKind.SENT.value,
    )
    text = sa.case((sa.exists(gone), ""), else_=table.c.text).label("text")
    query = sa.select(table.c.kind, table.c.message_id, table.c.at, table.c.through, text)
    query = query.where(_of(viewer, table, number)).order_by(table.c.id)
    with store.reading(viewer, Right.READ_CASEWORK) as connection:
        rows = connection.execute(query).all()
    return tuple(Event(EventKind(row.kind), row.message_id, row.at, row.text, int(row.through)) for row in rows)


def _of(viewer: Viewer, table: sa.Table, number: int) -> sa.ColumnElement[bool]:
    """Return the condition for the rows of one subscription, if it is the viewer's."""
    own = schema.subscription
    mine = sa.select(own.c.id).where(own.c.id == number, theirs(viewer, Right.READ_CASEWORK, own))
    return table.c.subscription_id.in_(mine)


def _check_owner(connection: sa.Connection, viewer: Viewer, number: int) -> None:
    own = schema.subscription
    mine = sa.select(own.c.id).where(own.c.id == number, theirs(viewer, Right.WRITE_CASEWORK, own))
    if connection.execute(mine).first() is None:
        raise UserError("there is no such subscription", remedy="`inconcert alerts list` names them.")


def _insert_alerts(connection: sa.Connection, number: int, at: str, found: Iterable[Pair], *, standing: bool) -> None:
    for alert_id, payload in found:
        row = {"subscription_id": number, "alert_id": alert_id, "at": at, "standing": int(standing), "payload": payload}
        connection.execute(sa.insert(schema.alert).values(row))


def _alert(row: sa.Row[tuple[object, ...]]) -> KeptAlert:
    kept = row._mapping
    return KeptAlert(int(kept["id"]), kept["alert_id"], kept["at"], bool(kept["standing"]), kept["payload"])
