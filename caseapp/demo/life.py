"""One invented person's time with the office, and what all of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from caseapp.demo.pool import Pool, texts
from caseapp.demo.stage import Stage

COUNSELLOR, GRANTS, SUPERVISOR = "counsellor", "grants", "supervisor"


class Setting(Struct, frozen=True):
    """What every story is played in. Partners by sector, keys by name."""

    stage: Stage
    pool: Pool
    team: Sequence[str]  # sign-in names of those who carry cases
    staff: Mapping[str, str]  # sign-in name -> key
    partners: Mapping[str, Sequence[str]]
    programme_id: str
    line_id: str

    @property
    def today(self) -> date:
        return self.stage.today


class Fate(Struct, frozen=True):
    """What becomes of somebody; what chance does not decide is set by hand for the first few."""

    plan: bool = True
    brief: bool = False  # only the first page of the form so far: nothing assessed
    returned: bool = False  # the supervisor sends the plan back once
    grant: str = ""  # how it goes: runs, returned, rejected, fails
    waits: str = ""  # what waits this morning: the plan's approval, correction; the grant's appraisal, decision, payment
    referrals: tuple[str, ...] = ()  # sectors
    answers: str = ""  # the partner's answer, or nothing: silent
    mhpss: bool = False
    danger: bool = False
    closes_after: int = 0  # days; 0: stays open
    closing: str = "goals_achieved"
    reopened: bool = False
    restricted: bool = False
    forgotten: bool = False  # nobody visited for weeks
    mine: bool = False  # carried by `caseworker`, who walks through the program


@dataclass
class Life:
    """Somebody's story while it is played."""

    setting: Setting
    rng: Random
    owner: str
    start: date
    fate: Fate
    person: dict[str, Any]
    consent: dict[str, Any]
    members: list[dict[str, Any]]
    business: Mapping[str, Any]
    trade: str
    case_id: str = ""
    person_id: str = ""
    open_strands: set[str] = field(default_factory=set)  # what must end before the case can close
    over: bool = False

    @property
    def stage(self) -> Stage:
        return self.setting.stage

    @property
    def agreed(self) -> tuple[str, ...]:
        return tuple(self.consent.get("consent_purposes", ()))

    def days(self, least: int, most: int) -> timedelta:
        return timedelta(days=self.rng.randint(least, most))

    def say(self, *path: str) -> str:
        """One of the sentences of a list in the texts."""
        found: Any = texts()
        for part in path:
            found = found[part]
        chosen: str = self.rng.choice(found)
        return chosen

    def witness(self) -> str:
        name: str = self.rng.choice(self.setting.pool.facts["witnesses"])
        return name

    def signature(self, how: str, witness: str) -> dict[str, Any]:
        """Most sign; a thumbprint has a witness."""
        if self.rng.random() < 0.7:
            return {how: "signature"}
        return {how: "thumbprint", witness: self.witness()}
