"""Follow-ups: planned by risk, recorded, tried again, moved, cancelled."""

from datetime import date, timedelta

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.timeline import timeline
from caseapp.features.followups import queries, service
from caseapp.features.followups.models import FollowUpState

TODAY = date(2026, 8, 18)
MET = {"outcome": "met", "mode": "visit"}
NOBODY = {"outcome": "not_found", "mode": "visit"}


@pytest.fixture
def plan(database, caseworker):
    def plan(case, actor=caseworker, by_me=False, **values):
        with database.work(actor) as uow:
            return service.plan(uow, case.id, values, by_me)

    return plan


@pytest.fixture
def record(database, caseworker):
    def record(case, values=MET, followup_id="", actor=caseworker, **more):
        with database.work(actor) as uow:
            return service.record(uow, case.id, values | more, followup_id)

    return record


@pytest.fixture
def look(database, caseworker):
    def look(query, *args, actor=caseworker, **kwargs):
        with database.look(actor) as uow:
            return query(uow, *args, **kwargs)

    return look


def test_a_new_case_is_due_on_its_first_contact_date_without_a_plan(make_case, look):
    case = make_case()
    (due,) = look(queries.next_of_case, case.id)
    assert (due.id, due.kind, due.due_on) == ("", "first_contact", TODAY + timedelta(days=14))
    assert due.what == "First contact"


def test_without_a_day_the_plan_follows_the_risk(database, caseworker, make_case, plan, look):
    case = make_case()
    with database.work(caseworker) as uow:
        casework.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats"})
    plan(case, purpose="see the family")
    (due,) = look(queries.next_of_case, case.id)
    assert due.due_on == TODAY + timedelta(days=7) and due.what == "General follow-up: see the family"
    assert look(cases.case, case.id).next_contact_on == due.due_on


def test_a_later_plan_does_not_put_off_the_contact_the_risk_asks_for(make_case, plan, look):
    case = make_case()
    plan(case, kind="business_visit", due_on="2026-09-30")
    found = look(queries.next_of_case, case.id)
    assert [(d.kind, d.due_on) for d in found] == [
        ("first_contact", date(2026, 9, 1)), ("business_visit", date(2026, 9, 30)),
    ]  # fmt: skip


def test_a_risk_that_rises_makes_the_contact_due_sooner_than_planned(
    database, caseworker, make_case, record, look
):
    case = make_case()
    record(case)
    with database.work(caseworker) as uow:
        casework.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats"})
    found = look(queries.next_of_case, case.id)
    assert [(d.kind, d.due_on) for d in found] == [("general", date(2026, 8, 25))]


def test_a_risk_that_falls_gives_more_time_but_not_to_what_was_agreed_by_hand(
    database, caseworker, make_case, plan, record, look
):
    free, agreed = make_case(), make_case(given_name="Lineo")
    for case in (free, agreed):
        record(case)
    plan(agreed, due_on=date(2026, 8, 28))
    for case in (free, agreed):
        with database.work(caseworker) as uow:
            casework.set_risk(uow, case.id, {"risk": "low", "risk_reason": "settled"})
    dues = [[d.due_on for d in look(queries.next_of_case, case.id)] for case in (free, agreed)]
    assert dues == [[date(2026, 9, 17)], [date(2026, 8, 28), date(2026, 9, 17)]]
    assert look(cases.case, agreed.id).next_contact_on == date(2026, 8, 28)


def test_another_interval_takes_a_reason_and_ends_with_the_next_assessment(
    database, caseworker, make_case, record, look
):
    case = make_case()
    record(case)
    with pytest.raises(Invalid) as raised, database.work(caseworker) as uow:
        casework.set_interval(uow, case.id, {"contact_days": 21})
    assert set(raised.value.problems) == {"contact_why"}
    with database.work(caseworker) as uow:
        after = casework.set_interval(
            uow, case.id, {"contact_days": 21, "contact_why": "away at the cattle post"}
        )
    assert after.next_contact_on == TODAY + timedelta(days=21)
    assert timeline_reason(look, case) == "away at the cattle post"
    assert [d.due_on for d in look(queries.next_of_case, case.id)] == [TODAY + timedelta(days=21)]
    with database.work(caseworker) as uow:
        again = casework.set_risk(uow, case.id, {"risk": "medium", "risk_reason": "as before"})
    assert (again.contact_days, again.next_contact_on) == (None, TODAY + timedelta(days=14))


def timeline_reason(look, case):
    return look(timeline, case.id).rows[0].reason


