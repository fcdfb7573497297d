"""Opening, carrying and closing cases. A case is closed by two people: one asks, another approves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.scoping import Held, follow, held
from caseapp.data.uow import UnitOfWork, require
from caseapp.features import features
from caseapp.features.cases import closing
from caseapp.features.cases.form import (
    CLOSURE_FORM,
    COMMENT_FORM,
    INTERVAL_FORM,
    NOTE_FORM,
    REOPEN_FORM,
    RISK_FORM,
)
from caseapp.features.cases.models import Case, CaseNote, Risk, Stage
from caseapp.features.cases.queries import CaseView, case_view
from caseapp.features.office.models import Staff
from caseapp.features.people import service as people
from caseapp.features.people.comparing import standing
from caseapp.features.people.models import Person
from caseapp.features.people.parting import require_known

# What features hear of a case: Feature.case_heard.
RISK, FOUND, ASSIGNED, REOPENED = "risk", "found", "assigned", "reopened"


@action("case.register", requires=Permission.PERSON_WRITE)
def register(uow: UnitOfWork, raw: Mapping[str, Any], programme_id: str | None = None) -> CaseView:
    """Put a person on file and open their case, in one step. Raises Invalid; then neither exists."""
    person = people.register(uow, raw)
    return open_case(uow, person.id, programme_id)


@action("case.open", requires=Permission.CASE_WRITE)
def open_case(uow: UnitOfWork, person_id: str, programme_id: str | None = None) -> CaseView:
    """Open a case for somebody on file, carried by whoever opens it. Raises Refused while another is open."""
    person = standing(uow, person_id)
    require_known(person)
    earlier = uow.session.scalars(select(Case).where(Case.person_id == person.id)).all()
    if any(c.closed_on is None for c in earlier):
        raise Refused(_("This person already has an open case."))
    number = person.number if not earlier else _further_number(uow, person.number, len(earlier) + 1)
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


def _further_number(uow: UnitOfWork, number: str, least: int) -> str:
    """The number of a further case; one that was given while two records were one is not given again."""
    taken = set(
        uow.session.execute(
            select(Case.__table__.c.number).where(Case.__table__.c.number.startswith(f"{number}/"))
        ).scalars()
    )
    return next(f"{number}/{n}" for n in count(least) if f"{number}/{n}" not in taken)


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
    """Tell a case that its person was met or spoken to, and when the next contact is due. Who was lost is found."""
    case = uow.get(Case, case_id)
    case.last_contact_on = max(on, case.last_contact_on or on)
    case.next_contact_on = next_on
    if case.lost_on:
        case.lost_on = None
        case.next_contact_on = next_on or by_risk(uow, case)
        tell(uow, case.id, FOUND)


def lost(uow: UnitOfWork, case_id: str) -> None:
    """Tell a case that nobody can reach its person: regular contacts stop until somebody does."""
    case = uow.get(Case, case_id)
    case.lost_on, case.next_contact_on = uow.today, None
    uow.session.flush()
    uow.records["case", case.id].action = "case.lost"


def interval(uow: UnitOfWork, case: Case) -> int:
    """Days between two contacts: as agreed by hand, else by the risk of the case; core/rules.py."""
    return case.contact_days or uow.office.rule(f"contact.{case.risk.value}")


def by_risk(uow: UnitOfWork, case: Case) -> date:
    """When the next contact is due: counted from the last one, or from today; not before today."""
    return max(uow.today, (case.last_contact_on or uow.today) + timedelta(days=interval(uow, case)))


def tell(uow: UnitOfWork, case_id: str, what: str) -> None:
    """Let the features that asked for it (Feature.case_heard) follow a change of a case, inside the same action."""
    uow.session.flush()
    for feature in features():
        for target in feature.case_heard:
            load(target)(uow, case_id, what)


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
    require_known(uow.get(Person, case.person_id))
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
    """Set the risk level with its reason, after every assessment. The next contact is counted anew from the last one;

    an interval that was agreed by hand ends.
    """
    case = open_for_work(uow, case_id)
    values = RISK_FORM.clean(raw)
    case.risk, case.risk_reason = values["risk"], values["risk_reason"]
    case.contact_days = case.contact_why = None
    case.assessed_on = case.assessed_on or uow.today
    case.stage = stage_of(case)
    return _counted_anew(uow, case)


@action("case.interval", requires=Permission.CASE_WRITE)
def set_interval(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Agree on another interval between contacts than the risk asks for, with the reason; empty goes back to the risk.

    It holds until the risk is set again. Raises Invalid without a reason.
    """
    case = open_for_work(uow, case_id)
    values = INTERVAL_FORM.clean(raw)
    case.contact_days = values["contact_days"]
    case.contact_why = uow.reason = values["contact_why"]
    if not case.contact_days:
        case.contact_why = None
    return _counted_anew(uow, case)


def _counted_anew(uow: UnitOfWork, case: Case) -> CaseView:
    if not case.lost_on:
        case.next_contact_on = by_risk(uow, case)
    tell(uow, case.id, RISK)
    return case_view(uow, case)


