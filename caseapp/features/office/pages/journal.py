"""The journal for those who watch over it: by person, by kind, and each entry with what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core.dates import moment
from caseapp.core.i18n import N_, _
from caseapp.data.keyset import Cursor, Page
from caseapp.features.office.journal import KINDS, JournalRow, journal
from caseapp.features.office.queries import StaffView, staff
from caseapp.ui.combo import Combo
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import Facts, column, label, row

COLUMNS = (
    Column(N_("When"), lambda r: moment(r.at), "muted"),
    Column(N_("Who"), lambda r: r.who, "strong"),
    Column(N_("What"), lambda r: r.what, "chip", lambda r: r.tone),
    Column(N_("About"), lambda r: r.about),
    Column(
        N_("Detail"), lambda r: r.reason or ", ".join(name for name, _b, _a in r.changes), "muted", spare=True
    ),
)
Answer = Callable[[Sequence[JournalRow], Cursor | None], None]


class JournalTab(Watching):
    """Newest first; further entries come as one scrolls. Enter or a double click opens an entry."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._known = False
        self.who, self.kind = Combo(), Combo()
        for choice, name in ((self.who, _("Whose entries")), (self.kind, _("Which entries"))):
            choice.setAccessibleName(name)
            choice.setMinimumWidth(theme().px(220))
            choice.currentIndexChanged.connect(lambda _at: self._ask())
        for code, (kind, _actions) in KINDS.items():
            self.kind.addItem(_(kind), code)
        self.table = RecordTable(COLUMNS, _("Journal"))
        self.table.opened.connect(self.open)
        words = label(_("Written by the program with every change. Nobody can alter it without “Check everything” noticing."),
                      "second", wrap=True)  # fmt: skip
        layout = column(words, row(self.who, self.kind, None, spacing=S2), self.table, spacing=S3)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        self.read(staff, done=self._people)

    def open(self, entry: JournalRow) -> None:
        """One entry in full."""
        self.ctx.dialogs.show(entry.what, EntryView(entry))

    def _people(self, people: list[StaffView]) -> None:
        if not self._known:
            self._known = True
            self.who.blockSignals(True)
            self.who.addItem(_("Everybody"), "")
            for person in people:
                self.who.addItem(person.name, person.id)
            self.who.blockSignals(False)
        self._ask()

    def _ask(self) -> None:
        if self._known:
            self._page(None, self._first)

    def _first(self, rows: Sequence[JournalRow], after: Cursor | None) -> None:
        self.table.start(rows, after, self._page, _("No entry of this kind."))

    def _page(self, after: Cursor | None, answer: Answer) -> None:
        def found(page: Page[JournalRow]) -> None:
            answer(page.rows, page.after)

        chosen: dict[str, Any] = {
            "actor_id": str(self.who.currentData()),
            "kind": str(self.kind.currentData()),
        }
        self.ctx.tasks.latest("journal", journal, after, done=found, owner=self, **chosen)


class EntryView(QWidget):
    """Who, when, about what, and each changed field before and after."""

    def __init__(self, entry: JournalRow) -> None:
        super().__init__()
        facts = Facts([
            (_("When"), moment(entry.at)), (_("Who"), entry.who), (_("About"), entry.about), (_("Detail"), entry.reason),
        ], columns=2)  # fmt: skip
        self.table = RecordTable((
            Column(N_("Field"), lambda c: c[0], "strong"), Column(N_("Before"), lambda c: c[1] or "—", "muted"),
            Column(N_("After"), lambda c: c[2] or "—"),
        ), _("Changed fields"))  # fmt: skip
        self.table.set_rows(entry.changes, _("No field that can be shown."))
        self.table.setMinimumHeight(theme().px(160))
        self.setLayout(column(facts, self.table, spacing=S3))
