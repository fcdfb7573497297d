"""Who offers what, where, and how they answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from caseapp.core.clock import FixedClock
from caseapp.core.errors import Invalid
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.referrals import directory, service
from caseapp.features.referrals.models import Availability
from caseapp.features.referrals.seed import seed_partners
from caseapp.features.referrals.views import PartnerView, ReferralView


def names(entries: tuple[directory.PartnerEntry, ...]) -> list[str]:
    return [entry.partner.name for entry in entries]


def test_search_by_word_sector_and_place(
    database: Database, caseworker: Actor, partner: PartnerView, ministry: PartnerView
) -> None:
    with database.look(caseworker) as uow:
        assert names(directory.directory(uow)) == [
            "Ministry of Home Affairs",
            "Mokhotlong Hospital, MHPSS unit",
        ]
        assert names(directory.directory(uow, "identity")) == ["Ministry of Home Affairs"]
        assert names(directory.directory(uow, "mokhotlong counselling")) == [
            "Mokhotlong Hospital, MHPSS unit"
        ]
        assert names(directory.directory(uow, sector="mhpss")) == ["Mokhotlong Hospital, MHPSS unit"]
        assert names(directory.directory(uow, sector="mhpss", place="LSA")) == []
        assert names(directory.directory(uow, place="LSA")) == ["Ministry of Home Affairs"]
        assert names(directory.directory(uow, "nobody like this")) == []


def test_services_near_a_place_best_first(
    database: Database, caseworker: Actor, supervisor: Actor, partner: PartnerView, ministry: PartnerView
) -> None:
    with database.work(supervisor) as uow:
        directory.add_service(uow, ministry.id, {"name": "Helpline", "sector": "mhpss"})
        directory.add_service(uow, ministry.id,
                              {"name": "Clinic", "sector": "mhpss", "places": "LSJ", "availability": "full"})  # fmt: skip
        directory.add_service(uow, ministry.id, {"name": "Elsewhere", "sector": "mhpss", "places": "LSK"})
    with database.look(caseworker) as uow:
        found = [o.service.name for o in directory.near(uow, "mhpss", "LSJ05")]
    assert found == ["Counselling", "Helpline", "Clinic"]


def test_editing_a_partner_and_its_service(
    database: Database, supervisor: Actor, partner: PartnerView
) -> None:
    with database.work(supervisor) as uow:
        mended = directory.change_partner(
            uow,
            partner.id,
            {"name": "District Hospital", "kind": "health_facility", "confirmed_on": "2026-08-01"},
        )
        service_id = directory.partner(uow, partner.id).services[0].id
        changed = directory.change_service(
            uow, service_id, {"name": "Counselling", "sector": "mhpss", "availability": "limited"}
        )
    assert (mended.name, mended.phone) == ("District Hospital", None)
    assert (changed.availability, changed.places) == (Availability.LIMITED, ())


def test_mistakes_are_named(database: Database, supervisor: Actor, partner: PartnerView) -> None:
    wrong = {"name": "mokhotlong hospital, mhpss unit", "kind": "health_facility"}
    with database.work(supervisor) as uow:
        with pytest.raises(Invalid) as doubled:
            directory.add_partner(uow, wrong)
        with pytest.raises(Invalid) as unclear:
            directory.add_partner(uow, {"name": "X", "kind": "?", "email": "nowhere", "phone": "12"})
    assert set(doubled.value.problems) == {"name"}
    assert set(unclear.value.problems) == {"kind", "email", "phone"}


def test_how_a_partner_answered(
    database: Database,
    caseworker: Actor,
    clock: FixedClock,
    ministry: PartnerView,
    sent: Callable[..., ReferralView],
) -> None:
    referrals = [sent() for _ in range(4)]
    for days, referral in zip((1, 1, 4), referrals, strict=False):
        clock.advance(days=days)
        with database.work(caseworker) as uow:
            said = {"answer": "declined", "decline_reason": "other"} if days == 4 else {"answer": "accepted"}
            service.answer(uow, referral.id, said)
    with database.work(caseworker) as uow:
        service.receive(uow, referrals[0].id, {})
        card = directory.scorecard(uow, ministry.id)
        assert directory.scorecard(uow, "somebody else").median_days is None
    assert (card.sent, card.answered, card.accepted, card.declined, card.received) == (4, 3, 2, 1, 1)
    assert card.median_days == 2


@pytest.mark.parametrize("country", ["LS", "KE"])
def test_the_demo_office_starts_with_partners_and_contacts(
    database: Database, supervisor: Actor, country: str
) -> None:
    database.office = replace(database.office, demo=True, country=country)
    with database.work(supervisor) as uow:
        assert seed_partners(uow, country) == 14
        assert seed_partners(uow, country) == 0
        entries = directory.directory(uow)
    assert all(e.partner.phone and e.partner.focal_point and e.services for e in entries)
    sectors = {s.sector for e in entries for s in e.services}
    assert {"mhpss", "documentation", "livelihoods"} <= sectors


def test_a_real_office_gets_no_invented_organisation_and_no_invented_contact(
    database: Database, supervisor: Actor
) -> None:
    with database.work(supervisor) as uow:
        assert 0 < seed_partners(uow, "LS") <= 14
        entries = directory.directory(uow)
    assert not any(
        e.partner.phone or e.partner.email or e.partner.focal_point or e.partner.address for e in entries
    )
    assert all(e.services for e in entries)
