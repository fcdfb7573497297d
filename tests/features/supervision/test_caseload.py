"""Caseload and approvals: who carries what, giving cases to others, what waits for a decision."""

from datetime import date, timedelta

import pytest

from caseapp.core.errors import PermissionDenied, Refused
from caseapp.data import drafts
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.models import Stage
from caseapp.features.office import bulk
from caseapp.features.office import service as office
from caseapp.features.office.models import Staff
from caseapp.features.people import reviewing
from caseapp.features.plans import service as plans
from caseapp.features.supervision import queries, service
from caseapp.features.supervision.pages import CaseloadPage
from caseapp.ui.widgets import Clickable
from tests.features.grants.conftest import APPRAISED

TODAY = date(2026, 8, 18)


def test_each_caseworker_with_what_stands_out(make_case, sent, look, do, actors, supervisor, clock):
    risky = make_case(given_name="Lineo")
    do(casework.set_risk, risky.id, {"risk": "high", "risk_reason": "threats"})
    sent()
    make_case(actor=actors["caseworker2"])
    clock.advance(days=20)
    load = look(queries.caseload, actor=supervisor)
    mine, other = load.worker(actors["caseworker"].id), load.worker(actors["caseworker2"].id)
    assert (mine.active, mine.high, mine.late, mine.no_plan, mine.referrals, mine.ceiling) == (
        2,
        1,
        2,
        2,
        1,
        25,
    )
    assert (other.active, other.high, other.late, other.referrals) == (1, 0, 1, 0)
    assert (load.active, load.late, load.opened, load.opened_before) == (3, 3, 0, 3)
    assert load.stages[Stage.REGISTERED] == 2 and load.stages[Stage.ASSESSED] == 1 and load.waiting == 0


def test_the_numbers_are_those_of_the_lists_behind_them(make_case, look, supervisor, clock, actors):
    for days in range(4):
        make_case(given_name=f"Person {days}")
        clock.advance(days=12)
    load = look(queries.caseload, actor=supervisor)
    today = clock.today()
    for number, only in (
        (load.active, cases.CaseFilter()),
        (load.no_contact, cases.CaseFilter(no_contact_since=today - timedelta(days=load.no_contact_days))),
        (
            sum(w.no_plan for w in load.workers),
            cases.CaseFilter(no_plan_opened_before=today - timedelta(days=load.no_plan_days)),
        ),
    ):
        assert number == look(cases.count, only, actor=supervisor) > 0


def test_closed_cases_count_where_they_were_closed(make_case, look, do, supervisor, actors, clock):
    case = make_case()
    do(
        casework.ask_closure,
        case.id,
        {"closure_reason": "withdrew", "closure_missing_why": "moved far away", "closure_note": "told us so"},
    )
    do(casework.approve_closure, case.id, actor=supervisor)
    worker = look(queries.caseload, actor=supervisor).worker(actors["caseworker"].id)
    assert (worker.active, worker.closed) == (0, 1)
    clock.advance(days=31)
    assert look(queries.caseload, actor=supervisor).worker(actors["caseworker"].id).closed == 0


def test_cases_of_a_caseworker_the_oldest_contact_first(make_case, look, supervisor, do, clock, actors):
    from caseapp.features.followups import service as followups

    early, never, late = (make_case(given_name=n) for n in ("Early", "Never", "Late"))
    for case in (early, late):
        do(followups.record, case.id, {"outcome": "met"})
        clock.advance(days=1)
    page = look(queries.cases_of, actors["caseworker"].id, actor=supervisor)
    assert [r.id for r in page.rows] == [never.id, early.id, late.id]


def test_monitoring_staff_see_numbers_without_names(make_case, look, actors):
    case = make_case(given_name="Secretname")
    load = look(queries.caseload, actor=actors["me"])
    assert load.active == 1 and load.waiting is None
    (row,) = look(queries.cases_of, actors["caseworker"].id, actor=actors["me"]).rows
    assert row.name == case.person.number
    with pytest.raises(PermissionDenied):
        look(queries.waiting, actor=actors["me"])


