"""Reading follow-ups: what is due for whom, how a case stands, and what was done.

A due is a planned follow-up, or the contact date of a case for which nothing is planned by then (a new case, a risk that
rose). Both come from their own index, already in order, and are merged: a page costs the same in any office.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVarTuple

from msgspec import Struct
from sqlalchemy import Select, func, select

from caseapp.core import instruments
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments.models import Assessment
from caseapp.features.cases.models import Case, Risk
from caseapp.features.cases.queries import case_row
from caseapp.features.cases.service import interval
from caseapp.features.followups import by_case, dues, planning
from caseapp.features.followups.dues import ALL, DAY, MINE, NUMBER, TEAM, DueFilter, Part
from caseapp.features.followups.filters import DONE
from caseapp.features.followups.form import REVIEW
from caseapp.features.followups.models import FollowUp, FollowUpState, PlanReview
from caseapp.features.followups.views import VISIT, Due, DueCounts, FollowUpView, Proposal, Rhythm, Tracing
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

__all__ = ["ALL", "DAY", "MINE", "NUMBER", "TEAM", "DoneFilter", "DoneRow", "DueFilter"]

Ts = TypeVarTuple("Ts")
MY_DUES = DueFilter()
UNREACHABLE = "unreachable"  # of the code list closure_reasons
LAST = {  # questionnaires that should stand at the end of a case
    "rss": N_("The last reintegration survey is missing."),
    "satisfaction": N_("The satisfaction survey is missing."),
}
TIMELINE = {
    "followup.plan": (N_("Planned"), "neutral", ("due_on",)),
    "followup.plan_all": (N_("Planned"), "neutral", ("due_on",)),
    "followup.move_all": (N_("Moved"), "warn", ("due_on", "moved_why")),
    "followup.hand_all": (N_("Given to a colleague"), "neutral", ("assigned_to",)),
    "followup.record": (N_("Follow-up"), "brand", ("outcome", "note")),
    "followup.missed": (N_("Missed"), "bad", ("outcome", "note")),
    "followup.move": (N_("Moved"), "warn", ("due_on", "moved_why")),
    "followup.cancel": (N_("Cancelled"), "neutral", ("cancelled_why",)),
    "followup.calendar": (N_("Calendar file"), "neutral"),
    "case.lost": (N_("Lost to follow-up"), "bad"),
}


class DoneFilter(Struct, frozen=True):
    """Whose recorded or cancelled follow-ups."""

    state: FollowUpState = FollowUpState.DONE
    who: str = MINE
    typed: Typed = ()  # by the codes of filters.DONE


class DoneRow(Struct, frozen=True):
    """One line of what was done: the follow-up, and whose it was."""

    followup: FollowUpView
    number: str
    person_id: str
    name: str
    place: str
    risk: Risk


@action("followup.due", requires=Permission.FOLLOWUP_READ)
def due(
    uow: UnitOfWork, only: DueFilter = MY_DUES, after: Cursor | None = None, limit: int = 100, sort: str = DAY,
    descending: bool = False,
) -> Page[Due]:  # fmt: skip
    """The next dues of open cases in the order of `sort`: due (the day) or number (of the case, then the day)."""
    part, key = Part(after, limit, sort, descending), dues.key(sort)
    if sort == NUMBER and not dues.of_one(only):
        return by_case.page(uow, dues.held(uow, only), partial(dues.of_cases, uow, only), key, part)
    pages = [stream(uow, only, part) for stream in dues.streams(only)]
    merged = list(heapq.merge(*(found for found, _more in pages), key=key, reverse=descending))
    more = len(merged) > limit or any(more for _found, more in pages)
    return Page(tuple(merged[:limit]), key(merged[limit - 1]) if more and len(merged) >= limit else None)


@action("followup.counts", requires=Permission.FOLLOWUP_READ)
def counts(uow: UnitOfWork, caseworker_id: str = "") -> DueCounts:
    """How many dues of one caseworker, or one's own, are late, for today, and until six days from today."""
    found = [uow.session.execute(query).one() for query in dues.tallies(uow, caseworker_id)]
    return DueCounts(*(sum(row[i] or 0 for row in found) for i in range(3)))


@action("followup.badge", requires=Permission.FOLLOWUP_READ)
def overdue_mine(uow: UnitOfWork) -> int:
    """How many of one's own dues are late: the number in the navigation."""
    return counts(uow).overdue


