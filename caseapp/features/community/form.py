"""What is asked of an activity, its meetings and the people in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.community.models import ActivityKind, Audience, Group
from caseapp.features.people.models import Sex

PUBLIC = Sensitivity.PUBLIC
# Fields of a head count: sex, band of the reports [V], and what stands above the field.
HEADS = (
    (Sex.FEMALE, "12-17", N_("Girls, 12 to 17")), (Sex.FEMALE, "18-59", N_("Women, 18 to 59")),
    (Sex.FEMALE, "60+", N_("Women, 60 and over")), (Sex.MALE, "12-17", N_("Boys, 12 to 17")),
    (Sex.MALE, "18-59", N_("Men, 18 to 59")), (Sex.MALE, "60+", N_("Men, 60 and over")),
)  # fmt: skip


def _after_start(value: Any, values: Values) -> str | None:
    starts = values.get("starts_on")
    return _("That is before it starts.") if starts and value < starts else None


def _past(value: Any, values: Values) -> str | None:
    return _("This cannot lie in the future.") if value > date.today() else None


def _not_negative(value: int, values: Values) -> str | None:
    return _("This cannot be less than nothing.") if value < 0 else None


def _percent(value: int, values: Values) -> str | None:
    return None if 0 <= value <= 100 else _("Write per cent, from 0 to 100.")


def _within_asked(value: int, values: Values) -> str | None:
    asked = values.get("asked")
    if value < 0 or not isinstance(asked, int):
        return _("Write first how many were asked.")
    return _("More than were asked.") if value > asked else None


def _is_project(values: Values) -> bool:
    return values.get("kind") in (ActivityKind.INITIATIVE, ActivityKind.GROUP)


def count_field(group: Group, sex: Sex, band: str) -> str:
    """The name of the field that counts them: `returnee_f_18`."""
    return f"{group.value}_{sex.value}_{band[:2]}"


ACTIVITY = Form("community-activity", N_("Activity"), (
    Section("what", N_("What"), (
        Field("kind", "choice", N_("Kind"), choices=ActivityKind, required=True, column=True, sensitivity=PUBLIC),
        Field("title", "text", N_("Title"), required=True, max_length=200, column=True, sensitivity=PUBLIC),
        Field("audience", "choice", N_("Who it is for"), choices=Audience, required=True, default=Audience.COMMUNITY,
              sensitivity=PUBLIC),
        Field("starts_on", "date", N_("Starts on"), required=True, column=True, sensitivity=PUBLIC),
        Field("ends_on", "date", N_("Ends on"), check=_after_start, sensitivity=PUBLIC),
        Field("place", "place", N_("Place"), sensitivity=PUBLIC),
        Field("village", "text", N_("Village or site"), max_length=200),
        Field("partner", "text", N_("Together with"), max_length=200, sensitivity=PUBLIC),
        Field("aim", "note", N_("What it is to change"), max_length=2000, wide=True),
    )),
    Section("who", N_("Who and how much"), (
        Field("committee", "note", N_("Committee"), max_length=1000, wide=True, when=_is_project),
        Field("returnees_planned", "int", N_("Returnees meant to take part"), check=_not_negative),
        Field("hosts_planned", "int", N_("Hosts meant to take part"), check=_not_negative),
        Field("budget", "money", N_("Budget")),
        Field("harm", "note", N_("What could do harm, and what is done about it"), max_length=2000, wide=True),
    )),
))  # fmt: skip

MILESTONE = Form.of(
    "community-milestone", N_("Milestone"),
    Field("what", "text", N_("What"), required=True, max_length=200),
    Field("due_on", "date", N_("Due on")),
)  # fmt: skip
MET = Form.of(
    "community-milestone-met", N_("Milestone met"),
    Field("met_on", "date", N_("Met on"), required=True, check=_past),
    Field("note", "note", N_("What was seen"), max_length=1000, wide=True),
)  # fmt: skip

MEETING = Form("community-meeting", N_("Meeting"), (
    Section("meeting", N_("Meeting"), (
        Field("held_on", "date", N_("Held on"), required=True, check=_past),
        Field("topic", "text", N_("About"), required=True, max_length=200),
        Field("hours", "int", N_("Hours"), check=_not_negative),
        Field("led_by", "text", N_("Led by"), max_length=200),
        Field("note", "note", N_("What happened"), max_length=2000, wide=True),
    )),
    *(
        Section(f"count-{group.value}", title, tuple(
            Field(count_field(group, sex, band), "int", label, check=_not_negative) for sex, band, label in HEADS
        ), hint=N_("People who are not listed by name"))
        for group, title in ((Group.RETURNEE, N_("Only counted: returnees")), (Group.COMMUNITY, N_("Only counted: hosts")),
                             (Group.OFFICIAL, N_("Only counted: officials")))
    ),
))  # fmt: skip

PARTICIPANT = Form.of(
    "community-participant", N_("Participant without a file"),
    Field("name", "text", N_("Name"), required=True, max_length=200),
    Field("sex", "choice", N_("Sex"), choices=Sex, required=True),
    Field("group", "choice", N_("Who"), choices=Group, required=True, default=Group.OFFICIAL),
    Field("office", "text", N_("Office and position"), max_length=200),
    Field("role", "text", N_("Role in the group"), max_length=120),
)  # fmt: skip
TESTS = Form.of(
    "community-tests", N_("Test before and after"),
    Field("before", "int", N_("Before, in per cent"), check=_percent),
    Field("after", "int", N_("After, in per cent"), check=_percent),
)  # fmt: skip
COMPLETION = Form.of(
    "community-completion", N_("Completed"),
    Field("completed_on", "date", N_("Completed on"), required=True, check=_past),
    Field("spent", "money", N_("Spent")),
    Field("asset", "text", N_("What stays"), max_length=200, hint=N_("A water point, a market shed")),
    Field("asset_to", "text", N_("Handed over to"), max_length=200),
    Field("asset_on", "date", N_("Handed over on"), check=_past),
    Field("asked", "int", N_("How many were asked whether people get on better"), check=_not_negative),
    Field("agree", "int", N_("How many said yes"), check=_within_asked),
    Field("outcome", "note", N_("What it changed"), required=True, max_length=4000, wide=True),
)  # fmt: skip
CANCEL = Form.of(
    "community-cancel", N_("Cancel"),
    Field("cancelled_why", "note", N_("Why"), required=True, max_length=1000, wide=True),
)  # fmt: skip
