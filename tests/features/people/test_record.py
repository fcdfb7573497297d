"""The whole record: every answer of the long form, its parts, phones, documents, special questions."""

from __future__ import annotations

import pytest

from caseapp.core.errors import EditConflict, Invalid, PermissionDenied, Refused
from caseapp.data.journal import JournalEntry
from caseapp.features.people import queries, reach, service, special
from caseapp.features.people.form import PARTS, REGISTRATION, SECTIONS
from caseapp.features.people.models import Proof, SafeToCall, SpecialAnswer
from caseapp.features.programmes import service as programmes
from caseapp.features.programmes.special import allow_special, end_special, special_questions

JOURNEY = {
    "title": "ntate", "maiden_name": "Tau", "mother_name": "Mamello", "return_country": "ZA", "return_date": "March 2026",
    "left_on": "January 2024", "return_means": "taxi_bus,foot", "return_helped": "alone", "border_post": "", "agent": "none",
    "migration_reasons": "work,drought", "migration_channel": "irregular", "away_currency": "ZAR", "income_away": "2 400",
    "migration_cost": "900", "cost_sources": "family_loan", "losses": "job,savings", "loss_causes": "covid",
    "household_men": "1", "household_women": "1", "household_boys": "2", "household_girls": "0", "education": "primary",
    "debt": "1,500", "debt_owed_to": "lender", "skills": "sewing,poultry", "training_wishes": "welding", "assets": "poultry",
    "emergency_name": "Mpho Tau", "emergency_relation": "sibling", "emergency_phone": "58123456",
}  # fmt: skip
OLD = {
    "given_name": "Thabo", "family_name": "Mokoena", "sex": "m", "birth_date": "1992", "middle_name": "Nuur", "known_as": "T",
    "here_as": "returnee", "nationality": "LS", "languages": "sot,eng", "phone": "50123456", "safe_to_call": "mornings",
    "phone_owner": "chief", "phone_other": "58123456", "id_type": "ls_national_id", "id_number": "123456789012",
    "place": "LSJ05", "village": "Linakaneng", "other_script": "x", "return_country": "ZA", "return_area": "Welkom",
    "return_date": "2025-11", "return_kind": "forced", "months_away": "30", "work_away": "mine", "return_reasons": "lost_job",
    "return_note": "n", "household_size": "5", "household_children": "3", "household_head": "yes", "marital_status": "married",
    "emergency_name": "e", "emergency_phone": "58123456", "needs": "debt", "strengths": "literate",
    "vulnerabilities": "stranded", "needs_note": "w", "wg_seeing": "1", "consent_method": "signature",
    "consent_purposes": "case_management", "consent_language": "sot", "consent_on": "2026-08-01", "consent_witness": "w",
    "consent_interpreter": "i", "consent_partners": "p",
}  # fmt: skip


def test_no_section_asks_more_than_a_dozen_things():
    assert {s.code: len(s.fields) for s in REGISTRATION.sections if len(s.fields) > 12} == {}


def test_what_an_earlier_register_file_could_say_is_still_understood(make_case):
    person = make_case(**OLD).person
    assert (person.phone_other, person.id_number, person.months_away) == ("+26658123456", "123456789012", 30)


def test_the_whole_journey_and_the_means_are_kept(make_case):
    person = make_case(**JOURNEY).person
    assert person.months_away == 26  # counted from the two dates
    assert (person.household_size, person.household_children) == (4, 2)
    assert (person.income_away, person.away_currency, person.debt) == (240_000, "ZAR", 150_000)
    assert person.losses == ("job", "savings") and person.loss_causes == ("covid",)


@pytest.mark.parametrize(
    ("values", "name", "words"),
    [
        ({"months_away": "3"}, "months_away", "about 26"),
        ({"household_size": "9"}, "household_size", "are 4"),
        ({"id_type": "ke_national_id", "id_number": "12"}, "id_number", "7 or 8 digits"),
        ({"id_type": "ke_unhcr_number", "id_number": "12345C67890123"}, "id_number", "123-45C67890"),
        ({"id_number": "77", "id_expires_on": "2020"}, "id_expires_on", "expired"),
    ],
)
def test_what_looks_wrong_is_said_and_kept(make_case, values, name, words):
    raw = {"given_name": "A", "family_name": "B", "sex": "f", "birth_date": "1990"} | JOURNEY | values
    assert words in REGISTRATION.warnings(REGISTRATION.clean(raw, "LS"))[name]
    assert getattr(make_case(**JOURNEY | values).person, name)


@pytest.mark.parametrize("typed", ["123-45C67890", "12345c67890", "123 45 C 67890"])
def test_a_documents_number_is_one_however_it_is_written(make_case, typed):
    person = make_case(id_type="ke_unhcr_number", id_number=typed).person
    assert person.id_number == "12345C67890"
    raw = {
        "given_name": "A",
        "family_name": "B",
        "sex": "f",
        "birth_date": "1990",
        "id_type": "ke_unhcr_number",
    }
    assert REGISTRATION.warnings(REGISTRATION.clean(raw | {"id_number": typed})) == {}


