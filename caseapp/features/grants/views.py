"""What screens and papers see of grants: plain frozen values. Who may not identify people sees no payee and no free text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Actor, Permission
from caseapp.features.cases.queries import CaseView
from caseapp.features.grants.models import (
    BusinessVisit,
    Grant,
    GrantState,
    Payment,
    Receipt,
    ReceiptStatus,
    SignedHow,
    Tranche,
)
from caseapp.features.people.views import PersonView
from caseapp.features.programmes.queries import LineView

HIDDEN = "•••"
PRIVATE_TEXT = ("description", "skills", "risks", "returned_why", "appraisal_note", "decision_note", "halted_why",
                "outcome_note", "witness", "payee_name", "payee_phone", "payee_identity", "payee_account")  # fmt: skip


class TrancheState(Choice):
    """How a tranche stands: follows from its condition and its payments."""

    WAITING = "waiting", N_("waiting")
    READY = "ready", N_("ready to pay")
    PART = "part", N_("part paid")
    PAID = "paid", N_("paid")
    DROPPED = "dropped", N_("given up")


@dataclass(frozen=True)
class CostLine:
    """A line of the business plan; `amount` = quantity × unit price, in minor units."""

    item: str
    quantity: int
    unit_price: int
    amount: int


@dataclass(frozen=True)
class PaymentView:
    id: str
    tranche_id: str
    amount: int
    channel: str
    reference: str
    payee_name: str
    payee_phone: str | None
    payee_account: str | None
    paid_on: date
    paid_by: str
    note: str | None
    reversed_on: date | None
    reversed_why: str | None


@dataclass(frozen=True)
class ReceiptView:
    id: str
    tranche_id: str
    number: str | None
    vendor: str | None
    bought_on: date | None
    items: str
    amount: int
    status: ReceiptStatus
    note: str | None
    revision: int


@dataclass(frozen=True)
class TrancheView:
    id: str
    seq: int
    condition: str
    on_signing: bool
    amount: int
    paid: int
    planned_on: date | None
    met_on: date | None
    met_by: str
    met_note: str | None
    dropped_on: date | None
    dropped_why: str | None
    payments: tuple[PaymentView, ...] = ()
    receipts: tuple[ReceiptView, ...] = ()

    @property
    def left(self) -> int:
        """What may still be paid of it."""
        return 0 if self.dropped_on else self.amount - self.paid

    @property
    def state(self) -> TrancheState:
        if self.paid == self.amount:
            return TrancheState.PAID
        if self.dropped_on:
            return TrancheState.DROPPED
        if self.paid:
            return TrancheState.PART
        return TrancheState.READY if self.met_on else TrancheState.WAITING


@dataclass(frozen=True)
class VisitView:
    id: str
    visited_on: date
    visitor: str
    met: bool
    status: str | None
    sales: int | None
    costs: int | None
    workers_women: int | None
    workers_men: int | None
    stock_present: bool | None
    household_income: int | None
    savings: int | None
    debt: int | None
    main_income: bool | None
    saw: str | None
    problems: str | None
    advice: str | None
    needs: tuple[str, ...]
    next_on: date | None
    revision: int

    @property
    def profit(self) -> int | None:
        return None if self.sales is None or self.costs is None else self.sales - self.costs

    @property
    def workers(self) -> int | None:
        counted = [n for n in (self.workers_women, self.workers_men) if n is not None]
        return sum(counted) if counted else None


@dataclass(frozen=True)
class Step:
    """One stop of the way a grant goes: `state` is done, now, ahead or stopped; `detail` is the line below its name."""

    code: str
    label: str
    state: str
    on: date | None = None
    by: str = ""
    detail: str = ""


@dataclass(frozen=True)
class OtherGrant:
    """Another grant that a check names, as far as the reader may know of it."""

    id: str
    number: str
    name: str


@dataclass(frozen=True)
class Check:
    """Something worth a second look; it blocks nothing. `hidden` counts grants this reader may not see."""

    code: str
    text: str
    others: tuple[OtherGrant, ...] = ()
    hidden: int = 0
    explanation: str = ""
    explained_by: str = ""


@dataclass(frozen=True)
class BudgetState:
    """How a budget line stands, in minor units: promised is approved and not yet paid."""

    line: LineView
    amount: int
    promised: int
    paid: int

    @property
    def free(self) -> int:
        return self.amount - self.promised - self.paid


@dataclass(frozen=True)
class GrantRow:
    """One line of a list of grants."""

    id: str
    number: str
    case_id: str
    case_number: str
    person_id: str
    name: str
    place: str
    business: str
    state: GrantState
    currency: str
    asked: int
    approved: int | None
    paid: int
    caseworker_id: str | None
    caseworker: str
    applied_on: date
    next_visit_on: date | None
    returned_why: str
    next_step: str
    tranches: tuple[TrancheView, ...] = ()


@dataclass(frozen=True)
class GrantView:
    """One grant with all that belongs to it."""

    id: str
    number: str
    revision: int
    case_id: str
    case_number: str
    person: PersonView
    caseworker_id: str | None
    caseworker: str
    line: LineView
    state: GrantState
    currency: str
    kind: str
    business: str
    sector: str
    new_business: bool | None
    description: str | None
    skills: str | None
    risks: str | None
    household_agrees: bool | None
    costs: tuple[CostLine, ...]
    asked: int
    own_contribution: int | None
    expected_sales: int | None
    expected_costs: int | None
    break_even_month: int | None
    channel: str | None
    payee_name: str | None
    payee_phone: str | None
    payee_identity: str | None
    payee_account: str | None
    applied_on: date
    applied_by: str
    makers: tuple[str, ...]
    returned_why: str | None
    appraised_on: date | None
    appraised_by: str | None
    appraiser_id: str | None
    scores: Mapping[str, int]
    score: int | None
    score_of: int | None
    recommended: bool | None
    appraisal_note: str | None
    decided_on: date | None
    decided_by: str | None
    decider_id: str | None
    decision_note: str | None
    approved: int | None
    signed_on: date | None
    signed_how: SignedHow | None
    witness: str | None
    promised: int
    paid: int
    next_visit_on: date | None
    halted_on: date | None
    halted_why: str | None
    outcome: str | None
    outcome_note: str | None
    closed_on: date | None
    restricted: bool
    next_step: str = ""
    steps: tuple[Step, ...] = ()
    tranches: tuple[TrancheView, ...] = ()  # those of the plan; taken-out ones are in the journal
    visits: tuple[VisitView, ...] = ()  # the newest last
    checks: tuple[Check, ...] = ()
    budget: BudgetState | None = None

    @property
    def receipts(self) -> tuple[ReceiptView, ...]:
        return tuple(r for t in self.tranches for r in t.receipts)

    @property
    def receipted(self) -> int:
        """How much of the money accepted receipts cover, in minor units."""
        return sum(r.amount for r in self.receipts if r.status is ReceiptStatus.ELIGIBLE)

    @property
    def planned(self) -> int:
        """What the tranches add up to."""
        return sum(t.amount for t in self.tranches if not t.dropped_on)


def payment_view(payment: Payment, who: Mapping[str, str], actor: Actor) -> PaymentView:
    values = _plain(PaymentView, payment) | {"paid_by": who.get(payment.paid_by, "")}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= {
            "payee_name": HIDDEN,
            "payee_phone": None,
            "payee_account": None,
            "reference": HIDDEN,
            "note": None,
        }
    return PaymentView(**values)


def receipt_view(receipt: Receipt, actor: Actor) -> ReceiptView:
    values = _plain(ReceiptView, receipt)
    return ReceiptView(**values if actor.can(Permission.PERSON_IDENTIFY) else values | {"note": None})


def tranche_view(
    tranche: Tranche, who: Mapping[str, str], actor: Actor, payments: Sequence[Payment] = (), receipts: Sequence[Receipt] = ()
) -> TrancheView:  # fmt: skip
    named = actor.can(Permission.PERSON_IDENTIFY)
    values = _plain(TrancheView, tranche) | {
        "condition": _("Signed agreement") if tranche.on_signing else tranche.condition,
        "met_by": who.get(tranche.met_by or "", ""),
        "met_note": tranche.met_note if named else None,
        "payments": tuple(payment_view(p, who, actor) for p in payments if p.tranche_id == tranche.id),
        "receipts": tuple(receipt_view(r, actor) for r in receipts if r.tranche_id == tranche.id),
    }
    return TrancheView(**values)


def visit_view(visit: BusinessVisit, who: Mapping[str, str], actor: Actor) -> VisitView:
    values = _plain(VisitView, visit) | {"visitor": who.get(visit.visitor_id, "")}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= {"saw": None, "problems": None, "advice": None}
    return VisitView(**values)


def grant_view(grant: Grant, actor: Actor, who: Mapping[str, str], case: CaseView, **parts: Any) -> GrantView:
    """The record, its case and the parts read beside it; names of staff instead of their keys."""
    values = _plain(GrantView, grant) | {
        "case_number": case.number, "person": case.person, "caseworker": case.caseworker,
        "caseworker_id": case.caseworker_id, "costs": cost_lines(grant), "scores": grant.scores or {},
        "appraiser_id": grant.appraised_by, "decider_id": grant.decided_by,
    }  # fmt: skip
    values |= {name: who.get(values[name] or "", "") for name in ("applied_by", "appraised_by", "decided_by")}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= dict.fromkeys(PRIVATE_TEXT)
    return GrantView(**values | parts)


def cost_lines(grant: Grant) -> tuple[CostLine, ...]:
    return tuple(CostLine(**line) for line in grant.costs)


def break_even(start: int, sales: int | None, costs: int | None) -> int | None:
    """The month in which `start` (all that was put in) has come back; None without figures or without profit."""
    if sales is None or costs is None or sales <= costs:
        return None
    return max(1, -(-start // (sales - costs)))


def _plain(view: type, record: Any) -> dict[str, Any]:
    """Every field of the view that the record has under the same name."""
    return {f.name: getattr(record, f.name) for f in fields(view) if hasattr(record, f.name)}
