"""What waits for a decision, of whatever kind, and what a closure to decide looks like."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from caseapp.core import codes, dates, money
from caseapp.core.errors import NotFound
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import closing as standing
from caseapp.features.cases import queries as cases
from caseapp.features.cases import reopening, transfers
from caseapp.features.cases.models import Case
from caseapp.features.grants import queries as grants
from caseapp.features.office.queries import names
from caseapp.features.people import emergency
from caseapp.features.people.emergency import OpeningView
from caseapp.features.plans import queries as plans
from caseapp.features.retention import queries as retention
from caseapp.features.retention.models import Ending
from caseapp.features.supervision.views import Closing, Door, Waiting

PLAN, GRANT, CLOSURE, EMERGENCY = "plan", "grant", "closure", "emergency"
TRANCHE, TRANSFER, REOPENING, RETENTION = "tranche", "transfer", "reopening", "retention"


def waiting(uow: UnitOfWork) -> tuple[Waiting, ...]:
    """Everything this actor may decide, the oldest request first."""
    parts = (
        (Permission.PLAN_APPROVE, _plans),
        (Permission.GRANT_APPROVE, _grants),
        (Permission.CASE_APPROVE, _closures),
        (Permission.CASE_APPROVE, _emergencies),
        (Permission.GRANT_PAY, _tranches),
        (Permission.CASE_ASSIGN, _transfers),
        (Permission.CASE_APPROVE, _reopenings),
        (Permission.CASE_APPROVE, _retentions),
    )
    found = [w for needed, part in parts if uow.actor.can(needed) for w in part(uow)]
    return tuple(sorted(found, key=lambda w: (w.asked_on, w.id)))


def _plans(uow: UnitOfWork) -> Iterable[Waiting]:
    for row in plans.waiting_for_decision(uow):
        activities = n_("{count} activity", "{count} activities", row.activities)
        yield Waiting(
            id=f"{PLAN}:{row.id}", kind=PLAN, record_id=row.id, case_id=row.case.id, number=row.case.number,
            name=row.case.name, what=_("version {number}, {activities}").format(number=row.version, activities=activities),
            asked_on=row.submitted_on or uow.today, asked_by=row.submitted_name, own=row.submitted_by == uow.actor.id,
            door=_case(row.case.id, "plan"),
        )  # fmt: skip


def _grants(uow: UnitOfWork) -> Iterable[Waiting]:
    """Those one may not decide oneself are left out by the grants' own query."""
    for row in grants.waiting_for_decision(uow):
        yield Waiting(
            id=f"{GRANT}:{row.id}", kind=GRANT, record_id=row.id, case_id=row.case_id, number=row.case_number,
            name=row.name, what=f"{money.shown(row.asked, row.currency)} {row.business}", asked_on=row.applied_on,
            asked_by=row.caseworker, own=False, door=_case(row.case_id, "grant"),
        )  # fmt: skip


def _closures(uow: UnitOfWork) -> Iterable[Waiting]:
    rows, who = cases.closures_waiting(uow), names(uow.session)
    query = select(Case.id, Case.closing_asked_on, Case.closing_asked_by, Case.closure_reason)
    asked = {f.id: f for f in uow.session.execute(query.where(Case.id.in_([row.id for row in rows])))}
    for row in rows:
        found = asked[row.id]
        yield Waiting(
            id=f"{CLOSURE}:{row.id}", kind=CLOSURE, record_id=row.id, case_id=row.id, number=row.number, name=row.name,
            what=codes.label("closure_reasons", found.closure_reason or ""), asked_on=found.closing_asked_on,
            asked_by=who.get(found.closing_asked_by or "", ""), own=found.closing_asked_by == uow.actor.id,
            door=_case(row.id, "overview"),
        )  # fmt: skip


def _emergencies(uow: UnitOfWork) -> Iterable[Waiting]:
    """Restricted records somebody opened in an emergency: a supervisor says whether that was in order."""
    for opened in emergency.waiting(uow):
        yield Waiting(
            id=f"{EMERGENCY}:{opened.id}", kind=EMERGENCY, record_id=opened.id, case_id="", number=opened.number,
            name=opened.name, what=opened.reason, asked_on=opened.opened_at.date(), asked_by=opened.opened_by,
            own=opened.own, door=Door("case", {"person_id": opened.person_id}),
        )  # fmt: skip


