"""What My day, Caseload and Approvals show: frozen values put together from the queries of other features."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from caseapp.features.cases.models import Risk, Stage
from caseapp.features.cases.queries import CaseFilter


class Door(Struct, frozen=True):
    """Where a number or a line leads: a page of the registry and what it is told."""

    page: str
    args: Mapping[str, Any] = field(default_factory=dict)


class Tile(Struct, frozen=True):
    """A big number with what it counts, and the list behind it. Tone "" is plain."""

    code: str
    value: str
    caption: str
    tone: str = ""
    door: Door | None = None


class Todo(Struct, frozen=True):
    """One thing to do. `since` instead of a due date: it has waited from that day on, for a decision or a payment.

    `urgent`: somebody may be in danger, so it stands before all else.
    `followup_id` and `recordable`: Space records a contact with the case here and now.
    """

    id: str
    case_id: str
    number: str
    name: str
    what: str
    where: str
    risk: Risk | None
    due_on: date
    due_time: str
    since: bool
    door: Door
    followup_id: str = ""
    recordable: bool = False
    urgent: bool = False

    @property
    def key(self) -> tuple[bool, date, str, str]:
        return not self.urgent, self.due_on, self.due_time, self.id


class CameBack(Struct, frozen=True):
    """Something that came back from a decision or from a partner, with what was said."""

    id: str
    chip: str
    tone: str
    name: str
    text: str
    door: Door


class Unfinished(Struct, frozen=True):
    """Something half typed that waits: what it is, how it was called, how much of it there is. No door: a dialog's,
    which comes back where it was opened."""

    id: str
    what: str
    title: str
    filled: int
    changed_at: datetime
    door: Door | None


class MyDay(Struct, frozen=True):
    """The first page after unlocking: what one has to do. `more`: the list goes on on the page of follow-ups."""

    today: date
    tiles: tuple[Tile, ...]
    todo: tuple[Todo, ...]
    more: bool
    came_back: tuple[CameBack, ...]
    drafts: tuple[Unfinished, ...]
    by_risk: Mapping[Risk, int]
    overdue: int
    unanswered: int
    deciding: int


class Worker(Struct, frozen=True):
    """One line of the caseload: what one person carries. `id` "" are cases that nobody carries."""

    id: str
    name: str
    working: bool
    ceiling: int
    active: int = 0
    high: int = 0
    late: int = 0
    no_plan: int = 0
    no_contact: int = 0
    referrals: int = 0
    closed: int = 0


class Caseload(Struct, frozen=True):
    """Everybody's cases in numbers. Days are the office's rules; `programme_id` "" is all programmes."""

    today: date
    programme_id: str
    workers: tuple[Worker, ...]
    stages: Mapping[Stage, int]
    opened: int
    opened_before: int
    waiting: int | None  # for a decision; None for those who decide nothing
    ceiling: int
    no_plan_days: int
    no_contact_days: int
    referral_days: int

    @property
    def active(self) -> int:
        return sum(w.active for w in self.workers)

    @property
    def late(self) -> int:
        return sum(w.late for w in self.workers)

    @property
    def no_contact(self) -> int:
        return sum(w.no_contact for w in self.workers)

    def worker(self, staff_id: str) -> Worker | None:
        return next((w for w in self.workers if w.id == staff_id), None)


class Standing(Struct, frozen=True):
    """Something that stands out over all cases: how many, and what opens the list behind it."""

    code: str
    words: str
    count: int
    only: CaseFilter | None = None  # the list of cases; None: a list of its own


class Waiting(Struct, frozen=True):
    """Something that waits for a decision. `own`: asked by the reader, so that somebody else decides."""

    id: str
    kind: str  # of approvals: plan, grant, closure, …
    record_id: str
    case_id: str
    number: str
    name: str
    what: str
    asked_on: date
    asked_by: str
    own: bool
    door: Door  # to the record it is about
    returnable: bool = True  # what was never asked for cannot be sent back

    def days(self, today: date) -> int:
        return (today - self.asked_on).days


class Closing(Struct, frozen=True):
    """A closure to decide: why, how things stand, and what keeps the case from closing."""

    case_id: str
    number: str
    name: str
    opened_on: date
    caseworker: str
    asked_on: date | None
    asked_by: str
    reason: str
    note: str
    last_contact_on: date | None
    open: tuple[str, ...]
    missing: tuple[str, ...] = ()  # what a closure should have and has not
    missing_why: str = ""


class Move(Struct, frozen=True):
    """A case that changed hands: who carried it before and who does now."""

    case_id: str
    before: str | None
    after: str


class Reassigned(Struct, frozen=True):
    """What a reassignment did, so that it can be taken back at once."""

    id: str
    count: int
    moves: tuple[Move, ...]
    to: str
