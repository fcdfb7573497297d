"""Column types: how the program's values lie in the file, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Date, DateTime, LargeBinary, String, Text
from sqlalchemy import Enum as EnumType
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from caseapp.core.dates import PartialDate


class PartialDateType(TypeDecorator[PartialDate]):
    """`1990`, `1990-05`, `1987~2021-08-18`: sorts by time as text."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        return None if value is None else PartialDate.parse(value)


class UTCDateTime(TypeDecorator[datetime]):
    """Moments go in and come out in UTC with their zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class CodeSet(TypeDecorator[tuple[str, ...]]):
    """Several codes of one list, in the order chosen."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([str(v) for v in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return () if value is None else tuple(json.loads(value))


class Json(TypeDecorator[Any]):
    """Structured data that no question asks into: answers of a questionnaire, cost lines."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


_PLAIN = frozenset({str, int, bool, type(None)})


def as_json(value: Any) -> Any:
    """A column's value as the journal and drafts keep it."""
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, date):  # datetime is one too
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        return [as_json(v) for v in value]
    return value


def from_json(kind: TypeEngine[Any], value: Any) -> Any:
    """A kept value as its column takes it: what `as_json` was given."""
    if value is None:
        return None
    if isinstance(kind, EnumType) and kind.enum_class:
        return kind.enum_class(value)
    readers: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
        (PartialDateType, PartialDate.parse), (CodeSet, tuple), (UTCDateTime, datetime.fromisoformat),
        (Date, date.fromisoformat), (LargeBinary, base64.b64decode),
    )  # fmt: skip
    return next((read(value) for of, read in readers if isinstance(kind, of)), value)
