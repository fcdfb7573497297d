"""Giving a case to a colleague: asked by whoever carries it, taken or declined by the colleague. Nothing is imposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service
from caseapp.features.cases.form import ANSWER_FORM, COMMENT_FORM, transfer_form
from caseapp.features.cases.models import Case, CaseTransfer, TransferState
from caseapp.features.cases.queries import CaseRow, case_row
from caseapp.features.office import queries as office
from caseapp.features.office.models import Staff
from caseapp.features.people.models import Person

CARRIERS = ("caseworker", "supervisor")


class TransferView(Struct, frozen=True):
    """A request to carry a case on. `mine`: the reader is asked; `own`: the reader asked."""

    id: str
    case: CaseRow
    giver: str
    taker: str
    asked_by: str
    asked_on: date
    why: str
    state: TransferState
    answered_on: date | None
    answer: str | None
    mine: bool
    own: bool
    answered_by: str = ""


@action("transfer.colleagues", requires=Permission.CASE_READ)
def colleagues(uow: UnitOfWork, but: str | None = None) -> tuple[tuple[str, str], ...]:
    """Those who carry cases and work here: (key, how they are shown)."""
    found = [s for s in office.staff(uow, active_only=True) if s.role in CARRIERS and s.id != but]
    return tuple((s.id, f"{s.name}, {s.role_name}") for s in found)


@action("transfer.ask", requires=Permission.CASE_WRITE)
def ask(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> TransferView:
    """Ask a colleague to carry a case on (fields of transfer_form). The case stays where it is until they accept.

    Raises Refused while an answer is awaited, for somebody else's case, and for a restricted one: whoever is asked must
    be able to look at it, so a supervisor gives it.
    """
    case = service.open_for_work(uow, case_id)
    _may_ask(uow, case)
    values = transfer_form(colleagues(uow, case.owner_id)).clean(raw)
    made = uow.add(
        CaseTransfer(
            case_id=case.id, from_id=case.owner_id, to_id=str(values["to"]), asked_by=uow.actor.id, asked_on=uow.today,
            why=values["why"], team=case.team, owner_id=case.owner_id, restricted=case.restricted,
        )
    )  # fmt: skip
    return _view(uow, made)


def _may_ask(uow: UnitOfWork, case: Case) -> None:
    if case.owner_id != uow.actor.id and not uow.actor.can(Permission.CASE_ASSIGN):
        raise Refused(_("Only whoever carries the case, or a supervisor, asks a colleague to take over."))
    if case.restricted:
        raise Refused(_("This record is restricted. A supervisor gives it to a colleague."))
    if uow.session.scalars(_waiting(CaseTransfer.case_id == case.id)).first():
        raise Refused(_("A colleague is asked already. Wait for the answer, or take the request back."))


@action("transfer.accept", requires=Permission.CASE_WRITE)
def accept(uow: UnitOfWork, transfer_id: str) -> TransferView:
    """Take a case over, with all that is planned on it. Raises Refused for whoever was not asked."""
    found = _to_answer(uow, transfer_id)
    return _moves(uow, found, uow.actor.id)


@action("transfer.decline", requires=Permission.CASE_WRITE)
def decline(uow: UnitOfWork, transfer_id: str, raw: Mapping[str, Any]) -> TransferView:
    """Leave the case where it is, with a word why. Raises Refused for whoever was not asked, Invalid without a word."""
    found = _to_answer(uow, transfer_id)
    return _stays(uow, found, ANSWER_FORM.clean(raw)["answer"])


@action("transfer.approve", requires=Permission.CASE_ASSIGN)
def approve(uow: UnitOfWork, transfer_id: str) -> TransferView:
    """A supervisor lets the case move before the colleague answered. Raises Refused for one's own request, and for a
    colleague who left."""
    found = _to_decide(uow, transfer_id)
    return _moves(uow, found, found.to_id)


@action("transfer.return", requires=Permission.CASE_ASSIGN)
def send_back(uow: UnitOfWork, transfer_id: str, raw: Mapping[str, Any]) -> TransferView:
    """A supervisor leaves the case where it is, with a comment for who asked. Raises Refused for one's own request."""
    found = _to_decide(uow, transfer_id)
    return _stays(uow, found, COMMENT_FORM.clean(raw)["comment"])


@action("transfer.get", requires=Permission.CASE_ASSIGN)
def transfer(uow: UnitOfWork, transfer_id: str) -> TransferView:
    """One request. Raises NotFound."""
    return _view(uow, uow.get(CaseTransfer, transfer_id))


@action("transfer.withdraw", requires=Permission.CASE_WRITE)
def withdraw(uow: UnitOfWork, transfer_id: str) -> TransferView:
    """Take a request back while it is not answered."""
    found = _unanswered(uow, transfer_id)
    if uow.actor.id not in (found.asked_by, found.from_id) and not uow.actor.can(Permission.CASE_ASSIGN):
        raise Refused(_("Only who asked can take it back."))
    found.state, found.answered_on = TransferState.WITHDRAWN, uow.today
    return _view(uow, found)


