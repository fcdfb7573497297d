"""My day, Caseload and Approvals as people use them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from caseapp.core.permissions import Permission
from caseapp.data import drafts
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.models import Risk
from caseapp.features.followups import service as followups
from caseapp.features.grants import queries as grants
from caseapp.features.plans import queries as plans
from caseapp.features.plans import service as planning
from caseapp.features.supervision.pages import ApprovalsPage, CaseloadPage, MyDayPage
from caseapp.ui.widgets import Clickable, StatTile
from tests.features.grants.conftest import APPRAISED

SIGNED = {"signed_how": "signature", "signed_on": "2026-08-18"}
CLOSING = {
    "closure_reason": "goals_achieved",
    "closure_missing_why": "moved far away",
    "closure_note": "works, sleeps well",
}


@pytest.fixture
def show(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(1170, 720)
        widget.show()
        return widget

    return show


@pytest.fixture
def went(ctx_for):
    """A context that remembers where it was sent and what it told: went(actor)."""

    def make(actor):
        ctx = ctx_for(actor)
        ctx.places, ctx.told = [], []
        ctx.navigate = lambda code, **args: ctx.places.append((code, args))
        ctx.toast = lambda words, undo=None: ctx.told.append((words, undo))
        return ctx

    return make


def texts(table, at):
    return [spec.text(table.rows.rows[at]) for spec in table.rows.columns]


# --- my day


def test_my_day_says_what_matters_and_space_marks_it_done(
    qtbot, went, show, caseworker, make_case, do, clock
):
    case = make_case()
    do(followups.plan, case.id, {"due_on": "2026-08-18", "kind": "business_visit", "purpose": "check 2"})
    clock.advance(days=1)
    ctx = went(caseworker)
    page = show(MyDayPage(ctx))
    assert page.heading.text() == "Wednesday 19 August" and page.sentence.text() == "1 follow-up is late."
    assert texts(page.table, 0)[:3] == ["1 day late", "Business visit: check 2", "Thabo Mokoena"]
    ctx.dialogs.answers.append({"outcome": "met"})
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.sentence.text().startswith("Nothing is late"))
    assert ctx.told[0][0] == "Recorded. Next contact: 2 Sep." and ctx.dialogs.errors == []


def test_enter_opens_the_case_where_the_work_is(qtbot, went, show, caseworker, make_case, do):
    case = make_case()
    do(followups.plan, case.id, {"due_on": "2026-08-18"})
    ctx = went(caseworker)
    page = show(MyDayPage(ctx))
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert ctx.places == [("case", {"case_id": case.id, "tab": "followups"})]


def test_every_number_is_a_door(went, show, caseworker, make_case):
    make_case()
    ctx = went(caseworker)
    page = show(MyDayPage(ctx))
    tiles = {t.objectName(): t for t in page.findChildren(StatTile)}
    assert tiles["active"].value.text() == "1"
    for code in ("active", "overdue", "week", "unanswered", "unpaid"):
        tiles[code].click()
    assert [place for place, _args in ctx.places] == [
        "cases",
        "followups",
        "followups",
        "referrals",
        "grants",
    ]
    assert ctx.places[0][1]["only"].caseworker_id == caseworker.id


def test_what_came_back_and_drafts_stand_at_the_side(went, show, written, do, caseworker, supervisor):
    do(planning.submit, written.id, SIGNED)
    do(planning.return_plan, written.id, {"comment": "add the <b>cost</b>"}, actor=supervisor)
    key = drafts.new_id()
    do(drafts.save, "person", "", {"given_name": "Matšeliso", "phone": ""}, {}, "Matšeliso", key)
    ctx = went(caseworker)
    page = show(MyDayPage(ctx))
    (door,) = page.came_back.findChildren(Clickable)
    assert door.accessibleName() == "Plan returned Thabo Mokoena “add the <b>cost</b>”"
    door.click()
    (go_on,) = page.drafts.findChildren(QPushButton)
    go_on.click()
    assert ctx.places == [
        ("case", {"case_id": written.case_id, "tab": "plan"}),
        ("register", {"draft_id": key}),
    ]
    assert any("“Matšeliso”, 1 field" in words.text() for words in page.drafts.findChildren(QLabel))


def test_a_day_without_anything_says_so(went, show, actors):
    page = show(MyDayPage(went(actors["admin"])))
    assert page.table.nothing().text() == "Nothing is late and nothing is due within seven days."
    assert page.side.isHidden() and page.table.titles.isHidden()


def test_my_day_follows_what_others_do(qtbot, went, show, caseworker, supervisor, make_case, do):
    page = show(MyDayPage(went(caseworker)))
    case = make_case()
    do(followups.plan, case.id, {"due_on": "2026-08-18"}, actor=supervisor)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)


# --- caseload


@pytest.fixture
def caseload(went, show, supervisor, make_case, actors):
    for name in ("One", "Two", "Three"):
        make_case(given_name=name)
    make_case(given_name="Other", actor=actors["caseworker2"])
    ctx = went(supervisor)
    page = show(CaseloadPage(ctx))
    names = [w.name for w in page.load.workers]
    page.workers.selectRow(names.index("Palesa Mohale"))
    return page, ctx


def test_choosing_a_caseworker_shows_their_cases(caseload):
    page, ctx = caseload
    assert page.of_worker.title.text() == "Palesa Mohale’s cases" and page.cases.rows.rowCount() == 3
    assert page.tiles["active"].value.text() == "4" and page.sentence.text().startswith("4 active cases")
    page.cases.opened.emit(page.cases.rows.rows[0])
    assert ctx.places[-1][0] == "case"


def test_numbers_bars_and_tiles_open_their_lists(caseload):
    page, ctx = caseload
    worker = page.worker()
    for words, call in page.workers.entries(worker):
        call()
        assert words[0].isdigit()
    assert [args["only"].risk for _page, args in ctx.places] == [None, Risk.HIGH, None, None]
    assert all(args["only"].caseworker_id == worker.id for _page, args in ctx.places)
    page.chart.opened.emit(0)
    page.tiles["no_contact"].click()
    page.tiles["waiting"].click()
    assert [p for p, _args in ctx.places[-3:]] == ["cases", "cases", "approvals"]
    assert ctx.places[-3][1]["only"].stage is next(iter(page.load.stages))


def test_cases_are_given_to_somebody_else_and_taken_back_once(qtbot, caseload, actors):
    page, ctx = caseload
    page.cases.selectRow(0)
    ctx.dialogs.answers += [{"which": "chosen", "to": actors["caseworker2"].id}, True]
    page.reassign_button.click()
    assert ctx.dialogs.asked == ["Reassign cases", "Reassign?"] and ctx.dialogs.errors == []
    words, undo = ctx.told[-1]
    assert words == "1 case now with Tumelo Khati."
    qtbot.waitUntil(lambda: page.load.worker(actors["caseworker2"].id).active == 2)
    undo()
    assert ctx.told[-1][0] == "1 is as it was before."
    qtbot.waitUntil(lambda: page.load.worker(actors["caseworker2"].id).active == 1)


def test_a_whole_caseload_goes_after_a_preview_or_not_at_all(qtbot, caseload, actors):
    page, ctx = caseload
    ctx.dialogs.answers += [{"which": "every", "to": actors["caseworker2"].id}, False]
    page.reassigning.begin()
    assert ctx.told == [] and page.load.worker(actors["caseworker2"].id).active == 1
    ctx.dialogs.answers += [{"which": "every", "to": actors["caseworker2"].id}, True]
    page.reassigning.begin()
    qtbot.waitUntil(lambda: page.load.worker(actors["caseworker2"].id).active == 4)


def test_monitoring_staff_change_nothing_and_see_no_names(went, show, actors, make_case):
    case = make_case(given_name="Secretname")
    page = show(CaseloadPage(went(actors["me"])))
    page.workers.selectRow([w.name for w in page.load.workers].index("Palesa Mohale"))
    assert not page.reassign_button.isVisible() and not page.waiting.isVisible()
    assert not page.tiles["waiting"].isVisible()
    assert texts(page.cases, 0)[1] == case.person.number


def test_more_than_the_ceiling_is_red(caseload):
    page, _ctx = caseload
    from msgspec.structs import replace

    from caseapp.features.supervision.pages.caseload import load_share

    worker = page.worker()
    assert load_share(replace(worker, active=24)) == (24 / 25, "brand")
    assert load_share(replace(worker, active=26)) == (1.0, "bar_high")
    assert load_share(replace(worker, working=False, active=1)) == (1.0, "bar_high")


# --- approvals


@pytest.fixture
def inbox(went, show, written, make_grant, make_case, do, supervisor, clock):
    """A plan, a grant and a closure that wait, a day apart."""
    do(planning.submit, written.id, SIGNED)
    clock.advance(days=1)
    grant = make_grant(APPRAISED)
    clock.advance(days=1)
    closing = make_case(given_name="Palo")
    do(casework.ask_closure, closing.id, CLOSING)
    ctx = went(supervisor)
    return show(ApprovalsPage(ctx)), ctx, written, grant, closing


def test_the_oldest_request_is_shown_first(inbox):
    page, _ctx, _plan, _grant, _closing = inbox
    assert page.sentence.text() == "3 requests wait for your decision."
    assert [texts(page.table, i)[:2] for i in range(3)] == [
        ["2 days", "Plan"],
        ["1 day", "Grant"],
        ["today", "Closure"],
    ]
    assert page.shown.kind == "plan" and page.review is not None


def test_a_approves_the_plan_and_the_next_moves_up(qtbot, inbox, look, supervisor):
    page, ctx, _plan, _grant, _closing = inbox
    ctx.dialogs.answers.append(True)
    page.table.setFocus()
    page.activateWindow()
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 2)
    assert look(plans.waiting_count, actor=supervisor) == 0 and page.shown.kind == "grant"
    assert ctx.told[-1][0] == "The plan is approved."


def test_r_returns_with_a_comment(qtbot, inbox, look):
    page, ctx, _plan, _grant, _closing = inbox
    ctx.dialogs.answers.append({"comment": "add the cost of the stock"})
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 2)
    assert [p.comment for p in look(plans.came_back)] == ["add the cost of the stock"]


def test_less_than_asked_is_asked_again_until_it_is_explained(inbox, look):
    page, ctx, _plan, grant, _closing = inbox
    page.arrive(waiting_id=f"grant:{grant.id}")
    assert page.shown.kind == "grant"
    ctx.dialogs.answers += [{"approved": "9000"}, {"decision_note": "feed is cheaper here"}]
    page.approve()
    assert len(ctx.dialogs.asked) == 2
    assert look(grants.grant, grant.id).approved == 900000


def test_a_grant_goes_back_with_a_reason(inbox, look):
    page, ctx, _plan, grant, _closing = inbox
    page.arrive(waiting_id=f"grant:{grant.id}")
    ctx.dialogs.answers.append({"reason": "prices look old"})
    page.send_back()
    assert [g.returned_why for g in look(grants.came_back)] == ["prices look old"]


def test_a_closure_is_read_and_decided(qtbot, inbox, look):
    page, ctx, _plan, _grant, closing = inbox
    page.arrive(waiting_id=f"closure:{closing.id}")
    qtbot.waitUntil(lambda: page.review.words.text() == "works, sleeps well")
    assert page.review.open.isHidden()
    page.open_case()
    assert ctx.places[-1] == ("case", {"case_id": closing.id, "tab": "overview"})
    ctx.dialogs.answers.append(False)
    page.approve()
    assert look(cases.case, closing.id).open
    ctx.dialogs.answers.append(True)
    page.approve()
    assert not look(cases.case, closing.id).open
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 2)


def test_nobody_decides_their_own_request(went, show, supervisor, make_case, do):
    case = make_case(actor=supervisor)
    do(casework.ask_closure, case.id, CLOSING, actor=supervisor)
    ctx = went(supervisor)
    page = show(ApprovalsPage(ctx))
    assert page.own.text.text() == "You asked for this yourself. Another supervisor decides."
    assert not page.approve_button.isEnabled() and not page.return_button.isEnabled()
    page.approve()
    page.send_back()
    assert ctx.dialogs.asked == [] and page.sentence.text() == "1 of your own waits for somebody else."


def test_what_another_supervisor_decided_meanwhile_is_told(inbox, do, supervisor):
    page, ctx, _plan, _grant, closing = inbox
    page.arrive(waiting_id=f"closure:{closing.id}")
    page.hide()  # the other window decides while this one is covered
    do(casework.return_closure, closing.id, {"comment": "not yet"}, actor=supervisor)
    ctx.dialogs.answers.append(True)
    page.approve()
    assert "Nobody asked to close" in str(ctx.dialogs.errors[0])
    page.show()
    assert page.table.rows.rowCount() == 2


def test_an_empty_inbox_says_so(went, show, supervisor):
    page = show(ApprovalsPage(went(supervisor)))
    assert page.shown is None and not page.approve_button.isEnabled()
    assert supervisor.can(Permission.APPROVALS_READ)
    page.approve()
