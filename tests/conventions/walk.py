"""Every screen of the registry, built as the window builds it, and what a person reads on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QTableView,
    QWidget,
)

from caseapp.core.fields import Form
from caseapp.core.registry import CardSpec, PageSpec, TabSpec, load
from caseapp.features import features, import_actions
from caseapp.ui.line import Line
from caseapp.ui.widgets import Chip
from caseapp.ui.widgets.basics import Elided
from tests.features.reading import settle

ROOMY = (1170, 720)  # the page of a window of 1366 x 768
SMALL = (960, 510)  # and of 1024 x 560, with the navigation folded
QTS_OWN = ("ScrollLeftButton", "ScrollRightButton")  # of a row of tabs; Qt names them itself
ROLES = ("caseworker", "supervisor", "counsellor", "grants", "admin", "focal")


def pages() -> list[PageSpec]:
    return [page for feature in features() for page in feature.pages]


def parts() -> list[TabSpec | CardSpec]:
    """Tabs and cards of the case page."""
    return [part for feature in features() for part in (*feature.tabs, *feature.cards)]


def forms() -> list[Form]:
    """Every form that a feature declares, by its code."""
    import_actions()
    modules = [module for name, module in sys.modules.items() if name.startswith("caseapp.features.")]
    found = {
        value.code: value for module in modules for value in vars(module).values() if isinstance(value, Form)
    }
    return [found[code] for code in sorted(found)]


def arguments(code: str, world: Any) -> dict[str, Any]:
    """Where a page is opened: the full case, its grant, its referral."""
    known: dict[str, dict[str, Any]] = {
        "case": {"case_id": world.case.id}, "grant": {"grant_id": world.grant.id},
        "grant-apply": {"case_id": world.case.id}, "refer": {"case_id": world.case.id},
        "referrals": {"referral_id": world.referral_id}, "directory": {"partner_id": world.partner_id},
        "assess": {"case_id": world.case.id, "instrument": "wgss"},
        "mhpss-session": {"case_id": world.case.id}, "mhpss-screening": {"case_id": world.case.id, "instrument": "who5"},
        "mhpss-safety": {"case_id": world.case.id},
    }  # fmt: skip
    return known.get(code, {})


def open_page(spec: PageSpec, ctx: Any, world: Any, size: tuple[int, int] = ROOMY) -> QWidget:
    """A page as the window shows it."""
    page: Any = load(spec.target)(ctx)
    page.resize(*size)
    page.arrive(**arguments(spec.code, world))
    page.show()
    settle()
    return page


def open_part(spec: TabSpec | CardSpec, ctx: Any, world: Any, size: tuple[int, int] = ROOMY) -> QWidget:
    """A tab or card of the full case."""
    about = world.case.person.id if getattr(spec, "about", "") == "person" else world.case.id
    part: QWidget = load(spec.target)(ctx, about)
    part.resize(*size)
    part.show()
    settle()
    return part


def shut(page: QWidget) -> None:
    """The page is gone at once: a walk through all of them would keep 13,000 widgets until its end."""
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(what shows it, text) of everything on a screen, also what is folded away or read aloud."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.objectName() in QTS_OWN:
            continue
        name = type(widget).__name__
        for text in (
            *_own(widget),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.toolTip(),
        ):
            if text:
                yield name, text
    for menu in root.findChildren(QMenu):
        yield from (("menu", action.text()) for action in menu.actions())


def _own(widget: QWidget) -> Iterator[str]:
    readers: dict[type, Callable[[Any], Iterator[str]]] = {
        QLabel: lambda w: iter([w.text()]), QAbstractButton: lambda w: iter([w.text()]),
        QGroupBox: lambda w: iter([w.title()]), Chip: lambda w: iter([w.text]), Line: lambda w: iter([w.text()]),
        QLineEdit: lambda w: iter([w.placeholderText()]), QPlainTextEdit: lambda w: iter([w.placeholderText()]),
        QTabBar: lambda w: (w.tabText(i) for i in range(w.count())),
        QComboBox: lambda w: (w.itemText(i) for i in range(w.count())), QTableView: _cells,
    }  # fmt: skip
    for kind, read in readers.items():
        if isinstance(widget, kind):
            yield from read(widget)


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    if model is None:
        return
    for at in range(model.columnCount()):
        yield str(model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or "")
        for row in range(model.rowCount()):
            yield str(model.index(row, at).data() or "")


def cut_off(page: QWidget) -> list[tuple[str, str]]:
    """What cannot be read in full: words wider than their place, and things beyond the edge of the page."""
    found = []
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox):
            left = widget.mapTo(page, QPoint(0, 0)).x()
            beyond = left < -1 or left + widget.width() > page.width() + 1
            if beyond or _too_narrow(widget):
                found.append((type(widget).__name__, getattr(widget, "text", str)()))
    return found


def _too_narrow(widget: QWidget) -> bool:
    if isinstance(widget, Elided):
        return False
    if isinstance(widget, QLabel):
        needed = widget.fontMetrics().horizontalAdvance(widget.text())
        return not widget.wordWrap() and needed > widget.contentsRect().width() + 2
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
        return widget.sizeHint().width() > widget.width() + 2
    return False
