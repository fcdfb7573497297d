"""Questions about religion, ethnic group, health and the like: asked only where a programme says why (minimisation)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.form import SPECIAL
from caseapp.features.programmes.models import Programme, SpecialQuestion


class SpecialView(Struct, frozen=True):
    """A question a programme asks, with its reason."""

    id: str
    programme_id: str
    programme_code: str
    category: str
    why: str
    allowed_on: date

    @property
    def label(self) -> str:
        return codes.label("special_categories", self.category)


@action("programme.special", requires=Permission.PROGRAMME_READ)
def special_questions(uow: UnitOfWork, programme_ids: Collection[str] = ()) -> tuple[SpecialView, ...]:
    """What may be asked now, in these programmes or in any, each with why; nothing is asked that is not in here."""
    query = select(SpecialQuestion, Programme.code).join(
        Programme, Programme.id == SpecialQuestion.programme_id
    )
    query = query.where(SpecialQuestion.ended_on.is_(None))
    if programme_ids:
        query = query.where(SpecialQuestion.programme_id.in_(set(programme_ids)))
    found = uow.session.execute(query.order_by(Programme.code, SpecialQuestion.id))
    return tuple(
        SpecialView(q.id, q.programme_id, code, q.category, q.why, q.allowed_on) for q, code in found
    )


@action("programme.allow_special", requires=Permission.PROGRAMME_WRITE)
def allow_special(uow: UnitOfWork, programme_id: str, raw: Mapping[str, Any]) -> str:
    """Let a programme ask a special question, with the reason; returns its key. Raises Invalid, Refused when it does."""
    programme = uow.get(Programme, programme_id)
    values = SPECIAL.clean(raw)
    if any(q.category == values["category"] for q in special_questions(uow, [programme.id])):
        raise Refused(_("This programme asks that already."))
    return uow.add(
        SpecialQuestion(programme_id=programme.id, allowed_on=uow.today, allowed_by=uow.actor.id, **values)
    ).id


@action("programme.end_special", requires=Permission.PROGRAMME_WRITE)
def end_special(uow: UnitOfWork, question_id: str) -> None:
    """The programme no longer asks this. Answers given so far are not shown any more."""
    question = uow.get(SpecialQuestion, question_id)
    question.ended_on = question.ended_on or uow.today
