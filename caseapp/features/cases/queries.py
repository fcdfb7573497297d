"""Reading cases: one with its person, pages of many, what waits for a decision, what happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVarTuple

from msgspec import Struct
from sqlalchemy import Select, func, or_, select

from caseapp.core.dates import PartialDate
from caseapp.core.permissions import Actor, Permission, action
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, Page, fetch, fetch_apart
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.filters import FILTERS
from caseapp.features.cases.models import Case, CaseNote, Risk, Stage
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import names
from caseapp.features.people.comparing import now_part_of
from caseapp.features.people.models import Person, Sex
from caseapp.features.people.views import PersonView, full_name, person_view, place_name

Ts = TypeVarTuple("Ts")
SORTS: dict[str, tuple[Any, ...]] = {
    "opened_on": (Case.opened_on, Case.id),
    "number": (Case.number,),
    "next": (Case.next_contact_on, Case.id),
    "last": (Case.last_contact_on, Case.id),
}
MAY_MISS = frozenset(
    {"next", "last"}
)  # without a next contact: last; never contacted: before the longest ago


class CaseView(Struct, frozen=True):
    """One case with the person it is about."""

    id: str
    number: str
    person: PersonView
    caseworker_id: str | None
    caseworker: str
    team: str
    programme_id: str | None
    opened_on: date
    risk: Risk
    risk_reason: str | None
    stage: Stage
    assessed_on: date | None
    planned_on: date | None
    supported_on: date | None
    last_contact_on: date | None
    next_contact_on: date | None
    closing_asked_on: date | None
    closing_asked_by: str | None
    closing_comment: str | None
    closure_reason: str | None
    closure_note: str | None
    closed_on: date | None
    reopened_on: date | None
    lost_on: date | None
    contact_days: int | None
    contact_why: str | None
    closure_missing_why: str | None
    closure_contact: bool | None
    plan_due_on: date
    plan_days_late: int  # days past `plan_due_on` at which the plan came, or that have passed without one

    @property
    def open(self) -> bool:
        return self.closed_on is None


class CaseRow(Struct, frozen=True):
    """One line of a list of cases."""

    id: str
    number: str
    person_id: str
    name: str
    sex: Sex
    birth_date: PartialDate
    place: str
    stage: Stage
    risk: Risk
    caseworker_id: str | None
    caseworker: str
    opened_on: date
    last_contact_on: date | None
    next_contact_on: date | None
    closed_on: date | None
    lost_on: date | None = None


class CaseFilter(Struct, frozen=True):
    """What a list of cases is narrowed to; the defaults are all open ones."""

    caseworker_id: str = ""
    stage: Stage | None = None
    risk: Risk | None = None
    closed: bool | None = False
    person_id: str = ""
    programme_id: str = ""
    unassigned: bool = False
    nobody: bool = False  # unassigned, or with somebody who no longer works here
    no_contact_since: date | None = None
    no_plan_opened_before: date | None = None
    lost: bool = False
    place: str = ""  # a code of the places list: everybody in it and below
    typed: Typed = ()  # by the codes of filters.FILTERS


class NoteView(Struct, frozen=True):
    id: str
    text: str
    written_at: Any
    author: str
    struck: bool


@action("case.get", requires=Permission.CASE_READ)
def case(uow: UnitOfWork, case_id: str) -> CaseView:
    """One case. Raises NotFound; a look at a restricted one is journalled."""
    found = uow.get(Case, case_id)
    if found.restricted:
        uow.note("case.seen", "case", found.id, found.id)
    return case_view(uow, found)


@action("case.by_number", requires=Permission.CASE_READ)
def by_number(uow: UnitOfWork, number: str) -> str | None:
    """The key of the case with this number (small letters and blanks are forgiven), or None."""
    return uow.session.scalars(select(Case.id).where(Case.number == number.strip().upper())).one_or_none()


@action("case.of_person", requires=Permission.CASE_READ)
def of_person(uow: UnitOfWork, person_id: str) -> tuple[CaseRow, ...]:
    """All cases of a person, the newest first; of a record that became part of another, that other's."""
    only = CaseFilter(person_id=now_part_of(uow, person_id), closed=None)
    found = select_rows(uow, only).order_by(Case.opened_on.desc(), Case.id.desc())
    return case_rows(uow, uow.session.execute(found))


