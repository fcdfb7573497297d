"""The calendar file: readable by any calendar, and telling nothing of anybody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from caseapp.core.errors import PermissionDenied
from caseapp.data.history import of_office
from caseapp.features.followups import queries, service
from caseapp.features.followups.calendar import calendar, written
from caseapp.features.followups.pages import FollowUpsPage

NAME = "Retšelisitsoe"


@pytest.fixture
def planned(database, caseworker, make_case):
    case = make_case(given_name=NAME, village="Linakaneng")
    with database.work(caseworker) as uow:
        raw = {
            "due_on": "2026-08-24",
            "due_time": "9:30",
            "purpose": f"see {NAME}; shop, roof",
            "kind": "business_visit",
        }
        service.plan(uow, case.id, raw)
    return case


def unfolded(content):
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_events_have_their_time_and_the_case_number_and_no_name(database, caseworker, planned):
    with database.look(caseworker) as uow:
        content = calendar(uow)
    lines = unfolded(content)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR" and "VERSION:2.0" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == lines.count("BEGIN:VALARM") == 1
    assert {"DTSTART:20260824T093000", "DTEND:20260824T103000", "DTSTAMP:20260818T072000Z",
            f"SUMMARY:{planned.number} Business visit (Visit at home or business)"} <= set(lines)  # fmt: skip
    told = content.decode()
    assert not [word for word in (NAME, "Mokoena", "Linakaneng", "roof") if word in told]


def test_a_day_without_a_time_is_a_whole_day(database, caseworker, make_case):
    case = make_case()
    with database.look(caseworker) as uow:
        lines = unfolded(calendar(uow))
    assert {"DTSTART;VALUE=DATE:20260901", "DTEND;VALUE=DATE:20260902"} <= set(lines)
    assert f"UID:{case.id}-contact@caseapp.invalid" in lines


def test_long_and_odd_words_are_escaped_and_folded_between_letters(database, caseworker, planned):
    with database.look(caseworker) as uow:
        (one,) = queries.due(uow).rows
    odd = replace(one, number="MKG, a;b\\c " + "Ntšoaki " * 12)
    content = written([odd], "MKG", datetime(2026, 8, 18, 9, 20, tzinfo=UTC))
    (summary,) = [line for line in unfolded(content) if line.startswith("SUMMARY:")]
    assert summary.startswith("SUMMARY:MKG\\, a\\;b\\\\c Ntšoaki Ntšoaki") and summary.count("Ntšoaki") == 12


def test_it_is_journalled_and_not_for_every_role(database, caseworker, supervisor, actors, planned):
    with database.look(caseworker) as uow:
        calendar(uow)
    with database.look(supervisor) as uow:
        (entry,) = [e for e in of_office(uow).rows if e.action == "followup.calendar"]
    assert (entry.actor_id, entry.changes["count"]) == (caseworker.id, (None, 1))
    with pytest.raises(PermissionDenied), database.look(actors["me"]) as uow:
        calendar(uow)


def test_it_is_saved_where_the_person_says(qtbot, ctx, planned, tmp_path):
    told = []
    ctx.toast = lambda words, undo=None: told.append(words)
    page = FollowUpsPage(ctx)
    qtbot.addWidget(page)
    page.show()
    ctx.dialogs.answers = [tmp_path / "mine.ics"]
    page.calendar_button.click()
    assert (tmp_path / "mine.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert told == ["Saved: case numbers and dates, no names."]
