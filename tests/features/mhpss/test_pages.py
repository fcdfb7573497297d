"""The sealed section on screen: everything for counsellors, one sentence for the others; what is typed is never in clear."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from caseapp.data import drafts
from caseapp.features.mhpss import emergency, groups, queries, safety, service
from caseapp.features.mhpss.pages import (
    AlertsPage,
    ContactsPage,
    GroupsPage,
    MhpssPage,
    MhpssTab,
    SafetyPage,
    ScreeningPage,
    SessionPage,
)
from caseapp.features.office import opening
from caseapp.features.office.models import Office
from caseapp.ui.charts import ChartPanel
from tests.features.mhpss.conftest import HEAD, LOW
from tests.features.reading import press, settle, shown

NEW = {
    "held_on": date(2026, 8, 18),
    "kind": "individual",
    "layer": "layer_3",
    "attendance": "attended",
    "minutes": 50,
}


@pytest.fixture
def inside(ctx_for, counsellor):
    """The counsellor's context, which remembers where it was sent."""
    ctx = ctx_for(counsellor)
    ctx.went = []
    ctx.navigate = lambda page, **args: ctx.went.append((page, args))
    return ctx


@pytest.fixture
def case(make_case):
    return make_case()


@pytest.fixture
def open_it(qtbot):
    def make(widget):
        qtbot.addWidget(widget)
        widget.resize(1170, 560)
        widget.show()
        settle()
        return widget

    return make


@pytest.fixture
def writing(open_it, inside, case):
    page = open_it(SessionPage(inside))
    page.arrive(case_id=case.id)
    return page


def sessions(database, actor, case):
    with database.look(actor) as uow:
        return [queries.session(uow, s.id) for s in queries.sessions(uow, case.id)]


# --- the tab


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "me"])
def test_others_read_one_sentence_and_nothing_else(ctx_for, actors, open_it, case, hold, screen, who):
    tab = open_it(MhpssTab(ctx_for(actors[who]), case.id))
    assert "No support under way" in shown(tab)
    hold(case)
    screen(case)
    read = shown(tab)
    assert [t for t in read if t] == [
        "Support under way, next contact 3 Sep", "What is talked about there can be read by the counsellors only."]  # fmt: skip


def test_a_counsellor_sees_sessions_and_opens_one_on_demand(database, inside, open_it, case, hold):
    hold(case)
    tab = open_it(MhpssTab(inside, case.id))
    assert "nightmares" not in " ".join(shown(tab))
    tab.inner.table.selectRow(0)
    press(tab, "Open")
    assert inside.dialogs.asked == ["Individual session, 18 Aug 2026, Nthabiseng Seeiso"]


def test_a_low_score_offers_a_referral_and_a_good_one_does_not(inside, open_it, case, screen):
    tab = open_it(MhpssTab(inside, case.id))
    screen(case, taken_on="2026-08-01")
    assert any(t.startswith("The last WHO-5 asks for a closer look") for t in shown(tab))
    press(tab, "Refer to MHPSS services")
    assert inside.went == [("refer", {"case_id": case.id, "sector": "mhpss"})]
    screen(case, dict.fromkeys(LOW, 4))
    assert not any(t.startswith("The last WHO-5 asks for a closer look") for t in shown(tab))
    (panel,) = tab.findChildren(ChartPanel)
    assert panel.view.chart.series[0].values == (32.0, 80.0)


def test_the_office_s_emergency_contacts_are_shown(database, inside, open_it, case):
    tab = open_it(MhpssTab(inside, case.id))
    assert any("no emergency contacts yet" in t for t in shown(tab))
    with database.work(opening.NOBODY) as uow:
        uow.session.query(Office).one().emergency_contacts = "Hospital: 2292 0200"
    assert "Hospital: 2292 0200" in shown(tab)


def test_one_s_own_session_is_changed_or_struck_out_another_s_only_read(
    ctx_for, inside, other_counsellor, open_it, case, hold
):
    session = hold(case)
    tab = open_it(MhpssTab(inside, case.id))
    tab.inner.table.selectRow(0)
    press(tab, "Change…")
    assert inside.went == [("mhpss-session", {"case_id": case.id, "session_id": session.row.id})]
    other = ctx_for(other_counsellor)
    theirs = open_it(MhpssTab(other, case.id))
    theirs.inner.table.selectRow(0)
    assert theirs.inner.look.isEnabled() and not theirs.inner.change.isEnabled()
    inside.dialogs.answers = [True]
    press(tab, "Strike out…")
    assert tab.inner.table.model().index(0, 2).data() == "struck out"


