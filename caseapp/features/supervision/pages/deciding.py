"""What approving and returning do, kind by kind: a last look, the words that are asked for, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseapp.core import dates, money
from caseapp.core.i18n import N_, _
from caseapp.features.cases import reopening, transfers
from caseapp.features.cases import service as cases
from caseapp.features.cases.form import COMMENT_FORM
from caseapp.features.grants import queries as grants
from caseapp.features.grants import service as granting
from caseapp.features.grants.form import APPROVAL, PAYMENT, REASON
from caseapp.features.grants.pages.acting import due_payment
from caseapp.features.grants.views import GrantView
from caseapp.features.people import emergency
from caseapp.features.plans import service as plans
from caseapp.features.plans.form import RETURN_FORM
from caseapp.features.retention import queries as retained
from caseapp.features.retention import service as retention
from caseapp.features.retention.models import Ending
from caseapp.features.retention.pages.telling import ask, what_goes
from caseapp.features.retention.queries import RetentionView
from caseapp.features.retention.removing import Held
from caseapp.features.supervision.approvals import (
    CLOSURE,
    EMERGENCY,
    GRANT,
    PLAN,
    REOPENING,
    RETENTION,
    TRANCHE,
    TRANSFER,
)
from caseapp.features.supervision.views import Waiting
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context

Decide = Callable[[Context, Waiting], None]


def _approve_plan(ctx: Context, waiting: Waiting) -> None:
    text = _("{name}: {what}. It comes into force today and replaces an earlier version.")
    if ctx.dialogs.confirm(
        _("Approve the plan?"), text.format(name=waiting.name, what=waiting.what), _("Approve")
    ):
        ctx.tasks.write(
            plans.approve, waiting.record_id, done=lambda _p: ctx.toast(_("The plan is approved."))
        )


def _approve_closure(ctx: Context, waiting: Waiting) -> None:
    text = _("{name}, {number}: {what}. What is planned ends with the case; it can be opened again.")
    words = text.format(name=waiting.name, number=waiting.number, what=waiting.what)
    if ctx.dialogs.confirm(_("Close the case?"), words, _("Close the case")):
        ctx.tasks.write(
            cases.approve_closure, waiting.case_id, done=lambda _c: ctx.toast(_("The case is closed."))
        )


def _approve_grant(ctx: Context, waiting: Waiting) -> None:
    ctx.tasks.read(grants.grant, waiting.record_id, done=lambda grant: _ask_amount(ctx, grant))


def _ask_amount(ctx: Context, grant: GrantView) -> None:
    free = money.shown(grant.budget.free, grant.currency) if grant.budget else ""
    note = _("The budget line has {free} free.").format(free=free) if free else ""
    ask_and_save(
        ctx, APPROVAL, _("Approve {business}").format(business=grant.business), {"approved": grant.asked},
        lambda uow, typed: granting.approve(uow, grant.id, typed, grant.revision),
        lambda _grant: ctx.toast(_("Approved. It goes back to the caseworker to be signed.")), note=note, confirm=_("Approve"),
    )  # fmt: skip


def _accept_emergency(ctx: Context, waiting: Waiting) -> None:
    text = _("{who} opened the record of {name}: {what}. The journal keeps both.")
    words = text.format(who=waiting.asked_by, name=waiting.name, what=waiting.what)
    if ctx.dialogs.confirm(_("Was this in order?"), words, _("In order")):
        ctx.tasks.write(
            emergency.accept, waiting.record_id, done=lambda _o: ctx.toast(_("Noted as in order."))
        )


def _object_to_emergency(ctx: Context, waiting: Waiting) -> None:
    ask_and_save(
        ctx, emergency.OPINION_FORM, _("Not in order: what was wrong"), {},
        lambda uow, typed: emergency.object_to(uow, waiting.record_id, typed),
        lambda _done: ctx.toast(_("The record is closed to them again.")), confirm=_("Not in order"),
        note=f"{waiting.asked_by}: {waiting.what}",
    )  # fmt: skip


def _pay(ctx: Context, waiting: Waiting) -> None:
    """Releasing money is recording its payment: what is asked is what the grant's own page asks."""

    def ask(grant: GrantView) -> None:
        due = due_payment(grant, ctx.clock.today())
        if due:
            ask_and_save(
                ctx, PAYMENT, f"{due.title} · {grant.number}", dict(due.values), due.save,
                lambda _grant: ctx.toast(_("Payment recorded.")), note=due.note, confirm=_("Record the payment"),
            )  # fmt: skip

    ctx.tasks.read(grants.grant, waiting.door.args["grant_id"], done=ask)


