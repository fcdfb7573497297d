"""After the money: visits to the business, explanations of what looked odd, the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.models import Case
from caseapp.features.cases.service import contacted
from caseapp.features.grants import checking
from caseapp.features.grants.form import OUTCOME, REASON, VISIT
from caseapp.features.grants.models import RUNNING, BusinessVisit, Grant, GrantState, Payment
from caseapp.features.grants.queries import view
from caseapp.features.grants.queries.one import plan_of
from caseapp.features.grants.service.common import in_past, like, settle, take, tranches
from caseapp.features.grants.views import GrantView
from caseapp.features.grants.visits import next_visit


@action("grant.visit", requires=Permission.GRANT_APPLY)
def record_visit(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record a visit to the business (fields of VISIT), also one where nobody was there.

    Without a next date the office's plan of visits gives it. Meeting somebody counts as a contact of the case.
    Raises Invalid; Refused before the agreement is signed.
    """
    grant = take(uow, grant_id, *RUNNING, GrantState.SUSPENDED)
    values = _visit(uow, grant, raw)
    uow.add(
        BusinessVisit(
            case_id=grant.case_id, grant_id=grant.id, visitor_id=uow.actor.id, **like(grant), **values
        )
    )
    grant.next_visit_on = values["next_on"] or _planned(uow, grant, values["visited_on"])
    if values["met"]:
        contacted(uow, grant.case_id, values["visited_on"], uow.get(Case, grant.case_id).next_contact_on)
    return view(uow, grant)


@action("grant.change_visit", requires=Permission.GRANT_APPLY)
def change_visit(
    uow: UnitOfWork, visit_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> GrantView:
    """Correct what was recorded of a visit. Raises Invalid, EditConflict."""
    visit = uow.get(BusinessVisit, visit_id)
    grant = take(uow, visit.grant_id, *RUNNING, GrantState.SUSPENDED)
    values = _visit(uow, grant, raw)
    uow.edit(visit, values, seen)
    if values["next_on"]:
        grant.next_visit_on = values["next_on"]
    return view(uow, grant)


@action("grant.explain", requires=Permission.GRANT_APPLY)
def explain(uow: UnitOfWork, grant_id: str, code: str, raw: Mapping[str, Any]) -> GrantView:
    """Write why a check (its `code`) is in order. A new match later asks anew. Raises Refused without such a check."""
    grant = take(uow, grant_id, *(s for s in GrantState if s not in (GrantState.CLOSED, GrantState.REJECTED)))
    covered = checking.explainable(uow, grant, plan_of(uow, grant), code)
    if not covered:
        raise Refused(_("There is nothing to explain here any more."))
    words = {
        "text": REASON.clean(raw)["reason"],
        "by": uow.actor.id,
        "on": uow.today.isoformat(),
        "covers": covered,
    }
    grant.explained = (grant.explained or {}) | {code: words}
    return view(uow, grant)


@action("grant.close", requires=Permission.GRANT_APPLY)
def close(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Close a grant with its outcome (fields of OUTCOME). Raises Refused while a tranche is neither paid nor given up."""
    grant = take(uow, grant_id, *RUNNING)
    waiting = next((t for t in tranches(uow, grant) if t.paid < t.amount and not t.dropped_on), None)
    if waiting:
        raise Refused(
            _("Tranche {number} is neither paid nor given up. Decide that first.").format(number=waiting.seq)
        )
    uow.edit(grant, OUTCOME.clean(raw))
    grant.state, grant.closed_on, grant.closed_by, grant.next_visit_on = (
        GrantState.CLOSED,
        uow.today,
        uow.actor.id,
        None,
    )
    settle(uow, grant)
    return view(uow, grant)


def _visit(uow: UnitOfWork, grant: Grant, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = VISIT.clean(raw, uow.office.country)
    values["needs"] = values["needs"] or ()
    early = values["next_on"] and values["visited_on"] and values["next_on"] <= values["visited_on"]
    require({"visited_on": in_past(values["visited_on"], uow.today, grant.applied_on),
             "next_on": _("The next visit comes after this one.") if early else None})  # fmt: skip
    return values


def _planned(uow: UnitOfWork, grant: Grant, visited_on: date) -> date | None:
    counted = select(func.min(Payment.paid_on)).where(
        Payment.grant_id == grant.id, Payment.reversed_on.is_(None)
    )
    first = uow.session.scalar(counted)
    return next_visit(first, visited_on) if first else None
