"""Whom to call: by place, with how sure the office is of each number."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.features.mhpss import emergency

NEAR = {"name": "Mokhotlong Hospital", "number": "2292 0200", "place": "LSJ", "confirmed_on": "2026-08-01"}


def test_the_nearest_first_then_those_of_the_whole_country(database, supervisor, counsellor):
    with database.work(supervisor) as uow:
        assert emergency.begin(uow) == 2
        emergency.add(uow, NEAR)
        emergency.add(uow, NEAR | {"name": "Maseru line", "place": "LSA"})
        emergency.add(uow, NEAR | {"name": "Old line", "active": "no"})
    with database.look(counsellor) as uow:
        there = emergency.contacts(uow, "LSJ05")
        everywhere = emergency.contacts(uow)
    assert [c.name for c in there] == ["Mokhotlong Hospital", "Ambulance", "Police"]
    assert len(everywhere) == 4
    today = date(2026, 8, 18)
    assert [c.doubtful(today) for c in there] == [False, True, True]
    assert there[1].source == "[G]"


def test_a_number_that_was_tried_is_trusted_for_half_a_year(database, supervisor):
    with database.work(supervisor) as uow:
        emergency.begin(uow)
        first = emergency.contacts(uow)[0]
        tried = emergency.tried(uow, first.id)
    assert not tried.doubtful(date(2027, 2, 14)) and tried.doubtful(date(2027, 2, 15))


def test_known_numbers_are_taken_once_and_only_by_those_who_keep_the_directory(
    database, supervisor, counsellor
):
    with database.work(counsellor) as uow, pytest.raises(PermissionDenied):
        emergency.begin(uow)
    with database.work(supervisor) as uow:
        emergency.begin(uow)
        with pytest.raises(Refused):
            emergency.begin(uow)
        with pytest.raises(Invalid):
            emergency.add(uow, NEAR | {"number": "the hospital"})
