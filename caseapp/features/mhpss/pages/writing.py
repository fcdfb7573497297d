"""Writing something sealed: sections at the left, the form in the middle, emergency contacts always at the right.

What is typed is kept as a sealed draft within two seconds; the risk rules of the form stand in the way of saving.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.core.errors import Invalid
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _, n_
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.features.cases.queries import CaseView
from caseapp.features.mhpss.pages.parts import EmergencyCard
from caseapp.features.mhpss.safety_form import SEALED_HINT
from caseapp.ui.drafts import DraftKeeper
from caseapp.ui.form import FormWidget
from caseapp.ui.kept import DraftFile
from caseapp.ui.page import Context, Page
from caseapp.ui.sections import SectionList
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, button, column, label, row, scrolled

NEEDED = ("risk_level", "risk_action")


class SealedFormPage(Page):
    """Subclasses say the form, how it begins (`arrive`, then `begin`) and what saving does (`store`).

    `about` of a draft is `case/record`, the record empty for a new one.
    """

    form_spec: ClassVar[Form]
    saved_words: ClassVar[str] = N_("The session is kept.")

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = self.record_id = ""
        self.seen: dict[str, Any] | None = None
        self.form = FormWidget(self.form_spec, country=ctx.office.country)
        self.sections = SectionList()
        self.sections.chosen.connect(self._go)
        self.form.moved.connect(lambda _code: self.mark())
        self.form.edited.connect(self.mark)
        self.emergency = EmergencyCard(ctx)
        self.keeper: DraftKeeper | None = None
        self.add_action(button(_("Cancel"), self.leave))
        self.save_button = self.add_action(button(_("Save"), self.save, look="primary"))
        self._lay_out()

    def _lay_out(self) -> None:
        self.sections.setFixedWidth(theme().px(190))
        self.form.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )  # its sections scroll
        self.form.setMinimumHeight(theme().px(260))
        self.middle = Card(edge="private")
        self.middle.add(self.form, label(_(SEALED_HINT), "hint"))
        self.middle.body.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(column(self.emergency, None, spacing=S3))
        side = scrolled(holder)
        side.setFixedWidth(theme().px(270))
        whole = QWidget()
        line = row(self.sections, self.middle, side, spacing=S3)
        line.setStretch(1, 1)
        whole.setLayout(line)
        self.body.addWidget(whole, 1)

    def key_save(self) -> None:
        self.save()

    def place_name(self) -> dict[str, Any]:
        return {"case_id": self.case_id, "record_id": self.record_id} if self.case_id else {}

    def refresh(self) -> None:
        """What is typed is never overwritten by what others do."""

    # --- beginning

    def go_on(self, draft_id: str) -> None:
        """Go on with a draft."""
        self.ctx.tasks.read(drafts.mine, done=lambda found: self._found(draft_id, found), owner=self)

    def _found(self, draft_id: str, found: Sequence[DraftView]) -> None:
        about = next((d.about for d in found if d.id == draft_id), "")
        if about:
            case_id, _slash, record_id = about.partition("/")
            self.arrive(case_id=case_id, record_id=record_id)

    def begin(self, case: CaseView, values: Mapping[str, Any], seen: dict[str, Any] | None) -> None:
        """Show the form with these values; `seen` is what is stored of a record that is changed."""
        self.seen = seen
        self.sentence.setText(f"{case.person.name} · {case.number}")
        self.emergency.for_place(case.person.place or "")
        self.form.set_values(values)
        self.form.show_section(self.form_spec.sections[0].code)
        self.form.focus_first()
        self._keep_drafts()
        self.mark()

    def danger(self, values: Mapping[str, Any]) -> bool:
        """Whether somebody may be in danger, as far as is typed."""
        raise NotImplementedError

    # --- drafts

    def _keep_drafts(self) -> None:
        """From now on what is typed is kept, sealed; what was kept before comes back."""
        about = f"{self.case_id}/{self.record_id}"
        file = DraftFile(self.ctx.tasks, self.form_spec.code, about, self, self.form_spec.compartment)
        if self.keeper:
            self.keeper.deleteLater()
        self.keeper = DraftKeeper(self.form, file, lambda: _(self.title), self.ctx.clock)
        self.keeper.said.connect(lambda text: self.sentence.setText(text) if text else None)
        file.look(self._resume)

    def _resume(self, draft: DraftView) -> None:
        if self.keeper:
            self.keeper.resume(draft.values, draft.place)
        self.mark()

    def keep(self) -> None:
        """Keep what is typed now."""
        if self.keeper:
            self.keeper.keep()

    def _discard(self) -> None:
        if self.keeper:
            self.keeper.discard()

    # --- sections

    def _go(self, code: str) -> None:
        self.form.show_section(code)
        self.form.focus_first()

    def mark(self) -> None:
        """How each section stands, and whether the right side calls for help."""
        values, _problems = self.form_spec.read(self.form.raw_values(), self.ctx.office.country)
        asked = [code for code in self.form.sections if self.form.asked(code)]
        self.sections.set([(code, _(self.form.sections[code].section.title), *self._state(code, values)) for code in asked],
                          self.form.current_section())  # fmt: skip
        self.emergency.danger(self.danger(values))

    def _state(self, code: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """How a section stands: words and tone."""
        section = self.form.sections[code].section
        if any(f.name in NEEDED and f.asked(values) and not values[f.name] for f in section.fields):
            return _("needed"), "bad"
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
            self.keep()
            return
        self.save_button.setEnabled(False)
        self.store(values)

    def store(self, values: dict[str, Any]) -> None:
        """Run the service that stores the form, by `run`."""
        raise NotImplementedError

    def run(self, service: Any, *args: Any) -> None:
        """Store; afterwards back to the case, or what is wrong beside its field."""
        self.ctx.tasks.write(service, *args, done=self._saved, failed=self._failed, owner=self)

    def _saved(self, _view: Any) -> None:
        self.save_button.setEnabled(True)
        self._discard()
        self.ctx.toast(_(self.saved_words))
        self._away()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keep()
        if isinstance(error, Invalid) and set(error.problems) & set(self.form_spec.by_name):
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
        case_id, self.case_id, self.record_id = self.case_id, "", ""
        self.form.set_values({})
        self.ctx.navigate("case", case_id=case_id, tab="mhpss")
