"""What one person has to do, gathered from the queries of all features. Each source gives a few, the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy import select

from caseapp.core import money
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import queries as assessments
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Risk
from caseapp.features.followups import queries as followups
from caseapp.features.followups.views import Due
from caseapp.features.grants import queries as grants
from caseapp.features.grants.models import GrantState
from caseapp.features.grants.views import GrantRow
from caseapp.features.mhpss import queries as mhpss
from caseapp.features.mhpss import safety
from caseapp.features.office import queries as office
from caseapp.features.plans import queries as plans
from caseapp.features.plans.models import Plan, PlanState
from caseapp.features.plans.views import ActivityRow
from caseapp.features.referrals import incoming
from caseapp.features.supervision import consent_todo, handover_todo
from caseapp.features.supervision.desk import EACH, Desk
from caseapp.features.supervision.views import Door, Todo, Waiting

PLANS = 3
# Tranches to pay are told by _payments, transfers to whoever is asked: both may wait for more than one decision.
DECIDE = {
    "plan": N_("Decide the plan: {what}"), "grant": N_("Decide the grant: {what}"),
    "closure": N_("Decide the closure: {what}"), "emergency": N_("Opened in an emergency: {what}"),
    "reopening": N_("Decide the reopening: {what}"), "retention": N_("Decide about the record: {what}"),
}  # fmt: skip
Source = Callable[[UnitOfWork, Desk], Iterable[Todo]]


def gather(uow: UnitOfWork, desk: Desk) -> tuple[tuple[Todo, ...], bool]:
    """What is late or due within the week, the oldest first, and whether a source had more than it gave."""
    found = [list(source(uow, desk)) for needed, source in SOURCES if uow.actor.can(needed)]
    found.append([_decision(w) for w in desk.decisions if not w.own and w.kind in DECIDE])
    more = any(len(part) >= EACH for part in found)
    return tuple(sorted((todo for part in found for todo in part), key=lambda t: t.key)), more


def _contacts(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    found = followups.due(uow, followups.DueFilter(until=desk.until), None, EACH)
    return [_contact(due) for due in found.rows]


def _contact(due: Due) -> Todo:
    return Todo(
        id=f"followup:{due.id or due.case_id}", case_id=due.case_id, number=due.number, name=due.name, what=due.what,
        where=due.where, risk=due.risk, due_on=due.due_on, due_time=due.due_time, since=False,
        door=_case(due.case_id, "followups"), followup_id=due.id, recordable=True,
    )  # fmt: skip


def _covered(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """What is due for colleagues who are away and whose cases this person looks after, each marked with their name."""
    who = office.names(uow.session)
    for colleague in sorted(uow.actor.covers):
        found = followups.due(
            uow, followups.DueFilter(caseworker_id=colleague, until=desk.until), None, EACH
        ).rows
        due = [_contact(one) for one in found]
        due += [_activity(row) for row in plans.activities_due(uow, desk.until, colleague)[:EACH]]
        for todo in due:
            yield replace(
                todo, what=_("{what} · for {name}").format(what=todo.what, name=who.get(colleague, ""))
            )


def _answers(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Partners who should have answered by the end of the week."""
    for row in desk.unanswered[:EACH]:
        if row.answer_due_on and row.answer_due_on <= desk.until:
            yield Todo(
                id=f"referral:{row.id}", case_id=row.case_id, number=row.case_number, name=row.name,
                what=_("Ask {partner} for an answer").format(partner=row.partner), where=_("Phone"), risk=None,
                due_on=row.answer_due_on, due_time="", since=False, door=_case(row.case_id, "referrals"),
            )  # fmt: skip


