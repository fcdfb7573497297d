"""F1: what this page is for and how to work on it, offline, beside the page; below it every key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QGridLayout, QTextBrowser, QWidget

from caseapp.core.i18n import _, language
from caseapp.core.paths import resource
from caseapp.ui.keys import listed
from caseapp.ui.theme import S1, S2, S3, S4, S5, font, on_change, semibold, theme
from caseapp.ui.widgets import button, column, label, row, rule, scrolled

WIDTH = 400


def text_for(page: str) -> str:
    """The help of a page as Markdown, in the person's language or in English; empty where none is written."""
    for code in (language(), "en"):
        try:
            return resource("help", code, f"{page}.md").read_text("utf-8")
        except FileNotFoundError:
            continue
    return ""


class HelpPanel(QFrame):
    """Lies over the end side of the window; Esc or the button closes it and gives the keyboard back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("sheet")
        self.setAccessibleName(_("Help"))
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(_("Help for this page"))
        self.keys = _key_sheet()
        self.shut = button(_("Close"), self.close_panel, icon_name="x")
        head = row(label(_("Help"), "title"), None, self.shut)
        inner = QWidget()
        inner.setLayout(column(self.text, rule(), self.keys, None, spacing=S4))
        layout = column(head, scrolled(inner), spacing=S2)
        layout.setContentsMargins(S5, S4, S4, S4)
        self.setLayout(layout)
        self._before: QWidget | None = None
        window.installEventFilter(self)
        on_change(self, self._fit)
        self.hide()

    def open(self, page: str) -> None:
        """Show the help of a page. Opened twice it closes."""
        if self.isVisible():
            self.close_panel()
            return
        self._before = self.window().focusWidget()
        self.text.setFont(font(13))
        self.text.setMarkdown(
            text_for(page) or _("There is no text for this page yet. The keys below work here.")
        )
        _set_with_air(self.text.document())
        self.show()
        self.raise_()
        self._fit()
        self.shut.setFocus()

    def close_panel(self) -> None:
        """Go away; the keyboard goes back where it was."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        width = min(theme().px(WIDTH), window.width() - 2 * S5)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setGeometry(0 if mirrored else window.width() - width, 0, width, window.height())
        document = self.text.document()
        document.setTextWidth(width - 2 * S5 - S4)
        self.text.setFixedHeight(int(document.size().height()) + S4)


def _set_with_air(document: QTextDocument) -> None:
    """Markdown comes without any space between paragraphs and with headings larger than the window's own."""
    document.setIndentWidth(S4)
    block = document.begin()
    while block.isValid():
        cursor, look = QTextCursor(block), block.blockFormat()
        look.setTopMargin(S1 if block.textList() else S3)
        cursor.setBlockFormat(look)
        if look.headingLevel():
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            heading = QTextCharFormat()
            heading.setFont(semibold(15))
            cursor.setCharFormat(heading)
        block = block.next()


def _key_sheet() -> QWidget:
    """Every key of the program with what it does."""
    sheet, grid = QWidget(), QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(S4)
    grid.setVerticalSpacing(S1)
    grid.setColumnStretch(1, 1)
    for where, lines in listed():
        grid.addWidget(label(where, "card"), grid.rowCount(), 0, 1, 2)
        for keys, does in lines:
            at = grid.rowCount()
            grid.addWidget(label(keys, "strong"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(does, "second", wrap=True), at, 1)
    sheet.setLayout(grid)
    return sheet
