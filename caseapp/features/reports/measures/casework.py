"""What the casework itself gives to count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from caseapp.core import codes
from caseapp.core.dates import PartialDate
from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.followups.models import FollowUp, FollowUpState
from caseapp.features.grants.models import Grant, GrantOutcome, Payment
from caseapp.features.mhpss.models import Attendance, Session
from caseapp.features.people.models import Person
from caseapp.features.plans.models import Assistance
from caseapp.features.programmes.models import BudgetLine
from caseapp.features.referrals.models import Answer, Referral
from caseapp.features.reports.measures.declared import Counts, Events, Measure


def of_case(on: Any, unit: Any = Case.person_id, extra: Iterable[Any] = ()) -> Select[Any]:
    """Events that are dates of the case itself."""
    columns = (unit.label("unit_id"), Case.person_id, on.label("happened_on"), Case.programme_id,
               Case.id.label("case_id"), *extra)  # fmt: skip
    return select(*columns).where(on.is_not(None))


def beside_case(entity: Any, on: Any, *where: Any, unit: Any = None) -> Select[Any]:
    """Events of records that belong to a case; `unit` is what counts once, the person when nothing else is named."""
    unit = Case.person_id if unit is None else unit
    columns = (unit.label("unit_id"), Case.person_id, on.label("happened_on"), Case.programme_id,
               Case.id.label("case_id"))  # fmt: skip
    return select(*columns).join(Case, Case.id == entity.case_id).where(on.is_not(None), *where)


def of_grant(entity: Any, on: Any, *where: Any, unit: Any = Grant.id) -> Select[Any]:
    """Events of a grant, which belongs to the programme of its budget line."""
    columns = (unit.label("unit_id"), Case.person_id, on.label("happened_on"), BudgetLine.programme_id,
               Case.id.label("case_id"))  # fmt: skip
    query = select(*columns).select_from(entity)
    query = query if entity is Grant else query.join(Grant, Grant.id == entity.grant_id)
    query = query.join(Case, Case.id == Grant.case_id).join(BudgetLine, BudgetLine.id == Grant.line_id)
    return query.where(on.is_not(None), *where)


def assistance(*groups: str, unit: Any = None) -> Events:
    """Help that was delivered, of the groups named in the catalogue."""

    def events() -> Select[Any]:
        what = [c.code for c in codes.codes("assistance") if not groups or c.group in groups]
        query = beside_case(Assistance, Assistance.delivered_on, Assistance.cancelled_on.is_(None), unit=unit)
        return query.where(Assistance.what.in_(what)) if groups else query

    return events


def training() -> Select[Any]:
    """Courses of the catalogue somebody took part in."""
    courses = ("tvet", "financial_literacy", "business_incubation")
    found = beside_case(Assistance, Assistance.delivered_on, Assistance.cancelled_on.is_(None))
    return found.where(Assistance.what.in_(courses))


def sessions(layer: str = "", unit: Any = Case.person_id) -> Events:
    """Counselling somebody came to; of one layer, or of all."""

    def events() -> Select[Any]:
        columns = (unit.label("unit_id"), Case.person_id, Session.held_on.label("happened_on"), Case.programme_id,
                   Case.id.label("case_id"))  # fmt: skip
        query = select(*columns).join(Case, Case.id == Session.of_case_id)
        query = query.where(Session.struck.is_(False), Session.attendance == Attendance.ATTENDED)
        return query.where(Session.layer == layer) if layer else query

    return events


def planned() -> Select[Any]:
    """First approved plans, with what decides whether they came in time."""
    extra = (Case.opened_on, Person.return_date)
    return of_case(Case.planned_on, extra=extra).join(Person, Person.id == Case.person_id)


def in_time(uow: UnitOfWork, row: Any) -> bool:
    """Whether a plan was approved within the days of the office's rule (IOM handbook: within one month of return)."""
    returned: PartialDate | None = row.return_date
    start = max(returned.earliest() if returned else row.opened_on, row.opened_on)
    return bool(row.happened_on <= start + timedelta(days=uow.office.rule("plan.days")))


def running_after(month: int) -> Events:
    """Businesses seen running so many months after help came."""

    def events() -> Select[Any]:
        running = [c.code for c in codes.codes("grant_outcomes") if c.extra.get("running")]
        return of_grant(GrantOutcome, GrantOutcome.checked_on, GrantOutcome.month == month,
                        GrantOutcome.result.in_(running))  # fmt: skip

    return events


def answered() -> Select[Any]:
    """Referrals whose answer was due or came: the answer day, or the day it was due and did not come."""
    return beside_case(Referral, Referral.answer_due_on, Referral.sent_on.is_not(None),
                       Referral.cancelled_on.is_(None), unit=Referral.id)  # fmt: skip


