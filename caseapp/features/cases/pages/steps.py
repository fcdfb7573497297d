"""What can be done with a case as a whole, from the More menu of its page: each asks, saves, and says what was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.cases import closing, reopening, service, transfers
from caseapp.features.cases.closing import Standing
from caseapp.features.cases.form import (
    ANSWER_FORM,
    INTERVAL_FORM,
    REOPEN_FORM,
    RISK_FORM,
    closure_form,
    transfer_form,
)
from caseapp.features.cases.queries import CaseView
from caseapp.features.cases.transfers import TransferView
from caseapp.features.people import service as people
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context

Step = tuple[str, Callable[[], object]]


def steps(ctx: Context, case: CaseView) -> list[Step]:
    """What this person may do with this case now, in order."""
    found: list[Step] = []
    if case.open and ctx.can(Permission.CASE_WRITE):
        found.append((_("Change the risk level…"), partial(set_risk, ctx, case)))
        if not case.lost_on:
            found.append((_("How often to be in contact…"), partial(set_interval, ctx, case)))
        if case.caseworker_id == ctx.actor.id or ctx.can(Permission.CASE_ASSIGN):
            found.append((_("Ask a colleague to take over…"), partial(ask_colleague, ctx, case)))
        if not case.closing_asked_on:
            found.append((_("Ask to close the case…"), partial(ask_closure, ctx, case.id)))
    if not case.open and ctx.can(Permission.CASE_APPROVE):
        found.append((_("Reopen the case…"), partial(reopen, ctx, case)))
    elif not case.open and ctx.can(Permission.CASE_WRITE):
        found.append((_("Ask to reopen the case…"), partial(ask_reopening, ctx, case)))
    if ctx.can(Permission.RESTRICTED_READ) and ctx.can(Permission.CASE_ASSIGN):
        words = _("Show to the office again…") if case.person.restricted else _("Restrict this record…")
        found.append((words, partial(restrict, ctx, case)))
    return found


def _nothing(_answer: object) -> None:
    """The page shows it by itself."""


def set_risk(ctx: Context, case: CaseView) -> None:
    """Ask for the risk level as it is now; the next contact follows."""
    note = ""
    if case.contact_days:
        note = _("The interval of {days} days that was agreed by hand ends: contacts follow the risk again.")
    seen = {"risk": case.risk, "risk_reason": case.risk_reason}
    ask_and_save(
        ctx, RISK_FORM, _("Risk level"), seen, lambda uow, typed: service.set_risk(uow, case.id, typed), _nothing,
        note=note.format(days=case.contact_days),
    )  # fmt: skip


def set_interval(ctx: Context, case: CaseView) -> None:
    """Ask for another interval than the risk asks for."""
    note = _(
        "{risk} risk: contact every {days} days. Another interval holds until the risk is assessed again."
    )
    note = note.format(risk=case.risk.shown(), days=ctx.office.rule(f"contact.{case.risk.value}"))
    seen = {"contact_days": case.contact_days, "contact_why": case.contact_why}
    ask_and_save(
        ctx, INTERVAL_FORM, _("How often to be in contact"), seen,
        lambda uow, typed: service.set_interval(uow, case.id, typed), _nothing, note=note,
    )  # fmt: skip


def ask_colleague(ctx: Context, case: CaseView) -> None:
    """Ask who is to take over, and why."""

    def ask(colleagues: tuple[tuple[str, str], ...]) -> None:
        note = _("The case stays with {name} until the colleague accepts. What is planned goes with it.")
        typed = ctx.dialogs.ask(
            transfer_form(colleagues), _("Ask a colleague to take over"), confirm=_("Ask"),
            note=note.format(name=case.caseworker or _("nobody")),
        )  # fmt: skip
        if typed is not None:
            ctx.tasks.write(
                transfers.ask,
                case.id,
                typed,
                done=lambda t: ctx.toast(_("{name} is asked.").format(name=t.taker)),
            )

    ctx.tasks.read(transfers.colleagues, case.caseworker_id, done=ask)


def accept(ctx: Context, asked: TransferView) -> None:
    """Take a case over."""
    done = _("The case is yours now. What was planned came with it.")
    ctx.tasks.write(transfers.accept, asked.id, done=lambda _t: ctx.toast(done))


def decline(ctx: Context, asked: TransferView) -> None:
    """Leave it where it is, with a word why."""
    ask_and_save(
        ctx, ANSWER_FORM, _("Decline"), {}, lambda uow, typed: transfers.decline(uow, asked.id, typed),
        lambda _t: ctx.toast(_("{name} reads your answer.").format(name=asked.asked_by)), confirm=_("Decline"),
        note=asked.why,
    )  # fmt: skip


def withdraw(ctx: Context, asked: TransferView) -> None:
    """Take one's own request back."""
    ctx.tasks.write(transfers.withdraw, asked.id, done=lambda _t: ctx.toast(_("Taken back.")))


def ask_closure(ctx: Context, case_id: str, reason: str = "") -> None:
    """Say what is still open, or ask for the reason."""
    values = {"closure_reason": reason or None}
    ctx.tasks.read(closing.standing, case_id, done=lambda found: _ask_closure(ctx, case_id, found, values))


def _ask_closure(ctx: Context, case_id: str, standing: Standing, values: dict[str, Any]) -> None:
    if standing.open:
        ctx.dialogs.error(Refused(" ".join(standing.open)))
        return
    note = _("Your supervisor decides.")
    if standing.missing:
        note = " ".join((*standing.missing, _("Say why, or see to it first."), note))
    form = closure_form(bool(standing.missing))
    ask_and_save(
        ctx, form, _("Ask to close the case"), values, lambda uow, typed: service.ask_closure(uow, case_id, typed),
        lambda _c: ctx.toast(_("Asked. It waits under Approvals.")), confirm=_("Ask"), note=note,
    )  # fmt: skip


def reopen(ctx: Context, case: CaseView) -> None:
    ask_and_save(
        ctx, REOPEN_FORM, _("Reopen the case"), {}, lambda uow, typed: service.reopen(uow, case.id, typed), _nothing,
        confirm=_("Reopen"),
    )  # fmt: skip


def ask_reopening(ctx: Context, case: CaseView) -> None:
    """Ask a supervisor to open it again."""
    ask_and_save(
        ctx, REOPEN_FORM, _("Ask to reopen the case"), {}, lambda uow, typed: reopening.ask(uow, case.id, typed),
        lambda _r: ctx.toast(_("Asked. It waits under Approvals.")), confirm=_("Ask"), note=_("Your supervisor decides."),
    )  # fmt: skip


def restrict(ctx: Context, case: CaseView) -> None:
    """A restricted person is seen by the caseworker and the few who look after restricted records."""
    to = not case.person.restricted
    text = (
        _("Only the caseworker, supervisors and the data-protection focal point will see {name}. Others may open "
          "the record in an emergency, with a reason that is shown to you.")
        if to
        else _("Everybody whose role shows cases will see {name} again.")
    )  # fmt: skip
    title = _("Restrict this record?") if to else _("Show it to the office again?")
    words = text.format(name=case.person.name)
    if ctx.dialogs.confirm(title, words, _("Restrict") if to else _("Show")):
        ctx.tasks.write(people.restrict, case.person.id, to)
