"""Requests about cases that somebody else decides: they wait, and nobody approves their own."""

from __future__ import annotations

from typing import TypeVar

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Request, RequestState

R = TypeVar("R", bound=Request)


def undecided(uow: UnitOfWork, kind: type[R], key: str) -> R:
    """The request, while it waits. Raises NotFound, Refused once it was decided."""
    found = uow.get(kind, key)
    if found.state is not RequestState.WAITING:
        raise Refused(_("This was decided already. Nothing was changed."))
    return found


def to_decide(uow: UnitOfWork, kind: type[R], key: str) -> R:
    """The same for who decides on it, noted with the day. Raises Refused for one's own."""
    found = undecided(uow, kind, key)
    if found.asked_by == uow.actor.id:
        raise Refused(_("Nobody approves their own request. Ask another supervisor."))
    found.decided_by, found.decided_on = uow.actor.id, uow.today
    return found
