"""A directory of two partners, a person who agreed to be referred, and the steps of a referral in one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from caseapp.core import codes
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases.queries import CaseView
from caseapp.features.referrals import directory, service
from caseapp.features.referrals.views import PartnerView, ReferralView

AGREED = {"consent_method": "signature", "consent_purposes": "case_management,referral,special_data"}
ASKED = {
    "sector": "documentation",
    "services": "legal,other",
    "reason": "Needs an identity card to open an account.",
    "services_note": "Help with the form",
}
EVERYTHING = ",".join(c.code for c in codes.codes("referral_shares"))
PRIVATE = {**ASKED, "sector": "mhpss", "services": "psychological", "reason": "Sleeps badly, low mood.",
           "medication": "None", "duration": "About 4 months"}  # fmt: skip


@pytest.fixture
def partner(database: Database, supervisor: Actor) -> PartnerView:
    """The hospital of the district."""
    with database.work(supervisor) as uow:
        added = directory.add_partner(
            uow,
            {
                "name": "Mokhotlong Hospital, MHPSS unit", "kind": "health_facility", "place": "LSJ",
                "phone": "+266 5012 3456", "focal_point": "Dr. Peter Molefe", "email": "mhpss@hospital.example",
            },
        )  # fmt: skip
        directory.add_service(
            uow, added.id,
            {"name": "Counselling", "sector": "mhpss", "services": "psychological", "places": "LSJ", "layer": "layer_4"},
        )  # fmt: skip
        return added


@pytest.fixture
def ministry(database: Database, supervisor: Actor) -> PartnerView:
    """A national office that reaches everywhere."""
    with database.work(supervisor) as uow:
        added = directory.add_partner(
            uow,
            {
                "name": "Ministry of Home Affairs",
                "kind": "government",
                "place": "LSA",
                "phone": "+266 2231 2345",
            },
        )
        directory.add_service(uow, added.id, {"name": "Identity cards", "sector": "documentation"})
        return added


@pytest.fixture
def case(make_case: Callable[..., CaseView]) -> CaseView:
    """Thabo's case, with consent to referral and to special data."""
    return make_case(**AGREED)


@pytest.fixture
def draft(
    database: Database, caseworker: Actor, case: CaseView, ministry: PartnerView
) -> Callable[..., ReferralView]:
    """Write a referral: draft(actor=…, case_id=…, partner_id=…, **fields)."""

    def write(
        actor: Actor = caseworker, case_id: str = case.id, partner_id: str = ministry.id, **fields: Any
    ) -> ReferralView:
        with database.work(actor) as uow:
            return service.create(uow, case_id, partner_id, {**ASKED, **fields})

    return write


@pytest.fixture
def sent(
    database: Database, caseworker: Actor, draft: Callable[..., ReferralView]
) -> Callable[..., ReferralView]:
    """Write a referral and send it."""

    def write_and_send(actor: Actor = caseworker, shared: str = EVERYTHING, **fields: Any) -> ReferralView:
        written = draft(actor, **fields)
        with database.work(actor) as uow:
            return service.send(uow, written.id, {"delivery": "by_hand", "shared": shared})

    return write_and_send
