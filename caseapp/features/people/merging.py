"""Making one record of two, and two of it again. Never by itself: somebody looks at both and decides.

The record that goes keeps its row, its number and everything it held; what pointed to it points to the other. The
merge keeps both before-images and every row that was moved, so that it can be taken back field by field and row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data import search
from caseapp.data.pointers import count_all, pointing
from caseapp.data.scoping import cases_of, follow
from caseapp.data.types import as_json
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.people.comparing import (
    BOTH,
    FIRST,
    SECOND,
    field_fates,
    fields,
    rows_to_return,
    stored,
    undo_problem,
)
from caseapp.features.people.consents import contradiction
from caseapp.features.people.finding import index
from caseapp.features.people.models import Merge, NotTheSame, Person
from caseapp.features.people.views import PersonView, person_view


@action("person.merge", requires=Permission.PERSON_MERGE)
def merge(
    uow: UnitOfWork, kept_id: str, gone_id: str, take: Mapping[str, str] | None = None, why: str = "",
    seen: tuple[int, int] | None = None,
) -> PersonView:  # fmt: skip
    """Make one record of two: `kept_id` stays, all that belongs to `gone_id` becomes its own, both numbers go on working.

    `take` says for a field whose value is kept: "first" (the kept record's), "second", or "both" for lists; fields not
    named keep the first, or the second where the first is empty. `seen` are the revisions that were compared.
    Raises NotFound, and Refused for records that changed since, wait for a decision, or are only partly visible.
    """
    kept, gone = uow.get(Person, kept_id), uow.get(Person, gone_id)
    _require_mergeable(uow, kept, gone, seen)
    uow.reason = why.strip() or uow.reason
    before = {"kept": _image(kept), "gone": _image(gone)}
    moved = _repoint(uow, gone.id, kept.id)
    taken = _take(kept, gone, take or {})
    if kept.restricted or gone.restricted:
        _restrict(uow, kept.id, True)
    gone.merged_into = kept.id
    before["merged"] = _image(kept)
    made = Merge(
        kept_id=kept.id, gone_id=gone.id, taken=taken, before=before, moved=moved, why=uow.reason, merged_at=uow.now,
        merged_by=uow.actor.id, team=kept.team, owner_id=kept.owner_id, restricted=kept.restricted or gone.restricted,
    )  # fmt: skip
    uow.add(made)
    search.remove(uow.session.connection(), gone.id)
    index(uow, kept)
    return person_view(kept, uow.actor)


@action("person.unmerge", requires=Permission.PERSON_MERGE)
def unmerge(uow: UnitOfWork, merge_id: str, why: str = "") -> tuple[PersonView, PersonView]:
    """Make two records of one again: rows go back, with what was written on their cases since; fields get their earlier
    values unless somebody changed them meanwhile. Raises Refused when a later merging stands on it."""
    done = uow.get(Merge, merge_id)
    kept, gone = uow.get(Person, done.kept_id), uow.get(Person, done.gone_id)
    if problem := undo_problem(uow, done, kept):
        raise Refused(problem)
    uow.reason = why.strip() or uow.reason
    back, _moved_on = rows_to_return(uow, done)
    for record, name in back:
        setattr(record, name, gone.id)
    restored, _changed = field_fates(done, kept)
    for spec, value in restored:
        setattr(kept, spec.name, stored(spec, value, uow.office.country))
    gone.merged_into = None
    done.undone_at, done.undone_by, done.undone_why = uow.now, uow.actor.id, uow.reason
    uow.session.flush()
    for person, side in ((kept, "kept"), (gone, "gone")):
        _restrict(uow, person.id, done.before[side]["restricted"])
    index(uow, kept)
    index(uow, gone)
    return person_view(kept, uow.actor), person_view(gone, uow.actor)


def _require_mergeable(uow: UnitOfWork, kept: Person, gone: Person, seen: tuple[int, int] | None) -> None:
    if kept.id == gone.id:
        raise Refused(_("This is one record already."))
    if kept.merged_into or gone.merged_into:
        raise Refused(_("One of the two became part of another record meanwhile. Look for them again."))
    if seen and seen != (kept.revision, gone.revision):
        raise Refused(
            _("One of the two was changed while you compared them. Nothing was merged. Please look again.")
        )
    if sum(1 for _row in pointing(uow, "person", gone.id)) != count_all(uow, "person", gone.id):
        raise Refused(
            _("Part of this record is kept where you may not see it. Ask somebody who sees all of it.")
        )
    if problem := contradiction(uow, kept, gone):
        raise Refused(problem)
    guards = [load(target) for feature in features() for target in feature.merge_guards]
    problems = [text for person in (kept, gone) for guard in guards if (text := guard(uow, person.id))]
    if problems:
        raise Refused(" ".join(problems))


def _image(person: Person) -> dict[str, Any]:
    """What a record holds, as the journal writes it."""
    names = {f.name for f in fields()} | {"number", "team", "owner_id", "restricted", "merged_into"}
    return {name: as_json(getattr(person, name)) for name in sorted(names)}


def _repoint(uow: UnitOfWork, gone_id: str, kept_id: str) -> list[list[str]]:
    """Point everything at the record that stays; the key of every row and column that was moved."""
    moved = []
    for record, name in list(pointing(uow, "person", gone_id)):
        if isinstance(record, NotTheSame) and kept_id in (record.person_id, record.other_id):
            continue  # once thought to be two people: the decision stays readable as it was made
        setattr(record, name, kept_id)
        moved.append([record.__tablename__, record.id, name])
    return moved


def _take(kept: Person, gone: Person, take: Mapping[str, str]) -> dict[str, str]:
    """Set the chosen values on the kept record; which side each came from."""
    taken = {}
    for spec in fields():
        mine, theirs = getattr(kept, spec.name), getattr(gone, spec.name)
        several = spec.kind == "choices"
        side = take.get(spec.name) or (BOTH if several else FIRST if mine is not None else SECOND)
        value = {FIRST: mine, SECOND: theirs}.get(side)
        if side == BOTH and several:
            value = tuple(dict.fromkeys((*mine, *theirs)))
        elif side == BOTH:
            raise Refused(_("Only lists can keep the values of both."))
        if value != mine:
            setattr(kept, spec.name, value)
        taken[spec.name] = side
    return taken


def _restrict(uow: UnitOfWork, person_id: str, restricted: bool) -> None:
    follow(uow, {"person_id": person_id, "id": person_id}, restricted=restricted)
    for case_id in cases_of(uow, person_id):
        follow(uow, {"case_id": case_id}, restricted=restricted)
