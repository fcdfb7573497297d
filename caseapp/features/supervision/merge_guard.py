"""Nobody is merged while a decision on them waits: who decides must not find somebody else's name on the request."""

from __future__ import annotations

from caseapp.core.i18n import _
from caseapp.data.scoping import cases_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.supervision.approvals import waiting


def guard(uow: UnitOfWork, person_id: str) -> str | None:
    """A sentence while a plan, grant, closure or emergency opening of this person waits for a decision."""
    ids = set(cases_of(uow, person_id))
    found = next(
        (w for w in waiting(uow) if w.case_id in ids or w.door.args.get("person_id") == person_id), None
    )
    if found is None:
        return None
    return _("A request on {number} waits for a decision. Decide on it first; then merge.").format(
        number=found.number
    )
