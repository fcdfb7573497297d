"""Two records side by side: what agrees, what differs, what hangs on each; and what taking a merging back would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.errors import NotFound
from caseapp.core.fields import Field
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data.pointers import pointing
from caseapp.data.types import as_json
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.queries import names
from caseapp.features.people.consents import contradiction
from caseapp.features.people.form import PERSON_FORM
from caseapp.features.people.models import Merge, Person
from caseapp.features.people.views import PersonRow, PersonView, person_row, person_view

FIRST, SECOND, BOTH = "first", "second", "both"
QUIET = frozenset({"person", "not_the_same"})  # not belongings of a person

# What a row of each table is called when one counts what hangs on a record; other tables count as "other entries".
BELONGINGS: dict[str, Callable[[int], str]] = {
    "case": lambda n: n_("{count} case", "{count} cases", n),
    "consent": lambda n: n_("{count} consent", "{count} consents", n),
    "household_member": lambda n: n_("{count} household member", "{count} household members", n),
    "photo": lambda n: n_("{count} photo", "{count} photos", n),
    "followup": lambda n: n_("{count} follow-up", "{count} follow-ups", n),
    "referral": lambda n: n_("{count} referral", "{count} referrals", n),
    "attachment": lambda n: n_("{count} file", "{count} files", n),
}


class Pair(Struct, frozen=True):
    """One field of both records. `several`: a list, whose values may be kept together."""

    name: str
    label: str
    first: str
    second: str
    suggested: str  # whose value to keep, unless somebody chooses otherwise

    several: bool = False

    @property
    def same(self) -> bool:
        return self.first == self.second


class Comparison(Struct, frozen=True):
    """Two records of one person, perhaps. The counts say in words what hangs on each; `problem` why they cannot become
    one as they are."""

    first: PersonView
    second: PersonView
    pairs: tuple[Pair, ...]
    first_has: tuple[tuple[str, int], ...]
    second_has: tuple[tuple[str, int], ...]
    problem: str = ""


class MergeRow(Struct, frozen=True):
    """One merging: of whom, by whom, and whether it was taken back."""

    id: str
    kept: PersonRow
    gone_number: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None


class Undoing(Struct, frozen=True):
    """What taking a merging back would do. `problem` says why it cannot be done; empty when it can."""

    id: str
    kept: PersonRow
    gone_number: str
    gone_name: str
    comes_back: tuple[tuple[str, int], ...]
    restored: tuple[tuple[str, str, str], ...]  # field, as it is now, as it will be again
    changed: tuple[tuple[str, str, str], ...]  # changed since: field, as it is and stays, as it was before
    moved_on: int  # entries that were given to somebody else since, and stay there
    problem: str = ""


@action("people.compare", requires=Permission.PERSON_READ)
def compare(uow: UnitOfWork, first_id: str, second_id: str) -> Comparison:
    """Two people on file side by side, the older record first unless asked otherwise. Raises NotFound."""
    first, second = uow.get(Person, first_id), uow.get(Person, second_id)
    views = person_view(first, uow.actor), person_view(second, uow.actor)
    return Comparison(
        *views, tuple(_pairs(*views)), belongings(uow, first.id), belongings(uow, second.id),
        contradiction(uow, first, second),
    )  # fmt: skip


def _pairs(first: PersonView, second: PersonView) -> Iterator[Pair]:
    for spec in fields():
        mine, theirs = getattr(first, spec.name), getattr(second, spec.name)
        if mine in (None, ()) and theirs in (None, ()):
            continue
        several = spec.kind == "choices"
        suggested = BOTH if several else FIRST if mine is not None else SECOND
        yield Pair(spec.name, _(spec.label), spec.show(mine), spec.show(theirs), suggested, several)


def fields() -> tuple[Field, ...]:
    """What two records can differ in."""
    return tuple(f for f in PERSON_FORM.fields if hasattr(Person, f.name))


def belongings(uow: UnitOfWork, person_id: str) -> tuple[tuple[str, int], ...]:
    """In words, what hangs on a record and how much of it."""
    return counted(record.__tablename__ for record, _name in pointing(uow, "person", person_id))


def counted(tables: Iterator[str]) -> tuple[tuple[str, int], ...]:
    """Table names as words with their numbers, and the numbers; what has no word of its own last, together."""
    found = Counter(table for table in tables if table not in QUIET)
    told = [(BELONGINGS[table](found[table]), found[table]) for table in BELONGINGS if found[table]]
    if other := sum(count for table, count in found.items() if table not in BELONGINGS):
        told.append((n_("{count} other entry", "{count} other entries", other), other))
    return tuple(told)


@action("people.merges", requires=Permission.PERSON_MERGE)
def merges(uow: UnitOfWork, limit: int = 200) -> tuple[MergeRow, ...]:
    """The latest mergings, newest first, those taken back too."""
    rows = uow.session.scalars(
        select(Merge).order_by(Merge.merged_at.desc(), Merge.id.desc()).limit(limit)
    ).all()
    people = {
        p.id: p for p in uow.session.scalars(select(Person).where(Person.id.in_([r.kept_id for r in rows])))
    }
    who = names(uow.session)
    return tuple(
        MergeRow(
            r.id, person_row(people[r.kept_id], uow.actor), r.before["gone"]["number"], r.merged_at,
            who.get(r.merged_by, ""), r.undone_at,
        )
        for r in rows
        if r.kept_id in people
    )  # fmt: skip


@action("people.undoing", requires=Permission.PERSON_MERGE)
def undoing(uow: UnitOfWork, merge_id: str) -> Undoing:
    """What would come back, what changed since and stays, and why it may not be possible. Changes nothing."""
    merge = uow.get(Merge, merge_id)
    kept, gone = uow.get(Person, merge.kept_id), uow.get(Person, merge.gone_id)
    back, moved_on = rows_to_return(uow, merge)
    restored, changed = field_fates(merge, kept)
    return Undoing(
        merge.id, person_row(kept, uow.actor), gone.number, person_view(gone, uow.actor).name,
        counted(record.__tablename__ for record, _name in back),
        tuple(_shown(spec, getattr(kept, spec.name), before, uow) for spec, before in restored),
        tuple(_shown(spec, getattr(kept, spec.name), before, uow) for spec, before in changed),
        moved_on, undo_problem(uow, merge, kept),
    )  # fmt: skip


def undo_problem(uow: UnitOfWork, merge: Merge, kept: Person) -> str:
    """Why a merging cannot be taken back just now; empty when it can."""
    if merge.undone_at:
        return _("This was taken back already.")
    if kept.merged_into:
        into = uow.get(Person, kept.merged_into)
        return _("{number} was merged into {into} later. Take that back first.").format(
            number=kept.number, into=into.number
        )
    return ""


def rows_to_return(uow: UnitOfWork, merge: Merge) -> tuple[list[tuple[Any, str]], int]:
    """Records that point to the kept one and go back, with what was written on their cases since; how many moved on."""
    listed = {(table, key, name) for table, key, name in merge.moved}
    here = list(pointing(uow, "person", merge.kept_id))
    back = [(r, name) for r, name in here if (r.__tablename__, r.id, name) in listed]
    cases = {key for table, key, name in merge.moved if table == "case"}
    since = [
        (r, name)
        for r, name in here
        if getattr(r, "case_id", None) in cases and (r.__tablename__, r.id, name) not in listed
    ]
    return back + since, len(listed) - len(back)


def field_fates(merge: Merge, kept: Person) -> tuple[list[tuple[Field, Any]], list[tuple[Field, Any]]]:
    """Fields that get their value back, and those changed since which stay; each with the value before (as JSON)."""
    restored: list[tuple[Field, Any]] = []
    changed: list[tuple[Field, Any]] = []
    for spec in fields():
        if spec.name not in merge.before["kept"]:
            continue
        before, after = merge.before["kept"][spec.name], merge.before["merged"].get(spec.name)
        if before == after:
            continue
        now = as_json(getattr(kept, spec.name))
        if now != before:
            (restored if now == after else changed).append((spec, before))
    return restored, changed


def _shown(spec: Field, now: Any, before: Any, uow: UnitOfWork) -> tuple[str, str, str]:
    hidden = not uow.actor.can(Permission.PERSON_IDENTIFY)
    values = (
        ("•••", "•••") if hidden else (spec.show(now), spec.show(stored(spec, before, uow.office.country)))
    )
    return _(spec.label), *values


def stored(spec: Field, value: Any, country: str) -> Any:
    """A field's value as it is stored, from what the journal keeps of it."""
    read = spec.read(tuple(value) if isinstance(value, list) else value, country)
    return () if read is None and spec.kind == "choices" else read


def now_part_of(uow: UnitOfWork, person_id: str) -> str:
    """The key of the record this one became part of, or its own; for looking up what belongs to a person."""
    return uow.session.scalar(select(Person.merged_into).where(Person.id == person_id)) or person_id


def standing(uow: UnitOfWork, person_id: str) -> Person:
    """The record itself, or the one it became part of. Raises NotFound."""
    found = uow.get(Person, person_id)
    if found.merged_into is None:
        return found
    kept = uow.session.get(Person, found.merged_into)
    if kept is None:
        raise NotFound(_("This record is not here, or your role does not show it."))
    return kept