# --- writing a session


def test_a_session_is_written_and_kept_sealed(database, counsellor, inside, writing, case):
    writing.form.set_values(NEW | {"notes": "Zwartbergen nightmares", "next_on": date(2026, 9, 3)})
    writing.save()
    (session,) = sessions(database, counsellor, case)
    assert (session.notes, session.row.next_on) == ("Zwartbergen nightmares", date(2026, 9, 3))
    assert inside.went == [("case", {"case_id": case.id, "tab": "mhpss"})]


def test_danger_without_level_and_action_is_not_saved_and_shows_what_to_do(
    database, counsellor, inside, writing, case
):
    writing.form.set_values(NEW | {"danger": True})
    writing.form.edited.emit()
    assert "Ask directly. Do not leave the person alone while the danger is imminent. Call today." in shown(
        writing
    )
    assert {"ask", "assess", "act"} <= set(writing.sections.items)
    writing.save()
    assert sessions(database, counsellor, case) == [] and inside.went == []
    assert writing.form.current_section() == "assess"
    assert "Risk level is needed." in shown(writing)
    acted = NEW | {"danger": True, "risk_level": "imminent", "risk_action": "Sister stays"}
    writing.form.set_values(acted)
    writing.save()
    assert any(t.startswith("Agree when the person is seen again") for t in shown(writing))
    writing.form.set_values(acted | {"next_on": date(2026, 8, 19)})
    writing.save()
    assert sessions(database, counsellor, case)[0].risk_action == "Sister stays"


def test_who_did_not_come_is_asked_for_nothing_more(database, counsellor, writing, case):
    writing.form.set_values(NEW | {"attendance": "no_show"})
    writing.form.edited.emit()
    assert list(writing.sections.items) == ["session"]
    writing.save()
    assert sessions(database, counsellor, case)[0].row.attendance == "no_show"


def test_what_is_typed_is_kept_as_a_sealed_draft_and_comes_back(
    database, counsellor, inside, open_it, writing, case
):
    writing.form.set_values(NEW | {"notes": "Zwartbergen nightmares"})
    writing.form.edited.emit()
    writing.keeper.keep()
    with database.read_engine.connect() as connection:
        stored = connection.execute(text('SELECT "values" || title || place FROM draft')).scalar()
    assert stored and "Zwartbergen" not in stored
    with database.look(counsellor) as uow:
        (draft,) = drafts.mine(uow)
    again = open_it(SessionPage(inside))
    again.arrive(draft_id=draft.id)
    assert again.form.raw_values()["notes"] == "Zwartbergen nightmares"
    again.save()
    with database.look(counsellor) as uow:
        assert drafts.mine(uow) == ()
    assert len(sessions(database, counsellor, case)) == 1


def test_a_session_is_corrected_and_another_window_s_change_is_kept(
    database, counsellor, inside, open_it, case, hold
):
    session = hold(case)
    first, second = open_it(SessionPage(inside)), open_it(SessionPage(inside))
    for page in (first, second):
        page.arrive(case_id=case.id, session_id=session.row.id)
    first.form.set_values(session.values() | {"homework": "Walk daily"})
    first.save()
    second.form.set_values(session.values() | {"goals": "Church again"})
    second.save()
    (after,) = sessions(database, counsellor, case)
    assert (after.homework, after.goals, after.notes) == ("Walk daily", "Church again", session.notes)


def test_a_session_in_the_future_is_said_beside_its_field(inside, writing):
    writing.form.set_values(NEW | {"held_on": date(2026, 8, 20)})
    writing.save()
    assert "This cannot lie in the future." in shown(writing) and inside.went == []


def test_leaving_what_was_typed_asks_first(inside, writing, case):
    writing.form.set_values(NEW)
    writing.form.edited.emit()
    inside.dialogs.answers = [False, True]
    writing.leave()
    assert inside.went == []
    writing.leave()
    assert inside.went == [("case", {"case_id": case.id, "tab": "mhpss"})]


# --- a screening


