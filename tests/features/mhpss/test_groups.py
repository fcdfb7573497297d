"""Groups with attendance, goals, and what reports may count."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.features.mhpss import counting, goals, groups, queries, service
from caseapp.features.people.models import Sex

GROUP = {
    "name": "Women of the valley",
    "layer": "layer_2",
    "started_on": "2026-08-01",
    "place": "Church hall",
}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def people(make_case):
    return [make_case(given_name=name, sex="f") for name in ("Lineo", "Puleng", "Retselisitsoe")]


@pytest.fixture
def group(database, counsellor, people):
    with database.work(counsellor) as uow:
        made = groups.add(uow, GROUP)
        for case in people:
            groups.join(uow, made.id, case.id)
        return made


def meet(database, counsellor, group, came, **raw):
    with database.work(counsellor) as uow:
        return groups.meet(
            uow, group.id, [c.id for c in came], {"held_on": "2026-08-18", "minutes": 90} | raw
        )


def test_a_meeting_is_a_session_of_every_member_with_who_came(database, counsellor, group, people):
    meeting = meet(database, counsellor, group, people[:2], next_on="2026-08-25", topic="Sleep")
    assert (meeting.came, meeting.expected, meeting.topic) == (2, 3, "Sleep")
    with database.look(counsellor) as uow:
        attended = [queries.sessions(uow, case.id)[0] for case in people]
        file = groups.group(uow, group.id)
    assert [s.attendance.value for s in attended] == ["attended", "attended", "no_show"]
    assert {s.next_on for s in attended} == {date(2026, 8, 25)} and {s.layer for s in attended} == {"layer_2"}
    assert [(m.case.name.split()[0], m.came, m.missed) for m in file.members] == [
        ("Lineo", 1, 0), ("Puleng", 1, 0), ("Retselisitsoe", 0, 1)]  # fmt: skip
    assert (file.group.name, file.group.met, file.group.last_on) == (
        "Women of the valley",
        1,
        date(2026, 8, 18),
    )


def test_who_left_is_not_expected_any_more(database, counsellor, group, people):
    with database.work(counsellor) as uow:
        groups.leave(uow, groups.group(uow, group.id).members[0].id)
    assert meet(database, counsellor, group, people[1:]).expected == 2
    with database.work(counsellor) as uow:
        groups.join(uow, group.id, people[0].id)
        with pytest.raises(Refused):
            groups.join(uow, group.id, people[0].id)


@pytest.mark.parametrize("held_on", ["2026-08-19", "2026-07-31"])
def test_a_meeting_is_neither_tomorrow_nor_before_the_group(database, counsellor, group, people, held_on):
    with pytest.raises(Invalid):
        meet(database, counsellor, group, people, held_on=held_on)


def test_a_group_that_ended_meets_no_more(database, counsellor, group, people):
    with database.work(counsellor) as uow:
        seen = groups.group(uow, group.id).group.values()
        groups.change(uow, group.id, seen | {"ended_on": "2026-08-18", "purpose": "Sleep"}, seen)
    with pytest.raises(Refused):
        meet(database, counsellor, group, people)
    with database.look(counsellor) as uow:
        assert groups.groups(uow)[0].purpose == "Sleep"


def test_people_and_sessions_by_layer(database, actors, counsellor, group, people, make_case, hold):
    meet(database, counsellor, group, people[:2])
    man = make_case()
    for day in ("2026-08-03", "2026-08-10"):
        hold(man, held_on=day)
    hold(people[0])
    hold(people[1], attendance="no_show")
    hold(man, held_on="2025-12-31")
    with database.work(counsellor) as uow:
        service.strike_session(uow, queries.sessions(uow, people[0].id)[0].id)
    with database.look(actors["me"]) as uow:
        found = {c.layer: c for c in counting.by_layer(uow, *YEAR)}
        together = counting.people_helped(uow, *YEAR)
    assert list(found) == ["layer_1", "layer_2", "layer_3", "layer_4"]
    assert (found["layer_1"].sessions, found["layer_1"].people) == (0, 0)
    two, three = found["layer_2"], found["layer_3"]
    assert (two.sessions, two.people, dict(two.by_sex), two.no_shows) == (1, 2, {Sex.FEMALE: 2}, 1)
    assert (three.sessions, three.people, dict(three.by_sex), three.no_shows) == (2, 1, {Sex.MALE: 1}, 1)
    assert together == 3


def test_goals_are_agreed_on_changed_and_reached(database, counsellor, other_counsellor, people):
    case = people[0]
    with database.work(counsellor) as uow:
        first = goals.add(uow, case.id, {"goal": "Sleep six hours", "set_on": "2026-08-01"})
        goals.add(uow, case.id, {"goal": "Go to market", "set_on": "2026-08-10"})
    with database.work(other_counsellor) as uow:
        done = first.values() | {"state": "reached", "came_of_it": "Since July"}
        goals.change(uow, first.id, done, first.values())
    with database.look(counsellor) as uow:
        assert [(g.goal, g.state.value) for g in goals.goals(uow, case.id)] == [
            ("Go to market", "open"), ("Sleep six hours", "reached")]  # fmt: skip
    with database.work(counsellor) as uow, pytest.raises(Invalid):
        goals.add(uow, case.id, {"goal": "Later", "set_on": "2026-08-19"})
