"""What came back to somebody from a decision or a partner; what is settled again drops out by itself."""

from __future__ import annotations

from collections.abc import Iterable

from caseapp.core import dates, money
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases import reopening
from caseapp.features.grants import queries as grants
from caseapp.features.grants.models import GrantState
from caseapp.features.people import emergency
from caseapp.features.plans import queries as plans
from caseapp.features.referrals import queries as referrals
from caseapp.features.retention import queries as retention
from caseapp.features.retention.models import Ending
from caseapp.features.supervision import handover_todo
from caseapp.features.supervision.views import CameBack, Door


def came_back(uow: UnitOfWork) -> tuple[CameBack, ...]:
    """Decisions on what this person asked for, and partners who declined; what is settled again drops out."""
    parts = (
        (Permission.PLAN_WRITE, _plans_back), (Permission.GRANT_APPLY, _grants_back),
        (Permission.CASE_WRITE, _closures_back), (Permission.REFERRAL_WRITE, _declined),
        (Permission.CASE_WRITE, handover_todo.declined),
        (Permission.OWN_WORK, _emergencies_back), (Permission.GRANT_APPLY, _conditions_back),
        (Permission.CASE_WRITE, _reopenings_back), (Permission.RETENTION, _retentions_back),
    )  # fmt: skip
    return tuple(back for needed, part in parts if uow.actor.can(needed) for back in part(uow))


def _plans_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for row in plans.came_back(uow):
        yield CameBack(
            f"plan:{row.id}",
            _("Plan returned"),
            "warn",
            row.case.name,
            _said(row.comment),
            _case(row.case.id, "plan"),
        )


def _grants_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for row in grants.came_back(uow):
        door = Door("grant", {"grant_id": row.id})
        if row.state is GrantState.RETURNED:
            yield CameBack(
                f"grant:{row.id}", _("Grant returned"), "warn", row.name, _said(row.returned_why), door
            )
        else:
            text = f"{money.shown(row.approved or 0, row.currency)} {row.business}"
            yield CameBack(f"grant:{row.id}", _("Grant approved"), "ok", row.name, text, door)


def _closures_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for row, comment in cases.closures_returned(uow):
        yield CameBack(
            f"closure:{row.id}",
            _("Closure returned"),
            "warn",
            row.name,
            _said(comment),
            _case(row.id, "overview"),
        )


def _declined(uow: UnitOfWork) -> Iterable[CameBack]:
    only = referrals.ReferralFilter(referrals.Show.DECLINED, mine=True)
    for row in referrals.page(uow, None, 10, "created_on", True, only).rows:
        text = row.partner + (f", {dates.short_day(row.answered_on)}" if row.answered_on else "")
        yield CameBack(
            f"referral:{row.id}",
            _("Referral declined"),
            "bad",
            row.name,
            text,
            _case(row.case_id, "referrals"),
        )


def _emergencies_back(uow: UnitOfWork) -> Iterable[CameBack]:
    """What a supervisor objected to; the name is no longer this person's to read."""
    for opened, said in emergency.mine_objected(uow):
        title = _("Opened in an emergency: not in order")
        yield CameBack(f"emergency:{opened.id}", title, "bad", opened.number, _said(said), Door("people", {}))


def _conditions_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for due in grants.conditions_returned(uow):
        yield CameBack(
            f"tranche:{due.tranche.id}", _("Condition sent back"), "warn", due.grant.name, _said(due.tranche.returned_why),
            Door("grant", {"grant_id": due.grant.id}),
        )  # fmt: skip


def _reopenings_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for one in reopening.came_back(uow):
        yield CameBack(
            f"reopening:{one.id}", _("Reopening returned"), "warn", one.case.name, _said(one.comment),
            _case(one.case.id, "overview"),
        )  # fmt: skip


def _retentions_back(uow: UnitOfWork) -> Iterable[CameBack]:
    for one in retention.came_out(uow):
        yield CameBack(
            f"retention-out:{one.id}", _("Out of the bin"), "brand", one.person.name,
            _("A case was opened again: the record is kept."), Door("retention", {"person_id": one.person.id}),
        )  # fmt: skip
    for one in retention.came_back(uow):
        removed = one.ending is Ending.REMOVE
        chip = _("Returned: remove the record") if removed else _("Returned: keep the record")
        yield CameBack(
            f"retention:{one.id}", chip, "warn", one.person.name, _said(one.comment),
            Door("retention", {"person_id": one.person.id}),
        )  # fmt: skip


def _said(words: str | None) -> str:
    return f"“{words}”" if words else ""


def _case(case_id: str, tab: str) -> Door:
    return Door("case", {"case_id": case_id, "tab": tab})
