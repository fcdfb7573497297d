"""A form with a field of every kind."""

from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Section
from caseapp.core.kinds import KINDS


class Sex(Choice):
    FEMALE = "f", "Female"
    MALE = "m", "Male"


def not_before_birth(value, values):
    born = values.get("birth_date")
    return "That is before this person was born." if born and value.year < born.year else None


WHO = Section("who", "Who", (
    Field("name", "text", "Given name", required=True, max_length=200, hint="As on the document"),
    Field("sex", "choice", "Sex", required=True, choices=Sex),
    Field("birth_date", "partial_date", "Date of birth or age"),
    Field("nationality", "choice", "Nationality", codes="countries"),
    Field("languages", "choices", "Speaks", codes="languages"),
    Field("phone", "phone", "Phone"),
    Field("safe", "bool", "Safe to call?", when=lambda values: bool(values.get("phone"))),
    Field("place", "place", "Place"),
))  # fmt: skip
RETURN = Section("return", "Return", (
    Field("came_on", "date", "Came back on", check=not_before_birth),
    Field("children", "int", "Children", warn=lambda value, values: "So many?" if value > 12 else None),
    Field("cost", "money", "What it cost"),
    Field("paper", "identity", "Number of the document"),
    Field("needs", "choices", "Needs", codes="needs", wide=True),
    Field("note", "note", "In their own words", wide=True),
))  # fmt: skip
FORM = Form("every-kind", "Every kind", (WHO, RETURN))
assert {field.kind for field in FORM.fields} == set(KINDS)
