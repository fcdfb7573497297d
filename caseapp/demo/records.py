"""Records of people whose story is not told, as rows: the person, what they agreed to, the case as it stands by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import Table

from caseapp.core.ids import uuid7
from caseapp.core.permissions import Actor
from caseapp.demo import people, surveys
from caseapp.demo.cast import MONTHS
from caseapp.demo.founding import Company
from caseapp.demo.life import SUPERVISOR
from caseapp.demo.pool import Pool, Weighted, respelt, texts
from caseapp.demo.stage import workday
from caseapp.features.assessments.models import Assessment
from caseapp.features.cases.models import Case, Risk, Stage
from caseapp.features.followups.models import FollowUp, FollowUpState
from caseapp.features.people.models import Consent, Person
from caseapp.features.plans.form import dimension_of, usual
from caseapp.features.plans.models import Activity, ActivityState, Goal, Plan, PlanState, Signing

RISKS = Weighted({Risk.HIGH: 6, Risk.MEDIUM: 46, Risk.LOW: 48})
CLOSINGS = Weighted(
    {"goals_achieved": 46, "assistance_completed": 27, "remigrated": 9, "withdrew": 8, "unreachable": 7, "transferred": 3}
)  # fmt: skip
KEPT = ("middle_name", "sex", "birth_date", "here_as", "nationality", "languages", "place", "village")


class Line(Struct, frozen=True):
    """One record: its table, its columns (those left out are empty), and the action it is journalled under."""

    table: Table
    values: dict[str, Any]
    action: str = "case.register"


class File(Struct, frozen=True):
    """All records of one person, and who put them on file when."""

    day: date
    by: Actor
    lines: tuple[Line, ...]

    @property
    def person(self) -> dict[str, Any]:
        return self.lines[0].values


def table(model: type[Any]) -> Table:
    return cast(Table, model.__table__)


@dataclass
class Clerk:
    """Writes files of people, one after the other. The same seed gives the same files."""

    pool: Pool
    company: Company
    rng: Random
    today: date
    currency: str

    def again(self, person: dict[str, Any]) -> dict[str, Any]:
        """Somebody once more, under another spelling and without papers."""
        names = {n: respelt(person[n], self.pool.country, self.rng) for n in ("given_name", "family_name")}
        nothing = dict.fromkeys(("return_reasons", "needs", "strengths", "vulnerabilities"), ())
        return {n: person[n] for n in KEPT} | names | nothing

    def file(
        self, number: str, day: date, by: Actor, carrier: Actor | None, twin: dict[str, Any] | None
    ) -> File:
        """One person's records. With a `carrier` the case is open and theirs, without it was closed long ago."""
        person = self.again(twin) if twin else people.invent(self.rng, self.pool, day)
        owner = carrier or by
        base = {
            "revision": 1,
            "created_on": day,
            "team": owner.team,
            "owner_id": owner.id,
            "restricted": False,
        }
        person = base | {"id": uuid7(), "number": number} | person
        case = base | {
            "id": uuid7(), "number": number, "person_id": person["id"], "opened_on": day, "assessed_on": day,
            "programme_id": self.company.programme_id, "risk": RISKS.pick(self.rng),
        }  # fmt: skip
        more = self._open(base, case, person, owner) if carrier else self._closed(case)
        lines = [
            Line(table(Person), person),
            *self._consent(base, person, day, by),
            Line(table(Case), case),
            *more,
        ]
        return File(day, by, tuple(lines))

    def _consent(self, base: dict[str, Any], person: dict[str, Any], day: date, by: Actor) -> list[Line]:
        agreed = people.consent(self.rng, self.pool)
        if not agreed:
            return []
        return [Line(table(Consent), base | {
            "id": uuid7(), "person_id": person["id"], "purposes": agreed["consent_purposes"],
            "method": agreed["consent_method"], "language": agreed["consent_language"],
            "witness": agreed["consent_witness"], "given_on": day, "explained_by": by.id,
        })]  # fmt: skip

    def _closed(self, case: dict[str, Any]) -> list[Line]:
        rng, day = self.rng, case["opened_on"]
        asked = workday(day + timedelta(days=int(rng.triangular(40, MONTHS * 30 - 8, 170))))
        reason = CLOSINGS.pick(rng)
        case |= {
            "stage": Stage.CLOSED, "closing_asked_on": asked, "closing_asked_by": case["owner_id"],
            "last_contact_on": asked - timedelta(days=rng.randint(0, 12)), "closure_reason": reason,
            "closed_by": self.company.actors[SUPERVISOR].id, "closed_on": asked + timedelta(days=rng.randint(1, 6)),
            "closure_note": texts()["closure"][reason],
        }  # fmt: skip
        if rng.random() < 0.8:
            case["planned_on"] = day + timedelta(days=rng.randint(6, 30))
            case["supported_on"] = case["planned_on"] + timedelta(days=rng.randint(3, 9))
        return []

    def _open(
        self, base: dict[str, Any], case: dict[str, Any], person: dict[str, Any], owner: Actor
    ) -> list[Line]:
        """Helped long ago and still visited: met some weeks ago, the next contact soon, rarely late."""
        rng = self.rng
        met = workday(self.today - timedelta(days=rng.randint(6, 34)))
        due = self.today + timedelta(days=rng.randint(-9, -1) if rng.random() < 0.07 else rng.randint(1, 27))
        planned = case["opened_on"] + timedelta(days=rng.randint(9, 40))
        case |= {
            "stage": Stage.MONITORING, "planned_on": planned, "supported_on": planned + timedelta(days=rng.randint(14, 70)),
            "last_contact_on": met, "next_contact_on": due,
        }  # fmt: skip
        plan = self._plan(base, case, person, owner, planned)
        of = base | {"case_id": case["id"], "person_id": person["id"], "kind": "general", "mode": "visit", "due_time": "",
                     "attempt": 1, "planned_by": owner.id}  # fmt: skip
        done = of | {"id": uuid7(), "due_on": met, "state": FollowUpState.DONE, "outcome": "met", "done_on": met,
                     "note": rng.choice(texts()["contacts"]["met"]), "done_by": owner.id, "next_on": due}  # fmt: skip
        following = of | {"id": uuid7(), "due_on": due, "state": FollowUpState.PLANNED, "by_rule": True}
        asked = surveys.rows(rng, base, case, person, self.today, self.pool.facts["languages"][0])
        return [
            *plan, *(Line(table(Assessment), row, "assessment.take") for row in asked),
            Line(table(FollowUp), done, "followup.record"), Line(table(FollowUp), following, "followup.plan")
        ]  # fmt: skip

    def _plan(
        self, base: dict[str, Any], case: dict[str, Any], person: dict[str, Any], owner: Actor, on: date
    ) -> list[Line]:
        """An approved plan with one goal whose activities are done."""
        goals: dict[str, Any] = texts()["goals"]
        need = next((n for n in person["needs"] if n in goals), texts()["usual_goal"])
        told = goals[need][0]
        keys = base | {"case_id": case["id"]}
        plan = keys | {
            "id": uuid7(), "version": 1, "status": PlanState.APPROVED, "author_id": owner.id, "currency": self.currency,
            "baseline": self.rng.choice(texts()["baseline"]), "submitted_on": on - timedelta(days=3),
            "submitted_by": owner.id, "decided_on": on, "decided_by": self.company.actors[SUPERVISOR].id,
            "signed_on": on - timedelta(days=3), "signed_how": Signing.SIGNATURE,
        }  # fmt: skip
        goal = keys | {"id": uuid7(), "plan_id": plan["id"], "need": need, "dimension": dimension_of(need),
                       "objective": told["objective"], "removed": False}  # fmt: skip
        goal["root_id"] = goal["id"]
        activities = [self._activity(keys, plan, goal, a, on) for a in told["activities"]]
        lines = [Line(table(Plan), plan, "plan.approve"), Line(table(Goal), goal, "plan.add_goal")]
        return lines + [Line(table(Activity), a, "plan.add_activity") for a in activities]

    def _activity(
        self, keys: dict[str, Any], plan: dict[str, Any], goal: dict[str, Any], told: dict[str, Any], on: date
    ) -> dict[str, Any]:
        facts = self.pool.facts
        detail = told["detail"].format(
            business=self.rng.choice(facts["businesses"])["business"], trade=self.rng.choice(facts["trades"])
        )
        key = uuid7()
        return keys | {
            "id": key, "root_id": key, "plan_id": plan["id"], "goal_id": goal["id"], "what": told["what"], "detail": detail,
            "provider": usual(told["what"], "delivery", "direct"), "currency": self.currency, "starts_on": on,
            "due_on": on + timedelta(days=told["days"]), "steps_total": told.get("steps"), "removed": False,
            "state": ActivityState.DONE, "steps_done": told.get("steps"), "done_on": on + timedelta(days=told["days"] - 2),
        }  # fmt: skip


def carriers(team: Sequence[Actor], first: int, each: int, later: int) -> Weighted[Actor]:
    """Who carries the open ones: a few for those whose stories are told, more for those who came later."""
    return Weighted({actor: each if index < first else later for index, actor in enumerate(team)})
