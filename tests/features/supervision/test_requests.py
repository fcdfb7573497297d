"""One inbox: tranches, transfers, reopenings and records to keep. Asked by one, decided by another, told to who asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.data.journal import JournalEntry
from caseapp.features.cases import queries as cases
from caseapp.features.cases import reopening, transfers
from caseapp.features.cases import service as casework
from caseapp.features.cases.pages.steps import steps
from caseapp.features.grants import queries as grants
from caseapp.features.grants import service as granting
from caseapp.features.office.models import Staff
from caseapp.features.supervision import queries
from tests.features.grants.conftest import SIGNED_NOW


def journalled(database, actor, action):
    with database.look(actor) as uow:
        query = select(JournalEntry).where(JournalEntry.action == action)
        return uow.session.scalars(query).all()


def back(look, actor):
    return [(one.chip, one.text) for one in look(queries.my_day, actor=actor).came_back]


# --- reopening


def test_a_reopening_is_asked_approved_by_keyboard_and_in_the_journal(
    closed, do, look, inbox, qtbot, supervisor, caseworker, database
):
    case = closed()
    asked = do(reopening.ask, case.id, {"reason": "Lost her stall in the flood"})
    (waiting,) = look(queries.waiting, actor=supervisor)
    assert (waiting.kind, waiting.what, waiting.own) == ("reopening", "Lost her stall in the flood", False)
    page = inbox(supervisor, "reopening")
    page.ctx.dialogs.answers.append(True)
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: look(cases.case, case.id).open)
    (entry, *_others) = journalled(database, supervisor, "reopening.approve")
    assert (entry.actor_id, entry.reason) == (supervisor.id, "Lost her stall in the flood")
    with pytest.raises(Refused, match="already"):
        do(reopening.approve, asked.id, actor=supervisor)


def test_a_returned_reopening_stands_on_my_day_of_who_asked(
    closed, do, look, inbox, qtbot, supervisor, caseworker
):
    case = closed()
    do(reopening.ask, case.id, {"reason": "She called"})
    page = inbox(supervisor, "reopening")
    page.ctx.dialogs.answers.append({"comment": "Visit her first"})
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: back(look, caseworker) == [("Reopening returned", "“Visit her first”")])
    assert not look(cases.case, case.id).open and look(queries.waiting, actor=supervisor) == ()
    do(reopening.ask, case.id, {"reason": "Visited, she needs help"})
    assert back(look, caseworker) == []


def test_nobody_reopens_on_their_own_request_and_the_refusal_is_journalled(
    closed, do, look, supervisor, database
):
    case = closed()
    asked = do(reopening.ask, case.id, {"reason": "x"}, actor=supervisor)
    with pytest.raises(Refused, match="own request"):
        do(reopening.approve, asked.id, actor=supervisor)
    with pytest.raises(Refused, match="own request"):
        do(reopening.send_back, asked.id, {"comment": "x"}, actor=supervisor)
    assert len(journalled(database, supervisor, "refused")) == 2
    assert look(queries.waiting, actor=supervisor)[0].own


def test_a_supervisor_reopens_at_once_and_the_request_is_settled(closed, do, look, supervisor):
    case = closed()
    do(reopening.ask, case.id, {"reason": "She called"})
    with pytest.raises(Refused, match="already"):
        do(reopening.ask, case.id, {"reason": "She called again"})
    do(casework.reopen, case.id, {"reason": "Flood"}, actor=supervisor)
    assert look(queries.waiting, actor=supervisor) == () and look(reopening.of_case, case.id) is None
    with pytest.raises(Refused, match="is open"):
        do(reopening.ask, case.id, {"reason": "x"})


def test_only_who_asked_takes_it_back(closed, do, look, actors, supervisor):
    asked = do(reopening.ask, closed().id, {"reason": "x"})
    with pytest.raises(Refused):
        do(reopening.withdraw, asked.id, actor=actors["caseworker2"])
    do(reopening.withdraw, asked.id)
    assert look(queries.waiting, actor=supervisor) == ()


def test_the_menu_of_a_closed_case_offers_asking_or_reopening(closed, look, ctx_for, caseworker, supervisor):
    case = look(cases.case, closed().id)
    assert "Ask to reopen the case…" in [words for words, _do in steps(ctx_for(caseworker), case)]
    offered = [words for words, _do in steps(ctx_for(supervisor), case)]
    assert "Reopen the case…" in offered and "Ask to reopen the case…" not in offered


# --- transfers


@pytest.fixture
def transfer(do, make_case, actors):
    case = make_case()
    return case, do(transfers.ask, case.id, {"to": actors["caseworker2"].id, "why": "Moved to her district"})


def test_a_supervisor_gives_a_case_that_waits_for_its_receiver(
    transfer, inbox, qtbot, look, actors, supervisor
):
    case, _asked = transfer
    page = inbox(supervisor, "transfer")
    assert "Tumelo Khati" in page.shown.what
    page.ctx.dialogs.answers.append(True)
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: look(cases.case, case.id).caseworker_id == actors["caseworker2"].id)
    assert look(transfers.for_me, actor=actors["caseworker2"]) == ()


def test_a_transfer_a_supervisor_declines_names_the_supervisor(transfer, do, look, caseworker, supervisor):
    case, asked = transfer
    do(transfers.send_back, asked.id, {"comment": "He is full"}, actor=supervisor)
    assert back(look, caseworker) == [("Transfer declined", "’Mamello Lerotholi: “He is full”")]
    assert look(cases.case, case.id).caseworker_id == caseworker.id


def test_nobody_gives_a_case_on_their_own_request_nor_to_somebody_who_left(
    do, make_case, actors, supervisor, database, transfer
):
    case = make_case(actor=supervisor, given_name="Lineo")
    own = do(transfers.ask, case.id, {"to": actors["caseworker2"].id, "why": "x"}, actor=supervisor)
    with pytest.raises(Refused, match="own request"):
        do(transfers.approve, own.id, actor=supervisor)
    with database.work(supervisor) as uow:
        uow.get(Staff, actors["caseworker2"].id).active = False
    with pytest.raises(Refused, match="cannot carry"):
        do(transfers.approve, transfer[1].id, actor=supervisor)


# --- tranches


@pytest.fixture
def met(make_grant, do, actors):
    """A grant whose first part is paid and whose second waits for the money."""
    grant = make_grant(SIGNED_NOW)
    first, second = grant.tranches
    pay = {"amount": "8000", "channel": "ls_mpesa", "reference": "QGH7 X21-K9", "payee_name": "Thabo Mokoena",
           "payee_phone": "58123456", "paid_on": "2026-08-18"}  # fmt: skip
    do(granting.pay, first.id, pay, actor=actors["grants"])
    do(granting.confirm_condition, second.id, {"met_on": "2026-08-18", "met_note": "Seen"})
    return grant, second


def test_whoever_pays_sends_a_condition_back_to_who_confirmed_it(
    met, inbox, qtbot, look, do, actors, caseworker, supervisor
):
    _grant, second = met
    assert not [w for w in look(queries.waiting, actor=supervisor) if w.kind == "tranche"]
    page = inbox(actors["grants"], "tranche")
    assert page.approve_button.text() == "Pay…" and page.return_button.isEnabled()
    page.ctx.dialogs.answers.append({"reason": "No photo of the shed"})
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: ("Condition sent back", "“No photo of the shed”") in back(look, caseworker))
    with pytest.raises(Refused, match="not confirmed"):
        do(granting.pay, second.id, {"amount": "4000", "channel": "ls_mpesa", "reference": "R2", "payee_name": "T M",
                                     "payee_phone": "58123456", "paid_on": "2026-08-18"}, actor=actors["grants"])  # fmt: skip
    do(granting.confirm_condition, second.id, {"met_on": "2026-08-18", "met_note": "Photo filed"})
    assert back(look, caseworker) == []
    assert [w.kind for w in look(queries.waiting, actor=actors["grants"])] == ["tranche"]


def test_a_tranche_is_paid_from_the_inbox(make_grant, inbox, qtbot, look, actors):
    grant = make_grant(SIGNED_NOW)
    page = inbox(actors["grants"], "tranche")
    assert not page.return_button.isEnabled()  # due on signing: there is no condition to send back
    page.ctx.dialogs.answers.append({"reference": "QGH7 X21-K9", "payee_name": "Thabo Mokoena",
                                     "payee_phone": "58123456"})  # fmt: skip
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: look(grants.grant, grant.id).paid == 800000)
    assert page.ctx.dialogs.errors == []
