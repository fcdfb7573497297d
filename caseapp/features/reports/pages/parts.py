"""The parts of a report on screen: a table whose numbers open their records, a chart, a text somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import N_, _
from caseapp.features.reports.frozen import Difference
from caseapp.features.reports.report import Door, Part, Picture, Table, Words
from caseapp.ui.charts import ChartPanel
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, button, label, row

Open = Callable[[Door], None]
Write = Callable[[Words], None]
TALLEST = 14  # rows a table shows before it scrolls


class Line(Struct, frozen=True):
    """A row of a table as it is read."""

    id: str
    at: int
    texts: tuple[str, ...]


def shown(part: Part, go: Open, write: Write | None) -> QWidget:
    """The widget of a part; `write` is None for whoever only reads."""
    if isinstance(part, Table):
        return table(part, go)
    if isinstance(part, Picture):
        return picture(part, go)
    return words(part, write)


def table(part: Table, go: Open) -> Card:
    """A table under its title. Enter or a double click on a number opens what it counted; on a row, all of it."""
    card = Card(part.title, _("Enter opens the records") if part.doors else "")
    made = RecordTable([_column(i, head.title, head.kind) for i, head in enumerate(part.heads)], part.title)
    made.set_rows([Line(f"{part.code}:{n}", n, texts) for n, texts in enumerate(part.lines())],
                  _("Nothing in this period."))  # fmt: skip
    made.opened.connect(lambda line: _open(part, made, line, go))
    made.fit(TALLEST)
    card.add(made)
    if part.note:
        card.add(label(part.note, "hint", wrap=True))
    return card


def _column(index: int, title: str, kind: str) -> Column:
    return Column(title, lambda line: line.texts[index], "text" if kind in ("text", "date") else "number")


def _open(part: Table, made: RecordTable, line: Line, go: Open) -> None:
    """The number under the cursor, else the last of the row that opens something."""
    door = part.doors.get((line.at, made.currentIndex().column()))
    if door is None:
        found = [part.doors[key] for key in sorted(part.doors) if key[0] == line.at]
        door = found[-1] if found else None
    if door is not None:
        go(door)


def picture(part: Picture, go: Open) -> Card:
    """A chart with its table twin; a bar opens what it counted."""
    card = Card(part.title)
    panel = ChartPanel(part.chart, doors=bool(part.doors))
    panel.opened.connect(lambda index: go(part.doors[index]) if index in part.doors else None)
    card.add(panel)
    return card


def words(part: Words, write: Write | None) -> Card:
    """A text of the report, and the way to write it."""
    card = Card(part.title)
    card.add(label(part.text or _("Nothing is written yet."), "" if part.text else "second", wrap=True))
    if write:
        what = _("Change the text…") if part.text else _("Write…")
        card.add(row(button(what, partial(_write, write, part), look="link", icon_name="pencil"), None))
    return card


def _write(write: Write, part: Words, _checked: bool = False) -> None:
    write(part)


def differences(found: tuple[Difference, ...]) -> QWidget:
    """Figures that read otherwise today than when they were sent."""
    made = RecordTable(
        [
            Column(N_("Figure"), lambda d: d.title, "strong"),
            Column(N_("As sent"), lambda d: f"{d.then:,}", "number"),
            Column(N_("Today"), lambda d: f"{d.now:,}", "number"),
            Column(N_("Difference"), lambda d: f"{d.now - d.then:+,}", "number"),
        ],
        _("What changed since"),
    )
    made.set_rows(found, _("Every figure still reads as it was sent."))
    made.setMinimumSize(560, 320)
    return made
