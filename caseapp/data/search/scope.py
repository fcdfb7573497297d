"""Which people an actor may know of, as a condition every look-up of the index carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field
from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import sqlite


class Scope(Struct, frozen=True):
    """Rows of `table` for which `where` holds are visible; `key` is the column that holds the person's id.

    `where` names columns as `table.column` and its parameters as `:name`. It is part of every SQL statement
    that collects candidates, before any limit: what is hidden takes no place among the results and is never
    counted.
    """

    table: str
    where: str
    params: Mapping[str, Any] = field(default_factory=dict)
    key: str = "id"

    @classmethod
    def of(cls, table: Table, condition: ColumnElement[bool] | None) -> Scope | None:
        """From a condition on a table's columns; None (everything is visible) for None."""
        if condition is None:
            return None
        dialect = sqlite.dialect(paramstyle="named")
        compiled = condition.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        return cls(table.name, str(compiled), dict(compiled.params))

    def joined(self) -> str:
        """SQL that ties the scope's table to `search_person AS p`, each by its key."""
        return f"JOIN {self.table} ON {self.table}.{self.key} = p.person_id AND ({self.where})"


def join_of(scope: Scope | None) -> str:
    """The join that applies a scope; empty when everything is visible."""
    return scope.joined() if scope else ""


def params_of(scope: Scope | None) -> dict[str, Any]:
    """The parameters of that join."""
    return dict(scope.params) if scope else {}
