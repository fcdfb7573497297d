"""Cases: opened once, staged by what was done, closed by two people, reopened with the team they had."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caseapp.core.errors import Invalid, NotFound, Refused
from caseapp.features.cases import closing, queries, service
from caseapp.features.cases.models import Case, Risk, Stage
from caseapp.features.cases.timeline import timeline
from caseapp.features.office.models import Staff
from caseapp.features.people import queries as people
from caseapp.features.people import service as registering

CLOSE = {
    "closure_reason": "goals_achieved",
    "closure_missing_why": "moved far away",
    "closure_note": "The shop carries the family.",
}


def test_four_fields_suffice_to_register(database, caseworker):
    raw = {"given_name": "Lineo", "family_name": "Sekhonyana", "sex": "f", "birth_date": "1990-05"}
    with database.work(caseworker) as uow:
        case = service.register(uow, raw)
    assert (case.person.name, str(case.person.birth_date)) == ("Lineo Sekhonyana", "1990-05")
    assert case.stage is Stage.REGISTERED and case.caseworker == caseworker.name


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("birth_date", "2999-01-01", "future"),
        ("birth_date", "1850", "more than 120 years"),
        ("birth_date", "31/02/1990", "12 May 1990"),
        ("phone", "12", "digits short"),
        ("sex", "x", "Choose one of"),
        ("given_name", "", "is needed"),
        ("given_name", "a" * 201, "200 letters at most"),
        ("given_name", "Tha\x00bo", "cannot be seen"),
        ("given_name", "Tha\u202ebo", "cannot be seen"),
        ("place", "XX99", "not in the list"),
        ("return_date", "1950", "before this person was born"),
        ("no_such_field", "x", "no field with this name"),
    ],
)
def test_impossible_values_are_named_and_nothing_is_stored(
    database, caseworker, make_case, field, value, words
):
    raw = {"given_name": "Thabo", "family_name": "Mokoena", "sex": "m", "birth_date": "1992"} | {field: value}
    with pytest.raises(Invalid) as invalid, database.work(caseworker) as uow:
        service.register(uow, raw)
    assert words in invalid.value.problems[field]
    with database.look(caseworker) as uow:
        assert people.count(uow) == 0


@pytest.mark.parametrize(
    "name",
    [
        "فاطمة عبد الرحمن",
        "ተስፋዬ ገብረማርያም",
        "’Maletšatsi",
        'O\'Brien "Q"',
        "<b>x</b>",
        "=cmd|' /C calc'!A0",
        "a" * 200,
        "Ntombi-Zodwa 😀",
    ],
)
def test_a_name_in_any_script_is_kept_as_typed(database, make_case, caseworker, name):
    case = make_case(given_name=name)
    with database.look(caseworker) as uow:
        assert people.person(uow, case.person.id).given_name == name


def test_one_open_case_at_a_time(database, caseworker, make_case):
    case = make_case()
    with pytest.raises(Refused, match="already has an open case"), database.work(caseworker) as uow:
        service.open_case(uow, case.person.id)


def test_the_stage_follows_from_what_was_done(database, caseworker, make_case, clock):
    case = make_case()
    stages = []
    for milestone in ("assessed_on", "planned_on", "supported_on"):
        with database.work(caseworker) as uow:
            service.reached(uow, case.id, milestone, clock.today())
        with database.look(caseworker) as uow:
            stages.append(queries.case(uow, case.id).stage)
    assert stages == [Stage.ASSESSED, Stage.PLANNED, Stage.MONITORING]


def test_closing_takes_two_people(database, caseworker, supervisor, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        assert service.ask_closure(uow, case.id, CLOSE).stage is Stage.CLOSING
    with database.look(supervisor) as uow:
        assert [c.id for c in queries.closures_waiting(uow)] == [case.id]
    with database.work(supervisor) as uow:
        closed = service.approve_closure(uow, case.id)
    assert closed.stage is Stage.CLOSED and closed.closed_on is not None
    with pytest.raises(Refused, match="is closed"), database.work(caseworker) as uow:
        service.set_risk(uow, case.id, {"risk": "high", "risk_reason": "x"})


def test_no_case_is_closed_before_it_was_opened(database, caseworker, clock, make_case):
    case = make_case()
    clock.set(clock.now() - timedelta(days=400))
    with pytest.raises(Refused, match="before the day the case was opened"), database.work(caseworker) as uow:
        service.ask_closure(uow, case.id, CLOSE)


def test_nobody_approves_their_own_request(database, supervisor, make_case):
    case = make_case()
    with database.work(supervisor) as uow:
        service.ask_closure(uow, case.id, CLOSE)
    with pytest.raises(Refused, match="own request"), database.work(supervisor) as uow:
        service.approve_closure(uow, case.id)


def test_a_closure_sent_back_comes_to_the_caseworker_with_the_comment(
    database, caseworker, supervisor, make_case
):
    case = make_case()
    with database.work(caseworker) as uow:
        service.ask_closure(uow, case.id, CLOSE)
    with database.work(supervisor) as uow:
        service.return_closure(uow, case.id, {"comment": "visit once more"})
    with database.look(caseworker) as uow:
        assert [(c.id, words) for c, words in queries.closures_returned(uow)] == [
            (case.id, "visit once more")
        ]
        assert queries.case(uow, case.id).stage is Stage.REGISTERED


def test_reopening_keeps_caseworker_and_team_and_says_why(database, caseworker, supervisor, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        service.ask_closure(uow, case.id, CLOSE)
    with database.work(supervisor) as uow:
        service.approve_closure(uow, case.id)
    with database.work(supervisor) as uow:
        again = service.reopen(uow, case.id, {"reason": "the shop burned down"})
    assert (again.open, again.caseworker_id, again.team) == (True, caseworker.id, case.team)
    with database.look(supervisor) as uow:
        assert timeline(uow, case.id).rows[0].reason == "the shop burned down"


def test_a_case_whose_caseworker_left_comes_back_to_whoever_reopens_it(
    database, caseworker, supervisor, actors, make_case
):
    case = make_case()
    with database.work(caseworker) as uow:
        service.ask_closure(uow, case.id, CLOSE)
    with database.work(supervisor) as uow:
        service.approve_closure(uow, case.id)
    with database.work(actors["admin"]) as uow:
        uow.get(Staff, caseworker.id).active = False
    with database.work(supervisor) as uow:
        again = service.reopen(uow, case.id, {"reason": "came back"})
    assert (again.caseworker_id, again.person.id) == (supervisor.id, case.person.id)


def test_what_is_missing_at_the_end_is_explained_or_seen_to(database, caseworker, make_case):
    case = make_case()
    asked = {"closure_reason": "goals_achieved", "closure_note": "He sells eggs."}
    with database.look(caseworker) as uow:
        missing = closing.standing(uow, case.id).missing
    if missing:  # what the office can ask depends on the questionnaires it has
        with pytest.raises(Invalid, match="Write why") as raised, database.work(caseworker) as uow:
            service.ask_closure(uow, case.id, asked)
        assert raised.value.problems.keys() == {"closure_missing_why"}
    with database.work(caseworker) as uow:
        asked |= {"closure_missing_why": "moved away", "closure_contact": True}
        after = service.ask_closure(uow, case.id, asked)
    assert (after.closure_missing_why, after.closure_contact) == ("moved away", True)


def test_nobody_asks_the_dead(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        asked = {"closure_reason": "deceased", "closure_note": "told by the chief"}
        assert service.ask_closure(uow, case.id, asked).stage is Stage.CLOSING


def test_a_late_plan_is_told_by_the_case_and_counted_for_its_caseworker(
    database, caseworker, make_case, clock
):
    case = make_case()
    clock.advance(days=30)
    with database.look(caseworker) as uow:
        assert (queries.case(uow, case.id).plan_days_late, queries.late_plans(uow)) == (0, {})
    clock.advance(days=2)
    with database.look(caseworker) as uow:
        assert queries.case(uow, case.id).plan_days_late == 2
        assert queries.late_plans(uow) == {caseworker.id: 1}
        assert [c.id for c in queries.page(uow, only=queries.late_plan(uow)).rows] == [case.id]


def test_a_second_case_has_a_number_of_its_own(database, caseworker, supervisor, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        service.ask_closure(uow, case.id, CLOSE)
    with database.work(supervisor) as uow:
        service.approve_closure(uow, case.id)
    with database.work(caseworker) as uow:
        assert service.open_case(uow, case.person.id).number == f"{case.number}/2"
    with pytest.raises(Refused, match="another open case"), database.work(supervisor) as uow:
        service.reopen(uow, case.id, {"reason": "x"})


def test_a_higher_risk_brings_the_next_contact_nearer(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        after = service.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats"})
    assert after.risk is Risk.HIGH and after.next_contact_on < case.next_contact_on


def test_assigning_moves_the_case(database, supervisor, actors, make_case):
    case = make_case()
    with database.work(supervisor) as uow:
        assert service.assign(uow, case.id, actors["caseworker2"].id).caseworker == actors["caseworker2"].name
    with pytest.raises(Refused, match="cannot carry cases"), database.work(supervisor) as uow:
        service.assign(uow, case.id, actors["me"].id)


def test_a_note_is_struck_out_not_changed_and_only_by_its_writer(database, caseworker, supervisor, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        note = service.add_note(uow, case.id, {"text": "He sells eggs."})
    with pytest.raises(Refused, match="Only its writer"), database.work(supervisor) as uow:
        service.strike_note(uow, note)
    with database.work(caseworker) as uow:
        service.strike_note(uow, note)
    with database.look(caseworker) as uow:
        assert [(n.text, n.struck) for n in queries.notes(uow, case.id)] == [("He sells eggs.", True)]


def test_those_who_see_pseudonyms_see_a_number_for_a_name(database, actors, make_case):
    case = make_case(phone="50123456", id_number="123456789012")
    with database.look(actors["me"]) as uow:
        seen = queries.case(uow, case.id)
        row = queries.page(uow).rows[0]
    assert seen.person.name == case.number and row.name == case.number
    assert "Mokoena" not in repr(seen) and "50123456" not in repr(seen) and "123456789012" not in repr(seen)


def test_lists_go_on_by_key(database, caseworker, make_case):
    made = [make_case(given_name=f"P{i}").number for i in range(7)]
    with database.look(caseworker) as uow:
        first = queries.page(uow, limit=3, sort="number", descending=False)
        second = queries.page(uow, first.after, limit=3, sort="number", descending=False)
        third = queries.page(uow, second.after, limit=3, sort="number", descending=False)
    assert [r.number for p in (first, second, third) for r in p.rows] == sorted(made)
    assert third.after is None


def test_a_photo_needs_consent_and_loses_its_camera_data(database, caseworker, make_case):
    from io import BytesIO

    from PIL import Image

    raw = BytesIO()
    picture = Image.new("RGB", (900, 1200), "brown")
    exif = picture.getexif()
    exif[0x010F] = "SpyCam"
    picture.save(raw, "JPEG", exif=exif)
    case = make_case()
    with pytest.raises(Refused, match="no consent for photos"), database.work(caseworker) as uow:
        registering.set_photo(uow, case.person.id, raw.getvalue())
    with database.work(caseworker) as uow:
        registering.give_consent(
            uow, case.person.id, {"consent_method": "signature", "consent_purposes": ["photo"]}
        )
        registering.set_photo(uow, case.person.id, raw.getvalue())
    with database.look(caseworker) as uow:
        kept = people.photo(uow, case.person.id)
    assert b"SpyCam" not in kept and max(Image.open(BytesIO(kept)).size) <= 480


def test_withdrawn_consent_no_longer_counts(database, caseworker, make_case):
    case = make_case(consent_method="signature", consent_purposes=["referral"])
    with database.work(caseworker) as uow:
        assert people.may(uow, case.person.id, "referral")
        registering.withdraw_consent(uow, case.person.id, {"withdrawn_why": "changed her mind"})
        assert not people.may(uow, case.person.id, "referral")


def test_a_record_that_is_not_there_and_one_that_is_hidden_look_the_same(database, caseworker):
    with (
        pytest.raises(NotFound, match="not here, or your role does not show it"),
        database.look(caseworker) as uow,
    ):
        uow.get(Case, "nothing")
