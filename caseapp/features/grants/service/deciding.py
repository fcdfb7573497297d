"""The decision, the plan of tranches and the signed agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.grants.form import AGREEMENT, APPROVAL, REASON, TRANCHE
from caseapp.features.grants.models import Grant, GrantState, SignedHow, Tranche
from caseapp.features.grants.queries import budget_state, view
from caseapp.features.grants.service.committee import scorers
from caseapp.features.grants.service.common import (
    amount,
    as_seen,
    end,
    in_past,
    like,
    not_by,
    sent_back,
    settle,
    take,
    tranches,
)
from caseapp.features.grants.views import GrantView

TRANCHES_AT_MOST = 12


@action("grant.approve", requires=Permission.GRANT_APPROVE)
def approve(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], revision: int | None = None) -> GrantView:
    """Approve a grant in full or with less (fields of APPROVAL); the money is promised from its budget line.

    Less than asked, against the appraiser's advice, or without the check of eligibility and do no harm needs a comment.
    Pass the `revision` that was read. Raises Invalid; Refused for one's own application, points or appraisal, for a
    grant that changed meanwhile, and when the budget line has less free.
    """
    grant = take(uow, grant_id, GrantState.APPRAISED)
    as_seen(grant, revision)
    not_by(uow, (*grant.makers, grant.appraised_by, *scorers(uow, grant)),
           _("Nobody approves a grant they applied for, scored or appraised themselves. Ask another supervisor."))  # fmt: skip
    values = APPROVAL.clean(raw)
    require({"approved": _too_much(grant, values["approved"]), "decision_note": _unexplained(grant, values)})
    free = budget_state(uow, grant.line_id).free
    if values["approved"] > free:
        raise Refused(
            _("The budget line has {free} free, that is less than {wanted}. Nothing was approved.").format(
                free=amount(grant, free), wanted=amount(grant, values["approved"])
            )
        )
    uow.edit(grant, values)
    grant.state, grant.decided_on, grant.decided_by = GrantState.APPROVED, uow.today, uow.actor.id
    settle(uow, grant)
    return view(uow, grant)


@action("grant.send_back", requires=Permission.GRANT_APPROVE)
def send_back(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Send an appraised grant back to its caseworker with a comment."""
    return view(uow, sent_back(take(uow, grant_id, GrantState.APPRAISED), raw))


