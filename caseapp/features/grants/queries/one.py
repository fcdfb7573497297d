"""One grant with everything that belongs to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.grants import budget, checking
from caseapp.features.grants.models import (
    OPEN,
    BusinessVisit,
    Grant,
    GrantGroup,
    GrantOutcome,
    GrantScore,
    Payment,
    Receipt,
    Recovery,
    Repayment,
    Tranche,
)
from caseapp.features.grants.queries.goods import photo_rows, purchases
from caseapp.features.grants.queries.groups import group_view, lots
from caseapp.features.grants.steps import next_step, steps
from caseapp.features.grants.views import (
    BudgetState,
    CheckAnswer,
    Committee,
    GrantView,
    PhotoRow,
    RecoveryView,
    TrancheView,
    VisitView,
    grant_view,
    outcome_view,
    recovery_view,
    score_view,
    tranche_view,
    visit_view,
)
from caseapp.features.grants.visits import outcome_month
from caseapp.features.office.queries import names
from caseapp.features.programmes import queries as programmes


@action("grant.get", requires=Permission.GRANT_READ)
def grant(uow: UnitOfWork, grant_id: str) -> GrantView:
    """One grant with steps, tranches, visits, checks and its budget line. Raises NotFound."""
    return view(uow, uow.get(Grant, grant_id))


@action("grant.budget_state", requires=Permission.GRANT_READ)
def budget_state(uow: UnitOfWork, line_id: str) -> BudgetState:
    """How a budget line stands: amount, promised, paid, free. Counts every grant, also those this actor may not see."""
    line = programmes.line(uow, line_id)
    promised, paid = budget.sums(uow, line_id)
    return BudgetState(line, line.amount, promised, paid)


def guard(uow: UnitOfWork, case_id: str) -> str | None:
    """What keeps a case from closing: a grant without an outcome or a decision, money still asked back."""
    table: Any = Grant.__table__
    mine = select(table.c.number).where(table.c.case_id == case_id).order_by(table.c.number)
    found = uow.session.scalar(mine.where(table.c.state.in_(OPEN)))
    if found:
        text = _("Grant {number} is not settled: close it with its outcome, or withdraw or cancel it.")
        return text.format(number=found)
    asked: Any = Recovery.__table__
    still = select(asked.c.grant_id).where(asked.c.case_id == case_id, asked.c.ended_on.is_(None))
    found = uow.session.scalar(mine.where(table.c.id.in_(still)))
    if found:
        return _("Money of grant {number} is still asked back. Record it, or give the rest up.").format(
            number=found
        )
    return None


def view(uow: UnitOfWork, found: Grant) -> GrantView:
    """The whole of one grant; for services too, inside their own action."""
    uow.session.flush()
    who = names(uow.session)
    tranches, committee = plan_of(uow, found), committee_of(uow, found)
    later = _later(uow, found, who)
    return grant_view(
        found, uow.actor, who, cases.case(uow, found.case_id),
        line=programmes.line(uow, found.line_id),
        next_step=next_step(found, tranches, uow.today),
        steps=steps(found, tranches, who, uow.today),
        tranches=tranches,
        checks=checking.checks(uow, found, tranches, committee, later.get("purchases", ())),
        budget=budget_state(uow, found.line_id),
        screening=screening_of(found),
        committee=committee,
        group=group_view(uow, uow.get(GrantGroup, found.group_id)) if found.group_id else None,
        **later,
    )  # fmt: skip


def _later(uow: UnitOfWork, found: Grant, who: dict[str, str]) -> dict[str, Any]:
    """What there can only be once the agreement is signed: nothing is asked of the file before."""
    if found.signed_on is None:
        return {}
    outcomes = tuple(outcome_view(o, who, uow.actor) for o in _of(uow, GrantOutcome, found))
    photos = photo_rows(uow, found.id)
    return {
        "visits": _visits(uow, found, who, photos), "lots": lots(uow, found.id) if found.group_id else (),
        "purchases": purchases(uow, found.id, who, photos), "outcomes": tuple(sorted(outcomes, key=lambda o: o.month)),
        "outcome_month": outcome_month({o.month for o in outcomes}) if found.outcome_due_on else None,
        "recoveries": _recoveries(uow, found, who),
    }  # fmt: skip


def committee_of(uow: UnitOfWork, found: Grant) -> Committee:
    """The sheets of the round that counts."""
    who = names(uow.session)
    query = select(GrantScore).where(GrantScore.grant_id == found.id, GrantScore.void_on.is_(None))
    sheets = uow.session.scalars(query.order_by(GrantScore.id))
    return Committee(tuple(score_view(s, who, uow.actor) for s in sheets), uow.office.rule("grant.scorers"))


def screening_of(found: Grant) -> tuple[CheckAnswer, ...]:
    """Every question of the office's list with its answer, and answered ones that are off the list by now."""
    if found.screening is None:
        return ()
    listed = {item.code: item for item in codes.codes("grant_checks")}
    asked = [*listed, *(code for code in found.screening if code not in listed)]
    return tuple(
        CheckAnswer(code, listed[code].group if code in listed else "", codes.label("grant_checks", code),
                    found.screening.get(code))
        for code in asked
    )  # fmt: skip


def _of(uow: UnitOfWork, entity: Any, found: Grant) -> list[Any]:
    return list(uow.session.scalars(select(entity).where(entity.grant_id == found.id).order_by(entity.id)))


def _visits(
    uow: UnitOfWork, found: Grant, who: dict[str, str], photos: dict[str, list[PhotoRow]]
) -> tuple[VisitView, ...]:  # fmt: skip
    visits = sorted(_of(uow, BusinessVisit, found), key=lambda v: (v.visited_on, v.id))
    return tuple(visit_view(v, who, uow.actor, photos[v.id]) for v in visits)


def _recoveries(uow: UnitOfWork, found: Grant, who: dict[str, str]) -> tuple[RecoveryView, ...]:
    asked = _of(uow, Recovery, found)
    came = _of(uow, Repayment, found) if asked else []
    return tuple(recovery_view(r, who, uow.actor, came) for r in asked)


def plan_of(uow: UnitOfWork, found: Grant) -> tuple[TrancheView, ...]:
    """Its tranches with payments and receipts; without those taken out before the agreement was signed."""
    if found.approved is None:
        return ()
    who, signed = names(uow.session), found.signed_on is not None
    payments, receipts = (_of(uow, Payment, found), _of(uow, Receipt, found)) if signed else ([], [])
    plan = sorted(_of(uow, Tranche, found), key=lambda t: t.seq)
    views = (tranche_view(t, who, uow.actor, payments, receipts) for t in plan)
    return tuple(v for v in views if not v.dropped_on or v.dropped_why)
