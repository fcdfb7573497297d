"""When the next contact is due, and how many tries it took: the numbers behind planning and recording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.core.codes import Code
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.service import interval
from caseapp.features.followups.models import FollowUp, FollowUpState

KINDS = "followup_kinds"


def is_tracing(kind: str) -> bool:
    """Whether a follow-up of this kind looks for somebody who is lost."""
    found = codes.get(KINDS, kind)
    return bool(found and found.extra.get("tracing"))


def tracing_steps() -> tuple[Code, ...]:
    """What is done to find somebody, as the office lists it: each with its `days` and `mode`."""
    return tuple(code for code in codes.codes(KINDS) if code.extra.get("tracing") and code.extra.get("days"))


def retry_days(uow: UnitOfWork, found: Case) -> int:
    """Days until somebody who was not reached is tried again."""
    return min(interval(uow, found), uow.office.rule("attempts.retry"))


def next_date(uow: UnitOfWork, found: Case, on: date, but: FollowUp | None = None) -> date:
    """The next contact after one on this day: what is planned already if that is soon enough, else what the risk asks."""
    latest = max(on + timedelta(days=interval(uow, found)), uow.today)
    planned = [
        f.due_on for f in planned_of(uow, found.id) if f is not but and uow.today <= f.due_on <= latest
    ]
    return min(planned, default=latest)


def planned_of(uow: UnitOfWork, case_id: str) -> Sequence[FollowUp]:
    """The planned follow-ups of a case, the oldest first."""
    mine = (FollowUp.case_id == case_id, FollowUp.state == FollowUpState.PLANNED)
    return uow.session.scalars(
        select(FollowUp).where(*mine).order_by(FollowUp.due_on, FollowUp.due_time, FollowUp.id)
    ).all()


def attempts(uow: UnitOfWork, found: Case) -> int:
    """Tries that reached nobody within the days that count, since the last contact or since the case was opened again.

    For somebody who is lost, those that led to it. Tracing asks others and is no try.
    """
    until = found.lost_on or uow.today
    tries = select(func.count(FollowUp.id)).where(
        FollowUp.case_id == found.id, FollowUp.state == FollowUpState.MISSED, FollowUp.done_on <= until,
        FollowUp.done_on > until - timedelta(days=uow.office.rule("attempts.days")),
        FollowUp.kind.not_in([c.code for c in codes.codes(KINDS) if c.extra.get("tracing")]),
    )  # fmt: skip
    if found.last_contact_on:
        tries = tries.where(FollowUp.done_on > found.last_contact_on)
    if found.reopened_on:
        tries = tries.where(FollowUp.done_on >= found.reopened_on)
    return uow.session.scalar(tries) or 0