@action("followup.page", requires=Permission.FOLLOWUP_READ)
def page(
    uow: UnitOfWork, only: DoneFilter = DoneFilter(), after: Cursor | None = None, limit: int = 100, sort: str = DAY,
    descending: bool = True,
) -> Page[DoneRow]:  # fmt: skip
    """Follow-ups that were made, missed or cancelled in the order of `sort`: due (their day) or number (of the case)."""
    if sort == NUMBER:
        held = _recorded(uow, select(FollowUp.id).where(FollowUp.case_id == Case.id), only).exists()
        part = Part(after, limit, sort, descending)
        return by_case.page(uow, held, partial(_of_cases, uow, only), _by_number, part)
    day = FollowUp.due_on if only.state is FollowUpState.CANCELLED else FollowUp.done_on
    query = _recorded(uow, dues.planned_rows(), only)
    found, more = fetch(uow.session, query, (day, FollowUp.id), after, limit, descending)
    return Page(tuple(_done_rows(uow, found)), more)


LATE, TODAY, NEXT, COMING = "late", "today", "week", "planned"  # lists of what is due
SHOW, WHOSE = "show", "whose"  # beside the filters: which list, and whose


def listed(today: date, typed: Typed) -> DueFilter | DoneFilter:
    """What the page of follow-ups asks for: its list (`show`), whose (`whose`), and what else narrows it."""
    asked = dict(typed)
    show, who = asked.pop(SHOW, LATE), asked.pop(WHOSE, MINE)
    who = who if who in (MINE, TEAM, ALL) else MINE
    rest = tuple(asked.items())
    spans = {
        LATE: (None, today - timedelta(days=1)), TODAY: (today, today), NEXT: (today, today + dues.WEEK), COMING: (None, None),
    }  # fmt: skip
    if show in set(FollowUpState) - {FollowUpState.PLANNED}:
        return DoneFilter(FollowUpState(show), who, rest)
    return DueFilter(who, "", *spans.get(show, spans[LATE]), rest)


@action("followup.count", requires=Permission.FOLLOWUP_READ)
def count(uow: UnitOfWork, only: DueFilter | DoneFilter) -> int:
    """How many fit, due or done, among those this actor may see."""
    if isinstance(only, DueFilter):
        return sum(uow.session.scalar(query) or 0 for query in dues.counting(uow, only))
    query = select(func.count(FollowUp.id)).join(Case, Case.id == FollowUp.case_id)
    return uow.session.scalar(_recorded(uow, query, only)) or 0


@action("followup.of_case", requires=Permission.FOLLOWUP_READ)
def of_case(uow: UnitOfWork, case_id: str) -> tuple[FollowUpView, ...]:
    """Every follow-up of a case: what is planned first, then what was, the newest on top."""
    of, who = uow.get(Case, case_id), names(uow.session)
    past = select(FollowUp).where(FollowUp.case_id == of.id, FollowUp.state != FollowUpState.PLANNED)
    newest = past.order_by(func.coalesce(FollowUp.done_on, FollowUp.due_on).desc(), FollowUp.id.desc())
    found = (*planning.planned_of(uow, of.id), *uow.session.scalars(newest))
    reviews = select(PlanReview).where(PlanReview.case_id == of.id)
    made = {review.followup_id: review for review in uow.session.scalars(reviews)}
    closed = of.closed_on is not None
    return tuple(dues.view(uow, f, of.owner_id, closed, who, made.get(f.id)) for f in found)


@action("followup.reviewed", requires=Permission.FOLLOWUP_READ)
def reviewed(uow: UnitOfWork, case_ids: Collection[str]) -> dict[str, date]:
    """When the plans of these cases were last reviewed with the person."""
    done = (FollowUp.case_id.in_(case_ids), FollowUp.kind == REVIEW, FollowUp.state == FollowUpState.DONE)
    query = select(FollowUp.case_id, func.max(FollowUp.done_on)).where(*done).group_by(FollowUp.case_id)
    return {case_id: on for case_id, on in uow.session.execute(query) if on}


@action("followup.count_of_case", requires=Permission.FOLLOWUP_READ)
def count_of_case(uow: UnitOfWork, case_id: str) -> int:
    """How many follow-ups of a case are on file, cancelled ones left out."""
    query = select(func.count(FollowUp.id)).where(
        FollowUp.case_id == case_id, FollowUp.state != FollowUpState.CANCELLED
    )
    return uow.session.scalar(query) or 0


@action("followup.next_of_case", requires=Permission.FOLLOWUP_READ)
def next_of_case(uow: UnitOfWork, case_id: str, limit: int = 5) -> tuple[Due, ...]:
    """What is to be done on a case, the oldest first: its contact date too when nothing is planned by then."""
    about, who = Case.id == case_id, names(uow.session)
    planned = (
        dues.planned(dues.planned_rows())
        .where(about)
        .order_by(FollowUp.due_on, FollowUp.due_time)
        .limit(limit)
    )
    contacts = dues.contacts(dues.contact_rows()).where(about)
    found = [dues.due(uow, *row, who) for row in uow.session.execute(planned)]
    found += [dues.contact(uow, *row, who) for row in uow.session.execute(contacts)]
    return tuple(sorted(found, key=lambda d: d.key))[:limit]


