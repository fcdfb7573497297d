"""Reports on screen, and the papers asked for on the case page."""

from caseapp.features.reports.pages.papers import print_consent, print_summaries, print_summary
from caseapp.features.reports.pages.reports import ReportsPage

__all__ = ["ReportsPage", "print_consent", "print_summaries", "print_summary"]
