"""What identifies a person can be removed from every table that can belong to one: each says by itself what stays."""

from __future__ import annotations

from sqlalchemy import inspect

from caseapp.data import erasing
from caseapp.data.base import Base, Entity
from caseapp.features import import_models
from caseapp.features.office.wording import fields_of

import_models()
MODELS = erasing.models()
# Typed, and yet no words: an hour, and numbers that only share their name with a field.
PLAIN = {"followup.due_time", "grant.number", "grant_purchase.number"}


def texts(cls: type[Entity]) -> set[str]:
    return {a.key for a in inspect(cls).column_attrs if erasing.of_text(a.columns[0])}


def declares(cls: type[Entity], name: str) -> bool:
    return any(name in vars(base) for base in cls.__mro__[: cls.__mro__.index(Entity)])


def test_every_table_that_can_belong_to_a_person_says_what_stays():
    silent = [cls.__tablename__ for cls in MODELS if texts(cls) and not declares(cls, "stays")]
    assert silent == [], (
        "name in `stays` the codes and numbers that say nothing of anybody; all other text goes"
    )
    assert len(MODELS) > 50 and {"journal", "draft"}.isdisjoint(cls.__tablename__ for cls in MODELS)


def test_what_is_declared_is_there():
    for cls in MODELS:
        columns = {a.key for a in inspect(cls).column_attrs}
        assert cls.stays <= texts(cls), cls.__tablename__
        assert cls.goes | cls.mentions <= columns and not cls.goes & texts(cls), cls.__tablename__


def test_nothing_that_is_typed_freely_stays():
    kept = []
    for cls in MODELS:
        fields = fields_of(cls.__tablename__)
        for name in cls.stays:
            field = fields.get(name)
            if field and not field.codes and not field.choices and f"{cls.__tablename__}.{name}" not in PLAIN:
                kept.append(f"{cls.__tablename__}.{name}")
    assert kept == []


def test_a_name_a_phone_and_a_note_go_from_every_table_that_has_one():
    wanted = {"given_name", "family_name", "phone", "village", "note", "text", "why", "comment", "witness", "sealed",
              "payee_name", "content", "image", "document_number", "person_name"}  # fmt: skip
    for cls in MODELS:
        assert wanted & texts(cls) <= set(erasing.going(cls)), cls.__tablename__


def test_no_other_table_points_to_a_person_by_a_name_nobody_looks_for():
    known = {cls.__tablename__ for cls in MODELS}
    strangers = [
        f"{table.name}.{column.name}" for table in Base.metadata.tables.values() if table.name not in known
        for column in table.columns if "person" in column.name or column.name.endswith("case_id")
    ]  # fmt: skip
    assert strangers == ["journal.case_id"]
