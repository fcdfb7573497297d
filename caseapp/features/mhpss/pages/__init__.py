"""Screens of the sealed section: the tab of the case, the counsellor's own page, writing a session, taking a screening."""

from caseapp.features.mhpss.pages.desk import MhpssPage
from caseapp.features.mhpss.pages.screening import ScreeningPage
from caseapp.features.mhpss.pages.session import SessionPage
from caseapp.features.mhpss.pages.tab import MhpssTab

__all__ = ["MhpssPage", "MhpssTab", "ScreeningPage", "SessionPage"]
