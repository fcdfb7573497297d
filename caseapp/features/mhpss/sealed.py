"""What the services of the sealed section share: who is inside, and how sealed fields are edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core.errors import EditConflict, PermissionDenied
from caseapp.core.i18n import _
from caseapp.data.types import as_json
from caseapp.data.uow import UnitOfWork
from caseapp.features.mhpss.models import COMPARTMENT


def inside(uow: UnitOfWork) -> None:
    """Raise PermissionDenied for anybody without the compartment's key, whatever their permissions say."""
    if not uow.sealer.holds(COMPARTMENT):
        raise PermissionDenied(_("This section is sealed. Only its counsellors can open it."), "mhpss.sealed")


def seal(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> bytes:
    """The values, without the empty ones, for the record with this key alone."""
    content = {name: as_json(value) for name, value in values.items() if value is not None}
    return uow.sealer.seal(COMPARTMENT, key, content)


def merged(
    stored: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The sealed fields `typed` names after an edit, or None when nothing changed; the rules are those of UnitOfWork.edit."""
    touched = {n: v for n, v in typed.items() if seen is None or n not in seen or v != seen[n]}
    conflicts = {n: (seen[n], stored[n], v) for n, v in touched.items()
                 if seen and n in seen and stored[n] not in (seen[n], v)}  # fmt: skip
    if conflicts:
        raise EditConflict(
            _("Somebody changed this record while you were typing. Your text is kept. Choose what to keep."),
            conflicts,
        )
    after = {n: stored[n] for n in typed} | touched
    return after if any(after[n] != stored[n] for n in typed) else None


def future(uow: UnitOfWork, day: Any) -> str | None:
    """A sentence for a day after today."""
    return _("This cannot lie in the future.") if day and day > uow.today else None
