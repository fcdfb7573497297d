"""Opening, carrying and closing cases. A case is closed by two people: one asks, another approves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.scoping import follow
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.cases.form import CLOSURE_FORM, COMMENT_FORM, NOTE_FORM, REOPEN_FORM, RISK_FORM
from caseapp.features.cases.models import Case, CaseNote, Risk, Stage
from caseapp.features.cases.queries import CaseView, case_view
from caseapp.features.office.models import Staff
from caseapp.features.people import service as people
from caseapp.features.people.models import Person


@action("case.register", requires=Permission.PERSON_WRITE)
def register(uow: UnitOfWork, raw: Mapping[str, Any], programme_id: str | None = None) -> CaseView:
    """Put a person on file and open their case, in one step. Raises Invalid; then neither exists."""
    person = people.register(uow, raw)
    return open_case(uow, person.id, programme_id)


@action("case.open", requires=Permission.CASE_WRITE)
def open_case(uow: UnitOfWork, person_id: str, programme_id: str | None = None) -> CaseView:
    """Open a case for somebody on file, carried by whoever opens it. Raises Refused while another is open."""
    person = uow.get(Person, person_id)
    earlier = uow.session.scalars(select(Case).where(Case.person_id == person.id)).all()
    if any(c.closed_on is None for c in earlier):
        raise Refused(_("This person already has an open case."))
    number = person.number if not earlier else f"{person.number}/{len(earlier) + 1}"
    case = Case(
        number=number, person_id=person.id, programme_id=programme_id, opened_on=uow.today, owner_id=uow.actor.id,
        team=person.team or uow.actor.team, restricted=person.restricted, risk=Risk.MEDIUM,
        next_contact_on=uow.today + timedelta(days=uow.office.rule("contact.medium")),
    )  # fmt: skip
    if any(getattr(person, name) for name in ("needs", "vulnerabilities")):
        case.assessed_on = uow.today
    case.stage = stage_of(case)
    uow.add(case)
    return case_view(uow, case)


def stage_of(case: Case) -> Stage:
    """Where a case stands, from its milestones alone."""
    if case.closed_on:
        return Stage.CLOSED
    if case.closing_asked_on:
        return Stage.CLOSING
    if case.supported_on:
        return Stage.MONITORING
    if case.planned_on:
        return Stage.PLANNED
    return Stage.ASSESSED if case.assessed_on else Stage.REGISTERED


def reached(uow: UnitOfWork, case_id: str, milestone: str, on: date) -> None:
    """Tell a case that something was done for the first time: assessed_on, planned_on or supported_on.

    For the services of plans, grants and the like, inside their own action.
    """
    case = uow.get(Case, case_id)
    if getattr(case, milestone) is None:
        setattr(case, milestone, on)
        case.stage = stage_of(case)


def contacted(uow: UnitOfWork, case_id: str, on: date, next_on: date | None) -> None:
    """Tell a case that its person was met or spoken to, and when the next contact is due."""
    case = uow.get(Case, case_id)
    case.last_contact_on = max(on, case.last_contact_on or on)
    case.next_contact_on = next_on


def open_for_work(uow: UnitOfWork, case_id: str) -> Case:
    """The case, for a step that needs it open. Raises Refused for a closed one."""
    case = uow.get(Case, case_id)
    if case.closed_on:
        raise Refused(_("Case {number} is closed. Reopen it first.").format(number=case.number))
    return case


@action("case.note", requires=Permission.CASE_WRITE)
def add_note(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> str:
    """Write a note on a case; returns its key. Raises Invalid for an empty one."""
    case = uow.get(Case, case_id)
    text = NOTE_FORM.clean(raw)["text"]
    note = CaseNote(case_id=case.id, text=text, written_at=uow.now, author_id=uow.actor.id, team=case.team,
                    owner_id=case.owner_id, restricted=case.restricted)  # fmt: skip
    return uow.add(note).id


@action("case.strike_note", requires=Permission.CASE_WRITE)
def strike_note(uow: UnitOfWork, note_id: str) -> None:
    """Strike out a note that is wrong: it stays readable. Raises Refused for somebody else's."""
    note = uow.get(CaseNote, note_id)
    if note.author_id != uow.actor.id:
        raise Refused(_("Only its writer can strike out a note."))
    note.struck = True


