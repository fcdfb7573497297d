"""Row scope: which records of others an actor may know of, and which of them lie in the bin. A unit of work puts it on
every question.

One lambda a case, over plain values only: SQLAlchemy keeps the compiled form and binds the values anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from caseapp.core.permissions import Actor, Permission, Scope

NOBODY = "-"  # the key of no record

Rule = Callable[[Any], ColumnElement[bool]]


def sees_all(actor: Actor) -> bool:
    """Whether there is nothing this actor may not know of, but for who lies in the bin."""
    return actor.scope is Scope.OFFICE and actor.can(Permission.RESTRICTED_READ)


def visible(actor: Actor) -> Rule:
    """The rule of row scope: mine, my team's or the office's, restricted ones only to owners and the few; never who lies in
    the bin. The bin is asked for also when it is empty: questions prepared while somebody signs in then fit every office.
    """
    me, team = actor.id, actor.team
    aside = sorted(actor.put_aside) or [NOBODY]
    if sees_all(actor):
        return lambda cls: cls.bundle.not_in(aside)
    if actor.covers:
        return _visible_covering(actor, aside)
    if actor.opened:
        return _visible_too(actor, aside)
    if actor.scope is Scope.OFFICE:
        return lambda cls: and_(cls.bundle.not_in(aside), or_(cls.restricted.is_(False), cls.owner_id == me))
    if actor.scope is Scope.OWN:
        return lambda cls: and_(cls.bundle.not_in(aside), cls.owner_id == me)
    if actor.can(Permission.RESTRICTED_READ):
        return lambda cls: and_(cls.bundle.not_in(aside), or_(cls.team == team, cls.owner_id == me))
    return lambda cls: and_(
        cls.bundle.not_in(aside), or_(and_(cls.team == team, cls.restricted.is_(False)), cls.owner_id == me)
    )


def _visible_too(actor: Actor, aside: list[str]) -> Rule:
    """The same, and the records this actor opened by breaking the glass."""
    me, team, opened = actor.id, actor.team, sorted(actor.opened)
    if actor.scope is Scope.OFFICE:
        return lambda cls: and_(
            cls.bundle.not_in(aside),
            or_(cls.restricted.is_(False), cls.owner_id == me, cls.subject.in_(opened)),
        )
    if actor.scope is Scope.OWN:
        return lambda cls: and_(cls.bundle.not_in(aside), or_(cls.owner_id == me, cls.subject.in_(opened)))
    if actor.can(Permission.RESTRICTED_READ):
        return lambda cls: and_(
            cls.bundle.not_in(aside), or_(cls.team == team, cls.owner_id == me, cls.subject.in_(opened))
        )
    return lambda cls: and_(
        cls.bundle.not_in(aside),
        or_(and_(cls.team == team, cls.restricted.is_(False)), cls.owner_id == me, cls.subject.in_(opened)),
    )


def _visible_covering(actor: Actor, aside: list[str]) -> Rule:
    """The same, and the cases of colleagues who are away; restricted ones where a supervisor said so."""
    team, opened = actor.team, sorted(actor.opened)
    mine, covered = sorted({actor.id, *actor.covers_all}), sorted(actor.covers)
    if actor.scope is Scope.OFFICE:
        return lambda cls: and_(
            cls.bundle.not_in(aside),
            or_(cls.restricted.is_(False), cls.owner_id.in_(mine), cls.subject.in_(opened)),
        )
    if actor.scope is Scope.OWN:
        return lambda cls: and_(
            cls.bundle.not_in(aside),
            or_(
                cls.owner_id.in_(mine), and_(cls.owner_id.in_(covered), cls.restricted.is_(False)),
                cls.subject.in_(opened),
            ),
        )  # fmt: skip
    if actor.can(Permission.RESTRICTED_READ):
        return lambda cls: and_(
            cls.bundle.not_in(aside),
            or_(cls.team == team, cls.owner_id.in_(mine), cls.owner_id.in_(covered), cls.subject.in_(opened)),
        )
    return lambda cls: and_(
        cls.bundle.not_in(aside),
        or_(
            and_(or_(cls.team == team, cls.owner_id.in_(covered)), cls.restricted.is_(False)), cls.owner_id.in_(mine),
            cls.subject.in_(opened),
        ),
    )  # fmt: skip
