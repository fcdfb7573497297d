"""Everything the case summary tells, gathered from the features that know it, under the reader's own permissions."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import queries as assessments
from caseapp.features.assessments.queries import AssessmentView
from caseapp.features.cases import queries as cases
from caseapp.features.cases.queries import CaseView, NoteView
from caseapp.features.followups import queries as followups
from caseapp.features.followups.views import FollowUpView
from caseapp.features.grants import queries as grants
from caseapp.features.grants.views import GrantRow
from caseapp.features.mhpss import queries as mhpss
from caseapp.features.mhpss.views import MhpssStatus
from caseapp.features.people import queries as people
from caseapp.features.people.views import ConsentView, MemberView
from caseapp.features.plans import queries as plans
from caseapp.features.plans.views import AssistanceView, CasePlan
from caseapp.features.referrals import queries as referrals
from caseapp.features.referrals.views import ReferralRow


class Summary(Struct, frozen=True):
    """One case as a whole. A part the reader's role does not open is None or empty."""

    case: CaseView
    consent: ConsentView | None
    household: tuple[MemberView, ...]
    assessments: tuple[AssessmentView, ...]
    plan: CasePlan | None
    assistance: tuple[AssistanceView, ...]
    grants: tuple[GrantRow, ...]
    referrals: tuple[ReferralRow, ...]
    contacts: tuple[FollowUpView, ...]
    notes: tuple[NoteView, ...]
    mhpss: MhpssStatus | None


@action("report.summary", requires=Permission.CASE_READ)
def summary(uow: UnitOfWork, case_id: str) -> Summary:
    """All there is to say about a case. Raises NotFound."""
    case = cases.case(uow, case_id)

    def part(permission: Permission, query: Any, otherwise: Any = ()) -> Any:
        return query(uow, case.id) if uow.actor.can(permission) else otherwise

    return Summary(
        case=case,
        consent=people.consent(uow, case.person.id),
        household=people.household(uow, case.person.id),
        assessments=part(Permission.ASSESSMENT_READ, assessments.of_case),
        plan=part(Permission.PLAN_READ, plans.of_case, None),
        assistance=part(Permission.PLAN_READ, plans.assistance),
        grants=part(Permission.GRANT_READ, grants.of_case),
        referrals=part(Permission.REFERRAL_READ, referrals.of_case),
        contacts=part(Permission.FOLLOWUP_READ, followups.of_case),
        notes=cases.notes(uow, case.id),
        mhpss=part(Permission.MHPSS_STATUS, mhpss.status, None),
    )
