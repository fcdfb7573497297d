"""Letters of many referrals at once: those that may be printed; of the others the reason."""

from __future__ import annotations

from caseapp.documents.raster import Pages
from caseapp.features.people import consents
from caseapp.features.referrals.documents import letters_pdf, one_letter, unprintable


def test_letters_that_may_be_printed_stand_in_one_file(database, caseworker, sent):
    written = sent()
    with database.look(caseworker) as uow:
        assert unprintable(uow, [written.id]) == {}
        number, single = one_letter(uow, written.id)
        with Pages(single) as one, Pages(letters_pdf(uow, [written.id, written.id])) as both:
            assert len(both) == 2 * len(one) and number in both.text(0)


def test_one_without_consent_is_left_out_with_its_reason(database, caseworker, sent, case):
    written = sent()
    with database.work(caseworker) as uow:
        consents.withdraw_consent(uow, case.person.id, {})
    with database.look(caseworker) as uow:
        assert "consent" in unprintable(uow, [written.id])[written.id].lower()
