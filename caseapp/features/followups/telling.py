"""What the timeline of a case says of follow-ups beside how they went: what they were about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.followups.dues import told
from caseapp.features.followups.models import FollowUp
from caseapp.features.followups.views import what


@action("followup.told", requires=Permission.FOLLOWUP_READ)
def followups(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """`Business visit: check 2`, by key."""
    query = select(FollowUp.id, FollowUp.kind, FollowUp.purpose).where(FollowUp.id.in_(keys))
    return {key: what(kind, told(uow, purpose)) for key, kind, purpose in uow.session.execute(query)}
