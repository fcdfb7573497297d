"""The business plan of a grant: what it is about, month by month in a picture and a table, with our arithmetic stated."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.features.grants.cashflow import CashFlow
from caseapp.features.grants.form import APPLICATION, OUTCOME
from caseapp.features.grants.views import GrantView
from caseapp.ui.charts import ChartPanel
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Facts, column, label

ABOUT = (
    "sector", "new_business", "legal_form", "workers_planned", "household_agrees", "place", "found_at", "premises",
    "licences", "route", "channel", "payee_name", "payee_phone", "description", "customers", "competitors", "suppliers",
    "balance_note", "skills", "risks",
)  # fmt: skip


class AboutCard(Card):
    """What the application says beside the money, and how it ended."""

    def __init__(self) -> None:
        super().__init__(_("About the business"))
        self.facts = Facts([], 3)
        self.add(self.facts)

    def show_grant(self, grant: GrantView) -> None:
        pairs = [(_(f.label), f.show(getattr(grant, f.name))) for f in map(APPLICATION.by_name.__getitem__, ABOUT)
                 if getattr(grant, f.name) not in (None, "")]  # fmt: skip
        if grant.outcome:
            pairs += [
                (_(f.label), f.show(getattr(grant, f.name))) for f in OUTCOME.fields if getattr(grant, f.name)
            ]
        self.facts.set(pairs)


class CashFlowCard(Card):
    """When the money put in at the start has come back, as the applicants expect it."""

    def __init__(self, currency: str) -> None:
        super().__init__(_("Cash-flow"))
        self.currency = currency
        self.words = label("", wrap=True)
        self.chart: ChartPanel | None = None
        self.table = RecordTable(self._columns(), _("Months of the plan"))
        self.table.fit(24)
        self.how = label(
            _("Worked out by this program: each month sales less costs, added up from everything put in at the start. "
              "No interest, no rising prices, nothing for wear."),
            "hint", wrap=True,
        )  # fmt: skip
        self.add(self.words)

    def _columns(self) -> list[Column]:
        def money(minor: int) -> str:
            return shown(minor, self.currency)

        return [
            Column(N_("Month"), lambda m: str(m.number)),
            Column(N_("Sales"), lambda m: money(m.sales), "number"),
            Column(N_("Costs"), lambda m: money(m.costs), "number"),
            Column(N_("Profit"), lambda m: money(m.profit), "number", tone=lambda m: "bad" if m.profit < 0 else "ink"),
            Column(N_("Still to come back"), lambda m: money(-m.balance) if m.balance < 0 else "—", "number"),
        ]  # fmt: skip

    def show_grant(self, grant: GrantView) -> None:
        flow = grant.cash_flow
        self.words.setText(sentence(flow, self.currency, grant.break_even_month))
        if flow.months and self.chart is None:
            self.chart = ChartPanel(self._chart(flow))
            self.add(self.chart, self.table, self.how)
        if self.chart is not None:
            self.chart.set(self._chart(flow))
            for widget in (self.chart, self.table, self.how):
                widget.setVisible(bool(flow.months))
        self.table.set_rows(flow.months)

    def _chart(self, flow: CashFlow) -> Chart:
        """What came back so far beside what was put in: both from 0 up, so that every painter can show them."""
        came = tuple(max(0, month.balance + flow.start) / 100 for month in flow.months)
        return Chart(
            "line", tuple(str(month.number) for month in flow.months),
            (Series(_("come back"), came, Tone.OK),
             Series(_("put in"), (flow.start / 100,) * len(came), Tone.PLAIN, dashed=True)),
            summary=_("Profit so far and the money put in, in {currency}, by month").format(currency=self.currency),
        )  # fmt: skip


def sentence(flow: CashFlow, currency: str, said: int | None = None) -> str:
    """When the start comes back; `said` is what the applicants themselves expect, if it differs."""
    start = shown(flow.start, currency)
    if not flow.months:
        text = _("{start} to begin with. No sales and costs are written down yet.").format(start=start)
    elif flow.break_even:
        text = _("{start} to begin with; it has come back in month {number}.").format(
            start=start, number=flow.break_even
        )
    else:
        text = _("{start} to begin with; with these figures it does not come back.").format(start=start)
    if said and said != flow.break_even:
        text += " " + _("They themselves say month {number}.").format(number=said)
    return text


class PlanTab(QWidget):
    """The plan in words and figures."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.flow, self.about = CashFlowCard(currency), AboutCard()
        self.setLayout(column(self.flow, self.about, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        self.flow.show_grant(grant)
        self.about.show_grant(grant)