def test_a_later_day_than_the_risk_asks_for_needs_a_word_why(make_case, record, look):
    case = make_case()
    with pytest.raises(Invalid, match="by 1 Sep") as raised:
        record(case, next_on="2026-09-20")
    assert set(raised.value.problems) == {"next_why"}
    record(case, next_on="2026-09-20", next_why="in hospital until then")
    assert look(queries.of_case, case.id)[0].moved_why == "in hospital until then"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"due_on": "2026-08-17"}, "due_on"), ({"due_time": "25:00"}, "due_time"), ({"kind": "party"}, "kind")],
)
def test_a_plan_for_the_past_or_in_nonsense_is_refused_under_its_field(make_case, plan, values, field):
    with pytest.raises(Invalid) as raised:
        plan(make_case(), **values)
    assert set(raised.value.problems) == {field}


def test_times_are_kept_so_that_they_sort(make_case, plan, look):
    case = make_case()
    for time in ("14.00", "9:30", ""):
        plan(case, due_on=TODAY, due_time=time)
    assert [d.due_time for d in look(queries.next_of_case, case.id)] == ["", "09:30", "14:00"]


def test_meeting_somebody_tells_the_case_and_plans_the_next_contact(make_case, plan, record, look):
    case = make_case()
    key = plan(case, due_on=TODAY, purpose="business check 2", kind="business_visit", mode="phone")
    done = record(case, followup_id=key, note="140 hens", mode="phone")
    assert done.reached and not done.lost and done.next_on == TODAY + timedelta(days=14)
    seen = look(cases.case, case.id)
    assert (seen.last_contact_on, seen.next_contact_on) == (TODAY, done.next_on)
    following, made = look(queries.of_case, case.id)
    assert (following.state, following.kind, following.purpose, following.mode) == (
        FollowUpState.PLANNED, "general", None, "phone",
    )  # fmt: skip
    assert (made.state, made.note, made.next_on, made.done_by) == (
        FollowUpState.DONE, "140 hens", done.next_on, "Palesa Mohale",
    )  # fmt: skip


def test_the_next_date_is_the_workers_to_choose(make_case, record):
    assert record(make_case(), next_on="2026-08-21").next_on == date(2026, 8, 21)


def test_what_is_planned_soon_enough_is_the_next_contact(make_case, plan, record, look):
    case = make_case()
    planned = plan(case, due_on=date(2026, 8, 24), kind="referral_check")
    done = record(case)
    assert (done.next_id, done.next_on) == (planned, date(2026, 8, 24))
    assert look(queries.count_of_case, case.id) == 2


def test_a_try_that_reached_nobody_stays_on_file_and_is_repeated_soon(make_case, plan, record, look):
    case = make_case()
    key = plan(case, due_on=TODAY, purpose="business check 2", kind="business_visit")
    done = record(case, NOBODY, key)
    assert (done.reached, done.attempts, done.lost) == (False, 1, False)
    again, missed = look(queries.of_case, case.id)
    assert missed.state is FollowUpState.MISSED and missed.next_on == again.due_on == TODAY + timedelta(
        days=7
    )
    assert (again.kind, again.purpose, again.attempt) == ("business_visit", "business check 2", 2)
    seen = look(cases.case, case.id)
    assert seen.last_contact_on is None and seen.next_contact_on == again.due_on


def test_three_tries_in_a_month_lose_a_person_stop_reminders_and_begin_tracing(
    make_case, plan, record, look, clock
):
    case = make_case()
    plan(case, due_on=TODAY)
    plan(case, due_on=date(2026, 10, 1), kind="business_visit")
    results = []
    for _try in range(3):
        results.append(record(case, NOBODY, look(queries.next_of_case, case.id)[0].id))
        clock.advance(days=7)
    assert [(r.attempts, r.lost, r.newly) for r in results] == [
        (1, False, False), (2, False, False), (3, True, True),
    ]  # fmt: skip
    lost_on = date(2026, 9, 1)
    seen = look(cases.case, case.id)
    assert (seen.lost_on, seen.next_contact_on) == (lost_on, None)
    steps = look(queries.next_of_case, case.id)
    assert [(d.kind, d.mode, (d.due_on - lost_on).days, d.tracing) for d in steps] == [
        ("trace_contact", "phone", 2, True), ("trace_chief", "chief", 5, True), ("trace_visit", "visit", 10, True),
    ]  # fmt: skip
    found = look(queries.tracing, case.id)
    assert (found.attempts, found.limit, found.lost, found.steps_left) == (3, 3, True, 3)
    assert "Lost to follow-up" in [h.chip for h in look(timeline, case.id).rows]
    assert [c.id for c in look(cases.page, only=cases.CaseFilter(lost=True)).rows] == [case.id]


def test_tries_over_a_longer_time_lose_nobody(make_case, record, look, clock):
    case = make_case()
    for _try in range(3):
        assert not record(case, NOBODY, look(queries.next_of_case, case.id)[0].id).lost
        clock.advance(days=16)


