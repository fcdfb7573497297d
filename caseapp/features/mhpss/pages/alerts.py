"""Safety alerts of a supervisor: by case number alone, until they are signed off."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.mhpss import safety
from caseapp.features.mhpss.pages.parts import EmergencyCard
from caseapp.features.mhpss.safety_form import SHARED, SIGN_OFF_FORM
from caseapp.features.mhpss.views import Alert
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, Note, button, column, label, row, scrolled


class AlertsPage(Page):
    """Every line is somebody in danger, or a question nobody has asked yet. Nothing else is said here."""

    title = N_("Safety alerts")
    watches = frozenset({"mhpss_safety", "case"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.table = RecordTable(self._columns(), _("Safety alerts"))
        self.table.picked.connect(lambda _alert: self._offer())
        self.table.opened.connect(lambda _alert: self.sign_off())
        self.sign = button(_("Sign off…"), self.sign_off, look="primary")
        self.case = button(_("Open the case"), self._open_case)
        listed = Card(edge="private")
        listed.add(self.table, row(self.sign, self.case, None))
        listed.body.setStretch(0, 1)
        about = Card(_("What to do now"))
        about.add(*(label(_(words), wrap=True) for words in TO_DO), label(_(SHARED), "second", wrap=True))
        holder = QWidget()
        holder.setLayout(column(about, EmergencyCard(ctx), None, spacing=S3))
        side = scrolled(holder)
        side.setFixedWidth(theme().px(300))
        both = row(listed, side, spacing=S3)
        both.setStretch(0, 1)
        self.urgent = Note("", "bad")
        self.body.addWidget(self.urgent)
        self.body.addLayout(both, 1)

    def _columns(self) -> tuple[Column, ...]:
        today = self.ctx.clock.today
        return (
            Column(N_("Case"), lambda a: a.case_number, "strong", width=140),
            Column(N_("What"), what, "chip", tone=lambda a: "bad" if a.imminent else "warn"),
            Column(N_("Counsellor"), lambda a: a.counsellor),
            Column(N_("Since"), lambda a: dates.day(a.since), "muted", width=96),
            Column(N_("Days"), lambda a: str((today() - a.since).days), "number", width=60),
        )

    def refresh(self) -> None:
        self.read(safety.alerts, done=self._show)

    def _show(self, alerts: tuple[Alert, ...]) -> None:
        self.sentence.setText(sentence(alerts))
        self.table.set_rows(alerts, _("Nobody is in imminent danger as far as the counsellors know."))
        imminent = sum(a.imminent for a in alerts)
        words = _("Call the counsellor now. It stands here every day until it is signed off.")
        self.urgent.set(words if imminent else "", "bad")
        self._offer()

    def _offer(self) -> None:
        alert: Alert | None = self.table.current()
        self.sign.setEnabled(alert is not None and alert.imminent)
        self.case.setEnabled(alert is not None)

    def sign_off(self) -> None:
        """Ask what the supervisor made sure of, and sign."""
        alert: Alert | None = self.table.current()
        if alert is None or not alert.imminent:
            return
        about = _("Case {number}, {counsellor}").format(number=alert.case_number, counsellor=alert.counsellor)
        given: dict[str, Any] | None = self.ctx.dialogs.ask(
            SIGN_OFF_FORM, _("Sign off"), {}, confirm=_("Sign off"), note=about
        )
        if given is not None:
            done = _("Signed off.")
            self.write(safety.sign_off, alert.id, given, done=lambda _none: self.ctx.toast(done))

    def _open_case(self) -> None:
        alert: Alert | None = self.table.current()
        if alert is not None:
            self.ctx.navigate("case", case_id=alert.case_id)


TO_DO = (
    N_(
        "Talk with the counsellor today. Do not ask for clinical details, ask whether the person is safe now."
    ),
    N_("Make sure that somebody stays with them and that specialised care is reached."),
    N_("Sign off when you know. You sign that you made sure, not how the person is."),
)


def what(alert: Alert) -> str:
    return _("Imminent danger") if alert.imminent else _("Check not finished")


def sentence(alerts: tuple[Alert, ...]) -> str:
    """`1 person is in imminent danger. 1 safety check was not finished.`"""
    imminent = sum(a.imminent for a in alerts)
    waiting = len(alerts) - imminent
    told = []
    if imminent:
        told.append(n_("{count} case of imminent danger.", "{count} cases of imminent danger.", imminent))
    if waiting:
        told.append(n_("{count} safety check was begun and not finished.",
                       "{count} safety checks were begun and not finished.", waiting))  # fmt: skip
    return " ".join(told) or _("Nothing to sign off.")
