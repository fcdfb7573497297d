"""The application. Whoever made or changed it neither scores, appraises nor approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_view
from caseapp.features.cases.service import open_for_work
from caseapp.features.grants.cashflow import cash_flow
from caseapp.features.grants.form import APPLICATION, COST_LINE, MONTH, PLAN_MONTHS, Source
from caseapp.features.grants.models import Grant, GrantScore, GrantState
from caseapp.features.grants.queries import view
from caseapp.features.grants.service.common import (
    channel_problem,
    compact,
    end,
    like,
    take,
)
from caseapp.features.grants.views import CostLine, GrantView, cost_lines, started_with
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
    months: Sequence[Mapping[str, Any]] = (),
) -> GrantView:
    """Apply for a grant: the fields of APPLICATION and the lines of the business plan (item, quantity, unit_price, source).

    What is asked for is the sum of the lines the grant is to pay. `months` are sales and costs of the first months,
    where they differ from the usual one. Without `line_id` the one grant line of the case's programme is taken.
    Raises Invalid (a line's problem is under `costs` or `months`), Refused without a budget line or for a closed case.
    """
    case = open_for_work(uow, case_id)
    line = _line(uow, case, line_id)
    grant = Grant(
        case_id=case.id, number=uow.number("G"), line_id=line.id, currency=line.currency, state=GrantState.APPLIED,
        applied_on=uow.today, applied_by=uow.actor.id, makers=(uow.actor.id,), **like(case),
        **_plan(uow, case, raw, costs, months),
    )  # fmt: skip
    return view(uow, uow.add(grant))


@action("grant.change", requires=Permission.GRANT_APPLY)
def change(
    uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], costs: Sequence[Mapping[str, Any]],
    seen: Mapping[str, Any] | None = None, months: Sequence[Mapping[str, Any]] | None = None,
) -> GrantView:  # fmt: skip
    """Change an application before it is appraised, or mend one that was sent back: then it is applied for again.

    `seen` is what the form showed, with `costs` and `months`; without `months` those stay as they are. Raises Invalid,
    EditConflict, or Refused once it is appraised.
    """
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.RETURNED)
    ahead = (grant.months or ()) if months is None else months
    values = _plan(uow, uow.get(Case, grant.case_id), raw, costs, ahead)
    uow.edit(grant, values, _as_stored(grant, seen))
    grant.asked = _asked(grant.costs)
    grant.makers = tuple(dict.fromkeys((*grant.makers, uow.actor.id)))
    if grant.state is GrantState.RETURNED:
        grant.state, grant.returned_why = GrantState.APPLIED, None
        grant.appraised_on = grant.appraised_by = grant.score = grant.score_of = grant.scores = None
        grant.recommended = grant.appraisal_note = grant.minutes = grant.present = grant.few_why = None
        _void_scores(uow, grant)
    return view(uow, grant)


def _void_scores(uow: UnitOfWork, grant: Grant) -> None:
    """What was scored is not what is applied for now: the sheets stay on file and count no more."""
    for sheet in uow.session.scalars(select(GrantScore).where(GrantScore.grant_id == grant.id)):
        sheet.void_on = sheet.void_on or uow.today


def _as_stored(grant: Grant, seen: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What the form showed, with lines written as they are stored where they say the same."""
    if seen is None:
        return None
    same = {"costs": [asdict(line) for line in cost_lines(grant)], "months": list(grant.months or ())}
    stored = {n: getattr(grant, n) for n, shown in same.items() if n in seen and list(seen[n]) == shown}
    return dict(seen) | stored


@action("grant.withdraw", requires=Permission.GRANT_APPLY)
def withdraw(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """The person does not want it any more, or it was a mistake: end an application that is not decided yet."""
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.RETURNED, GrantState.APPRAISED)
    return view(uow, end(uow, grant, GrantState.CANCELLED, raw))


def _plan(
    uow: UnitOfWork, case: Case, raw: Mapping[str, Any], costs: Sequence[Mapping[str, Any]],
    months: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """The columns of an application from what was typed; the payee is the person unless somebody else is named."""
    values = APPLICATION.clean(raw, uow.office.country)
    lines, ahead = _cost_lines(costs), _months(months)
    asked = _asked(lines)
    require({"costs": _sum_problem(asked, sum(line["amount"] for line in lines)),
             "channel": channel_problem(uow, values["channel"])})  # fmt: skip
    person = case_view(uow, case).person
    if not values["payee_name"]:
        values |= {"payee_name": person.name, "payee_phone": values["payee_phone"] or person.phone,
                   "payee_identity": values["payee_identity"] or person.id_number}  # fmt: skip
    values["payee_identity"] = compact(values["payee_identity"])
    own = sum(line["amount"] for line in lines if line["source"] == Source.OWN.value)
    values["own_contribution"] = values["own_contribution"] or own or None
    start = started_with(tuple(CostLine(**line) for line in lines), values["own_contribution"])
    flow = cash_flow(start, ahead, values["expected_sales"], values["expected_costs"])
    values["break_even_month"] = values["break_even_month"] or flow.break_even
    return values | {"costs": lines, "asked": asked, "months": ahead or None}


def _asked(lines: Sequence[Mapping[str, Any]]) -> int:
    """What the grant is to pay."""
    return sum(line["amount"] for line in lines if line.get("source", "grant") == Source.GRANT.value)


def _sum_problem(asked: int, whole: int) -> str | None:
    if whole > LARGEST:
        return _("This sum is beyond any grant. Please check the prices.")
    return None if asked else _("Nothing is left for the grant to pay.")


def _months(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) > PLAN_MONTHS:
        raise Invalid({"months": _("At most {most} months.").format(most=PLAN_MONTHS)})
    cleaned = []
    for number, raw in enumerate(rows, 1):
        try:
            cleaned.append(MONTH.clean(raw))
        except Invalid as problem:
            text = _("Month {number}: {problem}").format(number=number, problem=problem)
            raise Invalid({"months": text}) from problem
    return cleaned


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
        source = (line["source"] or Source.GRANT).value
        lines.append(line | {"source": source, "amount": line["quantity"] * line["unit_price"]})
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
