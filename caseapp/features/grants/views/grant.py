"""What screens and papers see of grants: plain frozen values. Who may not identify people sees no payee and no free text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from caseapp.core.permissions import Actor, Permission
from caseapp.features.cases.queries import CaseView
from caseapp.features.grants.cashflow import CashFlow, cash_flow
from caseapp.features.grants.models import Grant, GrantState, ReceiptStatus, Route, SignedHow
from caseapp.features.grants.views.committee import CheckAnswer, Committee
from caseapp.features.grants.views.goods import PurchaseView
from caseapp.features.grants.views.group import GroupView, LotView
from caseapp.features.grants.views.parts import ReceiptView, TrancheView, VisitView, percent, plain
from caseapp.features.grants.views.results import OutcomeCheckView, RecoveryView
from caseapp.features.people.views import PersonView
from caseapp.features.programmes.queries import LineView

PRIVATE_TEXT = ("description", "skills", "risks", "returned_why", "appraisal_note", "decision_note", "halted_why",
                "outcome_note", "witness", "payee_name", "payee_phone", "payee_identity", "payee_account", "found_at",
                "customers", "competitors", "suppliers", "premises", "balance_note", "screening_why", "minutes", "present",
                "few_why")  # fmt: skip


class CostLine(Struct, frozen=True):
    """A line of the business plan; `amount` = quantity × unit price, in minor units."""

    item: str
    quantity: int
    unit_price: int
    amount: int
    source: str = "grant"  # who pays for it: the grant, they themselves, somebody else


class Step(Struct, frozen=True):
    """One stop of the way a grant goes: `state` is done, now, ahead or stopped; `detail` is the line below its name."""

    code: str
    label: str
    state: str
    on: date | None = None
    by: str = ""
    detail: str = ""


class OtherGrant(Struct, frozen=True):
    """Another grant that a check names, as far as the reader may know of it."""

    id: str
    number: str
    name: str


class Check(Struct, frozen=True):
    """Something worth a second look; it blocks nothing. `hidden` counts grants this reader may not see."""

    code: str
    text: str
    others: tuple[OtherGrant, ...] = ()
    hidden: int = 0
    explanation: str = ""
    explained_by: str = ""


class BudgetState(Struct, frozen=True):
    """How a budget line stands, in minor units: promised is approved and not yet paid."""

    line: LineView
    amount: int
    promised: int
    paid: int

    @property
    def free(self) -> int:
        return self.amount - self.promised - self.paid


class GrantRow(Struct, frozen=True):
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
    kind: str = "individual"
    group: str = ""
    receipts_due_on: date | None = None
    outcome_due_on: date | None = None


class GrantView(Struct, frozen=True):
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
    legal_form: str | None
    route: Route
    group_id: str | None
    place: str | None
    found_at: str | None
    customers: str | None
    competitors: str | None
    suppliers: str | None
    premises: str | None
    licences: str | None
    workers_planned: int | None
    balance_note: str | None
    months: tuple[Mapping[str, int | None], ...]
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
    screened_on: date | None
    screened_by: str | None
    screening_why: str | None
    appraised_on: date | None
    appraised_by: str | None
    appraiser_id: str | None
    scores: Mapping[str, int]
    score: int | None
    score_of: int | None
    recommended: bool | None
    appraisal_note: str | None
    minutes: str | None
    present: str | None
    few_why: str | None
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
    recovered: int
    receipts_due_on: date | None
    outcome_due_on: date | None
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
    screening: tuple[CheckAnswer, ...] = ()
    committee: Committee = field(default_factory=Committee)
    group: GroupView | None = None
    lots: tuple[LotView, ...] = ()
    purchases: tuple[PurchaseView, ...] = ()
    outcomes: tuple[OutcomeCheckView, ...] = ()
    outcome_month: int | None = None  # the one that is asked next
    recoveries: tuple[RecoveryView, ...] = ()

    @property
    def receipts(self) -> tuple[ReceiptView, ...]:
        return tuple(r for t in self.tranches for r in t.receipts)

    @property
    def receipted(self) -> int:
        """How much of the money accepted receipts cover, in minor units."""
        return sum(r.amount for r in self.receipts if r.status is ReceiptStatus.ELIGIBLE)

    @property
    def liquidated(self) -> int | None:
        """Whole percent of what was paid that accepted receipts cover; None before anything was paid."""
        return percent(self.receipted, self.paid)

    @property
    def remaining(self) -> int:
        """What was approved and is not paid: still to be paid, or given up. With what is paid it is all of it."""
        return (self.approved or 0) - self.paid

    @property
    def together(self) -> bool:
        """Whether several people get it: a collective or a community grant."""
        return self.kind != "individual"

    @property
    def cash_flow(self) -> CashFlow:
        """The business plan month by month."""
        return cash_flow(started_with(self.costs, self.own_contribution), self.months, self.expected_sales,
                         self.expected_costs)  # fmt: skip

    @property
    def planned(self) -> int:
        """What the tranches add up to."""
        return sum(t.amount for t in self.tranches if not t.dropped_on)


def grant_view(grant: Grant, actor: Actor, who: Mapping[str, str], case: CaseView, **parts: Any) -> GrantView:
    """The record, its case and the parts read beside it; names of staff instead of their keys."""
    values = plain(GrantView, grant) | {
        "case_number": case.number, "person": case.person, "caseworker": case.caseworker,
        "caseworker_id": case.caseworker_id, "costs": cost_lines(grant), "scores": grant.scores or {},
        "appraiser_id": grant.appraised_by, "decider_id": grant.decided_by, "route": grant.route or Route.CASH,
        "months": tuple(grant.months or ()), "screening": (), "recovered": grant.recovered or 0,
    }  # fmt: skip
    values |= {
        name: who.get(values[name] or "", "")
        for name in ("applied_by", "screened_by", "appraised_by", "decided_by")
    }
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= dict.fromkeys(PRIVATE_TEXT)
    return GrantView(**values | parts)


def cost_lines(grant: Grant) -> tuple[CostLine, ...]:
    return tuple(CostLine(**line) for line in grant.costs)


def started_with(costs: tuple[CostLine, ...], own: int | None) -> int:
    """All that is put in at the start: every line of the plan, and own money beyond the lines that are one's own."""
    listed = sum(line.amount for line in costs if line.source == "own")
    return sum(line.amount for line in costs) + max(0, (own or 0) - listed)
