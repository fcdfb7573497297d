"""The directory: which organisations offer what, where; how they answered what was sent to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import chain, repeat
from statistics import median
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import func, select

from caseapp.core import codes, places
from caseapp.core.errors import Invalid
from caseapp.core.i18n import _
from caseapp.core.names import fold
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.referrals.form import PARTNER_FORM, SERVICE_FORM, stored
from caseapp.features.referrals.models import Answer, Availability, Partner, PartnerService, Referral
from caseapp.features.referrals.views import PartnerView, Scorecard, ServiceView, partner_view, service_view

YEAR = timedelta(days=365)
ORDER = {a: i for i, a in enumerate(Availability)}


class PartnerEntry(Struct, frozen=True):
    """A partner with what it offers. `stale`: nobody confirmed the entry for longer than the office's number of days."""

    partner: PartnerView
    services: tuple[ServiceView, ...]
    stale: bool = False

    @property
    def id(self) -> str:
        return self.partner.id


class Offer(Struct, frozen=True):
    """A partner with the service that could help somebody, or with none in particular.

    `near` is how many letters of the place codes agree: more is nearer.
    """

    partner: PartnerView
    service: ServiceView | None = None
    near: int = 0
    stale: bool = False


@action("directory.list", requires=Permission.DIRECTORY_READ)
def directory(
    uow: UnitOfWork,
    text: str = "",
    sector: str = "",
    place: str = "",
    active_only: bool = True,
    need: str = "",
) -> tuple[PartnerEntry, ...]:
    """Partners by name with their services; narrowed to words anywhere in their entry, a sector, a place, a need (a code of
    referral_services).

    An office knows tens to hundreds of partners, so the whole list is read and looked through here.
    """
    offered = _services(uow, sector, active_only)
    entries = []
    for partner in uow.session.scalars(select(Partner).order_by(func.lower(Partner.name), Partner.id)):
        mine = tuple(s for s in offered[partner.id] if _fits(s, place, need))
        entry = PartnerEntry(partner_view(partner), mine, stale(uow, partner))
        if (
            (partner.active or not active_only)
            and (mine or not (sector or place or need))
            and _matches(entry, text)
        ):
            entries.append(entry)
    return tuple(entries)


@action("directory.get", requires=Permission.DIRECTORY_READ)
def partner(uow: UnitOfWork, partner_id: str) -> PartnerEntry:
    """One partner with all it offers or offered. Raises NotFound."""
    found = uow.get(Partner, partner_id)
    rows = uow.session.scalars(
        select(PartnerService).where(PartnerService.partner_id == partner_id).order_by(PartnerService.name)
    )
    return PartnerEntry(partner_view(found), tuple(service_view(s) for s in rows), stale(uow, found))


@action("directory.near", requires=Permission.DIRECTORY_READ)
def near(uow: UnitOfWork, sector: str, place: str = "") -> tuple[Offer, ...]:
    """Services of a sector that reach a place (a code of the places list), the best first: taking people, then near."""
    rows = list(uow.session.scalars(select(Partner).where(Partner.active)))
    partners, doubtful = {p.id: partner_view(p) for p in rows}, {p.id for p in rows if stale(uow, p)}
    offers = [
        (
            ORDER[s.availability],
            Offer(
                partners[s.partner_id],
                s,
                _nearness(partners[s.partner_id].place or "", place),
                s.partner_id in doubtful,
            ),
        )
        for group in _services(uow, sector, active_only=True).values()
        for s in group
        if s.partner_id in partners and _covers(s, place)
    ]
    offers.sort(key=lambda ranked: (ranked[0], -ranked[1].near, ranked[1].partner.name))
    return tuple(offer for _rank, offer in offers)


@action("directory.everyone", requires=Permission.DIRECTORY_READ)
def everyone(uow: UnitOfWork) -> tuple[Offer, ...]:
    """Every partner that takes people, by name, without a service: for what nobody is known to offer."""
    rows = uow.session.scalars(
        select(Partner).where(Partner.active).order_by(func.lower(Partner.name), Partner.id)
    )
    return tuple(Offer(partner_view(p), stale=stale(uow, p)) for p in rows)


@action("directory.scorecards", requires=Permission.REFERRAL_READ)
def scorecards(uow: UnitOfWork) -> dict[str, Scorecard]:
    """How every partner answered what was sent in the last twelve months, by partner."""
    return _scorecards(uow)


@action("directory.scorecard", requires=Permission.REFERRAL_READ)
def scorecard(uow: UnitOfWork, partner_id: str) -> Scorecard:
    """How one partner answered in the last twelve months."""
    found = _scorecards(uow, Referral.partner_id == partner_id)
    return found.get(partner_id) or _scorecard(partner_id, ())


@action("directory.add_partner", requires=Permission.DIRECTORY_WRITE)
def add_partner(uow: UnitOfWork, raw: Mapping[str, Any]) -> PartnerView:
    """Put an organisation into the directory. Raises Invalid, also for a name that is there already."""
    values = PARTNER_FORM.clean(raw, uow.office.country)
    _unique(uow, values["name"], "")
    return partner_view(uow.add(Partner(**values)))


