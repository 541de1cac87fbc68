"""Alembic's entry: the service hands over its own connection."""

from alembic import context

from checker.store.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
