"""A training of border officials, from the plan to the donor's report: attendance sheet, tests, certificates, the figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.core.errors import Refused
from caseapp.documents.raster import Pages
from caseapp.features.community import queries, service
from caseapp.features.community.documents import certificates_pdf, sheet_pdf
from caseapp.features.programmes.models import Indicator, Programme
from caseapp.features.reports import frozen, kinds
from caseapp.features.reports import service as reporting
from caseapp.features.reports.periods import Period
from caseapp.features.reports.printing import put_out_report

OFFICIALS = (("Refiloe Nthako", "f", "Immigration"), ("Teboho Mokete", "m", "Customs"), ("Nthatisi Ramokoena", "f", "Police"),
             ("Khotso Mabitle", "m", "Health desk"))  # fmt: skip


@pytest.fixture
def programme(database, supervisor):
    """A programme that promised the donor sixty officials."""
    with database.work(supervisor) as uow:
        made = uow.add(
            Programme(code="LS-2026", title="Reintegration of returnees", donor="Government of Japan", country="LS",
                      starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28), outcomes=[{"code": "O1", "title": "Government"}])
        )  # fmt: skip
        uow.add(Indicator(programme_id=made.id, code="1.1", title="Officials trained", unit="people", target=60, outcome="O1",
                          measure="community.officials_trained"))  # fmt: skip
        return made.id


def pages_of(pdf):
    with Pages(pdf) as pages:
        return [pages.text(n) for n in range(len(pages))]


def test_from_the_plan_to_the_donor(database, supervisor, programme, clock):
    with database.work(supervisor) as uow:
        training = service.add(uow, {
            "kind": "training", "title": "Receiving returnees with care", "audience": "border", "place": "LSA12",
            "starts_on": uow.today, "ends_on": uow.today + timedelta(days=2), "harm": "No names are spoken in the room.",
        }, programme)  # fmt: skip
        listed = [
            service.add_participant(
                uow, training, {"name": name, "sex": sex, "group": "official", "office": office}
            )
            for name, sex, office in OFFICIALS
        ]
    with database.look(supervisor) as uow:
        (sheet,) = pages_of(sheet_pdf(uow, training))
    assert all(name in sheet for name, _sex, _office in OFFICIALS)

    for day, there in enumerate((listed, listed, listed[:3])):
        with database.work(supervisor) as uow:
            service.meet(
                uow,
                training,
                {"held_on": uow.today, "topic": f"Day {day + 1}", "hours": 6, "official_m_18": 2},
                there,
            )
        clock.advance(days=1)
    with database.work(supervisor) as uow:
        for key in listed[:3]:
            service.test(uow, key, {"before": 40, "after": 80})
        with pytest.raises(Refused):
            service.certify(uow, training, listed)  # one missed a third of the days
        assert service.certify(uow, training, listed[:3]) == 3
        service.complete(
            uow, training, {"completed_on": uow.today, "outcome": "They refer returnees to the office."}
        )
    with database.look(supervisor) as uow:
        certificates = pages_of(certificates_pdf(uow, training))
        assert len(certificates) == 3 and "Khotso Mabitle" not in "".join(certificates)
        assert queries.turnout(uow, training).officials == 6

    clock.advance(days=40)
    month = Period(date(2026, 8, 1), date(2026, 8, 31))
    with database.work(supervisor) as uow:
        reporting.freeze(uow, month, {"name": "Interim report"}, programme)
    with database.look(supervisor) as uow:
        report = kinds.build(uow, "donor-interim", month, programme)
        told = " ".join(pages_of(put_out_report(uow, report, outside=True)))
        (sent,) = frozen.frozen(uow, programme, month)
        assert sent.cube("community.officials_trained").headline == 6 and frozen.differences(uow, sent) == ()
    assert "Officials trained" in told and "10 %" in told and "Nthako" not in told
