"""Who carries what: counted over open cases in one pass of one index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Row, func, literal, select

from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case, Risk, Stage
from caseapp.features.office import queries as office
from caseapp.features.office.queries import StaffView
from caseapp.features.referrals.models import Referral
from caseapp.features.supervision.views import Caseload, Worker

NO_CONTACT, CLOSED_WITHIN = 30, 30  # days
OWNER = func.coalesce(
    Case.owner_id, ""
)  # an expression: the file then starts from the few, not from the owners
CARRIERS = ("caseworker", "supervisor")


def build(uow: UnitOfWork, programme_id: str, waiting: int | None) -> Caseload:
    """The whole page in four readings, however many cases there are."""
    rows = _standing(uow, programme_id)
    first = uow.today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return Caseload(
        today=uow.today, programme_id=programme_id, workers=_workers(uow, rows, programme_id), stages=_stages(rows),
        opened=_opened(uow, first, None, programme_id), opened_before=_opened(uow, before, first, programme_id),
        waiting=waiting, ceiling=uow.office.rule("caseload.ceiling"), no_plan_days=uow.office.rule("plan.none_days"),
        no_contact_days=NO_CONTACT, referral_days=uow.office.rule("referral.waiting"),
    )  # fmt: skip


def _standing(uow: UnitOfWork, programme_id: str) -> list[Row[Any]]:
    """Open cases by caseworker and stage, with what stands out among them."""
    today = uow.today
    counted = {
        "high": Case.risk == Risk.HIGH,
        "late": Case.next_contact_on < _written(today),
        "no_plan": Case.planned_on.is_(None)
        & (Case.opened_on <= _written(today - timedelta(days=uow.office.rule("plan.none_days")))),
        "no_contact": func.coalesce(Case.last_contact_on, Case.opened_on)
        < _written(today - timedelta(days=NO_CONTACT)),
    }
    numbers = [func.count().filter(when).label(name) for name, when in counted.items()]
    query = select(Case.owner_id, Case.stage, func.count().label("active"), *numbers)
    query = query.where(Case.closed_on.is_(None))
    if programme_id:
        query = query.where(Case.programme_id == programme_id)
    return list(uow.session.execute(query.group_by(Case.owner_id, Case.stage)))


def _written(day: date) -> Any:
    """A day written into the question: compared with every row, a bound one is converted anew each time (30 × slower)."""
    return literal(day, literal_execute=True)


def _workers(uow: UnitOfWork, rows: Iterable[Row[Any]], programme_id: str) -> tuple[Worker, ...]:
    numbers: dict[str, Counter[str]] = {}
    for row in rows:
        counts = numbers.setdefault(row.owner_id or "", Counter())
        for name in ("active", "high", "late", "no_plan", "no_contact"):
            counts[name] += getattr(row, name)
    for name, found in (
        ("referrals", _unanswered(uow, programme_id)),
        ("closed", _closed(uow, programme_id)),
    ):
        for owner, number in found.items():
            numbers.setdefault(owner, Counter())[name] = number
    staff = {s.id: s for s in office.staff(uow)}
    listed = [s.id for s in staff.values() if s.id in numbers or (s.active and s.role in CARRIERS[:1])]
    nobody = [""] if "" in numbers else []
    return tuple(_worker(staff.get(key), numbers.get(key, Counter())) for key in (*nobody, *listed))


def _worker(staff: StaffView | None, counts: Counter[str]) -> Worker:
    blank = (
        Worker("", "", False, 0)
        if staff is None
        else Worker(staff.id, staff.name, staff.active, staff.ceiling)
    )
    values: dict[str, Any] = dict(counts)
    return replace(blank, **values)


def _stages(rows: Iterable[Row[Any]]) -> dict[Stage, int]:
    found: Counter[Stage] = Counter()
    for row in rows:
        found[row.stage] += row.active
    return {stage: found[stage] for stage in Stage if stage is not Stage.CLOSED}


def _opened(uow: UnitOfWork, since: date, before: date | None, programme_id: str) -> int:
    query = select(func.count(Case.id)).where(Case.opened_on >= since)
    if before:
        query = query.where(Case.opened_on < before)
    if programme_id:
        query = query.where(Case.programme_id == programme_id)
    return uow.session.scalar(query) or 0


def _closed(uow: UnitOfWork, programme_id: str) -> dict[str, int]:
    since = uow.today - timedelta(days=CLOSED_WITHIN)
    query = select(OWNER, func.count(Case.id)).where(Case.closed_on >= since)
    return _by_owner(uow, query, programme_id)


def _unanswered(uow: UnitOfWork, programme_id: str) -> dict[str, int]:
    """Referrals sent longer ago than the office's rule without an answer."""
    if not uow.actor.can(Permission.REFERRAL_READ):
        return {}
    since = uow.today - timedelta(days=uow.office.rule("referral.waiting"))
    query = (
        select(OWNER, func.count(Referral.id))
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.awaiting.is_(True), Referral.sent_on < since)
    )
    return _by_owner(uow, query, programme_id)


def _by_owner(uow: UnitOfWork, query: Any, programme_id: str) -> dict[str, int]:
    if programme_id:
        query = query.where(Case.programme_id == programme_id)
    return dict(uow.session.execute(query.group_by(OWNER)).all())
