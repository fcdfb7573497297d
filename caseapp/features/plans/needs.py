"""Which needs of a person press most, and whether the plan answers them: by a goal, or by a stated reason for none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from msgspec import Struct
from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments.models import Assessment, AssessmentScore
from caseapp.features.people.models import Person
from caseapp.features.plans.models import Dimension, NeedLevel, PlanNeed

SURVEY = "survey:"  # before a dimension, where a need is none of the list


class GoalLike(Protocol):
    """What is asked of a goal: which need it answers, and in which dimension it lies."""

    @property
    def need(self) -> str | None: ...
    @property
    def dimension(self) -> Dimension: ...


class NeedView(Struct, frozen=True):
    """A need with how pressing it is, whether a goal answers it, and else why not."""

    code: str
    level: NeedLevel
    goal: bool
    why: str | None

    @property
    def text(self) -> str:
        return need_text(self.code)

    @property
    def unanswered(self) -> bool:
        """A high need with neither a goal nor a reason: the plan is not ready."""
        return self.level is NeedLevel.HIGH and not self.goal and not self.why


def of_case(
    uow: UnitOfWork, case_id: str, person: Person, goals: Collection[GoalLike]
) -> tuple[NeedView, ...]:
    """The needs on file and the dimensions the last survey found low, the most pressing first; `goals` of the plan."""
    stated = {n.need: n for n in uow.session.scalars(select(PlanNeed).where(PlanNeed.case_id == case_id))}
    answered = {goal.need for goal in goals} | {f"{SURVEY}{goal.dimension.value}" for goal in goals}
    known = (*low_dimensions(uow, case_id), *person.needs)
    found = [_view(code, stated.get(code), code in answered) for code in known]
    order = list(NeedLevel)
    return tuple(sorted(found, key=lambda n: order.index(n.level)))


def low_dimensions(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    """The dimensions that scored in the band of high need in the last reintegration survey, as needs of their own.

    Where the line is drawn is an office number (core/rules.py). Nothing for who may not read surveys.
    """
    if not uow.actor.can(Permission.ASSESSMENT_READ):
        return ()
    last = (
        select(Assessment.id)
        .where(Assessment.case_id == case_id, Assessment.instrument == "rss", Assessment.struck.is_(False))
        .order_by(Assessment.taken_on.desc(), Assessment.id.desc())
        .limit(1)
    )
    kept = select(AssessmentScore.parts).where(AssessmentScore.assessment_id == last.scalar_subquery())
    parts = uow.session.scalars(kept.order_by(AssessmentScore.scored_on.desc())).first() or {}
    line = uow.office.rule("plan.high_share") / 100
    low = {name for name, score in parts.items() if score is not None and score <= line}
    return tuple(f"{SURVEY}{d.value}" for d in Dimension if d.value in low)


def surveyed(code: str) -> Dimension | None:
    """The dimension a need stands for that comes from a survey; None for a need of the list."""
    return Dimension(code.removeprefix(SURVEY)) if code.startswith(SURVEY) else None


def need_text(code: str) -> str:
    """A need of the list or one a survey found, in words."""
    if dimension := surveyed(code):
        return _("Low in the survey: {dimension}").format(dimension=dimension.shown())
    return codes.label("needs", code)


def _view(code: str, stated: PlanNeed | None, goal: bool) -> NeedView:
    return NeedView(
        code, stated.level if stated else usual_level(code), goal, stated.no_goal_why if stated else None
    )


def usual_level(code: str) -> NeedLevel:
    """How pressing the list of needs says it usually is, or a survey does; the caseworker knows better."""
    if code.startswith(SURVEY):
        return NeedLevel.HIGH
    found = codes.get("needs", code)
    return NeedLevel.HIGH if found and found.extra.get("high") else NeedLevel.MEDIUM


def unanswered_words(needs: Collection[NeedView]) -> str:
    """A sentence naming the high needs that nothing answers; empty when there is none."""
    names = ", ".join(n.text for n in needs if n.unanswered)
    words = _("No goal answers this high need: {needs}. Add a goal, or say why there is none.")
    return words.format(needs=names) if names else ""
