"""What My day tells of cases that change hands and of plans to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import transfers
from caseapp.features.followups import queries as followups
from caseapp.features.plans import queries as plans
from caseapp.features.supervision.desk import EACH, Desk
from caseapp.features.supervision.views import CameBack, Door, Todo

EARLY = timedelta(days=30)


def asked(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Cases a colleague asks this person to take over: they say yes or no on the case itself."""
    for one in transfers.for_me(uow)[:EACH]:
        yield Todo(
            id=f"transfer:{one.id}", case_id=one.case.id, number=one.case.number, name=one.case.name,
            what=_("{name} asks you to take over").format(name=one.asked_by), where=one.case.place, risk=one.case.risk,
            due_on=one.asked_on, due_time="", since=True, door=Door("case", {"case_id": one.case.id, "tab": "overview"}),
        )  # fmt: skip


def reviews(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Plans to look at again with the person: on the day the plan says, then as often as the office wants it.

    A review recorded as a follow-up settles it; EARLY days before the day count too.
    """
    found = plans.reviews_due(uow, desk.until, uow.actor.id)[:EACH]
    done = followups.reviewed(uow, [row.id for row, _on in found])
    again = timedelta(days=uow.office.rule("plan.review_days"))
    for row, on in found:
        last = done.get(row.id)
        due = on if last is None or last < on - EARLY else last + again
        if due <= desk.until:
            yield Todo(
                id=f"review:{row.id}", case_id=row.id, number=row.number, name=row.name, what=_("Look at the plan again"),
                where=row.place, risk=row.risk, due_on=due, due_time="", since=False,
                door=Door("case", {"case_id": row.id, "tab": "plan"}),
            )  # fmt: skip


def declined(uow: UnitOfWork) -> Iterable[CameBack]:
    """Colleagues who did not take a case over, with their words."""
    for one in transfers.declined(uow):
        yield CameBack(
            f"transfer:{one.id}", _("Transfer declined"), "warn", one.case.name, f"{one.answered_by}: “{one.answer}”",
            Door("case", {"case_id": one.case.id, "tab": "overview"}),
        )  # fmt: skip
