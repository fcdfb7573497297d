"""What is asked when a person is registered: six sections; only names, sex and age are needed to start."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.core.dates import PartialDate
from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.people.models import ConsentMethod, Difficulty, HereAs, ReturnKind, SafeToCall, Sex

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


def _size_doubt(value: int, values: Values) -> str | None:
    return _("A very large household. Please check the number.") if value > 25 else None


def _id_number_doubt(value: str, values: Values) -> str | None:
    digits = sum(c.isdigit() for c in value)
    return _("This number has few digits. Please look at the document again.") if digits < 5 else None


def _returnee(values: Values) -> bool:
    return values.get("here_as") in (HereAs.RETURNEE, HereAs.RETURNEE.value, None)


def _consented(values: Values) -> bool:
    return bool(values.get("consent_method"))


def _has_phone(values: Values) -> bool:
    return bool(values.get("phone"))


CONSENT = Section("consent", N_("Consent"), (
    Field("consent_method", "choice", N_("How was consent given?"), choices=ConsentMethod,
          hint=N_("Read the consent text aloud first. Help does not depend on it.")),
    Field("consent_purposes", "choices", N_("Agreed to"), codes="consent_purposes", when=_consented, wide=True),
    Field("consent_language", "choice", N_("Explained in"), codes="languages", when=_consented),
    Field("consent_on", "date", N_("Given on"), when=_consented, check=_past),
    Field("consent_witness", "text", N_("Witness"), max_length=200, when=_consented),
    Field("consent_interpreter", "text", N_("Interpreter"), max_length=200, when=_consented),
    Field("consent_partners", "text", N_("Agencies named"), max_length=400, when=_consented, wide=True),
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
    Field("nationality", "choice", N_("Nationality"), codes="countries", sensitivity=PARTNER),
    Field("languages", "choices", N_("Speaks"), codes="languages", sensitivity=PARTNER),
    Field("phone", "phone", N_("Phone"), column=True, sensitivity=PARTNER),
    Field("safe_to_call", "choice", N_("Safe to call?"), choices=SafeToCall, when=_has_phone, sensitivity=PARTNER),
    Field("phone_owner", "text", N_("Whose phone, if not their own"), max_length=80, when=_has_phone,
          sensitivity=PARTNER),
    Field("phone_other", "phone", N_("Another phone")),
    Field("id_type", "choice", N_("Identity document"), codes="identity_documents"),
    Field("id_number", "text", N_("Number on it"), max_length=60, warn=_id_number_doubt),
    Field("place", "place", N_("Place"), column=True, sensitivity=PARTNER),
    Field("village", "text", N_("Village, landmark"), max_length=200, column=True),
    Field("other_script", "text", N_("Name in another script"), max_length=200, sensitivity=PARTNER),
))  # fmt: skip

RETURN = Section("return", N_("Return"), (
    Field("return_country", "choice", N_("Came back from"), codes="countries"),
    Field("return_area", "text", N_("Town or area there"), max_length=120),
    Field("return_date", "partial_date", N_("Came back on"), check=_return_problem, column=True),
    Field("return_kind", "choice", N_("Return was"), choices=ReturnKind),
    Field("border_post", "choice", N_("Border post"), codes="border_posts"),
    Field("months_away", "int", N_("Months away")),
    Field("work_away", "text", N_("Work there"), max_length=200),
    Field("return_reasons", "choices", N_("Why they came back"), codes="return_reasons", wide=True),
    Field("return_note", "note", N_("What the journey cost them"), max_length=4000, wide=True),
), hint=N_("for returnees"), when=_returnee)  # fmt: skip

HOUSEHOLD = Section("household", N_("Household"), (
    Field("household_size", "int", N_("People in the household"), warn=_size_doubt),
    Field("household_children", "int", N_("Children under 18"), check=_children_problem),
    Field("household_head", "bool", N_("Head of the household?")),
    Field("marital_status", "choice", N_("Marital status"), codes="marital_status"),
    Field("emergency_name", "text", N_("Whom to call in an emergency"), max_length=200),
    Field("emergency_phone", "phone", N_("Their phone")),
))  # fmt: skip

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

REGISTRATION = Form("person", N_("Register a person"), (CONSENT, WHO, RETURN, HOUSEHOLD, NEEDS, FUNCTIONING))
PERSON_FORM = Form("person-edit", N_("Person"), (WHO, RETURN, HOUSEHOLD, NEEDS, FUNCTIONING))
CONSENT_FORM = Form("consent", N_("Consent"), (CONSENT,))
WG_FIELDS = tuple(f.name for f in FUNCTIONING.fields)

MEMBER_FORM = Form.of(
    "household-member", N_("Household member"),
    Field("name", "text", N_("Name"), required=True, max_length=200),
    Field("relation", "choice", N_("Relation"), required=True, codes="relationships"),
    Field("sex", "choice", N_("Sex"), choices=Sex),
    Field("birth_date", "partial_date", N_("Date of birth or age"), check=_birth_problem),
    Field("disability", "bool", N_("Has a disability?"), default=False),
)  # fmt: skip
WITHDRAW_FORM = Form.of(
    "consent-withdrawal", N_("Withdraw consent"),
    Field("withdrawn_why", "note", N_("What they said"), max_length=1000),
)  # fmt: skip
