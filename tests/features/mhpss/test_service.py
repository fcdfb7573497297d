"""Sessions and screenings are kept sealed; thoughts of suicide are never recorded without a level and an action."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import EditConflict, Invalid, Refused
from caseapp.features.cases import service as case_service
from caseapp.features.mhpss import queries, service
from caseapp.features.mhpss.form import SESSION_FORM
from caseapp.features.mhpss.models import Attendance, RiskLevel
from tests.features.mhpss.conftest import HEAD, LOW, SESSION

SAFE = {"risk_level": "not_imminent", "risk_action": "Safety plan written; her sister stays tonight"}


def test_a_session_is_read_back_as_it_was_written(database, counsellor, make_case, hold):
    written = hold(make_case())
    with database.look(counsellor) as uow:
        read = queries.session(uow, written.row.id)
    assert read == written
    assert (read.row.held_on, read.row.minutes, read.row.counsellor) == (
        date(2026, 8, 18),
        50,
        "Nthabiseng Seeiso",
    )
    assert read.problems == ("sleep", "anxiety") and read.notes == SESSION["notes"]
    assert read.row.kind_text == "Individual session"


@pytest.mark.parametrize("text", ['<b>khutso</b> "x"', "ነፍስ ይማር", "خوف", "=cmd|'x'!A0", "long " * 3000 + "!"])
def test_notes_in_any_script_are_kept_as_typed(make_case, hold, text):
    assert hold(make_case(), notes=text).notes == text


@pytest.mark.parametrize("tick", [{"danger": "yes"}, {"problems": "sleep,suicidal_thoughts"}])
def test_thoughts_of_suicide_need_a_risk_level_and_an_action(database, counsellor, make_case, hold, tick):
    case = make_case()
    for given, missing in (({}, {"risk_level", "risk_action"}), ({"risk_level": "imminent"}, {"risk_action"}),
                           ({"risk_action": "called her sister"}, {"risk_level"}),
                           ({"risk_level": "imminent", "risk_action": "   "}, {"risk_action"})):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            hold(case, **tick, **given)
        assert set(refused.value.problems) == missing
    with database.look(counsellor) as uow:
        assert queries.sessions(uow, case.id) == ()
    saved = hold(case, **tick, **SAFE)
    assert (saved.risk_level, saved.risk_action) == (RiskLevel.NOT_IMMINENT, SAFE["risk_action"])


def test_a_correction_cannot_take_the_action_away(database, counsellor, make_case, hold):
    saved = hold(make_case(), danger="yes", **SAFE)
    with pytest.raises(Invalid), database.work(counsellor) as uow:
        service.change_session(
            uow, saved.row.id, SESSION | {"danger": "yes", "risk_level": "none"}, saved.values()
        )
    with database.look(counsellor) as uow:
        assert queries.session(uow, saved.row.id).risk_action == SAFE["risk_action"]


def test_the_form_warns_of_imminent_danger_and_of_a_late_next_contact():
    values, _problems = SESSION_FORM.read(
        SESSION | {"danger": "yes", "risk_level": "imminent", "risk_action": "x"}
    )
    warned = SESSION_FORM.warnings(values)
    assert warned["risk_level"].startswith("Do not leave the person alone")
    assert "72 hours" in warned["next_on"]
    calm, _problems = SESSION_FORM.read(SESSION)
    assert SESSION_FORM.warnings(calm) == {}


def test_who_did_not_come_said_nothing(make_case, hold):
    missed = hold(make_case(), attendance="no_show")
    assert missed.row.attendance is Attendance.NO_SHOW
    assert (missed.row.minutes, missed.notes, missed.problems) == (None, None, ())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": "2026-08-19", "next_on": ""}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"next_on": "2026-08-17"}, "next_on"),
        ({"ends": "yes"}, "next_on"),
        ({"layer": "layer_5"}, "layer"),
        ({"problems": "sleep,greed"}, "problems"),
        ({"minutes": "-5"}, "minutes"),
        ({"notes": "a\x00b"}, "notes"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(make_case, hold, values, field):
    with pytest.raises(Invalid) as refused:
        hold(make_case(), **values)
    assert set(refused.value.problems) == {field}


def test_a_session_is_corrected_by_its_counsellor_and_both_windows_are_kept(
    database, counsellor, make_case, hold
):
    saved = hold(make_case())
    seen = saved.values()
    with database.work(counsellor) as uow:
        service.change_session(uow, saved.row.id, SESSION | {"homework": "Walk daily", "minutes": "45"}, seen)
    with database.work(counsellor) as uow:  # a window opened before that change
        after = service.change_session(uow, saved.row.id, SESSION | {"goals": "Go to church again"}, seen)
    assert (after.homework, after.goals, after.row.minutes) == ("Walk daily", "Go to church again", 45)
    with pytest.raises(EditConflict) as conflict, database.work(counsellor) as uow:
        service.change_session(uow, saved.row.id, SESSION | {"homework": "Rest"}, seen)
    assert set(conflict.value.fields) == {"homework"}


def test_nobody_else_s_session_is_changed_or_struck(database, counsellor, make_case, hold, other_counsellor):
    saved = hold(make_case())
    for act in (lambda uow: service.change_session(uow, saved.row.id, SESSION),
                lambda uow: service.strike_session(uow, saved.row.id)):  # fmt: skip
        with pytest.raises(Refused), database.work(other_counsellor) as uow:
            act(uow)
    with database.work(counsellor) as uow:
        service.strike_session(uow, saved.row.id)
        assert queries.session(uow, saved.row.id).row.struck


def test_a_closed_case_takes_no_more_sessions(database, caseworker, supervisor, make_case, hold, screen):
    case = make_case()
    with database.work(caseworker) as uow:
        case_service.ask_closure(
            uow,
            case.id,
            {
                "closure_reason": "goals_achieved",
                "closure_missing_why": "moved far away",
                "closure_note": "well",
            },
        )
    with database.work(supervisor) as uow:
        case_service.approve_closure(uow, case.id)
    for act in (hold, screen):
        with pytest.raises(Refused, match="closed"):
            act(case)


def test_a_low_score_is_said_to_be_low_in_words(make_case, screen):
    view = screen(make_case())
    assert (view.value, view.highest, view.low, view.level) == (32, 100, True, "warn")
    assert view.band == "Low well-being" and view.advice == "Low well-being: assess further."
    assert view.banner == "No validated cut-off in this language."
    assert view.answers[0].question == "I have felt cheerful and in good spirits"
    assert view.answers[0].answer == "Some of the time"


def test_the_cut_off_is_fifty(make_case, screen):
    case = make_case()
    twelve = dict(zip(LOW, (3, 3, 2, 2, 2), strict=True))
    assert (screen(case, twelve).value, screen(case, twelve).low) == (48, True)
    thirteen = dict(zip(LOW, (3, 3, 3, 2, 2), strict=True))
    assert (screen(case, thirteen).value, screen(case, thirteen).low) == (52, False)


def test_a_screening_with_a_gap_has_no_score(make_case, screen):
    view = screen(make_case(), {"cheerful": 0}, language="eng")
    assert (view.value, view.low, view.missing, view.banner) == (None, False, 4, "")


def test_scores_are_compared_with_the_time_before(make_case, screen):
    case = make_case()
    screen(case, dict.fromkeys(LOW, 1), taken_on="2026-06-01")
    assert screen(case, dict.fromkeys(LOW, 3)).change == "Better than before"


@pytest.mark.parametrize(("answers", "head", "field"), [({}, {}, "answers"), ({"cheerful": 6}, {}, "answers"),
                         (LOW, {"taken_on": "2026-08-19"}, "taken_on"), (LOW, {"language": ""}, "language")])  # fmt: skip
def test_a_screening_that_cannot_be_is_refused(database, counsellor, make_case, screen, answers, head, field):
    case = make_case()
    with pytest.raises(Invalid) as refused:
        screen(case, answers, **head)
    assert set(refused.value.problems) == {field}
    with database.look(counsellor) as uow:
        assert queries.screenings(uow, case.id) == ()


def test_an_open_questionnaire_is_not_taken_in_the_sealed_section(database, counsellor, make_case):
    case = make_case()
    with pytest.raises(Refused, match="under Assessments"), database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "wgss", {"seeing": 1}, HEAD)
