"""Lists as people want to see them again: kept by name, shared with the office, pinned to one's day, and as last left.

A kept list holds what narrows and arranges it, never rows: whoever opens it sees, and counts, what they may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import or_, select

from caseapp.core.errors import NotFound, Refused
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.narrowing import Typed, typed_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.models import ListState, SavedList
from caseapp.features.office.queries import names

# Who decides what the others find on their lists: whoever gives out cases.
SHARING = Permission.CASE_ASSIGN
MOST_PINNED = 6

NAME_FORM = Form.of(
    "saved-list", N_("Keep this list"),
    Field("name", "text", N_("Name"), required=True, max_length=80, wide=True,
          hint=N_("As you will look for it: “High risk, not seen for a month”. Better without a person’s name.")),
    Field("pinned", "bool", N_("Show it on my day, with how many?"), default=False),
)  # fmt: skip
SHARE_FORM = Form.of(
    "saved-list-shared", N_("Keep this list"), *NAME_FORM.fields,
    Field("shared", "bool", N_("Share it with everybody in the office?"), default=False),
)  # fmt: skip


class SavedView(Struct, frozen=True):
    """A kept list. `mine`: it was kept by this reader; `by` is who kept it."""

    id: str
    list_code: str
    name: str
    shared: bool
    mine: bool
    by: str
    pinned: bool
    may_change: bool
    arrangement: Mapping[str, Any]

    @property
    def typed(self) -> Typed:
        """What narrows it."""
        found = self.arrangement.get("typed", {})
        return typed_of(found) if isinstance(found, Mapping) else ()


class SavedLists(Struct, frozen=True):
    """The kept lists of one page, one's own first, and how it was left."""

    views: tuple[SavedView, ...]
    last: Mapping[str, Any] | None


@action("list.saved", requires=Permission.OWN_WORK)
def saved(uow: UnitOfWork, list_code: str) -> SavedLists:
    """One's own kept lists of a page and those shared with the office, by name; and how one last left it."""
    last = uow.session.get(ListState, (uow.actor.id, list_code))
    found = _views(uow, SavedList.list_code == list_code)
    return SavedLists(
        tuple(sorted(found, key=lambda v: (not v.mine, v.name))), last.arrangement if last else None
    )


@action("list.pinned", requires=Permission.OWN_WORK)
def pinned(uow: UnitOfWork) -> tuple[SavedView, ...]:
    """What this person pinned to their day, by name, MOST_PINNED at most."""
    return tuple(sorted((v for v in _views(uow) if v.pinned), key=lambda v: v.name)[:MOST_PINNED])


@action("list.keep", requires=Permission.OWN_WORK)
def keep(
    uow: UnitOfWork, list_code: str, arrangement: Mapping[str, Any], raw: Mapping[str, Any]
) -> SavedView:
    """Keep a list under a name. Raises Invalid without one, Refused for a name in use and for sharing without the say."""
    values = _clean(uow, raw)
    pinned_by = (uow.actor.id,) if values.pop("pinned") else ()
    _require_free(uow, list_code, values["name"])
    made = SavedList(
        list_code=list_code,
        staff_id=uow.actor.id,
        arrangement=dict(arrangement),
        pinned_by=pinned_by,
        **values,
    )
    return _view(uow, uow.add(made), names(uow.session))


@action("list.rename", requires=Permission.OWN_WORK)
def rename(uow: UnitOfWork, saved_id: str, raw: Mapping[str, Any]) -> SavedView:
    """Give a kept list another name, share it or not, pin it or not. Raises Refused for somebody else's."""
    found, values = _own(uow, saved_id), _clean(uow, raw)
    _require_free(uow, found.list_code, values["name"], found.id)
    _pin(uow, found, bool(values.pop("pinned")))
    for name, value in values.items():
        setattr(found, name, value)
    return _view(uow, found, names(uow.session))


@action("list.update", requires=Permission.OWN_WORK)
def update(uow: UnitOfWork, saved_id: str, arrangement: Mapping[str, Any]) -> SavedView:
    """Keep what is seen now under the same name. Raises Refused for somebody else's."""
    found = _own(uow, saved_id)
    found.arrangement = dict(arrangement)
    return _view(uow, found, names(uow.session))


