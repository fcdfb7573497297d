"""The numbers an office may change: what holds now, what the standard is and where that comes from."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from caseapp.core import sources
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _, n_
from caseapp.core.rules import RULES, Rule, rule
from caseapp.features.office import service
from caseapp.features.office.queries import OfficeView
from caseapp.features.office.queries import office as office_query
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row

UNITS: dict[str, Callable[[int], str]] = {
    "days": lambda n: n_("{count} day", "{count} days", n),
    "cases": lambda n: n_("{count} case", "{count} cases", n),
    "attempts": lambda n: n_("{count} attempt", "{count} attempts", n),
    "points": lambda n: n_("{count} point", "{count} points", n),
    "minutes": lambda n: n_("{count} minute", "{count} minutes", n),
}
MARK_TONES = {"V": "ok", "G": "neutral", "A": "warn"}


class Number(Struct, frozen=True):
    """A rule as it stands in this office."""

    id: str
    rule: Rule
    value: int
    changed: bool

    @property
    def mark(self) -> str:
        return self.rule.source[1:2]

    def amount(self, value: int) -> str:
        """A value with its unit: `1 day`, `25 cases`."""
        counted = UNITS.get(self.rule.unit)
        return counted(value) if counted else f"{value} {_(self.rule.unit)}"

    @property
    def source(self) -> str:
        """What the source says after its mark."""
        return sources.in_words(self.rule.source[3:].strip())


class NumbersTab(Watching):
    """Enter or a double click changes a number."""

    watches = frozenset({"office"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.table = RecordTable(COLUMNS, _("Numbers of this office"))
        self.table.opened.connect(self.change)
        self.table.picked.connect(lambda _row: self._enable())
        self.change_button = button(_("Change…"), lambda: self.change(self.table.current()))
        self.back_button = button(_("Put the standard back"), lambda: self.put_back(self.table.current()))
        words = label(_("These numbers remind and warn; they decide nothing for people. Change them to what your office has "
                        "agreed on."), "second", wrap=True)  # fmt: skip
        layout = column(words, self.table, row(None, self.back_button, self.change_button), spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._enable()

    def refresh(self) -> None:
        self.read(office_query, done=self._show)

    def change(self, number: Number | None) -> None:
        """Ask for another value."""
        if number is None:
            return
        unit = _(number.rule.unit)
        hint = _("Standard: {amount}.").format(amount=number.amount(number.rule.default))
        form = Form.of(
            "rule", number.rule.label, Field("value", "int", unit.capitalize(), required=True, hint=hint)
        )
        answer = self.ctx.dialogs.ask(form, _(number.rule.label), {"value": number.value}, note=number.source)
        if answer is not None:
            self.write(service.set_rule, number.id, answer["value"], done=lambda _answer: self._changed())

    def put_back(self, number: Number | None) -> None:
        """The standard value holds again."""
        if number is not None:
            self.write(service.set_rule, number.id, None, done=lambda _answer: self._changed())

    def _changed(self) -> None:
        self.ctx.office = self.ctx.session.office if self.ctx.session else self.ctx.office
        self.refresh()

    def _show(self, view: OfficeView) -> None:
        rows = [Number(r.code, r, rule(view.rules, r.code), r.code in view.rules) for r in RULES.values()]
        self.table.set_rows(rows)
        self._enable()

    def _enable(self) -> None:
        number = self.table.current()
        self.change_button.setEnabled(number is not None)
        self.back_button.setEnabled(number is not None and number.changed)


COLUMNS = (
    Column(N_("What"), lambda n: _(n.rule.label), "strong"),
    Column(N_("Here"), lambda n: n.amount(n.value), "number"),
    Column(N_("Standard"), lambda n: str(n.rule.default), "number", width=92),
    Column("", lambda n: _("changed here") if n.changed else "", "chip", lambda n: "brand"),
    Column(
        N_("Where from"),
        lambda n: _(sources.NUMBERS.get(n.mark, "")),
        "chip",
        lambda n: MARK_TONES.get(n.mark, "neutral"),
    ),
    Column(N_("Source"), lambda n: n.source, "muted", spare=True),
)
