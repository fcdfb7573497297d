"""What somebody asks for, as one reads it before deciding: a case to a colleague, a case opened again, a record kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.features.cases import reopening, transfers
from caseapp.features.cases.reopening import ReopeningView
from caseapp.features.cases.transfers import TransferView
from caseapp.features.retention import queries as retention
from caseapp.features.retention.models import Ending
from caseapp.features.retention.pages.telling import stays, way_back
from caseapp.features.retention.queries import RetentionView
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, column, label

Fact = tuple[str, str]


class RequestReview(Watching):
    """A request: what it is about, why it is asked, and how things stood when it was."""

    about: ClassVar[str]
    behind: ClassVar[str]
    ask: ClassVar[Callable[..., Any]]

    def __init__(self, ctx: Context, request_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.request_id = request_id
        self.facts, self.why, self.stood = Facts(columns=3), label("", wrap=True), label("", wrap=True)
        about, self.reason, self.rest = Card(_(self.about)), Card(_("Why")), Card(_(self.behind))
        about.add(self.facts)
        self.reason.add(self.why)
        self.rest.add(self.stood)
        self.setLayout(column(about, self.reason, self.rest, None, spacing=S3))

    def refresh(self) -> None:
        self.read(type(self).ask, self.request_id, done=self._show)

    def _show(self, found: Any) -> None:
        self.facts.set(
            [(_("Asked by"), found.asked_by), (_("Asked on"), dates.day(found.asked_on)), *self.told(found)]
        )
        self.why.setText(found.why)
        self.reason.setVisible(bool(found.why))
        words = self.words(found)
        self.rest.setVisible(bool(words))
        self.stood.setText(words)

    def told(self, found: Any) -> Sequence[Fact]:
        """What there is to know besides who asked when."""
        raise NotImplementedError

    def words(self, found: Any) -> str:
        """What stands under it; nothing hides the card."""
        return ""


class TransferReview(RequestReview):
    """A case somebody asks a colleague to carry on."""

    watches = frozenset({"case_transfer", "case"})
    about, behind = N_("To a colleague"), N_("How it goes on")
    ask = staticmethod(transfers.transfer)

    def told(self, found: TransferView) -> Sequence[Fact]:
        return [(_("From"), found.giver), (_("To"), found.taker), (_("Stage"), found.case.stage.shown()),
                (_("Risk"), found.case.risk.shown()), (_("Last contact"), dates.day(found.case.last_contact_on)),
                (_("Next contact"), dates.day(found.case.next_contact_on))]  # fmt: skip

    def words(self, found: TransferView) -> str:
        return _("{name} can still answer. What you decide counts at once.").format(name=found.taker)


class ReopeningReview(RequestReview):
    """A closed case somebody wants to open again, with how it ended."""

    watches = frozenset({"case_reopening", "case"})
    about, behind = N_("Open the case again"), N_("How things stood at the end")
    ask = staticmethod(reopening.request)

    def told(self, found: ReopeningView) -> Sequence[Fact]:
        return [(_("Caseworker"), found.case.caseworker), (_("Closed on"), dates.day(found.closed_on)),
                (_("Closed by"), found.closed_by), (_("Reason then"), found.reason)]  # fmt: skip

    def words(self, found: ReopeningView) -> str:
        return found.note


class RetentionReview(RequestReview):
    """A record of cases closed long ago that somebody wants to keep."""

    watches = frozenset({"retention_review", "case"})
    about, behind = N_("What becomes of the record"), N_("What to know")
    ask = staticmethod(retention.review)

    def told(self, found: RetentionView) -> Sequence[Fact]:
        if found.ending is Ending.REMOVE and found.reason:
            what = (_("Reason"), found.reason.shown())
        else:
            what = (_("Keep until"), dates.day(found.keep_until))
        return [(_("Person"), found.person.name), (_("Proposed"), found.ending.shown()), what,
                (_("Last case closed"), dates.day(found.closed_on)), (_("Cases"), str(found.cases))]  # fmt: skip

    def words(self, found: RetentionView) -> str:
        told = [
            _("Kept before until {day}: {why}").format(day=dates.day(day), why=why)
            for day, why in found.before
        ]
        if found.ending is Ending.REMOVE:
            goes = " · ".join(f"{words}: {count}" for words, count in found.goes)
            told += [
                _("What goes: {list}").format(list=goes),
                stays(),
                way_back(self.ctx.office.rule("retention.bin_days")),
            ]
        return "\n".join(told)
