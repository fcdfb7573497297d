"""Registering from JSON: what a file holds, who was put on file, and what deserves a second look."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from caseapp.core import codes, places
from caseapp.core.errors import Invalid, UserError
from caseapp.core.fields import Field
from caseapp.core.i18n import N_, _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import service
from caseapp.features.people.finding import Likeness, alike
from caseapp.features.people.form import REGISTRATION

Person = dict[str, Any]
SHOWN = 12  # values of a list; --json tells all


def of_file(name: str) -> Person | list[Person]:
    """What a file holds, or the standard input for `-`: a person or a list of them. Raises UserError."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
    except OSError as error:
        raise UserError(
            _("The file {name} cannot be read. Nothing was changed.").format(name=name)
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            _("The file {name} is not text in UTF-8. Nothing was changed.").format(name=name)
        ) from error
    raw = _understood(text, name)
    people = raw if isinstance(raw, list) else [raw]
    if not people or not all(isinstance(person, dict) for person in people):
        text = _("The file must hold a person, or a list of people: objects with field names and values.")
        raise UserError(text + " " + _("Nothing was changed."))
    return raw  # type: ignore[no-any-return]


def _understood(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        said = _("The file {name} is not JSON: look at line {line}, character {column}. Nothing was changed.")
        raise UserError(said.format(name=name, line=error.lineno, column=error.colno)) from error
    except (ValueError, RecursionError) as error:
        raise UserError(_("The file {name} is not JSON. Nothing was changed.").format(name=name)) from error


def _no_number(word: str) -> None:
    raise ValueError(word)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """One of two values under one name would vanish."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UserError(
            _("The field {name} is there twice in one person. Nothing was changed.").format(name=twice)
        )
    return found


def register(uow: UnitOfWork, raw: Person | list[Person]) -> list[dict[str, Any]]:
    """Put all of them on file, in order. Raises Invalid for a single person, UserError naming the one in trouble."""
    people = raw if isinstance(raw, list) else [raw]
    return [_registered(uow, person, number, len(people)) for number, person in enumerate(people, 1)]


def _registered(uow: UnitOfWork, raw: Person, number: int, of: int) -> dict[str, Any]:
    try:
        like = alike(uow, raw)
        case = service.register(uow, raw)
    except Invalid as invalid:
        if of == 1:
            raise
        text = _("Person {number} of {all}: {problems} Nobody was registered.")
        problems = " ".join(f"{name}: {sentence}" for name, sentence in invalid.problems.items())
        raise UserError(text.format(number=number, all=of, problems=problems)) from invalid
    told = {"number": case.person.number, "case": case.number, "name": case.person.name}
    return told | {"alike": [_like(one) for one in like], "doubts": _doubts(uow, raw)}


def _like(found: Likeness) -> dict[str, Any]:
    person = found.person
    return {
        "number": person.number if person else "", "name": person.name if person else "", "likely": found.likely,
        "why": list(found.reasons),
    }  # fmt: skip


def _doubts(uow: UnitOfWork, raw: Person) -> dict[str, str]:
    values, _problems = REGISTRATION.read(raw, uow.office.country)
    return REGISTRATION.warnings(values)


def lines(told: dict[str, Any]) -> Iterable[str]:
    """One line for the person, and one for each thing to look at again."""
    yield f"{told['number']}  {told['name']}"
    for name, sentence in told["doubts"].items():
        yield f"  {name}: {sentence}"
    for like in told["alike"]:
        if like["likely"]:
            who = "  ".join(filter(None, (like["number"], like["name"])))
            yield "  " + _("Perhaps on file already: {who}").format(
                who=f"{who}  {', '.join(like['why'])}".strip()
            )


def fields(country: str) -> list[dict[str, Any]]:
    """Every field of a registration: `name` is the key in the file, `values` what fits where there is a list."""
    return [
        {
            "name": field.name, "label": _(field.label), "kind": _(KINDS[field.kind]),
            "needed": field.required and field.default is None, "values": _values(field, country),
            "section": section.code,
        }
        for section in REGISTRATION.sections
        for field in section.fields
    ]  # fmt: skip


def _values(field: Field, country: str) -> dict[str, str]:
    if field.choices is not None:
        return {member.value: member.shown() for member in field.choices}
    if field.codes:
        return {code.code: code.shown() for code in codes.codes(field.codes, country=country)}
    return {code: places.label(code) for code in _below(country)} if field.kind == "place" else {}


def _below(code: str) -> Iterable[str]:
    for place in places.children(code):
        yield place.code
        yield from _below(place.code)


KINDS = {
    "text": N_("text"), "note": N_("text"), "int": N_("number"), "bool": N_("true or false"), "phone": N_("telephone"),
    "date": N_("date, like 2026-05-12"), "partial_date": N_("1990, 1990-05 or 1990-05-12"), "money": N_("amount"),
    "choice": N_("one of"), "choices": N_("a list of"), "place": N_("one of"), "identity": N_("number on a document"),
}  # fmt: skip


def field_line(field: dict[str, Any]) -> str:
    """A field for people: its key, what it means, what fits."""
    needed = " " + _("(needed)") if field["needed"] else ""
    shown = list(field["values"])
    some = ", ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else "")
    return f"{field['name']:<22}{field['label']}{needed}: {field['kind']} {some}".rstrip()
