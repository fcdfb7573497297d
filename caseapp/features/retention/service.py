"""Whether a record is kept: one proposes, another decides, and what was approved for removal can still be brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data import search
from caseapp.data.pointers import count_all, pointing
from caseapp.data.scoping import cases_of, with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.closing import unsettled
from caseapp.features.cases.form import COMMENT_FORM
from caseapp.features.cases.models import Case, CaseReopening, RequestState
from caseapp.features.cases.requests import to_decide
from caseapp.features.cases.service import REOPENED
from caseapp.features.people.finding import index
from caseapp.features.people.models import Person
from caseapp.features.retention.aside import persons_of
from caseapp.features.retention.form import REMOVAL_FORM, retention_form
from caseapp.features.retention.models import Ending, RetentionReview
from caseapp.features.retention.queries import RetentionView, all_closed, awaited, closed, view


@action("retention.propose", requires=Permission.RETENTION)
def propose(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> RetentionView:
    """Propose to keep a record until a day (fields of retention_form). Raises Refused when it is not due or asked already."""
    return view(uow, _proposed(uow, person_id, **retention_form(uow.today).clean(raw)))


@action("retention.propose_removal", requires=Permission.RETENTION)
def propose_removal(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> RetentionView:
    """Propose to remove what identifies a person (fields of REMOVAL_FORM).

    Raises Refused when the record is not due or asked already, while something of it is unsettled, and when part of it lies
    where the actor may not see it.
    """
    values = REMOVAL_FORM.clean(raw)
    values["why"] = values["why"] or ""
    person = uow.get(Person, person_id)
    if sum(1 for _row in pointing(uow, "person", person.id)) != count_all(uow, "person", person.id):
        raise Refused(
            _("Part of this record is kept where you may not see it. Ask somebody who sees all of it.")
        )
    made = _proposed(uow, person.id, ending=Ending.REMOVE, **values)
    require_settled(uow, person.id)
    return view(uow, made)


def _proposed(uow: UnitOfWork, person_id: str, **values: Any) -> RetentionReview:
    person = uow.get(Person, person_id)
    found = uow.session.execute(closed(uow).where(Case.person_id == person.id)).first()
    if found is None:
        raise Refused(_("This record is not due for review. Nothing was changed."))
    if uow.session.scalars(awaited(RetentionReview.person_id == person.id)).first():
        raise Refused(_("This is asked already, and waits for a decision."))
    here = (RetentionReview.person_id == person.id, RetentionReview.bin_until.is_not(None))
    if uow.session.scalars(select(RetentionReview.id).where(*here)).first():
        raise Refused(_("This record is in the bin already."))
    made = RetentionReview(
        person_id=person.id, closed_on=found.closed_on, asked_by=uow.actor.id, asked_on=uow.today, team=person.team,
        owner_id=person.owner_id, restricted=person.restricted, **values,
    )  # fmt: skip
    return uow.add(made)


@action("retention.approve", requires=Permission.CASE_APPROVE)
def approve(uow: UnitOfWork, review_id: str) -> RetentionView:
    """Keep the record until the day proposed, or put it into the bin for the days the office gives it.

    Raises Refused to whoever proposed it, when a case opened meanwhile, and for a removal while something is unsettled.
    """
    found = to_decide(uow, RetentionReview, review_id)
    require_all_closed(uow, found.person_id)
    found.state = RequestState.APPROVED
    if found.ending is Ending.REMOVE:
        require_settled(uow, found.person_id)
        found.bin_until = uow.today + timedelta(days=uow.office.rule("retention.bin_days"))
        for key in persons_of(uow.session, {found.person_id}):
            search.remove(uow.session.connection(), key)
    return view(uow, found)


@action("retention.return", requires=Permission.CASE_APPROVE)
def send_back(uow: UnitOfWork, review_id: str, raw: Mapping[str, Any]) -> RetentionView:
    """Not so, with a comment for whoever proposed it: the record stays due."""
    found = to_decide(uow, RetentionReview, review_id)
    found.comment, found.state = COMMENT_FORM.clean(raw)["comment"], RequestState.RETURNED
    return view(uow, found)


@action("retention.keep_after_all", requires=Permission.RETENTION)
def keep_after_all(uow: UnitOfWork, review_id: str) -> RetentionView:
    """Take a record out of the bin: it is found again, and is due again. Raises Refused when it is not there any more."""
    with with_put_aside(uow, named=True):
        found = uow.get(RetentionReview, review_id)
        if found.bin_until is None:
            raise Refused(_("This record is not in the bin any more."))
        bring_back(uow, found, uow.actor.id)
        return view(uow, found)


def bring_back(uow: UnitOfWork, found: RetentionReview, by: str | None) -> None:
    """Out of the bin; nobody (`by` None) did it when a case was opened again. Called with who is put aside in sight."""
    found.bin_until, found.brought_back_on, found.brought_back_by = None, uow.today, by
    index(uow, uow.get(Person, found.person_id))


def heard(uow: UnitOfWork, case_id: str, what: str) -> None:
    """A case of a record in the bin was opened again: it comes out."""
    if what == REOPENED:
        with with_put_aside(uow, named=True):
            case = uow.get(Case, case_id)
            here = RetentionReview.bin_until.is_not(None) & (RetentionReview.person_id == case.person_id)
            for found in uow.session.scalars(select(RetentionReview).where(here)):
                bring_back(uow, found, None)


def require_all_closed(uow: UnitOfWork, person_id: str) -> None:
    """Raise Refused when a case of this person is open."""
    if uow.session.execute(all_closed().where(Case.person_id == person_id)).first() is None:
        raise Refused(_("This person has an open case again. There is nothing to decide."))


def require_settled(uow: UnitOfWork, person_id: str) -> None:
    """Raise Refused, with the reasons, while something of this person's cases is not finished."""
    cases = cases_of(uow, person_id)
    asked = select(CaseReopening.id).where(
        CaseReopening.case_id.in_(cases), CaseReopening.state == RequestState.WAITING
    )
    why = [text for case_id in cases for text in unsettled(uow, case_id)]
    if uow.session.scalars(asked).first():
        why.append(_("A request to open the case again waits for a decision."))
    if why:
        first = n_("One thing must be settled first:", "{count} things must be settled first:", len(why))
        raise Refused(" ".join((first, *why)))
