"""Alembic runs inside the program, on the connection it is handed: the file is encrypted and has no address."""

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator


def plain(kind: str, item: Any, autogen: Any) -> Any:
    """Write our own column types as what lies in the file: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def ours(item: Any, name: str | None, kind: str, *_: Any) -> bool:
    """The search index looks after itself; alembic must not see its tables."""
    return not (kind == "table" and (name or "").startswith("search_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=False,
    render_item=plain,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