def test_nobody_leaves_after_coming_back(make_case):
    with pytest.raises(Invalid, match="after they came back"):
        make_case(left_on="2027", return_date="2026")


def test_a_part_is_changed_without_touching_the_rest(database, caseworker, make_case):
    person = make_case(**JOURNEY).person
    seen = {f: getattr(person, f) for f in PARTS["work"].by_name}
    with database.work(caseworker) as uow:
        after = service.change_part(
            uow, person.id, "work", seen | {"debt": "0", "occupation_now": "Tailor"}, seen
        )
    assert (after.debt, after.debt_owed_to, after.occupation_now) == (
        0,
        None,
        "Tailor",
    )  # whom is asked only where there is a debt
    assert (after.losses, after.maiden_name) == (person.losses, person.maiden_name)


def test_a_part_is_checked_against_the_rest_of_the_record(database, caseworker, make_case):
    person = make_case(birth_date="1992").person
    with pytest.raises(Invalid, match="before this person was born"), database.work(caseworker) as uow:
        service.change_part(uow, person.id, "return", {"return_date": "1980"})


def test_two_who_change_one_field_of_a_part_are_told(database, caseworker, supervisor, make_case):
    person = make_case(**JOURNEY).person
    seen = {f: getattr(person, f) for f in PARTS["names"].by_name}
    with database.work(supervisor) as uow:
        service.change_part(uow, person.id, "names", seen | {"maiden_name": "Khati"}, seen)
    with pytest.raises(EditConflict), database.work(caseworker) as uow:
        service.change_part(uow, person.id, "names", seen | {"maiden_name": "Seeiso"}, seen)


def test_every_part_of_the_record_is_stored_as_it_is_asked(database, caseworker, make_case):
    person = make_case(**OLD).person
    for section in SECTIONS:
        seen = {f.name: getattr(person, f.name) for f in section.fields}
        with database.work(caseworker) as uow:
            after = service.change_part(uow, person.id, section.code, seen, seen)
        assert {name: getattr(after, name) for name in seen if name != "household_size"} == {
            name: value for name, value in seen.items() if name != "household_size"
        }


# --- phones and documents


def test_several_phones_each_with_its_owner_and_hours(database, caseworker, make_case):
    person = make_case(phone="50123456", phone_other="58123456", phone_time="after church").person
    with database.work(caseworker) as uow:
        chief = reach.add_phone(
            uow, person.id, {"phone_number": "62000001", "sim_owner": "the chief", "call_safe": "text"}
        )
        reach.add_phone(uow, person.id, {"phone_number": "58123456", "call_time": "Sundays"})
        told = reach.phones(uow, person.id)
    assert [p.number for p in told] == ["+26650123456", "+26662000001", "+26658123456"]
    assert (told[0].time, told[1].safe, told[2].time) == ("after church", SafeToCall.TEXT, "Sundays")
    with pytest.raises(Refused, match="already"), database.work(caseworker) as uow:
        reach.add_phone(uow, person.id, {"phone_number": "50123456"})
    with database.work(caseworker) as uow:
        reach.first_phone(uow, person.id, chief)
        now = queries.person(uow, person.id)
        assert (now.phone, now.phone_owner, now.safe_to_call) == (
            "+26662000001",
            "the chief",
            SafeToCall.TEXT,
        )
        reach.end_phone(uow, person.id, "")
        assert queries.person(uow, person.id).phone == "+26650123456"  # the next takes its place
        assert [p.number for p in reach.phones(uow, person.id)] == ["+26650123456", "+26658123456"]


def test_documents_are_masked_doubted_softly_and_kept_in_order(database, caseworker, make_case):
    person = make_case(id_type="ls_national_id", id_number="123456789012", id_proof="seen").person
    with database.work(caseworker) as uow:
        paper = {
            "document_type": "ke_passport",
            "document_number": "a-12",
            "proof": "declared",
            "valid_until": "2020",
        }
        key = reach.add_document(uow, person.id, paper)
        first, second = reach.documents(uow, person.id)
        assert "12345678" not in first.number and first.number.endswith("9012")
        assert second.expired and "letters" in second.doubt
        assert (
            reach.whole_number(uow, person.id) == "123456789012"
            and reach.whole_number(uow, person.id, key) == "A12"
        )
        reach.first_document(uow, person.id, key)
        now = queries.person(uow, person.id)
        assert (now.id_type, now.id_number, now.id_proof) == ("ke_passport", "A12", Proof.DECLARED)
        reach.end_document(uow, person.id, "", {"ended_why": "Lost"})
        (left,) = reach.documents(uow, person.id)
        assert left.kind == "ls_national_id" and queries.person(uow, person.id).id_number is None


