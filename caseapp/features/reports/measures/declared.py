"""What a measure is: who or what is counted, by which event, on which day, in words and as a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import Select

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.reports.cells import Cell
from caseapp.features.reports.periods import Period


class Counts(Choice):
    """What one unit of a figure is."""

    PEOPLE = "people", N_("people")
    SERVICES = "services", N_("services")
    GRANTS = "grants", N_("grants")
    REFERRALS = "referrals", N_("referrals")
    SESSIONS = "sessions", N_("sessions")
    CASES = "cases", N_("cases")
    PROJECTS = "projects", N_("projects")


Events = Callable[[], Select[Any]]
Keep = Callable[[UnitOfWork, Any], bool]
Tally = Callable[[UnitOfWork, Period, str], Mapping[Cell, int]]


class Measure(Struct, frozen=True):
    """A figure: its code, what it is called, what one of it is, and the rule it is counted by.

    `of` names the measure it is a share of. `keep` decides on single events where the rule is more than a query can say;
    the row it is shown has the columns of `events`. `tally` adds those who are on no file, known by sex and age only: it takes
    the period and the programme ("" for all) and gives cells. Without `events` there is nobody behind the number to open.
    `opens` is what somebody must be allowed to see who is behind it.
    """

    code: str
    group: str
    title: str
    counts: Counts
    rule: str
    events: Events | None
    of: str = ""
    keep: Keep | None = None
    tally: Tally | None = None
    opens: Permission = Permission.REPORT_READ
