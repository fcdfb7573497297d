"""One action on many records: what happens to each is told before, done in one transaction, and taken back as one.

A feature gives the step for one record and says beforehand who is left out and why. What the step changed is read from
the unit of work, so that it can be put back exactly, field by field; nothing is put back over what somebody changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import inspect

from caseapp.core.errors import Refused, UserError
from caseapp.core.i18n import _
from caseapp.core.permissions import ACTIONS, Permission, action
from caseapp.core.registry import load
from caseapp.data.base import Base, Entity
from caseapp.data.journal import INSERT
from caseapp.data.types import as_json, from_json
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.office.models import BulkAction

MOST = 1_000
Change = list[Any]  # [table, id, op, {field: [before, after]}]


class Fate(Struct, frozen=True):
    """What will happen to one row: its key, what it is called, what becomes of it; or why it is left out."""

    key: str
    label: str
    told: str = ""
    why_not: str = ""


class BulkDone(Struct, frozen=True):
    """What was done to how many; `id` takes it back."""

    id: str
    count: int


class Undone(Struct, frozen=True):
    """How many went back, and what did not, each with the reason."""

    count: int
    kept: tuple[str, ...]


def perform(uow: UnitOfWork, items: Iterable[tuple[str, str]], step: Callable[[str], object]) -> BulkDone:
    """Run the step for each (key, label) inside the caller's action; all or none. Labels are numbers, never names.

    Raises Refused for nothing and for more than MOST.
    """
    items = list(dict(items).items())
    if not items:
        raise Refused(_("Nothing is left that this can be done to. Nothing was changed."))
    if len(items) > MOST:
        raise Refused(_("At most {count} at once. Narrow the list first.").format(count=f"{MOST:,}"))
    uow.session.flush()
    rows, known = [], set(uow.records)
    for key, label in items:
        step(key)
        uow.session.flush()
        touched = [place for place in uow.records if place not in known]
        known.update(touched)
        rows.append((key, label, touched))
    kept = [[key, label, [_change(uow, place) for place in touched]] for key, label, touched in rows]
    made = BulkAction(action=uow.action, done_by=uow.actor.id, done_at=uow.now, rows=kept)
    return BulkDone(uow.add(made).id, len(rows))


@action("bulk.undo", requires=Permission.OWN_WORK)
def undo(uow: UnitOfWork, bulk_id: str) -> Undone:
    """Put back what one's own action changed, row by row; a row that was changed since stays as it is and is named.

    Raises Refused when it was taken back already, was somebody else's, may not be done any more, or nothing can go back.
    """
    done = uow.get(BulkAction, bulk_id)
    if done.undone_at:
        raise Refused(_("This was taken back already."))
    if done.done_by != uow.actor.id or not uow.actor.can(ACTIONS[done.action].requires):
        raise Refused(_("Only who did this can take it back."))
    count, kept = 0, []
    check = _check(done.action)
    for _key, label, changes in done.rows:
        records = [_as_left(uow, change) for change in changes]
        why = _changed() if any(record is None for record in records) else check(uow, changes)
        if why:
            kept.append(f"{label}: {why}")
            continue
        for record, change in zip(records, changes, strict=True):
            _put_back(uow, record, change)
        count += 1
    if not count:
        raise Refused(_("Nothing can be put back. {list}").format(list=" ".join(kept[:5])))
    done.undone_at, done.undone_by = uow.now, uow.actor.id
    return Undone(count, tuple(kept))


def fate(label: str, key: str, told: str, check: Callable[[], object]) -> Fate:
    """What will happen, unless `check` raises a sentence why not."""
    try:
        check()
    except UserError as why:
        return Fate(key, label, why_not=str(why))
    return Fate(key, label, told)


def going(fates: Sequence[Fate]) -> list[str]:
    """The keys of those that are not left out."""
    return [f.key for f in fates if not f.why_not]


def _change(uow: UnitOfWork, place: tuple[str, str]) -> Change:
    record = uow.records[place]
    values = record.values
    if record.op == INSERT:
        values = {name: [None, after] for name, after in values.items()}
    return [*place, record.op, {name: list(pair) for name, pair in values.items()}]


def _as_left(uow: UnitOfWork, change: Change) -> Any:
    """The record, if it is seen and each field is still as it was left; else None."""
    table, key, op, values = change
    if op == INSERT and table not in _withdraws():
        return None
    record = uow.session.get(_classes()[table], key)
    same = record is not None and all(
        as_json(getattr(record, name)) == after for name, (_b, after) in values.items()
    )
    return record if same else None


def _put_back(uow: UnitOfWork, record: Any, change: Change) -> None:
    _table, _key, op, values = change
    if op == INSERT:
        load(_withdraws()[change[0]])(uow, record)
        return
    columns = inspect(type(record)).column_attrs
    for name, (before, _after) in values.items():
        setattr(record, name, from_json(columns[name].columns[0].type, before))


def _changed() -> str:
    return _("changed since.")


def _check(name: str) -> Callable[[UnitOfWork, Sequence[Change]], str | None]:
    """What the feature says of putting one row back."""
    targets = [target for feature in features() for what, target in feature.undo_checks if what == name]
    return load(targets[0]) if targets else lambda uow, changes: None


@cache
def _withdraws() -> dict[str, str]:
    return {table: target for feature in features() for table, target in feature.withdraws}


def _classes() -> dict[str, type[Entity]]:
    return {m.class_.__tablename__: m.class_ for m in Base.registry.mappers if issubclass(m.class_, Entity)}
