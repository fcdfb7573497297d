"""What the steps of a grant share: taking it at the right moment, and keeping its balances in step."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.money import shown
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.service import open_for_work
from caseapp.features.grants import budget
from caseapp.features.grants.form import REASON
from caseapp.features.grants.models import RUNNING, SETTLED, Grant, GrantState, Tranche
from caseapp.features.grants.service.dues import keep_dues


def take(uow: UnitOfWork, grant_id: str, *states: GrantState) -> Grant:
    """The grant for a step that fits these states. Raises NotFound, or Refused in any other state or for a closed case."""
    grant = uow.get(Grant, grant_id)
    open_for_work(uow, grant.case_id)
    if grant.state not in states:
        raise Refused(
            _("Grant {number} is now: {state}. This step does not fit. Nothing was changed.").format(
                number=grant.number, state=grant.state.shown()
            )
        )
    return grant


def as_seen(grant: Grant, revision: int | None) -> None:
    """Raise Refused when somebody changed the grant after this actor read it: nobody decides on what they have not seen."""
    if revision is not None and grant.revision != revision:
        raise Refused(
            _(
                "Grant {number} changed while you were reading it. Nothing was saved. Look again, then decide."
            ).format(number=grant.number)
        )


def not_by(uow: UnitOfWork, persons: Sequence[str | None], sentence: str) -> None:
    """Raise Refused when the actor is one of these: two people for two steps, also on one laptop."""
    if uow.actor.id in persons:
        raise Refused(sentence)


def like(record: Any) -> dict[str, Any]:
    """Scope of a record that hangs on this one: the same team, caseworker and restriction."""
    return {"team": record.team, "owner_id": record.owner_id, "restricted": record.restricted}


def tranches(uow: UnitOfWork, grant: Grant) -> list[Tranche]:
    """All tranches of a grant in their order, also those taken out of the plan."""
    uow.session.flush()
    return list(
        uow.session.scalars(select(Tranche).where(Tranche.grant_id == grant.id).order_by(Tranche.seq))
    )


def settle(uow: UnitOfWork, grant: Grant) -> None:
    """Work out what is paid and promised from the payments and tranches themselves, and whether paying is over.

    A payment that was reversed does not count; a tranche that was given up promises nothing more.
    """
    plan, paid = tranches(uow, grant), budget.paid_by_tranche(uow, grant.id)
    for tranche in plan:
        tranche.paid = paid.get(tranche.id, 0)
    grant.paid = sum(paid.values())
    left = sum(t.amount - t.paid for t in plan if not t.dropped_on)
    if grant.state in RUNNING:
        grant.state = GrantState.PAYING if left else GrantState.MONITORING
    grant.promised = _promised(grant, left)
    keep_dues(uow, grant)


def _promised(grant: Grant, left: int) -> int:
    if grant.approved is None or grant.state in SETTLED:
        return 0
    return left if grant.signed_on else grant.approved


def end(uow: UnitOfWork, grant: Grant, state: GrantState, raw: Mapping[str, Any]) -> Grant:
    """Settle a grant before its time, with a reason: what was not paid of it is free again."""
    grant.halted_why = uow.reason = REASON.clean(raw)["reason"]
    grant.state, grant.halted_on, grant.next_visit_on = state, uow.today, None
    for tranche in tranches(uow, grant):
        if tranche.paid < tranche.amount and not tranche.dropped_on:
            tranche.dropped_on, tranche.dropped_why = uow.today, grant.halted_why
    settle(uow, grant)
    return grant


def sent_back(grant: Grant, raw: Mapping[str, Any]) -> Grant:
    """Give an application back to those who made it, with a comment."""
    grant.returned_why = REASON.clean(raw)["reason"]
    grant.state = GrantState.RETURNED
    return grant


def channel_problem(uow: UnitOfWork, code: str | None) -> str | None:
    """Why this payment channel cannot be used here; None when it can, or none was chosen."""
    found = codes.get("payment_channels", code) if code else None
    if found and not found.for_country(uow.office.country):
        return _("{channel} is not used in this country.").format(channel=found.shown())
    return None


def reference_problem(uow: UnitOfWork, reference: str | None) -> str | None:
    """A reference is used once in the whole office; the other grant is named if this actor may know of it."""
    if not reference:
        return _("Write the reference of the payment.")
    used = budget.reference_used(uow, reference)
    if used is None:
        return None
    other = uow.session.scalar(select(Grant.number).where(Grant.id == used))
    if other is None:
        return _("This reference was already used for a payment of another grant.")
    return _("This reference was already used for a payment of grant {number}.").format(number=other)


def in_past(value: date | None, today: date, not_before: date | None = None) -> str | None:
    """Why a day on which something was done cannot be; None when it can."""
    if value and value > today:
        return _("This cannot lie in the future.")
    if value and not_before and value < not_before:
        return _("That is before the step it follows.")
    return None


def compact(typed: str | None) -> str | None:
    """A reference or identity number as it is compared: capitals, without blanks and dashes."""
    return re.sub(r"[\s\-–./]+", "", typed).upper() or None if typed else None


def amount(grant: Grant, minor: int) -> str:
    return shown(minor, grant.currency)
