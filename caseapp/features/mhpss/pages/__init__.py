"""Screens of the sealed section: the tab of the case, the counsellor's own page, groups, writing a session, a screening or a
safety check; and what others have of it: the supervisor's alerts, the office's emergency contacts."""

from caseapp.features.mhpss.pages.alerts import AlertsPage
from caseapp.features.mhpss.pages.contacts import ContactsPage
from caseapp.features.mhpss.pages.desk import MhpssPage
from caseapp.features.mhpss.pages.groups import GroupsPage
from caseapp.features.mhpss.pages.safety import SafetyPage
from caseapp.features.mhpss.pages.screening import ScreeningPage
from caseapp.features.mhpss.pages.session import SessionPage
from caseapp.features.mhpss.pages.tab import MhpssTab

__all__ = [
    "AlertsPage",
    "ContactsPage",
    "GroupsPage",
    "MhpssPage",
    "MhpssTab",
    "SafetyPage",
    "ScreeningPage",
    "SessionPage",
]
