"""Alembic runs inside the program, on the connection it is handed: the file is encrypted and has no address."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
