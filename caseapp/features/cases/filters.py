"""What a list of cases can be narrowed by. Each is one condition of the query; what it costs stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select

from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.narrowing import CHOICE, DAYS, TEXT, Filter, begins, day, members, named, one_of, within
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case, Risk, Stage
from caseapp.features.office.models import Staff
from caseapp.features.people.filters import areas
from caseapp.features.people.models import Person

ME, NOBODY = "me", "nobody"
LOST, LATE_PLAN = "lost", "late-plan"


def carried_by(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
    """Mine, nobody's, or those of somebody who works or worked here. By the index of caseworkers."""
    if value == ME:
        return Case.owner_id == uow.actor.id
    if value == NOBODY:
        return Case.owner_id.is_(None)
    return Case.owner_id == value if uow.session.get(Staff, value) else None


def caseworkers(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    """Oneself first, then everybody who may carry cases, by name."""
    rows = uow.session.execute(
        select(Staff.id, Staff.name)
        .where(Staff.active, Staff.role.in_(("caseworker", "supervisor")), Staff.id != uow.actor.id)
        .order_by(Staff.name)
    )
    return [(ME, _("My cases")), *((key, name) for key, name in rows), (NOBODY, _("Nobody’s"))]


def stands(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
    """A stage, lost to follow-up, or without a plan for longer than the office allows."""
    if value == LOST:
        return Case.lost_on.is_not(None)
    if value == LATE_PLAN:
        late = uow.today - timedelta(days=uow.office.rule("plan.days") + 1)
        return and_(Case.planned_on.is_(None), Case.opened_on <= late)
    # An expression: the file then walks the list in its order and stops at a page, instead of sorting a whole stage.
    return one_of(func.coalesce(Case.stage, Stage.REGISTERED), Stage)(uow, value)


def stages(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    *running, closed = members(Stage)(uow)
    return [*running, (LOST, _("Lost to follow-up")), (LATE_PLAN, _("Plan is late")), closed]


def _living_in(uow: UnitOfWork, value: str) -> ColumnElement[bool]:
    """People of an area, by the index of places; their cases by the index of people."""
    return Case.person_id.in_(select(Person.id).where(begins(Person.place)(uow, value)))


PERSON = Filter("person", N_("Person"), TEXT, named(Case.person_id), requires=Permission.PERSON_IDENTIFY)
NUMBER = Filter("number", N_("Case number"), TEXT, within(Case.id, Case.number))
PLACE = Filter("place", N_("Where"), CHOICE, _living_in, areas)
RISK = Filter("risk", N_("Risk"), CHOICE, one_of(Case.risk, Risk), members(Risk), any_words=N_("Any risk"))
OF_CASE = (PERSON, NUMBER, PLACE, RISK)  # lists of what belongs to cases have these too

FILTERS = (
    Filter("whose", N_("Whose"), CHOICE, carried_by, caseworkers, always=True, any_words=N_("Everybody's")),
    Filter("stage", N_("Stage"), CHOICE, stands, stages, always=True, any_words=N_("All open")),
    Filter("risk", N_("Risk"), CHOICE, one_of(Case.risk, Risk), members(Risk), always=True, any_words=N_("Any risk")),
    PERSON, NUMBER, PLACE,
    Filter("opened", N_("Opened"), DAYS, day(Case.opened_on)),
    Filter("last", N_("Last contact"), DAYS, day(Case.last_contact_on), empty=True),
    Filter("next", N_("Next contact"), DAYS, day(Case.next_contact_on), empty=True),
)  # fmt: skip
