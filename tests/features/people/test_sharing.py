"""What leaves the office about somebody, leaves it by their consent."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Refused
from caseapp.documents.redaction import Redaction
from caseapp.features.people import service
from caseapp.features.reports.summary import summary_of

AGREED = {"consent_method": "signature", "consent_purposes": ["case_management", "referral"]}


def test_a_summary_for_partners_needs_consent_and_loses_it(database, caseworker, make_case):
    bare, case = make_case(), make_case(given_name="Mpho", **AGREED)
    with pytest.raises(Refused, match="not agreed that this is shared"), database.look(caseworker) as uow:
        summary_of(uow, bare.id, int(Redaction.PARTNER))
    with database.look(caseworker) as uow:
        assert summary_of(uow, case.id, int(Redaction.PARTNER)).startswith(b"%PDF-")
        assert summary_of(uow, bare.id, int(Redaction.INTERNAL)).startswith(
            b"%PDF-"
        )  # inside the office it is work
    with database.work(caseworker) as uow:
        service.withdraw_consent(uow, case.person.id, {"withdrawn_purposes": ["referral"]})
    with pytest.raises(Refused), database.look(caseworker) as uow:
        summary_of(uow, case.id, int(Redaction.PARTNER))