def test_the_who_5_is_taken_by_keyboard_and_its_draft_is_sealed(
    database, counsellor, inside, qtbot, open_it, case
):
    page = open_it(ScreeningPage(inside))
    page.arrive(case_id=case.id, instrument="who5")
    for key in "1122":
        qtbot.keyClick(page.form, key)
    page.keeper.keep()
    with database.read_engine.connect() as connection:
        assert "cheerful" not in connection.execute(text('SELECT "values" FROM draft')).scalar()
    qtbot.keyClick(page.form, "2")
    page.head.set_values({"taken_on": date(2026, 8, 18), "mode": "interview", "language": "sot"})
    page.head.edited.emit()
    assert {"32", "Low well-being", "No validated cut-off in this language."} <= set(shown(page))
    page.save()
    with database.look(counsellor) as uow:
        (view,) = queries.screenings(uow, case.id)
        assert drafts.mine(uow) == ()
    assert (view.value, view.low) == (32, True)
    assert inside.went == [("case", {"case_id": case.id, "tab": "mhpss"})]


# --- the counsellor's page


def test_the_desk_leads_to_each_case(inside, open_it, make_case, hold):
    late, away, now = (make_case(given_name=name) for name in ("Lineo", "Teboho", "Puleng"))
    hold(now, held_on="2026-08-01", next_on="2026-08-18")
    hold(late, held_on="2026-08-01", next_on="2026-08-15")
    for day in ("2026-08-03", "2026-08-10"):
        hold(away, held_on=day, next_on="", attendance="no_show")
    page = open_it(MhpssPage(inside))
    assert page.sentence.text() == "1 contact today, 1 was missed."
    assert [page.due.model().index(0, i).data() for i in range(2)] == ["3 days late", "Lineo Mokoena"]
    assert page.away.model().index(0, 1).data() == "2 times"
    page.due.opened.emit(page.due.rows.rows[0])
    page.recent.opened.emit(page.recent.rows.rows[0])
    assert [args["case_id"] for _page, args in inside.went] == [late.id, away.id]
    assert all(args["tab"] == "mhpss" for _page, args in inside.went)


def test_the_desk_is_not_for_other_roles(ctx, open_it):
    page = open_it(MhpssPage(ctx))
    assert "Not for your role" in shown(page)


# --- ask, assess, act


CALM = {"asked_on": date(2026, 8, 18), "thoughts": "passive", "risk_level": "not_imminent", "risk_action": "Safety plan",
        "next_on": date(2026, 8, 20), "coping": "Walk to the river"}  # fmt: skip


def begun(database, counsellor, case):
    with database.work(counsellor) as uow:
        service.add_screening(uow, case.id, "phq9", {"self_harm": 2}, HEAD)
        return safety.checks(uow, case.id)[0]


def test_an_answer_leads_straight_to_the_questions(database, counsellor, inside, open_it, case):
    page = open_it(ScreeningPage(inside))
    page.arrive(case_id=case.id, instrument="phq9")
    page.form.set_values({"answers": {"self_harm": 1}})
    page.head.set_values({"taken_on": date(2026, 8, 18), "mode": "interview", "language": "eng"})
    inside.dialogs.answers = [True]
    page.save()
    with database.look(counsellor) as uow:
        (check,) = safety.checks(uow, case.id)
    assert inside.went[-1] == ("mhpss-safety", {"case_id": case.id, "check_id": check.id})


def test_the_tab_and_the_desk_ask_until_it_is_answered(database, counsellor, inside, open_it, case):
    check = begun(database, counsellor, case)
    tab, desk = open_it(MhpssTab(inside, case.id)), open_it(MhpssPage(inside))
    assert any("Nobody has asked about it yet" in t for t in shown(tab))
    press(tab, "Ask, assess, act")
    assert inside.went == [("mhpss-safety", {"case_id": case.id, "check_id": check.id})]
    assert "Safety first" in shown(desk)
    with database.work(counsellor) as uow:
        safety.finish(uow, check.id, CALM | {"risk_level": "none", "thoughts": "none"})
    assert not any("Nobody has asked" in t for t in shown(tab)) and "Safety first" not in shown(desk)


def test_the_questions_are_not_left_without_level_and_action(database, counsellor, inside, open_it, case):
    check = begun(database, counsellor, case)
    with database.work(opening.NOBODY) as uow:
        uow.add(emergency.EmergencyContact(name="Hospital", number="2292 0200", place="LSJ"))
    page = open_it(SafetyPage(inside))
    page.arrive(case_id=case.id, check_id=check.id)
    assert {"2292 0200", "nobody here tried it lately"} <= set(shown(page))
    assert list(page.sections.items) == ["ask", "assess", "act", "when"]
    page.save()
    assert inside.went == [] and page.form.current_section() == "assess"
    page.form.set_values(CALM)
    page.form.edited.emit()
    assert "safety_plan" in page.sections.items
    page.save()
    with database.look(counsellor) as uow:
        done = safety.check(uow, check.id)
    assert (done.finished, done.answers["coping"]) == (True, "Walk to the river")
    assert inside.went == [("case", {"case_id": case.id, "tab": "mhpss"})]


