"""How the journal's entries read: what was done, to what, and which fields of the declared forms changed."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any

from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.data.base import Base
from caseapp.data.history import Chip
from caseapp.features import features

GENERAL: dict[str, tuple[str, str]] = {
    "mhpss.read": (N_("Sealed note opened"), "private"),
    "person.seen": (N_("Restricted record opened"), "private"),
    "case.seen": (N_("Restricted record opened"), "private"),
    "referral.seen": (N_("Restricted record opened"), "private"),
    "paper.print": (N_("Printed"), "neutral"),
}
THINGS: dict[str, str] = {
    "office": N_("Office"), "team": N_("Team"), "staff": N_("Member of staff"), "person": N_("Person"), "case": N_("Case"),
    "case_note": N_("Note on a case"), "consent": N_("Consent"), "household_member": N_("Household"), "photo": N_("Photo"),
    "household": N_("Household"), "household_event": N_("Household"), "person_phone": N_("Phone"),
    "identity_document": N_("Identity document"), "special_answer": N_("Special question"),
    "special_question": N_("Special question"), "attachment": N_("File"),
    "not_the_same": N_("Not the same person"), "plan": N_("Plan"), "plan_goal": N_("Goal"),
    "plan_activity": N_("Activity"), "assistance": N_("Assistance"), "partner": N_("Partner"),
    "partner_service": N_("Service of a partner"), "referral": N_("Referral"), "grant": N_("Grant"),
    "tranche": N_("Tranche"), "payment": N_("Payment"), "receipt": N_("Receipt"), "business_visit": N_("Business visit"),
    "assessment": N_("Assessment"), "programme": N_("Programme"), "budget_line": N_("Budget line"),
    "indicator": N_("Indicator"), "mhpss_session": N_("MHPSS session"), "mhpss_screening": N_("MHPSS screening"),
    "mhpss_safety": N_("Safety check"), "mhpss_goal": N_("MHPSS goal"), "mhpss_group": N_("MHPSS group"),
    "mhpss_group_member": N_("Member of a group"), "mhpss_meeting": N_("Meeting of a group"),
    "emergency_contact": N_("Emergency contact"), "incoming_referral": N_("Incoming referral"),
    "referral_chase": N_("Partner asked again"),
    "saved_list": N_("Kept list"), "bulk_action": N_("Several at once"),
    "followup": N_("Follow-up"), "instrument_file": N_("Questionnaire"), "instrument_weights": N_("Weights"),
}  # fmt: skip
_AREAS: dict[str, str] = {
    "case": N_("Case"), "person": N_("Person"), "consent": N_("Consent"), "household": N_("Household"), "plan": N_("Plan"),
    "phone": N_("Phone"), "document": N_("Identity document"), "file": N_("File"), "special": N_("Special question"),
    "assistance": N_("Assistance"), "referral": N_("Referral"), "directory": N_("Partner directory"),
    "incoming": N_("Incoming referral"), "emergency": N_("Emergency contacts"),
    "grant": N_("Grant"), "mhpss": N_("MHPSS"), "followup": N_("Follow-up"), "assessment": N_("Assessment"),
    "programme": N_("Programme"), "office": N_("Office"), "staff": N_("Member of staff"), "team": N_("Team"),
}  # fmt: skip


def said(action: str) -> tuple[str, str]:
    """What an entry's action is called, and its tone; at least the area of work for an action nobody gave words."""
    area = _AREAS.get(action.partition(".")[0], N_("Changed")), "neutral"
    words, tone, *_fields = GENERAL.get(action) or chips().get(action) or area
    return _(words), tone


def thing(entity: str) -> str:
    """What a table's records are called; nothing for one without a word."""
    return _(THINGS.get(entity, ""))


def paper(code: str) -> str:
    """What a paper is called."""
    titles = {spec.code: spec.title for feature in features() for spec in feature.papers}
    return _(titles[code]) if code in titles else code.replace("-", " ")


@cache
def chips() -> dict[str, Chip]:
    """The words of all features: each declares `TIMELINE` in its queries, the cases in their timeline."""
    found: dict[str, Chip] = {}
    for feature in features():
        for part in ("queries", "timeline"):
            name = f"caseapp.features.{feature.code}.{part}"
            if importlib.util.find_spec(name):
                found |= getattr(importlib.import_module(name), "TIMELINE", {})
    return found


@cache
def fields_of(entity: str) -> dict[str, Field]:
    """The declared fields of a table by column name, from the forms of the feature it belongs to."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", "") == entity:
            name = mapper.class_.__module__.split(".models")[0] + ".form"  # models may be a package
            return _declared(name) if importlib.util.find_spec(name) else {}
    return {}


def _declared(module: str) -> dict[str, Field]:
    forms = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, Form)]
    return {name: spec for form in forms for name, spec in form.by_name.items()}


def shown(spec: Field, value: Any) -> str:
    """A journalled value as a person reads it."""
    try:
        return spec.show(spec.read(value))
    except (ValueError, KeyError, TypeError):
        return "" if value is None else str(value)
