"""Whose consent My day tells to ask for again: on open cases one carries, where it ends within the week or has ended."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.people import consents
from caseapp.features.supervision.desk import EACH, Desk
from caseapp.features.supervision.views import Door, Todo


def ending(uow: UnitOfWork, desk: Desk) -> Iterable[Todo]:
    """The earliest end first; a consent somebody took back is not among them."""
    found = consents.ending(uow, days=(desk.until - uow.today).days, mine=True)
    mine = select(Case.person_id, Case.id, Case.number, Case.risk).where(
        Case.person_id.in_([e.person.id for e in found]),
        Case.closed_on.is_(None),
        Case.owner_id == uow.actor.id,
    )
    cases = {person: (key, number, risk) for person, key, number, risk in uow.session.execute(mine)}
    for one in [e for e in found if e.person.id in cases][:EACH]:
        key, number, risk = cases[one.person.id]
        yield Todo(
            id=f"consent:{one.id}", case_id=key, number=number, name=one.person.name, what=_("Ask for consent again"),
            where=one.person.village or one.person.place, risk=risk, due_on=one.expires_on, due_time="", since=False,
            door=Door("case", {"case_id": key, "tab": "person"}),
        )  # fmt: skip
