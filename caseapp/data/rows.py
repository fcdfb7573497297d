"""Many new rows at once, each column through its own type: the statement is compiled once, not looked at for every row.

Three to four times faster than giving the rows to the insert statement; for the journal, imports and the demo office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault


def insert_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows of stored values by column name; what a row leaves out has the column's plain default, or is empty.

    Returns how many.
    """
    statement, columns = _compiled(table, connection.dialect)
    values = [
        tuple(
            value if (value := row.get(name, default)) is None or bind is None else bind(value)
            for name, bind, default in columns
        )
        for row in rows
    ]
    if values:
        connection.exec_driver_sql(statement, values)
    return len(values)


@lru_cache(maxsize=64)
def _compiled(
    table: Table, dialect: Dialect
) -> tuple[str, tuple[tuple[str, Callable[[Any], Any] | None, Any], ...]]:
    """The statement with its placeholders; each column's name, what turns its values into the driver's, its default."""
    compiled = insert(table).compile(dialect=dialect, column_keys=[column.name for column in table.columns])
    order: Any = compiled.positiontup
    binds = {c.name: c.type.dialect_impl(dialect).bind_processor(dialect) for c in table.columns}
    plain = {
        c.name: c.default.arg for c in table.columns if isinstance(c.default, ScalarElementColumnDefault)
    }
    return str(compiled), tuple((name, binds[name], plain.get(name)) for name in order)
