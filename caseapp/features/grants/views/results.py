"""Outcomes some months on, and money asked back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import GrantOutcome, Recovery, Repayment
from caseapp.features.grants.views.parts import HIDDEN, plain


class OutcomeCheckView(Struct, frozen=True):
    id: str
    month: int
    checked_on: date
    checked_by: str
    met: bool
    result: str | None
    profit: int | None
    loss: int | None
    household_income: int | None
    main_income: bool | None
    workers_women: int | None
    workers_men: int | None
    note: str | None


class RepaymentView(Struct, frozen=True):
    id: str
    amount: int
    channel: str
    reference: str
    received_on: date
    received_by: str


class RecoveryView(Struct, frozen=True):
    """Money asked back, with what came."""

    id: str
    amount: int
    why: str | None
    decided_on: date
    decided_by: str
    due_on: date | None
    ended_on: date | None
    ended_why: str | None
    repayments: tuple[RepaymentView, ...] = ()

    @property
    def received(self) -> int:
        return sum(r.amount for r in self.repayments)

    @property
    def left(self) -> int:
        """What is still to come; nothing when the rest was given up."""
        return 0 if self.ended_on else self.amount - self.received


def outcome_view(outcome: GrantOutcome, who: Mapping[str, str], actor: Actor) -> OutcomeCheckView:
    values = plain(OutcomeCheckView, outcome) | {"checked_by": who.get(outcome.checked_by, "")}
    return OutcomeCheckView(**values if actor.can(Permission.PERSON_IDENTIFY) else values | {"note": None})


def recovery_view(
    recovery: Recovery, who: Mapping[str, str], actor: Actor, repayments: Sequence[Repayment]
) -> RecoveryView:  # fmt: skip
    named = actor.can(Permission.PERSON_IDENTIFY)
    values = plain(RecoveryView, recovery) | {"decided_by": who.get(recovery.decided_by, "")}
    if not named:
        values |= {"why": None, "ended_why": None}
    came = (
        plain(RepaymentView, r) | {"received_by": who.get(r.received_by, "")} | ({} if named else {"reference": HIDDEN})
        for r in repayments if r.recovery_id == recovery.id
    )  # fmt: skip
    return RecoveryView(**values | {"repayments": tuple(RepaymentView(**one) for one in came)})
