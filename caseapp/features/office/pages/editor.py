"""One person who works here: who they are, what they do here, their team, and at first how they come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _
from caseapp.features.office import staffing
from caseapp.features.office.form import ROLE_WORDS, STAFF_FORM
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.pages.passphrase import PassphraseFields
from caseapp.features.office.pages.shared import prove
from caseapp.features.office.queries import SECTION, PersonHere, TeamView, roles, teams
from caseapp.ui.combo import Combo
from caseapp.ui.form import FormWidget
from caseapp.ui.page import Context
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import Card, Note, button, column, label, row

WHY = N_("You are changing who may see what. Type your own passphrase once more.")


class StaffEditor(QWidget):
    """`done(code, name)` after saving; the code is empty unless a one-time code was made."""

    def __init__(
        self,
        ctx: Context,
        person: PersonHere | None,
        leave: Callable[[], None],
        done: Callable[[str, str], None],
    ) -> None:
        super().__init__()
        assert isinstance(ctx.session, OpenOffice)
        self.ctx, self.office, self.person, self._saved = ctx, ctx.session, person, done
        self.form = FormWidget(STAFF_FORM, country=ctx.office.country, all_sections=True)
        self.form.edited.connect(self._follow)
        self.team = Combo()
        self.team.setAccessibleName(_("Team"))
        self.role_note = Note("", "brand")
        self.way = self._ways()
        self.save_button = button(_("Save") if person else _("Add"), self.save, look="primary")
        card = Card(person.staff.name if person else _("Somebody new"))
        card.add(self.form, column(label(_("Team"), "label"), self.team, spacing=S1), self.role_note, self.way,
                 row(None, button(_("Cancel"), leave), self.save_button))  # fmt: skip
        self.setLayout(column(card, None, spacing=S3))
        self.way.setVisible(person is None)
        self._fill()
        ctx.tasks.read(teams, done=self._teams, owner=self)

    def save(self) -> None:
        """Check the form, then prove who is typing, then store."""
        try:
            values = self.form.clean()
        except Invalid:
            return
        passphrase = self.chosen.value() if self.person is None and self.by_passphrase.isChecked() else ""
        if passphrase is None:
            return
        name, team = str(values["name"]), str(self.team.currentData() or "")
        prove(self.ctx, self, name, _(WHY), lambda proof: self._store(proof, values, team, passphrase),
              lambda code: self._saved(code, name))  # fmt: skip

    def _store(self, proof: str, values: dict[str, Any], team: str, passphrase: str) -> str:
        if self.person is not None:
            staffing.change(self.office, proof, self.person.id, values, team)
            return ""
        if passphrase:
            staffing.add_with_passphrase(self.office, proof, values, team, passphrase)
            return ""
        return staffing.add_with_code(self.office, proof, values, team)

    def _ways(self) -> QWidget:
        """How somebody new comes in: a code to pass on, or a passphrase typed now."""
        made = QWidget()
        self.by_code = QRadioButton(_("Make a one-time code to pass on"))
        self.by_passphrase = QRadioButton(_("They sit here and type a passphrase of their own now"))
        group = QButtonGroup(made)
        for choice in (self.by_code, self.by_passphrase):
            group.addButton(choice)
        known = (self.ctx.office.name, self.ctx.office.code, self.ctx.office.country)
        self.chosen = PassphraseFields(known, strict=not self.ctx.office.demo)
        self.by_passphrase.toggled.connect(self.chosen.setVisible)
        self.by_code.setChecked(True)
        self.chosen.hide()
        made.setLayout(
            column(
                label(_("How they come in"), "label"),
                self.by_code,
                self.by_passphrase,
                self.chosen,
                spacing=S1,
            )
        )
        return made

    def _fill(self) -> None:
        if self.person is not None:
            view = self.person.staff
            self.form.set_values({name: getattr(view, name) or None for name in STAFF_FORM.by_name})
            self.form.cells["login"].editor.setEnabled(False)
        else:
            self.form.set_values({"ceiling": self.ctx.office.rule("caseload.ceiling")})
        self._follow()

    def _teams(self, found: list[TeamView]) -> None:
        for team in found:
            self.team.addItem(team.name, team.id)
        if self.person is not None:
            self.team.setCurrentIndex(max(0, self.team.findData(self.person.staff.team_id)))

    def _follow(self) -> None:
        """What the chosen role is for, and what the change takes away."""
        role = str(self.form.raw_values()["role"] or "")
        words = _(ROLE_WORDS.get(role, ""))
        if role and self.person is not None and SECTION in self.person.sections - roles()[role].compartments:
            words += " " + _("The sealed notes are closed to them with this change.")
        self.role_note.set(words, "brand")
        raw = self.form.raw_values()
        self.chosen.context = (
            self.ctx.office.name, self.ctx.office.code, str(raw["name"] or ""), str(raw["login"] or "")
        )  # fmt: skip
