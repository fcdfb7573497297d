"""What somebody may do next with a grant. A courtesy of the screens: the services decide, and refuse whoever may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import RUNNING, GrantState
from caseapp.features.grants.views import GrantView, TrancheView


@dataclass(frozen=True)
class Move:
    """A button of the grant page: `code` names its handler."""

    code: str
    label: str


def due_tranche(grant: GrantView) -> TrancheView | None:
    """The tranche whose turn it is; None when all are paid or given up."""
    return next((t for t in grant.tranches if t.left), None)


def moves(grant: GrantView, actor: Actor, today: date) -> tuple[Move | None, tuple[Move, ...]]:
    """(the primary move or None, all others in the order of their use) for this reader."""
    offered = [m for m in _of_state(grant, actor, today) if m]
    primary = offered[0] if offered and offered[0].code != "print" else None
    return primary, tuple(offered[1:] if primary else offered)


def _of_state(grant: GrantView, actor: Actor, today: date) -> list[Move | None]:
    """Every move that fits the state and this role, the one that matters most first."""
    state = grant.state
    if state in (GrantState.APPLIED, GrantState.RETURNED):
        return _application(grant, actor)
    if state is GrantState.APPRAISED:
        return _decision(grant, actor)
    if state is GrantState.APPROVED:
        return [*_agreement(grant, actor), *_brakes(actor)]
    if state in RUNNING:
        return [*_running(grant, actor, today), *_brakes(actor)]
    if state is GrantState.SUSPENDED:
        return [
            _if(actor.can(Permission.GRANT_APPROVE), "resume", _("Let it go on…")),
            _if(actor.can(Permission.GRANT_APPLY), "visit", _("Record business visit…")),
            _if(actor.can(Permission.GRANT_APPROVE), "cancel", _("Cancel the grant…")),
        ]
    return [_printing(grant, actor)]


def _application(grant: GrantView, actor: Actor) -> list[Move | None]:
    may = actor.can(Permission.GRANT_APPLY)
    returned = grant.state is GrantState.RETURNED
    appraises = actor.can(Permission.GRANT_APPRAISE) and not returned
    return [
        _if(appraises and actor.id not in grant.makers, "appraise", _("Appraise…")),
        _if(may, "change", _("Mend and apply again…") if returned else _("Change the application…")),
        _if(appraises, "return", _("Send back…")),
        _if(actor.can(Permission.GRANT_APPROVE) and not returned, "reject", _("Reject…")),
        _if(may, "withdraw", _("Withdraw…")),
    ]


def _decision(grant: GrantView, actor: Actor) -> list[Move | None]:
    decides = actor.can(Permission.GRANT_APPROVE)
    own = actor.id in (*grant.makers, grant.appraiser_id)
    return [
        _if(decides and not own, "approve", _("Approve…")),
        _if(decides, "send_back", _("Send back…")),
        _if(decides, "reject", _("Reject…")),
        _if(actor.can(Permission.GRANT_APPLY), "withdraw", _("Withdraw…")),
    ]


def _agreement(grant: GrantView, actor: Actor) -> list[Move | None]:
    may = actor.can(Permission.GRANT_APPLY)
    ready = grant.planned == grant.approved
    plan = _if(may, "plan", _("Change the tranches…") if ready else _("Plan the tranches…"))
    sign = _if(may, "sign", _("Agreement signed…"))
    return [sign, _printing(grant, actor), plan] if ready else [plan]


def _running(grant: GrantView, actor: Actor, today: date) -> list[Move | None]:
    due, applies = due_tranche(grant), actor.can(Permission.GRANT_APPLY)
    pays = actor.can(Permission.GRANT_PAY)
    may_pay = pays and actor.id not in (*grant.makers, grant.decider_id)
    finished = grant.state is GrantState.MONITORING and grant.next_visit_on is None
    visit = _if(applies, "visit", _("Record business visit…"))
    close = _if(applies and due is None, "close", _("Close with the outcome…"))
    paid = [p for t in grant.tranches for p in t.payments if not p.reversed_on]
    return [
        _if(bool(due and due.met_on and may_pay), "pay", _("Pay tranche {number}…").format(number=due.seq if due else 0)),
        *([close, visit] if finished else [visit, close]),
        _if(bool(due and not due.met_on and applies), "confirm", _("Condition met…")),
        _if(bool(applies and paid), "receipt", _("Add receipt…")),
        _printing(grant, actor),
        _if(bool(due and due.met_on and applies and not due.on_signing and not due.paid), "unconfirm",
            _("Condition not met after all…")),
        _if(bool(pays and paid), "reverse", _("Reverse the last payment…")),
        _if(bool(due and actor.can(Permission.GRANT_APPROVE)), "drop", _("Give up what is left of a tranche…")),
    ]  # fmt: skip


def _brakes(actor: Actor) -> list[Move | None]:
    return [
        _if(actor.can(Permission.GRANT_APPLY), "suspend", _("Suspend…")),
        _if(actor.can(Permission.GRANT_APPROVE), "cancel", _("Cancel the grant…")),
    ]


def _printing(grant: GrantView, actor: Actor) -> Move | None:
    ready = grant.approved is not None and bool(grant.tranches)
    return _if(ready and actor.can(Permission.PRINT), "print", _("Print agreement…"))


def _if(fits: bool, code: str, label: str) -> Move | None:
    return Move(code, label) if fits else None