def test_tracing_that_finds_nobody_ends_and_nothing_reminds_any_more(make_case, record, look, clock):
    case = make_case()
    for _try in range(3):
        record(case, NOBODY)
    for left in (2, 1, 0):
        clock.advance(days=3)
        done = record(
            case, {"outcome": "whereabouts", "mode": "chief"}, look(queries.next_of_case, case.id)[0].id
        )
        assert (done.lost, done.newly, look(queries.tracing, case.id).steps_left) == (True, False, left)
    assert (done.next_id, done.next_on, done.attempts) == ("", None, 3)
    assert look(queries.next_of_case, case.id) == ()


def test_a_contact_made_elsewhere_ends_the_search_too(database, caseworker, make_case, record, look, clock):
    case = make_case()
    for _try in range(3):
        record(case, NOBODY)
    clock.advance(days=2)
    with database.work(caseworker) as uow:
        casework.contacted(uow, case.id, uow.today, None)
    seen = look(cases.case, case.id)
    assert (seen.lost_on, seen.next_contact_on) == (None, date(2026, 9, 3))
    assert [d.kind for d in look(queries.next_of_case, case.id)] == ["regular_contact"]


def test_nobody_is_closed_as_unreachable_before_the_tries_are_on_file(
    database, caseworker, make_case, record
):
    case = make_case()
    asked = {"closure_reason": "unreachable", "closure_note": "nobody knows him"}
    with pytest.raises(Refused, match="0 of 3"), database.work(caseworker) as uow:
        casework.ask_closure(uow, case.id, asked)
    for _try in range(3):
        record(case, NOBODY)
    with database.work(caseworker) as uow:
        assert casework.ask_closure(uow, case.id, asked).closing_asked_on == TODAY


def test_a_try_besides_the_plan_counts_for_what_is_planned(make_case, plan, record, look, clock):
    case = make_case()
    key = plan(case, due_on=TODAY + timedelta(days=2), purpose="check the stock")
    done = record(case, NOBODY)
    (due,) = look(queries.next_of_case, case.id)
    assert (done.next_id, due.id, due.attempt, due.purpose) == (key, key, 2, "check the stock")


def test_whoever_is_found_is_no_longer_traced(make_case, plan, record, look, clock):
    case = make_case()
    for _try in range(3):
        record(case, NOBODY)
    clock.advance(days=1)
    done = record(case, {"outcome": "met", "mode": "phone"})
    assert done.reached and not look(queries.tracing, case.id).lost
    (planned,) = [f for f in look(queries.of_case, case.id) if f.state is FollowUpState.PLANNED]
    assert (planned.attempt, planned.kind, planned.due_on) == (1, "general", done.next_on)
    assert look(cases.case, case.id).next_contact_on == done.next_on
    assert [d.tracing for d in look(queries.next_of_case, case.id)] == [False]


def test_the_office_decides_after_how_many_tries(database, actors, caseworker, make_case, record):
    case = make_case()
    database.office = database.office.__class__(
        **{f: getattr(database.office, f) for f in database.office.__struct_fields__}
        | {"rules": {"attempts.lost": 1}}
    )
    assert record(case, NOBODY).lost


def test_what_the_person_postponed_is_planned_once_more(make_case, plan, record, look):
    case = make_case()
    key = plan(case, due_on=TODAY, purpose="sign the agreement")
    done = record(case, {"outcome": "postponed", "mode": "visit", "next_on": "2026-08-20"}, key)
    (due,) = look(queries.next_of_case, case.id)
    assert done.reached and (due.purpose, due.due_on, due.attempt) == (
        "sign the agreement",
        date(2026, 8, 20),
        1,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"done_on": "2026-08-19"}, "done_on"),
        ({"done_on": "2026-08-17"}, "done_on"),
        ({"next_on": "2026-08-17"}, "next_on"),
        ({"outcome": None}, "outcome"),
        ({"outcome": "met_concern"}, "note"),
    ],
)
def test_impossible_records_are_refused_under_their_field(make_case, record, look, values, field):
    case = make_case()
    with pytest.raises(Invalid) as raised:
        record(case, MET | values)
    assert set(raised.value.problems) == {field}
    assert look(queries.of_case, case.id) == ()


def test_nothing_is_recorded_twice_or_on_another_case(make_case, plan, record):
    case, other = make_case(), make_case(given_name="Lineo")
    key = plan(case, due_on=TODAY)
    with pytest.raises(Refused, match="another case"):
        record(other, followup_id=key)
    record(case, followup_id=key)
    with pytest.raises(Refused, match="recorded already"):
        record(case, followup_id=key)


