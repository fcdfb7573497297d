"""What lists of follow-ups can be narrowed by: of what is due, and of what was done. Each is one condition of the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, func

from caseapp.core import codes
from caseapp.core.i18n import N_
from caseapp.data.narrowing import CHOICE, DAYS, Choices, Filter, Rule, day, equals
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.filters import ME, NOBODY, OF_CASE, caseworkers
from caseapp.features.cases.models import Case
from caseapp.features.followups.models import FollowUp
from caseapp.features.followups.views import FIRST, REGULAR, what
from caseapp.features.office.models import Staff


def listed(name: str) -> Choices:
    """The entries of a code list."""
    return lambda uow: [(c.code, c.shown()) for c in codes.codes(name)]


def known(name: str) -> Callable[[UnitOfWork], Sequence[str]]:
    return lambda uow: [c.code for c in codes.codes(name)]


def doer(*columns: Any) -> Rule:
    """Whoever does it: named for it, or else carrying the case."""

    def rule(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
        who = func.coalesce(*columns)
        if value == NOBODY:
            return who.is_(None)
        key = uow.actor.id if value == ME else value
        return who == key if uow.session.get(Staff, key) else None

    return rule


def _contact_kind(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
    """The contact date of a case is no planned follow-up of a kind: first contacts and regular ones."""
    if value == FIRST:
        return Case.last_contact_on.is_(None)
    if value == REGULAR:
        return Case.last_contact_on.is_not(None)
    return false() if value in known("followup_kinds")(uow) else None


def _planned_kind(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
    if value in (FIRST, REGULAR):
        return false()
    return equals(FollowUp.kind, known("followup_kinds"))(uow, value)


def _kinds(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    contacts = [(code, what(code, None)) for code in (FIRST, REGULAR)]
    return [*contacts, *listed("followup_kinds")(uow)]


# The same codes over the two sources of dues: what is planned, and the contact date of a case.
PLANNED = (
    Filter("kind", N_("What"), CHOICE, _planned_kind, _kinds),
    *OF_CASE,
    Filter("who", N_("Who"), CHOICE, doer(FollowUp.assigned_to, Case.owner_id), caseworkers),
    Filter("due", N_("Due"), DAYS, day(FollowUp.due_on)),
)
CONTACTS = (
    Filter("kind", N_("What"), CHOICE, _contact_kind, _kinds),
    *OF_CASE,
    Filter("who", N_("Who"), CHOICE, doer(Case.owner_id, None), caseworkers),
    Filter("due", N_("Due"), DAYS, day(Case.next_contact_on)),
)
DONE = (
    Filter("kind", N_("What"), CHOICE, equals(FollowUp.kind, known("followup_kinds")), listed("followup_kinds")),
    *OF_CASE,
    Filter("outcome", N_("Outcome"), CHOICE, equals(FollowUp.outcome, known("followup_outcomes")),
           listed("followup_outcomes")),
    Filter("who", N_("By"), CHOICE, doer(FollowUp.done_by, FollowUp.assigned_to, Case.owner_id), caseworkers),
    Filter("on", N_("On"), DAYS, day(func.coalesce(FollowUp.done_on, FollowUp.due_on))),
)  # fmt: skip
