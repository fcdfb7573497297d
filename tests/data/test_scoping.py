"""A case and what belongs to it are seen by the same people."""

from __future__ import annotations

from caseapp.features.cases import queries, service
from caseapp.features.cases.models import CaseNote
from caseapp.features.people import queries as people
from caseapp.features.people import service as registering


def test_a_reassigned_restricted_case_is_seen_whole_by_its_new_caseworker(
    database, caseworker, supervisor, actors, make_case
):
    case = make_case(consent_method="signature", consent_purposes=["referral"])
    with database.work(caseworker) as uow:
        service.add_note(uow, case.id, {"text": "first visit"})
    with database.work(supervisor) as uow:
        registering.restrict(uow, case.person.id, True)
        service.assign(uow, case.id, actors["caseworker2"].id)
    with database.look(actors["caseworker2"]) as uow:
        assert queries.case(uow, case.id).person.family_name == "Mokoena"
        assert [n.text for n in queries.notes(uow, case.id)] == ["first visit"]
        assert people.consent(uow, case.person.id) is not None
    with database.look(caseworker) as uow:
        assert people.count(uow) == 0 and queries.count(uow) == 0
        assert uow.session.query(CaseNote).all() == []
