"""When a questionnaire is due again in the course of a case, and which rounds were missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from msgspec import Struct

from caseapp.core.instruments.model import Round

MONTH = 30.4375  # days


class RoundState(Enum):
    DONE = "done"
    LATER = "later"
    DUE = "due"
    MISSED = "missed"


class Due(Struct, frozen=True):
    """One round of one case. `until` is the last day on which an answer counts for it; None: any later one."""

    code: str
    label: str
    due_on: date
    since: date | None
    until: date | None
    state: RoundState
    done_on: date | None


class Window(Struct, frozen=True):
    """The days after the opening of a case in which an answer counts for a round: from halfway since the round before."""

    round: Round
    due: int
    since: int | None
    until: int | None


def windows(rounds: Sequence[Round]) -> tuple[Window, ...]:
    """The rounds in order with their days; every day of a case belongs to one."""
    days = [round(one.months * MONTH) for one in rounds]
    halves = [(a + b) // 2 for a, b in pairwise(days)]
    return tuple(
        Window(one, days[i], halves[i - 1] + 1 if i else None, halves[i] if i < len(halves) else None)
        for i, one in enumerate(rounds)
    )


def schedule(
    rounds: Sequence[Round], opened_on: date, taken: Sequence[date], today: date, *, lead: int, grace: int
) -> tuple[Due, ...]:  # fmt: skip
    """Each round of a case opened on a day, given when the questionnaire was answered.

    A round is due from `lead` days before its date, and missed when `grace` days after it nobody answered.
    """
    found = []
    for window in windows(rounds):
        since = None if window.since is None else opened_on + timedelta(window.since)
        until = None if window.until is None else opened_on + timedelta(window.until)
        own = [on for on in taken if (since is None or on >= since) and (until is None or on <= until)]
        due_on = opened_on + timedelta(window.due)
        state = _state(bool(own), (today - due_on).days, lead, grace)
        done_on = max(own, default=None)
        found.append(Due(window.round.code, window.round.label, due_on, since, until, state, done_on))
    return tuple(found)


def _state(done: bool, late: int, lead: int, grace: int) -> RoundState:
    if done:
        return RoundState.DONE
    if late > grace:
        return RoundState.MISSED
    return RoundState.DUE if late >= -lead else RoundState.LATER


def behind(dues: Sequence[Due], today: date, grace: int) -> Due | None:
    """The latest round that should be over, when it was missed: what raises the priority of a case."""
    over = [due for due in dues if (today - due.due_on).days > grace]
    latest = over[-1] if over else None
    return latest if latest and latest.state is RoundState.MISSED else None


def round_of(rounds: Sequence[Round], opened_on: date, on: date) -> Round | None:
    """The round an answer given on a day counts for."""
    day = (on - opened_on).days
    return next(
        (
            w.round
            for w in windows(rounds)
            if (w.since is None or day >= w.since) and (w.until is None or day <= w.until)
        ),
        None,
    )
