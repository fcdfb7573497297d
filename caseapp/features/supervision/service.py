"""What supervision changes: who carries which cases. Deciding is done by the features that own what is decided."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.office.models import Staff
from caseapp.features.supervision.views import Move, Reassigned


@action("caseload.reassign", requires=Permission.CASE_ASSIGN)
def reassign(uow: UnitOfWork, case_ids: Sequence[str], staff_id: str) -> Reassigned:
    """Give cases to another caseworker, all or none. Raises Refused for somebody who cannot carry cases."""
    moves = []
    for case_id in dict.fromkeys(case_ids):
        before = uow.get(Case, case_id).owner_id
        if before != staff_id:
            cases.assign(uow, case_id, staff_id)
            moves.append(Move(case_id, before, staff_id))
    if not moves:
        raise Refused(_("Choose at least one case that somebody else carries. Nothing was changed."))
    return Reassigned(tuple(moves), uow.get(Staff, staff_id).name)


@action("caseload.give_back", requires=Permission.CASE_ASSIGN)
def give_back(uow: UnitOfWork, done: Reassigned) -> int:
    """Take a reassignment back: each case goes to whoever carried it. Returns how many went.

    A case that changed hands again meanwhile stays where it is. Raises Refused when the earlier caseworker left.
    """
    back = [m for m in done.moves if uow.get(Case, m.case_id).owner_id == m.after]
    if any(m.before is None for m in back):
        raise Refused(_("Nobody carried some of these cases before. Choose a caseworker for them."))
    for move in back:
        cases.assign(uow, move.case_id, move.before or "")
    return len(back)
