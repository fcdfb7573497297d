"""Follow-ups of many cases at once: planned, put on another day, handed to a colleague. Each by the step for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from caseapp.core import dates
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.followups import service
from caseapp.features.followups.form import MOVE_FORM, PLAN_FORM
from caseapp.features.followups.models import FollowUp, FollowUpState
from caseapp.features.followups.views import what
from caseapp.features.office import bulk
from caseapp.features.office.bulk import BulkDone, Fate
from caseapp.features.office.models import Staff
from caseapp.features.people.models import Person

CONTACT = "contact:"  # before the key of a case whose contact date is due, without a follow-up of its own
DOERS = ("caseworker", "counsellor", "supervisor")


@action("followup.plan_fates", requires=Permission.FOLLOWUP_READ)
def plan_fates(uow: UnitOfWork, case_ids: Sequence[str], raw: Mapping[str, Any]) -> tuple[Fate, ...]:
    """What planning the same follow-up for each case comes to; closed cases and those nobody can reach are left out."""
    kind = PLAN_FORM.clean(raw)

    def told(case: Case) -> str:
        words = what(kind["kind"], kind["purpose"])
        return f"{words}, {dates.short_day(kind['due_on'])}" if kind["due_on"] else words

    return tuple(_fate(uow, key, key, told, _may_plan) for key in case_ids)


@action("followup.plan_all", requires=Permission.FOLLOWUP_WRITE)
def plan_all(uow: UnitOfWork, case_ids: Sequence[str], raw: Mapping[str, Any]) -> BulkDone:
    """Plan the same follow-up for each of these cases, all or none."""
    items = _numbered(uow, [(key, _may_plan(uow, uow.get(Case, key))) for key in case_ids])
    return bulk.perform(uow, items, lambda key: service.plan(uow, key, raw))


@action("followup.move_fates", requires=Permission.FOLLOWUP_READ)
def move_fates(uow: UnitOfWork, keys: Sequence[str], raw: Mapping[str, Any]) -> tuple[Fate, ...]:
    """What another day comes to for each due."""
    day = dates.short_day(MOVE_FORM.clean(raw)["due_on"])

    def told(key: str) -> str:
        was = _due_on(uow, key)
        return _("{was} → {now}").format(was=dates.short_day(was) if was else "—", now=day)

    return tuple(_fate(uow, key, _case_id(uow, key), lambda _case, key=key: told(key), _open) for key in keys)


@action("followup.move_all", requires=Permission.FOLLOWUP_WRITE)
def move_all(uow: UnitOfWork, keys: Sequence[str], raw: Mapping[str, Any]) -> BulkDone:
    """Put each of these dues on another day, with the reason, all or none."""

    def step(key: str) -> None:
        if key.startswith(CONTACT):
            service.move_contact(uow, key.removeprefix(CONTACT), raw)
        else:
            service.move(uow, key, raw)

    return bulk.perform(uow, _numbered(uow, [(key, uow.get(Case, _case_id(uow, key))) for key in keys]), step)


@action("followup.hand_fates", requires=Permission.FOLLOWUP_READ)
def hand_fates(uow: UnitOfWork, keys: Sequence[str], staff_id: str) -> tuple[Fate, ...]:
    """What handing each due to a colleague comes to; the contact date of a case goes with its case alone."""
    name = _colleague(uow, staff_id).name

    def fate(key: str) -> Fate:
        check = _open if not key.startswith(CONTACT) else _no_contact
        return _fate(uow, key, _case_id(uow, key), lambda _case: _("done by {name}").format(name=name), check)

    return tuple(map(fate, keys))


@action("followup.hand_all", requires=Permission.FOLLOWUP_WRITE)
def hand_all(uow: UnitOfWork, keys: Sequence[str], staff_id: str) -> BulkDone:
    """Have a colleague do each of these planned follow-ups, all or none. The cases stay with whoever carries them.

    Raises Refused for somebody who left or makes no follow-ups, and for what is recorded already.
    """
    to = _colleague(uow, staff_id)

    def step(key: str) -> None:
        followup = uow.get(FollowUp, key)
        case = cases.open_for_work(uow, followup.case_id)
        if followup.state is not FollowUpState.PLANNED:
            raise Refused(_("This follow-up is recorded already. Nothing was changed."))
        followup.assigned_to = None if to.id == case.owner_id else to.id

    return bulk.perform(uow, _numbered(uow, [(key, uow.get(Case, _case_id(uow, key))) for key in keys]), step)


@action("followup.colleagues", requires=Permission.FOLLOWUP_READ)
def colleagues(uow: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Everybody who works here now and makes follow-ups, (key, name) by name."""
    query = select(Staff.id, Staff.name).where(Staff.active, Staff.role.in_(DOERS)).order_by(Staff.name)
    return tuple((key, name) for key, name in uow.session.execute(query))


def withdraw(uow: UnitOfWork, record: FollowUp) -> None:
    """Take back what was planned for many: struck, not lost."""
    record.state, record.cancelled_why = (
        FollowUpState.CANCELLED,
        _("Planned for many at once and taken back."),
    )


def _may_plan(uow: UnitOfWork, case: Case) -> Case:
    _open(uow, case)
    if case.lost_on:
        raise Refused(_("Lost to follow-up: tracing goes on instead."))
    return case


def _open(uow: UnitOfWork, case: Case) -> Case:
    return cases.open_for_work(uow, case.id)


def _no_contact(uow: UnitOfWork, case: Case) -> Case:
    raise Refused(_("The regular contact goes with its case. Plan a follow-up, or hand over the case."))


def _colleague(uow: UnitOfWork, staff_id: str) -> Staff:
    found = uow.get(Staff, staff_id)
    if not found.active or found.role not in DOERS:
        raise Refused(_("{name} makes no follow-ups here.").format(name=found.name))
    return found


def _fate(uow: UnitOfWork, key: str, case_id: str, told: Any, check: Any) -> Fate:
    case = uow.get(Case, case_id)
    row = case_row(case, uow.get(Person, case.person_id), uow.actor, {})
    label = row.name if row.name == row.number else f"{row.name}, {row.number}"
    return bulk.fate(label, key, told(case), lambda: check(uow, case))


def _numbered(uow: UnitOfWork, found: Sequence[tuple[str, Case]]) -> list[tuple[str, str]]:
    return [(key, case.number) for key, case in found]


def _case_id(uow: UnitOfWork, key: str) -> str:
    return key.removeprefix(CONTACT) if key.startswith(CONTACT) else uow.get(FollowUp, key).case_id


def _due_on(uow: UnitOfWork, key: str) -> Any:
    if key.startswith(CONTACT):
        return uow.get(Case, key.removeprefix(CONTACT)).next_contact_on
    return uow.get(FollowUp, key).due_on
