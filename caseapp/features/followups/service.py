"""Planning follow-ups and recording what came of them. A contact always leaves the next one planned.

How often: the interval of the case's risk, an office number (core/rules.py), or another one agreed by hand with a reason.
Who was not reached is tried again sooner. After so many tries the person is lost to follow-up: reminders stop, tracing
begins (relatives, chief, home), and any contact ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from caseapp.core import codes, dates
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.followups import planning
from caseapp.features.followups.form import (
    CANCEL_FORM,
    CONTACT_FORM,
    MOVE_FORM,
    PLAN_FORM,
    REVIEW_FIELDS,
    TIME,
)
from caseapp.features.followups.models import FollowUp, FollowUpState, PlanReview

GENERAL = "general"


class Recorded(Struct, frozen=True):
    """What recording led to: the next follow-up and its day ("" and None when tracing is over), and whether the person
    is lost to follow-up; `newly` when this try made it so."""

    followup_id: str
    case_id: str
    reached: bool
    next_id: str
    next_on: date | None
    attempts: int
    lost: bool
    newly: bool = False


@action("followup.plan", requires=Permission.FOLLOWUP_WRITE)
def plan(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any], by_me: bool = False) -> str:
    """Plan a follow-up of an open case; returns its key. Without a day it follows the risk of the case.

    `by_me`: whoever plans it does it, instead of whoever carries the case. Raises Invalid for a day that is over.
    A later day than the contact the risk asks for does not put that contact off: it stays due.
    """
    case = cases.open_for_work(uow, case_id)
    values = PLAN_FORM.clean(raw)
    values["by_rule"] = values["due_on"] is None
    values["due_on"] = values["due_on"] or planning.next_date(uow, case, uow.today)
    require({"due_on": _over(uow, values["due_on"])})
    mine = by_me and case.owner_id != uow.actor.id
    values |= {"due_time": _time(values), "assigned_to": uow.actor.id if mine else None}
    followup = _add(uow, case, values)
    if not case.lost_on:
        case.next_contact_on = min(followup.due_on, case.next_contact_on or followup.due_on)
    return followup.id


@action("followup.record", requires=Permission.FOLLOWUP_WRITE)
def record(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any], followup_id: str = "") -> Recorded:
    """Record how a contact went and plan the next one. Without a key it is a contact nobody had planned.

    Met: done, and the case hears of the contact. Not reached: the try stays on file, the next one takes its turn.
    Raises Invalid, and Refused for a closed case or for what is recorded already.
    """
    case = cases.open_for_work(uow, case_id)
    values = CONTACT_FORM.clean(raw)
    values["done_on"] = values["done_on"] or uow.today
    outcome = codes.get("followup_outcomes", values["outcome"])
    assert outcome is not None
    require(_problems(uow, case, values, bool(outcome.extra.get("concern"))))
    followup = _open(uow, case, followup_id) if followup_id else _add(uow, case, _unplanned(values))
    for name in ("outcome", "done_on", "mode", "note"):
        setattr(followup, name, values[name])
    followup.done_by = uow.actor.id
    if outcome.extra.get("reached"):
        require({"next_why": _unexplained(uow, case, values)})
        _keep_review(uow, case, followup, values)
        following = _reached(uow, case, followup, values["next_on"], bool(outcome.extra.get("again")))
        following.moved_why = values["next_why"] or following.moved_why
        return _recorded(uow, case, followup, following)
    return _missed(uow, case, followup, values["next_on"], answers=bool(followup_id))


@action("followup.move", requires=Permission.FOLLOWUP_WRITE)
def move(uow: UnitOfWork, followup_id: str, raw: Mapping[str, Any]) -> None:
    """Put a planned follow-up on another day, with the reason."""
    followup = uow.get(FollowUp, followup_id)
    case = cases.open_for_work(uow, followup.case_id)
    values = _moved(uow, _planned(followup), raw)
    was = followup.due_on
    for name, value in values.items():
        setattr(followup, name, value)
    followup.by_rule = False
    uow.reason = values["moved_why"]
    _settle(uow, case, was)


@action("followup.move_contact", requires=Permission.FOLLOWUP_WRITE)
def move_contact(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> str:
    """Put the contact date of a case on another day, with the reason: it becomes a planned follow-up. Returns its key."""
    case = cases.open_for_work(uow, case_id)
    values = _moved(uow, None, raw)
    uow.reason = values["moved_why"]
    followup = _add(uow, case, {"kind": GENERAL, "mode": "visit", "purpose": None, **values})
    if not case.lost_on:
        case.next_contact_on = planning.planned_of(uow, case.id)[0].due_on
    return followup.id


@action("followup.cancel", requires=Permission.FOLLOWUP_WRITE)
def cancel(uow: UnitOfWork, followup_id: str, raw: Mapping[str, Any]) -> None:
    """Strike a planned follow-up that is not needed, with the reason. The contact the risk asks for stays due."""
    followup = _planned(uow.get(FollowUp, followup_id))
    case = cases.open_for_work(uow, followup.case_id)
    followup.cancelled_why = uow.reason = CANCEL_FORM.clean(raw)["cancelled_why"]
    followup.state = FollowUpState.CANCELLED
    _settle(uow, case, followup.due_on)


def _keep_review(uow: UnitOfWork, case: Case, followup: FollowUp, values: Mapping[str, Any]) -> None:
    """What a review of the plan found; for other contacts nothing was asked."""
    if values["support"] is None:
        return
    found = {field.name: values[field.name] for field in REVIEW_FIELDS}
    for name in ("confirmed", "changes"):
        found[name] = tuple(found[name] or ())
    review = PlanReview(case_id=case.id, followup_id=followup.id, currency=uow.office.currency, team=case.team,
                        owner_id=case.owner_id, restricted=case.restricted, **found)  # fmt: skip
    uow.add(review)


def _unexplained(uow: UnitOfWork, case: Case, values: Mapping[str, Any]) -> str | None:
    """A later day than the risk asks for needs a word why."""
    days = cases.interval(uow, case)
    latest = max(uow.today, values["done_on"] + timedelta(days=days))
    if values["next_on"] is None or values["next_on"] <= latest or values["next_why"]:
        return None
    return _("The risk asks for a contact by {day}. Write why it can wait.").format(day=dates.day(latest))


def _reached(uow: UnitOfWork, case: Case, followup: FollowUp, next_on: date | None, again: bool) -> FollowUp:
    """They were met or spoken to: tracing ends, tries start anew. Returns what comes next."""
    assert followup.done_on is not None
    followup.state = FollowUpState.DONE
    uow.session.flush()
    for other in planning.planned_of(uow, case.id):
        other.attempt = 1
        if planning.is_tracing(other.kind):
            _strike(other, _("The person was reached."))
    uow.session.flush()
    on = next_on or planning.next_date(uow, case, followup.done_on)
    found = [f for f in planning.planned_of(uow, case.id) if f.due_on == on and not again]
    following = found[0] if found else _following(uow, case, followup, on, again, by_rule=not next_on)
    earliest = planning.planned_of(uow, case.id)[0]
    cases.contacted(uow, case.id, followup.done_on, earliest.due_on)
    return following


def _missed(uow: UnitOfWork, case: Case, followup: FollowUp, next_on: date | None, answers: bool) -> Recorded:
    """Nobody was reached: the same is tried again, soon; enough tries and the person is lost to follow-up.

    A try nobody had planned (`answers` False) adds nothing when something is planned by then anyway: that is the next try.
    """
    followup.state = FollowUpState.MISSED
    uow.session.flush()
    was, limit = case.lost_on, uow.office.rule("attempts.lost")
    if not was and planning.attempts(uow, case) >= limit > 0:
        trace(uow, case)
    following = _tracing_next(uow, case) if case.lost_on else _again(uow, case, followup, next_on, answers)
    done = _recorded(uow, case, followup, following, newly=case.lost_on is not None and not was)
    uow.records["followup", followup.id].action = "followup.missed"
    return done


def trace(uow: UnitOfWork, case: Case) -> None:
    """The person of this case is lost to follow-up: what was planned stops, looking for them begins."""
    for planned in planning.planned_of(uow, case.id):
        _strike(planned, _("Lost to follow-up: tracing instead."))
    cases.lost(uow, case.id)
    for step in planning.tracing_steps():
        on = uow.today + timedelta(days=step.extra["days"])
        values = {"kind": step.code, "mode": step.extra.get("mode", "visit"), "purpose": None, "due_on": on}
        _plan_quietly(uow, case, values)


def _tracing_next(uow: UnitOfWork, case: Case) -> FollowUp | None:
    return next(iter(planning.planned_of(uow, case.id)), None)


def _strike(followup: FollowUp, why: str) -> None:
    followup.state, followup.cancelled_why = FollowUpState.CANCELLED, why


def _again(uow: UnitOfWork, case: Case, followup: FollowUp, next_on: date | None, answers: bool) -> FollowUp:
    """The next try: what is planned soon enough anyway, or the same once more."""
    on = next_on or uow.today + timedelta(days=planning.retry_days(uow, case))
    planned = [f for f in planning.planned_of(uow, case.id) if f.due_on <= on]
    if answers or next_on or not planned:
        following = _following(uow, case, followup, on, same=True)
    else:
        following = planned[0]
        following.attempt = planning.attempts(uow, case) + 1
    case.next_contact_on = planning.planned_of(uow, case.id)[0].due_on
    return following


def _following(
    uow: UnitOfWork, case: Case, after: FollowUp, on: date, same: bool, by_rule: bool = False
) -> FollowUp:
    """The next one after a follow-up: the same thing once more, or the regular contact."""
    same = same and not planning.is_tracing(after.kind)
    tries = planning.attempts(uow, case) if after.state is FollowUpState.MISSED else 0
    values = {
        "kind": after.kind if same else GENERAL, "mode": after.mode, "purpose": after.purpose if same else None,
        "due_on": on, "attempt": tries + 1, "assigned_to": after.assigned_to if same else None, "by_rule": by_rule,
    }  # fmt: skip
    return _plan_quietly(uow, case, values)


def _plan_quietly(uow: UnitOfWork, case: Case, values: Mapping[str, Any]) -> FollowUp:
    """On the timeline it is a plan, not the contact it follows from."""
    following = _add(uow, case, values)
    uow.records["followup", following.id].action = "followup.plan"
    return following


def _recorded(
    uow: UnitOfWork, case: Case, followup: FollowUp, following: FollowUp | None, newly: bool = False
) -> Recorded:
    followup.next_on = following.due_on if following else None
    uow.session.flush()
    tries = planning.attempts(uow, case) if followup.state is FollowUpState.MISSED else 0
    return Recorded(
        followup.id, case.id, followup.state is FollowUpState.DONE, following.id if following else "",
        followup.next_on, tries, case.lost_on is not None, newly,
    )  # fmt: skip


def heard(uow: UnitOfWork, case_id: str, what: str) -> None:
    """What was planned because of the risk follows it; whoever was found by somebody else is no longer looked for."""
    case = uow.get(Case, case_id)
    if what == cases.FOUND:
        _no_more_tracing(uow, case)
    if what in (cases.RISK, cases.FOUND) and not case.lost_on:
        for planned in planning.planned_of(uow, case.id):
            if planned.by_rule:
                planned.due_on = cases.by_risk(uow, case)
        uow.session.flush()
        first = next(iter(planning.planned_of(uow, case.id)), None)
        if first and case.next_contact_on:
            case.next_contact_on = min(first.due_on, case.next_contact_on)


def _no_more_tracing(uow: UnitOfWork, case: Case) -> None:
    for planned in planning.planned_of(uow, case.id):
        if planning.is_tracing(planned.kind):
            _strike(planned, _("The person was reached."))
    uow.session.flush()


def _add(uow: UnitOfWork, case: Case, values: Mapping[str, Any]) -> FollowUp:
    followup = FollowUp(
        case_id=case.id, person_id=case.person_id, team=case.team, owner_id=case.owner_id, restricted=case.restricted,
        planned_by=uow.actor.id, **values,
    )  # fmt: skip
    return uow.add(followup)


def _unplanned(values: Mapping[str, Any]) -> dict[str, Any]:
    """A contact nobody had planned was due when it was made."""
    return {
        "kind": values["kind"],
        "purpose": values["purpose"],
        "mode": values["mode"],
        "due_on": values["done_on"],
    }


def _open(uow: UnitOfWork, case: Case, followup_id: str) -> FollowUp:
    followup = _planned(uow.get(FollowUp, followup_id))
    if followup.case_id != case.id:
        raise Refused(_("This follow-up belongs to another case. Nothing was saved."))
    return followup


def _planned(followup: FollowUp) -> FollowUp:
    if followup.state is not FollowUpState.PLANNED:
        raise Refused(_("This follow-up is recorded already. Nothing was changed."))
    return followup


def _moved(uow: UnitOfWork, followup: FollowUp | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = MOVE_FORM.clean(raw)
    require({"due_on": _over(uow, values["due_on"])})
    return values | {"due_time": _time(values)}


def _settle(uow: UnitOfWork, case: Case, was: date) -> None:
    """After a change of plan: a contact date that came from it follows; one the risk asks for earlier stays."""
    uow.session.flush()
    planned = planning.planned_of(uow, case.id)
    if case.lost_on:
        return
    if planned and (case.next_contact_on is None or case.next_contact_on >= was):
        case.next_contact_on = planned[0].due_on


def _problems(uow: UnitOfWork, case: Case, values: Mapping[str, Any], concern: bool) -> dict[str, str | None]:
    done, following = values["done_on"], values["next_on"]
    return {
        "done_on": _("This day has not come yet.") if done > uow.today
        else _("This is before the case was opened.") if done < case.opened_on else None,
        "next_on": _over(uow, following) if following else None,
        "note": _("Write what worries you.") if concern and not values["note"] else None,
    }  # fmt: skip


def _over(uow: UnitOfWork, day: date) -> str | None:
    return _("This day is over. Choose today or later.") if day < uow.today else None


def _time(values: Mapping[str, Any]) -> str:
    """`9.30` is kept as `09:30`, so that times sort."""
    found = TIME.fullmatch(values["due_time"] or "")
    return f"{int(found[1]):02d}:{found[2]}" if found else ""
