"""Groups, their members, and what they share."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from caseapp.core.i18n import _


class MemberView(Struct, frozen=True):
    """Somebody of a group. Of a person whose record may not be seen only that there is one is told."""

    id: str
    person_id: str
    number: str
    name: str
    phone: str | None
    role: str
    signs: bool
    joined_on: date
    left_on: date | None
    left_why: str | None


class GroupView(Struct, frozen=True):
    """A group with everybody who is in it, and those who left."""

    id: str
    name: str
    place: str | None
    village: str | None
    formed_on: date | None
    registered: str | None
    returnees: int | None
    hosts: int | None
    note: str | None
    revision: int
    everybody: tuple[MemberView, ...] = ()
    hidden: int = 0  # members this reader may not see

    @property
    def members(self) -> tuple[MemberView, ...]:
        return tuple(m for m in self.everybody if m.left_on is None)

    @property
    def count(self) -> int:
        """How many belong to it now, seen or not."""
        return len(self.members) + self.hidden

    @property
    def signatories(self) -> tuple[MemberView, ...]:
        return tuple(m for m in self.members if m.signs)


class GroupRow(Struct, frozen=True):
    """One line of a list of groups."""

    id: str
    name: str
    place: str
    members: int


class ShareView(Struct, frozen=True):
    person_id: str
    name: str
    number: str
    quantity: int


class LotView(Struct, frozen=True):
    """What was shared. All shares (also those this reader may not see) and the remainder make up the lot."""

    id: str
    what: str
    money: bool
    unit: str | None
    quantity: int
    remainder: int
    remainder_why: str | None
    shared_on: date
    shared_by: str
    void_on: date | None
    void_why: str | None
    shares: tuple[ShareView, ...] = ()
    hidden: int = 0  # members this reader may not see
    hidden_quantity: int = 0


def nobody_seen() -> str:
    """What stands for the name of a member whose record this reader may not see."""
    return _("a member you may not see")