def test_cases_change_hands_together_and_go_back_together(make_case, look, do, supervisor, actors):
    ids = [make_case(given_name=n).id for n in ("One", "Two", "Three")]
    other = actors["caseworker2"].id
    done = do(service.reassign, ids, other, actor=supervisor)
    assert len(done.moves) == 3 and done.to == "Tumelo Khati"
    assert look(queries.caseload, actor=supervisor).worker(other).active == 3
    do(casework.assign, ids[0], supervisor.id, actor=supervisor)
    back = do(bulk.undo, done.id, actor=supervisor)
    assert (back.count, len(back.kept)) == (2, 1) and "changed since" in back.kept[0]
    owners = [look(cases.case, i).caseworker_id for i in ids]
    assert owners == [supervisor.id, actors["caseworker"].id, actors["caseworker"].id]


def test_a_reassignment_is_all_or_nothing(make_case, look, do, supervisor, actors):
    ids = [make_case(given_name=n).id for n in ("One", "Two")]
    with pytest.raises(Refused, match="cannot carry cases"):
        do(service.reassign, ids, actors["me"].id, actor=supervisor)
    with pytest.raises(Refused, match="at least one"):
        do(service.reassign, ids, actors["caseworker"].id, actor=supervisor)
    do(
        casework.ask_closure,
        ids[1],
        {"closure_reason": "withdrew", "closure_missing_why": "moved far away", "closure_note": "x"},
    )
    do(casework.approve_closure, ids[1], actor=supervisor)
    with pytest.raises(Refused, match="is closed"):
        do(service.reassign, ids, actors["caseworker2"].id, actor=supervisor)
    assert look(cases.case, ids[0]).caseworker_id == actors["caseworker"].id
    with pytest.raises(PermissionDenied):
        do(service.reassign, ids[:1], actors["caseworker2"].id)


def test_cases_do_not_go_back_to_somebody_who_left(make_case, do, supervisor, actors):
    case = make_case()
    done = do(service.reassign, [case.id], actors["caseworker2"].id, actor=supervisor)
    do(office.set_active, actors["caseworker"].id, False, actor=actors["admin"])
    with pytest.raises(Refused, match="cannot carry cases"):
        do(bulk.undo, done.id, actor=supervisor)


def test_the_inbox_holds_every_kind_the_oldest_first(
    written, make_grant, make_case, look, do, supervisor, clock
):
    do(plans.submit, written.id, {"signed_how": "signature", "signed_on": "2026-08-18"})
    clock.advance(days=1)
    make_grant(APPRAISED)
    clock.advance(days=1)
    closing = make_case(given_name="Palo")
    do(
        casework.ask_closure,
        closing.id,
        {
            "closure_reason": "goals_achieved",
            "closure_missing_why": "moved far away",
            "closure_note": "works, sleeps well",
        },
    )
    found = look(queries.waiting, actor=supervisor)
    assert [(w.kind, w.what) for w in found] == [
        ("plan", "version 1, 2 activities"), ("grant", "M 12,000 poultry, 150 layers"), ("closure", "Goals achieved"),
    ]  # fmt: skip
    assert found[0].days(clock.today()) == 2 and look(queries.waiting_count, actor=supervisor) == 3
    told = look(queries.closing, closing.id, actor=supervisor)
    assert (told.reason, told.note, told.asked_by, told.open) == (
        "Goals achieved", "works, sleeps well", "Palesa Mohale", (),
    )  # fmt: skip


def test_a_closure_tells_what_is_still_open(make_case, sent, look, do, supervisor, database):
    case_id = make_case(given_name="Palo").id
    do(
        casework.ask_closure,
        case_id,
        {"closure_reason": "withdrew", "closure_missing_why": "moved far away", "closure_note": "x"},
    )
    from caseapp.features.plans import service as planning

    do(planning.add_goal, case_id, {"need": "distress", "objective": "Sleeps"})
    told = look(queries.closing, case_id, actor=supervisor)
    assert isinstance(told.open, tuple) and told.last_contact_on is None


def test_looking_at_the_inbox_is_no_look_at_restricted_cases(make_case, look, do, supervisor, database):
    from caseapp.data.journal import JournalEntry
    from caseapp.features.cases.models import Case

    case = make_case()
    do(
        casework.ask_closure,
        case.id,
        {"closure_reason": "withdrew", "closure_missing_why": "moved far away", "closure_note": "x"},
    )
    with database.work(supervisor) as uow:
        uow.get(Case, case.id).restricted = True
    assert len(look(queries.waiting, actor=supervisor)) == 1
    with database.read_engine.connect() as connection:
        from sqlalchemy import select

        assert not connection.execute(
            select(JournalEntry).where(JournalEntry.action == "approvals.list")
        ).all()


