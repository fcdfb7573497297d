"""How referrals are said on screen: the word of each state, when an answer is due, which step comes next."""

from __future__ import annotations

from datetime import date

from caseapp.core import codes
from caseapp.core.dates import day, due_words, short_day
from caseapp.core.i18n import N_, _, n_
from caseapp.features.referrals.models import AWAITING, Priority, State
from caseapp.features.referrals.views import ChaseView, ReferralRow, ReferralView

TONES = {
    State.DRAFT: "warn", State.SENT: "brand", State.ACKNOWLEDGED: "brand", State.ACCEPTED: "ok",
    State.WAITING_LIST: "warn", State.DECLINED: "bad", State.RECEIVED: "ok", State.CLOSED: "neutral",
    State.CANCELLED: "neutral",
}  # fmt: skip
PRIORITY_TONES = {Priority.ROUTINE: "neutral", Priority.URGENT: "warn", Priority.EMERGENCY: "bad"}

STEPS = {
    "send": N_("Send…"), "edit": N_("Change…"), "acknowledge": N_("It arrived…"), "chase": N_("Ask again…"),
    "answer": N_("Record the answer…"),
    "receive": N_("Service received…"), "close": N_("Close…"), "cancel": N_("Cancel the referral…"),
}  # fmt: skip
NEXT = {
    State.DRAFT: "send", State.SENT: "answer", State.ACKNOWLEDGED: "answer", State.WAITING_LIST: "answer",
    State.ACCEPTED: "receive", State.DECLINED: "close", State.RECEIVED: "close",
}  # fmt: skip
ALSO = {
    State.DRAFT: ("edit", "cancel"), State.SENT: ("chase", "acknowledge", "receive", "close", "cancel"),
    State.ACKNOWLEDGED: ("chase", "receive", "close", "cancel"),
    State.WAITING_LIST: ("chase", "receive", "close", "cancel"),
    State.ACCEPTED: ("answer", "close", "cancel"), State.DECLINED: ("answer",),
}  # fmt: skip

Row = ReferralRow | ReferralView


def sector(row: Row) -> str:
    return codes.label("referral_sectors", row.sector)


def due(row: Row, today: date) -> str:
    """What the first column says: how the answer stands, or when the appointment is."""
    if row.state in AWAITING and row.answer_due_on:
        return due_words(row.answer_due_on, today)
    if row.state is State.ACCEPTED and row.appointment_on and row.appointment_on >= today:
        return due_words(row.appointment_on, today)
    return ""


def due_tone(row: Row, today: date) -> str:
    if row.state is State.ACCEPTED:
        return "ok"
    if row.answer_due_on is None or row.answer_due_on > today:
        return "neutral"
    return "bad" if row.answer_due_on < today else "brand"


def state(row: Row) -> str:
    return _("Consent withdrawn") if row.attention else row.state.shown()


def stands(row: ReferralRow, today: date) -> str:
    """How it stands in a list; what waits for an answer says for how long: `No answer, 9 days`."""
    days = None if row.attention else row.waits(today)
    return state(row) if not days else n_("No answer, {count} day", "No answer, {count} days", days)


def stands_tone(row: ReferralRow, today: date) -> str:
    return "bad" if not row.attention and row.late(today) else state_tone(row)


def state_tone(row: Row) -> str:
    return "bad" if row.attention else TONES[row.state]


def done(view: ReferralView) -> list[tuple[str, str]]:
    """What was done so far, oldest first: (day, words)."""
    steps = [
        (view.created_on, _("Written by {name}").format(name=view.author)),
        (view.sent_on, _("Sent by {name} · {how}").format(
            name=view.sent_by, how=codes.label("referral_delivery", view.delivery or ""))),
        (view.acknowledged_on, _("Arrived")),
        *((c.on, _chased(c)) for c in view.chases),
        (view.answered_on, _answered(view)),
        (view.received_on, _("Service received")),
        (view.closed_on, _("Closed by {name}").format(name=view.closed_by)),
        (view.cancelled_on, _("Cancelled by {name}").format(name=view.cancelled_by)),
    ]  # fmt: skip
    return [(short_day(on), words) for on, words in steps if on]


def _chased(chase: ChaseView) -> str:
    words = _("Asked again by {name} · {how}").format(
        name=chase.by, how=codes.label("followup_modes", chase.how)
    )
    return f"{words}: {chase.said}" if chase.said else words


def _answered(view: ReferralView) -> str:
    words = view.answer.shown() if view.answer else ""
    if view.decline_reason:
        words += ": " + codes.label("referral_declines", view.decline_reason)
    if view.appointment_on:
        words += "; " + _("first appointment {date}").format(date=day(view.appointment_on))
    return words


def next_step(view: ReferralView) -> str:
    """The one step that comes next; empty when nothing does."""
    if view.attention and "cancel" in ALSO.get(view.state, ()):
        return "cancel"
    return NEXT.get(view.state, "")


def other_steps(view: ReferralView) -> tuple[str, ...]:
    """What else can be done with it."""
    every = (NEXT.get(view.state, ""), *ALSO.get(view.state, ()))
    return tuple(step for step in every if step and step != next_step(view))


def goes_as_file(view: ReferralView) -> bool:
    """Whether it leaves as an encrypted file."""
    return has_letter(view) and view.delivery in ("encrypted_file", "stick")


def has_letter(view: ReferralView) -> bool:
    """Whether its letter can be printed by this reader: sent, agreed to, and readable."""
    return view.state not in (State.DRAFT, State.CANCELLED) and not (view.hidden or view.attention)