def test_another_day_takes_a_reason_and_the_contact_date_follows(database, caseworker, make_case, plan, look):
    case = make_case()
    key = plan(case, due_on=date(2026, 8, 20))
    with pytest.raises(Invalid), database.work(caseworker) as uow:
        service.move(uow, key, {"due_on": "2026-08-27"})
    with database.work(caseworker) as uow:
        service.move(uow, key, {"due_on": "2026-08-27", "due_time": "8.15", "moved_why": "bridge is closed"})
    (due,) = look(queries.next_of_case, case.id)
    assert (due.due_on, due.due_time) == (date(2026, 8, 27), "08:15")
    (entry, *_rest) = [e for e in look(timeline, case.id).rows if e.chip == "Moved"]
    assert entry.reason == "bridge is closed"


def test_the_first_contact_can_be_moved_with_a_reason(database, caseworker, make_case, look):
    case = make_case()
    with database.work(caseworker) as uow:
        service.move_contact(
            uow, case.id, {"due_on": "2026-09-10", "moved_why": "she is in Maseru until then"}
        )
    (due,) = look(queries.next_of_case, case.id)
    assert due.id and due.due_on == date(2026, 9, 10)


def test_cancelling_leaves_the_contact_the_risk_asks_for(database, caseworker, make_case, plan, look):
    case = make_case()
    key = plan(case, due_on=date(2026, 8, 20))
    with database.work(caseworker) as uow:
        service.cancel(uow, key, {"cancelled_why": "came to the office"})
    (due,) = look(queries.next_of_case, case.id)
    assert (due.id, due.due_on) == ("", date(2026, 8, 20))
    with pytest.raises(Refused), database.work(caseworker) as uow:
        service.move(uow, key, {"due_on": "2026-08-27", "moved_why": "x"})


def test_a_closed_case_has_nothing_due_and_takes_no_record(
    database, caseworker, supervisor, make_case, plan, record, look
):
    case = make_case()
    plan(case, due_on=TODAY)
    with database.work(caseworker) as uow:
        casework.ask_closure(
            uow,
            case.id,
            {
                "closure_reason": "goals_achieved",
                "closure_missing_why": "moved far away",
                "closure_note": "all well",
            },
        )
    with database.work(supervisor) as uow:
        casework.approve_closure(uow, case.id)
    assert look(queries.next_of_case, case.id) == () and look(queries.counts).today == 0
    (ended,) = look(queries.of_case, case.id)
    assert ended.ended
    with pytest.raises(Refused, match="is closed"):
        record(case)


def test_those_who_only_read_cannot_record(make_case, record, actors):
    with pytest.raises(PermissionDenied):
        record(make_case(), actor=actors["me"])


def test_the_timeline_tells_a_missed_visit_from_a_plan(make_case, plan, record, look):
    case = make_case()
    record(case, NOBODY, plan(case, due_on=TODAY, purpose="business check 2"))
    chips = [(h.chip, h.tone) for h in look(timeline, case.id).rows if h.entity == "followup"]
    assert sorted(chips) == [("Missed", "bad"), ("Planned", "neutral"), ("Planned", "neutral")]


def test_a_name_as_typed_comes_back_as_typed(make_case, plan, look):
    case = make_case()
    words = "<b>‘Mathabo’</b> =cmd 'x' ሰላም"
    plan(case, due_on=TODAY, purpose=words)
    assert look(queries.next_of_case, case.id)[0].purpose == words


REVIEWED = {"support": "ongoing", "confirmed": "economic,social", "income": "1,450", "changes": "job,investment",
            "problems": "The road is closed.", "done_about": "Sells at the market.", "words": "School is paid."}  # fmt: skip


def test_a_review_of_the_plan_asks_more_and_is_kept_with_its_follow_up(make_case, plan, record, look, actors):
    case = make_case()
    key = plan(case, due_on=TODAY, kind="plan_review")
    with pytest.raises(Invalid) as raised:
        record(case, MET | {"kind": "plan_review"}, key)
    assert set(raised.value.problems) == {"support"}
    record(case, MET | {"kind": "plan_review"} | REVIEWED, key)
    made = next(f for f in look(queries.of_case, case.id) if f.id == key)
    assert (made.review.support, made.review.confirmed, made.review.income, made.review.changes) == (
        "ongoing", ("economic", "social"), 145_000, ("job", "investment"),
    )  # fmt: skip
    hidden = next(f for f in look(queries.of_case, case.id, actor=actors["me"]) if f.id == key)
    assert (hidden.review.words, hidden.review.income) == (None, 145_000)
    assert look(queries.reviewed, [case.id]) == {case.id: TODAY}


def test_who_was_not_met_is_not_asked_for_a_review(make_case, plan, record, look):
    case = make_case()
    key = plan(case, due_on=TODAY, kind="plan_review")
    assert not record(case, NOBODY | {"kind": "plan_review"}, key).reached
    assert look(queries.reviewed, [case.id]) == {}
    record(case, MET)
    assert {f.review for f in look(queries.of_case, case.id)} == {None}
