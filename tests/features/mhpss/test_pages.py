"""The sealed section on screen: everything for counsellors, one sentence for the others; what is typed is never in clear."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from caseapp.data import drafts
from caseapp.features.mhpss import queries
from caseapp.features.mhpss.pages import MhpssPage, MhpssTab, ScreeningPage, SessionPage
from caseapp.features.office import opening
from caseapp.features.office.models import Office
from caseapp.ui.charts import ChartPanel
from tests.features.mhpss.conftest import LOW
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
    assert any(t.startswith("The last WHO-5 was low") for t in shown(tab))
    press(tab, "Refer to MHPSS services")
    assert inside.went == [("refer", {"case_id": case.id, "sector": "mhpss"})]
    screen(case, dict.fromkeys(LOW, 4))
    assert not any(t.startswith("The last WHO-5 was low") for t in shown(tab))
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
    writing.save()
    assert sessions(database, counsellor, case) == [] and inside.went == []
    assert writing.form.current_section() == "safety"
    assert "Risk level is needed." in shown(writing)
    writing.form.set_values(NEW | {"danger": True, "risk_level": "imminent", "risk_action": "Sister stays"})
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