SEALED = Permission.MHPSS_READ  # that somebody was counselled is nobody else's business
P, S, G, R, C = Counts.PEOPLE, Counts.SERVICES, Counts.GRANTS, Counts.REFERRALS, Counts.CASES
MEASURES = (
    Measure("people.registered", "people", N_("Registered"), P, N_("People whose case was opened in the period."),
            lambda: of_case(Case.opened_on)),
    Measure("people.assessed", "people", N_("Assessed"), P, N_("People first assessed in the period."),
            lambda: of_case(Case.assessed_on)),
    Measure("people.planned", "people", N_("With a reintegration plan"), P,
            N_("People whose first plan was approved in the period."), planned),
    Measure("people.planned_in_time", "people", N_("With a plan in time"), P,
            N_("Of those, people whose plan was approved within the office's days after return or opening."),
            planned, of="people.planned", keep=in_time),
    Measure("people.contacted", "people", N_("Followed up"), P,
            N_("People reached at least once in the period by visit, phone or in the office."),
            lambda: beside_case(FollowUp, FollowUp.done_on, FollowUp.state == FollowUpState.DONE)),
    Measure("cases.closed", "people", N_("Cases closed"), C, N_("Cases closed in the period and not opened again."),
            lambda: of_case(Case.closed_on, unit=Case.id)),
    Measure("people.assisted", "assistance", N_("Assisted"), P,
            N_("People who received any assistance in the period, each counted once."), assistance()),
    Measure("people.immediate", "assistance", N_("Assisted on arrival"), P,
            N_("People who received assistance on arrival in the period."), assistance("immediate")),
    Measure("people.economic", "assistance", N_("Economic assistance"), P,
            N_("People who received economic assistance in the period."), assistance("economic")),
    Measure("people.social", "assistance", N_("Social assistance"), P,
            N_("People who received social assistance in the period."), assistance("social")),
    Measure("people.psychosocial", "assistance", N_("Psychosocial assistance"), P,
            N_("People who received psychosocial assistance of their plan in the period."), assistance("psychosocial")),
    Measure("people.trained", "assistance", N_("Trained in business or a trade"), P,
            N_("People who took part in a course of the assistance catalogue in the period."), training),
    Measure("services.delivered", "assistance", N_("Services delivered"), S,
            N_("Every delivery of assistance in the period."), assistance(unit=Assistance.id)),
    Measure("grants.paid", "grants", N_("Grants paid"), G,
            N_("Grants with at least one payment that stands in the period, each counted once."),
            lambda: of_grant(Payment, Payment.paid_on, Payment.reversed_on.is_(None))),
    Measure("people.granted", "grants", N_("People with a grant paid"), P,
            N_("Grantees to whom money or goods went out in the period; members of groups are not counted here."),
            lambda: of_grant(Payment, Payment.paid_on, Payment.reversed_on.is_(None), unit=Case.person_id)),
    Measure("businesses.running_6", "grants", N_("Businesses running after six months"), G,
            N_("Grants whose business was seen running at the check six months on, made in the period."),
            running_after(6)),
    Measure("businesses.running_12", "grants", N_("Businesses running after twelve months"), G,
            N_("Grants whose business was seen running at the check twelve months on, made in the period."),
            running_after(12)),
    Measure("referrals.sent", "referrals", N_("Referrals sent"), R, N_("Referrals sent in the period."),
            lambda: beside_case(Referral, Referral.sent_on, Referral.cancelled_on.is_(None), unit=Referral.id)),
    Measure("referrals.accepted", "referrals", N_("Referrals accepted"), R,
            N_("Referrals the partner accepted in the period."),
            lambda: beside_case(Referral, Referral.answered_on, Referral.answer == Answer.ACCEPTED, unit=Referral.id)),
    Measure("referrals.received", "referrals", N_("Referrals with the service received"), R,
            N_("Referrals whose service is known to have been received in the period."),
            lambda: beside_case(Referral, Referral.received_on, unit=Referral.id)),
    Measure("referrals.due", "referrals", N_("Referral answers due"), R,
            N_("Referrals whose answer fell due in the period."), answered),
    Measure("referrals.in_time", "referrals", N_("Referrals answered in time"), R,
            N_("Of the answers due in the period, those that came by the day they were due."),
            lambda: answered().where(Referral.answered_on <= Referral.answer_due_on), of="referrals.due"),
    Measure("mhpss.people", "mhpss", N_("Reached with counselling"), P,
            N_("People who came to at least one session in the period, whatever the layer."), sessions(), opens=SEALED),
    *(
        Measure(f"mhpss.people.{layer}", "mhpss", title, P,
                N_("People who came to at least one session of this layer in the period."), sessions(layer),
                opens=SEALED)
        for layer, title in (
            ("layer_1", N_("Layer 1: basic services and security")),
            ("layer_2", N_("Layer 2: community and family support")),
            ("layer_3", N_("Layer 3: focused, non-specialised support")),
            ("layer_4", N_("Layer 4: specialised services")),
        )
    ),
    Measure("mhpss.sessions", "mhpss", N_("Counselling sessions"), Counts.SESSIONS,
            N_("Sessions in the period, counted for each person who came."), sessions(unit=Session.id), opens=SEALED),
)  # fmt: skip