@action("case.risk", requires=Permission.CASE_WRITE)
def set_risk(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Set the risk level with its reason; the next contact moves nearer when the new interval is shorter."""
    case = open_for_work(uow, case_id)
    values = RISK_FORM.clean(raw)
    case.risk, case.risk_reason = values["risk"], values["risk_reason"]
    case.assessed_on = case.assessed_on or uow.today
    case.stage = stage_of(case)
    due = (case.last_contact_on or uow.today) + timedelta(days=uow.office.rule(f"contact.{case.risk.value}"))
    case.next_contact_on = min(due, case.next_contact_on or due)
    return case_view(uow, case)


@action("case.assign", requires=Permission.CASE_ASSIGN)
def assign(uow: UnitOfWork, case_id: str, staff_id: str) -> CaseView:
    """Give a case to another caseworker; their team becomes the case's. Raises Refused for somebody who left."""
    case = open_for_work(uow, case_id)
    staff = uow.get(Staff, staff_id)
    if not staff.active or staff.role not in ("caseworker", "supervisor"):
        raise Refused(_("{name} cannot carry cases.").format(name=staff.name))
    case.owner_id, case.team = staff.id, staff.team_id or case.team
    follow(uow, {"case_id": case.id}, owner_id=case.owner_id, team=case.team)
    follow(uow, {"person_id": case.person_id, "id": case.person_id}, owner_id=case.owner_id, team=case.team)
    return case_view(uow, case)


@action("case.ask_closure", requires=Permission.CASE_WRITE)
def ask_closure(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Ask the supervisor to close a case, with reason and note. Raises Refused when it is asked or closed already."""
    case = open_for_work(uow, case_id)
    if case.closing_asked_on:
        raise Refused(
            _("The closure of case {number} is already waiting for a decision.").format(number=case.number)
        )
    values = CLOSURE_FORM.clean(raw)
    _unsettled(uow, case.id)
    case.closure_reason, case.closure_note = values["closure_reason"], values["closure_note"]
    case.closing_asked_on, case.closing_asked_by, case.closing_comment = uow.today, uow.actor.id, None
    case.stage = stage_of(case)
    return case_view(uow, case)


@action("case.close", requires=Permission.CASE_APPROVE)
def approve_closure(uow: UnitOfWork, case_id: str) -> CaseView:
    """Close a case somebody else asked to close. Raises Refused for one's own request, or when something is still open."""
    case = _asked(uow, case_id)
    if case.closing_asked_by == uow.actor.id:
        raise Refused(_("Nobody approves their own request. Ask another supervisor."))
    _unsettled(uow, case.id)
    case.closed_on, case.closed_by, case.next_contact_on = uow.today, uow.actor.id, None
    case.stage = stage_of(case)
    return case_view(uow, case)


@action("case.return_closure", requires=Permission.CASE_APPROVE)
def return_closure(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Send a closure back to its caseworker with a comment."""
    case = _asked(uow, case_id)
    case.closing_comment = COMMENT_FORM.clean(raw)["comment"]
    case.closing_asked_on = None
    case.stage = stage_of(case)
    return case_view(uow, case)


@action("case.reopen", requires=Permission.CASE_APPROVE)
def reopen(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Open a closed case again, with its caseworker and team as before. Raises Refused when another is open."""
    case = uow.get(Case, case_id)
    if not case.closed_on:
        raise Refused(_("Case {number} is open.").format(number=case.number))
    others = select(func.count(Case.id)).where(Case.person_id == case.person_id, Case.closed_on.is_(None))
    if uow.session.scalar(others):
        raise Refused(_("This person has another open case. Work goes on there."))
    uow.reason = REOPEN_FORM.clean(raw)["reason"]
    case.closed_on = case.closed_by = case.closing_asked_on = case.closing_asked_by = None
    case.reopened_on = case.next_contact_on = uow.today
    case.stage = stage_of(case)
    return case_view(uow, case)


def _asked(uow: UnitOfWork, case_id: str) -> Case:
    case = open_for_work(uow, case_id)
    if not case.closing_asked_on:
        raise Refused(_("Nobody asked to close case {number}.").format(number=case.number))
    return case


def _unsettled(uow: UnitOfWork, case_id: str) -> None:
    """Raise Refused while something of the case still waits: every feature names its own guards."""
    guards = [load(target) for feature in features() for target in feature.closure_guards]
    problems = [text for guard in guards if (text := guard(uow, case_id))]
    if problems:
        raise Refused(" ".join(problems))