@action("case.assign", requires=Permission.CASE_ASSIGN)
def assign(uow: UnitOfWork, case_id: str, staff_id: str) -> CaseView:
    """Give a case to another caseworker; their team becomes the case's. Raises Refused for somebody who left."""
    case = open_for_work(uow, case_id)
    give(uow, case, carrier(uow, staff_id))
    return case_view(uow, case)


def carrier(uow: UnitOfWork, staff_id: str) -> Staff:
    """Somebody who can carry cases. Raises Refused for others."""
    staff = uow.get(Staff, staff_id)
    if not staff.active or staff.role not in ("caseworker", "supervisor"):
        raise Refused(_("{name} cannot carry cases.").format(name=staff.name))
    return staff


def belongings(uow: UnitOfWork, cases: Sequence[Case]) -> Held:
    """All that belongs to these cases and their people, read at once: what `give` needs for many of them."""
    people = [case.person_id for case in cases]
    return held(uow, {"case_id": [case.id for case in cases], "person_id": people, "id": people})


def give(uow: UnitOfWork, case: Case, staff: Staff, along: Held | None = None) -> None:
    """A supervisor gives an open case to somebody. For services, inside their own action. Raises Refused for a closed one."""
    hand_to(uow, open_for_work(uow, case.id), staff, along)
    tell(uow, case.id, ASSIGNED)


def hand_to(uow: UnitOfWork, case: Case, staff: Staff, along: Held | None = None) -> None:
    """Make somebody the caseworker of a case, with all that belongs to it. For services, inside their own action."""
    case.owner_id, case.team = staff.id, staff.team_id or case.team
    along = belongings(uow, [case]) if along is None else along
    of = {"case_id": case.id, "person_id": case.person_id, "id": case.person_id}
    follow(uow, of, along, owner_id=case.owner_id, team=case.team)


@action("case.ask_closure", requires=Permission.CASE_WRITE)
def ask_closure(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> CaseView:
    """Ask the supervisor to close a case (fields of CLOSURE_FORM).

    Raises Refused when it is asked or closed already or something is still open, Invalid when the last survey and the
    like are missing and nothing says why.
    """
    case = open_for_work(uow, case_id)
    if case.closing_asked_on:
        raise Refused(
            _("The closure of case {number} is already waiting for a decision.").format(number=case.number)
        )
    if uow.today < case.opened_on:
        raise Refused(
            _("The date of this computer lies before the day the case was opened. Put it right first.")
        )
    values = CLOSURE_FORM.clean(raw)
    for name, value in values.items():
        setattr(case, name, value)
    closing.require_settled(uow, case.id)
    require({"closure_missing_why": _missing(uow, case)})
    case.closing_asked_on, case.closing_asked_by, case.closing_comment = uow.today, uow.actor.id, None
    case.stage = stage_of(case)
    return case_view(uow, case)


@action("case.close", requires=Permission.CASE_APPROVE)
def approve_closure(uow: UnitOfWork, case_id: str) -> CaseView:
    """Close a case somebody else asked to close. Raises Refused for one's own request, or when something is still open."""
    case = _asked(uow, case_id)
    if case.closing_asked_by == uow.actor.id:
        raise Refused(_("Nobody approves their own request. Ask another supervisor."))
    closing.require_settled(uow, case.id)
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
    """Open a closed case again, with its caseworker and team as before; one whose caseworker left goes to whoever reopens.

    Raises Refused when the person has another open case.
    """
    case = uow.get(Case, case_id)
    open_again(uow, case, REOPEN_FORM.clean(raw)["reason"])
    return case_view(uow, case)


def may_open_again(uow: UnitOfWork, case: Case) -> None:
    """Raise Refused unless the case is closed and its person has no other open one."""
    if not case.closed_on:
        raise Refused(_("Case {number} is open.").format(number=case.number))
    require_known(uow.get(Person, case.person_id))
    others = select(func.count(Case.id)).where(Case.person_id == case.person_id, Case.closed_on.is_(None))
    if uow.session.scalar(others):
        raise Refused(_("This person has another open case. Work goes on there."))


def open_again(uow: UnitOfWork, case: Case, why: str) -> None:
    """Open a closed case again. For services, inside their own action, which says who may."""
    may_open_again(uow, case)
    uow.reason = why
    case.closed_on = case.closed_by = case.closing_asked_on = case.closing_asked_by = None
    case.lost_on = None
    owner = uow.session.get(Staff, case.owner_id or "")
    if owner is None or not owner.active:  # whoever reopens it finds a new caseworker
        hand_to(uow, case, uow.get(Staff, uow.actor.id))
    case.reopened_on = case.next_contact_on = uow.today
    case.stage = stage_of(case)
    tell(uow, case.id, REOPENED)


def _asked(uow: UnitOfWork, case_id: str) -> Case:
    case = open_for_work(uow, case_id)
    if not case.closing_asked_on:
        raise Refused(_("Nobody asked to close case {number}.").format(number=case.number))
    return case


def _missing(uow: UnitOfWork, case: Case) -> str | None:
    """What should be there and is not, when nothing says why."""
    reason = codes.get("closure_reasons", case.closure_reason or "")
    if case.closure_missing_why or (reason and reason.extra.get("silent")):
        return None
    wishes = closing.wishes(uow, case.id)
    return " ".join((*wishes, _("Write why, or see to it first."))) if wishes else None
