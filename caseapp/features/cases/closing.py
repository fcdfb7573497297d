"""What stands between a case and its closure: what must be settled, and what should be there or be explained."""

from __future__ import annotations

from msgspec import Struct

from caseapp.core.errors import Refused
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.cases.models import Case


class Standing(Struct, frozen=True):
    """`open` keeps the case from closing; `missing` needs a reason."""

    open: tuple[str, ...]
    missing: tuple[str, ...]


@action("case.closure_standing", requires=Permission.CASE_READ)
def standing(uow: UnitOfWork, case_id: str) -> Standing:
    """How far a case is from closing, in sentences. Raises NotFound."""
    uow.get(Case, case_id)
    return Standing(unsettled(uow, case_id), wishes(uow, case_id))


def unsettled(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    """What of the case still waits for a decision: every feature names its own guards."""
    guards = [load(target) for feature in features() for target in feature.closure_guards]
    return tuple(text for guard in guards if (text := guard(uow, case_id)))


def wishes(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    """What a closure should have and has not."""
    asked = [load(target) for feature in features() for target in feature.closure_wishes]
    return tuple(text for wish in asked for text in wish(uow, case_id))


def require_settled(uow: UnitOfWork, case_id: str) -> None:
    """Raise Refused while something of the case still waits."""
    if found := unsettled(uow, case_id):
        raise Refused(" ".join(found))