@action("grant.reject", requires=Permission.GRANT_APPROVE)
def reject(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Reject an application with a reason."""
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.APPRAISED)
    grant.decided_on, grant.decided_by = uow.today, uow.actor.id
    return view(uow, end(uow, grant, GrantState.REJECTED, raw))


def suggested_tranches(grant: GrantView, first_share: int) -> tuple[dict[str, Any], ...]:
    """Two tranches of the approved amount as a start: `first_share` percent on signing, the rest after a visit."""
    whole = grant.approved or 0
    first = whole * first_share // 10_000 * 100  # whole units of money
    rows = [{"condition": "", "on_signing": True, "amount": first},
            {"condition": _("Business visit: the business runs"), "on_signing": False, "amount": whole - first}]  # fmt: skip
    return tuple(row for row in rows if row["amount"])


@action("grant.plan", requires=Permission.GRANT_APPLY)
def plan_tranches(
    uow: UnitOfWork, grant_id: str, rows: Sequence[Mapping[str, Any]], revision: int | None = None
) -> GrantView:
    """Lay down all tranches of an approved grant (fields of TRANCHE), in place of those planned before.

    Until the agreement is signed. Raises Invalid (a row's problem is under `tranches`), Refused when they add up to
    more than was approved.
    """
    grant = take(uow, grant_id, GrantState.APPROVED)
    as_seen(grant, revision)
    planned = _tranche_rows(rows)
    total = sum(row["amount"] for row in planned)
    if total > (grant.approved or 0):
        raise Refused(
            _("The tranches add up to {total}, only {approved} was approved. Nothing was changed.").format(
                total=amount(grant, total), approved=amount(grant, grant.approved or 0)
            )
        )
    _lay_down(uow, grant, planned)
    return view(uow, grant)


@action("grant.sign", requires=Permission.GRANT_APPLY)
def sign(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record that the agreement was signed (fields of AGREEMENT); tranches due on signing can be paid from now on.

    Raises Invalid; Refused while the tranches do not add up to what was approved.
    """
    grant = take(uow, grant_id, GrantState.APPROVED)
    values = AGREEMENT.clean(raw)
    thumb = values["signed_how"] is SignedHow.THUMBPRINT and not values["witness"]
    require({"signed_on": in_past(values["signed_on"], uow.today, grant.decided_on),
             "witness": _("A thumbprint needs a witness.") if thumb else None})  # fmt: skip
    plan = [t for t in tranches(uow, grant) if not t.dropped_on]
    if sum(t.amount for t in plan) != grant.approved:
        raise Refused(
            _("The tranches must add up to the {approved} that was approved. Plan them first.").format(
                approved=amount(grant, grant.approved or 0)
            )
        )
    uow.edit(grant, values)
    grant.signed_recorded_by, grant.state = uow.actor.id, GrantState.PAYING
    for tranche in plan:
        if tranche.on_signing:
            tranche.met_on, tranche.met_by = values["signed_on"], uow.actor.id
    settle(uow, grant)
    return view(uow, grant)


@action("grant.suspend", requires=Permission.GRANT_APPLY)
def suspend(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Stop a running grant with a reason: nothing is paid until it goes on. Everybody near it may pull this brake."""
    grant = take(uow, grant_id, GrantState.APPROVED, GrantState.PAYING, GrantState.MONITORING)
    grant.halted_why = uow.reason = REASON.clean(raw)["reason"]
    grant.resumes_as, grant.state, grant.halted_on = grant.state, GrantState.SUSPENDED, uow.today
    return view(uow, grant)


@action("grant.resume", requires=Permission.GRANT_APPROVE)
def resume(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Let a suspended grant go on where it stood, with a reason."""
    grant = take(uow, grant_id, GrantState.SUSPENDED)
    uow.reason = REASON.clean(raw)["reason"]
    grant.state, grant.resumes_as = grant.resumes_as or GrantState.APPROVED, None
    grant.halted_on = grant.halted_why = None
    settle(uow, grant)
    return view(uow, grant)


@action("grant.cancel", requires=Permission.GRANT_APPROVE)
def cancel(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """End an approved grant for good, with a reason: what was not paid is free on the budget line again."""
    running = (GrantState.APPROVED, GrantState.PAYING, GrantState.MONITORING, GrantState.SUSPENDED)
    return view(uow, end(uow, take(uow, grant_id, *running), GrantState.CANCELLED, raw))


def _too_much(grant: Grant, wanted: int) -> str | None:
    if wanted <= grant.asked:
        return None
    return _("Only {asked} was asked for.").format(asked=amount(grant, grant.asked))


def _unexplained(grant: Grant, values: Mapping[str, Any]) -> str | None:
    if values["decision_note"]:
        return None
    if values["approved"] < grant.asked:
        return _("Less than was asked for: write why.")
    if grant.screening is None:
        return _("Eligibility and do no harm were not checked: write why it goes on all the same.")
    return None if grant.recommended else _("The appraiser advised against it: write why.")


def _tranche_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(rows) <= TRANCHES_AT_MOST:
        raise Invalid({"tranches": _("Plan 1 to {most} tranches.").format(most=TRANCHES_AT_MOST)})
    cleaned = []
    for number, raw in enumerate(rows, 1):
        try:
            row = TRANCHE.clean(raw)
            row["on_signing"] = bool(row["on_signing"])
            if not row["on_signing"] and not row["condition"]:
                raise Invalid({"condition": _("Write when it is paid.")})
        except Invalid as problem:
            text = _("Tranche {number}: {problem}").format(number=number, problem=problem)
            raise Invalid({"tranches": text}) from problem
        cleaned.append(row | {"condition": row["condition"] or ""})
    return cleaned


def _lay_down(uow: UnitOfWork, grant: Grant, planned: list[dict[str, Any]]) -> None:
    """Planned rows take the place of the tranches in order; what is left over is taken out, never deleted."""
    before = tranches(uow, grant)
    for seq, row in enumerate(planned, 1):
        if seq <= len(before):
            uow.edit(before[seq - 1], row | {"dropped_on": None})
        else:
            uow.add(Tranche(case_id=grant.case_id, grant_id=grant.id, seq=seq, **like(grant), **row))
    for surplus in before[len(planned) :]:
        surplus.dropped_on = surplus.dropped_on or uow.today
