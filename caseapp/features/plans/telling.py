"""What the timeline of a case says of plans, activities and needs beside what changed: which one it was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.plans.models import Activity, Plan, PlanNeed
from caseapp.features.plans.needs import need_text


@action("plan.told", requires=Permission.PLAN_READ)
def plans(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """`Version 2`, by key."""
    query = select(Plan.id, Plan.version).where(Plan.id.in_(keys))
    return {
        key: _("Version {version}").format(version=version) for key, version in uow.session.execute(query)
    }


@action("plan.activities_told", requires=Permission.PLAN_READ)
def activities(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """The activity in the worker's own words, by key; the kind of help for who may not read them."""
    query = select(Activity.id, Activity.what, Activity.detail).where(Activity.id.in_(keys))
    own = uow.actor.can(Permission.PERSON_IDENTIFY)
    found = uow.session.execute(query)
    return {key: (detail if own else "") or codes.label("assistance", what) for key, what, detail in found}


@action("plan.needs_told", requires=Permission.PLAN_READ)
def needs(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """The need in words, by key."""
    query = select(PlanNeed.id, PlanNeed.need).where(PlanNeed.id.in_(keys))
    return {key: need_text(need) for key, need in uow.session.execute(query)}
