"""What is asked of a plan, its goals and activities, and of help that was given. Fields follow the plan template [G]."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from msgspec.structs import replace

from caseapp.core import codes
from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.plans.models import ActivityState, Dimension, Feasibility, NeedLevel, Signing, Term

PARTNER = Sensitivity.PARTNER


def _due_problem(value: date, values: Values) -> str | None:
    starts = values.get("starts_on")
    return _("This is before the start.") if isinstance(starts, date) and value < starts else None


def _dropped(values: Values) -> bool:
    return values.get("state") == ActivityState.DROPPED


def _done(values: Values) -> bool:
    return values.get("state") == ActivityState.DONE


def _signed(values: Values) -> bool:
    return bool(values.get("signed_how"))


def _delivered(values: Values) -> bool:
    return bool(values.get("delivered_on"))


def _certified(values: Values) -> bool:
    return _delivered(values) and bool(values.get("certified_how"))


def _no_witness(value: Signing, values: Values) -> str | None:
    if value is Signing.SIGNATURE or values.get("witness") or values.get("signed_witness"):
        return None
    return _("A thumbprint or a spoken word counts for more with a witness.")


PLAN_FORM = Form.of(
    "plan", N_("Plan"),
    Field("written_at", "text", N_("Written at"), max_length=200, hint=N_("The place, like: at her home, Ha Poli")),
    Field("baseline", "note", N_("Where things stand now"), max_length=4000, wide=True),
    Field("risks", "note", N_("What could go wrong, and what is done about it"), max_length=4000, wide=True),
    Field("ceiling", "money", N_("At most, all together")),
    Field("exchange_rate", "text", N_("Exchange rate"), max_length=80, hint=N_("With its day, if amounts were converted")),
    Field("business_plan", "text", N_("Business plan"), max_length=80, hint=N_("The number of the grant, if there is one")),
    Field("review_on", "date", N_("Look at the plan again on")),
)  # fmt: skip

GOAL_FORM = Form.of(
    "plan-goal", N_("Goal"),
    Field("need", "choice", N_("Need"), codes="needs", column=True, sensitivity=PARTNER),
    Field("dimension", "choice", N_("Dimension"), choices=Dimension, column=True, sensitivity=PARTNER,
          hint=N_("Left empty, it follows from the need.")),
    Field("objective", "note", N_("What should be reached"), required=True, max_length=500, column=True, wide=True,
          sensitivity=PARTNER),
    Field("term", "choice", N_("By when, roughly"), choices=Term),
    Field("feasibility", "choice", N_("Can it be reached?"), choices=Feasibility),
)  # fmt: skip

ACTIVITY_FORM = Form.of(
    "plan-activity", N_("Activity"),
    Field("what", "choice", N_("Kind of help"), required=True, codes="assistance", column=True, sensitivity=PARTNER),
    Field("detail", "text", N_("In a few words"), max_length=200, column=True, sensitivity=PARTNER,
          hint=N_("For example: Poultry business, 150 layers")),
    Field("provider", "choice", N_("How"), codes="delivery_modes", column=True, sensitivity=PARTNER,
          hint=N_("Left empty, the usual way for this kind of help.")),
    Field("provider_name", "text", N_("Who provides it"), max_length=200, sensitivity=PARTNER),
    Field("responsible", "text", N_("Who sees to it"), max_length=200),
    Field("resources", "text", N_("What it takes"), max_length=400, hint=N_("Materials, transport, somebody's time")),
    Field("cost", "money", N_("Cost"), column=True),
    Field("starts_on", "date", N_("Starts on")),
    Field("due_on", "date", N_("Done by"), column=True, check=_due_problem),
    Field("steps_total", "int", N_("How many times or pieces"),
          hint=N_("For example 4 sessions. Leave empty when it is done once.")),
    Field("verification", "note", N_("How we will see that it is done"), max_length=1000, wide=True),
)  # fmt: skip

TRACK_FORM = Form.of(
    "plan-progress", N_("How it goes"),
    Field("state", "choice", N_("State"), required=True, choices=ActivityState),
    Field("steps_done", "int", N_("Done so far"), hint=N_("Times or pieces")),
    Field("done_on", "date", N_("Done on"), when=_done),
    Field("dropped_why", "note", N_("Why it was dropped"), required=True, max_length=1000, when=_dropped, wide=True),
)  # fmt: skip

SIGN_FORM = Form.of(
    "plan-signing", N_("Agreed with the person"),
    Field("signed_how", "choice", N_("How they agreed"), choices=Signing, warn=_no_witness,
          hint=N_("Read the plan aloud first. Leave empty when it is signed later.")),
    Field("signed_on", "date", N_("On"), when=_signed),
    Field("signed_witness", "text", N_("Witness"), max_length=200, when=_signed),
)  # fmt: skip

RETURN_FORM = Form.of(
    "plan-comment", N_("Send back"),
    Field("comment", "note", N_("What should change"), required=True, max_length=2000, wide=True),
)  # fmt: skip

ASSISTANCE_FORM = Form("assistance", N_("Assistance"), (Section("what", N_("What"), (
    Field("what", "choice", N_("Kind of help"), required=True, codes="assistance", column=True, sensitivity=PARTNER),
    Field("detail", "text", N_("In a few words"), max_length=200, column=True, sensitivity=PARTNER),
    Field("form", "choice", N_("Given as"), codes="assistance_forms", column=True, sensitivity=PARTNER,
          hint=N_("Left empty, the usual form for this kind of help.")),
    Field("provider", "choice", N_("How"), codes="delivery_modes", sensitivity=PARTNER,
          hint=N_("Left empty, the usual way for this kind of help.")),
    Field("quantity", "int", N_("How many"), column=True),
    Field("unit", "text", N_("Of what"), max_length=40, hint=N_("hens, bags, sessions")),
    Field("value", "money", N_("Value"), column=True),
    Field("serials", "text", N_("Serial or ear-tag numbers"), max_length=400),
)), Section("given", N_("When, and how it was confirmed"), (
    Field("planned_on", "date", N_("Planned for")),
    Field("delivered_on", "date", N_("Given on"), column=True),
    Field("place", "text", N_("Where"), max_length=200, when=_delivered),
    Field("certified_how", "choice", N_("Hand-over certificate"), choices=Signing, when=_delivered, warn=_no_witness,
          hint=N_("How the person confirmed it. Leave empty while it is not signed.")),
    Field("certified_on", "date", N_("Certificate signed on"), when=_certified),
    Field("witness", "text", N_("Witness"), max_length=200, when=_certified),
))))  # fmt: skip

GIVEN = ("place", "quantity", "value", "serials", "certified_how", "certified_on", "witness")
DELIVERY_FORM = Form.of(
    "assistance-delivery", N_("Given"),
    replace(ASSISTANCE_FORM.by_name["delivered_on"], required=True),
    *(ASSISTANCE_FORM.by_name[name] for name in GIVEN),
)  # fmt: skip

NEED_FORM = Form.of(
    "plan-need", N_("Need"),
    Field("level", "choice", N_("How pressing"), required=True, choices=NeedLevel),
    Field("no_goal_why", "note", N_("Why no goal answers it"), max_length=1000, wide=True,
          hint=N_("Only when there is none, like: the family sees to it.")),
)  # fmt: skip

CANCEL_FORM = Form.of(
    "assistance-cancelled", N_("Not given after all"),
    Field("cancelled_why", "note", N_("Why"), required=True, max_length=1000, wide=True),
)  # fmt: skip


def dimension_of(need: str | None) -> Dimension | None:
    """The dimension a need belongs to, by the groups of its list; None for a need that is in none."""
    found = codes.get("needs", need) if need else None
    return Dimension(found.group) if found and found.group in {d.value for d in Dimension} else None


def usual(what: str, name: str, otherwise: str) -> str:
    """What the assistance list says of a kind of help: its usual `delivery` or `form`."""
    found = codes.get("assistance", what)
    return str(found.extra.get(name, otherwise)) if found else otherwise


def with_lines(form: Form, lines: Sequence[tuple[str, str]]) -> Form:
    """A form that asks for the budget line too: (key, how it is shown) of those that can pay; as it is without any."""
    if not lines:
        return form
    known = cast(Any, Choice)("Lines", {f"L{at}": pair for at, pair in enumerate(lines)})
    line = Field("line_id", "choice", N_("Paid from"), choices=known)
    return Form(form.code, form.title, tuple(_with(section, line) for section in form.sections))


def _with(section: Section, line: Field) -> Section:
    """The section with the line after the amount it pays, if it asks for one."""
    at = next((i for i, f in enumerate(section.fields, 1) if f.kind == "money"), 0)
    return replace(section, fields=(*section.fields[:at], line, *section.fields[at:])) if at else section
