"""Activities as screens and papers see them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from caseapp.features.community.models import ActivityKind, ActivityState, Audience, Group
from caseapp.features.people.models import Sex


class ActivityRow(Struct, frozen=True):
    """One line of the list."""

    id: str
    number: str
    kind: ActivityKind
    title: str
    place: str
    starts_on: date
    ends_on: date | None
    state: ActivityState
    people: int
    meetings: int


class ActivityView(Struct, frozen=True):
    """One activity with all that was planned and came of it."""

    id: str
    number: str
    kind: ActivityKind
    title: str
    audience: Audience
    programme_id: str | None
    programme: str
    place: str | None
    village: str | None
    starts_on: date
    ends_on: date | None
    aim: str | None
    committee: str | None
    partner: str | None
    returnees_planned: int | None
    hosts_planned: int | None
    budget: int | None
    spent: int | None
    currency: str
    harm: str | None
    state: ActivityState
    completed_on: date | None
    asset: str | None
    asset_to: str | None
    asset_on: date | None
    outcome: str | None
    asked: int | None
    agree: int | None
    cancelled_why: str | None

    @property
    def open(self) -> bool:
        return self.state in (ActivityState.PLANNED, ActivityState.RUNNING)


class MilestoneView(Struct, frozen=True):
    id: str
    what: str
    due_on: date | None
    met_on: date | None
    note: str
    dropped_why: str


class MeetingView(Struct, frozen=True):
    """One day: who was there by name, and how many more were counted."""

    id: str
    held_on: date
    topic: str
    hours: int | None
    led_by: str
    note: str
    present: frozenset[str]  # keys of participants
    counted: int


class ParticipantView(Struct, frozen=True):
    """Somebody in it by name; a pseudonym for those who may not know names."""

    id: str
    person_id: str | None
    name: str
    number: str
    sex: Sex
    group: Group
    office: str
    role: str
    attended: int
    before: int | None
    after: int | None
    certified_on: date | None
    left_on: date | None


class Turnout(Struct, frozen=True):
    """How many different people took part, by who they are, against what was meant."""

    returnees: int
    hosts: int
    officials: int
    women: int

    @property
    def people(self) -> int:
        return self.returnees + self.hosts + self.officials
