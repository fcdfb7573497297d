"""Somebody is registered twice, noticed, compared, made one record, and made two again: every step by whoever does it."""

from __future__ import annotations

from caseapp.features.cases import queries as cases
from caseapp.features.people import comparing, finding, merging, queries, reviewing

FIRST = {
    "given_name": "Seseko",
    "family_name": "Phooko",
    "sex": "m",
    "birth_date": "1991-05-02",
    "phone": "50 111 222",
}
AGAIN = FIRST | {"given_name": "Sesekho", "family_name": "Phoko"}


def test_from_twice_on_file_to_one_and_back(database, caseworker, supervisor, make_case):
    first = make_case(**FIRST)
    with database.look(caseworker) as uow:
        (hint,) = finding.alike(uow, AGAIN)  # what stands beside the form while it is typed
        assert hint.likely
        assert "same phone" in hint.reasons
    second = make_case(**AGAIN)  # saved all the same
    with database.look(supervisor) as uow:
        (pair,) = reviewing.review(uow).pairs
        shown = comparing.compare(uow, pair.first.id, pair.second.id)
    assert {p.name for p in shown.pairs if not p.same} == {"given_name", "family_name"}
    with database.work(supervisor) as uow:
        merging.merge(
            uow, first.person.id, second.person.id, {"family_name": "second"}, "He showed his card."
        )
    with database.look(caseworker) as uow:
        assert [p.name for p in finding.find(uow, second.person.number)] == ["Seseko Phoko"]
        assert {c.id for c in cases.of_person(uow, second.person.id)} == {first.id, second.id}
    with database.look(supervisor) as uow:
        assert reviewing.review(uow).pairs == ()
        (row,) = comparing.merges(uow)
        back = comparing.undoing(uow, row.id)
    assert not back.problem
    with database.work(supervisor) as uow:
        merging.unmerge(uow, row.id, "They were cousins.")
    with database.look(caseworker) as uow:
        assert queries.person(uow, first.person.id).family_name == "Phooko"
        assert queries.person(uow, second.person.id).family_name == "Phoko"
        assert [c.id for c in cases.of_person(uow, second.person.id)] == [second.id]
