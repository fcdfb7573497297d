"""A list of a page: its table, what narrows it, its order, its pages, its words when nothing is there.

A page declares it (`ListSpec`) and places `head`, `table` and `foot`; the rest is wired here once for all lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.data.narrowing import Filter, Typed, ignored, typed_of
from caseapp.ui.choosing import Bulk, Choosing
from caseapp.ui.counting import Counted, Counting
from caseapp.ui.flow import Flow
from caseapp.ui.page import Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.table.filters import DAYS_FORM, Editor, editor
from caseapp.ui.theme import S2
from caseapp.ui.widgets import button, column, label, row

Values = Mapping[str, str]


class ListSpec(Struct, frozen=True):
    """A declared list. `only(typed)` turns all that narrows it into the filter of `page(uow, after, limit, sort=,
    descending=, only=)` and `count(uow, only)`.

    `counted` is told how many there are, or None while that is being counted and the last number no longer holds.
    `own()` gives what controls of the page itself (tabs, chips) narrow, `put(values)` sets them when a kept list is opened.
    `falling` are orders that begin with the largest; `long` codes of choices one types to find something in.
    """

    code: str
    name: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    page: Callable[..., Any]
    count: Callable[..., int]
    only: Callable[[Typed], Any]
    nothing: Callable[[], str]
    counted: Counted | None = None
    sort: str = ""
    descending: bool = False
    falling: frozenset[str] = frozenset()
    long: frozenset[str] = frozenset({"place"})
    own: Callable[[], Values] = dict
    put: Callable[[Values], None] = lambda values: None
    shown: Callable[[], None] = lambda: None
    bulk: Callable[[], Sequence[Bulk]] = field(default=tuple)


class Listing(QObject):
    """The working list. `changed` when somebody narrowed, sorted or arranged it otherwise."""

    changed = Signal()

    def __init__(self, page: Page, spec: ListSpec, table: RecordTable | None = None) -> None:
        super().__init__(page)
        self.page, self.spec, self.ctx = page, spec, page.ctx
        self.sort, self.descending = spec.sort, spec.descending
        self.table = table or RecordTable(spec.columns, spec.name)
        self.editors = self._editors()
        self._ignored: tuple[str, ...] = ()  # what stands in an editor and narrows nothing
        self._gone: tuple[str, ...] = ()  # what a kept list asked for and no editor here knows
        self.shown: dict[str, Any] = {}  # what the rows that stand there were asked with
        self._held = self._wanted = False
        self._counting = (
            Counting(page, spec.code, spec.count, spec.counted) if spec.counted is not None else None
        )
        self._lay_out()
        self.choosing = Choosing(self, spec.bulk)
        self.foot = self.choosing.bar
        self.table.sort_asked.connect(self._sorted)
        self.table.titles.arranged.connect(self.changed.emit)
        self.ctx.tasks.read(self._choices, done=self._filled, owner=self)

    def _editors(self) -> dict[str, Editor]:
        made = {}
        for spec in self.spec.filters:
            if spec.offered(self.ctx.actor) and not spec.own:
                made[spec.code] = one = editor(spec, self._ask_days, spec.code in self.spec.long)
                one.changed.connect(self._narrowed)
        return made

    def _lay_out(self) -> None:
        always = [e for e in self.editors.values() if e.spec.always]
        others = [e for e in self.editors.values() if not e.spec.always]
        self.toggle = button(_("Filter"), self.toggle_filter, icon_name="funnel")
        self.toggle.setCheckable(True)
        self.toggle.setToolTip(_("Ctrl+F"))
        self.tools = QWidget()
        self.tools_row = row(self.toggle)
        self.tools.setLayout(self.tools_row)
        self.always = row(*always)
        self.more = Flow(*others, spacing=S2)
        self.more.setVisible(False)
        self.told = label("", "second", wrap=True)
        self.clear_button = button(_("Clear all"), self.clear, look="link")
        self.words = QWidget()
        line = row(self.told, self.clear_button, None)
        self.words.setLayout(line)
        self.words.setVisible(False)
        self.below = QWidget()  # what opens below the row of the list
        self.below.setLayout(column(self.more, self.words, spacing=S2))
        self.below.setVisible(False)

    def head(self, *before: Any) -> QWidget:
        """The row above the table: what the page puts first, what always narrows, the ways to narrow further.

        A page with a row of its own puts `tools` there, and `below` above the table.
        """
        made = QWidget()
        line = row(*before, self.always, None, self.tools)
        made.setLayout(column(line, self.below, spacing=S2))
        return made

    # --- what narrows

    def typed(self) -> Typed:
        """All that narrows the list now."""
        return typed_of({**self.spec.own(), **self.values()})

    def values(self) -> dict[str, str]:
        """What stands in the editors."""
        return {code: value for code, e in self.editors.items() if (value := e.value())}

    def put(self, values: Values) -> None:
        """Set the editors to this, and all others to nothing; asks nothing yet."""
        for code, one in self.editors.items():
            one.put(values.get(code, ""))
        self._tell()

    def clear(self) -> None:
        """Narrow by nothing any more."""
        self.put({code: e.value() for code, e in self.editors.items() if e.spec.always})
        self._narrowed()

    def toggle_filter(self) -> None:
        """Open the filter row at its first editor, or close it; what narrows goes on narrowing, and is told."""
        opened = self.more.isHidden()
        self.more.setVisible(opened)
        self._tell()
        if opened:
            next(e for e in self.editors.values() if not e.spec.always).setFocus()
        else:
            self.table.setFocus()

    def _choices(self, uow: Any) -> dict[str, Sequence[tuple[str, str]]]:
        return {f.code: f.choices(uow) for f in self.spec.filters if f.choices and f.code in self.editors}

    def _filled(self, found: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        for code, choices in found.items():
            self.editors[code].fill(choices)
        self._tell()

    def _ask_days(self, title: str) -> Mapping[str, Any] | None:
        return self.ctx.dialogs.ask(DAYS_FORM, title, {}, confirm=_("Show"))

    def _narrowed(self) -> None:
        self._gone = ()
        self._tell()
        self.refresh()
        self.changed.emit()

    def _tell(self) -> None:
        """Say in words what narrows beyond what always stands there, and what cannot narrow any more."""
        titles = {f.code: _(f.title) for f in self.spec.filters}
        lost = [titles.get(code, _("a filter")) for code in dict.fromkeys((*self._ignored, *self._gone))]
        parts = [
            f"{_(e.spec.title)} {e.words()}" for code, e in self.editors.items()
            if e.value() and not e.spec.always and code not in self._ignored
        ]  # fmt: skip
        told = [_("Narrowed by {list}.").format(list=", ".join(parts))] if parts else []
        if lost:
            words = _("Left out, because it is not known here any more or not for your role: {list}.")
            told.append(words.format(list=", ".join(lost)))
        self.told.setText(" ".join(told))
        self.words.setVisible(bool(told))
        self.below.setVisible(bool(told) or not self.more.isHidden())
        self.toggle.setChecked(not self.more.isHidden() or bool(parts))

    # --- showing

    def asked(self) -> dict[str, Any]:
        """Order and filter of what is shown, for its query and for exports."""
        return {"sort": self.sort, "descending": self.descending, "only": self.spec.only(self.typed())}

    def refresh(self) -> None:
        """Ask for the first page, the count, and whether all that narrows is still known."""
        if self._held:
            self._wanted = True
            return
        self._tell()
        asked, typed = self.asked(), self.typed()
        self.ctx.tasks.latest(self.spec.code, self.spec.page, done=partial(self._show, asked),
                              failed=self.page.not_read, owner=self.page, **asked)  # fmt: skip
        if self._counting:
            self._counting.ask(asked["only"])
        typed = tuple(pair for pair in typed if pair[0] not in self.spec.own())
        if typed:
            self.page.read(ignored, self.spec.filters, typed, done=self._check)
        else:
            self._check(())

    def hold(self) -> None:
        """Ask nothing until it is known how the list was left the last time: it would be asked twice."""
        self._held = True

    def release(self) -> None:
        """Ask what was wanted meanwhile."""
        self._held = False
        if self._wanted:
            self._wanted = False
            self.refresh()

    def _check(self, found: tuple[str, ...]) -> None:
        if found != self._ignored:
            self._ignored = found
            self._tell()

    def _show(self, asked: dict[str, Any], page: Any) -> None:
        self.page.was_read()
        self.shown = asked
        narrowed = any(e.value() and not e.spec.always for e in self.editors.values())
        nothing = (
            _("Nothing fits this filter. Clear it, or narrow by less.") if narrowed else self.spec.nothing()
        )
        self.table.start(page.rows, page.after, self._more, nothing)
        self.table.titles.mark_sort(self.sort, self.descending)
        self.choosing.anew()
        self.spec.shown()

    def _more(self, after: Any, answer: Any) -> None:
        self.page.read(self.spec.page, after, done=lambda page: answer(page.rows, page.after), **self.shown)

    def _sorted(self, sort: str) -> None:
        self.descending = not self.descending if sort == self.sort else sort in self.spec.falling
        self.sort = sort
        self.refresh()
        self.changed.emit()

    # --- kept arrangements

    def arrangement(self) -> dict[str, Any]:
        """What one sees, to be kept: filters, order, columns and widths. JSON can say it."""
        return {
            "typed": dict(self.typed()), "sort": self.sort, "descending": self.descending,
            "columns": self.table.titles.arrangement(),
        }  # fmt: skip

    def arrange(self, kept: Mapping[str, Any], columns_only: bool = False) -> None:
        """Show what was kept; an order or column that vanished since is left as it is now."""
        columns = kept.get("columns", {})
        if isinstance(columns, Mapping):
            self.table.titles.arrange(columns)
        if columns_only:
            self.refresh()
            return
        orders = {c.sort for c in self.table.rows.columns if c.sort} | {self.spec.sort}
        if kept.get("sort") in orders:
            self.sort, self.descending = kept["sort"], bool(kept.get("descending"))
        self.narrow_to(dict(typed_of(kept.get("typed", {}))))

    def narrow_to(self, values: Values) -> None:
        """Show the list narrowed by these alone, in the order and columns it has: a kept list, a number that leads here."""
        self.spec.put(values)
        own = self.spec.own()
        self._gone = tuple(sorted(set(values) - set(own) - set(self.editors)))
        self.put({code: value for code, value in values.items() if code not in own})
        self.refresh()
