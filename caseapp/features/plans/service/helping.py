"""Help that is planned for and given to a person, by this office or through others, and certified by who got it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.plans.budget import choices
from caseapp.features.plans.form import ASSISTANCE_FORM, CANCEL_FORM, DELIVERY_FORM, usual, with_lines
from caseapp.features.plans.models import Activity, Assistance
from caseapp.features.plans.versions import seen_by
from caseapp.features.plans.views import AssistanceView, assistance_view


@action("assistance.record", requires=Permission.PLAN_WRITE)
def record_assistance(
    uow: UnitOfWork, case_id: str, raw: Mapping[str, Any], activity_id: str = ""
) -> AssistanceView:
    """Record help planned for or given to the person of a case, for an activity of the plan or besides it.

    Raises Invalid when it has neither a planned nor a given date, or a date that cannot be.
    """
    case = cases.open_for_work(uow, case_id)
    activity = _activity(uow, case.id, activity_id)
    values = _values(uow, case.id, raw)
    values["line_id"] = values.get("line_id") or (activity.line_id if activity else None)
    given = Assistance(case_id=case.id, activity_id=activity.root_id if activity else None, currency=uow.office.currency,
                       **values, **seen_by(case))  # fmt: skip
    uow.add(given)
    _delivered(uow, given)
    return assistance_view(given, uow.actor)


@action("assistance.change", requires=Permission.PLAN_WRITE)
def change_assistance(
    uow: UnitOfWork, assistance_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> AssistanceView:
    """Correct what was recorded. Raises Refused once the person certified it: a new record says what is different."""
    given = _open(uow, assistance_id)
    if given.certified_on:
        raise Refused(
            _("The person signed for this. It stays as it is; record what is different as new assistance.")
        )
    values = _values(uow, given.case_id, raw)
    if "line_id" in values and "line_id" not in raw:
        del values["line_id"]
    uow.edit(given, values, seen)
    _delivered(uow, given)
    return assistance_view(given, uow.actor)


@action("assistance.deliver", requires=Permission.PLAN_WRITE)
def deliver(uow: UnitOfWork, assistance_id: str, raw: Mapping[str, Any]) -> AssistanceView:
    """Record that planned help was given, and how the person confirmed it. What is left empty stays as planned."""
    given = _open(uow, assistance_id)
    if given.certified_on:
        raise Refused(_("The person signed for this already."))
    values = DELIVERY_FORM.clean(raw, uow.office.country)
    _certified(uow, values)
    uow.edit(given, {name: value for name, value in values.items() if value is not None})
    _delivered(uow, given)
    return assistance_view(given, uow.actor)


@action("assistance.cancel", requires=Permission.PLAN_WRITE)
def cancel(uow: UnitOfWork, assistance_id: str, raw: Mapping[str, Any]) -> AssistanceView:
    """Planned help is not given after all. Raises Refused when it was given."""
    given = _open(uow, assistance_id)
    if given.delivered_on:
        raise Refused(_("This was given already. It cannot be called off."))
    given.cancelled_why = CANCEL_FORM.clean(raw)["cancelled_why"]
    given.cancelled_on = uow.today
    return assistance_view(given, uow.actor)


def _values(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = with_lines(ASSISTANCE_FORM, choices(uow, case_id)).clean(raw, uow.office.country)
    if values.get("line_id"):
        values["line_id"] = str(values["line_id"])
    for name, extra, otherwise in (("form", "form", "service"), ("provider", "delivery", "direct")):
        values[name] = values[name] or usual(values["what"], extra, otherwise)
    require({
        "planned_on": None if values["planned_on"] or values["delivered_on"]
        else _("Write when it is planned for, or when it was given.")
    })  # fmt: skip
    _certified(uow, values)
    return values


def _certified(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """A certificate is dated the day help was given unless said otherwise, and never before it."""
    given_on = values["delivered_on"]
    if values["certified_how"]:
        values["certified_on"] = values["certified_on"] or given_on
    signed_on = values["certified_on"]
    late = _("This cannot lie in the future.")
    problem = late if signed_on and signed_on > uow.today else None
    if signed_on and given_on and signed_on < given_on:
        problem = _("The certificate cannot be signed before the help was given.")
    require({"delivered_on": late if given_on and given_on > uow.today else None, "certified_on": problem})


def _delivered(uow: UnitOfWork, given: Assistance) -> None:
    if given.delivered_on:
        given.delivered_by = given.delivered_by or uow.actor.id
        given.certificate = given.certificate or uow.number("H")
        cases.reached(uow, given.case_id, "supported_on", given.delivered_on)


def _open(uow: UnitOfWork, assistance_id: str) -> Assistance:
    given = uow.get(Assistance, assistance_id)
    cases.open_for_work(uow, given.case_id)
    if given.cancelled_on:
        raise Refused(_("This was called off. Record new assistance instead."))
    return given


def _activity(uow: UnitOfWork, case_id: str, activity_id: str) -> Activity | None:
    """The activity help is given for. Raises Refused for one of another case."""
    if not activity_id:
        return None
    activity = uow.get(Activity, activity_id)
    if activity.case_id != case_id:
        raise Refused(_("This activity belongs to another case."))
    return activity
