"""One's own day, who carries what, and what waits for a decision."""

from caseapp.features.supervision.pages.approvals import ApprovalsPage
from caseapp.features.supervision.pages.caseload import CaseloadPage
from caseapp.features.supervision.pages.closing import print_closure
from caseapp.features.supervision.pages.handover import HandOverPage
from caseapp.features.supervision.pages.my_day import MyDayPage
from caseapp.features.supervision.pages.talks import SupervisionPage

__all__ = ["ApprovalsPage", "CaseloadPage", "HandOverPage", "MyDayPage", "SupervisionPage", "print_closure"]
