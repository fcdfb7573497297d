"""Screens of cases: the list, registering, the case with its tabs and cards."""

from caseapp.features.cases.pages.case import CasePage
from caseapp.features.cases.pages.listing import CasesPage
from caseapp.features.cases.pages.parts import (
    FilesTab,
    HistoryTab,
    PersonTab,
    TimelineCard,
    add_note,
)
from caseapp.features.cases.pages.register import RegisterPage

__all__ = [
    "CasePage",
    "CasesPage",
    "FilesTab",
    "HistoryTab",
    "PersonTab",
    "RegisterPage",
    "TimelineCard",
    "add_note",
]
