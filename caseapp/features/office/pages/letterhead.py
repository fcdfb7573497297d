"""The office as it stands on its papers, and its safety settings."""

from __future__ import annotations

from caseapp.core.errors import Invalid
from caseapp.core.i18n import _
from caseapp.features.office import service
from caseapp.features.office.form import LETTERHEAD_FORM
from caseapp.features.office.queries import OfficeView
from caseapp.features.office.queries import office as office_query
from caseapp.ui.form import FormWidget
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, button, column, label, row


class LetterheadTab(Watching):
    """One form; saved when asked."""

    watches = frozenset({"office"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.form = FormWidget(LETTERHEAD_FORM, country=ctx.office.country, all_sections=True)
        self.seen: dict[str, object] = {}
        self.save_button = button(_("Save"), self.save, look="primary")
        self.told = label("", "good")
        self.form.edited.connect(lambda: self.told.setText(""))
        card = Card()
        card.add(self.form, row(self.told, None, self.save_button))
        self.setLayout(column(card, None, spacing=S3))

    def refresh(self) -> None:
        self.read(office_query, done=self._show)

    def save(self) -> None:
        """Store what is typed; problems stand beside their fields."""
        try:
            values = self.form.clean()
        except Invalid:
            return
        self.write(service.change, values, self.seen, done=lambda _answer: self._saved())

    def _show(self, view: OfficeView) -> None:
        self.seen = {name: getattr(view, name) for name in LETTERHEAD_FORM.by_name}
        self.form.set_values({name: value if value != "" else None for name, value in self.seen.items()})

    def _saved(self) -> None:
        self.told.setText(_("Saved. It counts for every paper from now on."))
        self.ctx.office = self.ctx.session.office if self.ctx.session else self.ctx.office
        self.refresh()