@action("case.page", requires=Permission.CASE_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, sort: str = "opened_on", descending: bool = True,
    only: CaseFilter = CaseFilter(),
) -> Page[CaseRow]:  # fmt: skip
    """The next cases in the order of `sort` (opened_on, number, next, last)."""
    if sort == "next" and dict(only.typed).get("stage") == Stage.CLOSED:
        sort = "opened_on"  # nothing comes next for a closed case
    asked = (uow.session, select_rows(uow, only), SORTS[sort], after, limit, descending)
    found, more = (
        fetch_apart(*asked, empty_first=sort == "last" and not descending)
        if sort in MAY_MISS
        else fetch(*asked)
    )
    return Page(case_rows(uow, found), more)


@action("case.count", requires=Permission.CASE_READ)
def count(uow: UnitOfWork, only: CaseFilter = CaseFilter()) -> int:
    """How many cases fit the filter, among those this actor may see."""
    return uow.session.scalar(_narrow(uow, select(func.count(Case.id)), only)) or 0


def listed(typed: Typed) -> CaseFilter:
    """What the page of cases asks for: all open ones, unless the stage says more."""
    return CaseFilter(closed=None if dict(typed).get("stage") == Stage.CLOSED else False, typed=typed)


@action("case.by_risk", requires=Permission.CASE_READ)
def by_risk(uow: UnitOfWork, caseworker_id: str = "") -> dict[Risk, int]:
    """Open cases of one caseworker, or of all, by risk."""
    query = _narrow(
        uow, select(Case.risk, func.count(Case.id)), CaseFilter(caseworker_id=caseworker_id)
    ).group_by(Case.risk)
    found = dict(uow.session.execute(query).all())
    return {risk: found.get(risk, 0) for risk in Risk}


@action("case.by_stage", requires=Permission.CASE_READ)
def by_stage(uow: UnitOfWork, only: CaseFilter = CaseFilter()) -> dict[Stage, int]:
    """Open cases by stage."""
    query = _narrow(uow, select(Case.stage, func.count(Case.id)), only).group_by(Case.stage)
    found = dict(uow.session.execute(query).all())
    return {stage: found.get(stage, 0) for stage in Stage if stage is not Stage.CLOSED}


@action("case.closures_waiting", requires=Permission.CASE_APPROVE)
def closures_waiting(uow: UnitOfWork) -> tuple[CaseRow, ...]:
    """Cases whose closure a caseworker asked for, the oldest request first."""
    query = (
        select_rows(uow, CaseFilter(stage=Stage.CLOSING))
        .where(Case.closing_asked_on.is_not(None))
        .order_by(Case.closing_asked_on)
    )
    return case_rows(uow, uow.session.execute(query))


@action("case.closures_returned", requires=Permission.CASE_READ)
def closures_returned(uow: UnitOfWork) -> tuple[tuple[CaseRow, str], ...]:
    """This caseworker's closures that came back, with the supervisor's comment."""
    query = select_rows(uow, CaseFilter(caseworker_id=uow.actor.id)).where(Case.closing_comment.is_not(None))
    found = uow.session.execute(query.add_columns(Case.closing_comment)).all()
    return tuple((r, f[-1]) for r, f in zip(case_rows(uow, [f[:-1] for f in found]), found, strict=True))


@action("case.notes", requires=Permission.CASE_READ)
def notes(uow: UnitOfWork, case_id: str) -> tuple[NoteView, ...]:
    """The notes of a case, newest first, struck ones too."""
    who = names(uow.session)
    found = uow.session.scalars(
        select(CaseNote)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.written_at.desc(), CaseNote.id.desc())
    )
    return tuple(NoteView(n.id, n.text, n.written_at, who.get(n.author_id, ""), n.struck) for n in found)


def select_rows(uow: UnitOfWork, only: CaseFilter) -> Select[Case, Person]:
    """Case and person together, narrowed: what `case_rows` turns into lines."""
    return _narrow(uow, select(Case, Person).join(Person, Person.id == Case.person_id), only)


