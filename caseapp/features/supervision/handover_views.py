"""What the handover of a caseload shows and prints: frozen values, and who gets which case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.features.cases.models import Risk
from caseapp.features.cases.queries import CaseRow


class Split(Choice):
    """How cases are shared out among several colleagues."""

    EVEN = "even", N_("Evenly, by the room each has")
    PLACE = "place", N_("By place, a district to one colleague")


class Carried(Struct, frozen=True):
    """One case of a caseload with what waits on it: planned follow-ups, referrals without an answer, tranches to come."""

    case: CaseRow
    area: str  # the code of the district: places of one district stay together
    restricted: bool
    visits: int
    next_visit: date | None
    referrals: int
    tranches: int

    @property
    def id(self) -> str:
        return self.case.id


class Taker(Struct, frozen=True):
    """Somebody who can carry cases, and how many they carry."""

    id: str
    name: str
    active: int
    ceiling: int

    @property
    def room(self) -> int:
        return self.ceiling - self.active


class Load(Struct, frozen=True):
    """A caseload before it is handed over. `promised`: follow-ups on other people's cases planned for the giver by name."""

    giver_id: str
    giver: str
    cases: tuple[Carried, ...]
    promised: int
    takers: tuple[Taker, ...]


class HandOverView(Struct, frozen=True):
    """A handover that was done. `cases` of how many went to whom."""

    id: str
    giver: str
    done_by: str
    done_on: date
    why: str
    until: date | None
    shares: tuple[tuple[str, int], ...]  # name, how many cases
    undone_on: date | None

    @property
    def count(self) -> int:
        return sum(count for _name, count in self.shares)


class Sheet(Struct, frozen=True):
    """A handover as it is printed: for each colleague the cases that are with them now."""

    view: HandOverView
    today: date
    shares: tuple[tuple[str, tuple[Carried, ...]], ...]


def share_out(cases: Sequence[Carried], takers: Sequence[Taker], how: Split) -> dict[str, str]:
    """Who gets which case: case -> colleague. Whoever has most room is next; high risk goes first, so that it is spread.

    By place, a whole district goes to one colleague, the largest first. Without takers nobody gets anything.
    """
    if not takers:
        return {}
    room = {t.id: t.room for t in takers}
    found: dict[str, str] = {}
    for group in _groups(cases, how):
        to = max(room, key=lambda key: room[key])
        room[to] -= len(group)
        found |= {c.id: to for c in group}
    return found


def _groups(cases: Sequence[Carried], how: Split) -> list[list[Carried]]:
    if how is Split.EVEN:
        order = list(Risk)
        return [[c] for c in sorted(cases, key=lambda c: (order.index(c.case.risk), c.case.number))]
    areas: dict[str, list[Carried]] = {}
    for c in cases:
        areas.setdefault(c.area, []).append(c)
    return sorted(areas.values(), key=lambda group: (-len(group), group[0].area))


def counted(assigned: Mapping[str, str], taker: Taker) -> int:
    """How many cases a colleague gets."""
    return sum(to == taker.id for to in assigned.values())
