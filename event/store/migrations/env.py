"""Alembic's way in: `event.store.database` hands it the connection, inside its own transaction."""

from alembic import context

from event.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
