"""What a report is asked about."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.core.instruments import Instrument
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.queries import ProgrammeView, programmes
from caseapp.features.reports.cells import Cube
from caseapp.features.reports.cohorts import Course, courses
from caseapp.features.reports.counting import count
from caseapp.features.reports.frozen import Frozen
from caseapp.features.reports.periods import Period


@dataclass
class Ask:
    """A period and a programme (None: the whole office), read once; each figure is counted once, however often it is shown.

    With `frozen` the figures are those that were sent, not those of today.
    """

    uow: UnitOfWork
    period: Period
    programme: ProgrammeView | None = None
    frozen: Frozen | None = None

    def __post_init__(self) -> None:
        self._known: dict[tuple[str, Period], Cube] = {}
        self.programmes = {p.id: p.code for p in programmes(self.uow)}

    @property
    def programme_id(self) -> str:
        return self.programme.id if self.programme else ""

    def cube(self, measure: str, period: Period | None = None) -> Cube:
        """The figure of the period, or of another one; a frozen one as it was sent."""
        period = period or self.period
        if self.frozen and period == self.frozen.period:
            return self.frozen.cube(measure)
        if (measure, period) not in self._known:
            self._known[measure, period] = count(self.uow, measure, period, self.programme_id)
        return self._known[measure, period]

    def courses(self, form: Instrument) -> tuple[Course, ...]:
        """How scores moved, as it was sent or as it is today."""
        if self.frozen and not self.unkept(form):
            return self.frozen.scores[form.code]
        return courses(self.uow, form, self.period, self.programme_id)

    def unkept(self, form: Instrument) -> bool:
        """Whether this was frozen before the change of scores was kept with it."""
        return self.frozen is not None and form.code not in self.frozen.scores


def ask(uow: UnitOfWork, period: Period, programme_id: str = "", frozen: Frozen | None = None) -> Ask:
    """What is asked, with the programme looked up. An unknown programme counts as the whole office."""
    found = next((p for p in programmes(uow) if p.id == programme_id), None)
    return Ask(uow, period, found, frozen)
