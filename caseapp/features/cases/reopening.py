"""Asking to open a closed case again: by whoever works with the person, decided by a supervisor who did not ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, select

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service
from caseapp.features.cases.form import COMMENT_FORM, REOPEN_FORM
from caseapp.features.cases.models import Case, CaseReopening, RequestState
from caseapp.features.cases.queries import CaseRow, case_row
from caseapp.features.cases.requests import to_decide, undecided
from caseapp.features.office import queries as office
from caseapp.features.people.models import Person

TOLD = timedelta(days=14)  # a return nobody acted on is told so long


class ReopeningView(Struct, frozen=True):
    """A request to open a case again, and how the case ended. `own`: the reader asked."""

    id: str
    case: CaseRow
    asked_by: str
    asked_on: date
    why: str
    state: RequestState
    closed_on: date | None
    closed_by: str
    reason: str
    note: str
    decided_on: date | None
    comment: str
    own: bool


@action("reopening.ask", requires=Permission.CASE_WRITE)
def ask(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> ReopeningView:
    """Ask a supervisor to open a closed case again (fields of REOPEN_FORM).

    Raises Refused for an open case, while a decision is awaited, and when the person has another open case.
    """
    case = uow.get(Case, case_id)
    service.may_open_again(uow, case)
    if uow.session.scalars(_waiting(CaseReopening.case_id == case.id)).first():
        raise Refused(_("This is asked already, and waits for a decision."))
    why = REOPEN_FORM.clean(raw)["reason"]
    made = CaseReopening(case_id=case.id, asked_by=uow.actor.id, asked_on=uow.today, why=why, team=case.team,
                         owner_id=case.owner_id, restricted=case.restricted)  # fmt: skip
    return _view(uow, uow.add(made))


@action("reopening.withdraw", requires=Permission.CASE_WRITE)
def withdraw(uow: UnitOfWork, request_id: str) -> ReopeningView:
    """Take one's own request back while nobody decided. Raises Refused for somebody else's."""
    found = undecided(uow, CaseReopening, request_id)
    if found.asked_by != uow.actor.id:
        raise Refused(_("Only who asked can take it back."))
    found.state, found.decided_on = RequestState.WITHDRAWN, uow.today
    return _view(uow, found)


@action("reopening.approve", requires=Permission.CASE_APPROVE)
def approve(uow: UnitOfWork, request_id: str) -> ReopeningView:
    """Open the case again, for the reason that was given. Raises Refused for one's own request."""
    found = to_decide(uow, CaseReopening, request_id)
    found.state = RequestState.APPROVED  # first, so that the case does not take it for settled otherwise
    service.open_again(uow, uow.get(Case, found.case_id), found.why)
    return _view(uow, found)


@action("reopening.return", requires=Permission.CASE_APPROVE)
def send_back(uow: UnitOfWork, request_id: str, raw: Mapping[str, Any]) -> ReopeningView:
    """The case stays closed, with a comment for who asked. Raises Refused for one's own request."""
    found = to_decide(uow, CaseReopening, request_id)
    found.comment = COMMENT_FORM.clean(raw)["comment"]
    found.state = RequestState.RETURNED
    return _view(uow, found)


@action("reopening.get", requires=Permission.CASE_APPROVE)
def request(uow: UnitOfWork, request_id: str) -> ReopeningView:
    """One request. Raises NotFound."""
    return _view(uow, uow.get(CaseReopening, request_id))


@action("reopening.waiting", requires=Permission.CASE_APPROVE)
def waiting(uow: UnitOfWork) -> tuple[ReopeningView, ...]:
    """Requests nobody decided yet, the oldest first."""
    return tuple(_view(uow, found) for found in uow.session.scalars(_waiting()).all())


@action("reopening.of_case", requires=Permission.CASE_READ)
def of_case(uow: UnitOfWork, case_id: str) -> ReopeningView | None:
    """The request that waits for a decision on a case, if there is one."""
    found = uow.session.scalars(_waiting(CaseReopening.case_id == case_id)).first()
    return _view(uow, found) if found else None


@action("reopening.came_back", requires=Permission.CASE_WRITE)
def came_back(uow: UnitOfWork) -> tuple[ReopeningView, ...]:
    """This person's requests that were returned lately, while the case is still closed and nothing else waits."""
    later = select(CaseReopening.case_id).where(CaseReopening.state == RequestState.WAITING)
    query = select(CaseReopening).join(Case, Case.id == CaseReopening.case_id).where(
        CaseReopening.asked_by == uow.actor.id, CaseReopening.state == RequestState.RETURNED,
        CaseReopening.decided_on >= uow.today - TOLD, Case.closed_on.is_not(None), CaseReopening.case_id.not_in(later),
    )  # fmt: skip
    newest = query.order_by(CaseReopening.decided_on.desc(), CaseReopening.id.desc())
    return tuple(_view(uow, found) for found in uow.session.scalars(newest).all())


def heard(uow: UnitOfWork, case_id: str, what: str) -> None:
    """A case that a supervisor opened again without being asked needs no decision any more."""
    if what == service.REOPENED:
        for found in uow.session.scalars(_waiting(CaseReopening.case_id == case_id)):
            found.state, found.decided_on = RequestState.WITHDRAWN, uow.today


def _waiting(*more: Any) -> Select[CaseReopening]:
    query = select(CaseReopening).where(CaseReopening.state == RequestState.WAITING, *more)
    return query.order_by(CaseReopening.asked_on, CaseReopening.id)


def _view(uow: UnitOfWork, r: CaseReopening) -> ReopeningView:
    who, case = office.names(uow.session), uow.get(Case, r.case_id)
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    return ReopeningView(
        id=r.id, case=case_row(case, uow.get(Person, case.person_id), uow.actor, who), asked_by=who.get(r.asked_by, ""),
        asked_on=r.asked_on, why=r.why if named else "", state=r.state, closed_on=case.closed_on,
        closed_by=who.get(case.closed_by or "", ""), reason=codes.label("closure_reasons", case.closure_reason or ""),
        note=(case.closure_note or "") if named else "", decided_on=r.decided_on, comment=r.comment or "",
        own=r.asked_by == uow.actor.id,
    )  # fmt: skip
