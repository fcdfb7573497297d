"""Many records at once: all or none, told before, taken back as one, never over what somebody changed since."""

from datetime import date

import pytest
from sqlalchemy import event

from caseapp.core.errors import Cancelled, PermissionDenied, Refused
from caseapp.data import history
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.community import bulk as joining
from caseapp.features.community import queries as community
from caseapp.features.community import service as activities
from caseapp.features.followups import bulk as following
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as planning
from caseapp.features.followups.models import FollowUpState
from caseapp.features.office import bulk
from caseapp.features.supervision import handover
from caseapp.features.supervision import service as supervising

DAY = {"due_on": "25/08/2026", "kind": "general", "mode": "visit", "purpose": "school fees"}
MOVED = {"due_on": "27/08/2026", "moved_why": "the bridge is out"}


@pytest.fixture
def do(database, caseworker):
    def run(service, *args, actor=None):
        with database.work(actor or caseworker) as uow:
            return service(uow, *args)

    return run


@pytest.fixture
def look(database, caseworker):
    def ask(query, *args, actor=None):
        with database.look(actor or caseworker) as uow:
            return query(uow, *args)

    return ask


@pytest.fixture
def three(make_case):
    return [make_case(given_name=name) for name in ("Lineo", "Palo", "Mpho")]


@pytest.fixture
def closed(make_case, do, supervisor):
    case = make_case(given_name="Gone")
    do(casework.ask_closure, case.id,
       {"closure_reason": "withdrew", "closure_missing_why": "moved away", "closure_note": "x"})  # fmt: skip
    do(casework.approve_closure, case.id, actor=supervisor)
    return case


def ids(found):
    return [one.id for one in found]


def test_the_preview_says_what_happens_and_who_is_left_out(look, three, closed):
    fates = look(following.plan_fates, [*ids(three), closed.id], DAY)
    assert [f.told for f in fates[:3]] == ["General follow-up: school fees, 25 Aug"] * 3
    assert "is closed" in fates[3].why_not and bulk.going(fates) == ids(three)


def test_a_follow_up_for_all_goes_back_whole(do, look, three):
    before = [look(cases.case, key) for key in ids(three)]
    done = do(following.plan_all, ids(three), DAY)
    assert done.count == 3
    assert all(look(cases.case, key).next_contact_on == date(2026, 8, 25) for key in ids(three))
    assert do(bulk.undo, done.id) == bulk.Undone(3, ())
    assert [look(cases.case, key) for key in ids(three)] == before
    states = [f.state for key in ids(three) for f in look(followups.of_case, key)]
    assert states == [FollowUpState.CANCELLED] * 3
    with pytest.raises(Refused, match="already"):
        do(bulk.undo, done.id)


def test_one_that_cannot_be_done_leaves_all_undone(do, look, three, closed):
    with pytest.raises(Refused, match="is closed"):
        do(following.plan_all, [*ids(three), closed.id], DAY)
    assert all(look(followups.of_case, key) == () for key in ids(three))


def test_what_was_changed_since_stays_and_is_named(do, look, three):
    done = do(following.plan_all, ids(three), DAY)
    (planned,) = look(followups.of_case, three[0].id)
    do(planning.move, planned.id, MOVED)
    back = do(bulk.undo, done.id)
    assert back.count == 2 and len(back.kept) == 1
    assert back.kept[0].startswith(three[0].number) and "changed since" in back.kept[0]
    assert look(followups.of_case, three[0].id)[0].due_on == date(2026, 8, 27)
    assert look(followups.of_case, three[1].id)[0].state is FollowUpState.CANCELLED


def test_when_nothing_can_go_back_nothing_does(do, look, three):
    done = do(following.plan_all, ids(three[:1]), DAY)
    (planned,) = look(followups.of_case, three[0].id)
    do(planning.move, planned.id, MOVED)
    with pytest.raises(Refused, match="Nothing can be put back"):
        do(bulk.undo, done.id)


def test_dues_move_together_the_contact_date_of_a_case_too(do, look, three):
    planned = do(planning.plan, three[0].id, DAY)
    keys = [planned, following.CONTACT + three[1].id]
    before = [look(cases.case, key) for key in ids(three)]
    assert [f.told for f in look(following.move_fates, keys, MOVED)] == ["25 Aug → 27 Aug", "1 Sep → 27 Aug"]
    done = do(following.move_all, keys, MOVED)
    assert look(followups.of_case, three[0].id)[0].due_on == date(2026, 8, 27)
    assert look(followups.of_case, three[1].id)[0].due_on == date(2026, 8, 27)
    do(bulk.undo, done.id)
    assert look(followups.of_case, three[0].id)[0].due_on == date(2026, 8, 25)
    assert [look(cases.case, key) for key in ids(three)] == before


def test_a_colleague_does_what_is_planned_and_the_contact_stays_with_the_case(do, look, three, actors):
    planned, other = do(planning.plan, three[0].id, DAY), actors["caseworker2"]
    keys = [planned, following.CONTACT + three[1].id]
    fates = look(following.hand_fates, keys, other.id)
    assert fates[0].told == "done by Tumelo Khati" and "goes with its case" in fates[1].why_not
    done = do(following.hand_all, bulk.going(fates), other.id)
    assert look(followups.of_case, three[0].id)[0].who == "Tumelo Khati"
    do(bulk.undo, done.id)
    assert look(followups.of_case, three[0].id)[0].who == "Palesa Mohale"
    with pytest.raises(Refused, match="makes no follow-ups"):
        do(following.hand_all, [planned], actors["me"].id)


