"""Tells Alembic how to run the revisions: on the connection that ``vidpipe.tasks.migrations`` opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="vidpipe_schema_version")
with context.begin_transaction():
    context.run_migrations()