def case_rows(uow: UnitOfWork, found: Any) -> tuple[CaseRow, ...]:
    who = names(uow.session)
    return tuple(case_row(c, p, uow.actor, who) for c, p in found)


def case_row(c: Case, p: Person, actor: Actor, who: dict[str, str]) -> CaseRow:
    named = actor.names(p.id)
    return CaseRow(
        id=c.id, number=c.number, person_id=p.id,
        name=full_name(p.given_name, p.middle_name, p.family_name) if named else p.number,
        sex=p.sex, birth_date=p.birth_date, place=(p.village if named else "") or place_name(p.place), stage=c.stage,
        risk=c.risk, caseworker_id=c.owner_id, caseworker=who.get(c.owner_id or "", ""), opened_on=c.opened_on,
        last_contact_on=c.last_contact_on, next_contact_on=c.next_contact_on, closed_on=c.closed_on, lost_on=c.lost_on,
    )  # fmt: skip


def case_view(uow: UnitOfWork, c: Case) -> CaseView:
    who = names(uow.session)
    plain = {f: getattr(c, f) for f in CaseView.__struct_fields__ if hasattr(c, f) and f != "open"}
    person = uow.get(Person, c.person_id)
    due = plan_due_on(uow, c, person)
    return CaseView(
        **plain, person=person_view(person, uow.actor), caseworker_id=c.owner_id, caseworker=who.get(c.owner_id or "", ""),
        plan_due_on=due, plan_days_late=max(0, ((c.planned_on or c.closed_on or uow.today) - due).days),
    )  # fmt: skip


def plan_due_on(uow: UnitOfWork, c: Case, person: Person) -> date:
    """When the plan should be approved: so many days after return, or after opening for whoever came later."""
    returned = person.return_date.earliest() if person.return_date else c.opened_on
    return max(returned, c.opened_on) + timedelta(days=uow.office.rule("plan.days"))


@action("case.late_plans", requires=Permission.CASE_READ)
def late_plans(uow: UnitOfWork) -> dict[str, int]:
    """Open cases whose plan is late, by caseworker ("" for nobody). Reads the index of open cases alone."""
    owner = func.coalesce(Case.owner_id, "")
    query = _narrow(uow, select(owner, func.count(Case.id)), late_plan(uow)).group_by(owner)
    return dict(uow.session.execute(query).all())


def late_plan(uow: UnitOfWork, caseworker_id: str = "") -> CaseFilter:
    """The filter of open cases whose plan is late today."""
    before = uow.today - timedelta(days=uow.office.rule("plan.days") + 1)
    return CaseFilter(caseworker_id=caseworker_id, no_plan_opened_before=before)


def _narrow(uow: UnitOfWork, query: Select[*Ts], only: CaseFilter) -> Select[*Ts]:
    wanted = {
        Case.owner_id: only.caseworker_id, Case.stage: only.stage, Case.risk: only.risk,
        Case.person_id: only.person_id, Case.programme_id: only.programme_id,
    }  # fmt: skip
    for column, value in wanted.items():
        if value:
            query = query.where(column == value)
    if only.closed is not None:
        query = query.where(Case.closed_on.is_not(None) if only.closed else Case.closed_on.is_(None))
    if only.unassigned:
        query = query.where(Case.owner_id.is_(None))
    if only.nobody:
        left = select(Staff.id).where(Staff.active.is_(False))
        query = query.where(or_(Case.owner_id.is_(None), Case.owner_id.in_(left)))
    if only.no_contact_since:
        query = query.where(func.coalesce(Case.last_contact_on, Case.opened_on) < only.no_contact_since)
    if only.no_plan_opened_before:
        query = query.where(Case.planned_on.is_(None), Case.opened_on <= only.no_plan_opened_before)
    if only.lost:
        query = query.where(Case.lost_on.is_not(None))
    if only.place:
        query = query.where(Case.person_id.in_(select(Person.id).where(Person.place.startswith(only.place))))
    return narrowing.apply(uow, query, FILTERS, only.typed)  # type: ignore[no-any-return]
