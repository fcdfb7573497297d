"""Answers to special questions (religion, ethnic group, health): where a programme says why and the person agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.base import Base
from caseapp.data.uow import UnitOfWork
from caseapp.features.people import belonging
from caseapp.features.people.consents import may
from caseapp.features.people.form import SPECIAL_FORM
from caseapp.features.people.models import Person, SpecialAnswer
from caseapp.features.programmes.special import SpecialView, special_questions

PURPOSE = "special_data"
TIMELINE = {
    "special.answer": (N_("Special question"), "private", ()),
    "special.take_away": (N_("Special question"), "private", ()),
}


class QuestionView(Struct, frozen=True):
    """A special question as it stands for one person. Without consent to special data the answer is not shown."""

    category: str
    label: str
    why: str
    programme: str
    agreed: bool
    answer_id: str = ""
    answer: str = ""
    answered_on: date | None = None


@action("people.special", requires=Permission.PERSON_IDENTIFY)
def questions(uow: UnitOfWork, person_id: str) -> tuple[QuestionView, ...]:
    """The special questions of this person's programme with their answers; none when no programme says why."""
    person = uow.get(Person, person_id)
    agreed = may(uow, person.id, PURPOSE)
    answers = {a.category: a for a in uow.session.scalars(_standing(person.id))} if agreed else {}
    return tuple(_view(q, agreed, answers.get(q.category)) for q in _asked(uow, person.id).values())


@action("special.answer", requires=Permission.PERSON_WRITE)
def answer(uow: UnitOfWork, person_id: str, category: str, raw: Mapping[str, Any]) -> None:
    """Write down an answer; an earlier one ends. Raises Refused when no programme of the person says why, or without
    consent to keeping special data."""
    person = uow.get(Person, person_id)
    question = _asked(uow, person.id).get(category)
    if question is None:
        raise Refused(_("No programme of this person says why this is asked. Nothing was written down."))
    if not may(uow, person.id, PURPOSE):
        raise Refused(_("The person has not agreed that such data are kept. Record that consent first."))
    words = SPECIAL_FORM.clean(raw)["answer"]
    for earlier in uow.session.scalars(_standing(person.id).where(SpecialAnswer.category == category)):
        earlier.ended_on = uow.today
    given = {"category": category, "answer": words, "setting_id": question.id, "answered_on": uow.today}
    uow.add(SpecialAnswer(**given, **belonging.of(uow, person)))


@action("special.take_away", requires=Permission.PERSON_WRITE)
def take_away(uow: UnitOfWork, answer_id: str) -> None:
    """An answer is no longer kept in the record."""
    row = uow.get(SpecialAnswer, answer_id)
    belonging.filed(uow, row, row.person_id)
    row.ended_on, row.answer = row.ended_on or uow.today, ""


def _standing(person_id: str) -> Any:
    return (
        select(SpecialAnswer)
        .where(SpecialAnswer.person_id == person_id, SpecialAnswer.ended_on.is_(None))
        .order_by(SpecialAnswer.id)
    )


def _asked(uow: UnitOfWork, person_id: str) -> dict[str, SpecialView]:
    """By category: what the programme of the open case asks; of no programme, what any of the office's asks."""
    case = Base.metadata.tables["case"]
    of_person = select(case.c.programme_id).where(case.c.person_id == person_id, case.c.closed_on.is_(None))
    programmes = [key for key in uow.session.scalars(of_person) if key]
    return {q.category: q for q in reversed(special_questions(uow, programmes))}


def _view(question: SpecialView, agreed: bool, given: SpecialAnswer | None) -> QuestionView:
    shown = (given.id, given.answer, given.answered_on) if given else ("", "", None)
    return QuestionView(
        question.category, question.label, question.why, question.programme_code, agreed, *shown
    )
