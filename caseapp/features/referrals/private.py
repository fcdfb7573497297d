"""The texts of private referrals: kept away from the columns others read, and sealed when a counsellor writes them.

A caseworker who refers a survivor holds no key of the sealed section: their words stay readable to them and the counsellors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core.errors import EditConflict
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.referrals.models import PRIVATE_FIELDS, Referral

COMPARTMENT = "mhpss"


def texts(uow: UnitOfWork, referral: Referral) -> dict[str, Any]:
    """PRIVATE_FIELDS of a referral, wherever they are kept; without the sealed ones for whoever does not hold the key."""
    if not referral.private:
        return {name: getattr(referral, name) for name in PRIVATE_FIELDS}
    return dict.fromkeys(PRIVATE_FIELDS) | (referral.private_texts or {}) | _opened(uow, referral)


def write(uow: UnitOfWork, referral: Referral, name: str, value: str | None) -> None:
    """Keep one of PRIVATE_FIELDS where it belongs."""
    if not referral.private:
        setattr(referral, name, value)
    elif uow.sealer.holds(COMPARTMENT):
        _seal(uow, referral, _opened(uow, referral) | {name: value})
    else:
        referral.private_texts = {**(referral.private_texts or {}), name: value}


def file(uow: UnitOfWork, referral: Referral, told: Mapping[str, Any] | None) -> None:
    """Keep the texts of a referral that was just written; None for one that is not private."""
    if told and uow.sealer.holds(COMPARTMENT):
        _seal(uow, referral, told)
    else:
        referral.private_texts, referral.private_sealed = dict(told) if told else None, None


def refile(
    uow: UnitOfWork, referral: Referral, told: Mapping[str, Any] | None, seen: Mapping[str, Any] | None
) -> None:
    """Keep edited texts; `seen` are those the form showed. Raises EditConflict when somebody changed them meanwhile."""
    stored = {**(referral.private_texts or {}), **_opened(uow, referral)}
    new, before = dict(told or {}), dict(seen or {})
    if seen is not None and new == before:
        return
    if seen is not None and stored not in (before, new):
        words = _(
            "Somebody changed this record while you were typing. Your text is kept. Choose what to keep."
        )
        raise EditConflict(words, {n: (before.get(n), stored.get(n), v) for n, v in new.items()})
    file(uow, referral, told)


def _opened(uow: UnitOfWork, referral: Referral) -> dict[str, Any]:
    if referral.private_sealed is None or not uow.sealer.holds(COMPARTMENT):
        return {}
    found: dict[str, Any] = uow.sealer.open(COMPARTMENT, referral.id, referral.private_sealed)
    return found


def _seal(uow: UnitOfWork, referral: Referral, told: Mapping[str, Any]) -> None:
    """What was in clear before goes into the sealed part too."""
    whole = {**(referral.private_texts or {}), **told}
    referral.private_sealed = uow.sealer.seal(COMPARTMENT, referral.id, whole)
    referral.private_texts = None
