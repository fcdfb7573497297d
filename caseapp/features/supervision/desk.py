"""What several parts of My day look at: each asked for at most once, and only when somebody looks."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.followups import queries as followups
from caseapp.features.followups.dues import WEEK
from caseapp.features.followups.views import DueCounts
from caseapp.features.grants import queries as grants
from caseapp.features.grants.queries import DueTranche
from caseapp.features.grants.views import GrantRow
from caseapp.features.mhpss.models import COMPARTMENT
from caseapp.features.referrals import queries as referrals
from caseapp.features.referrals.views import ReferralRow
from caseapp.features.supervision import approvals
from caseapp.features.supervision.views import Waiting

EACH = 40  # of one kind in the list of things to do; the rest is on its own page
UNANSWERED_AT_MOST = 500


class Desk:
    """One person's day as far as it is shared; empty where their role has no say."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow, self.me = uow, uow.actor.id

    @property
    def until(self) -> date:
        """The last day of the week that starts today."""
        return self.uow.today + WEEK

    @cached_property
    def counts(self) -> DueCounts:
        return (
            followups.counts(self.uow) if self.uow.actor.can(Permission.FOLLOWUP_READ) else DueCounts(0, 0, 0)
        )

    @cached_property
    def decisions(self) -> tuple[Waiting, ...]:
        return approvals.waiting(self.uow) if self.uow.actor.can(Permission.APPROVALS_READ) else ()

    @property
    def to_decide(self) -> int:
        return sum(not w.own for w in self.decisions)

    @cached_property
    def unanswered(self) -> tuple[ReferralRow, ...]:
        """One's own referrals without an answer, the most pressing first."""
        if not self.uow.actor.can(Permission.REFERRAL_READ):
            return ()
        only = referrals.ReferralFilter(referrals.Show.WAITING, mine=True)
        return referrals.page(self.uow, None, UNANSWERED_AT_MOST, only=only).rows

    @property
    def late_answers(self) -> int:
        return sum(row.late(self.uow.today) for row in self.unanswered)

    @cached_property
    def appraisals(self) -> tuple[GrantRow, ...]:
        return grants.waiting_for_appraisal(self.uow) if self.uow.actor.can(Permission.GRANT_APPRAISE) else ()

    @cached_property
    def payments(self) -> tuple[DueTranche, ...]:
        return grants.tranches_due(self.uow) if self.uow.actor.can(Permission.GRANT_PAY) else ()

    @property
    def sealed_open(self) -> bool:
        """Whether this person holds the key of the counsellors' section."""
        return COMPARTMENT in self.uow.actor.compartments and self.uow.sealer.holds(COMPARTMENT)
