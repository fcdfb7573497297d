"""What kinds of values a form can ask for: how each is read from typing or import, and how it is shown.

A value is read from text (screen, import, JSON) or from its stored form; reading a stored value gives it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from caseapp.core import codes, dates, money, phones, places, text
from caseapp.core.i18n import N_, _

_BETWEEN = re.compile(r"[\s\-‐–]+")

if TYPE_CHECKING:
    from caseapp.core.fields import Field


class Kind(Struct, frozen=True):
    """`read(raw, field, country)` gives the stored value or raises ValueError with a sentence; `show(value, field)`."""

    read: Callable[[Any, Field, str], Any]
    show: Callable[[Any, Field], str]
    numeric: bool = False
    several: bool = False
    truth: bool = False

    def require_shape(self, raw: Any) -> None:
        """Raise ValueError for what no screen types but a file may hold: a list for one value, yes or no for a name."""
        if isinstance(raw, Mapping) or (
            isinstance(raw, (list, tuple, set)) != self.several and not isinstance(raw, str)
        ):
            raise ValueError(
                _("Write a list here.") if self.several else _("Only one value fits here, not a list.")
            )
        if isinstance(raw, bool) and not self.truth:
            raise ValueError(_("Yes or no does not fit here."))


def _line(raw: Any, field: Field, country: str) -> str | None:
    return _visible(text.tidy_line(str(raw)))


def _note(raw: Any, field: Field, country: str) -> str | None:
    return _visible(text.tidy_note(str(raw)))


def _visible(tidy: str) -> str | None:
    if problem := text.hidden_character_problem(tidy):
        raise ValueError(problem)
    return tidy or None


def _whole(raw: Any, field: Field, country: str) -> int:
    try:
        value = int(str(raw).strip())
    except ValueError as error:
        raise ValueError(_("Write a whole number.")) from error
    if not 0 <= value <= 2**53:
        raise ValueError(_("Write a whole number, 0 or more."))
    return value


def _truth(raw: Any, field: Field, country: str) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in ("1", "true", "yes", "y", _("yes").casefold()):
        return True
    if word in ("0", "false", "no", "n", _("no").casefold()):
        return False
    raise ValueError(_("Answer yes or no."))


def _day(raw: Any, field: Field, country: str) -> date:
    if isinstance(raw, date):
        return raw
    try:
        return dates.understand_day(str(raw))
    except ValueError as error:
        raise ValueError(_("Write a date like 12 May 2026 or 12/05/2026.")) from error


def _partial(raw: Any, field: Field, country: str) -> dates.PartialDate:
    if isinstance(raw, dates.PartialDate):
        return raw
    try:
        return dates.understand(str(raw), date.today())
    except ValueError as error:
        raise ValueError(_("Write an age, a year, or a date like 12 May 1990.")) from error


def _identity(raw: Any, field: Field, country: str) -> str | None:
    """A document's number: capitals without blanks and dashes, so that two ways of writing it are one number."""
    tidy = _visible(text.tidy_line(str(raw)))
    return _BETWEEN.sub("", tidy).upper() if tidy else None


def _phone(raw: Any, field: Field, country: str) -> str:
    return phones.understand(str(raw), country)


def _money(raw: Any, field: Field, country: str) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    try:
        return money.understand(str(raw))
    except ValueError as error:
        raise ValueError(_("Write an amount like 12 000 or 12,000.50.")) from error


def _choice(raw: Any, field: Field, country: str) -> Any:
    if field.choices is not None:
        return _member(raw, field)
    known = {c.code for c in codes.codes(field.codes or "")}
    if str(raw) not in known:
        raise ValueError(_("“{value}” is not on the list.").format(value=raw))
    return str(raw)


def _member(raw: Any, field: Field) -> Any:
    assert field.choices is not None
    wanted = str(raw).strip().casefold()
    for member in field.choices:
        if wanted in (member.value.casefold(), member.label.casefold(), member.shown().casefold()):
            return member
    raise ValueError(
        _("Choose one of: {list}.").format(list=", ".join(member.shown() for member in field.choices))
    )


def _several(raw: Any, field: Field, country: str) -> tuple[Any, ...]:
    parts = raw.split(",") if isinstance(raw, str) else raw
    return tuple(dict.fromkeys(_choice(part.strip() if isinstance(part, str) else part, field, country)
                               for part in parts))  # fmt: skip


def _place(raw: Any, field: Field, country: str) -> str:
    try:
        return places.place(str(raw)).code
    except KeyError as error:
        raise ValueError(_("“{value}” is not in the list of places.").format(value=raw)) from error


def _show_choice(value: Any, field: Field) -> str:
    if field.choices is not None:
        return field.choices(value).shown()
    return codes.label(field.codes or "", str(value))


def _show_several(value: Sequence[Any], field: Field) -> str:
    return ", ".join(_show_choice(v, field) for v in value)


def _show_place(value: str, field: Field) -> str:
    return places.label(value)


def _plain(value: Any, field: Field) -> str:
    return str(value)


KINDS: dict[str, Kind] = {
    "text": Kind(_line, _plain),
    "note": Kind(_note, _plain),
    "int": Kind(_whole, _plain, numeric=True),
    "bool": Kind(_truth, lambda value, field: _(N_("yes")) if value else _(N_("no")), truth=True),
    "date": Kind(_day, lambda value, field: dates.day(value)),
    "partial_date": Kind(_partial, lambda value, field: value.shown()),
    "identity": Kind(_identity, _plain),
    "phone": Kind(_phone, lambda value, field: phones.shown(value)),
    "money": Kind(_money, lambda value, field: f"{value // 100:,}.{value % 100:02d}", numeric=True),
    "choice": Kind(_choice, _show_choice),
    "choices": Kind(_several, _show_several, several=True),
    "place": Kind(_place, _show_place),
}
