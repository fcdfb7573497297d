"""Supervision: one sheet of facts for each caseworker, a sample of files gone through, and what was talked about.

Facts only, the good ones first. Every month a tenth of the files, at least three, is drawn by lot [G]; the lot stays the
same all month, so that nobody picks.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import func, or_, select

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseRow
from caseapp.features.followups.models import FollowUp, FollowUpState
from caseapp.features.office.queries import names
from caseapp.features.people import consents
from caseapp.features.people.models import Person
from caseapp.features.plans.models import Plan
from caseapp.features.referrals.models import Referral
from caseapp.features.supervision import caseload
from caseapp.features.supervision.models import FileAudit, SupervisionTalk
from caseapp.features.supervision.views import Worker

DAYS = 30
SHARE, LEAST = 0.10, 3  # of the files each month, and at least so many [G]
GAPS = 12


def _not_before(value: Any, values: Values) -> str | None:
    held = values.get("held_on")
    return _("That is before the talk.") if held and value <= held else None


TALK = Form.of(
    "supervision-talk", N_("Supervision talk"),
    Field("held_on", "date", N_("Held on"), required=True),
    Field("next_on", "date", N_("Next talk"), check=_not_before),
    Field("well", "note", N_("What goes well"), max_length=4000, wide=True),
    Field("hard", "note", N_("What is hard"), max_length=4000, wide=True),
    Field("agreed", "note", N_("What was agreed"), required=True, max_length=4000, wide=True),
)  # fmt: skip
AUDIT = Form.of(
    "file-audit", N_("Go through a file"),
    Field("well", "choices", N_("What is well"), codes="file_checks", wide=True),
    Field("mend", "note", N_("What to mend"), max_length=4000, wide=True),
)  # fmt: skip


class Fact(Struct, frozen=True):
    """A number of the sheet with its words; tone "ok", "warn" or "bad"."""

    code: str
    count: int
    text: str
    tone: str = ""


class Gap(Struct, frozen=True):
    """A case something is missing from."""

    case: CaseRow
    what: tuple[str, ...]


class Sampled(Struct, frozen=True):
    """A file of this month's sample; `audit` once somebody went through it."""

    case: CaseRow
    told: tuple[str, ...]  # checks the program finds well by itself
    audited_on: date | None = None
    audited_by: str = ""
    well: tuple[str, ...] = ()
    mend: str = ""


class TalkView(Struct, frozen=True):
    id: str
    held_on: date
    held_by: str
    well: str
    hard: str
    agreed: str
    next_on: date | None


class SupervisionSheet(Struct, frozen=True):
    """One caseworker's page: what was done, where cases stand, what is missing, files to go through, talks before."""

    staff_id: str
    name: str
    as_of: date
    worker: Worker
    done: tuple[Fact, ...]
    stands: tuple[Fact, ...]
    gaps: tuple[Gap, ...]
    more_gaps: int
    sample: tuple[Sampled, ...]
    talks: tuple[TalkView, ...]


@action("supervision.sheet", requires=Permission.CASE_APPROVE)
def sheet(uow: UnitOfWork, staff_id: str) -> SupervisionSheet:
    """The sheet of a caseworker as of today. Raises NotFound for somebody who does not work here."""
    who = names(uow.session)
    worker = caseload.build(uow, "", None).worker(staff_id) or Worker(
        staff_id, who.get(staff_id, ""), True, 0
    )
    found = gaps(uow, staff_id)
    return SupervisionSheet(
        staff_id=staff_id, name=who.get(staff_id, ""), as_of=uow.today, worker=worker, done=_done(uow, staff_id),
        stands=_stands(uow, worker), gaps=found[:GAPS], more_gaps=max(0, len(found) - GAPS),
        sample=sample(uow, staff_id), talks=talks(uow, staff_id),
    )  # fmt: skip


@action("supervision.talks", requires=Permission.CASE_APPROVE)
def talks(uow: UnitOfWork, staff_id: str, limit: int = 12) -> tuple[TalkView, ...]:
    """What was talked about with somebody, the newest first."""
    who = names(uow.session)
    query = select(SupervisionTalk).where(SupervisionTalk.staff_id == staff_id)
    query = query.order_by(SupervisionTalk.held_on.desc(), SupervisionTalk.id.desc()).limit(limit)
    return tuple(
        TalkView(t.id, t.held_on, who.get(t.held_by, ""), t.well or "", t.hard or "", t.agreed, t.next_on)
        for t in uow.session.scalars(query)
    )


