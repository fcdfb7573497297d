"""What somebody may do next with a grant. A courtesy of the screens: the services decide, and refuse whoever may not."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import OPEN, RUNNING, GrantState, Route
from caseapp.features.grants.views import GrantView, TrancheView


class Move(Struct, frozen=True):
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
            _recovering(grant, actor),
        ]
    return [_outcome(grant, actor, today), _printing(grant, actor), _recovering(grant, actor)]


def papers(grant: GrantView, actor: Actor) -> tuple[Move, ...]:
    """What can be printed of it now besides the agreement."""
    if not actor.can(Permission.PRINT):
        return ()
    standing = any(not p.reversed_on for t in grant.tranches for p in t.payments)
    found = (
        _if(bool(grant.appraised_on and grant.committee.sheets), "print_minutes", _("Print the minutes…")),
        _if(standing, "print_receipt", _("Print a receipt for the last payment…")),
        _if(
            grant.signed_on is not None and grant.state in OPEN,
            "print_visit",
            _("Print a form for the visit…"),
        ),
    )
    return tuple(move for move in found if move)


def _application(grant: GrantView, actor: Actor) -> list[Move | None]:
    may = actor.can(Permission.GRANT_APPLY)
    returned = grant.state is GrantState.RETURNED
    appraises = actor.can(Permission.GRANT_APPRAISE) and not returned
    own_sheet = any(sheet.scorer_id == actor.id for sheet in grant.committee.sheets)
    scores = actor.can(Permission.GRANT_SCORE) and not returned and not own_sheet
    score = _if(scores and actor.id not in grant.makers, "score", _("Score…"))
    decides = actor.can(Permission.GRANT_APPROVE)
    return [
        _if(appraises and actor.id not in grant.makers, "appraise", _("Appraise…")),
        _if(may and grant.screened_on is None, "screen", _("Check eligibility…")),
        _if(may, "change", _("Mend and apply again…") if returned else _("Change the application…")),
        *([] if decides else [score]),
        _if(appraises, "return", _("Send back…")),
        _if(decides and not returned, "reject", _("Reject…")),
        _if(may, "withdraw", _("Withdraw…")),
        *(
            [score] if decides else []
        ),  # whoever scores does not approve: the last thing offered to an approver
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
    buys = applies and grant.route is Route.IN_KIND and due is not None
    return [
        _if(bool(due and due.met_on and may_pay), "pay", _("Pay tranche {number}…").format(number=due.seq if due else 0)),
        _outcome(grant, actor, today),
        *([close, visit] if finished else [visit, close]),
        _if(buys, "buy", _("Something to buy…")),
        _if(bool(due and not due.met_on and applies), "confirm", _("Condition met…")),
        _if(bool(applies and paid), "receipt", _("Add receipt…")),
        _printing(grant, actor),
        _if(bool(due and due.met_on and applies and not due.on_signing and not due.paid), "unconfirm",
            _("Condition not met after all…")),
        _if(bool(pays and paid), "reverse", _("The last payment does not count…")),
        _if(bool(due and actor.can(Permission.GRANT_APPROVE)), "drop", _("Give up what is left of a tranche…")),
        _recovering(grant, actor),
    ]  # fmt: skip


def _outcome(grant: GrantView, actor: Actor, today: date) -> Move | None:
    due = grant.outcome_due_on is not None and grant.outcome_due_on <= today
    words = _("Record the outcome of month {number}…").format(number=grant.outcome_month)
    return _if(
        due and grant.outcome_month is not None and actor.can(Permission.GRANT_APPLY), "outcome", words
    )


def _recovering(grant: GrantView, actor: Actor) -> Move | None:
    return _if(bool(grant.paid) and actor.can(Permission.GRANT_APPROVE), "recover", _("Ask money back…"))


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
