"""The papers of this feature."""

from caseapp.features.reports.documents.report import FiguresPaper
from caseapp.features.reports.documents.summary import CaseSummary

__all__ = ["CaseSummary", "FiguresPaper"]
