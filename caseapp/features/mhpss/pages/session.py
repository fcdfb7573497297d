"""Writing a session: sections at the left, the form in the middle, emergency contacts always at the right.

What is typed is kept as a sealed draft within two seconds; the risk rules of the form stand in the way of saving.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.mhpss import queries, service
from caseapp.features.mhpss.form import SESSION_FORM, in_danger
from caseapp.features.mhpss.pages.parts import EmergencyCard
from caseapp.features.mhpss.views import SessionView
from caseapp.ui.drafts import DraftKeeper
from caseapp.ui.form import FormWidget
from caseapp.ui.kept import DraftFile
from caseapp.ui.page import Context, Page
from caseapp.ui.sections import SectionList
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, button, column, label, row

HINT = N_("Sealed: only counsellors can read this.")


def opening(uow: UnitOfWork, case_id: str, session_id: str) -> tuple[CaseView, SessionView | None]:
    """The case, and the session to be changed, if it is not a new one."""
    return cases.case(uow, case_id), queries.session(uow, session_id) if session_id else None


class SessionPage(Page):
    """A new session of a case, or one's own to be corrected (`session_id`); `draft_id` goes on with a draft."""

    title = N_("Session")

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = self.session_id = ""
        self.seen: dict[str, Any] | None = None
        self.form = FormWidget(SESSION_FORM, country=ctx.office.country)
        self.sections = SectionList()
        self.sections.chosen.connect(self._go)
        self.form.moved.connect(lambda _code: self._mark())
        self.form.edited.connect(self._mark)
        self.emergency = EmergencyCard(ctx)
        self.keeper: DraftKeeper | None = None
        self.add_action(button(_("Cancel"), self.leave))
        self.save_button = self.add_action(button(_("Save"), self.save, look="primary"))
        self._lay_out()
        QShortcut(
            QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _lay_out(self) -> None:
        self.sections.setFixedWidth(theme().px(190))
        self.form.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )  # its sections scroll
        self.form.setMinimumHeight(theme().px(260))
        middle = Card(edge="private")
        middle.add(self.form, label(_(HINT), "hint"))
        middle.body.setStretch(0, 1)
        side = QWidget()
        side.setFixedWidth(theme().px(260))
        side.setLayout(column(self.emergency, None, spacing=S3))
        whole = QWidget()
        line = row(self.sections, middle, side, spacing=S3)
        line.setStretch(1, 1)
        whole.setLayout(line)
        self.body.addWidget(whole, 1)

    # --- coming here

    def arrive(self, case_id: str = "", session_id: str = "", draft_id: str = "", **_args: Any) -> None:
        if draft_id:
            self.ctx.tasks.read(drafts.mine, done=lambda found: self._go_on(draft_id, found), owner=self)
        elif case_id and (case_id, session_id) != (self.case_id, self.session_id):
            self._keep()
            self.case_id, self.session_id = case_id, session_id
            self.read(opening, case_id, session_id, done=self._begin)

    def place_name(self) -> dict[str, Any]:
        return {"case_id": self.case_id, "session_id": self.session_id} if self.case_id else {}

    def refresh(self) -> None:
        """What is typed is never overwritten by what others do."""

    def _go_on(self, draft_id: str, found: Sequence[DraftView]) -> None:
        about = next((d.about for d in found if d.id == draft_id), "")
        if about:
            case_id, _slash, session_id = about.partition("/")
            self.arrive(case_id=case_id, session_id=session_id)

    def _begin(self, answer: tuple[CaseView, SessionView | None]) -> None:
        case, session = answer
        self.seen = session.values() if session else None
        self.heading.setText(_("Change the session") if session else _("New session"))
        self.sentence.setText(f"{case.person.name} · {case.number}")
        self.form.set_values(self.seen or {"held_on": self.ctx.clock.today()})
        self.form.show_section("session")
        self.form.focus_first()
        self._keep_drafts()
        self._mark()

    # --- drafts

    def _keep_drafts(self) -> None:
        """From now on what is typed is kept, sealed; what was kept before comes back."""
        about = f"{self.case_id}/{self.session_id}"
        file = DraftFile(self.ctx.tasks, SESSION_FORM.code, about, self, SESSION_FORM.compartment)
        if self.keeper:
            self.keeper.deleteLater()
        self.keeper = DraftKeeper(self.form, file, lambda: _("Counselling session"), self.ctx.clock)
        self.keeper.said.connect(lambda text: self.sentence.setText(text) if text else None)
        file.look(self._resume)

    def _resume(self, draft: DraftView) -> None:
        if self.keeper:
            self.keeper.resume(draft.values, draft.place)
        self._mark()

    def _keep(self) -> None:
        if self.keeper:
            self.keeper.keep()

    def _discard(self) -> None:
        if self.keeper:
            self.keeper.discard()

    # --- sections

    def _asked(self) -> list[str]:
        return [code for code in self.form.sections if self.form.asked(code)]

    def _go(self, code: str) -> None:
        self.form.show_section(code)
        self.form.focus_first()

    def _mark(self) -> None:
        values, _problems = SESSION_FORM.read(self.form.raw_values(), self.ctx.office.country)
        danger = in_danger(values)
        now = self.form.current_section()
        self.sections.set([(code, _(self.form.sections[code].section.title), *self._state(code, values, danger))
                           for code in self._asked()], now)  # fmt: skip
        self.emergency.danger(danger)

    def _state(self, code: str, values: dict[str, Any], danger: bool) -> tuple[str, str]:
        """How a section stands: words and tone."""
        if code == "safety" and danger and not (values["risk_level"] and values["risk_action"]):
            return _("risk level and action needed"), "bad"
        count = self.form.filled(code)
        return (n_("{count} answer", "{count} answers", count), "") if count else ("", "")

    # --- saving

    def save(self) -> None:
        """Save and go back to the case. What is wrong is said beside its field; the draft stays until it is saved."""
        if not self.case_id or not self.save_button.isEnabled():
            return
        try:
            values = self.form.clean()
        except Invalid as invalid:
            count = len(invalid.problems)
            self.ctx.toast(n_("{count} field needs a look.", "{count} fields need a look.", count))
            self._keep()
            return
        self.save_button.setEnabled(False)
        if self.session_id:
            self._run(service.change_session, self.session_id, values, self.seen)
        else:
            self._run(service.add_session, self.case_id, values)

    def _run(self, save: Any, *args: Any) -> None:
        self.ctx.tasks.write(save, *args, done=self._saved, failed=self._failed, owner=self)

    def _saved(self, _view: SessionView) -> None:
        self.save_button.setEnabled(True)
        self._discard()
        self.ctx.toast(_("The session is kept."))
        self._away()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._keep()
        if isinstance(error, Invalid) and set(error.problems) & set(SESSION_FORM.by_name):
            self.form.show_problems(error.problems)
        else:
            self.ctx.dialogs.error(error)

    def leave(self) -> None:
        """Go back; what was typed is thrown away only when the person says so."""
        typed = self.keeper is not None and (self.keeper.changed or bool(self.keeper.status()))
        text = _("What you typed since the last saving is lost.")
        if typed and not self.ctx.dialogs.confirm(
            _("Leave without saving?"), text, _("Throw away"), danger=True
        ):
            return
        self._discard()
        self._away()

    def _away(self) -> None:
        case_id, self.case_id, self.session_id = self.case_id, "", ""
        self.form.set_values({})
        self.ctx.navigate("case", case_id=case_id, tab="mhpss")
