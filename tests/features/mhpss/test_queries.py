"""What others may know of the sealed section: that support exists and when next. What counsellors see of their work."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import PermissionDenied
from caseapp.features.cases.models import Case
from caseapp.features.mhpss import queries, service
from caseapp.features.mhpss.models import Session
from caseapp.features.mhpss.views import MhpssStatus


def test_a_caseworker_learns_that_support_exists_and_the_next_date(
    database, caseworker, make_case, hold, clock
):
    case = make_case()
    with database.look(caseworker) as uow:
        assert queries.status(uow, case.id) == MhpssStatus(False, None)
    hold(case)
    with database.look(caseworker) as uow:
        assert queries.status(uow, case.id) == MhpssStatus(True, date(2026, 9, 3))
    assert list(MhpssStatus.__struct_fields__) == ["under_way", "next_on"]
    clock.advance(days=30)
    with database.look(caseworker) as uow:
        assert queries.status(uow, case.id) == MhpssStatus(True, None)


def test_support_that_ended_or_was_entered_by_mistake_is_not_under_way(
    database, caseworker, counsellor, make_case, hold
):
    case = make_case()
    hold(case, held_on="2026-08-01", next_on="")
    last = hold(case, ends="yes", next_on="")
    with database.look(caseworker) as uow:
        assert not queries.status(uow, case.id).under_way
    with database.work(counsellor) as uow:
        service.strike_session(uow, last.row.id)
    with database.look(caseworker) as uow:
        assert queries.status(uow, case.id) == MhpssStatus(True, None)


def test_on_a_restricted_case_its_caseworker_learns_no_less_and_others_nothing(
    database, caseworker, actors, make_case, hold
):
    case = make_case(actor=caseworker)
    session = hold(case)
    with database.work(caseworker) as uow:
        uow.get(Case, case.id).restricted = True
    with database.work(actors["counsellor"]) as uow:
        uow.get(Session, session.row.id).restricted = True
    with database.look(caseworker) as uow:
        assert queries.status(uow, case.id).under_way
    with pytest.raises(Exception, match="not here"), database.look(actors["caseworker2"]) as uow:
        queries.status(uow, case.id)


def test_the_list_opens_nothing(database, counsellor, make_case, hold):
    case = make_case()
    hold(case, held_on="2026-08-10")
    hold(case)
    with database.look(counsellor) as uow:
        rows = queries.sessions(uow, case.id)
        assert uow.events == []
    assert [r.held_on.day for r in rows] == [18, 10]
    assert not hasattr(rows[0], "notes")


def test_the_desk_shows_next_contacts_recent_sessions_and_who_stayed_away(
    database, counsellor, make_case, hold, clock
):
    late, soon, away, over = (make_case(given_name=n) for n in ("Lineo", "Puleng", "Teboho", "Palesa"))
    hold(late, held_on="2026-08-01", next_on="2026-08-15")
    hold(soon, held_on="2026-08-02", next_on="2026-08-08")  # replaced by the next one
    hold(soon, held_on="2026-08-10", next_on="2026-08-20")
    for day in ("2026-08-03", "2026-08-10"):
        hold(away, held_on=day, next_on="", attendance="no_show")
    hold(over, ends="yes", next_on="")
    with database.look(counsellor) as uow:
        desk = queries.desk(uow)
        assert queries.due_count(uow) == 1
    assert [(r.case.name, r.next_on) for r in desk.due] == [
        ("Lineo Mokoena", date(2026, 8, 15)), ("Puleng Mokoena", date(2026, 8, 20))]  # fmt: skip
    assert [(r.case.name, r.missed) for r in desk.stayed_away] == [("Teboho Mokoena", 2)]
    assert [c.name.split()[0] for _row, c in desk.recent] == [
        "Palesa",
        "Teboho",
        "Puleng",
        "Teboho",
        "Puleng",
        "Lineo",
    ]
    clock.advance(days=2)
    with database.look(counsellor) as uow:
        assert queries.due_count(uow) == 2


def test_a_desk_is_one_s_own(database, make_case, hold, other_counsellor):
    hold(make_case())
    with database.look(other_counsellor) as uow:
        desk = queries.desk(uow)
    assert (desk.due, desk.recent, desk.stayed_away) == ((), (), ())


def test_who_came_once_in_between_did_not_stay_away(database, counsellor, make_case, hold):
    case = make_case()
    hold(case, held_on="2026-08-01", next_on="", attendance="no_show")
    hold(case, held_on="2026-08-05", next_on="")
    hold(case, held_on="2026-08-10", next_on="", attendance="no_show")
    with database.look(counsellor) as uow:
        assert queries.desk(uow).stayed_away == ()


def test_screenings_come_newest_first_and_struck_ones_do_not_count(database, counsellor, make_case, screen):
    case = make_case()
    first = screen(
        case, dict.fromkeys(("cheerful", "calm", "active", "rested", "interested"), 1), taken_on="2026-06-01"
    )
    wrong = screen(
        case, dict.fromkeys(("cheerful", "calm", "active", "rested", "interested"), 5), taken_on="2026-07-01"
    )
    with database.work(counsellor) as uow:
        service.strike_screening(uow, wrong.id)
    screen(case)
    with database.look(counsellor) as uow:
        found = queries.screenings(uow, case.id)
    assert [(s.value, s.struck) for s in found] == [(32, False), (100, True), (20, False)]
    assert found[0].change == "Better than before" and found[2].id == first.id


def test_without_the_permission_the_status_is_refused_too(database, actors, make_case):
    case = make_case()
    with pytest.raises(PermissionDenied), database.look(actors["admin"]) as uow:
        queries.status(uow, case.id)
