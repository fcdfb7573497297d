"""Before the decision: is it eligible, does it do no harm, how do several people score it, what do they advise.

Scores advise, people decide. Whoever has a conflict of interest says so, and their points are not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.grants.form import Advice, appraisal_form, criteria, score_form, screening_form
from caseapp.features.grants.models import Grant, GrantScore, GrantState
from caseapp.features.grants.queries import group_view, view
from caseapp.features.grants.queries.one import committee_of
from caseapp.features.grants.service.common import as_seen, like, not_by, sent_back, take
from caseapp.features.grants.service.groups import group_of
from caseapp.features.grants.views import Committee, GrantView, rounded_mean

FEWEST_TOGETHER = 2  # [G] a collective grant is for two people or more
Points = dict[str, int]


@action("grant.screen", requires=Permission.GRANT_APPLY)
def screen(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Answer the office's questions of eligibility and do no harm (fields of `screening_form`).

    A no does not end it, but whoever goes on says why. Raises Invalid.
    """
    grant = take(uow, grant_id, GrantState.APPLIED, GrantState.RETURNED)
    values = screening_form().clean(raw)
    why = values.pop("screening_why")
    failed = [code for code, well in values.items() if not well]
    require({"screening_why": _("An answer is no: write why it goes on.") if failed and not why else None})
    grant.screening, grant.screening_why = values, why
    grant.screened_on, grant.screened_by = uow.today, uow.actor.id
    return view(uow, grant)


@action("grant.score", requires=Permission.GRANT_SCORE)
def score(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """File a sheet of points (fields of `score_form`): one's own, or that of a member of the board by name.

    The sheet of the same scorer is replaced until the application is appraised. Raises Invalid; Refused for one's own
    application.
    """
    grant = take(uow, grant_id, GrantState.APPLIED)
    values = score_form().clean(raw)
    if not values["scorer_name"]:
        not_by(uow, grant.makers, _("Nobody scores an application they made themselves. Ask a colleague."))
    points = {code: values.pop(code) for code, _label, _most in criteria()}
    _file(uow, grant, values, {} if values["conflict"] else points)
    return view(uow, grant)


@action("grant.appraise", requires=Permission.GRANT_APPRAISE)
def appraise(
    uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], revision: int | None = None
) -> GrantView:  # fmt: skip
    """Close the scoring and advise the supervisor (fields of `appraisal_form`); with points, they are one's own sheet.

    The mean of the sheets decides nothing, but advice against the pass mark needs a reason, and so do fewer sheets than
    the office asks for. Pass the `revision` that was read. Raises Invalid; Refused for one's own application, with a
    conflict of interest, without the group of a collective grant, or when it changed meanwhile.
    """
    grant = take(uow, grant_id, GrantState.APPLIED)
    as_seen(grant, revision)
    not_by(uow, grant.makers, _("Nobody appraises an application they made themselves. Ask a colleague."))
    _has_group(uow, grant)
    committee = committee_of(uow, grant)
    _without_conflict(uow, committee)
    own = not committee.counted or any(code in raw for code, _label, _most in criteria())
    values = appraisal_form(own).clean(raw)
    if own:
        points = {code: values.pop(code) for code, _label, _most in criteria()}
        _file(uow, grant, {"scorer_name": None, "body": None, "conflict": False, "conflict_why": None, "comment": None},
              points)  # fmt: skip
        committee = committee_of(uow, grant)
    _conclude(uow, grant, committee, values)
    return view(uow, grant)


@action("grant.return_to_applicant", requires=Permission.GRANT_APPRAISE)
def return_to_applicant(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Send an application back before it is appraised, with what should change."""
    grant = take(uow, grant_id, GrantState.APPLIED)
    return view(uow, sent_back(grant, raw))


def scorers(uow: UnitOfWork, grant: Grant) -> tuple[str, ...]:
    """The members of staff whose points count for this grant."""
    return tuple(s.scorer_id for s in committee_of(uow, grant).counted if s.scorer_id)


def _file(uow: UnitOfWork, grant: Grant, values: Mapping[str, Any], points: Points) -> None:
    """A new sheet, or the same scorer's anew."""
    most = sum(points_ for _code, _label, points_ in criteria())
    kept = dict(values) | {
        "scorer_id": None if values["scorer_name"] else uow.actor.id, "scored_on": uow.today, "recorded_by": uow.actor.id,
        "points": points or None, "total": sum(points.values()) if points else None, "total_of": most if points else None,
    }  # fmt: skip
    sheet = _same_scorer(uow, grant, kept)
    if sheet:
        uow.edit(sheet, kept)
    else:
        uow.add(GrantScore(case_id=grant.case_id, grant_id=grant.id, **like(grant), **kept))


def _same_scorer(uow: UnitOfWork, grant: Grant, kept: Mapping[str, Any]) -> GrantScore | None:
    name = (kept["scorer_name"] or "").casefold()
    query = select(GrantScore).where(GrantScore.grant_id == grant.id, GrantScore.void_on.is_(None))
    for sheet in uow.session.scalars(query):
        if sheet.scorer_id == kept["scorer_id"] and (sheet.scorer_name or "").casefold() == name:
            return sheet
    return None


def _has_group(uow: UnitOfWork, grant: Grant) -> None:
    if grant.kind == "individual":
        return
    group = group_of(uow, grant)
    if group is None or group_view(uow, group).count < FEWEST_TOGETHER:
        raise Refused(
            _("A grant for several people needs its group: at least two members on file. Nothing was saved.")
        )


def _without_conflict(uow: UnitOfWork, committee: Committee) -> None:
    if any(sheet.conflict and sheet.scorer_id == uow.actor.id for sheet in committee.sheets):
        raise Refused(_("You declared a conflict of interest. Somebody else concludes the scoring."))


def _conclude(uow: UnitOfWork, grant: Grant, committee: Committee, values: Mapping[str, Any]) -> None:
    counted = committee.counted
    total, most = rounded_mean(committee.totals), max(sheet.total_of or 0 for sheet in counted)
    passed = sum(committee.totals) * 100 >= uow.office.rule("grant.pass") * most * len(counted)
    few = len(counted) < committee.needed
    problems = {
        "appraisal_note": _("The advice differs from the points: write why.")
        if passed != (values["advice"] is Advice.FOR) and not values["appraisal_note"] else None,
        "few_why": _("{count} of {needed} people scored: write why fewer.").format(count=len(counted), needed=committee.needed)
        if few and not values["few_why"] else None,
    }  # fmt: skip
    found = {name: text for name, text in problems.items() if text}
    if found:
        raise Invalid(found)
    asked = dict.fromkeys(code for sheet in counted for code in sheet.points)
    grant.scores = {
        code: rounded_mean([s.points[code] for s in counted if code in s.points]) for code in asked
    }
    grant.score, grant.score_of, grant.recommended = total, most, values["advice"] is Advice.FOR
    for name in ("appraisal_note", "few_why", "minutes", "present"):
        setattr(grant, name, values[name])
    grant.appraised_on, grant.appraised_by, grant.state = uow.today, uow.actor.id, GrantState.APPRAISED
