"""Ask, assess, act: what is asked when there may be thoughts of suicide or self-harm (after mhGAP [G]).

The same sections stand in the form of a session, once danger is ticked, and on a page of their own after a questionnaire.
A form cannot be saved without a risk level and what was done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from caseapp.core.fields import Check, Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.mhpss.models import COMPARTMENT, Attempt, Called, Intent, RiskLevel, Thoughts

FULL = Sensitivity.FULL
SOON = timedelta(days=3)  # next contact after thoughts of suicide: 24 to 72 hours [G]
SEALED_HINT = N_("Sealed: only counsellors can read this.")
SHARED = N_("Life comes before secrecy: while the danger is imminent, those who must keep the person safe are told what they "
            "need, and the person is told so.")  # fmt: skip


def thinks(values: Values) -> bool:
    """Whether there are such thoughts, as far as was said."""
    return values.get("thoughts") not in (None, Thoughts.NONE)


def imminent(values: Values) -> bool:
    return values.get("risk_level") == RiskLevel.IMMINENT


def safety_planned(values: Values) -> bool:
    return values.get("risk_level") in (RiskLevel.NOT_IMMINENT, RiskLevel.IMMINENT)


def looks_imminent(values: Values) -> bool:
    """What the answers say: a plan and intent now, or an act in these days. People decide; this only warns."""
    now = values.get("intent") == Intent.NOW
    return values.get("attempt") == Attempt.NOW or (now and bool(values.get("plan") or values.get("means")))


def _level_doubt(value: Any, values: Values) -> str | None:
    if value is RiskLevel.IMMINENT:
        return _(
            "Do not leave the person alone. Remove means. Specialised care today. Tell your supervisor now."
        )
    if looks_imminent(values):
        return _("The answers above say: a plan and intent now, or a recent act. That is imminent danger.")
    if value is RiskLevel.NONE and thinks(values):
        return _("There are thoughts of ending their life or of self-harm. Please look again.")
    return None


def _steps_doubt(value: tuple[str, ...], values: Values) -> str | None:
    missing = [step for step in ("not_alone", "specialised_today") if step not in value]
    if imminent(values) and missing:
        return _("Imminent danger: somebody stays with the person, and specialised care is reached today.")
    return None


def _seen_problem(value: date, values: Values) -> str | None:
    asked = values.get("asked_on")
    return _("That is before the day it was asked.") if isinstance(asked, date) and value < asked else None


def _seen_doubt(value: date, values: Values) -> str | None:
    asked = values.get("asked_on")
    if safety_planned(values) and isinstance(asked, date) and value > asked + SOON:
        return _("After thoughts of suicide the next contact should be within 24 to 72 hours.")
    return None


ASK = Section("ask", N_("Ask"), (
    Field("thoughts", "choice", N_("Thoughts"), choices=Thoughts, sensitivity=FULL,
          hint=N_("Ask directly. Asking does not put the thought into anybody’s head.")),
    Field("plan", "bool", N_("Is there a plan?"), when=thinks, sensitivity=FULL),
    Field("means", "bool", N_("Are the means at hand?"), when=thinks, sensitivity=FULL),
    Field("intent", "choice", N_("Intent, and when"), choices=Intent, when=thinks, sensitivity=FULL),
    Field("attempt", "choice", N_("Tried before?"), choices=Attempt, sensitivity=FULL),
    Field("keeps_safe", "note", N_("What keeps them safe"), max_length=4000, wide=True, sensitivity=FULL,
          hint=N_("People, duties, faith, plans: what speaks for living.")),
    Field("asked_told", "note", N_("In their words"), max_length=8000, wide=True, sensitivity=FULL),
), hint=SEALED_HINT)  # fmt: skip

ASSESS = Section("assess", N_("Assess"), (
    Field("risk_level", "choice", N_("Risk level"), required=True, choices=RiskLevel, warn=_level_doubt, wide=True,
          sensitivity=FULL),
    Field("consulted", "text", N_("Talked over with"), max_length=200, sensitivity=FULL),
), hint=SEALED_HINT)  # fmt: skip

ACT = Section("act", N_("Act"), (
    Field("safety_steps", "choices", N_("Done"), codes="mhpss_safety_steps", wide=True, warn=_steps_doubt, sensitivity=FULL),
    Field("risk_action", "note", N_("What was done about it"), required=True, max_length=8000, wide=True, sensitivity=FULL,
          hint=N_("Who was called, who stays with the person, where they are now, referral.")),
    Field("contact_called", "choice", N_("Was their emergency contact called?"), choices=Called, when=imminent,
          sensitivity=FULL),
    Field("told_shared", "bool", N_("Was the person told what is shared, and why?"), when=imminent, sensitivity=FULL,
          hint=SHARED),
), hint=SEALED_HINT)  # fmt: skip

SAFETY_PLAN = Section("safety_plan", N_("Safety plan"), (
    Field("warning_signs", "note", N_("Signs that it gets worse"), max_length=2000, wide=True, sensitivity=FULL),
    Field("coping", "note", N_("What I can do by myself"), max_length=2000, wide=True, sensitivity=FULL),
    Field("people", "note", N_("People I can be with or call"), max_length=2000, wide=True, sensitivity=FULL),
    Field("services", "note", N_("Services I can go to"), max_length=2000, wide=True, sensitivity=FULL),
    Field("means_safety", "note", N_("How my home is made safe"), max_length=2000, wide=True, sensitivity=FULL),
), when=safety_planned, hint=N_("Written together, in their words. It can be printed for the person."))  # fmt: skip

FLOW = (ASK, ASSESS, ACT, SAFETY_PLAN)
FLOW_NAMES = tuple(f.name for section in FLOW for f in section.fields)
PLAN_NAMES = tuple(f.name for f in SAFETY_PLAN.fields)


def flow(when: Callable[[Values], bool], level_check: Check) -> tuple[Section, ...]:
    """The sections as part of a form that asks them only `when`; `level_check` is its own rule on the risk level."""

    def both(own: Callable[[Values], bool] | None) -> Callable[[Values], bool]:
        return lambda values: when(values) and (own is None or own(values))

    def own(field: Field) -> Field:
        return replace(field, check=level_check) if field.name == "risk_level" else field

    return tuple(replace(s, when=both(s.when), fields=tuple(own(f) for f in s.fields)) for s in FLOW)


WHEN = Section("when", N_("When"), (
    Field("asked_on", "date", N_("Asked on"), required=True, sensitivity=FULL),
    Field("next_on", "date", N_("Seen again on"), required=True, check=_seen_problem, warn=_seen_doubt, when=safety_planned,
          sensitivity=FULL, hint=N_("Within 24 to 72 hours, then every week.")),
), hint=SEALED_HINT)  # fmt: skip

SAFETY_FORM = Form("mhpss-safety", N_("Safety"), (*FLOW, WHEN), COMPARTMENT)
SIGN_OFF_FORM = Form.of(
    "mhpss-sign-off", N_("Sign off"),
    Field("signed_how", "choices", N_("I made sure"), required=True, codes="mhpss_sign_off", wide=True,
          hint=N_("No clinical words here: the counsellor keeps them sealed.")),
)  # fmt: skip
