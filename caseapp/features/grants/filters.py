"""What the list of grants can be narrowed by. Each is one condition of the query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from caseapp.core import codes
from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.data.narrowing import CHOICE, DAYS, TEXT, Filter, Rule, day, equals, holds, members, one_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import filters as cases
from caseapp.features.cases.models import Case
from caseapp.features.grants.models import Grant, GrantState
from caseapp.features.people.filters import areas


def _of_case(rule: Rule) -> Rule:
    """A condition on the case of a grant: by the index of cases, then of their grants. For conditions few cases meet."""

    def found(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
        condition = rule(uow, value)
        return None if condition is None else Grant.case_id.in_(select(Case.id).where(condition))

    return found


def _case_is(rule: Rule) -> Rule:
    """The same, asked of each grant as it comes: for conditions many cases meet. Grants are the fewer."""

    def found(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
        condition = rule(uow, value)
        if condition is None:
            return None
        return select(Case.id).where(Case.id == Grant.case_id, condition).correlate(Grant).exists()

    return found


def _kinds(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    return [(c.code, c.shown()) for c in codes.codes("grant_kinds")]


FILTERS = (
    Filter("person", N_("Person"), TEXT, _case_is(cases.PERSON.rule), requires=Permission.PERSON_IDENTIFY),
    Filter("number", N_("Case number"), TEXT, _of_case(cases.NUMBER.rule)),
    Filter("business", N_("Business"), TEXT, holds(Grant.business)),
    Filter(
        "kind", N_("Kind"), CHOICE, equals(Grant.kind, lambda uow: [code for code, _w in _kinds(uow)]), _kinds
    ),
    Filter("stands", N_("State"), CHOICE, one_of(Grant.state, GrantState), members(GrantState)),
    Filter("place", N_("Where"), CHOICE, _case_is(cases.PLACE.rule), areas),
    Filter("whose", N_("Caseworker"), CHOICE, _of_case(cases.carried_by), cases.caseworkers),
    Filter("applied", N_("Applied"), DAYS, day(Grant.applied_on)),
)
