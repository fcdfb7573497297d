"""Applying for a grant, and mending an application: business, plan with its costs, payee; kept as a draft while typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget

from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import shown
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.features.cases import queries as cases
from caseapp.features.grants import queries, service
from caseapp.features.grants.cashflow import cash_flow
from caseapp.features.grants.form import APPLICATION, COST_LINE, MONTH, Source
from caseapp.features.grants.pages.rows import Raw, RowsEditor
from caseapp.features.grants.views import BudgetState, CostLine, GrantView, started_with
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes.queries import LineView
from caseapp.ui.drafts import DraftKeeper
from caseapp.ui.form import FormWidget
from caseapp.ui.kept import DraftFile
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page
from caseapp.ui.sections import SectionList
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Bar, Card, button, column, label, row

FORM = "grant-apply"  # the page's own code: My day opens a draft by it
WIDTHS = ((1000, 190, 280), (860, 124, 184), (0, 116, 176))  # page from this width on: sections, sums


def cost_line(raw: Mapping[str, Any]) -> CostLine:
    """A line as far as it can be read; 0 for numbers that cannot."""
    values, _problems = COST_LINE.read(raw)
    quantity, price = values["quantity"] or 0, values["unit_price"] or 0
    return CostLine(
        values["item"] or "", quantity, price, quantity * price, (values["source"] or Source.GRANT).value
    )


class ApplicationForm(FormWidget):
    """The declared form with the lines of the business plan inside its section about money."""

    def __init__(self, ctx: Context) -> None:
        self.currency = ctx.currency
        self.costs = RowsEditor(  # before the rest, which already asks for all values
            COST_LINE, _("Another line"), worked_out=self._line_sum, sum_title=_("Amount"),
            shares={"item": 6, "quantity": 2, "unit_price": 4, "source": 3},
        )  # fmt: skip
        self.months = RowsEditor(MONTH, _("Another month"), shares={"sales": 2, "costs": 2})
        super().__init__(APPLICATION, country=ctx.office.country)
        inside = self.sections["money"].layout()
        assert isinstance(inside, QBoxLayout)
        inside.insertWidget(1, label(_("What the money is for"), "strong"))
        inside.insertWidget(2, self.costs)
        hint = _(
            "Where the first months differ from the usual one. A field left empty is that of the usual month."
        )
        for below in (label(_("First months"), "strong"), label(hint, "hint", wrap=True), self.months):
            inside.insertWidget(self._end_of(inside), below)
        self.costs.below = self.cells["own_contribution"].editor.focus_widget()
        for rows in (self.costs, self.months):
            rows.set([])
            rows.edited.connect(self.edited.emit)

    @staticmethod
    def _end_of(inside: QBoxLayout) -> int:
        """Where the section's own widgets end: before the room that is left."""
        last = inside.itemAt(inside.count() - 1)
        return inside.count() - (last is not None and last.widget() is None and last.layout() is None)

    def _line_sum(self, raw: Raw) -> str:
        amount = cost_line(raw).amount
        return shown(amount, self.currency) if amount else ""

    def lines(self) -> tuple[CostLine, ...]:
        """The lines of the plan as far as they can be read."""
        return tuple(cost_line(raw) for raw in self.costs.raw())

    def ahead(self) -> list[Raw]:
        """The typed months as far as they can be read."""
        return [MONTH.read(raw)[0] for raw in self.months.all()]

    def asked_for(self) -> int:
        """What the grant is to pay, as far as the lines can be read, in minor units."""
        return sum(line.amount for line in self.lines() if line.source == Source.GRANT.value)

    def raw_values(self) -> dict[str, Any]:
        """Everything as typed, with the lines under `costs` and `months`: what a draft keeps."""
        return super().raw_values() | {"costs": self.costs.raw(), "months": self.months.all()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        super().set_values(values)
        self.costs.set(values.get("costs", ()))
        self.months.set(values.get("months", ()))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Beside each field; what is wrong with the lines below them."""
        super().show_problems(problems)
        self.costs.say(problems.get("costs", ""))
        self.months.say(problems.get("months", ""))
        if {"costs", "months"} & set(problems) and not set(problems) & set(self.cells):
            self.show_section("money")


class GrantApplyPage(Page):
    """A new application for a case, or one that is changed before it is appraised."""

    title = N_("Apply for a grant")

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = self.grant_id = self.who = ""
        self.seen: dict[str, Any] | None = None
        self.keeper: DraftKeeper | None = None
        self.form = ApplicationForm(ctx)
        self.form.edited.connect(self._follow)
        self.form.moved.connect(lambda _code: self._follow())
        self.sections = SectionList()
        self.sections.chosen.connect(self.form.show_section)
        self.sums, self.budget = Card(_("Asked for")), BudgetChoice(ctx)
        self._lay_out()
        self.add_action(button(_("Keep as draft"), self.leave))
        self.save_button = self.add_action(button(_("Apply"), self.save, look="primary"))
        self.save_button.setToolTip("Ctrl+S")

    def _lay_out(self) -> None:
        middle = Card()
        middle.add(self.form)
        middle.body.setStretch(0, 1)
        left = Card()
        left.add(self.sections)
        self.left, self.side = left, QWidget()
        self.side.setLayout(column(self.sums, self.budget, None, spacing=12))
        layout = row(left, middle, self.side, spacing=12)
        layout.setStretch(1, 1)
        self.body.addLayout(layout, 1)

    def arrive(self, **args: Any) -> None:
        """`case_id` begins an application for that case (or goes on with its draft), `grant_id` changes one, `draft_id`
        goes on with a draft of either."""
        if "draft_id" in args:
            self.read(drafts.mine, done=lambda found: self._arrive_at(args["draft_id"], found))
            return
        if {"case_id": self.case_id, "grant_id": self.grant_id} == {"case_id": "", "grant_id": ""} | args:
            return
        self._keep_draft()
        self.case_id, self.grant_id = args.get("case_id", ""), args.get("grant_id", "")
        self.seen = None
        self.form.set_values({})
        self.form.show_section("business")
        if self.grant_id:
            self.read(queries.grant, self.grant_id, done=self._show_grant)
        elif self.case_id:
            self.read(cases.case, self.case_id, done=self._show_case)

    def _arrive_at(self, draft_id: str, found: tuple[DraftView, ...]) -> None:
        """What a draft is about is written in it: `case:…` or `grant:…`."""
        for draft in found:
            if draft.id == draft_id:
                kind, _colon, key = draft.about.partition(":")
                self.arrive(**{f"{kind}_id": key})

    def place_name(self) -> dict[str, Any]:
        return {"grant_id": self.grant_id} if self.grant_id else {"case_id": self.case_id}

    def refresh(self) -> None:
        self._follow()

    def _show_case(self, case: cases.CaseView) -> None:
        self.heading.setText(_("Apply for a grant"))
        self.who = f"{case.person.name} · {case.number}"
        self.form.set_values({"payee_phone": case.person.phone})
        self.save_button.setText(_("Apply"))
        self._begin(case.programme_id)

    def _show_grant(self, grant: GrantView) -> None:
        self.heading.setText(_("Change the application {number}").format(number=grant.number))
        self.who = f"{grant.person.name} · {grant.case_number}"
        fields = {name: getattr(grant, name) for name in APPLICATION.by_name}
        self.seen = fields | {
            "costs": [asdict(line) for line in grant.costs], "months": list(grant.months), "asked": grant.asked
        }  # fmt: skip
        self.form.set_values(self.seen)
        self.save_button.setText(_("Apply again") if grant.returned_why else _("Save"))
        self._begin(grant.line.programme_id, grant.line)

    def _begin(self, programme_id: str | None, line: LineView | None = None) -> None:
        """Watch what is typed, go on with a draft if there is one, offer the budget lines."""
        about = f"grant:{self.grant_id}" if self.grant_id else f"case:{self.case_id}"
        store = DraftFile(self.ctx.tasks, FORM, about, self)
        self.keeper = DraftKeeper(self.form, store, self.form_title, self.ctx.clock)
        self.keeper.said.connect(self._tell_draft)
        store.look(self._resume)
        self.budget.offer(programme_id, line)
        self.form.focus_first()
        self._tell_draft("")
        self._follow()

    def form_title(self) -> str:
        """What the draft is called on My day."""
        return _("Grant: {business}").format(business=self.form.cells["business"].editor.raw() or self.who)

    def _resume(self, draft: DraftView) -> None:
        if self.keeper:
            self.keeper.resume(draft.values, draft.place)
            self._follow()

    def _keep_draft(self) -> None:
        if self.keeper:
            self.keeper.keep()
            self.keeper.deleteLater()
            self.keeper = None

    def _tell_draft(self, kept: str) -> None:
        self.sentence.setText(" ".join(filter(None, (f"{self.who}.", kept))))

    def _follow(self) -> None:
        """Sections, sums and break-even as things stand."""
        self.sections.set([self._section(code) for code in self.form.sections], self.form.current_section())
        values, _problems = APPLICATION.read(self.form.raw_values(), self.ctx.office.country)
        asked, own = self.form.asked_for(), values["own_contribution"] or 0
        start = started_with(self.form.lines(), own)
        flow = cash_flow(start, self.form.ahead(), values["expected_sales"], values["expected_costs"])
        month = values["break_even_month"] or flow.break_even
        self.sums.clear()
        rows = Rows()
        rows.pair(_("Asked for"), shown(asked, self.ctx.currency), strong=True)
        rows.pair(_("Own contribution"), shown(own, self.ctx.currency) if own else "—")
        rows.pair(_("Breaks even"), _("month {number}").format(number=month) if month else "—")
        self.sums.add(rows)
        self.budget.wanted(asked)

    def _section(self, code: str) -> tuple[str, str, str, str]:
        typed = len(self.form.costs.raw()) + len(self.form.months.all())
        count = self.form.filled(code) + (typed if code == "money" else 0)
        state = n_("{count} answer", "{count} answers", count) if count else ""
        return code, _(self.form.sections[code].section.title), state, ""

    def key_save(self) -> None:
        """Ctrl+S."""
        self.save()

    def go_section(self, number: int) -> None:
        """Ctrl+1 to Ctrl+4."""
        codes = list(self.form.sections)
        if 0 < number <= len(codes):
            self.form.show_section(codes[number - 1])
            self.form.focus_first()

    def save(self) -> None:
        """Hand the application in. What is wrong is said beside its field; the draft stays until all is saved."""
        raw = self.form.raw_values()
        costs, months = raw.pop("costs"), raw.pop("months")
        self.save_button.setEnabled(False)
        call: tuple[Any, ...] = (
            (service.change, self.grant_id, raw, costs, self.seen, months)
            if self.grant_id
            else (service.apply, self.case_id, raw, costs, self.budget.chosen(), months)
        )
        self.write(*call, done=self._saved, failed=self._failed)

    def _saved(self, grant: GrantView) -> None:
        self.save_button.setEnabled(True)
        if self.keeper:
            self.keeper.discard()
        self.case_id = self.grant_id = ""
        self.ctx.toast(_("Grant {number} is applied for.").format(number=grant.number))
        self.ctx.navigate("grant", grant_id=grant.id)

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, Invalid) and set(error.problems) <= {
            *self.form.cells,
            "costs",
            "months",
            "line_id",
        }:
            self.form.show_problems(error.problems)
            self.budget.say(error.problems.get("line_id", ""))
            self.ctx.toast(
                n_("{count} place needs a look.", "{count} places need a look.", len(error.problems))
            )
        else:
            self.ctx.dialogs.error(error)

    def leave(self) -> None:
        """Back to where it came from; what was typed waits as a draft."""
        self._keep_draft()
        target = {"grant_id": self.grant_id} if self.grant_id else {"case_id": self.case_id}
        self.ctx.navigate("grant" if self.grant_id else "case", **target)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        room = self.width() * 100 / theme().scale
        left, side = next(sizes for least, *sizes in WIDTHS if room >= least)
        self.left.setFixedWidth(theme().px(left))
        self.side.setFixedWidth(theme().px(side))


class BudgetChoice(Card):
    """Which budget line pays, and whether it has enough left."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Budget line"))
        self.ctx = ctx
        self.state: BudgetState | None = None
        self.asked = 0
        self.combo = QComboBox()
        self.combo.setAccessibleName(_("Budget line"))
        self.combo.currentIndexChanged.connect(lambda _index: self._look())
        self.bar, self.words, self.problem = (
            Bar(height=10),
            label("", "hint", wrap=True),
            label("", "problem", wrap=True),
        )
        self.problem.hide()
        self.add(self.combo, self.bar, self.words, self.problem)

    def offer(self, programme_id: str | None, line: LineView | None) -> None:
        """The lines that can pay for this case; only the one it has when the application is being changed."""
        self.say("")
        if line:
            self._show((line,))
        else:
            self.ctx.tasks.read(programmes.grant_lines, programme_id, done=self._show, owner=self)

    def _show(self, lines: tuple[LineView, ...]) -> None:
        self.combo.blockSignals(True)
        self.combo.clear()
        for line in lines:
            self.combo.addItem(f"{line.programme_code} · {line.title}", line.id)
        self.combo.blockSignals(False)
        self.combo.setEnabled(len(lines) > 1)
        if not lines:
            self.say(_("No budget line pays for grants yet. Ask your supervisor to add one."))
        self._look()

    def _look(self) -> None:
        self.state = None
        self.combo.setToolTip(self.combo.currentText())
        if self.chosen():
            self.ctx.tasks.read(queries.budget_state, self.chosen(), done=self._tell, owner=self)

    def _tell(self, state: BudgetState) -> None:
        self.state = state
        self.wanted(self.asked)

    def wanted(self, asked: int) -> None:
        """Say whether the line has enough for what is asked."""
        self.asked = asked
        if not self.state:
            return
        state = self.state
        self.bar.set(shares(state))
        free = shown(state.free, state.line.currency)
        enough = asked <= state.free
        self.words.setText(
            _("{free} free").format(free=free) if enough else _("Only {free} free").format(free=free)
        )

    def chosen(self) -> str:
        return str(self.combo.currentData() or "")

    def say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def shares(state: BudgetState) -> list[tuple[float, str]]:
    """Paid and promised of a budget line, for a bar."""
    whole = max(1, state.amount)
    return [(state.paid / whole, "brand"), (state.promised / whole, "bar_low")]


def apply_for_grant(ctx: Context, case_id: str) -> None:
    """Begin an application for this case (or go on with its draft)."""
    ctx.navigate("grant-apply", case_id=case_id)