@action("transfer.of_case", requires=Permission.CASE_READ)
def of_case(uow: UnitOfWork, case_id: str) -> TransferView | None:
    """The request that waits for an answer on a case, if there is one."""
    found = uow.session.scalars(_waiting(CaseTransfer.case_id == case_id)).first()
    return _view(uow, found) if found else None


@action("transfer.for_me", requires=Permission.CASE_WRITE)
def for_me(uow: UnitOfWork) -> tuple[TransferView, ...]:
    """What this person is asked to take over, the oldest request first."""
    return _views(uow, _waiting(CaseTransfer.to_id == uow.actor.id))


@action("transfer.waiting", requires=Permission.CASE_ASSIGN)
def waiting(uow: UnitOfWork) -> tuple[TransferView, ...]:
    """Every request without an answer, for supervisors, the oldest first."""
    return _views(uow, _waiting())


@action("transfer.declined", requires=Permission.CASE_WRITE)
def declined(uow: UnitOfWork) -> tuple[TransferView, ...]:
    """What this person asked and a colleague declined, while they still carry the case and ask nobody else."""
    mine = (CaseTransfer.asked_by == uow.actor.id) & (CaseTransfer.state == TransferState.DECLINED)
    later = select(CaseTransfer.case_id).where(CaseTransfer.state == TransferState.WAITING)
    query = select(CaseTransfer).join(Case, Case.id == CaseTransfer.case_id)
    query = query.where(mine, Case.owner_id == CaseTransfer.from_id, Case.closed_on.is_(None))
    return _views(
        uow, query.where(CaseTransfer.case_id.not_in(later)).order_by(CaseTransfer.answered_on.desc())
    )


def heard(uow: UnitOfWork, case_id: str, what: str) -> None:
    """A case that a supervisor gave to somebody needs no answer any more."""
    if what == service.ASSIGNED:
        for found in uow.session.scalars(_waiting(CaseTransfer.case_id == case_id)):
            found.state, found.answered_on = TransferState.WITHDRAWN, uow.today


def _moves(uow: UnitOfWork, found: CaseTransfer, to_id: str) -> TransferView:
    case, staff = service.open_for_work(uow, found.case_id), uow.get(Staff, to_id)
    if not staff.active or staff.role not in CARRIERS:
        raise Refused(_("{name} cannot carry cases.").format(name=staff.name))
    found.state, found.answered_on, found.answered_by = TransferState.ACCEPTED, uow.today, uow.actor.id
    service.hand_to(uow, case, staff)
    return _view(uow, found)


def _stays(uow: UnitOfWork, found: CaseTransfer, answer: str) -> TransferView:
    found.answer = answer
    found.state, found.answered_on, found.answered_by = TransferState.DECLINED, uow.today, uow.actor.id
    return _view(uow, found)


def _waiting(*more: Any) -> Select[CaseTransfer]:
    query = select(CaseTransfer).join(Case, Case.id == CaseTransfer.case_id).where(Case.closed_on.is_(None))
    query = query.where(CaseTransfer.state == TransferState.WAITING, *more)
    return query.order_by(CaseTransfer.asked_on, CaseTransfer.id)


def _unanswered(uow: UnitOfWork, transfer_id: str) -> CaseTransfer:
    found = uow.get(CaseTransfer, transfer_id)
    if found.state is not TransferState.WAITING:
        raise Refused(_("This was answered already. Nothing was changed."))
    return found


def _to_decide(uow: UnitOfWork, transfer_id: str) -> CaseTransfer:
    found = _unanswered(uow, transfer_id)
    if found.asked_by == uow.actor.id:
        raise Refused(_("Nobody approves their own request. Ask another supervisor."))
    return found


def _to_answer(uow: UnitOfWork, transfer_id: str) -> CaseTransfer:
    found = _unanswered(uow, transfer_id)
    if found.to_id != uow.actor.id:
        raise Refused(_("Only the colleague who is asked answers."))
    return found


def _views(uow: UnitOfWork, query: Any) -> tuple[TransferView, ...]:
    return tuple(_view(uow, found) for found in uow.session.scalars(query).all())


def _view(uow: UnitOfWork, t: CaseTransfer) -> TransferView:
    who = office.names(uow.session)
    case = uow.get(Case, t.case_id)
    return TransferView(
        id=t.id, case=case_row(case, uow.get(Person, case.person_id), uow.actor, who),
        giver=who.get(t.from_id or "", ""), taker=who.get(t.to_id, ""), asked_by=who.get(t.asked_by, ""),
        asked_on=t.asked_on, why=t.why, state=t.state, answered_on=t.answered_on, answer=t.answer,
        mine=t.to_id == uow.actor.id, own=t.asked_by == uow.actor.id,
        answered_by=who.get(t.answered_by or t.to_id, ""),
    )  # fmt: skip