@action("directory.change_partner", requires=Permission.DIRECTORY_WRITE)
def change_partner(
    uow: UnitOfWork, partner_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PartnerView:
    """Store an edited partner; one no longer active keeps its referrals and takes no new ones."""
    found = uow.get(Partner, partner_id)
    values = PARTNER_FORM.clean(raw, uow.office.country)
    _unique(uow, values["name"], partner_id)
    uow.edit(found, values, seen)
    return partner_view(found)


@action("directory.confirm", requires=Permission.DIRECTORY_WRITE)
def confirm(uow: UnitOfWork, partner_id: str) -> PartnerView:
    """Somebody asked today, and all of the entry is still true."""
    found = uow.get(Partner, partner_id)
    found.confirmed_on = uow.today
    return partner_view(found)


def stale(uow: UnitOfWork, partner: Partner) -> bool:
    """Whether nobody confirmed the entry for longer than the office's number (rule directory.stale)."""
    return partner.confirmed_on is None or (uow.today - partner.confirmed_on).days > uow.office.rule(
        "directory.stale"
    )


@action("directory.add_service", requires=Permission.DIRECTORY_WRITE)
def add_service(uow: UnitOfWork, partner_id: str, raw: Mapping[str, Any]) -> ServiceView:
    """Add something a partner offers. Raises Invalid."""
    values = stored(SERVICE_FORM, SERVICE_FORM.clean(raw, uow.office.country))
    return service_view(uow.add(PartnerService(partner_id=uow.get(Partner, partner_id).id, **values)))


@action("directory.change_service", requires=Permission.DIRECTORY_WRITE)
def change_service(
    uow: UnitOfWork, service_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> ServiceView:
    """Store an edited service of a partner."""
    found = uow.get(PartnerService, service_id)
    uow.edit(found, stored(SERVICE_FORM, SERVICE_FORM.clean(raw, uow.office.country)), seen)
    return service_view(found)


def areas_text(service: ServiceView) -> str:
    """Where a service reaches, in words."""
    return "; ".join(places.label(code) for code in service.places) or _("whole country")


def _services(uow: UnitOfWork, sector: str, active_only: bool) -> dict[str, list[ServiceView]]:
    query = select(PartnerService).order_by(PartnerService.name, PartnerService.id)
    if sector:
        query = query.where(PartnerService.sector == sector)
    if active_only:
        query = query.where(PartnerService.active)
    found: dict[str, list[ServiceView]] = defaultdict(list)
    for service in uow.session.scalars(query):
        found[service.partner_id].append(service_view(service))
    return found


def _fits(service: ServiceView, place: str, need: str) -> bool:
    return (not place or _covers(service, place)) and (not need or need in service.services)


def _covers(service: ServiceView, place: str) -> bool:
    """Codes of places begin with the code of what they lie in, so a longer code lies in a shorter one."""
    return not service.places or any(
        place.startswith(area) or area.startswith(place) for area in service.places
    )


def _nearness(a: str, b: str) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same


def _matches(entry: PartnerEntry, text: str) -> bool:
    if not text.strip():
        return True
    p = entry.partner
    words = [
        p.name,
        codes.label("partner_kinds", p.kind),
        places.label(p.place or ""),
        p.address,
        p.focal_point,
    ]
    for s in entry.services:
        words += [s.name, codes.label("referral_sectors", s.sector), areas_text(s)]
    all_of_it = fold(" ".join(w for w in words if w))
    return all(word in all_of_it for word in fold(text).split())


def _unique(uow: UnitOfWork, name: str, own_id: str) -> None:
    names = uow.session.execute(select(Partner.id, Partner.name))
    if any(fold(other) == fold(name) and key != own_id for key, other in names):
        raise Invalid({"name": _("A partner with this name is in the directory already.")})


def _scorecards(uow: UnitOfWork, *only: Any) -> dict[str, Scorecard]:
    served = Referral.received_on.is_not(None)
    query: Any = (
        select(Referral.partner_id, Referral.answered_after, Referral.answer, served, func.count())
        .where(Referral.sent_on >= uow.today - YEAR, *only)
        .group_by(Referral.partner_id, Referral.answered_after, Referral.answer, served)
    )
    groups: dict[str, list[_Group]] = defaultdict(list)
    for partner_id, days, answer, was_served, many in uow.session.execute(query):
        groups[partner_id].append(_Group(days, answer, bool(was_served), many))
    return {key: _scorecard(key, found) for key, found in groups.items()}


class _Group(NamedTuple):
    """So many referrals that went alike."""

    days: int | None  # from sending to the answer
    answer: Answer | None
    served: bool
    many: int


def _scorecard(partner_id: str, groups: Sequence[_Group]) -> Scorecard:
    def total(fits: Callable[[_Group], bool]) -> int:
        return sum(group.many for group in groups if fits(group))

    days = sorted((group.days, group.many) for group in groups if group.days is not None)
    return Scorecard(
        partner_id, sent=total(lambda g: True), answered=total(lambda g: g.days is not None),
        accepted=total(lambda g: g.answer == Answer.ACCEPTED), declined=total(lambda g: g.answer == Answer.DECLINED),
        received=total(lambda g: g.served), median_days=_median(days),
    )  # fmt: skip


def _median(counted: Sequence[tuple[int, int]]) -> float | None:
    """The middle of values of which each comes so many times, smallest first; None for none."""
    every = list(chain.from_iterable(repeat(value, times) for value, times in counted))
    return float(median(every)) if every else None
