"""The office as it stands on its papers, and its safety settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from caseapp.core.errors import Invalid, UserError
from caseapp.core.files import plain_disk_errors
from caseapp.core.i18n import _
from caseapp.features.office import service
from caseapp.features.office.form import LETTERHEAD_FORM
from caseapp.features.office.queries import OfficeView
from caseapp.features.office.queries import office as office_query
from caseapp.ui.form import FormWidget
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, button, column, label, row

LOGO = 48  # pixels on the screen


class LetterheadTab(Watching):
    """One form, saved when asked, and the picture beside the name."""

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
        self.setLayout(column(self._logo_card(), card, None, spacing=S3))

    def refresh(self) -> None:
        self.read(office_query, done=self._show)

    def save(self) -> None:
        """Store what is typed; problems stand beside their fields."""
        try:
            values = self.form.clean()
        except Invalid:
            return
        self.write(service.change, values, self.seen, done=lambda _answer: self._saved())

    def choose_logo(self) -> None:
        """A picture file becomes the logo; it is made small and freed of what else it holds."""
        path = self.ctx.dialogs.open_file(_("Choose the logo"), "PNG, JPEG (*.png *.jpg *.jpeg *.webp)")
        if path is None:
            return
        try:
            with plain_disk_errors():
                image = path.read_bytes()
        except UserError as error:
            self.ctx.dialogs.error(error)
            return
        self.write(service.set_logo, image, done=lambda _answer: self.refresh())

    def remove_logo(self) -> None:
        """The program's own mark stands on papers again."""
        self.write(service.set_logo, None, done=lambda _answer: self.refresh())

    def _logo_card(self) -> Card:
        self.picture = QLabel()
        self.picture.setFixedSize(theme().px(LOGO * 2), theme().px(LOGO))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.logo_words = label("", "second", wrap=True)
        self.remove_button = button(_("Take it away"), self.remove_logo)
        line = row(
            self.picture,
            self.logo_words,
            self.remove_button,
            button(_("Choose a picture…"), self.choose_logo),
            spacing=S3,
        )
        line.setStretch(1, 1)
        card = Card(_("Logo"))
        card.add(line)
        return card

    def _show(self, view: OfficeView) -> None:
        self.seen = {name: getattr(view, name) for name in LETTERHEAD_FORM.by_name}
        self.form.set_values({name: value if value != "" else None for name, value in self.seen.items()})
        shown = QPixmap()
        if view.logo:
            shown.loadFromData(view.logo)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown = shown.scaled(self.picture.size(), keep, smooth)
        self.picture.setPixmap(shown)
        self.picture.setVisible(bool(view.logo))
        self.remove_button.setVisible(bool(view.logo))
        words = _("Stands beside the office’s name on every paper.")
        self.logo_words.setText(words if view.logo else _("None yet: papers bear the program’s own mark."))

    def _saved(self) -> None:
        self.told.setText(_("Saved. It counts for every paper from now on."))
        self.ctx.office = self.ctx.session.office if self.ctx.session else self.ctx.office
        self.refresh()