@action("followup.tracing", requires=Permission.FOLLOWUP_READ)
def tracing(uow: UnitOfWork, case_id: str) -> Tracing:
    """How many tries in a row reached nobody, and how the search for somebody who is lost stands."""
    found = uow.get(Case, case_id)
    left = sum(planning.is_tracing(f.kind) for f in planning.planned_of(uow, found.id))
    return Tracing(planning.attempts(uow, found), uow.office.rule("attempts.lost"), found.lost_on, left)


@action("followup.rhythm", requires=Permission.FOLLOWUP_READ)
def rhythm(uow: UnitOfWork, case_id: str) -> Rhythm | None:
    """How often a case asks for contact, and why; None once it is closed."""
    found = uow.get(Case, case_id)
    if found.closed_on:
        return None
    why = (dues.told(uow, found.contact_why) or "") if found.contact_days else None
    return Rhythm(interval(uow, found), found.risk, why, found.lost_on is not None)


@action("followup.propose", requires=Permission.FOLLOWUP_READ)
def propose(uow: UnitOfWork, case_id: str, followup_id: str = "") -> Proposal:
    """What recording a contact with this case starts from; without a key it answers the follow-up that is due first."""
    found = uow.get(Case, case_id)
    row = case_row(found, uow.get(Person, found.person_id), uow.actor, {})
    first = uow.get(FollowUp, followup_id) if followup_id else _first(uow, found)
    plain = first or FollowUp(kind="general", mode=VISIT, purpose=None)
    return Proposal(
        followup_id=first.id if first else "", name=row.name, number=row.number, kind=plain.kind,
        purpose=dues.told(uow, plain.purpose), mode=plain.mode,
        due_on=first.due_on if first else None, next_on=planning.next_date(uow, found, uow.today, but=first),
        retry_on=uow.today + timedelta(days=planning.retry_days(uow, found)), attempts=planning.attempts(uow, found),
        interval=interval(uow, found), risk=found.risk,
    )  # fmt: skip


def guard(uow: UnitOfWork, case_id: str) -> str | None:
    """Nobody is closed as unreachable before the office's number of tries is on file."""
    found, needed = uow.get(Case, case_id), uow.office.rule("attempts.lost")
    if found.closed_on or found.closure_reason != UNREACHABLE or found.lost_on or not needed:
        return None
    words = _("Too few tries are on file to say that nobody could be reached: {count} of {needed}.")
    return words.format(count=planning.attempts(uow, found), needed=needed)


def wishes(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    """What a closure should have: a recent survey and what the person thinks of the help. Only what this office can ask."""
    since = uow.today - timedelta(days=uow.office.rule("closing.survey_days"))
    taken: dict[str, date] = dict(
        uow.session.execute(
            select(Assessment.instrument, func.max(Assessment.taken_on))
            .where(
                Assessment.case_id == case_id, Assessment.struck.is_(False), Assessment.instrument.in_(LAST)
            )
            .group_by(Assessment.instrument)
        ).all()
    )
    shipped = instruments.codes()
    return tuple(
        _(text) for code, text in LAST.items() if code in shipped and taken.get(code, date.min) < since
    )


def _first(uow: UnitOfWork, found: Case) -> FollowUp | None:
    """The follow-up a contact today answers: the first that is due by now, else none."""
    return next((f for f in planning.planned_of(uow, found.id) if f.due_on <= uow.today), None)


def _recorded(uow: UnitOfWork, query: Select[*Ts], only: DoneFilter) -> Select[*Ts]:
    query = narrowing.apply(uow, query.where(FollowUp.state == only.state), DONE, only.typed)
    if only.who == MINE:
        return query.where(
            func.coalesce(FollowUp.done_by, FollowUp.assigned_to, Case.owner_id) == uow.actor.id
        )
    return query.where(Case.team == uow.actor.team) if only.who == TEAM else query


def _of_cases(uow: UnitOfWork, only: DoneFilter, keys: Sequence[str]) -> list[DoneRow]:
    query = _recorded(uow, dues.planned_rows(), only).where(FollowUp.case_id.in_(keys))
    return _done_rows(uow, uow.session.execute(query))


def _by_number(row: DoneRow) -> tuple[Any, ...]:
    return row.number, row.followup.done_on or row.followup.due_on, row.followup.id


def _done_rows(uow: UnitOfWork, found: Iterable[Any]) -> list[DoneRow]:
    who = names(uow.session)
    return [_done_row(uow, f, c, p, who) for f, c, p in found]


def _done_row(uow: UnitOfWork, f: FollowUp, c: Case, p: Person, who: dict[str, str]) -> DoneRow:
    row = case_row(c, p, uow.actor, who)
    view = dues.view(uow, f, c.owner_id, c.closed_on is not None, who)
    return DoneRow(view, c.number, p.id, row.name, row.place, c.risk)