def _tranches(uow: UnitOfWork) -> Iterable[Waiting]:
    """Parts of grants whose condition was confirmed: whoever may pay releases the money, or sends it back."""
    for due in grants.tranches_due(uow):
        grant, tranche = due.grant, due.tranche
        what = _("tranche {number}, {amount}: {condition}").format(
            number=tranche.seq, amount=money.shown(tranche.left, grant.currency), condition=tranche.condition
        )
        yield Waiting(
            id=f"{TRANCHE}:{tranche.id}", kind=TRANCHE, record_id=tranche.id, case_id=grant.case_id, number=grant.case_number,
            name=grant.name, what=what, asked_on=tranche.met_on or grant.applied_on, asked_by=tranche.met_by, own=due.own,
            door=Door("grant", {"grant_id": grant.id}), returnable=not tranche.on_signing and not tranche.paid,
        )  # fmt: skip


def _transfers(uow: UnitOfWork) -> Iterable[Waiting]:
    """Colleagues who were asked to carry a case on and did not answer yet."""
    for one in transfers.waiting(uow):
        yield Waiting(
            id=f"{TRANSFER}:{one.id}", kind=TRANSFER, record_id=one.id, case_id=one.case.id, number=one.case.number,
            name=one.case.name, what=_("to {name}: {why}").format(name=one.taker, why=one.why), asked_on=one.asked_on,
            asked_by=one.asked_by, own=one.own, door=_case(one.case.id, "overview"),
        )  # fmt: skip


def _reopenings(uow: UnitOfWork) -> Iterable[Waiting]:
    for one in reopening.waiting(uow):
        yield Waiting(
            id=f"{REOPENING}:{one.id}", kind=REOPENING, record_id=one.id, case_id=one.case.id, number=one.case.number,
            name=one.case.name, what=one.why, asked_on=one.asked_on, asked_by=one.asked_by, own=one.own,
            door=_case(one.case.id, "overview"),
        )  # fmt: skip


def _retentions(uow: UnitOfWork) -> Iterable[Waiting]:
    """Records of cases closed long ago that the focal point proposes to keep, or to remove."""
    for one in retention.waiting(uow):
        if one.ending is Ending.REMOVE and one.reason:
            what = _("remove what identifies: {why}").format(why=one.reason.shown())
        else:
            what = _("keep until {day}: {why}").format(day=dates.short_day(one.keep_until), why=one.why)
        yield Waiting(
            id=f"{RETENTION}:{one.id}", kind=RETENTION, record_id=one.id, case_id="", number=one.person.number,
            name=one.person.name, what=what, asked_on=one.asked_on, asked_by=one.asked_by, own=one.own,
            door=Door("case", {"person_id": one.person.id}),
        )  # fmt: skip


def _case(case_id: str, tab: str) -> Door:
    return Door("case", {"case_id": case_id, "tab": tab})


def emergency_opening(uow: UnitOfWork, opening_id: str) -> OpeningView:
    """One opening that waits for a supervisor. Raises NotFound once it is decided."""
    found = next((o for o in emergency.waiting(uow) if o.id == opening_id), None)
    if found is None:
        raise NotFound(_("This was decided meanwhile."))
    return found


def closing(uow: UnitOfWork, case_id: str) -> Closing:
    """What a supervisor needs to decide on a closure. Raises NotFound."""
    found, who = cases.case(uow, case_id), names(uow.session)
    return Closing(
        case_id=found.id, number=found.number, name=found.person.name, opened_on=found.opened_on,
        caseworker=found.caseworker, asked_on=found.closing_asked_on,
        asked_by=who.get(found.closing_asked_by or "", ""),
        reason=codes.label("closure_reasons", found.closure_reason or ""), note=found.closure_note or "",
        last_contact_on=found.last_contact_on, open=standing.unsettled(uow, case_id),
        missing=standing.wishes(uow, case_id), missing_why=found.closure_missing_why or _silent(found.closure_reason),
    )  # fmt: skip


def _silent(reason: str | None) -> str:
    """Why nothing has to be explained: with some reasons nobody can be asked a last time."""
    known = codes.get("closure_reasons", reason or "")
    return (
        _("With this reason nobody can be asked a last time.") if known and known.extra.get("silent") else ""
    )
