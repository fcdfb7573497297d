"""From application to appraisal. Whoever made or changed an application neither appraises nor approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_view
from caseapp.features.cases.service import open_for_work
from caseapp.features.grants.form import APPLICATION, COST_LINE, Advice, appraisal_form, criteria
from caseapp.features.grants.models import Grant, GrantState
from caseapp.features.grants.queries import view
from caseapp.features.grants.service.common import (
    as_seen,
    channel_problem,
    compact,
    end,
    like,
    not_by,
    sent_back,
    take,
)
from caseapp.features.grants.views import GrantView, break_even
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes.queries import LineView

COSTS_AT_MOST = 60
LARGEST = 10**12  # minor units: a grant beyond ten thousand million is a slip of the keyboard


@action("grant.apply", requires=Permission.GRANT_APPLY)
def apply(
    uow: UnitOfWork,
    case_id: str,
    raw: Mapping[str, Any],
    costs: Sequence[Mapping[str, Any]],
    line_id: str = "",
) -> GrantView:
    """Apply for a grant: the fields of APPLICATION and the lines of the business plan (item, quantity, unit_price).

    What is asked for is the sum of the lines. Without `line_id` the one grant line of the case's programme is taken.
    Raises Invalid (a line's problem is under `costs`), Refused without a budget line or for a closed case.
    """
    case = open_for_work(uow, case_id)
    line = _line(uow, case, line_id)
    grant = Grant(
        case_id=case.id, number=uow.number("G"), line_id=line.id, currency=line.currency, state=GrantState.APPLIED,
        applied_on=uow.today, applied_by=uow.actor.id, makers=(uow.actor.id,), **like(case), **_plan(uow, case, raw, costs),
    )  # fmt: skip
    return view(uow, uow.add(grant))


@action("grant.change", requires=Permission.GRANT_APPLY)
def change(
    uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], costs: Sequence[Mapping[str, Any]],
    seen: Mapping[str, Any] | None = None,
) -> GrantView:  # fmt: skip
    """Change an application before it is appraised, or mend one that was sent back: then it is applied for again.

    `seen` is what the form showed, with `costs`. Raises Invalid, EditConflict, or Refused once it is appraised.
    """
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.RETURNED)
    values = _plan(uow, uow.get(Case, grant.case_id), raw, costs)
    uow.edit(grant, values, seen)
    grant.asked = sum(c["amount"] for c in grant.costs)
    grant.makers = tuple(dict.fromkeys((*grant.makers, uow.actor.id)))
    if grant.state is GrantState.RETURNED:
        grant.state, grant.returned_why = GrantState.APPLIED, None
        grant.appraised_on = grant.appraised_by = grant.score = grant.score_of = grant.scores = None
        grant.recommended = grant.appraisal_note = None
    return view(uow, grant)


@action("grant.withdraw", requires=Permission.GRANT_APPLY)
def withdraw(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """The person does not want it any more, or it was a mistake: end an application that is not decided yet."""
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.RETURNED, GrantState.APPRAISED)
    return view(uow, end(uow, grant, GrantState.CANCELLED, raw))


@action("grant.appraise", requires=Permission.GRANT_APPRAISE)
def appraise(
    uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], revision: int | None = None
) -> GrantView:
    """Score an application by the office's criteria and advise the supervisor (fields of `appraisal_form`).

    The pass mark decides nothing, but advice against it needs a reason. Pass the `revision` that was read.
    Raises Invalid; Refused for one's own application, or when it changed meanwhile.
    """
    grant = take(uow, grant_id, GrantState.APPLIED)
    as_seen(grant, revision)
    not_by(uow, grant.makers, _("Nobody appraises an application they made themselves. Ask a colleague."))
    values = appraisal_form().clean(raw)
    advice, note = values.pop("advice"), values.pop("appraisal_note")
    score, most = sum(values.values()), sum(points for _code, _label, points in criteria())
    passed = score * 100 >= uow.office.rule("grant.pass") * most
    if passed != (advice is Advice.FOR) and not note:
        raise Invalid({"appraisal_note": _("The advice differs from the points: write why.")})
    grant.scores, grant.score, grant.score_of = values, score, most
    grant.recommended, grant.appraisal_note = advice is Advice.FOR, note
    grant.appraised_on, grant.appraised_by, grant.state = uow.today, uow.actor.id, GrantState.APPRAISED
    return view(uow, grant)


@action("grant.return_to_applicant", requires=Permission.GRANT_APPRAISE)
def return_to_applicant(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Send an application back before it is appraised, with what should change."""
    grant = take(uow, grant_id, GrantState.APPLIED)
    return view(uow, sent_back(grant, raw))


def _plan(
    uow: UnitOfWork, case: Case, raw: Mapping[str, Any], costs: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The columns of an application from what was typed; the payee is the person unless somebody else is named."""
    values = APPLICATION.clean(raw, uow.office.country)
    lines = _cost_lines(costs)
    asked = sum(c["amount"] for c in lines)
    require({"costs": _("This sum is beyond any grant. Please check the prices.") if asked > LARGEST else None,
             "channel": channel_problem(uow, values["channel"])})  # fmt: skip
    person = case_view(uow, case).person
    if not values["payee_name"]:
        values |= {"payee_name": person.name, "payee_phone": values["payee_phone"] or person.phone,
                   "payee_identity": values["payee_identity"] or person.id_number}  # fmt: skip
    values["payee_identity"] = compact(values["payee_identity"])
    values["break_even_month"] = values["break_even_month"] or break_even(
        asked + (values["own_contribution"] or 0), values["expected_sales"], values["expected_costs"]
    )
    return values | {"costs": lines, "asked": asked}


def _cost_lines(costs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(costs) <= COSTS_AT_MOST:
        raise Invalid(
            {"costs": _("List what the money is for: 1 to {most} lines.").format(most=COSTS_AT_MOST)}
        )
    lines = []
    for number, raw in enumerate(costs, 1):
        try:
            line = COST_LINE.clean({k: v for k, v in raw.items() if k != "amount"})
        except Invalid as problem:
            raise Invalid(
                {"costs": _("Line {number}: {problem}").format(number=number, problem=problem)}
            ) from problem
        lines.append(line | {"amount": line["quantity"] * line["unit_price"]})
    return lines


def _line(uow: UnitOfWork, case: Case, line_id: str) -> LineView:
    """The budget line the grant is to be paid from. Raises Refused when none fits, Invalid when one must be chosen."""
    offered = programmes.grant_lines(uow, case.programme_id)
    chosen = [line for line in offered if line.id == line_id] if line_id else list(offered)
    if not offered or (line_id and not chosen):
        raise Refused(
            _("No budget line for livelihood grants fits this case. Ask your supervisor to add one.")
        )
    if len(chosen) > 1:
        raise Invalid({"line_id": _("Choose the budget line that pays.")})
    if chosen[0].currency != uow.office.currency:
        raise Refused(_("This budget line is kept in {currency}, the office pays in {own}.").format(
            currency=chosen[0].currency, own=uow.office.currency))  # fmt: skip
    return chosen[0]