@action("supervision.record_talk", requires=Permission.CASE_APPROVE)
def record_talk(uow: UnitOfWork, staff_id: str, raw: Mapping[str, Any]) -> None:
    """Keep what was said and agreed, with the numbers as they stand. Raises Invalid, or Refused for a talk with oneself."""
    values = TALK.clean(raw, uow.office.country)
    _with_somebody_else(uow, staff_id)
    found = sheet(uow, staff_id)
    facts = {fact.code: fact.count for fact in (*found.done, *found.stands)}
    uow.add(SupervisionTalk(staff_id=staff_id, held_by=uow.actor.id, facts=facts, **values))


@action("supervision.sample", requires=Permission.CASE_APPROVE)
def sample(uow: UnitOfWork, staff_id: str) -> tuple[Sampled, ...]:
    """This month's files of a caseworker to go through: a tenth of the open and lately closed ones, at least three."""
    month = f"{uow.today:%Y-%m}"
    since = uow.today.replace(day=1) - timedelta(days=DAYS)
    query = select(Case.id).where(
        Case.owner_id == staff_id, Case.opened_on < uow.today.replace(day=1),
        or_(Case.closed_on.is_(None), Case.closed_on >= since),
    )  # fmt: skip
    lot = f"{uow.office.id}{staff_id}{month}"
    every = sorted(
        uow.session.scalars(query), key=lambda key: hashlib.sha256(f"{lot}{key}".encode()).digest()
    )
    audited = {a.case_id: a for a in uow.session.scalars(
        select(FileAudit).where(FileAudit.staff_id == staff_id, FileAudit.month == month).order_by(FileAudit.id)
    )}  # fmt: skip
    many = min(len(every), max(LEAST, math.ceil(len(every) * SHARE)))
    drawn = every[:many]
    rows = _rows(uow, [*drawn, *(key for key in audited if key not in drawn)])
    who = names(uow.session)
    return tuple(_sampled(uow, row, audited.get(row.id), who) for row in rows)


@action("supervision.audit", requires=Permission.CASE_APPROVE)
def audit(uow: UnitOfWork, staff_id: str, case_id: str, raw: Mapping[str, Any]) -> None:
    """Keep what was found in a file. Raises Invalid, or Refused for one's own file."""
    values = AUDIT.clean(raw, uow.office.country)
    _with_somebody_else(uow, staff_id)
    case = uow.get(Case, case_id)
    uow.add(
        FileAudit(staff_id=staff_id, case_id=case.id, audited_by=uow.actor.id, audited_on=uow.today,
                  month=f"{uow.today:%Y-%m}", well=values["well"] or (), mend=values["mend"])
    )  # fmt: skip


@action("supervision.gaps", requires=Permission.CASE_APPROVE)
def gaps(uow: UnitOfWork, staff_id: str) -> tuple[Gap, ...]:
    """Open cases of a caseworker from which something is missing, those that lack most first."""
    found: dict[str, list[str]] = {}
    today, plan_days = uow.today, uow.office.rule("plan.none_days")
    checks = (
        (_("contact is late"), Case.next_contact_on < today),
        (
            _("no contact in 30 days"),
            func.coalesce(Case.last_contact_on, Case.opened_on) < today - timedelta(days=DAYS),
        ),
        (_("no plan"), Case.planned_on.is_(None) & (Case.opened_on <= today - timedelta(days=plan_days))),
        (
            _("not assessed"),
            Case.assessed_on.is_(None) & (Case.opened_on <= today - timedelta(days=plan_days)),
        ),
    )
    for words, condition in checks:
        query = select(Case.id).where(Case.owner_id == staff_id, Case.closed_on.is_(None), condition)
        for key in uow.session.scalars(query):
            found.setdefault(key, []).append(words)
    waiting = select(Referral.case_id).join(Case, Case.id == Referral.case_id).where(
        Case.owner_id == staff_id, Case.closed_on.is_(None), Referral.awaiting.is_(True), Referral.answer_due_on < today,
    )  # fmt: skip
    for key in set(uow.session.scalars(waiting)):
        found.setdefault(key, []).append(_("a referral without answer"))
    order = sorted(found, key=lambda key: (-len(found[key]), key))
    rows = {row.id: row for row in _rows(uow, order)}
    return tuple(Gap(rows[key], tuple(found[key])) for key in order if key in rows)


def _rows(uow: UnitOfWork, ids: Sequence[str]) -> list[CaseRow]:
    """Lines of these cases, in this order, closed ones too."""
    query = select(Case, Person).join(Person, Person.id == Case.person_id).where(Case.id.in_(ids))
    by_id = {row.id: row for row in cases.case_rows(uow, uow.session.execute(query))}
    return [by_id[key] for key in ids if key in by_id]


