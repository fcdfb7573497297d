"""Half-typed work, kept in the encrypted file within seconds of the last key. Each draft is its writer's alone.

What is typed into a form of a sealed section is sealed as a draft too; it lies in the file as [compartment, sealed].
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select

from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.journal import Draft
from caseapp.data.uow import UnitOfWork

KEPT = timedelta(days=30)


def new_id() -> str:
    """The key of a draft that is about to be kept for the first time."""
    return uuid7()


class DraftView(Struct, frozen=True):
    """A draft: the form it belongs to, what it is about ("" for something new), what was typed, where to resume."""

    id: str
    form: str
    about: str
    title: str
    values: Mapping[str, Any]
    place: Mapping[str, Any]
    changed_at: datetime


@action("draft.save", requires=Permission.OWN_WORK)
def save(
    uow: UnitOfWork,
    form: str,
    about: str,
    values: Mapping[str, Any],
    place: Mapping[str, Any],
    title: str = "",
    draft_id: str = "",
    compartment: str = "",
) -> str:
    """Keep what is typed so far; returns the draft's key. `values` and `place` must be what JSON can say.

    `title` and `place` are never sealed: they name the form and the field, not what is in it.
    """
    row = _mine(uow, draft_id) if draft_id else None
    if row is None:
        row = Draft(id=draft_id or new_id(), user_id=uow.actor.id, form=form, about=about)
        uow.session.add(row)
    row.values = json.dumps(_kept(uow, row.id, values, compartment), ensure_ascii=False)
    row.place, row.title, row.changed_at = json.dumps(dict(place)), title, uow.now
    return row.id


@action("draft.discard", requires=Permission.OWN_WORK)
def discard(uow: UnitOfWork, draft_id: str) -> None:
    """Forget a draft: it was saved, or is not wanted. One that is gone already is no error."""
    uow.session.execute(delete(Draft).where(Draft.id == draft_id, Draft.user_id == uow.actor.id))


@action("draft.list", requires=Permission.OWN_WORK)
def mine(uow: UnitOfWork) -> tuple[DraftView, ...]:
    """One's own drafts of the last 30 days, newest first."""
    rows = uow.session.scalars(
        select(Draft)
        .where(Draft.user_id == uow.actor.id, Draft.changed_at >= uow.now - KEPT)
        .order_by(Draft.changed_at.desc())
    )
    return tuple(view for row in rows if (view := _view(uow, row)))


@action("draft.of", requires=Permission.OWN_WORK)
def of(uow: UnitOfWork, form: str, about: str) -> DraftView | None:
    """One's own newest draft of this form about this record, or None."""
    return next((d for d in mine(uow) if d.form == form and d.about == about), None)


def _mine(uow: UnitOfWork, draft_id: str) -> Draft | None:
    found = uow.session.get(Draft, draft_id)
    return found if found and found.user_id == uow.actor.id else None


def _kept(uow: UnitOfWork, draft_id: str, values: Mapping[str, Any], compartment: str) -> Any:
    if not compartment:
        return dict(values)
    return [compartment, base64.b64encode(uow.sealer.seal(compartment, draft_id, dict(values))).decode()]


def _view(uow: UnitOfWork, row: Draft) -> DraftView | None:
    """The draft opened; None for one of a section its writer can no longer open."""
    values = json.loads(row.values)
    if isinstance(values, list):
        compartment, sealed = values
        if not uow.sealer.holds(compartment):
            return None
        values = uow.sealer.open(compartment, row.id, base64.b64decode(sealed))
    return DraftView(row.id, row.form, row.about, row.title, values, json.loads(row.place), row.changed_at)
