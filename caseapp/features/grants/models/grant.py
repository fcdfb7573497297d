"""The grant itself with its tranches, payments, receipts and visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.erasing import to_area
from caseapp.data.types import Json


class GrantState(Choice):
    APPLIED = "applied", N_("Applied")
    RETURNED = "returned", N_("Sent back")
    APPRAISED = "appraised", N_("Appraised")
    APPROVED = "approved", N_("Approved")
    PAYING = "paying", N_("Paying")
    MONITORING = "monitoring", N_("Monitoring")
    SUSPENDED = "suspended", N_("Suspended")
    CLOSED = "closed", N_("Closed")
    REJECTED = "rejected", N_("Rejected")
    CANCELLED = "cancelled", N_("Cancelled")


UNDECIDED = (GrantState.APPLIED, GrantState.RETURNED, GrantState.APPRAISED)
SETTLED = (GrantState.CLOSED, GrantState.REJECTED, GrantState.CANCELLED)
OPEN = tuple(state for state in GrantState if state not in SETTLED)
RUNNING = (GrantState.PAYING, GrantState.MONITORING)


class Route(Choice):
    """How help reaches the business: as money, or as goods the office buys and hands over."""

    CASH = "cash", N_("Money to the grantee")
    IN_KIND = "in_kind", N_("Goods bought by the office")


class PaymentEnd(Choice):
    """Why a payment does not count any more."""

    FAILED = "failed", N_("It failed: the money never left")
    CAME_BACK = "came_back", N_("It came back")
    UNCLAIMED = "unclaimed", N_("Nobody collected it")
    MISTAKE = "mistake", N_("It was recorded by mistake")


class SignedHow(Choice):
    SIGNATURE = "signature", N_("Signature")
    THUMBPRINT = "thumbprint", N_("Thumbprint")


class ReceiptStatus(Choice):
    ELIGIBLE = "eligible", N_("Accepted")
    INELIGIBLE = "ineligible", N_("Not accepted")
    MISSING = "missing", N_("Missing")


class Grant(Scoped, Entity):
    """Start-up help for one business, from application to outcome. Amounts in minor units of `currency`.

    `promised` and `paid` are kept in step with tranches and payments by the services: promised is what is approved and
    neither paid nor given up, so that a budget line is one sum. The checks below are the last line of defence.
    """

    __tablename__ = "grant"
    stays = frozenset(
        {"number", "currency", "kind", "sector", "legal_form", "months", "channel", "scores", "outcome"}
    )
    __table_args__ = (
        CheckConstraint("approved IS NULL OR approved <= asked", name="approved_within_asked"),
        CheckConstraint("paid <= coalesce(approved, 0)", name="paid_within_approved"),
        CheckConstraint("promised >= 0 AND paid >= 0", name="no_negative_balance"),
        Index("ix_grant_state", "state", "applied_on", "id"),
        Index("ix_grant_applied", "settled", "applied_on", "id"),
        Index("ix_grant_asked", "settled", "asked", "id"),
        Index("ix_grant_line", "line_id", "promised", "paid"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[str] = mapped_column(String(28), unique=True)
    line_id: Mapped[str] = mapped_column(ForeignKey("budget_line.id"))
    state: Mapped[GrantState]
    settled: Mapped[bool]  # follows from the state: lists of what is open walk an index in their order
    currency: Mapped[str] = mapped_column(String(3))

    kind: Mapped[str] = mapped_column(String(40))
    business: Mapped[str] = mapped_column(String(200))
    sector: Mapped[str] = mapped_column(String(40))
    new_business: Mapped[bool | None]
    legal_form: Mapped[str | None] = mapped_column(String(40))
    group_id: Mapped[str | None] = mapped_column(Key, index=True)  # collective and community grants
    route: Mapped[Route | None]  # empty in older files: money
    place: Mapped[str | None] = mapped_column(String(24), info={"coarser": to_area})  # where the business is
    found_at: Mapped[str | None] = mapped_column(String(200))  # how to find it, GPS
    description: Mapped[str | None] = mapped_column(Text)
    skills: Mapped[str | None] = mapped_column(Text)
    risks: Mapped[str | None] = mapped_column(Text)
    household_agrees: Mapped[bool | None]
    customers: Mapped[str | None] = mapped_column(Text)
    competitors: Mapped[str | None] = mapped_column(Text)
    suppliers: Mapped[str | None] = mapped_column(Text)
    premises: Mapped[str | None] = mapped_column(String(200))
    licences: Mapped[str | None] = mapped_column(String(200))
    workers_planned: Mapped[int | None]
    balance_note: Mapped[str | None] = mapped_column(Text)  # between groups and clans of the place
    costs: Mapped[Any] = mapped_column(
        Json, default=list
    )  # [{item, quantity, unit_price, source, amount}]; `asked` is the sum of what the grant is to pay
    asked: Mapped[int] = mapped_column(BigInteger)
    own_contribution: Mapped[int | None] = mapped_column(BigInteger)
    expected_sales: Mapped[int | None] = mapped_column(BigInteger)  # a month
    expected_costs: Mapped[int | None] = mapped_column(BigInteger)
    break_even_month: Mapped[int | None]
    months: Mapped[Any] = mapped_column(Json, nullable=True)  # [{sales, costs}] of the first months, typed

    channel: Mapped[str | None] = mapped_column(String(40))
    payee_name: Mapped[str | None] = mapped_column(String(200))
    payee_phone: Mapped[str | None] = mapped_column(String(20), index=True)
    payee_identity: Mapped[str | None] = mapped_column(String(60), index=True)  # capitals without blanks
    payee_account: Mapped[str | None] = mapped_column(String(60))

    applied_on: Mapped[date]
    applied_by: Mapped[str] = mapped_column(Key)
    makers: Mapped[tuple[str, ...]] = mapped_column(
        default=()
    )  # everybody who made or changed the application
    returned_why: Mapped[str | None] = mapped_column(Text)
    screened_on: Mapped[date | None]
    screened_by: Mapped[str | None] = mapped_column(Key)
    screening: Mapped[Any] = mapped_column(Json, nullable=True)  # {code of the list grant_checks: bool}
    screening_why: Mapped[str | None] = mapped_column(Text)  # why it goes on although a check fails
    appraised_on: Mapped[date | None]
    appraised_by: Mapped[str | None] = mapped_column(Key)
    scores: Mapped[Any] = mapped_column(
        Json, nullable=True
    )  # {criterion: points} of the list appraisal_criteria, the mean of the sheets that count
    score: Mapped[int | None]
    score_of: Mapped[int | None]
    recommended: Mapped[bool | None]
    appraisal_note: Mapped[str | None] = mapped_column(Text)
    minutes: Mapped[str | None] = mapped_column(Text)
    present: Mapped[str | None] = mapped_column(Text)  # who sat in the committee
    few_why: Mapped[str | None] = mapped_column(Text)  # why fewer scored than the office asks for
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(Key)
    decision_note: Mapped[str | None] = mapped_column(Text)
    approved: Mapped[int | None] = mapped_column(BigInteger)
    signed_on: Mapped[date | None]
    signed_how: Mapped[SignedHow | None]
    witness: Mapped[str | None] = mapped_column(String(200))
    signed_recorded_by: Mapped[str | None] = mapped_column(Key)
    promised: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    recovered: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0"
    )  # paid back by the grantee
    receipts_due_on: Mapped[date | None] = mapped_column(index=True)
    outcome_due_on: Mapped[date | None] = mapped_column(index=True)
    next_visit_on: Mapped[date | None] = mapped_column(index=True)
    explained: Mapped[Any] = mapped_column(Json, nullable=True)  # {check: {text, by, on, covers: [ids]}}
    halted_on: Mapped[date | None]
    halted_why: Mapped[str | None] = mapped_column(Text)
    resumes_as: Mapped[GrantState | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
    outcome_note: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None] = mapped_column(Key)

    @validates("state")
    def _settle(self, _name: str, state: GrantState) -> GrantState:
        self.settled = state in SETTLED
        return state


class Tranche(Scoped, Entity):
    """A part of a grant that is paid once its condition is met; `paid` is kept in step with its payments."""

    __tablename__ = "tranche"
    stays = frozenset()
    __table_args__ = (
        UniqueConstraint("grant_id", "seq"),
        CheckConstraint("amount > 0 AND paid >= 0 AND paid <= amount", name="paid_within_tranche"),
    )

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    seq: Mapped[int]
    condition: Mapped[str] = mapped_column(String(200))
    on_signing: Mapped[bool] = mapped_column(default=False)  # the signed agreement itself is the condition
    amount: Mapped[int] = mapped_column(BigInteger)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    planned_on: Mapped[date | None]
    met_on: Mapped[date | None] = mapped_column(index=True)
    met_by: Mapped[str | None] = mapped_column(Key)
    met_note: Mapped[str | None] = mapped_column(Text)
    returned_on: Mapped[date | None]  # whoever pays sent the confirmation of the condition back
    returned_by: Mapped[str | None] = mapped_column(Key)
    returned_why: Mapped[str | None] = mapped_column(Text)
    dropped_on: Mapped[date | None]  # taken out of the plan, or given up later with a reason
    dropped_why: Mapped[str | None] = mapped_column(Text)


class Payment(Scoped, Entity):
    """Money that went out. A payment that failed or came back is reversed: it no longer counts, its reference stays used."""

    __tablename__ = "payment"
    stays = frozenset({"currency", "channel"})
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    tranche_id: Mapped[str] = mapped_column(ForeignKey("tranche.id"), index=True)
    purchase_id: Mapped[str | None] = mapped_column(Key, index=True)  # what the vendor was paid for
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(60), unique=True)  # capitals without blanks
    payee_name: Mapped[str] = mapped_column(String(200))
    payee_phone: Mapped[str | None] = mapped_column(String(20), index=True)
    payee_account: Mapped[str | None] = mapped_column(String(60))
    paid_on: Mapped[date]
    paid_by: Mapped[str] = mapped_column(Key)
    note: Mapped[str | None] = mapped_column(Text)
    reversed_on: Mapped[date | None]
    reversed_by: Mapped[str | None] = mapped_column(Key)
    reversed_why: Mapped[str | None] = mapped_column(Text)
    reversed_how: Mapped[PaymentEnd | None]


class Receipt(Scoped, Entity):
    """What the money was spent on, as the grantee can show it; a receipt that should be there and is not is `missing`."""

    __tablename__ = "receipt"
    stays = frozenset()
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_receipt_number", "number"),
    )

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    tranche_id: Mapped[str] = mapped_column(ForeignKey("tranche.id"))
    number: Mapped[str | None] = mapped_column(String(60))
    vendor: Mapped[str | None] = mapped_column(String(200))
    bought_on: Mapped[date | None]
    items: Mapped[str] = mapped_column(String(400))
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[ReceiptStatus]
    note: Mapped[str | None] = mapped_column(Text)


class BusinessVisit(Scoped, Entity):
    """What somebody saw at the business; amounts are of one month. `met` False: nobody was there."""

    __tablename__ = "business_visit"
    stays = frozenset({"status"})

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    visited_on: Mapped[date]
    visitor_id: Mapped[str] = mapped_column(Key)
    met: Mapped[bool]
    gps: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str | None] = mapped_column(String(40))  # code of the list business_status
    sales: Mapped[int | None] = mapped_column(BigInteger)
    costs: Mapped[int | None] = mapped_column(BigInteger)
    workers_women: Mapped[int | None]
    workers_men: Mapped[int | None]
    stock_present: Mapped[bool | None]
    household_income: Mapped[int | None] = mapped_column(BigInteger)
    savings: Mapped[int | None] = mapped_column(BigInteger)
    debt: Mapped[int | None] = mapped_column(BigInteger)
    main_income: Mapped[bool | None]
    saw: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[str | None] = mapped_column(Text)
    advice: Mapped[str | None] = mapped_column(Text)
    needs: Mapped[tuple[str, ...]] = mapped_column(default=())  # codes of the list business_needs
    next_on: Mapped[date | None]
