"""Row scope: which records of others an actor may know of, and which of them lie in the bin. A unit of work puts it on
every question.

One lambda a case, over values only: SQLAlchemy keeps the compiled form and binds the values anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_

from caseapp.core.permissions import Actor, Permission, Scope

NOBODY = "-"  # the key of no record

Rule = Callable[[Any], ColumnElement[bool]]


class Value(BindParameter[Any]):
    """A value of a rule. It is compared with its own copies a dozen times a question; a plain one makes an expression
    each time, a sixth of what all questions of My day cost.
    """

    inherit_cache = True
    __hash__ = BindParameter.__hash__

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return hash(self) == hash(other)


def _one(value: str) -> Value:
    return Value(None, value, unique=True)


def _any(values: Collection[str]) -> Value:
    return Value(None, sorted(values), unique=True, expanding=True)


def visible(actor: Actor) -> Rule | None:
    """The rule of row scope: mine, my team's or the office's; restricted ones only to owners and the few. None: all."""
    me, team = _one(actor.id), _one(actor.team)
    every = actor.can(Permission.RESTRICTED_READ)
    if actor.scope is Scope.OFFICE and every:
        return None
    if actor.covers:
        return _visible_covering(actor)
    if actor.opened:
        return _visible_too(actor)
    if actor.scope is Scope.OFFICE:
        return lambda cls: or_(cls.restricted.is_(False), cls.owner_id == me)
    if actor.scope is Scope.OWN:
        return lambda cls: cls.owner_id == me
    if every:
        return lambda cls: or_(cls.team == team, cls.owner_id == me)
    return lambda cls: or_(and_(cls.team == team, cls.restricted.is_(False)), cls.owner_id == me)


def not_put_aside(put_aside: Collection[str]) -> Rule:
    """The rule that leaves out whoever is in the bin, and all that is theirs.

    Asked also of an empty bin: questions prepared while somebody signs in then fit every office.
    """
    keys = _any(put_aside or [NOBODY])
    return lambda cls: cls.bundle.not_in(keys)


def _visible_too(actor: Actor) -> Rule:
    """The same, and the records this actor opened by breaking the glass."""
    me, team, opened = _one(actor.id), _one(actor.team), _any(actor.opened)
    if actor.scope is Scope.OFFICE:
        return lambda cls: or_(cls.restricted.is_(False), cls.owner_id == me, cls.subject.in_(opened))
    if actor.scope is Scope.OWN:
        return lambda cls: or_(cls.owner_id == me, cls.subject.in_(opened))
    if actor.can(Permission.RESTRICTED_READ):
        return lambda cls: or_(cls.team == team, cls.owner_id == me, cls.subject.in_(opened))
    return lambda cls: or_(
        and_(cls.team == team, cls.restricted.is_(False)), cls.owner_id == me, cls.subject.in_(opened)
    )


def _visible_covering(actor: Actor) -> Rule:
    """The same, and the cases of colleagues who are away; restricted ones where a supervisor said so."""
    team, opened, every = _one(actor.team), _any(actor.opened), actor.can(Permission.RESTRICTED_READ)
    mine, covered = _any({actor.id, *actor.covers_all}), _any(actor.covers)
    if actor.scope is Scope.OFFICE:
        return lambda cls: or_(cls.restricted.is_(False), cls.owner_id.in_(mine), cls.subject.in_(opened))
    if actor.scope is Scope.OWN:
        return lambda cls: or_(
            cls.owner_id.in_(mine), and_(cls.owner_id.in_(covered), cls.restricted.is_(False)), cls.subject.in_(opened)
        )  # fmt: skip
    if every:
        return lambda cls: or_(cls.team == team, cls.owner_id.in_(mine), cls.owner_id.in_(covered),
                               cls.subject.in_(opened))  # fmt: skip
    return lambda cls: or_(
        and_(or_(cls.team == team, cls.owner_id.in_(covered)), cls.restricted.is_(False)), cls.owner_id.in_(mine),
        cls.subject.in_(opened),
    )  # fmt: skip
