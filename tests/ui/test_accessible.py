"""Everything that takes the keyboard has a name, and nothing is out of sight or cut on a small screen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QTabBar,
    QWidget,
)

from caseapp.core import i18n
from caseapp.ui.theme import theme
from tests.ui.gallery import GALLERY

PAGE = (960, 510)  # what a page has at 1024×560


@pytest.fixture(params=list(GALLERY))
def shown(request, kit, qtbot):
    """A function that shows one piece of the gallery."""

    def show(size=PAGE):
        made = GALLERY[request.param](kit)
        qtbot.addWidget(made)
        made.resize(*size)
        made.show()
        made.activateWindow()
        for _turn in range(4):
            QApplication.processEvents()
        return made

    return show


def focusable(root):
    return [
        w for w in root.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and not w.objectName().startswith("qt_")
    ]  # fmt: skip


def spoken(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return (interface.text(QAccessible.Text.Name) or widget.accessibleName()).strip() if interface else ""


def test_whatever_takes_the_keyboard_has_a_name(shown):
    root = shown()
    nameless = [f"{type(w).__name__} {w.objectName()}" for w in focusable(root) if not spoken(w)]
    assert nameless == []
    assert focusable(root)


def test_whatever_takes_the_keyboard_is_something_to_a_screen_reader(shown):
    vague = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Border}
    root = shown()
    found = {type(w).__name__: QAccessible.queryAccessibleInterface(w).role() for w in focusable(root)}
    assert {name for name, role in found.items() if role in vague} <= {"ChartView"}


def test_all_of_it_is_reached_with_tab(shown, qtbot):
    root = shown()
    wanted = {w for w in focusable(root) if w.isEnabled()}
    first = next((w for w in wanted), None)
    assert first is not None
    first.setFocus(Qt.FocusReason.TabFocusReason)
    reached = set()
    for _step in range(len(wanted) * 3):
        now = QApplication.focusWidget()
        reached.add(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    missed = {f"{type(w).__name__} {spoken(w)}" for w in wanted - reached if not _group_member(w)}
    assert missed == set()


def _group_member(widget):
    """Of exclusive buttons only one is a stop; of an editable list its line is not one of its own."""
    return (isinstance(widget, QAbstractButton) and widget.autoExclusive()) or isinstance(
        widget.parent(), QComboBox
    )


def outside(root):
    """Visible widgets that stick out of what they lie in, except where it scrolls."""
    found = []
    for widget in root.findChildren(QWidget):
        parent = widget.parentWidget()
        scrolls = isinstance(parent, QAbstractScrollArea) or isinstance(parent.parent(), QAbstractScrollArea)
        if not widget.isVisible() or scrolls or isinstance(parent, QTabBar) or widget.isWindow():
            continue
        inside = QRect(QPoint(0, 0), parent.size()).adjusted(-2, -2, 2, 2)
        if not inside.contains(widget.geometry()):
            found.append(
                f"{type(widget).__name__} {widget.geometry().getRect()} in {type(parent).__name__} {inside.getRect()}"
            )
    return found


def cut(root):
    """Labels and buttons that have less room than their words need."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        needed = widget.minimumSizeHint()
        if isinstance(widget, QLabel) and widget.hasHeightForWidth() and widget.wordWrap():
            needed.setHeight(widget.heightForWidth(widget.width()))
        if widget.width() < needed.width() - 1 or widget.height() < needed.height() - 1:
            words = widget.text() or widget.accessibleName()
            found.append(
                f"{type(widget).__name__} {words[:40]!r} {widget.size().toTuple()} needs {needed.toTuple()}"
            )
    return found


@pytest.mark.parametrize("scale", [100, 150])
def test_nothing_is_cut_on_a_small_screen(shown, scale):
    theme().apply(scale=scale)
    root = shown()
    assert outside(root) == []
    assert cut(root) == []


def test_nothing_is_cut_when_words_are_longer(shown):
    i18n.set_language(i18n.PSEUDO)
    root = shown()
    assert outside(root) == []
    assert cut(root) == []


def test_no_page_scrolls_sideways(shown):
    root = shown()
    for area in root.findChildren(QScrollArea):
        content = area.widget()
        if area.isVisible() and content is not None:
            assert content.width() <= area.viewport().width() + 1, content.minimumSizeHint()


def test_mirrored_it_is_whole_too(shown, mirrored):
    root = shown()
    assert outside(root) == []
    assert cut(root) == []


def test_every_label_shows_plain_text(shown):
    root = shown()
    rich = [
        w.text() for w in root.findChildren(QLabel) if w.text() and w.textFormat() != Qt.TextFormat.PlainText
    ]
    assert rich == []
