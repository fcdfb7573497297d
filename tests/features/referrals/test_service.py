"""From writing a referral to knowing how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from caseapp.core.clock import FixedClock
from caseapp.core.errors import EditConflict, Invalid, NotFound, PermissionDenied, Refused
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases import service as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.people import service as people
from caseapp.features.referrals import directory, queries, service, slips
from caseapp.features.referrals.models import Answer, Priority, State
from caseapp.features.referrals.views import PartnerView, ReferralView
from tests.features.referrals.conftest import AGREED, ASKED, PRIVATE

TODAY = date(2026, 8, 18)
Make = Callable[..., ReferralView]


def do(database: Database, actor: Actor, step: Callable[..., Any], *args: Any) -> Any:
    with database.work(actor) as uow:
        return step(uow, *args)


def test_a_referral_goes_from_draft_to_its_end_with_date_and_name_of_every_step(
    database: Database, caseworker: Actor, clock: FixedClock, draft: Make
) -> None:
    written = draft(priority="urgent")
    assert (written.state, written.answer_due_on, written.author) == (State.DRAFT, None, "Palesa Mohale")
    assert written.number.startswith("MKG-R-26-A")

    out = do(database, caseworker, service.send, written.id, {"delivery": "by_hand"})
    assert (out.state, out.sent_on, out.sent_by) == (State.SENT, TODAY, "Palesa Mohale")
    assert out.answer_due_on == TODAY + timedelta(days=3)

    clock.advance(days=1)
    there = do(database, caseworker, service.acknowledge, out.id, {"partner_contact": "Front desk"})
    assert (there.state, there.acknowledged_on) == (State.ACKNOWLEDGED, date(2026, 8, 19))

    clock.advance(days=1)
    yes = do(
        database, caseworker, service.answer, out.id, {"answer": "accepted", "appointment_on": "2026-09-03"}
    )
    assert (yes.state, yes.answer, yes.answered_on) == (State.ACCEPTED, Answer.ACCEPTED, date(2026, 8, 20))
    assert yes.appointment_on == date(2026, 9, 3)
    assert yes.partner_contact == "Front desk"

    clock.advance(days=20)
    got = do(database, caseworker, service.receive, out.id, {"received_on": "2026-09-03"})
    assert (got.state, got.received_on) == (State.RECEIVED, date(2026, 9, 3))

    end = do(database, caseworker, service.close, out.id, {"outcome": "Has the card."})
    assert (end.state, end.outcome, end.closed_on, end.open) == (
        State.CLOSED,
        "Has the card.",
        clock.today(),
        False,
    )


@pytest.mark.parametrize(("priority", "days"), [("routine", 14), ("urgent", 3), ("emergency", 1)])
def test_the_answer_is_due_after_the_days_of_the_priority(sent: Make, priority: str, days: int) -> None:
    assert sent(priority=priority).answer_due_on == TODAY + timedelta(days=days)


def test_what_is_missing_is_named(
    database: Database, caseworker: Actor, case: CaseView, ministry: PartnerView
) -> None:
    with pytest.raises(Invalid) as wrong:
        do(
            database,
            caseworker,
            service.create,
            case.id,
            ministry.id,
            {"sector": "moon", "feedback": "nothing,plan"},
        )
    assert set(wrong.value.problems) == {"sector", "services", "reason", "feedback"}
    with pytest.raises(NotFound):
        do(database, caseworker, service.create, case.id, "no-such-partner", ASKED)


def test_a_child_needs_its_caregivers_part(
    database: Database, caseworker: Actor, make_case: Callable[..., CaseView], ministry: PartnerView
) -> None:
    child = make_case(given_name="Lineo", birth_date="2015", **AGREED)
    with pytest.raises(Invalid) as wrong:
        do(database, caseworker, service.create, child.id, ministry.id, ASKED)
    assert set(wrong.value.problems) == {"caregiver_informed"}
    with pytest.raises(Invalid) as wrong:
        do(database, caseworker, service.create, child.id, ministry.id, {**ASKED, "caregiver_informed": "no"})
    assert set(wrong.value.problems) == {"caregiver_why_not"}
    told = {
        **ASKED,
        "caregiver_name": "’Maneo",
        "caregiver_relation": "grandparent",
        "caregiver_informed": "yes",
    }
    written = do(database, caseworker, service.create, child.id, ministry.id, told)
    assert (written.child, written.caregiver_name, written.caregiver_informed) == (True, "’Maneo", True)


def test_nothing_is_sent_without_a_consent_that_covers_referral(
    database: Database, caseworker: Actor, make_case: Callable[..., CaseView], draft: Make
) -> None:
    nobody = make_case(given_name="Mpho")
    partly = make_case(given_name="Palo", consent_method="signature", consent_purposes="case_management")
    for case in (nobody, partly):
        written = draft(case_id=case.id)
        with pytest.raises(Refused, match="Nothing was shared"):
            do(database, caseworker, service.send, written.id, {"delivery": "by_hand"})
        with database.look(caseworker) as uow:
            assert queries.send_check(uow, written.id).problem
            assert queries.referral(uow, written.id).state is State.DRAFT


def test_an_agency_the_consent_does_not_name_is_asked_about(
    database: Database, caseworker: Actor, make_case: Callable[..., CaseView], draft: Make
) -> None:
    case = make_case(given_name="Mpho", consent_partners="MoSD, Red Cross", **AGREED)
    written = draft(case_id=case.id)
    with database.look(caseworker) as uow:
        check = queries.send_check(uow, written.id)
        assert (check.problem, check.ask_why, check.agencies) == ("", True, "MoSD, Red Cross")
    with pytest.raises(Invalid) as wrong:
        do(database, caseworker, service.send, written.id, {"delivery": "by_hand"})
    assert set(wrong.value.problems) == {"consent_note"}
    out = do(database, caseworker, service.send, written.id,
             {"delivery": "by_hand", "consent_note": "Agreed on the phone today"})  # fmt: skip
    assert (out.state, out.consent_note) == (State.SENT, "Agreed on the phone today")


def test_a_withdrawn_consent_flags_what_runs_and_stops_the_letter(
    database: Database, caseworker: Actor, case: CaseView, sent: Make, draft: Make
) -> None:
    running, unsent = sent(), draft()
    do(database, caseworker, people.withdraw_consent, case.person.id, {})
    with database.look(caseworker) as uow:
        flags = {r.id: r.attention for r in queries.of_case(uow, case.id)}
        assert flags == {running.id: True, unsent.id: False}
        assert queries.referral(uow, running.id).attention
        with pytest.raises(Refused, match="no consent that stands"):
            service.letter(uow, running.id)
    do(database, caseworker, service.cancel, running.id, {"cancel_reason": "They took it back"})
    with database.look(caseworker) as uow:
        assert not queries.referral(uow, running.id).attention


def test_a_slip_that_came_back_closes_the_loop(database: Database, caseworker: Actor, sent: Make) -> None:
    out = sent()
    mistyped = out.slip_code.replace("-", " ").lower()
    answered = do(database, caseworker, service.answer_by_slip, mistyped,
                  {"answer": "declined", "decline_reason": "no_capacity", "answer_note": "Try in January"})  # fmt: skip
    assert (answered.id, answered.state, answered.decline_reason) == (out.id, State.DECLINED, "no_capacity")
    by_number = do(
        database, caseworker, service.answer_by_slip, f" {out.number.lower()} ", {"answer": "waiting_list"}
    )
    assert (by_number.state, by_number.decline_reason) == (State.WAITING_LIST, None)


def test_a_wrong_slip_code_changes_nothing(database: Database, caseworker: Actor, sent: Make) -> None:
    out = sent()
    other = "0" if out.slip_code[0] != "0" else "1"
    with pytest.raises(Invalid) as wrong:
        do(database, caseworker, service.answer_by_slip, other + out.slip_code[1:], {"answer": "accepted"})
    assert set(wrong.value.problems) == {"code"}
    with pytest.raises(NotFound):
        do(database, caseworker, service.answer_by_slip, slips.new_code(), {"answer": "accepted"})
    with database.look(caseworker) as uow:
        assert queries.referral(uow, out.id).state is State.SENT


def test_steps_out_of_order_are_refused(
    database: Database, caseworker: Actor, draft: Make, sent: Make
) -> None:
    unsent, out = draft(), sent()
    for step, raw in (
        (service.acknowledge, {}), (service.answer, {"answer": "accepted"}), (service.receive, {}),
        (service.close, {"outcome": "x"}),
    ):  # fmt: skip
        with pytest.raises(Refused):
            do(database, caseworker, step, unsent.id, raw)
    with pytest.raises(Refused, match="sent already"):
        do(database, caseworker, service.send, out.id, {"delivery": "by_hand"})
    with pytest.raises(Refused, match="stays as it was sent"):
        do(database, caseworker, service.change, out.id, ASKED)
    do(database, caseworker, service.answer, out.id, {"answer": "declined", "decline_reason": "other"})
    with pytest.raises(Refused):
        do(database, caseworker, service.receive, out.id, {})
    do(database, caseworker, service.close, out.id, {"outcome": "Went to the clinic instead"})
    for step, raw in ((service.cancel, {"cancel_reason": "x"}), (service.answer, {"answer": "accepted"})):
        with pytest.raises(Refused):
            do(database, caseworker, step, out.id, raw)


def test_impossible_dates_are_named(
    database: Database, caseworker: Actor, sent: Make, clock: FixedClock
) -> None:
    out = sent()
    clock.advance(days=3)
    for raw, field in (
        ({"answer": "accepted", "answered_on": "2026-09-01"}, "answered_on"),
        ({"answer": "accepted", "answered_on": "2026-08-01"}, "answered_on"),
        ({"answer": "accepted", "appointment_on": "2026-08-01"}, "appointment_on"),
        ({"answer": "declined"}, "decline_reason"),
    ):
        with pytest.raises(Invalid) as wrong:
            do(database, caseworker, service.answer, out.id, raw)
        assert set(wrong.value.problems) == {field}


def test_a_draft_is_edited_and_two_edits_of_one_field_are_noticed(
    database: Database, caseworker: Actor, draft: Make, partner: PartnerView
) -> None:
    written = draft()
    seen = written.values(("sector", "reason", "services", "priority"))
    changed = do(database, caseworker, service.change, written.id,
                 {**ASKED, "priority": "emergency", "reason": "First"}, seen, partner.id)  # fmt: skip
    assert (changed.priority, changed.reason, changed.partner.id) == (Priority.EMERGENCY, "First", partner.id)
    with pytest.raises(EditConflict) as clash:
        do(database, caseworker, service.change, written.id, {**ASKED, "reason": "Second"}, seen)
    assert set(clash.value.fields) == {"reason"}


def test_a_partner_that_takes_nobody_gets_nothing(
    database: Database, caseworker: Actor, supervisor: Actor, draft: Make, ministry: PartnerView
) -> None:
    written = draft()
    off = {"name": ministry.name, "kind": ministry.kind, "active": False}
    do(database, supervisor, directory.change_partner, ministry.id, off)
    with pytest.raises(Refused, match="takes no referrals"):
        do(database, caseworker, service.send, written.id, {"delivery": "phone"})
    with pytest.raises(Refused, match="takes no referrals"):
        draft()


def test_an_open_referral_keeps_its_case_open(
    database: Database, caseworker: Actor, case: CaseView, sent: Make, draft: Make
) -> None:
    closure = {
        "closure_reason": "goals_achieved",
        "closure_missing_why": "moved far away",
        "closure_note": "All well",
    }
    out, unsent = sent(), draft()
    with pytest.raises(Refused, match="2 referrals are still open") as refused:
        do(database, caseworker, cases.ask_closure, case.id, closure)
    assert out.number in str(refused.value)
    do(database, caseworker, service.cancel, unsent.id, {"cancel_reason": "Not needed"})
    do(database, caseworker, service.close, out.id, {"outcome": "Has the card"})
    with database.look(caseworker) as uow:
        assert queries.guard(uow, case.id) is None


def test_a_service_received_counts_as_support_once_there_is_a_plan(
    database: Database, caseworker: Actor, case: CaseView, sent: Make
) -> None:
    early, later = sent(), sent()
    assert do(database, caseworker, service.receive, early.id, {}).received_on == TODAY
    with database.work(caseworker) as uow:
        assert cases.open_for_work(uow, case.id).supported_on is None
        cases.reached(uow, case.id, "planned_on", TODAY)
    do(database, caseworker, service.receive, later.id, {})
    with database.work(caseworker) as uow:
        assert cases.open_for_work(uow, case.id).supported_on == TODAY


def test_who_may_do_what(database: Database, actors: dict[str, Actor], sent: Make, draft: Make) -> None:
    out, unsent = sent(), draft()
    for login in ("grants", "me", "focal", "admin"):
        with pytest.raises(PermissionDenied):
            do(database, actors[login], service.send, unsent.id, {"delivery": "phone"})
        with pytest.raises(PermissionDenied):
            do(database, actors[login], service.answer_by_slip, out.slip_code, {"answer": "accepted"})
    with pytest.raises(PermissionDenied):
        do(database, actors["me"], service.letter, out.id)
    with pytest.raises(PermissionDenied):
        do(database, actors["caseworker"], directory.add_partner, {"name": "X", "kind": "ngo"})


def test_only_its_writer_and_counsellors_print_a_private_letter(
    database: Database, actors: dict[str, Actor], sent: Make
) -> None:
    out = sent(**PRIVATE)
    for login in ("caseworker", "counsellor"):
        with database.look(actors[login]) as uow:
            assert service.letter(uow, out.id).reason == PRIVATE["reason"]
    for login in ("caseworker2", "supervisor"):
        with database.look(actors[login]) as uow, pytest.raises(Refused, match="Palesa Mohale"):
            service.letter(uow, out.id)
