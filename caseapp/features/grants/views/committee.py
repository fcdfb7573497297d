"""The committee as it scored: every sheet, the mean, how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import GrantScore
from caseapp.features.grants.views.parts import HIDDEN


class CheckAnswer(Struct, frozen=True):
    """One question of eligibility or do no harm with its answer; None when it came to the list later."""

    code: str
    group: str
    question: str
    well: bool | None


class ScoreView(Struct, frozen=True):
    """One sheet. With a conflict of interest it has no points."""

    id: str
    scorer_id: str | None
    scorer: str
    body: str
    scored_on: date
    conflict: bool
    conflict_why: str | None
    points: Mapping[str, int]
    total: int | None
    total_of: int | None
    comment: str | None


class Committee(Struct, frozen=True):
    """The sheets in the order they came in, those of the round that counts."""

    sheets: tuple[ScoreView, ...] = ()
    needed: int = 0

    @property
    def counted(self) -> tuple[ScoreView, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.conflict)

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sheet.total or 0 for sheet in self.counted)

    @property
    def mean(self) -> float | None:
        """The average of the sheets that count."""
        return sum(self.totals) / len(self.totals) if self.totals else None

    @property
    def spread(self) -> tuple[int, int] | None:
        """(lowest, highest) of the sheets that count; None with fewer than two."""
        return (min(self.totals), max(self.totals)) if len(self.totals) > 1 else None


def rounded_mean(values: Sequence[int]) -> int:
    """The mean as a whole number, a half rounded up; 0 of nothing."""
    return (2 * sum(values) + len(values)) // (2 * len(values)) if values else 0


def score_view(score: GrantScore, who: Mapping[str, str], actor: Actor) -> ScoreView:
    named = actor.can(Permission.PERSON_IDENTIFY)
    outside = (score.scorer_name or "") if named else HIDDEN
    return ScoreView(
        score.id, score.scorer_id, who.get(score.scorer_id or "", "") or outside, score.body or "", score.scored_on,
        score.conflict, score.conflict_why if named else None, score.points or {}, score.total, score.total_of,
        score.comment if named else None,
    )  # fmt: skip
