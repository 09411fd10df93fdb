"""Run by Alembic: brings the connection that it is given to the newest revision, in one transaction."""

from __future__ import annotations

from alembic import context

from studio.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,  # this driver leaves BEGIN to us, so that SQLite can take back a half migration
)
with context.begin_transaction():
    context.run_migrations()
