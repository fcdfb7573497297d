"""How screenings moved: a card for each questionnaire that was taken, the newest score and the trend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.charts import Band, Chart, Series, Tone
from caseapp.core.i18n import _
from caseapp.core.instruments import load
from caseapp.features.mhpss.views import ScreeningView
from caseapp.ui.charts import ChartPanel
from caseapp.ui.instrument import ScorePanel
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, clear, column, label


class ScreeningCards(QWidget):
    """The questionnaires of one case."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = column(spacing=S3)
        self.setLayout(self.cards)

    def set(self, newest_first: Sequence[ScreeningView]) -> None:
        """Show these; struck ones are not among them."""
        clear(self.cards)
        for code in dict.fromkeys(s.instrument for s in newest_first):
            self.cards.addWidget(_card([s for s in newest_first if s.instrument == code]))
        if not newest_first:
            card = Card(_("Screenings"), edge="private")
            card.add(label(_("No questionnaire was taken yet."), "second", wrap=True))
            self.cards.addWidget(card)


def _card(newest_first: Sequence[ScreeningView]) -> Card:
    newest, panel = newest_first[0], ScorePanel()
    card = Card(_(load(newest.instrument).short), dates.day(newest.taken_on), edge="private")
    panel.show_score(newest)
    card.add(panel)
    if len([s for s in newest_first if s.value is not None]) > 1:
        card.add(ChartPanel(trend(newest_first)))
    return card


def trend(newest_first: Sequence[ScreeningView]) -> Chart:
    """The scores over time with the range that asks for a closer look behind them."""
    scored = [s for s in reversed(newest_first) if s.value is not None]
    first, last = scored[0], scored[-1]
    said = _("{first} on {begin}, {last} on {end}.").format(
        first=first.value, begin=dates.day(first.taken_on), last=last.value, end=dates.day(last.taken_on)
    )
    bands = [b for b in load(last.instrument).bands if b.level != "ok"]
    edges = [float(e) for b in bands for e in (b.first, b.last) if e is not None]
    shaded = (Band(min(edges), max(edges), _("look closer"), Tone.WARN),) if edges else ()
    values = tuple(float(s.value or 0) for s in scored)
    line = Series(_(load(last.instrument).short), values, Tone.PRIVATE)
    days = tuple(dates.short_day(s.taken_on) for s in scored)
    return Chart("line", days, (line,), shaded, top=float(last.highest or max(values)), summary=said)
