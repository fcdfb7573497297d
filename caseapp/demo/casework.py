"""The stories themselves: registered, visited, planned for, closed. Each calls the services a caseworker's clicks call."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from caseapp.data.uow import UnitOfWork
from caseapp.demo import care, money, surveys
from caseapp.demo.life import SUPERVISOR, Fate, Life
from caseapp.demo.pool import respelt, texts
from caseapp.demo.stage import Scene, When
from caseapp.features.cases import service as cases
from caseapp.features.followups import service as followups
from caseapp.features.people import service as people
from caseapp.features.plans import queries as plan_queries
from caseapp.features.plans import service as plans
from caseapp.features.plans.needs import NeedView
from caseapp.features.plans.views import ActivityView, PlanView

AT_MOST = 12  # contacts of one story
FORGOTTEN = timedelta(days=40)
GAPS = {
    "high": (6, 9),
    "medium": (21, 34),
    "low": (33, 48),
}  # days to the next contact, as caseworkers agree them


def registered(life: Life) -> Scene:
    """The first talk: form, household, a note, how much risk. Everything else begins here."""
    uow = yield When(life.start, life.owner)
    raw = life.person | life.consent
    if life.fate.restricted:
        life.person_id = people.register(uow, raw).id
        uow = yield When(life.start, SUPERVISOR)
        people.restrict(uow, life.person_id, True)
        uow = yield When(life.start, life.owner)
        opened = cases.open_case(uow, life.person_id, life.setting.programme_id)
    else:
        opened = cases.register(uow, raw, life.setting.programme_id)
    life.person_id, life.case_id = opened.person.id, opened.id
    if life.members:
        uow = yield When(life.start, life.owner)
        for member in life.members:
            people.add_member(uow, life.person_id, member)
    if life.rng.random() < 0.5:
        uow = yield When(life.start, life.owner)
        cases.add_note(uow, life.case_id, {"text": life.say("notes")})
    risk = _risk(life)
    if risk != "medium":
        uow = yield When(life.start, life.owner)
        cases.set_risk(uow, life.case_id, {"risk": risk, "risk_reason": life.say("risk_reasons", risk)})
    _begin(life, risk)


def _risk(life: Life) -> str:
    if life.fate.danger or life.fate.restricted:
        return "high"
    return life.rng.choices(("high", "medium", "low"), (12, 52, 36))[0]


def _begin(life: Life, risk: str) -> None:
    life.stage.add(contacts(life, risk))
    life.stage.add(surveys.asked(life))
    life.stage.add(surveys.screened(life))
    if life.fate.plan:
        life.stage.add(planned(life))
    if life.fate.mhpss:
        life.stage.add(care.counselled(life))
    for sector in life.fate.referrals:
        life.stage.add(care.referred(life, sector))
    if life.fate.closes_after:
        life.stage.add(closed(life))


def contacts(life: Life, risk: str) -> Scene:
    """Visits and calls, each with what was seen and when the next one is; some late, some in vain."""
    due, planned_id = life.start + timedelta(days=7 if risk == "high" else 14), ""
    for _contact in range(AT_MOST):
        late = life.days(5, 16) if life.rng.random() < 0.07 else life.days(0, 1)
        uow = yield When(due + late, life.owner)
        if life.over or (life.fate.forgotten and uow.today > life.setting.today - FORGOTTEN):
            return
        raw = _contact_made(life, risk, uow.today)
        done = followups.record(uow, life.case_id, raw, planned_id)
        if done.next_on is None:  # tracing ended without a trace
            return
        planned_id, due = done.next_id, done.next_on


def _contact_made(life: Life, risk: str, on: date) -> dict[str, Any]:
    outcomes = {
        "met": 70,
        "met_concern": 8,
        "met_family": 5,
        "not_found": 12,
        "wrong_number": 1,
        "postponed": 4,
    }
    outcome = life.rng.choices(tuple(outcomes), tuple(outcomes.values()))[0]
    raw = {
        "kind": life.rng.choice(("general", "general", "general", "plan_review", "school_check")),
        "mode": life.rng.choice(("visit", "visit", "phone", "office")), "outcome": outcome,
        "note": life.say("contacts", outcome), "purpose": life.say("purposes"),
    }  # fmt: skip
    if not outcome.startswith("met") or outcome == "met_family":
        return raw
    if raw["kind"] == "plan_review" and outcome != "postponed":
        raw |= _reviewed(life)
    return raw | {"next_on": on + life.days(*GAPS[risk]), "next_why": life.say("later")}


def _reviewed(life: Life) -> dict[str, Any]:
    """What a review of the plan found."""
    changes = ("job", "enterprise", "income_activity", "investment", "better_business")
    return {
        "support": "ongoing", "confirmed": ("economic",), "income": life.rng.randrange(400, 2600, 50) * 100,
        "changes": tuple(life.rng.sample(changes, life.rng.choice((0, 1, 1, 2)))), "words": life.say("review_words"),
    }  # fmt: skip


def planned(life: Life) -> Scene:
    """The plan: written, given to the supervisor, sometimes sent back, approved, followed."""
    uow = yield When(life.start + life.days(3, 16), life.owner)
    plan = _written(life, uow)
    uow = yield When(uow.today + life.days(0, 3), life.owner)
    plan, uow = yield from _submitted(life, uow, plan)
    if life.fate.waits == "approval":
        return
    uow = yield When(uow.today + life.days(1, 5), SUPERVISOR)
    if life.fate.returned:
        plans.return_plan(uow, plan.id, {"comment": life.say("plan_comments")})
        if life.fate.waits == "correction":
            return
        uow = yield When(uow.today + life.days(4, 9), life.owner)
        plan = plans.change(uow, plan.id, _whole(life, uow.today))
        uow = yield When(uow.today, life.owner)
        plan, uow = yield from _submitted(life, uow, plan)
        uow = yield When(uow.today + life.days(1, 3), SUPERVISOR)
    plan = plans.approve(uow, plan.id)
    for goal in plan.goals:
        for activity in goal.activities:
            if activity.what == "business_grant" and life.fate.grant:
                life.stage.add(money.granted(life, uow.today, activity.id))
            else:
                life.stage.add(followed(life, activity))


def _submitted(
    life: Life, uow: UnitOfWork, plan: PlanView
) -> Generator[When, UnitOfWork, tuple[PlanView, UnitOfWork]]:
    """Given to the supervisor, once every high need has a goal or a reason."""
    while needs := _unanswered(uow, life.case_id):
        reason = {"level": needs[0].level, "no_goal_why": life.say("no_goal")}
        plans.set_need(uow, life.case_id, needs[0].code, reason)
        uow = yield When(uow.today, life.owner)
    return plans.submit(uow, plan.id, life.signature("signed_how", "signed_witness")), uow


def _unanswered(uow: UnitOfWork, case_id: str) -> list[NeedView]:
    found = [need for need in plan_queries.of_case(uow, case_id).needs if need.unanswered]
    uow.action = ""  # looking names no entry of the journal
    return found


def _whole(life: Life, on: date) -> dict[str, Any]:
    return {
        "baseline": life.say("baseline"),
        "risks": life.say("plan_risks"),
        "review_on": on + timedelta(days=91),
        "written_at": life.person.get("village"),
    }


def _written(life: Life, uow: Any) -> PlanView:
    plan = plans.start(uow, life.case_id, _whole(life, uow.today))
    lines = plan_queries.lines(uow, life.case_id)
    for need in _needs(life):
        told = life.rng.choice(texts()["goals"][need])
        goal = {"need": need, "objective": told["objective"], "term": told["term"]}
        plan = plans.add_goal(uow, life.case_id, goal)
        for activity in told["activities"]:
            raw = _activity(life, activity, uow.today)
            if raw["cost"] and raw["what"] != "business_grant" and lines:
                raw["line_id"] = _pays(lines)
            plan = plans.add_activity(uow, plan.goals[-1].id, raw)
    return plan


def _pays(lines: Sequence[tuple[str, str]]) -> str:
    """The line for immediate help where a programme has one, else for training."""
    wanted = ("assistance", "training", "")
    return next(key for word in wanted for key, words in lines if word in words and "officials" not in words)


def _needs(life: Life) -> list[str]:
    """Two or three needs a plan answers; a grant needs the goal it belongs to."""
    known = [need for need in life.person["needs"] if need in texts()["goals"]]
    if life.fate.grant:
        known = ["start_business", *(n for n in known if n not in ("start_business", "working_capital"))]
    if life.fate.mhpss:
        known = [*known[:1], "distress", *(n for n in known[1:] if n != "distress")]
    return known[: life.rng.choice((1, 2, 2, 3))] or [texts()["usual_goal"]]


def _activity(life: Life, told: dict[str, Any], on: date) -> dict[str, Any]:
    cost = money.asked(life.business) if told.get("cost_of_business") else told.get("cost", 0) * 100
    scale = (
        1 if told.get("cost_of_business") or life.setting.pool.country == "LS" else 7
    )  # shillings to a loti
    return {
        "what": told["what"], "detail": told["detail"].format(business=life.business["business"], trade=life.trade),
        "cost": cost * scale or None, "steps_total": told.get("steps"), "starts_on": on,
        "due_on": on + timedelta(days=told["days"]) + life.days(0, 20),
    }  # fmt: skip


def followed(life: Life, activity: ActivityView) -> Scene:
    """One activity: under way, then done in time, late or dropped; what was given is signed for."""
    assert activity.due_on is not None and activity.starts_on is not None
    steps = activity.steps_total
    if steps:
        uow = yield When(activity.starts_on + (activity.due_on - activity.starts_on) / 2, life.owner)
        if life.over:
            return
        plans.track(uow, activity.id, {"state": "under_way", "steps_done": max(1, steps // 2)})
    late = life.rng.random() < 0.12
    uow = yield When(activity.due_on + (life.days(6, 30) if late else -life.days(0, 6)), life.owner)
    if life.over:
        return
    if life.rng.random() < 0.06:
        plans.track(uow, activity.id, {"state": "dropped", "dropped_why": life.say("contacts", "postponed")})
        return
    plans.track(uow, activity.id, {"state": "done", "done_on": uow.today, "steps_done": steps})
    if activity.cost is None and life.rng.random() < 0.5:
        return
    uow = yield When(uow.today, life.owner)
    plans.record_assistance(uow, life.case_id, _given(life, activity, uow.today), activity.id)


def _given(life: Life, activity: ActivityView, on: date) -> dict[str, Any]:
    return {
        "what": activity.what,
        "detail": activity.detail,
        "value": activity.cost,
        "delivered_on": on,
        **life.signature("certified_how", "witness"),
    }


def closed(life: Life) -> Scene:
    """Asked for, approved by the supervisor, sometimes opened again."""
    day = life.start + timedelta(days=life.fate.closes_after)
    uow = yield When(day, life.owner)
    while life.open_strands:
        uow = yield When(uow.today + life.days(7, 14), life.owner)
    life.over = True
    reason = life.fate.closing
    for _try in range(3 if reason == "unreachable" else 0):
        uow = yield When(uow.today + life.days(5, 7), life.owner)
        missed = {
            "kind": "general",
            "mode": "visit",
            "outcome": "not_found",
            "note": life.say("contacts", "not_found"),
        }
        followups.record(uow, life.case_id, missed)
    uow = yield When(uow.today, life.owner)
    asked = {
        "closure_reason": reason, "closure_note": texts()["closure"][reason], "closure_contact": life.rng.random() < 0.7,
        "closure_missing_why": life.say("closure_missing"),
    }  # fmt: skip
    cases.ask_closure(uow, life.case_id, asked)
    uow = yield When(uow.today + life.days(1, 6), SUPERVISOR)
    if life.rng.random() < 0.08:
        cases.return_closure(uow, life.case_id, {"comment": life.say("closure_comments")})
        uow = yield When(uow.today + life.days(3, 9), life.owner)
        cases.ask_closure(uow, life.case_id, asked)
        uow = yield When(uow.today + life.days(1, 4), SUPERVISOR)
    cases.approve_closure(uow, life.case_id)
    if life.fate.reopened:
        uow = yield When(uow.today + life.days(25, 60), SUPERVISOR)
        cases.reopen(uow, life.case_id, {"reason": life.say("reopened")})
        life.over = False
        life.stage.add(contacts(life, "medium"))


SAID_AGAIN = (
    "given_name", "middle_name", "family_name", "sex", "birth_date", "here_as", "place", "village", "phone",
)  # fmt: skip


def twice(life: Life, day: date, by: str) -> Scene:
    """The same person comes to somebody else and is written down another way: a double nobody has noticed yet."""
    uow = yield When(day, by)
    raw = {name: life.person[name] for name in SAID_AGAIN if life.person.get(name) is not None}
    for part in ("given_name", "family_name"):
        raw[part] = respelt(raw[part], life.setting.pool.country, life.rng)
    raw["birth_date"] = str(raw["birth_date"].year)
    if life.rng.random() < 0.5:
        raw.pop("phone", None)
    again = cases.register(uow, raw, life.setting.programme_id)
    fate = Fate(plan=False, closes_after=70, closing="withdrew")
    other = replace(
        life, owner=by, start=day, fate=fate, case_id=again.id, person_id=again.person.id, over=False
    )
    other.open_strands = set()
    life.stage.add(contacts(other, "low"))
    life.stage.add(closed(other))
