"""A whole caseload goes to colleagues: with all that waits, in the journal, on paper, and back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.documents.raster import Pages
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases import transfers
from caseapp.features.cases.models import Risk
from caseapp.features.cases.timeline import timeline
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as following
from caseapp.features.office import bulk
from caseapp.features.office.models import Staff
from caseapp.features.people import service as people
from caseapp.features.supervision import handover, queries
from caseapp.features.supervision.closure import closure_pdf
from caseapp.features.supervision.handover_sheet import sheet_pdf
from caseapp.features.supervision.handover_views import Split, Taker, share_out
from caseapp.features.supervision.pages import HandOverPage
from caseapp.ui.line import Line
from tests.features.reading import press, settle, shown

WHY = {"why": "on leave", "until": "2026-10-01"}
LEFT = "1 referral"


@pytest.fixture
def three(make_case):
    """Three cases of Palesa in two districts."""
    return [
        make_case(given_name=n, place=p)
        for n, p in (("Thabo", "LSJ05"), ("Lineo", "LSJ02"), ("Mpho", "LSH04"))
    ]


@pytest.fixture
def other(actors):
    return actors["caseworker2"]


def everything(cases_, to):
    return {c.id: to.id for c in cases_}


def owners(look, cases_, actor):
    return [look(cases.case, c.id, actor=actor).caseworker_id for c in cases_]


def test_a_caseload_is_shown_with_all_that_waits_on_it(sent, make_grant, do, look, supervisor, caseworker):
    referral = sent()
    do(following.plan, referral.case_id, {"due_on": "2026-08-24"})
    grant = make_grant()
    load = look(handover.load, caseworker.id, actor=supervisor)
    found = {c.id: c for c in load.cases}
    assert load.giver == caseworker.name and set(found) == {referral.case_id, grant.case_id}
    with_referral = found[referral.case_id]
    assert (with_referral.visits, with_referral.next_visit, with_referral.referrals) == (
        1,
        date(2026, 8, 24),
        1,
    )
    assert caseworker.id not in {t.id for t in load.takers}


def test_everything_planned_goes_along_in_one_step_and_comes_back(
    three, do, look, supervisor, caseworker, other
):
    do(following.plan, three[0].id, {"due_on": "2026-08-20"})
    theirs = do(
        casework.register,
        {"given_name": "Neo", "family_name": "Mota", "sex": "f", "birth_date": "1990"},
        actor=other,
    )
    promise = do(following.plan, theirs.id, {"due_on": "2026-08-21"}, True)
    done = do(handover.hand_over, caseworker.id, everything(three, other), WHY, actor=supervisor)
    assert (done.shares, done.count, done.until) == (((other.name, 3),), 3, date(2026, 10, 1))
    assert owners(look, three, supervisor) == [other.id] * 3
    due = look(followups.due, actor=other).rows
    assert three[0].id in {d.case_id for d in due} and promise in {d.id for d in due}
    newest = look(timeline, three[1].id, actor=supervisor).rows[0]
    assert (newest.chip, newest.reason, newest.who) == ("Handed over", "on leave", supervisor.name)
    assert do(bulk.undo, done.id, actor=supervisor) == bulk.Undone(4, ())
    assert owners(look, three, supervisor) == [caseworker.id] * 3
    assert promise in {d.id for d in look(followups.due, actor=caseworker).rows}
    with pytest.raises(Refused, match="taken back already"):
        do(bulk.undo, done.id, actor=supervisor)
    assert look(handover.recent, actor=supervisor)[0].undone_on == date(2026, 8, 18)


def test_what_changed_hands_again_stays_when_a_handover_is_taken_back(
    three, do, look, supervisor, caseworker, other
):
    done = do(handover.hand_over, caseworker.id, everything(three, other), WHY, actor=supervisor)
    do(casework.assign, three[0].id, supervisor.id, actor=supervisor)
    back = do(bulk.undo, done.id, actor=supervisor)
    assert back.count == 2 and back.kept[0].startswith(three[0].number)
    assert owners(look, three, supervisor) == [supervisor.id, caseworker.id, caseworker.id]


def test_a_handover_is_all_or_nothing(three, do, look, supervisor, caseworker, other, actors):
    do(casework.assign, three[2].id, supervisor.id, actor=supervisor)
    for assigned, match in (
        (everything(three, other), "somebody else by now"), ({three[0].id: actors["me"].id}, "cannot carry"),
        ({three[0].id: caseworker.id}, "to the one who carries it"), ({}, "No case is chosen"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=match):
            do(handover.hand_over, caseworker.id, assigned, WHY, actor=supervisor)
    with pytest.raises(Invalid):
        do(handover.hand_over, caseworker.id, everything(three[:1], other), {}, actor=supervisor)
    assert owners(look, three, supervisor) == [caseworker.id, caseworker.id, supervisor.id]


def test_a_caseworker_moves_nothing_but_asks(three, do, look, caseworker, supervisor, other):
    with pytest.raises(PermissionDenied):
        do(handover.hand_over, caseworker.id, everything(three, other), WHY)
    with pytest.raises(Refused, match="Only a supervisor"):
        look(handover.load, other.id)
    do(people.restrict, three[2].person.id, True, actor=supervisor)
    assert do(handover.ask_colleagues, everything(three, other), WHY) == 2
    assert [t.case.id for t in look(transfers.for_me, actor=other)] == [three[0].id, three[1].id]
    assert owners(look, three, supervisor) == [caseworker.id] * 3
    with pytest.raises(Refused, match="None of these"):
        do(handover.ask_colleagues, everything(three, other), WHY)


def test_who_is_asked_finds_it_on_my_day_and_the_answer_comes_back(three, do, look, other):
    do(handover.ask_colleagues, everything(three[:1], other), WHY)
    (todo,) = [t for t in look(queries.my_day, actor=other).todo if t.id.startswith("transfer:")]
    assert (todo.what, todo.case_id, todo.since) == ("Palesa Mohale asks you to take over", three[0].id, True)
    (asked,) = look(transfers.for_me, actor=other)
    do(transfers.decline, asked.id, {"answer": "I carry 30"}, actor=other)
    (back,) = [b for b in look(queries.my_day).came_back if b.id.startswith("transfer:")]
    assert (back.chip, back.text) == ("Transfer declined", f"{other.name}: “I carry 30”")


def test_cases_of_somebody_who_left_are_given_on_but_do_not_go_back_to_them(
    three, do, look, supervisor, caseworker, other, database, actors
):
    with database.work(actors["admin"]) as uow:
        uow.get(Staff, caseworker.id).active = False
    assert [(t.id, t.active) for t in look(handover.givers, actor=supervisor)] == [(caseworker.id, 3)]
    done = do(handover.hand_over, caseworker.id, everything(three, other), WHY, actor=supervisor)
    with pytest.raises(Refused, match="cannot carry"):
        do(bulk.undo, done.id, actor=supervisor)
    assert owners(look, three, supervisor) == [other.id] * 3


def test_sharing_out_fills_the_room_there_is_and_keeps_districts_together(
    three, do, look, supervisor, caseworker
):
    do(casework.set_risk, three[1].id, {"risk": "high", "risk_reason": "x"})
    load = look(handover.load, caseworker.id, actor=supervisor)
    roomy, full = Taker("a", "A", 10, 25), Taker("b", "B", 23, 25)
    assert set(share_out(load.cases, (roomy, full), Split.EVEN).values()) == {"a"}
    even = share_out(load.cases, (roomy, Taker("c", "C", 10, 25)), Split.EVEN)
    assert (
        sorted(even.values()) == ["a", "a", "c"] and even[three[1].id] == "a"
    )  # the high risk is placed first
    by_place = share_out(load.cases, (roomy, Taker("c", "C", 10, 25)), Split.PLACE)
    assert by_place[three[0].id] == by_place[three[1].id] != by_place[three[2].id]
    assert share_out(load.cases, (), Split.EVEN) == {}
    assert {c.case.risk for c in load.cases} == {Risk.HIGH, Risk.MEDIUM}


def test_the_sheet_names_every_case_what_waits_and_who_signs(
    sent, make_case, do, look, supervisor, caseworker, other
):
    odd = make_case(given_name="<b>Rethabile</b>")
    assigned = {sent().case_id: other.id, odd.id: supervisor.id}
    done = do(handover.hand_over, caseworker.id, assigned, WHY, actor=supervisor)
    pdf = look(sheet_pdf, done.id, actor=supervisor)
    with Pages(pdf) as pages:
        text = " ".join(" ".join(pages.text(i).split()) for i in range(len(pages)))
    for piece in (
        caseworker.name, "2 cases · on leave", f"To {other.name}: 1 case", f"To {supervisor.name}: 1 case", odd.number,
        "<b>Rethabile</b>", LEFT, "1 Oct 2026", "What the files do not say", "Takes over",
    ):  # fmt: skip
        assert piece in text, piece
    with pytest.raises(PermissionDenied):
        look(sheet_pdf, done.id)


@pytest.fixture
def page(qtbot, ctx_for):
    def make(actor, size=(1170, 720)):
        ctx = ctx_for(actor)
        ctx.told = []
        ctx.toast = lambda words, undo=None: ctx.told.append((words, undo))
        made = HandOverPage(ctx)
        made.print_sheet = ctx.told.append
        qtbot.addWidget(made)
        made.resize(*size)
        made.show()
        settle()
        return made

    return make


def test_the_page_shares_out_shows_it_first_and_takes_it_back(
    page, three, look, supervisor, caseworker, other
):
    made = page(supervisor)
    assert made.giver.currentText() == f"{caseworker.name}, 3 cases" and not made.do_button.isEnabled()
    made.ticks[other.id].setChecked(True)
    assert "3 cases find a new caseworker." in shown(made) and "0 + 3 of 25" in shown(made)
    made.table.selectRow(0)
    made.give_chosen("")
    assert "2 cases find a new caseworker. 1 stays." in shown(made)
    made.ctx.dialogs.answers = [WHY]
    press(made, "Hand over…")
    assert sorted(owners(look, three, supervisor)) == sorted([caseworker.id, other.id, other.id])
    words, undo = made.ctx.told[0]
    assert words == "2 cases are handed over."
    undo()
    settle()
    assert owners(look, three, supervisor) == [caseworker.id] * 3
    (line,) = made.earlier.findChildren(Line)
    assert caseworker.name in line.text() and "taken back" in line.text()
    assert made.ctx.told[-1][0] == "2 are as they were before."


def test_only_who_handed_over_is_offered_the_way_back(
    three, do, look, supervisor, caseworker, other, database, actors
):
    done = do(handover.hand_over, caseworker.id, everything(three, other), WHY, actor=supervisor)
    assert done.own
    with database.work(actors["admin"]) as uow:
        uow.get(Staff, actors["counsellor"].id).role = "supervisor"
    assert [d.own for d in look(handover.recent, actor=actors["counsellor"])] == [False]
    with pytest.raises(Refused, match="Only who did this"):
        do(bulk.undo, done.id, actor=actors["counsellor"])


def test_a_supervisor_sees_what_colleagues_were_asked(page, three, do, supervisor, caseworker, other):
    do(handover.ask_colleagues, everything(three[:1], other), WHY)
    made = page(supervisor)
    (line,) = made.asked.findChildren(Line)
    assert line.text() == f"{three[0].person.name} {caseworker.name} → {other.name}, 18 Aug"


def test_a_caseworker_sees_only_their_own_and_asks(page, three, look, caseworker, other):
    made = page(caseworker)
    assert not made.giver.isVisible() and not made.earlier.isVisible()
    assert next(b.text() for b in made.findChildren(QPushButton) if b.isVisible()) == "Ask the colleagues…"
    made.ticks[other.id].setChecked(True)
    made.ctx.dialogs.answers = [WHY]
    press(made, "Ask the colleagues…")
    assert len(look(transfers.for_me, actor=other)) == 3
    assert made.ctx.told == [("3 answers are awaited.", None)]


def test_the_closure_summary_waits_until_the_closure_is_asked_for(make_case, look, do):
    case = make_case(given_name="<i>Neo</i>")
    with pytest.raises(Refused, match="once the closure is asked for"):
        look(closure_pdf, case.id)
    end = {
        "closure_reason": "withdrew",
        "closure_note": "Found work.",
        "closure_missing_why": "Left on Sunday.",
    }
    do(casework.ask_closure, case.id, end)
    with Pages(look(closure_pdf, case.id)) as pages:
        text = " ".join(pages.text(0).split())
    for piece in (
        "<i>Neo</i> Mokoena",
        "Waits for approval",
        "Withdrew or declined",
        "Left on Sunday.",
        "0 contacts",
    ):
        assert piece in text, piece
