"""How grants read on every screen: amounts, states, next steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseapp.core import codes
from caseapp.core.errors import Invalid, Refused
from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.core.money import shown
from caseapp.features.grants.models import GrantState, ReceiptStatus
from caseapp.features.grants.views import GrantRow, GrantView, TrancheState
from caseapp.ui.page import Watching

WATCHED = frozenset({
    "grant", "tranche", "payment", "receipt", "business_visit", "budget_line", "grant_score", "grant_group",
    "grant_group_member", "grant_lot", "grant_purchase", "grant_quotation", "grant_goods", "grant_photo", "grant_outcome",
    "grant_recovery", "grant_repayment",
})  # fmt: skip
STATE_TONES = {
    GrantState.APPLIED: "neutral", GrantState.RETURNED: "warn", GrantState.APPRAISED: "brand", GrantState.APPROVED: "brand",
    GrantState.PAYING: "brand", GrantState.MONITORING: "ok", GrantState.SUSPENDED: "bad", GrantState.CLOSED: "neutral",
    GrantState.REJECTED: "bad", GrantState.CANCELLED: "neutral",
}  # fmt: skip
TRANCHE_TONES = {
    TrancheState.WAITING: "warn", TrancheState.READY: "brand", TrancheState.PART: "brand", TrancheState.PAID: "ok",
    TrancheState.DROPPED: "neutral",
}  # fmt: skip
RECEIPT_TONES = {ReceiptStatus.ELIGIBLE: "ok", ReceiptStatus.INELIGIBLE: "bad", ReceiptStatus.MISSING: "warn"}
RUNS = frozenset({"operational", "struggling", "seasonal_pause"})


def money(minor: int | None, currency: str, cents: bool | None = None) -> str:
    """An amount, or nothing when there is none."""
    return "" if minor is None else shown(minor, currency, cents)


def paid_share(grant: GrantRow) -> tuple[float, str]:
    """How much of a grant is paid, for a bar."""
    return (grant.paid / grant.approved if grant.approved else 0.0), "brand"


def channel(code: str | None) -> str:
    """`M-Pesa` for `M-Pesa (Vodacom Lesotho)`: what fits a column."""
    return codes.label("payment_channels", code).partition(" (")[0] if code else ""


def reference(text: str) -> str:
    """`QGH7•••`: enough to recognise, not enough to copy over a shoulder."""
    return f"{text[:4]}•••" if len(text) > 4 else text


def spread(grant: GrantView) -> str:
    """`Average 76.3, from 68 to 83 · 3 of 3 scorers`."""
    committee = grant.committee
    count = _("{count} of {needed} scorers").format(count=len(committee.counted), needed=committee.needed)
    if committee.mean is None:
        return count
    words = _("Average {mean}").format(mean=f"{committee.mean:.1f}")
    if committee.spread:
        words += ", " + _("from {low} to {high}").format(low=committee.spread[0], high=committee.spread[1])
    return f"{words} · {count}"


def ask(
    screen: Watching, form: Form, title: str, service: Callable[..., Any], *, values: dict[str, Any] | None = None,
    confirm: str = "", note: str = "", told: str = "",
) -> None:  # fmt: skip
    """Ask a form and run `service(uow, values)`. What was refused is asked again with everything typed still there.

    The title names the grant: what a sheet keeps as a draft belongs to its title.
    """
    ctx = screen.ctx
    typed = ctx.dialogs.ask(form, title, values, confirm=confirm, country=ctx.office.country, note=note)
    if typed is None:
        return

    def failed(error: Exception) -> None:
        if isinstance(error, (Invalid, Refused)):
            ask(screen, form, title, service, values=typed, confirm=confirm, note=str(error), told=told)
        else:
            ctx.dialogs.error(error)

    screen.write(service, typed, done=lambda _answer: ctx.toast(told or _("Saved.")), failed=failed)