def test_a_safety_check_s_draft_is_sealed_and_comes_back(database, counsellor, inside, open_it, case):
    page = open_it(SafetyPage(inside))
    page.arrive(case_id=case.id)
    page.form.set_values({"asked_told": "Zwartbergen rope"})
    page.form.edited.emit()
    page.keeper.keep()
    with database.read_engine.connect() as connection:
        assert "Zwartbergen" not in connection.execute(text('SELECT "values" FROM draft')).scalar()
    with database.look(counsellor) as uow:
        (draft,) = drafts.mine(uow)
    again = open_it(SafetyPage(inside))
    again.arrive(draft_id=draft.id)
    assert again.form.raw_values()["asked_told"] == "Zwartbergen rope"


def test_the_supervisor_sees_a_number_and_signs_off(database, ctx_for, supervisor, open_it, case, hold):
    hold(case, danger="yes", risk_level="imminent", risk_action="Hospital", next_on="2026-08-19")
    page = open_it(AlertsPage(ctx_for(supervisor)))
    cells = [page.table.model().index(0, i).data() for i in range(3)]
    assert cells == [case.number, "Imminent danger", "Nthabiseng Seeiso"]
    assert not any(word in " ".join(shown(page)) for word in ("Thabo", "Mokoena"))
    page.table.selectRow(0)
    page.ctx.dialogs.answers = [{"signed_how": ("talked",)}]
    press(page, "Sign off…")
    assert page.sentence.text() == "Nothing to sign off." and page.table.model().rowCount() == 0


def test_alerts_are_for_supervisors(ctx, open_it):
    assert "Not for your role" in shown(open_it(AlertsPage(ctx)))


# --- groups, goals, numbers to call


def test_a_group_gets_people_and_meets(database, counsellor, inside, open_it, make_case):
    lineo, puleng = make_case(given_name="Lineo"), make_case(given_name="Puleng")
    page = open_it(GroupsPage(inside))
    inside.dialogs.answers = [{"name": "Valley women", "layer": "layer_2", "started_on": "2026-08-01"}]
    press(page, "Begin a group…")
    for name in ("Lineo", "Puleng"):
        page.finder.line.setText(name)
        page.finder.line.returnPressed.emit()
    assert {"Lineo Mokoena", "Puleng Mokoena"} <= set(shown(page))
    press(page, "Record a meeting…")
    page.meeting.boxes[lineo.id].setChecked(True)
    page.meeting.save()
    assert "1 of 2 came" in shown(page)
    with database.look(counsellor) as uow:
        (group,) = groups.groups(uow)
        assert queries.sessions(uow, puleng.id)[0].attendance == "no_show"
    assert (group.members, group.met) == (2, 1)


def test_a_goal_is_agreed_and_reached(inside, open_it, case):
    tab = open_it(MhpssTab(inside, case.id))
    inside.dialogs.answers = [{"goal": "Sleep six hours"}, {"state": "reached"}]
    press(tab, "Agree on a goal…")
    assert {"Sleep six hours", "Working on it"} <= set(shown(tab))
    tab.inner._change_goal(tab.inner.shown_goals[0])
    assert "Reached" in shown(tab)


def test_the_numbers_of_a_country_are_taken_and_tried(ctx_for, supervisor, open_it):
    page = open_it(ContactsPage(ctx_for(supervisor)))
    press(page, "Take the national numbers")
    assert page.table.model().rowCount() == 2
    assert page.sentence.text().startswith("2 numbers were not tried")
    page.table.selectRow(0)
    press(page, "I called it, it works")
    assert page.sentence.text().startswith("1 number was not tried")
    page.ctx.dialogs.answers = [{"name": "Chief", "number": "5801 0000"}]
    press(page, "Add a contact…")
    assert page.table.model().rowCount() == 3


def test_who_may_not_write_reads_the_numbers(ctx, open_it):
    page = open_it(ContactsPage(ctx))
    assert "Add a contact…" not in shown(page) and not page.edit.isVisible()
