"""What is asked of a person, in sections of a dozen fields at most; only names, sex and age are needed to start."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from caseapp.core import codes
from caseapp.core.dates import PartialDate
from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.people.models import (
    ConsentBy,
    ConsentMethod,
    Difficulty,
    HereAs,
    Proof,
    ReturnKind,
    SafeToCall,
    Sex,
)

PARTNER, FULL, PUBLIC = Sensitivity.PARTNER, Sensitivity.FULL, Sensitivity.PUBLIC
OLDEST = 120


def _birth_problem(value: PartialDate, values: Values) -> str | None:
    today = date.today()
    if value.earliest() > today:
        return _("A birth date cannot lie in the future.")
    if value.age(today) > OLDEST:
        return _("That would be more than {age} years old. Please check the year.").format(age=OLDEST)
    return None


def _birth_doubt(value: PartialDate, values: Values) -> str | None:
    if value.month in (1, 7) and value.day == 1:
        return _("1 January and 1 July are often guesses. If so, write only the year.")
    return None


def _past(value: Any, values: Values) -> str | None:
    first = value.earliest() if isinstance(value, PartialDate) else value
    return _("This cannot lie in the future.") if first > date.today() else None


def _return_problem(value: PartialDate, values: Values) -> str | None:
    born = values.get("birth_date")
    if isinstance(born, PartialDate) and value.year < born.year:
        return _("That is before this person was born.")
    return _past(value, values)


def _children_problem(value: int, values: Values) -> str | None:
    size = values.get("household_size")
    return (
        _("More children than people in the household.") if isinstance(size, int) and value > size else None
    )


def document_doubt(kind: str | None, number: str) -> str | None:
    """Why a number may not be right, after the pattern of its kind of document. Never a reason to refuse it."""
    entry = codes.get("identity_documents", kind or "")
    pattern = entry.extra.get("pattern") if entry else None
    if entry and pattern and not re.fullmatch(pattern, number):
        hint = _(entry.extra["hint"])
        text = _("This looks unusual ({pattern}). Please look again; it can be saved as it is.")
        return text.format(pattern=hint)
    digits = sum(c.isdigit() for c in number)
    return _("This number has few digits. Please look at the document again.") if digits < 5 else None


def _id_number_doubt(value: str, values: Values) -> str | None:
    return document_doubt(values.get("id_type"), value)


def _document_doubt(value: str, values: Values) -> str | None:
    return document_doubt(values.get("document_type"), value)


def _expired(value: PartialDate, values: Values) -> str | None:
    return _("It has expired.") if value.earliest() < date.today() else None


def _left_problem(value: PartialDate, values: Values) -> str | None:
    back = values.get("return_date")
    if isinstance(back, PartialDate) and value.year > back.year:
        return _("That is after they came back.")
    return _past(value, values)


def months_between(left: PartialDate, back: PartialDate) -> int:
    """Whole months from leaving to coming back; a year alone counts from its middle."""
    return max(0, (back.year - left.year) * 12 + (back.month or 7) - (left.month or 7))


def _months_doubt(value: int, values: Values) -> str | None:
    left, back = values.get("left_on"), values.get("return_date")
    if not (isinstance(left, PartialDate) and isinstance(back, PartialDate)):
        return None
    counted = months_between(left, back)
    leeway = 1 if left.month and back.month else 12
    if abs(counted - value) <= leeway:
        return None
    return _("From the two dates it would be about {months}.").format(months=counted)


def _counted(values: Values) -> int | None:
    parts = [values.get(n) for n in HOUSEHOLD_PARTS]
    return sum(p or 0 for p in parts) if all(isinstance(p, int) for p in parts) else None


def _size_doubt(value: int, values: Values) -> str | None:
    counted = _counted(values)
    if counted is not None and counted != value:
        return _("Men, women, boys and girls together are {count}.").format(count=counted)
    return _("A very large household. Please check the number.") if value > 25 else None


def _witness_doubt(value: Any, values: Values) -> str | None:
    unsigned = str(value) in (ConsentMethod.WITNESSED, ConsentMethod.THUMBPRINT)
    return _("Write below who was the witness.") if unsigned and not values.get("consent_witness") else None


def _after_given(value: date, values: Values) -> str | None:
    given = values.get("consent_on")
    return _("That is before it was given.") if isinstance(given, date) and value < given else None


HOUSEHOLD_PARTS = ("household_men", "household_women", "household_boys", "household_girls")


def _returnee(values: Values) -> bool:
    return values.get("here_as") in (HereAs.RETURNEE, HereAs.RETURNEE.value, None)


def _consented(values: Values) -> bool:
    return bool(values.get("consent_method"))


def _guarded(values: Values) -> bool:
    return _consented(values) and str(values.get("consent_by") or "") in (ConsentBy.GUARDIAN, ConsentBy.BOTH)


def _has_phone(values: Values) -> bool:
    return bool(values.get("phone"))


def _has_paper(values: Values) -> bool:
    return bool(values.get("id_number"))


def _owes(values: Values) -> bool:
    return bool(values.get("debt"))


CONSENT = Section("consent", N_("Consent"), (
    Field("consent_method", "choice", N_("How was consent given?"), choices=ConsentMethod, warn=_witness_doubt,
          hint=N_("Read the consent text aloud first. Help does not depend on it.")),
    Field("consent_purposes", "choices", N_("Agreed to"), codes="consent_purposes", when=_consented, wide=True),
    Field("consent_by", "choice", N_("Given by"), choices=ConsentBy, when=_consented),
    Field("consent_guardian", "text", N_("Parent or guardian"), max_length=200, when=_guarded),
    Field("consent_language", "choice", N_("Explained in"), codes="languages", when=_consented),
    Field("consent_on", "date", N_("Given on"), when=_consented, check=_past),
    Field("consent_expires", "date", N_("Ends on"), when=_consented, check=_after_given),
    Field("consent_witness", "text", N_("Witness"), max_length=200, when=_consented),
    Field("consent_interpreter", "text", N_("Interpreter"), max_length=200, when=_consented),
    Field("consent_partners", "text", N_("Agencies named"), max_length=400, when=_consented, wide=True),
    Field("consent_explained", "choices", N_("What was explained"), codes="consent_points", when=_consented),
))  # fmt: skip

WHO = Section("who", N_("Who"), (
    Field("given_name", "text", N_("Given name"), required=True, max_length=200, column=True, sensitivity=PARTNER),
    Field("middle_name", "text", N_("Father’s name"), max_length=200, sensitivity=PARTNER),
    Field("family_name", "text", N_("Grandfather’s / family name"), required=True, max_length=200, column=True,
          sensitivity=PARTNER),
    Field("known_as", "text", N_("Known as"), max_length=200, column=True),
    Field("sex", "choice", N_("Sex"), required=True, choices=Sex, column=True, sensitivity=PARTNER),
    Field("birth_date", "partial_date", N_("Date of birth or age"), required=True, column=True, sensitivity=PARTNER,
          check=_birth_problem, warn=_birth_doubt),
    Field("here_as", "choice", N_("Here as"), required=True, choices=HereAs, column=True, sensitivity=PARTNER,
          default=HereAs.RETURNEE),
    Field("languages", "choices", N_("Speaks"), codes="languages", sensitivity=PARTNER),
    Field("phone", "phone", N_("Phone"), column=True, sensitivity=PARTNER),
    Field("safe_to_call", "choice", N_("Safe to call?"), choices=SafeToCall, when=_has_phone, sensitivity=PARTNER),
    Field("place", "place", N_("Place"), column=True, sensitivity=PARTNER),
    Field("village", "text", N_("Village, landmark"), max_length=200, column=True),
))  # fmt: skip

PAPERS = Section("papers", N_("Papers and phones"), (
    Field("id_type", "choice", N_("Identity document"), codes="identity_documents"),
    Field("id_number", "identity", N_("Number on it"), max_length=60, warn=_id_number_doubt),
    Field("id_proof", "choice", N_("Was it seen?"), choices=Proof, when=_has_paper),
    Field("id_country", "choice", N_("Issued by"), codes="countries", when=_has_paper),
    Field("id_issued_on", "partial_date", N_("Issued on"), when=_has_paper, check=_past),
    Field("id_expires_on", "partial_date", N_("Valid until"), when=_has_paper, warn=_expired),
    Field("phone_owner", "text", N_("Whose phone, if not their own"), max_length=80, when=_has_phone,
          sensitivity=PARTNER),
    Field("phone_time", "text", N_("Best time to call"), max_length=80, when=_has_phone, sensitivity=PARTNER),
    Field("phone_other", "phone", N_("Another phone")),
    Field("present_address", "text", N_("Where they stay now, if elsewhere"), max_length=200),
))  # fmt: skip

NAMES = Section("names", N_("More about names"), (
    Field("title", "choice", N_("Title"), codes="titles"),
    Field("maiden_name", "text", N_("Name before marriage"), max_length=200),
    Field("mother_name", "text", N_("Mother’s name"), max_length=200),
    Field("other_script", "text", N_("Name in another script"), max_length=200, sensitivity=PARTNER),
    Field("nationality", "choice", N_("Nationality"), codes="countries", sensitivity=PARTNER),
), later=True)  # fmt: skip

RETURN = Section("return", N_("Return"), (
    Field("return_country", "choice", N_("Came back from"), codes="countries"),
    Field("return_area", "text", N_("Town or area there"), max_length=120),
    Field("return_date", "partial_date", N_("Came back on"), check=_return_problem, column=True),
    Field("left_on", "partial_date", N_("Had left on"), check=_left_problem),
    Field("months_away", "int", N_("Months away"), warn=_months_doubt, hint=N_("Counted from the dates when left empty")),
    Field("return_kind", "choice", N_("Return was"), choices=ReturnKind),
    Field("return_means", "choices", N_("How they travelled"), codes="travel_means"),
    Field("return_helped", "choice", N_("Who helped"), codes="return_helpers"),
    Field("border_post", "choice", N_("Border post"), codes="border_posts"),
    Field("work_away", "text", N_("Work there"), max_length=200),
    Field("return_reasons", "choices", N_("Why they came back"), codes="return_reasons", wide=True),
    Field("return_note", "note", N_("What the journey cost them"), max_length=4000, wide=True),
), hint=N_("for returnees"), when=_returnee)  # fmt: skip

AWAY = Section("away", N_("Going away, and what was lost"), (
    Field("migration_reasons", "choices", N_("Why they left"), codes="migration_reasons"),
    Field("wanted_country", "choice", N_("Wanted to go to"), codes="countries"),
    Field("migration_channel", "choice", N_("How they migrated"), codes="migration_channels"),
    Field("migration_route", "text", N_("The way they took"), max_length=400),
    Field("travel_papers", "choice", N_("Papers while away"), codes="travel_papers"),
    Field("agent", "text", N_("Agent or broker"), max_length=200),
    Field("away_currency", "choice", N_("Amounts there are in"), codes="currencies"),
    Field("income_away", "money", N_("Earned there a month")),
    Field("migration_cost", "money", N_("What the journey there cost")),
    Field("cost_sources", "choices", N_("Where that money came from"), codes="cost_sources"),
    Field("losses", "choices", N_("What was taken away"), codes="losses"),
    Field("loss_causes", "choices", N_("By what"), codes="loss_causes"),
), hint=N_("for returnees"), when=_returnee, later=True)  # fmt: skip

HOUSEHOLD = Section("household", N_("Household"), (
    Field("household_size", "int", N_("People in the household"), warn=_size_doubt),
    Field("household_children", "int", N_("Children under 18"), check=_children_problem),
    Field("household_head", "bool", N_("Head of the household?")),
    Field("household_men", "int", N_("Men")),
    Field("household_women", "int", N_("Women")),
    Field("household_boys", "int", N_("Boys under 18")),
    Field("household_girls", "int", N_("Girls under 18")),
    Field("marital_status", "choice", N_("Marital status"), codes="marital_status"),
    Field("emergency_name", "text", N_("Whom to call in an emergency"), max_length=200),
    Field("emergency_relation", "choice", N_("Who that is"), codes="relationships"),
    Field("emergency_phone", "phone", N_("Their phone")),
))  # fmt: skip

WORK = Section("work", N_("Work and means"), (
    Field("education", "choice", N_("Education"), codes="education"),
    Field("occupation_before", "text", N_("Work before leaving"), max_length=200),
    Field("occupation_now", "text", N_("Work now"), max_length=200),
    Field("income_now", "money", N_("Own income a month")),
    Field("household_income", "money", N_("Income of the household a month")),
    Field("savings", "money", N_("Savings")),
    Field("debt", "money", N_("Debt")),
    Field("debt_owed_to", "choice", N_("Owed to"), codes="debt_owed_to", when=_owes),
    Field("housing", "choice", N_("Housing"), codes="housing"),
    Field("assets", "choices", N_("The household owns"), codes="assets"),
    Field("skills", "choices", N_("Knows how to do"), codes="skills"),
    Field("training_wishes", "choices", N_("Wants to learn"), codes="skills"),
), later=True)  # fmt: skip

NEEDS = Section("needs", N_("Needs at a glance"), (
    Field("needs", "choices", N_("Needs"), codes="needs", wide=True),
    Field("strengths", "choices", N_("Strengths"), codes="strengths", wide=True),
    Field("vulnerabilities", "choices", N_("Take special care because of"), codes="vulnerabilities", wide=True,
          sensitivity=FULL),
    Field("needs_note", "note", N_("In their own words"), max_length=4000, wide=True),
))  # fmt: skip

FUNCTIONING = Section("functioning", N_("Functioning"), (
    Field("wg_seeing", "choice", N_("Difficulty seeing, even if wearing glasses"), choices=Difficulty),
    Field("wg_hearing", "choice", N_("Difficulty hearing, even if using a hearing aid"), choices=Difficulty),
    Field("wg_walking", "choice", N_("Difficulty walking or climbing steps"), choices=Difficulty),
    Field("wg_remembering", "choice", N_("Difficulty remembering or concentrating"), choices=Difficulty),
    Field("wg_selfcare", "choice", N_("Difficulty with self-care, such as washing all over or dressing"),
          choices=Difficulty),
    Field("wg_communicating", "choice", N_("Difficulty communicating in the usual language"), choices=Difficulty),
), hint=N_("Washington Group"))  # fmt: skip

SECTIONS = (WHO, PAPERS, RETURN, HOUSEHOLD, NEEDS, FUNCTIONING, NAMES, AWAY, WORK)
REGISTRATION = Form("person", N_("Register a person"), (CONSENT, *SECTIONS))
PERSON_FORM = Form("person-edit", N_("Person"), SECTIONS)
PARTS = {s.code: Form(f"person-{s.code}", s.title, (s,)) for s in SECTIONS}
CONSENT_FORM = Form("consent", N_("Consent"), (CONSENT,))
WG_FIELDS = tuple(f.name for f in FUNCTIONING.fields)

MEMBER_FORM = Form.of(
    "household-member", N_("Household member"),
    Field("name", "text", N_("Name"), required=True, max_length=200),
    Field("relation", "choice", N_("Relation"), required=True, codes="relationships"),
    Field("sex", "choice", N_("Sex"), choices=Sex),
    Field("birth_date", "partial_date", N_("Date of birth or age"), check=_birth_problem),
    Field("disability", "bool", N_("Has a disability?"), default=False),
    Field("dependent", "bool", N_("Depends on the others?"), hint=N_("Judged by age when left empty")),
    Field("joined_on", "date", N_("Lives here since"), check=_past),
)  # fmt: skip
JOIN_FORM = Form.of(
    "household-join", N_("Household member"),
    Field("relation", "choice", N_("Relation"), required=True, codes="relationships"),
    Field("dependent", "bool", N_("Depends on the others?"), hint=N_("Judged by age when left empty")),
    Field("joined_on", "date", N_("Lives here since"), check=_past),
)  # fmt: skip
LEAVE_FORM = Form.of(
    "household-leave", N_("Left the household"),
    Field("left_on", "date", N_("Left on"), check=_past),
    Field("left_why", "choice", N_("Why"), codes="leaving_household"),
)  # fmt: skip
HOUSEHOLD_FORM = Form.of(
    "household-event", N_("Household"),
    Field("happened_on", "date", N_("Since"), check=_past),
    Field("event_note", "note", N_("What happened"), max_length=1000, wide=True),
)  # fmt: skip
WITHDRAW_FORM = Form.of(
    "consent-withdrawal", N_("Withdraw consent"),
    Field("withdrawn_purposes", "choices", N_("What they take back"), codes="consent_purposes", wide=True,
          hint=N_("Nothing chosen means all of it.")),
    Field("withdrawn_why", "note", N_("What they said"), max_length=1000),
)  # fmt: skip
PHONE_FORM = Form.of(
    "person-phone", N_("Phone"),
    Field("phone_number", "phone", N_("Phone"), required=True),
    Field("sim_owner", "text", N_("Whose phone, if not their own"), max_length=80),
    Field("call_safe", "choice", N_("Safe to call?"), choices=SafeToCall),
    Field("call_time", "text", N_("Best time to call"), max_length=80),
)  # fmt: skip
DOCUMENT_FORM = Form.of(
    "identity-document", N_("Identity document"),
    Field("document_type", "choice", N_("Identity document"), required=True, codes="identity_documents"),
    Field("document_number", "identity", N_("Number on it"), max_length=60, warn=_document_doubt),
    Field("proof", "choice", N_("Was it seen?"), required=True, choices=Proof),
    Field("issuing_country", "choice", N_("Issued by"), codes="countries"),
    Field("issued_on", "partial_date", N_("Issued on"), check=_past),
    Field("valid_until", "partial_date", N_("Valid until"), warn=_expired),
)  # fmt: skip
END_DOCUMENT_FORM = Form.of(
    "document-end", N_("No longer valid"),
    Field("ended_why", "text", N_("Why"), required=True, max_length=200),
)  # fmt: skip
SPECIAL_FORM = Form.of(
    "special-answer", N_("Special question"), Field("answer", "text", N_("Answer"), required=True, max_length=400)
)  # fmt: skip
FILE_FORM = Form.of(
    "attachment", N_("File"),
    Field("file_title", "text", N_("What it shows"), required=True, max_length=200),
    Field("file_kind", "choice", N_("Kind"), required=True, codes="attachment_kinds"),
)  # fmt: skip
REMOVE_FILE_FORM = Form.of(
    "attachment-removal", N_("Take the file away"),
    Field("removed_why", "text", N_("Why"), required=True, max_length=400),
)  # fmt: skip
COPY_FORM = Form.of(
    "attachment-copy", N_("Save a copy"), Field("copy_why", "text", N_("What the copy is for"), required=True, max_length=400)
)  # fmt: skip