def test_cases_reassigned_go_back_with_all_that_is_theirs(do, look, three, supervisor, actors):
    do(planning.plan, three[0].id, DAY)
    done = do(supervising.reassign, ids(three), actors["caseworker2"].id, actor=supervisor)
    assert look(followups.of_case, three[0].id)[0].who == "Tumelo Khati"
    do(bulk.undo, done.id, actor=supervisor)
    assert look(followups.of_case, three[0].id)[0].who == "Palesa Mohale"
    fates = look(supervising.reassign_fates, ids(three), actors["caseworker"].id, actor=supervisor)
    assert {f.why_not for f in fates} == {"Palesa Mohale carries it already."}


def test_a_case_closed_since_stays_with_whoever_closed_it(do, look, three, supervisor, actors):
    done = do(supervising.reassign, ids(three), actors["caseworker2"].id, actor=supervisor)
    ask = {"closure_reason": "withdrew", "closure_missing_why": "moved away", "closure_note": "x"}
    do(casework.ask_closure, three[0].id, ask, actor=actors["caseworker2"])
    do(casework.approve_closure, three[0].id, actor=supervisor)
    back = do(bulk.undo, done.id, actor=supervisor)
    assert back.count == 2 and "closed since" in back.kept[0]


def test_only_who_did_it_takes_it_back_and_only_while_they_may(do, three, supervisor, actors):
    done = do(following.plan_all, ids(three), DAY)
    with pytest.raises(Refused, match="Only who did this"):
        do(bulk.undo, done.id, actor=supervisor)
    with pytest.raises(PermissionDenied):
        do(following.plan_all, ids(three), DAY, actor=actors["me"])


def test_taking_back_is_journalled_and_names_nobody(do, look, three, supervisor):
    done = do(following.plan_all, ids(three), DAY)
    do(bulk.undo, done.id)
    entries = look(history.of_office, actor=supervisor).rows
    assert [e.entity for e in entries if e.action == "bulk.undo"].count("followup") == 3
    told = str([e.changes for e in entries if e.entity == "bulk_action"])
    assert "Lineo" not in told and "rows" not in told


class StopsAt:
    """Whoever watches stops the work at this step."""

    def __init__(self, last):
        self.last, self.told = last, []

    def step(self, done, total, text=""):
        self.told.append((done, total, text))
        if done == self.last:
            raise Cancelled


def test_it_tells_how_far_it_is_and_stopped_nothing_was_changed(database, look, three, supervisor, actors):
    before, entries = (
        [look(cases.case, key) for key in ids(three)],
        len(look(history.of_office, actor=supervisor).rows),
    )
    for service, args in (
        (supervising.reassign, (ids(three), actors["caseworker2"].id)),
        (handover.hand_over, (three[0].caseworker_id, dict.fromkeys(ids(three), actors["caseworker2"].id), {"why": "ill"})),
    ):  # fmt: skip
        watching = StopsAt(2)
        with pytest.raises(Cancelled), database.work(supervisor) as uow:
            uow.progress = watching
            service(uow, *args)
        assert watching.told == [(1, 3, "1 of 3"), (2, 3, "2 of 3")]
        assert [look(cases.case, key) for key in ids(three)] == before
    assert len(look(history.of_office, actor=supervisor).rows) == entries


def test_many_change_hands_with_few_questions_and_one_entry_for_each_record(
    database, do, look, make_case, supervisor, actors
):
    """What belongs to the cases is read once for all of them, not once for each."""

    def statements(count):
        made = [make_case(given_name=f"N{count}{n}") for n in range(count)]
        asked = []
        listen = lambda c, cursor, sql, *rest: asked.append(sql) if sql.startswith("SELECT") else None  # noqa: E731
        event.listen(database.write_engine, "before_cursor_execute", listen)
        try:
            done = do(supervising.reassign, ids(made), actors["caseworker2"].id, actor=supervisor)
        finally:
            event.remove(database.write_engine, "before_cursor_execute", listen)
        found = [e for e in look(history.of_office, actor=supervisor).rows if e.action == "caseload.reassign"]
        records = {(e.entity, e.record_id) for e in found}
        assert len(records) == len(found) and {(e.entity, e.record_id) for e in found} >= {
            ("case", c.id) for c in made
        }
        return len(asked), done

    few, _done = statements(2)
    many, _done = statements(12)
    assert (many - few) / 10 < 12, (few, many)


def test_too_many_and_none_are_refused(do, database, caseworker):
    with pytest.raises(Refused, match="Nothing is left"):
        do(following.plan_all, [], DAY)
    with database.work(caseworker) as uow, pytest.raises(Refused, match="At most 1,000"):
        bulk.perform(uow, [(str(n), str(n)) for n in range(bulk.MOST + 1)], lambda key: None)


def test_people_join_an_activity_together(do, look, three):
    planned = {"kind": "dialogue", "title": "Water point", "audience": "community", "starts_on": "20/08/2026"}
    activity = do(activities.add, planned)
    people = [case.person.id for case in three]
    do(activities.add_person, activity, people[0])
    fates = look(joining.join_fates, people, activity)
    assert [f.why_not for f in fates] == ["Takes part already.", "", ""]
    done = do(joining.join_all, bulk.going(fates), activity)
    assert len([p for p in look(community.participants, activity) if not p.left_on]) == 3
    do(bulk.undo, done.id)
    assert len([p for p in look(community.participants, activity) if not p.left_on]) == 1
