"""A record with an unusual word in every text it can have: one row of every table that can belong to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Enum, Float, Integer, LargeBinary, inspect, select

from caseapp.core.dates import PartialDate
from caseapp.data import erasing
from caseapp.data.base import Base
from caseapp.data.types import CodeSet, Json, PartialDateType, UTCDateTime
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.finding import index
from caseapp.features.people.models import Person

CANARY = "Zwqvjxkah"
DAY = date(2026, 8, 1)
SETTLED: dict[str, dict[str, Any]] = {  # nothing keeps the record from going
    "grant": {"state": "closed"}, "referral": {"state": "closed"}, "grant_recovery": {"ended_on": DAY},
    "mhpss_safety": {"finished_on": DAY, "signed_off_on": DAY}, "case_reopening": {"state": "returned"},
    "case_transfer": {"state": "declined"}, "emergency_opening": {"reviewed_on": DAY},
}  # fmt: skip
SKIPPED = frozenset({"person", "case", "retention_review", "person_merge"})  # there already


def fill(uow: UnitOfWork, person_id: str, case_id: str) -> list[str]:
    """Add the rows and put words into the person and the case; the tables that hold some now."""
    made = {"person": person_id, "case": case_id}
    classes = {cls.__tablename__: cls for cls in erasing.models()}
    for table in Base.metadata.sorted_tables:
        cls = classes.get(table.name)
        if cls is not None and table.name not in SKIPPED:
            made[table.name] = uow.add(cls(**_values(uow, cls, made))).id
    for name in ("person", "case"):
        record = uow.session.get(classes[name], made[name])
        for column in erasing.going(classes[name]):
            if erasing.of_text(_columns(classes[name])[column]):
                setattr(record, column, _words(name, _columns(classes[name])[column]))
    index(uow, uow.get(Person, person_id))
    return sorted(name for name, cls in classes.items() if name in made and erasing.going(cls))


def _columns(cls: Any) -> dict[str, Any]:
    return {a.key: a.columns[0] for a in inspect(cls).column_attrs}


def _values(uow: UnitOfWork, cls: Any, made: dict[str, str]) -> dict[str, Any]:
    going = erasing.going(cls)
    given: dict[str, Any] = {}
    for name, column in _columns(cls).items():
        if name in ("id", "revision", "created_on"):
            continue
        key = _key(uow, column, made)
        if key:
            given[name] = key
        elif name in going and erasing.of_text(column):
            given[name] = _words(cls.__tablename__, column)
        elif not column.nullable and column.default is None:
            given[name] = _plain(column)
    return given | SETTLED.get(cls.__tablename__, {})


def _key(uow: UnitOfWork, column: Any, made: dict[str, str]) -> str:
    for foreign in column.foreign_keys:
        target = foreign.target_fullname.split(".")[0]
        if target in made:
            return made[target]
        return str(
            uow.session.connection().execute(select(Base.metadata.tables[target].c.id)).scalars().first()
            or ""
        )
    if column.info.get("of") == "person" or column.name == "person_id":
        return made["person"]
    return made["case"] if column.name in ("case_id", "of_case_id") else ""


def _words(table: str, column: Any) -> Any:
    word = f"{CANARY}{abs(hash((table, column.name))) % 10**9:09d}"
    if isinstance(column.type, Json):
        return {"said": [word]} if table != "household_event" else [word]
    if isinstance(column.type, LargeBinary):
        return word.encode()
    return word[: column.type.length or 200]


def _plain(column: Any) -> Any:
    kinds: tuple[tuple[Any, Any], ...] = (
        (Enum, lambda: next(iter(column.type.enum_class))), (Boolean, lambda: False), (Date, lambda: date(2026, 8, 1)),
        (UTCDateTime, lambda: datetime(2026, 8, 1, tzinfo=UTC)), (Float, lambda: 1.0), (Integer, lambda: 1),
        (PartialDateType, lambda: PartialDate(1990)), (CodeSet, lambda: ()), (Json, dict),
        (LargeBinary, lambda: b"x"),
    )  # fmt: skip
    made = next((make for kind, make in kinds if isinstance(column.type, kind)), None)
    return made() if made else "x"
