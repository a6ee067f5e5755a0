"""Runs the steps on the connection that `store.home` hands over; alembic loads this file by its path."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
