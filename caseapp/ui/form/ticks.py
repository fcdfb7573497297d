"""Several of a list: ticks in columns where there is room, otherwise a drop-down that stays open while one ticks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from caseapp.core.fields import Field
from caseapp.core.i18n import _
from caseapp.core.names import fold
from caseapp.ui.form.editors import MANY, Editor, options
from caseapp.ui.icons import pixmap
from caseapp.ui.theme import S2, S3, color, theme
from caseapp.ui.widgets import column, hidden_unless, label, row

CODE = Qt.ItemDataRole.UserRole


def codes_of(value: Any) -> list[str]:
    """The codes of a stored or kept value: a sequence, or text with commas."""
    parts = value.split(",") if isinstance(value, str) else value or ()
    return [str(getattr(part, "value", part)).strip() for part in parts]


class _Words(QLabel):
    """The words of a tick: they wrap, and a click on them ticks."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._box = box

    def mouseReleaseEvent(self, event: Any) -> None:
        self._box.setFocus()
        self._box.click()


class TickBoxes(Editor):
    """Every entry in sight, in as many columns as there is room for."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.boxes: dict[str, QCheckBox] = {}
        self.cells: list[QWidget] = []
        self._others: list[str] = []
        self._columns = 0
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S3)
        self.grid.setVerticalSpacing(0)
        for code, shown in options(field, country):
            self._add(code, shown)
        longest = max(
            (self.fontMetrics().horizontalAdvance(w) for _c, w in options(field, country)), default=0
        )
        self._wide = min(max(longest, 100), theme().px(260)) + theme().px(34)
        self._spread(1)

    def _add(self, code: str, shown: str) -> None:
        box = QCheckBox()
        box.setAccessibleName(shown)
        box.toggled.connect(lambda _on: self._changed())
        self.boxes[code] = box
        cell = QWidget()
        inside = row(box, _Words(shown, box), spacing=2)
        inside.setStretch(1, 1)
        cell.setLayout(inside)
        cell.setMinimumHeight(theme().px(22))  # wrapping words alone let a crowded form squeeze the lines
        self.cells.append(cell)

    def _changed(self) -> None:
        self.edited.emit()
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread(max(1, min(3, self.width() // max(1, self._wide))))

    def _spread(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        per = -(-len(self.cells) // columns)
        for i, cell in enumerate(self.cells):
            self.grid.addWidget(cell, i % per, i // per)
        for i in range(3):
            self.grid.setColumnStretch(i, 1 if i < columns else 0)

    def raw(self) -> list[str]:
        return [code for code, box in self.boxes.items() if box.isChecked()] + self._others

    def show_value(self, value: Any) -> None:
        chosen = codes_of(value)
        self._others = [c for c in chosen if c not in self.boxes]
        for code, box in self.boxes.items():
            box.setChecked(code in chosen)

    def focus_widget(self) -> QWidget:
        return next(iter(self.boxes.values()), self)

    def parts(self) -> list[QWidget]:
        return []  # each box says its own words


class TickList(Editor):
    """The room of one line: what is chosen, and below it a list of ticks that opens with a click, Space or Alt+Down."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self._all = options(field, country)
        self._chosen: list[str] = []
        self.button = _Field(self)
        self.popup: _Popup | None = None
        self.hold(self.button)
        self._say()

    def open(self) -> None:
        """Show the list of ticks."""
        self.popup = self.popup or _Popup(self)
        self.popup.open()

    def tick(self, code: str, on: bool) -> None:
        """Choose or leave an entry."""
        order = [c for c, _shown in self._all]
        chosen = {*self._chosen, code} if on else {*self._chosen} - {code}
        self._chosen = [c for c in order if c in chosen] + [
            c for c in self._chosen if c in chosen and c not in order
        ]
        self._say()
        self.edited.emit()

    def entries(self) -> list[tuple[str, str]]:
        return self._all

    def raw(self) -> list[str]:
        return list(self._chosen)

    def show_value(self, value: Any) -> None:
        self._chosen = codes_of(value)
        self._say()
        self.edited.emit()

    def words(self) -> str:
        """What is chosen, as a person reads it."""
        names = dict(self._all)
        return ", ".join(names[c] if c in names else self.field.show((c,)) for c in self._chosen)

    def _say(self) -> None:
        self.button.setAccessibleDescription(self.words() or _("nothing chosen"))
        self.button.update()

    def focus_widget(self) -> QWidget:
        return self.button


class _Field(QPushButton):
    """Looks like a field and opens the list."""

    def __init__(self, owner: TickList) -> None:
        super().__init__()
        self._owner = owner
        self.setProperty("look", "field")
        self.setAutoDefault(False)
        self.setMinimumWidth(theme().px(80))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: owner.open())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._owner.open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame as a button paints it, the words elided, the arrow at the end."""
        super().paintEvent(event)
        words = self._owner.words()
        painter = QPainter(self)
        side = theme().px(14)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        area = self.rect().adjusted(28 if mirrored else 10, 0, -10 if mirrored else -28, 0)
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(color("ink" if self.isEnabled() else "ink3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        left = 9 if mirrored else self.width() - side - 9
        painter.drawPixmap(left, (self.height() - side) // 2, pixmap("chevron-down", "ink3", 14))
        painter.end()


class _Popup(QFrame):
    """The list of ticks; with many entries a line above it narrows them. Esc or a click outside closes it."""

    def __init__(self, owner: TickList) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._owner = owner
        self.setProperty("card", "true")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Type to find"))
        self.filter.setAccessibleName(_("Type to find"))
        hidden_unless(self.filter, len(owner.entries()) > MANY)
        self.filter.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemActivated.connect(self._turn)
        self.setLayout(
            column(
                self.filter, self.list, label(_("Space ticks · Esc closes"), "hint"), spacing=S2, margins=8
            )
        )
        for code, shown in owner.entries():
            item = QListWidgetItem(shown, self.list)
            item.setData(CODE, code)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
            )

    def open(self) -> None:
        chosen = self._owner.raw()
        self.list.setAccessibleName(self._owner.button.accessibleName())
        self.list.blockSignals(True)
        for item in self._items():
            on = item.data(CODE) in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.filter.clear()
        lines = min(10, self.list.count())
        self.list.setFixedHeight(lines * max(self.list.sizeHintForRow(0), 20) + 8)
        self.setFixedWidth(max(self._owner.width(), theme().px(220)))
        self.adjustSize()
        self._place()
        self.show()
        (self.list if self.filter.isHidden() else self.filter).setFocus()

    def _place(self) -> None:
        """Below the field, or above it where the screen ends."""
        below = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 2))
        if below.y() + self.height() > self._owner.screen().availableGeometry().bottom():
            below = self._owner.mapToGlobal(QPoint(0, -self.height() - 2))
        self.move(below)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _narrow(self, text: str) -> None:
        wanted = fold(text)
        for item in self._items():
            item.setHidden(bool(wanted) and wanted not in fold(item.text()))

    def _ticked(self, item: QListWidgetItem) -> None:
        self._owner.tick(item.data(CODE), item.checkState() == Qt.CheckState.Checked)

    def _turn(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.list.setFocus()
            shown = next((i for i in self._items() if not i.isHidden()), None)
            self.list.setCurrentItem(shown or self.list.item(0))
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._owner.button.setFocus()
        self._owner.left.emit()
