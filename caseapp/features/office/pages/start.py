"""The first page of all: the language, and four doors."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, language, language_name, offered
from caseapp.ui.combo import Combo
from caseapp.ui.icons import pixmap
from caseapp.ui.theme import S1, S2, S3, S4
from caseapp.ui.widgets import Clickable, column, label, row, scrolled

Call = Callable[[], None]


class Door(Clickable):
    """A large button with an icon, a title and a sentence."""

    def __init__(self, icon_name: str, title: str, text: str, clicked: Call) -> None:
        super().__init__()
        self.setProperty("look", "tile")
        picture = label()
        picture.setPixmap(pixmap(icon_name, "brand", 22))
        words = column(label(title, "strong"), label(text, "second", wrap=True), spacing=0)
        layout = row(picture, words, spacing=S3)
        layout.setStretch(1, 1)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.clicked.connect(lambda _on=False: clicked())


class StartPanel(QWidget):
    """Doors to a new office, the demo, an office that is here and a restore. `first` gets the keyboard."""

    def __init__(
        self, set_up: Call, demo: Call, open_office: Call, restore: Call, speak: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.language = self._languages(speak)
        self.first = Door(
            "building-2",
            _("Set up an office"),
            _("For real work. Takes five minutes; have a printer or a pen and paper at hand."),
            set_up,
        )
        doors = (
            self.first,
            Door("users", _("Try the demo office"), _("Invented people to look around and practise with."), demo),
            Door("folder-open", _("Open an office that is here…"), _("Its folder lies on this laptop already."), open_office),
            Door("hard-drive-download", _("Restore a backup…"),
                 _("After a loss, or on a new laptop. A passphrase of that time or the recovery sheet is needed."), restore),
        )  # fmt: skip
        head = row(
            label(_("Welcome"), "title"), None, label(_("Language"), "second"), self.language, spacing=S2
        )
        words = label(_("Cases, plans, grants and referrals of a field office, kept encrypted on this laptop. No internet is "
                        "needed."), "second", wrap=True)  # fmt: skip
        inner = QWidget()
        inner.setLayout(column(head, words, *doors, None, spacing=S3))
        outer = column(scrolled(inner), spacing=S1)
        outer.setContentsMargins(S1, S1, S1, S4)
        self.setLayout(outer)

    def _languages(self, speak: Callable[[str], None]) -> Combo:
        made = Combo()
        made.setAccessibleName(_("Language"))
        for code in offered():
            made.addItem(language_name(code), code)
        made.setCurrentIndex(max(0, made.findData(language())))
        made.activated.connect(lambda _at: speak(str(made.currentData())))
        return made