# --- what stands out


def test_what_stands_out_over_all_cases_opens_its_list(
    qtbot, ctx_for, supervisor, make_case, database, do, look, actors, clock
):
    left = make_case(actor=actors["caseworker2"], given_name="Lineo")
    make_case(given_name="Thabo")
    with database.work(supervisor) as uow:
        uow.get(Staff, actors["caseworker2"].id).active = False
    clock.advance(days=40)
    found = {one.code: one for one in look(queries.standing_out, actor=supervisor)}
    assert {code: one.count for code, one in found.items()} == {
        "nobody": 1,
        "closing": 0,
        "lost": 0,
        "surveys": 2,
        "duplicates": 0,
    }
    assert [row.id for row in look(cases.page, only=found["nobody"].only).rows] == [left.id]
    ctx, went = ctx_for(supervisor), []
    ctx.navigate = lambda code, **args: went.append((code, args))
    page = CaseloadPage(ctx)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: len(page.standing.findChildren(Clickable)) == 3)
    nobody, surveys, twice = page.standing.findChildren(Clickable)
    assert nobody.accessibleName() == "1 with nobody who works here"
    nobody.click()
    twice.click()
    assert [code for code, _args in went] == ["cases", "duplicates"] and went[0][1]["only"].nobody
    shown = []
    ctx.dialogs.show = lambda title, widget, close="": shown.append(widget)
    surveys.click()
    (rounds,) = shown
    qtbot.addWidget(rounds)
    assert len(rounds.table.rows.rows) == 2 and not rounds.export.isHidden()
    rounds.open(rounds.table.rows.rows[0])
    assert went[-1][1]["tab"] == "assessments"


def test_pairs_to_decide_are_counted_as_the_last_look_left_them(make_case, do, look, supervisor, actors):
    for name in ("Seseko", "Sesekho"):
        make_case(given_name=name, family_name="Phooko", phone="50 111 222", birth_date="1991-05-02")
    found = lambda: next(s for s in look(queries.standing_out, actor=supervisor) if s.code == "duplicates")  # noqa: E731
    assert (found().looked, found().words) == (False, "who may be on file twice: look through the office")
    do(lambda uow: reviewing.keep(uow, reviewing.review(uow)), actor=supervisor)
    assert (found().count, found().words) == (1, "pair of people who may be one, reviewed 18 Aug 2026")
    assert found().door.page == "duplicates"
    codes = [s.code for s in look(queries.standing_out, actor=actors["me"])]
    assert "duplicates" not in codes and "drafts" not in codes


def test_a_supervisor_sees_whose_drafts_lie_unfinished_and_nothing_in_them(
    qtbot, ctx_for, do, look, supervisor, caseworker, actors, clock
):
    do(drafts.save, "person", "", {"given_name": "Secretname"}, {}, "Secretname")
    clock.advance(days=4)
    do(drafts.save, "referral", "x", {"reason": "Secretword"}, {}, "Secrettitle")
    do(drafts.save, "person", "", {"given_name": "Own"}, {}, actor=supervisor)
    (line,) = [s for s in look(queries.standing_out, actor=supervisor) if s.code == "drafts"]
    assert (line.count, line.door.args) == (2, {"staff_id": caseworker.id})
    assert line.words == "unfinished drafts of Palesa Mohale, the oldest from 18 Aug 2026: talk to them"
    assert "Secret" not in repr(look(drafts.counts, actor=supervisor))
    for login in ("caseworker2", "me"):
        with pytest.raises(PermissionDenied):
            look(drafts.counts, actor=actors[login])
    ctx, went = ctx_for(supervisor), []
    ctx.navigate = lambda code, **args: went.append((code, args))
    page = CaseloadPage(ctx)
    qtbot.addWidget(page)
    page.show()
    lines = {c.accessibleName(): c for c in page.standing.findChildren(Clickable)}
    lines[f"2 {line.words}"].click()
    assert went == [("supervision", {"staff_id": caseworker.id})]
