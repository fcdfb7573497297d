"""Ask, assess, act: what begins a check, what it cannot be finished without, who is told, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.features.mhpss import queries, safety, service
from caseapp.features.mhpss.models import RiskLevel
from tests.features.mhpss.conftest import HEAD, SESSION

PHQ9_YES = {"self_harm": 1}
CALM = {"asked_on": "2026-08-18", "thoughts": "passive", "risk_level": "not_imminent", "risk_action": "Safety plan",
        "warning_signs": "Cannot sleep", "next_on": "2026-08-20"}  # fmt: skip
NOW = {"asked_on": "2026-08-18", "thoughts": "active", "plan": "yes", "intent": "now", "risk_level": "imminent",
       "risk_action": "Sister stays; hospital today", "safety_steps": "not_alone,specialised_today",
       "contact_called": "with_consent", "told_shared": "yes", "next_on": "2026-08-19"}  # fmt: skip
DANGER = {"danger": "yes", "risk_level": "imminent", "risk_action": "Hospital today", "next_on": "2026-08-19"}


@pytest.fixture
def case(make_case):
    return make_case()


def alerts(database, supervisor):
    with database.look(supervisor) as uow:
        return safety.alerts(uow)


def checks(database, counsellor, case):
    with database.look(counsellor) as uow:
        return safety.checks(uow, case.id)


@pytest.fixture
def asked(database, counsellor, case):
    """Make a check: asked(CALM, risk_level="none")."""

    def make(raw, **more):
        with database.work(counsellor) as uow:
            return safety.add(uow, case.id, raw | more)

    return make


@pytest.mark.parametrize(("instrument", "answers"), [("phq9", PHQ9_YES), ("srq20", {"ending_life": 1})])
def test_an_answer_of_a_questionnaire_begins_a_check_even_without_a_score(
    database, counsellor, case, instrument, answers
):
    with database.work(counsellor) as uow:
        view = service.add_screening(uow, case.id, instrument, answers, HEAD)
    assert (view.value, view.triggers) == (None, {"self_harm"})
    (begun,) = checks(database, counsellor, case)
    assert (begun.finished, begun.origin.value, begun.answers) == (False, "screening", {})
    with database.look(counsellor) as uow:
        assert [row.case.id for row in queries.desk(uow).safety] == [case.id]
        assert queries.due_count(uow) == 1


@pytest.mark.parametrize("answers", [{"self_harm": 0}, {"interest": 3}])
def test_other_answers_begin_none(database, counsellor, case, answers):
    with database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "phq9", answers, HEAD)
    assert checks(database, counsellor, case) == ()


@pytest.mark.parametrize("missing", ["risk_level", "risk_action", "next_on"])
def test_it_cannot_be_finished_without_a_level_an_action_and_a_day(
    database, counsellor, case, asked, missing
):
    with pytest.raises(Invalid) as invalid:
        asked({name: value for name, value in CALM.items() if name != missing})
    assert set(invalid.value.problems) == {missing}
    assert checks(database, counsellor, case) == ()


def test_without_danger_no_day_and_no_safety_plan_are_asked(asked):
    view = asked(CALM, thoughts="none", risk_level="none")
    assert (view.next_on, view.has_plan, view.imminent) == (None, False, False)


@pytest.mark.parametrize(
    ("values", "doubtful"),
    [
        ({"intent": "now", "plan": "yes"}, True),
        ({"intent": "now", "means": "yes"}, True),
        ({"attempt": "now"}, True),
        ({"intent": "later", "plan": "yes"}, False),
        ({"intent": "now"}, False),
    ],
)
def test_a_level_below_what_was_answered_is_doubted_never_forced(asked, values, doubtful):
    from caseapp.features.mhpss.safety_form import SAFETY_FORM

    stored = SAFETY_FORM.clean(CALM | values)
    assert ("risk_level" in SAFETY_FORM.warnings(stored)) is doubtful
    assert asked(CALM | values).answers["risk_level"] is RiskLevel.NOT_IMMINENT


def test_the_next_contact_after_three_days_is_doubted(asked):
    from caseapp.features.mhpss.safety_form import SAFETY_FORM

    assert "next_on" in SAFETY_FORM.warnings(SAFETY_FORM.clean(CALM | {"next_on": "2026-08-22"}))
    assert "next_on" not in SAFETY_FORM.warnings(SAFETY_FORM.clean(CALM | {"next_on": "2026-08-21"}))


def test_imminent_danger_is_told_to_the_supervisor_by_number_alone(database, supervisor, case, asked):
    asked(CALM)
    assert alerts(database, supervisor) == ()
    asked(NOW)
    (alert,) = alerts(database, supervisor)
    assert (alert.case_number, alert.counsellor, alert.imminent) == (case.number, "Nthabiseng Seeiso", True)
    assert not any(word in repr(alert) for word in ("Thabo", "Mokoena", "hospital", "Sister"))


def test_it_is_told_again_every_day_until_a_supervisor_signs_off(
    database, supervisor, counsellor, clock, asked
):
    check = asked(NOW)
    for _day in range(3):
        clock.set(clock.now() + timedelta(days=1))
        assert [a.since for a in alerts(database, supervisor)] == [date(2026, 8, 18)]
    with database.work(supervisor) as uow, pytest.raises(Invalid):
        safety.sign_off(uow, check.id, {})
    with database.work(supervisor) as uow:
        safety.sign_off(uow, check.id, {"signed_how": "talked,specialised"})
    assert alerts(database, supervisor) == ()
    with database.look(counsellor) as uow:
        signed = safety.check(uow, check.id)
    assert (signed.signed_off_by, signed.signed_off_on) == ("’Mamello Lerotholi", date(2026, 8, 21))
    with database.work(supervisor) as uow, pytest.raises(Refused):
        safety.sign_off(uow, check.id, {"signed_how": "talked"})


def test_a_check_nobody_finished_is_told_the_day_after(database, supervisor, counsellor, case, clock):
    with database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "phq9", PHQ9_YES, HEAD)
    assert alerts(database, supervisor) == ()
    clock.set(clock.now() + timedelta(days=1))
    (alert,) = alerts(database, supervisor)
    assert (alert.imminent, alert.case_number) == (False, case.number)
    with database.work(supervisor) as uow, pytest.raises(Refused):
        safety.sign_off(uow, alert.id, {"signed_how": "talked"})
    with database.work(counsellor) as uow:
        safety.finish(uow, alert.id, CALM | {"asked_on": "2026-08-19", "next_on": "2026-08-20"})
    assert alerts(database, supervisor) == ()


def test_a_restricted_case_is_told_too(database, supervisor, counsellor, make_case, clock):
    from caseapp.features.people import service as people

    case = make_case(given_name="Lineo")
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, True)
    with database.work(counsellor) as uow, pytest.raises(Exception, match="not here"):
        safety.add(uow, case.id, NOW)
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, False)
    with database.work(counsellor) as uow:
        safety.add(uow, case.id, NOW)
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, True)
    assert [a.case_number for a in alerts(database, supervisor)] == [case.number]


def test_a_tick_in_a_session_begins_a_finished_check(database, counsellor, supervisor, case, hold):
    session = hold(case, **DANGER, thoughts="active", people="Sister ’Malineo")
    (check,) = checks(database, counsellor, case)
    assert (check.session_id, check.finished_on, check.imminent) == (session.row.id, date(2026, 8, 18), True)
    assert session.safety["people"] == "Sister ’Malineo" and session.risk_action == "Hospital today"
    assert len(alerts(database, supervisor)) == 1


def test_a_session_with_danger_needs_a_next_contact(case, hold):
    with pytest.raises(Invalid) as invalid:
        hold(case, **DANGER | {"next_on": ""})
    assert set(invalid.value.problems) == {"risk_level"}


def test_correcting_the_session_corrects_its_check_and_an_alarm_stays_until_signed(
    database, counsellor, supervisor, case, hold
):
    session = hold(case, **DANGER)
    with database.work(counsellor) as uow:
        seen = session.values()
        service.change_session(uow, session.row.id, seen | {"risk_action": "Hospital and uncle"}, seen)
    assert checks(database, counsellor, case)[0].answers["risk_action"] == "Hospital and uncle"
    with database.work(counsellor) as uow:
        service.change_session(uow, session.row.id, SESSION)
    (struck,) = checks(database, counsellor, case)
    assert struck.struck and len(alerts(database, supervisor)) == 1


def test_danger_that_comes_back_is_signed_anew(database, counsellor, supervisor, asked):
    check = asked(NOW)
    with database.work(supervisor) as uow:
        safety.sign_off(uow, check.id, {"signed_how": "talked"})
    asked(NOW)
    assert len(alerts(database, supervisor)) == 1


def test_a_finished_check_is_its_counsellor_s_an_unfinished_one_anybody_s(
    database, other_counsellor, counsellor, case, asked
):
    mine = asked(CALM)
    with database.work(other_counsellor) as uow, pytest.raises(Refused):
        safety.finish(uow, mine.id, CALM)
    with database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "phq9", PHQ9_YES, HEAD)
    begun = checks(database, counsellor, case)[0]
    with database.work(other_counsellor) as uow:
        assert safety.finish(uow, begun.id, CALM).counsellor == "Mpho Tau"


def test_who_is_to_be_seen_again_stands_on_the_desk_until_they_were(
    database, counsellor, case, clock, asked, hold
):
    asked(CALM)
    with database.look(counsellor) as uow:
        assert [(r.finished, r.next_on) for r in queries.desk(uow).safety] == [(True, date(2026, 8, 20))]
        status = queries.status(uow, case.id)
    assert (status.under_way, status.next_on) == (True, date(2026, 8, 20))
    clock.set(clock.now() + timedelta(days=2))
    hold(case, held_on="2026-08-20")
    with database.look(counsellor) as uow:
        assert queries.desk(uow).safety == ()


def test_a_session_of_the_first_edition_keeps_its_answers(database, counsellor, case, hold):
    """Before safety checks stood on their own, level and action lay in the session itself."""
    from caseapp.features.mhpss.models import COMPARTMENT, Session

    old = hold(case)
    with database.work(counsellor) as uow:
        told = {
            "danger": True,
            "risk_level": "not_imminent",
            "risk_action": "Old words",
            "consulted": "Dr. Mofolo",
        }
        uow.get(Session, old.row.id).sealed = uow.sealer.seal(COMPARTMENT, old.row.id, told)
    with database.look(counsellor) as uow:
        view = queries.session(uow, old.row.id)
    assert (view.risk_level, view.risk_action) == (RiskLevel.NOT_IMMINENT, "Old words")


def test_a_case_stays_open_until_danger_is_settled_and_nobody_is_told_why(
    database, caseworker, supervisor, counsellor, case, asked
):
    from caseapp.features.mhpss.safety import guard

    check = asked(NOW)
    with database.look(caseworker) as uow:
        words = guard(uow, case.id)
    assert words == "Nthabiseng Seeiso has to settle something about this case first. Please ask them."
    with database.work(supervisor) as uow:
        safety.sign_off(uow, check.id, {"signed_how": "talked"})
        assert guard(uow, case.id) is None
    with database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "phq9", PHQ9_YES, HEAD)
        assert guard(uow, case.id) is not None
