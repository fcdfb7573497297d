"""Consent by purpose, with an end; taken back in part or whole, and what that stops."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.features.cases.timeline import timeline
from caseapp.features.people import consents, queries, service
from caseapp.features.people.documents import ConsentPaper
from caseapp.features.people.models import ConsentBy
from tests.features.referrals.conftest import AGREED, case, draft, ministry, partner, sent

__all__ = ["case", "draft", "ministry", "partner", "sent"]

GIVEN = {"consent_method": "signature", "consent_purposes": ["case_management", "referral", "photo"]}


@pytest.fixture
def give(database, caseworker):
    def record(case, **values):
        with database.work(caseworker) as uow:
            return service.give_consent(uow, case.person.id, GIVEN | values)

    return record


def test_without_an_end_it_ends_after_the_offices_time(database, make_case, give):
    view = give(make_case(), consent_on="2026-08-01")
    assert view.expires_on == date(2026, 8, 1) + timedelta(days=730)
    assert view.text_version == consents.TEXT_VERSION


def test_a_child_agrees_beside_its_guardian(make_case, give):
    view = give(make_case(birth_date="2014"), consent_by="both", consent_guardian="Puleng Mokoena",
                consent_explained=["voluntary", "complaint"])  # fmt: skip
    assert (view.given_by, view.guardian) == (ConsentBy.BOTH, "Puleng Mokoena")
    assert view.explained == ("voluntary", "complaint")


def test_a_guardian_is_asked_for_only_where_one_agrees(make_case, give):
    assert give(make_case(), consent_by="self", consent_guardian="Somebody").guardian is None


def test_it_cannot_end_before_it_began(make_case, give):
    with pytest.raises(Invalid, match="before it was given"):
        give(make_case(), consent_on="2026-08-01", consent_expires="2026-07-01")


def test_a_witness_is_wished_for_and_never_in_the_way(database, caseworker, make_case, give):
    form = consents.CONSENT_FORM
    values = form.clean(GIVEN | {"consent_method": "witnessed"})
    assert "witness" in form.warnings(values)["consent_method"]
    assert give(make_case(), consent_method="witnessed").witness is None


def test_an_older_consent_does_not_come_back_to_life(database, caseworker, make_case, give, clock):
    case = make_case()
    give(case, consent_on="2026-08-01")
    give(case, consent_purposes=["case_management"], consent_on="2026-08-10", consent_expires="2026-08-20")
    with database.work(caseworker) as uow:
        assert not queries.may(uow, case.person.id, "referral")
    clock.advance(days=5)
    with database.look(caseworker) as uow:  # the newer one has ended; the older one was replaced
        assert queries.consent(uow, case.person.id) is None
        assert consents.standing(uow, [case.person.id]) == {}


def test_one_purpose_is_taken_back_and_the_rest_goes_on(database, caseworker, make_case, give):
    case = make_case()
    first = give(case, consent_witness="Mpho Tau")
    with database.work(caseworker) as uow:
        left = service.withdraw_consent(
            uow, case.person.id, {"withdrawn_purposes": ["photo"], "withdrawn_why": "No pictures"}
        )
        assert left.purposes == ("case_management", "referral") and left.replaces_id == first.id
        assert (left.given_on, left.witness) == (first.given_on, "Mpho Tau")
        assert queries.may(uow, case.person.id, "referral") and not queries.may(uow, case.person.id, "photo")
    with database.look(caseworker) as uow:
        told = queries.consents(uow, case.person.id)
        assert [bool(c.withdrawn_on) for c in told] == [False, True]
        assert told[1].withdrawn_why == "No pictures"
        assert timeline(uow, case.id).rows[0].chip == "Consent withdrawn"


def test_taking_it_back_hides_the_photo_and_flags_what_is_shared(
    database, caseworker, make_case, sent, partner
):
    from tests.features.people.test_files import picture

    mine = make_case(**AGREED)
    sent(case_id=mine.id, partner_id=partner.id)
    with database.work(caseworker) as uow:
        service.give_consent(uow, mine.person.id, GIVEN)
        service.set_photo(uow, mine.person.id, picture())
        assert queries.photo(uow, mine.person.id)
        shared = consents.shared_now(uow, mine.person.id)
        assert len(shared) == 1 and "1 referral is under way" in shared[0]
        service.withdraw_consent(uow, mine.person.id, {})
        assert queries.photo(uow, mine.person.id) is None
        assert consents.agreed(uow, [mine.person.id], "referral") == frozenset()
        from caseapp.features.referrals import queries as referrals

        assert [r.attention for r in referrals.of_case(uow, mine.id)] == [True]
    with pytest.raises(Refused, match="no consent"), database.work(caseworker) as uow:
        service.withdraw_consent(uow, mine.person.id, {})


def test_lists_for_others_leave_out_who_did_not_agree(database, caseworker, make_case, give, clock):
    yes, no, ended = make_case(), make_case(given_name="Mpho"), make_case(given_name="Lineo")
    give(yes)
    give(no, consent_purposes=["case_management"])
    give(ended, consent_on="2026-08-01", consent_expires="2026-08-19")
    clock.advance(days=2)
    ids = [c.person.id for c in (yes, no, ended)]
    with database.look(caseworker) as uow:
        assert consents.agreed(uow, ids, "referral") == {yes.person.id}


def test_consents_that_end_soon_are_found_each_once(database, caseworker, actors, make_case, give, clock):
    soon, later, renewed, taken = (make_case(given_name=n) for n in ("Soon", "Later", "Renewed", "Taken"))
    give(soon, consent_expires="2026-09-01")
    give(later, consent_expires="2026-12-01")
    give(renewed, consent_on="2026-08-01", consent_expires="2026-08-25")
    give(renewed, consent_expires="2027-08-25")
    give(taken, consent_expires="2026-08-25")
    with database.work(caseworker) as uow:
        service.withdraw_consent(uow, taken.person.id, {})
    with database.look(caseworker) as uow:
        assert [e.person.name for e in consents.ending(uow)] == ["Soon Mokoena"]
        assert consents.ending_count(uow, days=120) == 2
    with database.look(actors["caseworker2"]) as uow:
        assert consents.ending_count(uow, mine=True) == 0
    clock.advance(days=60)
    with database.look(caseworker) as uow:  # what has ended stays in the list until somebody asks again
        assert [e.person.name for e in consents.ending(uow)] == ["Soon Mokoena"]


def test_pseudonym_readers_see_no_guardian_or_witness(database, actors, make_case, give):
    case = make_case()
    give(case, consent_by="guardian", consent_guardian="Puleng Mokoena", consent_witness="Mpho Tau")
    with database.look(actors["me"]) as uow:
        told = repr(queries.consents(uow, case.person.id))
    assert "Puleng" not in told and "Mpho" not in told


def test_the_paper_says_who_gave_it_and_until_when(database, caseworker, make_case, give):
    case = make_case()
    view = give(case, consent_by="guardian", consent_guardian="Puleng Mokoena", consent_expires="2027-01-31")
    entries = {e.label: e.value for e in ConsentPaper()._given(view)}
    assert entries["Given by"] == "Parent or guardian, Puleng Mokoena"
    assert entries["Ends on"] == "31 Jan 2027" and entries["Text read aloud"] == "version 1"


def test_other_words_are_another_version():
    """Who changes what is read aloud gives it a new number, here and there."""
    said = hashlib.sha256("\n".join(consents.EXPLAINED).encode()).hexdigest()[:12]
    assert (consents.TEXT_VERSION, said) == ("1", "3398e9f3367e")
