"""Reports: one chosen on the left, its period and programme above, its figures below; every number opens its records."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from caseapp.core import dates
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.office.pages.exporting import export_button
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes.queries import ProgrammeView
from caseapp.features.reports import frozen, kinds, service
from caseapp.features.reports.form import FREEZE, HAND_FIGURE, TEXT
from caseapp.features.reports.frozen import Frozen
from caseapp.features.reports.kinds import KINDS
from caseapp.features.reports.pages import parts
from caseapp.features.reports.pages.exporting import Exporting
from caseapp.features.reports.pages.records import show_records
from caseapp.features.reports.periods import PRESETS, Period, preset
from caseapp.features.reports.printing import put_out_report
from caseapp.features.reports.report import Door, Report, Words
from caseapp.ui.page import Context, Page
from caseapp.ui.preview import show_paper
from caseapp.ui.sections import SectionList
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, Note, button, clear, column, label, row, scrolled

LIST = 232
OTHER = "other"
PERIOD = Form.of(
    "report-period", N_("Other days"),
    Field("first", "date", N_("From"), required=True), Field("last", "date", N_("To, this day too"), required=True),
)  # fmt: skip
INSIDE, OUTSIDE = 1, 2


class ReportsPage(Page):
    """Figures and reports of a period, of one programme or of the office."""

    title = N_("Reports")
    watches = frozenset({"frozen_period", "report_text", "hand_figure"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.code = "dashboard"
        self.period: Period | None = None
        self.report: Report | None = None
        self.kept: Frozen | None = None
        self.list = SectionList()
        self.list.chosen.connect(self.choose)
        self.programme, self.when = QComboBox(), QComboBox()
        self.told, self.sent = label("", "second", wrap=True), column(spacing=4)
        self.area = column(spacing=S3)
        self._lay_out()
        self.programme.currentIndexChanged.connect(lambda _index: self._asked_anew())
        self.when.activated.connect(lambda _index: self._when_chosen())

    def _lay_out(self) -> None:
        self.print_button = self.add_action(
            button(_("Print or save…"), self.key_print, look="primary", icon_name="printer")
        )
        self.freeze_button = button(_("Freeze…"), self.freeze)
        self.export_button = export_button(self.ctx, self.export)
        self.freeze_button.setVisible(self.ctx.can(Permission.REPORT_WRITE))
        self.programme.setAccessibleName(_("Programme"))
        self.when.setAccessibleName(_("Period"))
        for code, words in PRESETS.items():
            self.when.addItem(_(words), code)
        self.when.addItem(_("Other days…"), OTHER)
        side = Card()
        side.add(self.list)
        side.setFixedWidth(theme().px(LIST))
        inside = QWidget()
        inside.setLayout(column(self.told, self.sent, self.area, None, spacing=S3))
        right = column(
            row(self.programme, self.when, None, self.freeze_button, self.export_button),
            scrolled(inside),
            spacing=S3,
        )
        right.setStretch(1, 1)
        both = row(side, right, spacing=S3)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)

    # --- what is asked

    def arrive(self, report: str = "", **args: Any) -> None:
        """Come for one of them."""
        if report in KINDS and report != self.code:
            self.choose(report)

    def place_name(self) -> dict[str, Any]:
        return {"report": self.code}

    def choose(self, code: str) -> None:
        """Show another report, over the days it usually speaks of."""
        self.code = code
        self.when.setCurrentIndex(self.when.findData(KINDS[code].preset))
        self.period = None
        self._asked_anew()

    def _asked_anew(self) -> None:
        self.kept = None
        self.refresh()

    def _when_chosen(self) -> None:
        self.period = None
        if self.when.currentData() == OTHER:
            typed = self.ctx.dialogs.ask(PERIOD, _("Other days"), self._days(), confirm=_("Show"))
            if typed is not None:
                try:
                    self.period = Period(typed["first"], typed["last"])
                except Exception as wrong:
                    self.ctx.dialogs.error(wrong)
        self._asked_anew()

    def _days(self) -> dict[str, Any]:
        return {"first": self.report.period.first, "last": self.report.period.last} if self.report else {}

    # --- showing

    def refresh(self) -> None:
        if self.programme.count() == 0:
            self.read(programmes.programmes, done=self._programmes)
            return
        self._list()
        chosen = self._programme()
        period = self.period or preset(self.when.currentData() or "", self.ctx.clock.today(),
                                       chosen.starts_on if chosen else None, chosen.ends_on if chosen else None)  # fmt: skip
        key = chosen.id if chosen else ""
        self.ctx.tasks.latest(
            "report",
            kinds.build,
            self.code,
            period,
            key,
            self.kept,
            done=self._show,
            owner=self,
            may_wait=True,
        )
        self.read(frozen.frozen, key, period, done=self._show_sent)

    def _programmes(self, found: tuple[ProgrammeView, ...]) -> None:
        self.programme.blockSignals(True)
        for one in found:
            self.programme.addItem(one.code, one)
        self.programme.addItem(_("The whole office"), None)
        self.programme.blockSignals(False)
        self.when.setCurrentIndex(self.when.findData(KINDS[self.code].preset))
        self.refresh()

    def _programme(self) -> ProgrammeView | None:
        chosen: ProgrammeView | None = self.programme.currentData()
        return chosen

    def _list(self) -> None:
        self.list.set([(kind.code, _(kind.title), "", "neutral") for kind in KINDS.values()], self.code)

    def _show(self, report: Report) -> None:
        self.report = report
        self.heading.setText(report.title)
        self.sentence.setText(_(KINDS[report.code].purpose))
        self.told.setText(" ".join(filter(None, (f"{report.period.shown()}.", report.frozen, report.counts))))
        clear(self.area)
        write = self.write_text if self.ctx.can(Permission.REPORT_WRITE) else None
        for part in report.parts:
            self.area.addWidget(parts.shown(part, self.open, write))

    def _show_sent(self, found: tuple[Frozen, ...]) -> None:
        clear(self.sent)
        for kept in found:
            said = _("Sent as “{name}”, fixed on {day} by {who}.").format(name=kept.name, day=dates.day(kept.frozen_on),
                                                                         who=kept.frozen_by)  # fmt: skip
            showing = self.kept is not None and self.kept.id == kept.id
            turn = button(
                _("Show today's figures") if showing else _("Show as sent"), partial(self._turn, kept)
            )
            differs = button(_("What changed since…"), partial(self._differences, kept))
            self.sent.addWidget(Note(said, "brand", turn, differs))

    # --- doing

    def open(self, door: Door) -> None:
        """The records behind a number; a figure by hand is written instead."""
        if self.report is None:
            return
        if door.measure == "hand":
            self._write_figure(door.values["indicator"])
        else:
            show_records(self.ctx, door, self.report.period, self.report.programme_id)

    def _turn(self, kept: Frozen, _checked: bool = False) -> None:
        """Show the figures as sent, or today's again."""
        self.kept = None if self.kept is not None and self.kept.id == kept.id else kept
        self.refresh()

    def _differences(self, kept: Frozen, _checked: bool = False) -> None:
        """What reads otherwise today than in what was sent."""
        self.read(frozen.differences, kept, done=self._show_differences)

    def _show_differences(self, found: tuple[frozen.Difference, ...]) -> None:
        self.ctx.dialogs.show(_("What changed since"), parts.differences(found))

    def freeze(self) -> None:
        """Keep the figures of this period as they are sent."""
        if self.report is None:
            return
        note = _(
            "The figures of {period} stay as they are today. Later corrections are shown as differences."
        )
        asked = self.ctx.dialogs.ask(FREEZE, _("Freeze the figures"), {}, confirm=_("Freeze"),
                                     note=note.format(period=self.report.period.shown()))  # fmt: skip
        if asked is not None:
            self.write(service.freeze, self.report.period, asked, self.report.programme_id,
                       done=lambda _key: self.ctx.toast(_("Frozen.")))  # fmt: skip

    def write_text(self, part: Words) -> None:
        """Write a text of the report; it is kept for this programme and period."""
        if self.report is None:
            return
        seen = {"text": part.text}
        typed = self.ctx.dialogs.ask(TEXT, part.title, seen)
        if typed is not None:
            self.write(
                service.write_text, self.report.programme_id, self.report.period, part.code, typed, seen
            )

    def _write_figure(self, indicator_id: str) -> None:
        typed = self.ctx.dialogs.ask(HAND_FIGURE, _("Figure by hand"), {"counted_on": self.ctx.clock.today()})
        if typed is not None:
            self.write(service.write_figure, indicator_id, typed)

    def export(self) -> None:
        """The tables of the report as sheets of one file, or one of them as a plain table with tags for exchange."""
        if self.report is not None:
            Exporting(self.ctx, self.window(), self.report).start()

    def key_print(self) -> None:
        """The report on paper: for inside, or the copy for outside with small numbers hidden."""
        if self.report is None:
            return
        report = self.report
        levels = [(INSIDE, _("For the office"))]
        if not KINDS[report.code].inside:
            levels.append((OUTSIDE, _("For outside: small numbers hidden")))

        def make(uow: Any, level: int) -> bytes:
            return put_out_report(uow, report, outside=level == OUTSIDE)

        show_paper(
            self.ctx,
            report.title,
            make,
            levels=levels,
            level=levels[-1][0],
            name=f"{report.code}.pdf",
            parent=self,
        )
