"""Narrowing a list by what stands in its columns: declared once, asked of the database, never of the rows loaded so far.

What is typed is text by the code of a filter, so that it can be kept, shared and counted elsewhere. Row scope is no part of
this: it stays on every query, so that nobody learns from a filter what they may not see. A filter may ask for a permission
of its own: who sees pseudonyms does not narrow by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, false, select

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Actor, Permission
from caseapp.data import search
from caseapp.data.uow import UnitOfWork

Typed = tuple[tuple[str, str], ...]
Rule = Callable[[UnitOfWork, str], ColumnElement[bool] | None]
Choices = Callable[[UnitOfWork], Sequence[tuple[str, str]]]
TEXT, CHOICE, DAYS = "text", "choice", "days"
FEW = 5_000  # names that fit: up to so many are looked up one by one, more are met soon enough in the order of the list
LONGEST = 200  # letters of a typed text that count
# Spans of days by name, so that a kept list means next Monday what it meant today: from and until, counted from today.
SPANS: dict[str, tuple[str, int | None, int | None]] = {
    "past": (N_("Before today"), None, -1),
    "today": (N_("Today"), 0, 0),
    "week": (N_("The next 7 days"), 0, 6),
    "month": (N_("The next 30 days"), 0, 29),
    "last7": (N_("The last 7 days"), -6, 0),
    "last30": (N_("The last 30 days"), -29, 0),
    "last90": (N_("The last 90 days"), -89, 0),
    "older30": (N_("More than 30 days ago"), None, -31),
    "older90": (N_("More than 90 days ago"), None, -91),
}
_LAST = "\U0010ffff"
NONE = "none"  # of days: those without one


class Filter(Struct, frozen=True):
    """One way to narrow a list: `kind` text, choice or days; `rule(uow, typed)` the condition, None for a value it
    does not know. `choices` names what can be chosen; `empty` whether days may be missing. `always` stands in the list's
    own row, the others come with the filter row."""

    code: str
    title: str
    kind: str
    rule: Rule
    choices: Choices | None = None
    requires: Permission | None = None
    always: bool = False
    empty: bool = False
    own: bool = False
    whole: Rule | None = None
    any_words: str = N_("Any")

    def offered(self, actor: Actor) -> bool:
        return self.requires is None or actor.can(self.requires)


class Narrowed(Struct, frozen=True):
    """The conditions, and the codes of what was left out because it is not known here any more, or not allowed."""

    conditions: tuple[ColumnElement[bool], ...]
    ignored: tuple[str, ...] = ()


def narrowed(uow: UnitOfWork, filters: Iterable[Filter], typed: Typed, whole: bool = False) -> Narrowed:
    """What was typed as conditions of a query. What no rule knows, or its reader may not ask, narrows nothing."""
    known = {f.code: f for f in filters if f.offered(uow.actor)}
    conditions, ignored = [], []
    for code, value in typed:
        if not value:
            continue
        spec = known.get(code)
        rule = (spec.whole if whole and spec.whole else spec.rule) if spec else None
        condition = rule(uow, value[:LONGEST]) if rule else None
        if condition is None:
            ignored.append(code)
        else:
            conditions.append(condition)
    return Narrowed(tuple(conditions), tuple(ignored))


def apply(uow: UnitOfWork, query: Any, filters: Iterable[Filter], typed: Typed, whole: bool = False) -> Any:
    """The query with these conditions; `whole` for one that counts."""
    return query.where(*narrowed(uow, filters, typed, whole).conditions) if typed else query


def ignored(uow: UnitOfWork, filters: Iterable[Filter], typed: Typed) -> tuple[str, ...]:
    """Which of what was typed narrows nothing: a code that vanished, or one this reader may not ask."""
    return narrowed(uow, filters, typed).ignored


# --- rules


def one_of(column: Any, kind: type[Choice]) -> Rule:
    """The column holds this member of a closed list."""
    return lambda uow, value: column == kind(value) if value in set(kind) else None


def members(kind: type[Choice]) -> Choices:
    return lambda uow: [(m.value, m.shown()) for m in kind]


def equals(column: Any, known: Callable[[UnitOfWork], Iterable[str]]) -> Rule:
    """The column holds this code, which is one of those known now."""
    return lambda uow, value: column == value if value in set(known(uow)) else None


def begins(column: Any) -> Callable[[UnitOfWork, str], ColumnElement[bool]]:
    """The column begins so, as a range of its index: for codes that nest, such as places."""
    return lambda uow, value: and_(column >= value, column < value + _LAST)


def holds(*columns: Any) -> Callable[[UnitOfWork, str], ColumnElement[bool]]:
    """All words stand somewhere in a column, in any order. Reads what the other conditions leave: for short texts."""

    def rule(uow: UnitOfWork, value: str) -> ColumnElement[bool]:
        words = value.split()
        joined = columns[0]
        for column in columns[1:]:
            joined = joined.concat(" ").concat(column)
        return and_(*(joined.icontains(word, autoescape=True) for word in words)) if words else false()

    return rule


def within(key: Any, column: Any) -> Rule:
    """The number holds this part. Walks the index of numbers alone once (0.3 s for a million), then takes what it found."""
    table = column.class_.__table__

    def rule(uow: UnitOfWork, value: str) -> ColumnElement[bool]:
        wanted = "".join(value.split()).upper()
        # away from the entity: the scope of this reader stands in the query around it
        return key.in_(select(table.c.id).where(table.c.number.contains(wanted, autoescape=True)))  # type: ignore[no-any-return]

    return rule


def day(column: Any) -> Rule:
    """The day lies in a span: by its name, or from one day until another ("2026-01-01..2026-03-31", either may miss)."""

    def rule(uow: UnitOfWork, value: str) -> ColumnElement[bool] | None:
        if value == NONE:
            return column.is_(None)  # type: ignore[no-any-return]
        found = span(value, uow.today)
        if found is None:
            return None
        since, until = found
        bounds = [column >= since] if since else []
        return and_(column.is_not(None), *bounds, *([column <= until] if until else []))

    return rule


def named(key: Any, whole: bool = False) -> Rule:
    """People whose names hold words that begin so, in any order, whatever the marks on the letters.

    Up to FEW who fit are looked up by the index of names; when more fit, each row of the list is asked, for a page of them
    is met soon. To count, the `whole` of them is looked up. Measured at a million people: tests/benchmarks/README.md, `lists`.
    """
    return lambda uow, value: search.named(uow.session.connection(), key, value, None if whole else FEW)


def living(key: Any, whole: bool = False) -> Rule:
    """The same by the village and the areas they live in."""
    return lambda uow, value: search.living(uow.session.connection(), key, value, None if whole else FEW)


def span(value: str, today: date) -> tuple[date | None, date | None] | None:
    """The first and last day of a span; None for one that cannot be read."""
    if value in SPANS:
        _words, since, until = SPANS[value]
        return tuple(None if n is None else today + timedelta(days=n) for n in (since, until))  # type: ignore[return-value]
    first, dots, last = value.partition("..")
    try:
        found = tuple(date.fromisoformat(part) if part else None for part in (first, last))
    except ValueError:
        return None
    return found if dots and any(found) else None  # type: ignore[return-value]


def span_words(value: str, shown: Callable[[date], str]) -> str:
    """A span as it is read: "The last 7 days", "1 Jan to 31 Mar", "none"."""
    if value == NONE:
        return _("none")
    if value in SPANS:
        return _(SPANS[value][0])
    first, _dots, last = value.partition("..")
    try:
        words = [shown(date.fromisoformat(part)) if part else "" for part in (first, last)]
    except ValueError:
        return value
    if all(words):
        return _("{first} to {last}").format(first=words[0], last=words[1])
    return _("from {day}").format(day=words[0]) if words[0] else _("until {day}").format(day=words[1])


def typed_of(values: Mapping[str, Any]) -> Typed:
    """What was kept, as it is asked; anything that is no text by a code is dropped."""
    return tuple(sorted((c, v) for c, v in values.items() if isinstance(v, str) and v))