@action("list.remove", requires=Permission.OWN_WORK)
def remove(uow: UnitOfWork, saved_id: str) -> None:
    """Take a kept list away; for all when it was shared. Raises Refused for somebody else's."""
    _own(uow, saved_id).removed = True


@action("list.pin", requires=Permission.OWN_WORK)
def pin(uow: UnitOfWork, saved_id: str, on: bool) -> None:
    """Show a kept list, also a shared one, on one's own day, or no longer. Raises Refused beyond MOST_PINNED."""
    _pin(uow, _seen(uow, saved_id), on)


@action("list.left", requires=Permission.OWN_WORK)
def left(uow: UnitOfWork, list_code: str, arrangement: Mapping[str, Any]) -> None:
    """Remember how somebody arranged a list, for the next time they come."""
    state = uow.session.get(ListState, (uow.actor.id, list_code))
    if state is None:
        uow.session.add(ListState(staff_id=uow.actor.id, list_code=list_code, arrangement=dict(arrangement)))
    else:
        state.arrangement = dict(arrangement)


@action("list.get", requires=Permission.OWN_WORK)
def get(uow: UnitOfWork, saved_id: str) -> SavedView:
    """One kept list, one's own or shared. Raises NotFound."""
    return _view(uow, _seen(uow, saved_id), names(uow.session))


def _clean(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = SHARE_FORM.clean(raw)
    if values["shared"] and not uow.actor.can(SHARING):
        raise Refused(_("Only a supervisor shares a list with everybody. Keep it for yourself."))
    return values | {"shared": bool(values["shared"])}


def _require_free(uow: UnitOfWork, list_code: str, name: str, but: str = "") -> None:
    taken = [
        v
        for v in _views(uow, SavedList.list_code == list_code)
        if v.id != but and v.name.casefold() == name.casefold()
    ]
    if taken:
        raise Refused(
            _("There is a kept list of this name. Choose another name, or bring that one up to date.")
        )


def _views(uow: UnitOfWork, *conditions: Any) -> list[SavedView]:
    mine_or_shared = or_(SavedList.staff_id == uow.actor.id, SavedList.shared)
    query = select(SavedList).where(SavedList.removed.is_(False), mine_or_shared, *conditions)
    who = names(uow.session)
    return [_view(uow, found, who) for found in uow.session.scalars(query)]


def _seen(uow: UnitOfWork, saved_id: str) -> SavedList:
    found = uow.get(SavedList, saved_id)
    if found.removed or not (found.shared or found.staff_id == uow.actor.id):
        raise NotFound(_("This list is kept no more."))
    return found


def _own(uow: UnitOfWork, saved_id: str) -> SavedList:
    """One's own; a shared one also for whoever may share, so that none outlives its maker's leaving."""
    found = _seen(uow, saved_id)
    if not _may_change(uow, found):
        raise Refused(_("Only who kept this list can change it. Keep your own under another name."))
    return found


def _may_change(uow: UnitOfWork, found: SavedList) -> bool:
    return found.staff_id == uow.actor.id or (found.shared and uow.actor.can(SHARING))


def _pin(uow: UnitOfWork, found: SavedList, on: bool) -> None:
    others = tuple(key for key in found.pinned_by if key != uow.actor.id)
    if on and uow.actor.id not in found.pinned_by:
        if len([v for v in _views(uow) if v.pinned]) >= MOST_PINNED:
            raise Refused(_("Six lists stand on your day. Take one away first."))
    found.pinned_by = (*others, uow.actor.id) if on else others


def _view(uow: UnitOfWork, found: SavedList, who: Mapping[str, str]) -> SavedView:
    return SavedView(
        found.id, found.list_code, found.name, found.shared, found.staff_id == uow.actor.id, who.get(found.staff_id, ""),
        uow.actor.id in found.pinned_by, _may_change(uow, found),
        found.arrangement if isinstance(found.arrangement, Mapping) else {},
    )  # fmt: skip
