"""Declarative base: constraint names alembic can rely on, enums stored by value, what every record carries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Enum, MetaData, String, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.dates import PartialDate
from caseapp.core.ids import uuid7
from caseapp.data.types import CodeSet, PartialDateType, UTCDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Key = String(36)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Choice: Enum(
            Choice, native_enum=False, length=32, values_callable=lambda cls: [m.value for m in cls]
        ),
        PartialDate: PartialDateType,
        datetime: UTCDateTime,
        tuple[str, ...]: CodeSet,
    }


class Entity(Base):
    """A journalled record. `revision` counts its changes, so that two windows on it are noticed.

    Rows are never deleted by the program: what was entered by mistake is closed or withdrawn with a reason.
    """

    __abstract__ = True
    unjournalled: ClassVar[frozenset[str]] = frozenset({"id", "revision"})
    # The sealed section a record belongs to: readers of the journal who are outside see no value of it.
    compartment: ClassVar[str] = ""
    # When what identifies a person is removed (data/erasing.py), every text and file of their records goes but what is named
    # here: codes and numbers that say nothing of anybody. `goes` names what goes though it is neither; `mentions` the lists
    # whose entries go when they name one of the records. `info={"coarser": …}` on a column says what a value becomes.
    stays: ClassVar[frozenset[str]] = frozenset()
    goes: ClassVar[frozenset[str]] = frozenset()
    mentions: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[str] = mapped_column(Key, primary_key=True, default=uuid7)
    revision: Mapped[int]
    created_on: Mapped[date]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.revision} if hasattr(cls, "__table__") else {}

    def __repr__(self) -> str:  # the key only: no name may reach a log
        return f"<{type(self).__name__} {self.id}>"


class Scoped:
    """Mixin for records only some may see: of one's own, of one's team, or restricted to a few."""

    id: Mapped[str] = mapped_column(Key, primary_key=True, default=uuid7)
    team: Mapped[str] = mapped_column(String(36), index=True, default="")
    owner_id: Mapped[str | None] = mapped_column(Key, index=True)
    restricted: Mapped[bool] = mapped_column(default=False)

    @hybrid_property
    def subject(self) -> str:
        """Whom or what the record is about: its case, else its person, else itself."""
        return getattr(self, "case_id", None) or getattr(self, "person_id", None) or self.id

    @subject.inplace.expression
    @classmethod
    def _subject(cls) -> ColumnElement[str]:
        return getattr(cls, "case_id", None) or getattr(cls, "person_id", None) or cls.id  # type: ignore[return-value]

    @hybrid_property
    def bundle(self) -> str:
        """With what it is put aside: its case, else its person, else itself."""
        return str(next(filter(None, (getattr(self, name, None) for name in _bundled(type(self))))))

    @bundle.inplace.expression
    @classmethod
    def _bundle(cls) -> ColumnElement[str]:
        columns = [getattr(cls, name) for name in _bundled(cls)]
        return func.coalesce(*columns) if len(columns) > 1 else columns[0]


def _bundled(cls: Any) -> list[str]:
    """The columns that say it, the nearest first, up to one that is never empty."""
    if not hasattr(cls, "__table__"):  # the mixin itself, of which SQLAlchemy asks once whether the rule fits
        return ["id"]
    of_case = ["id"] if cls.__tablename__ == "case" else ["case_id", "of_case_id", "person_id", "id"]
    columns = cls.__table__.columns
    named = [name for name in of_case if name in columns]
    sure = next(at for at, name in enumerate(named) if not columns[name].nullable)
    return named[: sure + 1]
