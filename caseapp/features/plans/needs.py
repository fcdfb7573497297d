"""Which needs of a person press most, and whether the plan answers them: by a goal, or by a stated reason for none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.models import Person
from caseapp.features.plans.models import NeedLevel, PlanNeed


@dataclass(frozen=True)
class NeedView:
    """A need with how pressing it is, whether a goal answers it, and else why not."""

    code: str
    level: NeedLevel
    goal: bool
    why: str | None

    @property
    def text(self) -> str:
        return codes.label("needs", self.code)

    @property
    def unanswered(self) -> bool:
        """A high need with neither a goal nor a reason: the plan is not ready."""
        return self.level is NeedLevel.HIGH and not self.goal and not self.why


def of_case(
    uow: UnitOfWork, case_id: str, person: Person, answered: Collection[str | None]
) -> tuple[NeedView, ...]:
    """The needs on file, the most pressing first. `answered` are those some goal of the plan names."""
    stated = {n.need: n for n in uow.session.scalars(select(PlanNeed).where(PlanNeed.case_id == case_id))}
    found = [_view(code, stated.get(code), code in answered) for code in person.needs]
    order = list(NeedLevel)
    return tuple(sorted(found, key=lambda n: order.index(n.level)))


def _view(code: str, stated: PlanNeed | None, goal: bool) -> NeedView:
    return NeedView(
        code, stated.level if stated else usual_level(code), goal, stated.no_goal_why if stated else None
    )


def usual_level(code: str) -> NeedLevel:
    """How pressing the list of needs says it usually is; the caseworker knows better."""
    found = codes.get("needs", code)
    return NeedLevel.HIGH if found and found.extra.get("high") else NeedLevel.MEDIUM


def unanswered_words(needs: Collection[NeedView]) -> str:
    """A sentence naming the high needs that nothing answers; empty when there is none."""
    names = ", ".join(n.text for n in needs if n.unanswered)
    words = _("No goal answers this high need: {needs}. Add a goal, or say why there is none.")
    return words.format(needs=names) if names else ""
