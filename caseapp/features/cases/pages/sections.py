"""The sections beside the registration form: how each stands; those that can wait are folded away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.ui.form import FormWidget
from caseapp.ui.sections import SectionList
from caseapp.ui.widgets import Card, button, scrolled


class FormSections(Card):
    """Follows a form; `chosen(code)` when a section is clicked."""

    chosen = Signal(str)

    def __init__(self, form: FormWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.form, self.unfolded = form, False
        self.list = SectionList()
        self.list.chosen.connect(self.chosen)
        self.more = button("", self.unfold, look="link", icon_name="plus")
        self.add(scrolled(self.list), self.more)
        self.body.setStretch(0, 1)
        form.moved.connect(lambda _code: self.mark())

    def shown(self) -> list[str]:
        """The sections in sight: those that can wait only when somebody unfolded them or wrote into them."""
        now = self.form.current_section()
        return [code for code in self._asked() if self.unfolded or not self._waits(code) or code == now]

    def mark(self) -> None:
        """Say how each section stands."""
        now, shown = self.form.current_section(), self.shown()
        self.list.set([self._state(code, code == now) for code in shown], now)
        folded = len(self._asked()) - len(shown)
        self.more.setVisible(folded > 0)
        self.more.setText(n_("{count} more", "{count} more", folded))
        self.more.setToolTip(n_("{count} more section", "{count} more sections", folded))

    def unfold(self) -> None:
        """Show them all."""
        self.unfolded = True
        self.mark()

    def fold(self) -> None:
        """Back to those one begins with."""
        self.unfolded = False

    def _asked(self) -> list[str]:
        return [code for code in self.form.sections if self.form.asked(code)]

    def _waits(self, code: str) -> bool:
        return self.form.sections[code].section.later and not self.form.filled(code)

    def _state(self, code: str, current: bool) -> tuple[str, str, str, str]:
        """How a section stands: what is still needed, or how much is answered."""
        section, count = self.form.sections[code].section, self.form.filled(code)
        if current:
            return code, _(section.title), _("in progress") if count else _("now"), ""
        if self.form.trouble(code):
            return code, _(section.title), _("to mend"), "bad"
        if count:
            return code, _(section.title), n_("{count} answer", "{count} answers", count), "ok"
        return code, _(section.title), _(section.hint), ""
