"""How much of a record a paper shows. Redacted values are left out before anything is drawn: they never reach the file."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _
from caseapp.documents.tables import Entry

_NAMES = (N_("Full"), N_("Internal"), N_("Partner"), N_("Public"))


class Redaction(IntEnum):
    """The level a paper is printed at; a higher one removes more. Chosen at print, logged."""

    FULL = 0  # supervisor: sealed sections too
    INTERNAL = 1  # inside the office
    PARTNER = 2  # need-to-know of a named partner
    PUBLIC = 3  # statistics

    def shown(self) -> str:
        """`1 · Internal`."""
        return f"{int(self)} · {_(_NAMES[self])}"


def visible(field: Field, level: Redaction) -> bool:
    """Whether a field is printed at this level: its sensitivity must reach the level. Undeclared counts as internal."""
    return int(field.sensitivity) >= int(level)


def rows(
    form: Form, values: Values, level: Redaction, names: Iterable[str] | None = None
) -> list[tuple[str, str]]:
    """Label and shown value of every field that was asked, or of those named, in their order.

    A withheld field says so whether or not it holds a value, so that the word tells nothing.
    """
    return [(_(field.label), _shown(field, values, level)) for field in _asked(form, values, names)]


def entries(
    form: Form, values: Values, level: Redaction, names: Iterable[str] | None = None, columns: int = 4
) -> list[Entry]:
    """The same for a Grid; wide fields take all its columns."""
    return [
        Entry(_(field.label), _shown(field, values, level), columns if field.wide else 1)
        for field in _asked(form, values, names)
    ]


def _asked(form: Form, values: Values, names: Iterable[str] | None) -> list[Field]:
    if names is not None:
        return [form.by_name[name] for name in names if form.by_name[name].asked(values)]
    return [
        field for section in form.sections if section.asked(values)
        for field in section.fields if field.asked(values)
    ]  # fmt: skip


def _shown(field: Field, values: Values, level: Redaction) -> str:
    if not visible(field, level):
        return _("withheld")
    return field.show(values.get(field.name))
