"""Declared forms: one spec of a field drives its editor, validation, table column, PDF row, import, export and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from msgspec import Struct

from caseapp.core.choices import Choice
from caseapp.core.errors import Invalid
from caseapp.core.i18n import _
from caseapp.core.kinds import KINDS, Kind

Values = Mapping[str, Any]
Check = Callable[[Any, Values], str | None]


class Sensitivity(IntEnum):
    """The highest redaction level at which a value is still printed. Nothing declared counts as INTERNAL."""

    FULL = 0  # supervisor and the sealed sections only
    INTERNAL = 1  # inside the office
    PARTNER = 2  # need-to-know of a named partner
    PUBLIC = 3  # statistics


class Field(Struct, frozen=True):
    """One thing that is asked. `kind` names an entry of core/kinds.py.

    `check(value, values)` returns a sentence that forbids saving; `warn` one that only asks for a second look.
    `when(values)` says whether the field is asked at all; a field not asked is stored empty.
    """

    name: str
    kind: str
    label: str
    required: bool = False
    max_length: int | None = None
    choices: type[Choice] | None = None
    codes: str | None = None  # name of a code list an office can change
    column: bool = False  # offered in lists
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    hint: str = ""
    check: Check | None = None
    warn: Check | None = None
    when: Callable[[Values], bool] | None = None
    default: Any = None
    wide: bool = False  # takes the whole width of the form

    @property
    def spec(self) -> Kind:
        return KINDS[self.kind]

    def asked(self, values: Values) -> bool:
        return self.when is None or self.when(values)

    def read(self, raw: Any, country: str = "") -> Any:
        """The typed value as it is stored; None for nothing. Raises ValueError with the sentence to show."""
        if raw is None or raw == "" or raw == ():
            return None
        self.spec.require_shape(raw)
        return self.spec.read(raw, self, country)

    def show(self, value: Any) -> str:
        """The stored value as a person reads it, on screen and on paper; empty for None."""
        return "" if value is None or value == () else self.spec.show(value, self)

    def problem(self, value: Any, values: Values) -> str | None:
        """Why this value cannot be saved, in words; None when it can."""
        if value is None or value == "" or value == ():
            return _("{label} is needed.").format(label=_(self.label)) if self.required else None
        if self.max_length and isinstance(value, str) and len(value) > self.max_length:
            return _("This is too long: {limit} letters at most.").format(limit=self.max_length)
        return self.check(value, values) if self.check else None


class Section(Struct, frozen=True):
    """A part of a form that is shown as one page of it."""

    code: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    when: Callable[[Values], bool] | None = None
    later: bool = False  # can wait for another visit: folded away until somebody asks for it

    def asked(self, values: Values) -> bool:
        return self.when is None or self.when(values)


@dataclass(frozen=True)
class Form:
    """A named list of fields, in sections when there are many.

    `compartment` names the sealed section its values belong to: drafts of the form are sealed too.
    """

    code: str
    title: str
    sections: tuple[Section, ...] = ()
    compartment: str = ""
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})

    @classmethod
    def of(cls, code: str, title: str, *fields: Field) -> Form:
        """A form of one section."""
        return cls(code, title, (Section(code, title, fields),))

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for section in self.sections for f in section.fields)

    @property
    def columns(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.column)

    def clean(self, raw: Values, country: str = "") -> dict[str, Any]:
        """Every field's stored value from what was typed or imported. Raises Invalid naming each field in trouble.

        A key that is no field of the form is a problem too: a misspelt import column must not vanish.
        """
        values, problems = self.read(raw, country)
        for name in raw.keys() - self.by_name.keys():
            problems[name] = _("There is no field with this name.")
        for section in self.sections:
            for spec in section.fields:
                if not (section.asked(values) and spec.asked(values)):
                    values[spec.name] = None
                elif spec.name not in problems and (found := spec.problem(values[spec.name], values)):
                    problems[spec.name] = found
        if problems:
            raise Invalid(problems)
        return values

    def read(self, raw: Values, country: str = "") -> tuple[dict[str, Any], dict[str, str]]:
        """Stored values as far as they can be read, and a sentence for each that cannot."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for spec in self.fields:
            values[spec.name] = None
            try:
                values[spec.name] = spec.read(raw.get(spec.name, spec.default), country)
            except ValueError as error:
                problems[spec.name] = str(error)
        return values, problems

    def warnings(self, values: Values) -> dict[str, str]:
        """Doubtful but possible: shown under the field, never in the way of saving."""
        found = {f.name: f.warn(values[f.name], values) for f in self.fields
                 if f.warn and values.get(f.name) is not None}  # fmt: skip
        return {name: text for name, text in found.items() if text}
