"""Charts of `core/charts.py` on screen: the numbers stand on them, every bar is a door, and a table says the same."""

from caseapp.ui.charts.panel import ChartPanel
from caseapp.ui.charts.view import ChartView

__all__ = ["ChartPanel", "ChartView"]