def _done(uow: UnitOfWork, staff_id: str) -> tuple[Fact, ...]:
    since = uow.today - timedelta(days=DAYS)

    def many(query: Any) -> int:
        return uow.session.scalar(query) or 0

    contacts = many(select(func.count(FollowUp.id)).where(
        FollowUp.done_by == staff_id, FollowUp.state == FollowUpState.DONE, FollowUp.done_on >= since))  # fmt: skip
    in_time = many(select(func.count(FollowUp.id)).where(
        FollowUp.done_by == staff_id, FollowUp.state == FollowUpState.DONE, FollowUp.done_on >= since,
        FollowUp.done_on <= FollowUp.due_on))  # fmt: skip
    opened = many(select(func.count(Case.id)).where(Case.owner_id == staff_id, Case.opened_on >= since))
    closed = many(select(func.count(Case.id)).where(Case.owner_id == staff_id, Case.closed_on >= since))
    planned = many(select(func.count(Case.id)).where(Case.owner_id == staff_id, Case.planned_on >= since))
    received = many(select(func.count(Referral.id)).join(Case, Case.id == Referral.case_id).where(
        Case.owner_id == staff_id, Referral.received_on >= since))  # fmt: skip
    return (
        Fact("contacts", contacts, n_("{count} contact made", "{count} contacts made", contacts), "ok"),
        Fact("in_time", in_time, n_("{count} of them in time", "{count} of them in time", in_time), "ok"),
        Fact("opened", opened, n_("{count} case opened", "{count} cases opened", opened), "ok"),
        Fact("planned", planned, n_("{count} plan approved", "{count} plans approved", planned), "ok"),
        Fact("received", received, n_("{count} referral with the service received",
                                      "{count} referrals with the service received", received), "ok"),
        Fact("closed", closed, n_("{count} case closed", "{count} cases closed", closed), "ok"),
    )  # fmt: skip


def _stands(uow: UnitOfWork, worker: Worker) -> tuple[Fact, ...]:
    ceiling = worker.ceiling or uow.office.rule("caseload.ceiling")
    over = "bad" if worker.active > ceiling else ""
    active = _("{count} active cases of {ceiling}").format(count=worker.active, ceiling=ceiling)

    def missing(code: str, count: int, words: str) -> Fact:
        return Fact(code, count, words, "warn" if count else "")

    return (
        Fact("active", worker.active, active, over),
        Fact("high", worker.high, n_("{count} at high risk", "{count} at high risk", worker.high)),
        missing("late", worker.late, n_("{count} with a late contact", "{count} with a late contact", worker.late)),
        missing("no_plan", worker.no_plan, n_("{count} without a plan", "{count} without a plan", worker.no_plan)),
        missing("no_contact", worker.no_contact,
                n_("{count} without contact for 30 days", "{count} without contact for 30 days", worker.no_contact)),
        missing("referrals", worker.referrals,
                n_("{count} referral without an answer", "{count} referrals without an answer", worker.referrals)),
    )  # fmt: skip


def _sampled(uow: UnitOfWork, row: CaseRow, found: FileAudit | None, who: Mapping[str, str]) -> Sampled:
    told = tuple(
        c.code for c in codes.codes("file_checks") if _is_well(uow, row, str(c.extra.get("auto", "")))
    )
    if found is None:
        return Sampled(row, told)
    return Sampled(row, told, found.audited_on, who.get(found.audited_by, ""), found.well, found.mend or "")


def _is_well(uow: UnitOfWork, row: CaseRow, check: str) -> bool:
    case = uow.get(Case, row.id)
    if check == "consent":
        return case.person_id in consents.standing(uow, [case.person_id])
    if check == "assessed":
        return case.assessed_on is not None
    if check == "planned":
        return case.planned_on is not None and bool(
            uow.session.scalar(select(Plan.id).where(Plan.case_id == case.id).limit(1))
        )
    if check == "contacts":
        return case.next_contact_on is not None and case.next_contact_on >= uow.today
    if check == "referrals":
        late = select(Referral.id).where(Referral.case_id == case.id, Referral.awaiting.is_(True),
                                         Referral.answer_due_on < uow.today)  # fmt: skip
        return uow.session.scalar(late.limit(1)) is None
    return False


def _with_somebody_else(uow: UnitOfWork, staff_id: str) -> None:
    if staff_id == uow.actor.id:
        raise Refused(_("These are your own cases. Another supervisor goes through them."))
