"""What this laptop looks like for whoever sits at it: colours and size of the text at once, language from the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from caseapp.core import settings
from caseapp.core.errors import UserError
from caseapp.core.i18n import N_, _, language, language_name, offered
from caseapp.ui.combo import Combo
from caseapp.ui.page import Context
from caseapp.ui.theme import S1, S3, theme
from caseapp.ui.widgets import Card, Note, column, label, row

PALETTE_WORDS = {"light": N_("Light"), "dark": N_("Dark"), "contrast": N_("High contrast")}
SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


class LaptopTab(QWidget):
    """Three choices that are remembered. Windows are built in one language, so that one waits for the next sign-in."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx = ctx
        self.language = self._choice(
            _("Language"), {c: language_name(c) for c in offered()}, settings.load().language, self._speak
        )
        words = {code: _(text) for code, text in PALETTE_WORDS.items()}
        self.palette_choice = self._choice(_("Colours"), words, theme().name, self._paint)
        sizes = {str(size): f"{size} %" for size in sorted({*SIZES, theme().scale})}
        self.size_choice = self._choice(_("Size of the text"), sizes, str(theme().scale), self._resize)
        card = Card(_("How it looks"), _("for everybody on this laptop"))
        card.add(
            row(self._named(_("Language"), self.language), self._named(_("Colours"), self.palette_choice),
                self._named(_("Size of the text"), self.size_choice), None, spacing=S3),
            label(_("Ctrl and + or − make the text larger or smaller on every page."), "hint", wrap=True),
        )  # fmt: skip
        self.later = Note()
        self.setLayout(column(card, self.later, None, spacing=S3))
        self._speak_later(settings.load().language)

    def _choice(self, name: str, words: dict[str, str], now: str, chosen: Callable[[str], None]) -> Combo:
        made = Combo()
        made.setAccessibleName(name)
        made.setMinimumWidth(theme().px(170))
        for code, text in words.items():
            made.addItem(text, code)
        made.setCurrentIndex(max(0, made.findData(now)))
        made.activated.connect(lambda _at: chosen(str(made.currentData())))
        return made

    def _named(self, name: str, choice: Combo) -> QWidget:
        made, words = QWidget(), label(name, "label")
        words.setBuddy(choice)
        made.setLayout(column(words, choice, spacing=S1))
        return made

    def _speak(self, code: str) -> None:
        self._remember(language=code)
        self._speak_later(code)

    def _speak_later(self, code: str) -> None:
        words = _(
            "The program speaks {language} from the next sign-in on. Lock it (Ctrl+L) and sign in again."
        )
        self.later.set("" if code == language() else words.format(language=language_name(code)))

    def _paint(self, name: str) -> None:
        theme().apply(name)
        self._remember(palette=name)

    def _resize(self, size: str) -> None:
        theme().apply(scale=int(size))
        self._remember(scale=int(size))

    def _remember(self, **values: object) -> None:
        try:
            settings.change(**values)
        except UserError as error:
            self.ctx.dialogs.error(error)
