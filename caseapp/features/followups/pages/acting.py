"""What can be done with follow-ups from a screen: each asks, saves, and says what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caseapp.core import dates
from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _, n_
from caseapp.features.cases import queries as cases
from caseapp.features.cases.pages.steps import ask_closure
from caseapp.features.cases.queries import CaseView
from caseapp.features.followups import queries, service
from caseapp.features.followups.calendar import calendar, filename
from caseapp.features.followups.form import (
    CANCEL_FORM,
    CONTACT_FORM,
    MOVE_FORM,
    PLAN_FORM,
    RECORD_FORM,
    REVIEW,
    REVIEW_FORM,
    TAKEN_FORM,
)
from caseapp.features.followups.service import Recorded
from caseapp.features.followups.views import Proposal, due_text, what
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context


def plan(ctx: Context, case_id: str) -> None:
    """Plan a follow-up of a case: for whoever carries it, or for oneself."""
    ctx.tasks.read(cases.case, case_id, done=lambda case: _plan(ctx, case))


def _plan(ctx: Context, case: CaseView) -> None:
    mine = case.caseworker_id == ctx.actor.id
    ask_and_save(
        ctx, PLAN_FORM if mine else TAKEN_FORM, _("Plan a follow-up"), {},
        lambda uow, typed: _save_plan(uow, case.id, typed), lambda _key: ctx.toast(_("The follow-up is planned.")),
        note=_interval_words(ctx, case), confirm=_("Plan"),
    )  # fmt: skip


def _save_plan(uow: Any, case_id: str, typed: dict[str, Any]) -> str:
    by_me = bool(typed.pop("by_me", False))
    return service.plan(uow, case_id, typed, by_me)


def _interval_words(ctx: Context, case: CaseView) -> str:
    days = case.contact_days or ctx.office.rule(f"contact.{case.risk.value}")
    words = n_(
        "{risk} risk: contact every day.",
        "{risk} risk: contact every {count} days.",
        days,
        risk=case.risk.shown(),
    )
    if case.next_contact_on is None:
        return words
    when, late = _when(ctx, case.next_contact_on), case.next_contact_on < ctx.clock.today()
    told = _("The next one is {when}.") if late else _("The next one is due {when}.")
    return f"{words} {told.format(when=when)}"


def record(ctx: Context, case_id: str, followup_id: str = "") -> None:
    """Record a contact with a case; without a key it answers the follow-up that is due, or stands for itself."""
    ctx.tasks.read(queries.propose, case_id, followup_id, done=lambda found: _record(ctx, case_id, found))


def _record(ctx: Context, case_id: str, found: Proposal) -> None:
    planned = bool(found.followup_id)
    title = what(found.kind, found.purpose) if planned else _("Record a follow-up")
    values = {"mode": found.mode, "done_on": ctx.clock.today()} | ({} if planned else {"kind": found.kind})
    form = REVIEW_FORM if found.kind == REVIEW else RECORD_FORM
    ask_and_save(
        ctx, form if planned else CONTACT_FORM, title, values,
        lambda uow, typed: service.record(uow, case_id, _whole(typed, found), found.followup_id),
        lambda done: _recorded(ctx, done, found), note=_record_words(ctx, found),
    )  # fmt: skip


def _whole(typed: Mapping[str, Any], found: Proposal) -> dict[str, Any]:
    return {"kind": found.kind, "purpose": found.purpose, **typed}


def _record_words(ctx: Context, found: Proposal) -> str:
    """Who, how late, and which day the next contact gets when none is typed."""
    due = f", {due_text(found.due_on, '', ctx.clock.today()).lower()}" if found.due_on else ""
    words = [f"{found.name}, {found.number}{due}."]
    if found.attempts:
        words.append(
            n_("{count} try so far reached nobody.", "{count} tries so far reached nobody.", found.attempts)
        )
    told = _("The next contact, if you choose no day: {met} when they are reached, {missed} when not.")
    if found.next_on == found.retry_on:
        told = _("The next contact, if you choose no day: {met}.")
    words.append(told.format(met=_when(ctx, found.next_on), missed=_when(ctx, found.retry_on)))
    return " ".join(words)


def _recorded(ctx: Context, done: Recorded, found: Proposal) -> None:
    if done.newly:
        tell_lost(ctx, done)
    elif done.next_on is None:
        offer_closure(ctx, done.case_id, done.attempts)
    else:
        words = _("Recorded.") if done.reached else _("The try is on file.")
        ctx.toast(f"{words} " + _("Next contact: {when}.").format(when=_when(ctx, done.next_on)))


def tell_lost(ctx: Context, done: Recorded) -> None:
    """So many tries reached nobody: reminders stop, the search begins."""
    tries = n_("{count} try reached nobody.", "{count} tries in a row reached nobody.", done.attempts)
    text = _("{tries} The person counts as lost to follow-up: reminders stop, and tracing is planned, first {when}. "
             "Whoever reaches the person records it as a follow-up, and everything goes on.")  # fmt: skip
    when = _when(ctx, done.next_on) if done.next_on else _("nothing")
    words = text.format(tries=tries, when=when)
    if ctx.dialogs.confirm(_("Lost to follow-up"), words, _("Show what is planned")):
        ctx.navigate("case", case_id=done.case_id, tab="followups")


def offer_closure(ctx: Context, case_id: str, attempts: int) -> None:
    """Tracing found nobody either: ask to close the case, or leave it open."""
    text = n_(
        "{count} try reached nobody.", "{count} tries in a row reached nobody.", attempts
    ) + " " + _(
        "Tracing found nobody either. You can ask your supervisor to close the case as “Could not be reached”. If not, it "
        "stays open without reminders."
    )  # fmt: skip
    if ctx.dialogs.confirm(_("Nobody was found"), text, _("Ask to close…")):
        ask_closure(ctx, case_id, queries.UNREACHABLE)


def move(ctx: Context, case_id: str, followup_id: str, title: str) -> None:
    """Another day, with the reason; without a key, for the contact date of the case."""

    def save(uow: Any, typed: dict[str, Any]) -> Any:
        if followup_id:
            return service.move(uow, followup_id, typed)
        return service.move_contact(uow, case_id, typed)

    ask_and_save(ctx, MOVE_FORM, _("Another day"), {}, save, lambda _done: ctx.toast(_("Moved.")), note=title)


def cancel(ctx: Context, followup_id: str, title: str) -> None:
    """Strike a planned follow-up, with the reason."""
    ask_and_save(
        ctx, CANCEL_FORM, _("Cancel the follow-up"), {}, lambda uow, typed: service.cancel(uow, followup_id, typed),
        lambda _done: ctx.toast(_("The follow-up is cancelled.")), note=title, confirm=_("Cancel the follow-up"),
    )  # fmt: skip


def _when(ctx: Context, day: Any) -> str:
    return dates.due_words(day, ctx.clock.today())


def save_calendar(ctx: Context) -> None:
    """One's own dates of the next three months as a calendar file, where the person chooses."""
    path = ctx.dialogs.save_file(_("Save as calendar file"), filename(), "iCalendar (*.ics)")
    if path is not None:
        ctx.tasks.read(calendar, done=lambda content: _write_calendar(ctx, path, content))


def _write_calendar(ctx: Context, path: Path, content: bytes) -> None:
    try:
        with plain_disk_errors():
            write_atomic(path, content, "calendar")
    except UserError as error:
        ctx.dialogs.error(error)
    else:
        ctx.toast(_("Saved: case numbers and dates, no names."))
