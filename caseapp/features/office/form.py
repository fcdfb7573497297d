from __future__ import annotations

import re
from typing import Any

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _


class RoleCode(Choice):
    CASEWORKER = "caseworker", N_("Caseworker")
    COUNSELLOR = "counsellor", N_("MHPSS counsellor")
    GRANTS = "grants", N_("Grants officer")
    SUPERVISOR = "supervisor", N_("Supervisor")
    ME = "me", N_("Monitoring and evaluation")
    FOCAL = "focal", N_("Data-protection focal point")
    ADMIN = "admin", N_("Administrator")


# What each role is for, in one sentence under the choice; what it may do is db/seed/roles.json.
ROLE_WORDS = {
    "caseworker": N_("Registers people, runs cases, plans, referrals and follow-ups."),
    "counsellor": N_(
        "Writes the sealed MHPSS notes, once given that section; sees cases, refers and follows up."
    ),
    "grants": N_("Applies for, appraises and pays livelihood grants. Never approves them."),
    "supervisor": N_("Sees every case, assigns, approves plans, grants and closures, reads the journal."),
    "me": N_("Sees numbers and cases under pseudonyms, never names or telephones."),
    "focal": N_("Watches over data protection: reads the journal and restricted records, makes backups."),
    "admin": N_("Looks after the office, its people and its backups. Sees no case."),
}


class Country(Choice):
    LESOTHO = "LS", N_("Lesotho")
    KENYA = "KE", N_("Kenya")


CURRENCY = {"LS": "LSL", "KE": "KES"}


def _code_problem(value: Any, values: Values) -> str | None:
    return None if re.fullmatch(r"[A-Z]{2,4}", value) else _("Use 2 to 4 capital letters, like MKG.")


def _login_problem(value: Any, values: Values) -> str | None:
    if re.fullmatch(r"[a-z0-9._-]{2,40}", value):
        return None
    return _("Use small letters, digits, dot or dash, without blanks.")


def _idle_problem(value: Any, values: Values) -> str | None:
    return None if 1 <= value <= 60 else _("Choose between 1 and 60 minutes.")


LETTERHEAD_FORM = Form(
    "office",
    N_("Office and letterhead"),
    (
        Section("who", N_("Office"), (
            Field("name", "text", N_("Name of the office"), required=True, max_length=120,
                  sensitivity=Sensitivity.PUBLIC),
            Field("organisation", "text", N_("Organisation on the letterhead"), max_length=160,
                  sensitivity=Sensitivity.PUBLIC),
            Field("address", "note", N_("Address"), max_length=400, sensitivity=Sensitivity.PUBLIC),
            Field("phone", "text", N_("Telephone"), max_length=40, sensitivity=Sensitivity.PUBLIC),
            Field("email", "text", N_("E-mail"), max_length=120, sensitivity=Sensitivity.PUBLIC),
            Field("donor_mark", "bool", N_("Show “From the People of Japan”"), sensitivity=Sensitivity.PUBLIC,
                  hint=N_("Never printed on referral letters and MHPSS papers.")),
        )),
        Section("safety", N_("Safety"), (
            Field("idle_minutes", "int", N_("Lock after so many minutes without use"), required=True,
                  check=_idle_problem),
            Field("emergency_contacts", "note", N_("Emergency contacts shown with every crisis"), max_length=1000),
        )),
    ),
)  # fmt: skip

STAFF_FORM = Form.of(
    "staff",
    N_("Member of staff"),
    Field("name", "text", N_("Name"), required=True, max_length=160, column=True),
    Field(
        "login", "text", N_("Sign-in name"), required=True, max_length=40, check=_login_problem, column=True
    ),
    Field("role", "choice", N_("Role"), required=True, choices=RoleCode, column=True),
    Field("title", "text", N_("Position"), max_length=80, column=True),
    Field("phone", "phone", N_("Telephone")),
    Field("ceiling", "int", N_("Cases at a time, at most"), default=25),
)

NEW_OFFICE_FORM = Form.of(
    "new_office",
    N_("Office"),
    Field("name", "text", N_("Name of the office"), required=True, max_length=120, wide=True,
          hint=N_("As people call it: Mokhotlong field office.")),
    Field("code", "text", N_("Short code"), required=True, max_length=4, check=_code_problem,
          hint=N_("2 to 4 capital letters. It begins every case number: MKG-26-A0001.")),
    Field("country", "choice", N_("Country"), required=True, choices=Country),
    Field("organisation", "text", N_("Organisation on the letterhead"), max_length=160, wide=True),
)  # fmt: skip

ADMIN_FORM = Form.of(
    "admin",
    N_("Administrator"),
    Field("admin_name", "text", N_("Your name"), required=True, max_length=160),
    Field("admin_login", "text", N_("Sign-in name"), required=True, max_length=40, check=_login_problem,
          hint=N_("Small letters, short: you type it or choose it from a list.")),
)  # fmt: skip

TEAM_FORM = Form.of(
    "team",
    N_("Team"),
    Field("name", "text", N_("Name"), required=True, max_length=120),
    Field("place", "place", N_("Place")),
)