def _incoming(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Referrals other agencies sent to us that this person has to answer."""
    for row in incoming.due(uow, desk.until, EACH):
        yield Todo(
            id=f"incoming:{row.id}", case_id=row.case_id or "", number=row.case_number, name=row.person or row.person_name,
            what=_("Answer {agency}, who referred").format(agency=row.agency), where="", risk=None,
            due_on=row.answer_due_on, due_time="", since=False, door=Door("incoming", {"incoming_id": row.id}),
        )  # fmt: skip


def _unplanned(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Cases that should have a plan by the end of the week and have none, not even one that waits for approval.

    A few by name, the others as one line: they must not push everything else out of sight.
    """
    days = timedelta(days=uow.office.rule("plan.days"))
    only = cases.CaseFilter(caseworker_id=uow.actor.id, no_plan_opened_before=desk.until - days)
    rows = cases.page(uow, None, EACH, "opened_on", False, only).rows
    submitted = select(Plan.case_id).where(
        Plan.case_id.in_([row.id for row in rows]), Plan.status == PlanState.SUBMITTED
    )
    decided_by_others = set(uow.session.scalars(submitted))
    open_ones = [row for row in rows if row.id not in decided_by_others]
    for row in open_ones[:PLANS]:
        yield Todo(
            id=f"plan:{row.id}", case_id=row.id, number=row.number, name=row.name, what=_("Make the plan"),
            where=row.place, risk=row.risk, due_on=row.opened_on + days, due_time="", since=False,
            door=_case(row.id, "plan"),
        )  # fmt: skip
    if more := open_ones[PLANS:]:
        words = n_("{count} more without a plan", "{count} more without a plan", len(more))
        yield Todo(
            id="plan:more", case_id="", number="", name="", what=words, where="", risk=None,
            due_on=more[0].opened_on + days, due_time="", since=False,
            door=Door("cases", {"only": only, "sentence": _("Cases that need a plan.")}),
        )  # fmt: skip


def _activities(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    for row in plans.activities_due(uow, desk.until, uow.actor.id)[:EACH]:
        yield _activity(row)


def _activity(row: ActivityRow) -> Todo:
    assert row.activity.due_on is not None
    return Todo(
        id=f"activity:{row.activity.id}", case_id=row.case.id, number=row.case.number, name=row.case.name,
        what=_("Plan: {activity}").format(activity=row.activity.text), where=row.case.place, risk=row.case.risk,
        due_on=row.activity.due_on, due_time="", since=False, door=_case(row.case.id, "plan"),
    )  # fmt: skip


def _surveys(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Cases whose latest survey round was missed: they come before others until somebody asks."""
    for row in assessments.missed_rounds(uow, uow.actor.id, EACH):
        yield Todo(
            id=f"survey:{row.case_id}:{row.instrument}", case_id=row.case_id, number=row.number, name=row.name,
            what=_("Survey {round} missed").format(round=row.round), where=row.place, risk=row.risk,
            due_on=row.due_on, due_time="", since=False, door=_case(row.case_id, "assessments"),
        )  # fmt: skip


def _business_visits(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    whose = "" if uow.actor.can(Permission.GRANT_PAY) else uow.actor.id
    for row in grants.visits_due(uow, desk.until, whose)[:EACH]:
        assert row.next_visit_on is not None
        what = _("Business visit: {business}").format(business=row.business)
        yield _of_grant(row, f"visit:{row.id}", what, row.next_visit_on)


def _outcomes(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Grants whose outcome at 3, 6 or 12 months is to be asked."""
    for row in grants.outcomes_due(uow, desk.until, uow.actor.id)[:EACH]:
        assert row.outcome_due_on is not None
        what = _("Outcome of the grant: {business}").format(business=row.business)
        yield _of_grant(row, f"outcome:{row.id}", what, row.outcome_due_on)


def _receipts(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Grants of which receipts are late."""
    for row in grants.receipts_late(uow, uow.today, uow.actor.id)[:EACH]:
        assert row.receipts_due_on is not None
        what = _("Receipts of the grant: {business}").format(business=row.business)
        yield _of_grant(row, f"receipts:{row.id}", what, row.receipts_due_on)


def _conditions(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Tranches whose condition should be checked by the end of the week."""
    only = grants.GrantFilter(states=(GrantState.PAYING,), caseworker_id=uow.actor.id)
    for row in grants.page(uow, None, EACH, only=only).rows:
        waiting = next((t for t in row.tranches if t.left), None)
        if waiting and waiting.met_on is None and waiting.planned_on and waiting.planned_on <= desk.until:
            what = _("Grant, tranche {number}: {condition}").format(
                number=waiting.seq, condition=waiting.condition
            )
            yield _of_grant(row, f"tranche:{waiting.id}", what, waiting.planned_on)


def _appraisals(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    for row in desk.appraisals[:EACH]:
        what = _("Appraise: {business}, {amount}").format(
            business=row.business, amount=money.shown(row.asked, row.currency)
        )
        yield _of_grant(row, f"appraise:{row.id}", what, row.applied_on, since=True)


def _payments(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    for due in desk.payments[:EACH]:
        amount = money.shown(due.tranche.left, due.grant.currency)
        what = _("Pay tranche {number}, {amount}").format(number=due.tranche.seq, amount=amount)
        yield _of_grant(
            due.grant, f"pay:{due.tranche.id}", what, due.tranche.met_on or due.grant.applied_on, since=True
        )


def _sessions(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """A counsellor's agreed contacts; only with the key of the sealed section."""
    due = mhpss.desk(uow).due if desk.sealed_open else ()
    for row in [r for r in due if r.next_on and r.next_on <= desk.until][:EACH]:
        assert row.next_on is not None
        yield Todo(
            id=f"session:{row.session_id}", case_id=row.case.id, number=row.case.number, name=row.case.name,
            what=_("Counselling session"), where=row.case.place, risk=row.case.risk, due_on=row.next_on, due_time="",
            since=False, door=_case(row.case.id, "mhpss"),
        )  # fmt: skip


def _safety(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Safety checks a counsellor has to finish, and people to be seen again after one; only inside the sealed section."""
    for row in safety.desk_rows(uow) if desk.sealed_open else ():
        on = row.next_on if row.finished else row.begun_on
        if on is None or on > desk.until:
            continue
        what = _("See again after a safety check") if row.finished else _("Ask about safety now")
        door = {"case_id": row.case.id} | ({"tab": "mhpss"} if row.finished else {"check_id": row.check_id})
        yield Todo(
            id=f"safety:{row.check_id}", case_id=row.case.id, number=row.case.number, name=row.case.name, what=what,
            where=row.case.place, risk=row.case.risk, due_on=on, due_time="", since=False,
            door=Door("case" if row.finished else "mhpss-safety", door), urgent=True,
        )  # fmt: skip


def _alerts(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Danger a supervisor must see to: the case number and who counsels, no name and no clinical word."""
    for alert in safety.alerts(uow):
        words = _("Imminent danger: see to it") if alert.imminent else _("A safety check is not finished")
        yield Todo(
            id=f"alert:{alert.id}", case_id=alert.case_id, number=alert.case_number, name="",
            what=words, where="", risk=None, due_on=alert.since, due_time="", since=True,
            door=Door("mhpss-alerts"), urgent=True,
        )  # fmt: skip


def _of_grant(row: GrantRow, key: str, what: str, on: date, since: bool = False) -> Todo:
    return Todo(
        id=key, case_id=row.case_id, number=row.case_number, name=row.name, what=what, where=row.place, risk=None,
        due_on=on, due_time="", since=since, door=Door("grant", {"grant_id": row.id}),
    )  # fmt: skip


def _decision(waiting: Waiting) -> Todo:
    what = _(DECIDE[waiting.kind])
    return Todo(
        id=f"decide:{waiting.id}", case_id=waiting.case_id, number=waiting.number, name=waiting.name,
        what=what.format(what=waiting.what), where="", risk=None, due_on=waiting.asked_on, due_time="",
        since=True, door=Door("approvals", {"waiting_id": waiting.id}),
    )  # fmt: skip


def _case(case_id: str, tab: str) -> Door:
    return Door("case", {"case_id": case_id, "tab": tab})


SOURCES: tuple[tuple[Permission, Source], ...] = (
    (Permission.FOLLOWUP_READ, _contacts),
    (Permission.REFERRAL_WRITE, _answers),
    (Permission.REFERRAL_WRITE, _incoming),
    (Permission.PLAN_WRITE, _unplanned),
    (Permission.PLAN_WRITE, _activities),
    (Permission.ASSESSMENT_WRITE, _surveys),
    (Permission.GRANT_APPLY, _business_visits),
    (Permission.GRANT_APPLY, _conditions),
    (Permission.GRANT_APPLY, _outcomes),
    (Permission.GRANT_APPLY, _receipts),
    (Permission.GRANT_APPRAISE, _appraisals),
    (Permission.GRANT_PAY, _payments),
    (Permission.MHPSS_READ, _sessions),
    (Permission.CASE_WRITE, handover_todo.asked),
    (Permission.PLAN_WRITE, handover_todo.reviews),
    (Permission.PERSON_WRITE, consent_todo.ending),
    (Permission.FOLLOWUP_READ, _covered),
    (Permission.MHPSS_READ, _safety),
    (Permission.MHPSS_SIGN_OFF, _alerts),
)


def risks(uow: UnitOfWork, caseworker_id: str) -> dict[Risk, int]:
    """Open cases by risk, of one caseworker or ("") of all; nothing for those who see no cases."""
    if not uow.actor.can(Permission.CASE_READ):
        return {}
    if caseworker_id:
        return cases.by_risk(uow, caseworker_id)
    return {risk: cases.count(uow, cases.CaseFilter(risk=risk)) for risk in Risk}
