"""What screens see of follow-ups: plain frozen values, and the words for them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.cases.models import Risk
from caseapp.features.followups.models import FollowUpState, Support

FIRST, REGULAR = (
    "first_contact",
    "regular_contact",
)  # dues without a plan of their own: only the case's contact date
_CONTACTS = {FIRST: N_("First contact"), REGULAR: N_("Regular contact")}
_SHORT = {
    "phone": N_("Phone"),
    "office": N_("Office"),
    "message": N_("Message"),
    "chief": N_("Through others"),
}
VISIT = "visit"


class ReviewView(Struct, frozen=True):
    """What a review of the plan found; the income of a month in minor units of `currency`."""

    support: Support
    confirmed: tuple[str, ...]
    problems: str | None
    done_about: str | None
    words: str | None
    income: int | None
    currency: str
    changes: tuple[str, ...]


class FollowUpView(Struct, frozen=True):
    """One follow-up of a case. `ended`: planned, but the case was closed before it came to it."""

    id: str
    revision: int
    case_id: str
    kind: str
    purpose: str | None
    mode: str
    due_on: date
    due_time: str
    state: FollowUpState
    ended: bool
    attempt: int
    who_id: str | None
    who: str
    moved_why: str | None
    cancelled_why: str | None
    outcome: str | None
    note: str | None
    done_on: date | None
    done_by: str
    next_on: date | None
    review: ReviewView | None = None

    @property
    def what(self) -> str:
        """`Business visit: check 2`."""
        return what(self.kind, self.purpose)


class Due(Struct, frozen=True):
    """Something to do with a case on a day: a planned follow-up, or only the case's contact date (`id` empty)."""

    id: str
    case_id: str
    number: str
    person_id: str
    name: str
    place: str
    risk: Risk
    kind: str
    purpose: str | None
    mode: str
    due_on: date
    due_time: str
    attempt: int
    tracing: bool
    who_id: str | None
    who: str

    @property
    def key(self) -> tuple[date, str, str]:
        """What the list is sorted by: unique among all dues."""
        return self.due_on, self.due_time, self.id or self.case_id

    @property
    def what(self) -> str:
        return what(self.kind, self.purpose)

    @property
    def where(self) -> str:
        """The place of a visit, otherwise how the contact is made."""
        return self.place if self.mode == VISIT else mode(self.mode)


class DueCounts(Struct, frozen=True):
    """How many dues are late, for today, and for today and the six days after it."""

    overdue: int
    today: int
    week: int


class Tracing(Struct, frozen=True):
    """How hard it is to reach a person: tries in a row, since when they are lost to follow-up, what is left to be done
    to find them."""

    attempts: int
    limit: int
    lost_on: date | None = None
    steps_left: int = 0

    @property
    def lost(self) -> bool:
        return self.lost_on is not None


class Rhythm(Struct, frozen=True):
    """How often a case asks for contact, and why: by its risk, or as agreed by hand with a reason."""

    days: int
    risk: Risk
    why: str | None
    lost: bool

    @property
    def text(self) -> str:
        if self.lost:
            return _("Reminders stopped: nobody could be reached.")
        if self.why is not None:
            return n_(
                "Contact every day, as agreed: {why}", "Contact every {count} days, as agreed: {why}", self.days, why=self.why
            )  # fmt: skip
        return n_(
            "{risk} risk: contact every day.", "{risk} risk: contact every {count} days.", self.days, risk=self.risk.shown()
        )  # fmt: skip


class Proposal(Struct, frozen=True):
    """What the form for recording starts with: the follow-up it answers ("" for none) and the next date if reached or not."""

    followup_id: str
    name: str
    number: str
    kind: str
    purpose: str | None
    mode: str
    due_on: date | None
    next_on: date
    retry_on: date
    attempts: int
    interval: int
    risk: Risk


def what(kind: str, purpose: str | None) -> str:
    """What a follow-up is about, in one line."""
    label = _(_CONTACTS[kind]) if kind in _CONTACTS else codes.label("followup_kinds", kind)
    return f"{label}: {purpose}" if purpose else label


def mode(code: str) -> str:
    """How a contact is made, as short as a table wants it."""
    return _(_SHORT[code]) if code in _SHORT else codes.label("followup_modes", code)


def due_text(on: date, time: str, today: date) -> str:
    """How a due date stands, for a chip: `4 days late`, `Today 10:30`, `Tomorrow`, `Thu 19`, `3 Sep`."""
    words = dates.due_words(on, today)
    if time and on >= today:
        words = f"{words} {time}"
    return words[:1].upper() + words[1:]


def due_tone(on: date, today: date) -> str:
    """The tone of that chip."""
    return "bad" if on < today else "brand" if on == today else "neutral"