def _confirmed(title: str, text: str, confirm: str, service: Callable[..., Any], told: str) -> Decide:
    """Ask once more, then do it."""

    def decide(ctx: Context, waiting: Waiting) -> None:
        words = _(text).format(name=waiting.name, number=waiting.number, what=waiting.what)
        if ctx.dialogs.confirm(_(title), words, _(confirm)):
            ctx.tasks.write(service, waiting.record_id, done=lambda _done: ctx.toast(_(told)))

    return decide


_keep = _confirmed(
    N_("Keep the record?"), N_("{name}, {number}: {what}"), N_("Keep it"), retention.approve,
    N_("The record is kept. It comes up again on that day."),
)  # fmt: skip


def _approve_retention(ctx: Context, waiting: Waiting) -> None:
    """Keep it after one more question; before a removal everything that goes is shown."""

    def decide(found: RetentionView, known: Held | None) -> None:
        if found.ending is Ending.KEEP:
            _keep(ctx, waiting)
            return
        title = _("Remove what identifies {name}?").format(name=waiting.name)
        if ctx.dialogs.preview(title, what_goes(ctx, found.goes, known), _("Put it into the bin")):
            told = _("It is in the bin. Until {day} it can be brought back.")
            ctx.tasks.write(
                retention.approve, waiting.record_id,
                done=lambda done: ctx.toast(told.format(day=dates.day(done.bin_until))),
            )  # fmt: skip

    ask(ctx, retained.review, waiting.record_id, decide)


def _returning(form: Any, service: Callable[..., Any]) -> Decide:
    """Ask for the comment and send it back: the caseworker finds both on My day."""

    def send(ctx: Context, waiting: Waiting) -> None:
        ask_and_save(
            ctx, form, _("Return: what should change"), {}, lambda uow, typed: service(uow, waiting.record_id, typed),
            lambda _done: ctx.toast(_("Returned with your comment.")), note=f"{waiting.name}: {waiting.what}",
            confirm=_("Return"),
        )  # fmt: skip

    return send


APPROVE = {
    PLAN: _approve_plan,
    GRANT: _approve_grant,
    CLOSURE: _approve_closure,
    EMERGENCY: _accept_emergency,
    TRANCHE: _pay,
    TRANSFER: _confirmed(
        N_("Give the case to the colleague?"), N_("{name}, {number}: {what}. What is planned goes with it."), N_("Give it"),
        transfers.approve, N_("The case is with the colleague now."),
    ),
    REOPENING: _confirmed(
        N_("Open the case again?"), N_("{name}, {number}: {what}"), N_("Open it"), reopening.approve,
        N_("The case is open again."),
    ),
    RETENTION: _approve_retention,
}  # fmt: skip
RETURN = {
    PLAN: _returning(RETURN_FORM, plans.return_plan),
    GRANT: _returning(REASON, granting.send_back),
    CLOSURE: _returning(COMMENT_FORM, cases.return_closure),
    EMERGENCY: _object_to_emergency,
    TRANCHE: _returning(REASON, granting.send_back_condition),
    TRANSFER: _returning(COMMENT_FORM, transfers.send_back),
    REOPENING: _returning(COMMENT_FORM, reopening.send_back),
    RETENTION: _returning(COMMENT_FORM, retention.send_back),
}
