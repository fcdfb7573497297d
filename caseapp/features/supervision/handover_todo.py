"""What My day tells of cases that change hands: what one is asked to take over, and who declined."""

from __future__ import annotations

from collections.abc import Iterable

from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import transfers
from caseapp.features.supervision.desk import EACH, Desk
from caseapp.features.supervision.views import CameBack, Door, Todo


def asked(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """Cases a colleague asks this person to take over: they say yes or no on the case itself."""
    for one in transfers.for_me(uow)[:EACH]:
        yield Todo(
            id=f"transfer:{one.id}", case_id=one.case.id, number=one.case.number, name=one.case.name,
            what=_("{name} asks you to take over").format(name=one.asked_by), where=one.case.place, risk=one.case.risk,
            due_on=one.asked_on, due_time="", since=True, door=Door("case", {"case_id": one.case.id, "tab": "overview"}),
        )  # fmt: skip


def declined(uow: UnitOfWork) -> Iterable[CameBack]:
    """Colleagues who did not take a case over, with their words."""
    for one in transfers.declined(uow):
        yield CameBack(
            f"transfer:{one.id}", _("Transfer declined"), "warn", one.case.name, f"{one.taker}: “{one.answer}”",
            Door("case", {"case_id": one.case.id, "tab": "overview"}),
        )  # fmt: skip
