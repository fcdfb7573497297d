"""Where a grant stands on its way, and what has to happen next: worked out from the record, never typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.features.grants.models import Grant, GrantState
from caseapp.features.grants.views import Step, TrancheState, TrancheView

ORDER = (
    ("applied", N_("Applied")), ("appraised", N_("Appraised")), ("approved", N_("Approved")), ("signed", N_("Agreement")),
    ("paying", N_("Paying")), ("monitoring", N_("Monitoring")), ("closed", N_("Closed")),
)  # fmt: skip
STOPPED = (GrantState.RETURNED, GrantState.REJECTED, GrantState.SUSPENDED, GrantState.CANCELLED)
WAITING = {
    GrantState.APPLIED: N_("Appraise"),
    GrantState.RETURNED: N_("Mend the application"),
    GrantState.APPRAISED: N_("Decide"),
    GrantState.SUSPENDED: N_("Decide how to go on"),
}


def position(grant: Grant) -> int:
    """The stop a grant stands at, counted from 0: the first one that is not behind it."""
    if grant.state is GrantState.CLOSED:
        return len(ORDER)
    if grant.state is GrantState.RETURNED:
        return 0
    if grant.signed_on:
        return 5 if GrantState.MONITORING in (grant.state, grant.resumes_as) else 4
    if grant.approved is not None:
        return 3
    return 2 if grant.appraised_on else 1


def steps(grant: Grant, plan: Sequence[TrancheView], who: Mapping[str, str], today: date) -> tuple[Step, ...]:
    """The seven stops from application to closure, with what is known of each."""
    at, details = position(grant), _details(grant, plan, who, today)
    found = []
    for i, (code, label) in enumerate(ORDER):
        state = "done" if i < at else "now" if i == at else "ahead"
        step = Step(code, _(label), state, **details.get(code, {}))  # type: ignore[arg-type]
        if i == at and grant.state in STOPPED:
            step = replace(
                step, label=grant.state.shown(), state="stopped", detail=short_when(grant.halted_on, today)
            )
        found.append(step)
    return tuple(found)


def next_step(grant: Grant, plan: Sequence[TrancheView], today: date) -> str:
    """In a few words what has to happen next; empty when nothing more does."""
    if grant.state is GrantState.APPROVED:
        planned = sum(t.amount for t in plan if not t.dropped_on)
        return _("Have the agreement signed") if planned == grant.approved else _("Plan the tranches")
    if grant.state is GrantState.PAYING:
        return _pay_next(plan)
    if grant.state is GrantState.MONITORING:
        if grant.next_visit_on is None:
            return _("Close it with its outcome")
        return _("Visit: {when}").format(when=dates.due_words(grant.next_visit_on, today))
    return _(WAITING.get(grant.state, ""))


def _pay_next(plan: Sequence[TrancheView]) -> str:
    due = next((t for t in plan if t.left), None)
    if due is None:
        return ""
    text = _("Pay tranche {number}") if due.met_on else _("Check condition {number}")
    return text.format(number=due.seq)


def _details(
    grant: Grant, plan: Sequence[TrancheView], who: Mapping[str, str], today: date
) -> dict[str, dict[str, object]]:
    """For each stop reached: day, member of staff, and the line shown below its name."""

    def of(on: date | None, by: str | None, words: str = "") -> dict[str, object]:
        name = who.get(by or "", "")
        detail = " · ".join(part for part in (short_when(on, today), words or short_name(name)) if part)
        return {"on": on, "by": name, "detail": detail} if on else {}

    open_plan = [t for t in plan if not t.dropped_on]
    paid = sum(t.state is TrancheState.PAID for t in open_plan)
    score = _("{score} of {most}").format(score=grant.score, most=grant.score_of)
    counted = _("{done} of {all} tranches").format(done=paid, all=len(open_plan))
    return {
        "applied": of(grant.applied_on, grant.applied_by),
        "appraised": of(grant.appraised_on, grant.appraised_by, score),
        "approved": of(grant.decided_on if grant.approved else None, grant.decided_by),
        "signed": of(grant.signed_on, grant.signed_recorded_by, _("signed")),
        "paying": {"detail": counted} if grant.signed_on else {},
        "closed": of(grant.closed_on, grant.closed_by),
    }


def short_name(name: str) -> str:
    """`P. Mohale`: what fits below a step."""
    first, _blank, rest = name.strip().partition(" ")
    return f"{first.lstrip('’‘ʼ')[:1]}. {rest}" if rest else name


def short_when(value: date | None, today: date) -> str:
    """The day, without its year when it is this one; nothing for None."""
    if value is None:
        return ""
    return dates.short_day(value) if value.year == today.year else dates.day(value)
