"""Registering a person: sections at the left, the form in the middle, who may be on file already at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.data import drafts
from caseapp.features.cases import service
from caseapp.features.cases.pages.sections import FormSections
from caseapp.features.cases.queries import CaseView
from caseapp.features.people import service as registering
from caseapp.features.people.form import REGISTRATION
from caseapp.features.people.pages.beside import AlikeCard
from caseapp.features.people.pages.photo import PhotoCard
from caseapp.ui.form import FormWidget
from caseapp.ui.keys import shown
from caseapp.ui.page import Context, Page
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Card, button, column, row

DRAFT_MS, TICK_MS = 1500, 1000
FORM = "person"


class RegisterPage(Page):
    """One form for a new person. Nothing typed is ever lost: it is kept as a draft within two seconds."""

    title = N_("Register a person")

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.draft_id = ""
        self.saved_at: Any = None
        self.form = FormWidget(REGISTRATION, country=ctx.office.country)
        self.sections = FormSections(self.form)
        self.sections.chosen.connect(self._open_section)
        self.form.edited.connect(self._edited)
        self.alike = AlikeCard(ctx, self.form)
        self.picture = PhotoCard(ctx)
        self._lay_out()
        self._timers()
        self.add_action(button(_("Keep as draft"), self.keep_draft))
        self.save_button = self.add_action(button(_("Save and open case"), self.save, look="primary"))
        self.save_button.setToolTip(shown("save"))

    def _lay_out(self) -> None:
        middle = Card()
        middle.add(self.form)
        middle.body.setStretch(0, 1)
        side = QWidget()
        side.setFixedWidth(theme().px(280))
        side.setLayout(column(self.alike, self.picture, None, spacing=12))
        whole = QWidget()
        layout = row(self.sections, middle, side, spacing=12)
        layout.setStretch(1, 1)
        whole.setLayout(layout)
        self.body.addWidget(whole, 1)
        self.side = side

    def _timers(self) -> None:
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft.timeout.connect(self.save_draft)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._say_draft)

    # --- coming here

    def arrive(self, **args: Any) -> None:
        """A new form, or a draft to go on with (`draft_id`)."""
        if "draft_id" in args:
            self.read(drafts.mine, done=lambda found: self._resume(args["draft_id"], found))
        elif not self.draft_id and not self._typed():
            self._empty()

    def place_name(self) -> dict[str, Any]:
        return {"draft_id": self.draft_id} if self.draft_id else {}

    def refresh(self) -> None:
        self.sections.mark()
        self._say_draft()
        self.alike.look()

    def _empty(self) -> None:
        self.draft_id, self.saved_at = "", None
        self.sections.fold()
        self.form.set_values({})
        self.form.show_section("who")
        self.form.focus_first()
        self.picture.clear_photo()
        self.alike.others.clear()
        self.refresh()

    def _resume(self, draft_id: str, found: tuple[drafts.DraftView, ...]) -> None:
        draft = next((d for d in found if d.id == draft_id), None)
        if draft is None:
            self._empty()
            return
        self.draft_id, self.saved_at = draft.id, draft.changed_at
        self.form.set_values(draft.values)
        self.form.go_to(draft.place)
        self.refresh()

    # --- drafts

    def _typed(self) -> bool:
        defaults = {f.name: f.default for f in REGISTRATION.fields}
        return any(v and v != defaults[name] for name, v in self.form.raw_values().items())

    def _edited(self) -> None:
        if not self._draft.isActive():  # who types without a pause loses no more than who stops
            self._draft.start()
        self.sections.mark()

    def save_draft(self, then: Any = None) -> None:
        """Keep what is typed so far, in the encrypted file."""
        if not self._typed():
            return
        self.draft_id = self.draft_id or drafts.new_id()
        self.ctx.tasks.write(
            drafts.save, FORM, "", self.form.raw_values(), self.form.place(), _title(self.form.raw_values()), self.draft_id,
            done=lambda _id: self._draft_saved(then), owner=self,
        )  # fmt: skip

    def _draft_saved(self, then: Any) -> None:
        self.saved_at = self.ctx.clock.now()
        self._tick.start()
        self._say_draft()
        if then:
            then()

    def keep_draft(self) -> None:
        """Leave the form for later; it waits on My day."""
        self.save_draft(then=self._left_for_later)

    def _left_for_later(self) -> None:
        self.ctx.toast(_("Kept as a draft. You find it under My day."))
        self._empty()
        self.ctx.navigate("my-day")

    def _say_draft(self) -> None:
        words = _("Only the fields marked * are needed to start; the rest can wait for the next visit.")
        if self.saved_at:
            seconds = max(0, int((self.ctx.clock.now() - self.saved_at).total_seconds()))
            ago = (
                n_("{count} s ago", "{count} s ago", seconds) if seconds < 60 else dates.moment(self.saved_at)
            )
            words = _("Draft saved {when}.").format(when=ago) + " " + words
        self.sentence.setText(words)

    # --- sections

    def _open_section(self, code: str) -> None:
        self.form.show_section(code)
        self.form.focus_first()

    def go_section(self, number: int) -> None:
        asked = self.sections.shown()
        if 0 < number <= len(asked):
            self._open_section(asked[number - 1])

    # --- saving

    def save(self) -> None:
        """Save and open the case. What is wrong is said beside its field; the draft stays until all is saved."""
        try:
            values = self.form.clean()
        except Invalid as invalid:
            count = len(invalid.problems)
            self.ctx.toast(n_("{count} field needs a look.", "{count} fields need a look.", count))
            self.save_draft()
            return
        self.save_button.setEnabled(False)
        self.ctx.tasks.write(self._save, values, done=self._saved, failed=self._failed, owner=self)

    key_save = save  # Ctrl+S

    def _save(self, uow: Any, values: dict[str, Any]) -> CaseView:
        """Person, case, photo and the end of the draft: one transaction."""
        case = service.register(uow, values)
        if self.picture.photo:
            registering.set_photo(uow, case.person.id, self.picture.photo)
        for other_id, reasons in self.alike.others.items():
            registering.not_the_same(uow, case.person.id, other_id, reasons)
        if self.draft_id:
            drafts.discard(uow, self.draft_id)
        return case

    def _saved(self, case: CaseView) -> None:
        self.save_button.setEnabled(True)
        self._draft.stop()
        self._empty()
        self.ctx.toast(_("{number} is registered.").format(number=case.number))
        self.ctx.navigate("case", case_id=case.id)

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.save_draft()
        if isinstance(error, Invalid) and set(error.problems) & set(REGISTRATION.by_name):
            self.form.show_problems(error.problems)
        else:
            self.ctx.dialogs.error(error)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self.width() * 100 / theme().scale < 1000
        self.sections.setFixedWidth(theme().px(140 if narrow else 180))
        self.side.setFixedWidth(theme().px(230 if narrow else 280))


def _title(raw: dict[str, Any]) -> str:
    """The name as far as it is typed: what the draft is called."""
    return " ".join(filter(None, (raw["given_name"], raw["middle_name"], raw["family_name"]))).strip()