def test_who_sees_no_names_sees_no_phone_and_no_number(database, actors, make_case):
    person = make_case(phone="50123456", id_type="ls_national_id", id_number="123456789012").person
    with database.look(actors["me"]) as uow:
        assert reach.phones(uow, person.id) == ()
        assert reach.documents(uow, person.id)[0].number == ""
    with pytest.raises(PermissionDenied), database.look(actors["me"]) as uow:
        reach.whole_number(uow, person.id)


# --- special questions


@pytest.fixture
def programme(database, supervisor):
    values = {"code": "T-1", "title": "T", "donor": "D", "starts_on": "2026-01-01", "ends_on": "2027-01-01"}
    with database.work(supervisor) as uow:
        return programmes.add_programme(uow, values)


CLAN = {"category": "clan", "why": "Balance of clans in group grants"}
SPECIAL = {"consent_method": "signature", "consent_purposes": ["special_data"]}


def test_nobody_is_asked_their_religion_unless_a_programme_says_why(database, caseworker, make_case):
    case = make_case(**SPECIAL)
    with database.look(caseworker) as uow:
        assert special.questions(uow, case.person.id) == ()
    with pytest.raises(Refused, match="No programme"), database.work(caseworker) as uow:
        special.answer(uow, case.person.id, "religion", {"answer": "x"})
    with pytest.raises(Invalid, match="no field"):
        make_case(religion="x")
    assert "religion" not in REGISTRATION.by_name


def test_a_reason_is_needed_and_only_once(database, supervisor, caseworker, programme):
    with pytest.raises(Invalid, match="needed"), database.work(supervisor) as uow:
        allow_special(uow, programme, {"category": "clan"})
    with pytest.raises(PermissionDenied), database.work(caseworker) as uow:
        allow_special(uow, programme, CLAN)
    with database.work(supervisor) as uow:
        allow_special(uow, programme, CLAN)
    with pytest.raises(Refused, match="already"), database.work(supervisor) as uow:
        allow_special(uow, programme, CLAN)


def test_where_a_programme_says_why_it_is_asked_with_consent_alone(
    database, supervisor, caseworker, make_case, programme
):
    with database.work(supervisor) as uow:
        key = allow_special(uow, programme, CLAN)
    silent, agreed = make_case(), make_case(given_name="Mpho", **SPECIAL)
    with pytest.raises(Refused, match="not agreed"), database.work(caseworker) as uow:
        special.answer(uow, silent.person.id, "clan", {"answer": "x"})
    with database.work(caseworker) as uow:
        special.answer(uow, agreed.person.id, "clan", {"answer": "Degodia"})
        special.answer(uow, agreed.person.id, "clan", {"answer": "Garre"})
        (question,) = special.questions(uow, agreed.person.id)
    with database.look(supervisor) as uow:
        written = [e.body for e in uow.session.query(JournalEntry).filter_by(entity="special_answer")]
    assert len(written) >= 2 and not any("Garre" in body or "Degodia" in body for body in written)
    assert (question.answer, question.why) == ("Garre", CLAN["why"])
    with database.work(caseworker) as uow:
        special.take_away(uow, question.answer_id)
        assert special.questions(uow, agreed.person.id)[0].answer == ""
    with database.work(supervisor) as uow:
        end_special(uow, key)
        assert special_questions(uow) == () and special.questions(uow, agreed.person.id) == ()


def test_another_programmes_reason_does_not_count(database, supervisor, caseworker, make_case, programme):
    from caseapp.features.cases import service as cases
    from tests.conftest import PERSON

    with database.work(supervisor) as uow:
        allow_special(uow, programme, CLAN)
        values = {
            "code": "T-2",
            "title": "T",
            "donor": "D",
            "starts_on": "2026-01-01",
            "ends_on": "2027-01-01",
        }
        other = programmes.add_programme(uow, values)
    with database.work(caseworker) as uow:
        elsewhere = cases.register(uow, PERSON | SPECIAL, other)
        here = cases.register(uow, PERSON | SPECIAL, programme)
        assert special.questions(uow, elsewhere.person.id) == ()
        assert [q.category for q in special.questions(uow, here.person.id)] == ["clan"]


def test_taking_back_consent_hides_the_answers(database, supervisor, caseworker, make_case, programme):
    with database.work(supervisor) as uow:
        allow_special(uow, programme, CLAN)
    case = make_case(**SPECIAL)
    with database.work(caseworker) as uow:
        special.answer(uow, case.person.id, "clan", {"answer": "Garre"})
        service.withdraw_consent(uow, case.person.id, {})
        (question,) = special.questions(uow, case.person.id)
        assert (question.answer, question.agreed) == ("", False)
        assert uow.session.query(SpecialAnswer).count() == 1  # kept until the retention rule, shown to nobody
