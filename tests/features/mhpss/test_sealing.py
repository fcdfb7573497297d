"""Nobody outside the compartment reads a word: not by role, not without the key, not in the file, journal or search."""

from __future__ import annotations

import base64
import json

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from caseapp.core.errors import DataFileDamaged, PermissionDenied
from caseapp.core.permissions import ACTIONS, Permission
from caseapp.data import history
from caseapp.data.journal import JournalEntry
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database
from caseapp.features.mhpss import goals, groups, queries, safety, service
from caseapp.features.mhpss.models import Goal, Group, GroupMember, Meeting, SafetyCheck, Screening, Session
from tests.features.mhpss.conftest import HEAD, LOW, SESSION

SECRETS = (
    "Zwartbergen",
    "Breathing slowly",
    "Qiloane",
    "Sleep through",
    "anxiety",
    "Mosotho uncle",
    "cheerful",
    "Rope in the shed",
    "Church choir",
    "Widows of Tlhanyaku",
)
OUTSIDERS = ("caseworker", "caseworker2", "grants", "supervisor", "me", "focal", "admin")


GOAL = {"goal": "Church choir again", "set_on": "2026-08-18"}
GROUP = {"name": "Widows of Tlhanyaku", "layer": "layer_2", "started_on": "2026-08-01"}
MEETING = {"held_on": "2026-08-18", "topic": "Zwartbergen once more"}
CHECK = {"asked_on": "2026-08-18", "risk_level": "none", "risk_action": "Rope in the shed is gone"}


def calls(case_id, session_id, screening_id, check_id, goal_id, group_id, member_id):
    """Every action of the feature but the status, with arguments that would do for a counsellor."""
    return {
        "mhpss.sessions": lambda uow: queries.sessions(uow, case_id),
        "mhpss.session": lambda uow: queries.session(uow, session_id),
        "mhpss.screenings": lambda uow: queries.screenings(uow, case_id),
        "mhpss.desk": queries.desk,
        "mhpss.due_count": queries.due_count,
        "mhpss.add_session": lambda uow: service.add_session(uow, case_id, SESSION),
        "mhpss.change_session": lambda uow: service.change_session(uow, session_id, SESSION),
        "mhpss.strike_session": lambda uow: service.strike_session(uow, session_id),
        "mhpss.add_screening": lambda uow: service.add_screening(uow, case_id, "who5", LOW, HEAD),
        "mhpss.strike_screening": lambda uow: service.strike_screening(uow, screening_id),
        "mhpss.safety_checks": lambda uow: safety.checks(uow, case_id),
        "mhpss.safety_check": lambda uow: safety.check(uow, check_id),
        "mhpss.safety_begun": lambda uow: safety.begun_by(uow, screening_id),
        "mhpss.add_safety": lambda uow: safety.add(uow, case_id, CHECK),
        "mhpss.finish_safety": lambda uow: safety.finish(uow, check_id, CHECK),
        "mhpss.goals": lambda uow: goals.goals(uow, case_id),
        "mhpss.add_goal": lambda uow: goals.add(uow, case_id, GOAL),
        "mhpss.change_goal": lambda uow: goals.change(uow, goal_id, GOAL),
        "mhpss.groups": groups.groups,
        "mhpss.group": lambda uow: groups.group(uow, group_id),
        "mhpss.add_group": lambda uow: groups.add(uow, GROUP),
        "mhpss.change_group": lambda uow: groups.change(uow, group_id, GROUP),
        "mhpss.add_meeting": lambda uow: groups.meet(uow, group_id, [case_id], MEETING),
        "mhpss.leave_group": lambda uow: groups.leave(uow, member_id),
        "mhpss.join_group": lambda uow: groups.join(uow, group_id, case_id),
    }


@pytest.fixture
def sealed(database, counsellor, make_case, hold, screen):
    case = make_case()
    screen(case)
    with database.work(counsellor) as uow:
        screening = service.add_screening(uow, case.id, "phq9", {"self_harm": 1}, HEAD)
    session = hold(
        case, danger="yes", risk_level="imminent", risk_action="Mosotho uncle stays; hospital called"
    )
    with database.work(counsellor) as uow:
        check = safety.add(uow, case.id, CHECK)
        goal, group = goals.add(uow, case.id, GOAL), groups.add(uow, GROUP)
        groups.join(uow, group.id, case.id)
        groups.meet(uow, group.id, [case.id], MEETING)
        member = groups.group(uow, group.id).members[0]
    return calls(case.id, session.row.id, screening.id, check.id, goal.id, group.id, member.id)


def test_every_action_of_the_section_is_tried_here(sealed):
    published = {name for name in ACTIONS if name.startswith("mhpss.")}
    told_to_others = {"mhpss.status", "mhpss.alerts", "mhpss.alert_count", "mhpss.sign_off", "mhpss.by_layer",
                      "mhpss.people_helped"}  # fmt: skip
    assert published == {*sealed, *told_to_others}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_gets_in(database, actors, sealed, who):
    for name, call in sealed.items():
        with pytest.raises(PermissionDenied), database.work(actors[who]) as uow:
            call(uow)
        with database.read_engine.connect() as connection:
            last = (
                connection.execute(select(JournalEntry.__table__).order_by(JournalEntry.seq.desc()))
                .mappings()
                .first()
            )
        assert json.loads(last["body"])["denied"] == name and last["actor_id"] == actors[who].id


def test_a_counsellor_gets_in_everywhere(database, counsellor, sealed):
    for call in sealed.values():
        with database.work(counsellor) as uow:
            call(uow)


def test_the_role_without_the_key_opens_nothing(database, counsellor, sealed, clock):
    keyless = Database(
        database.write_engine, database.read_engine, database.bus, database.office, clock, Sealer({})
    )
    for call in sealed.values():
        with pytest.raises(PermissionDenied), keyless.work(counsellor) as uow:
            call(uow)


def test_the_permission_without_the_compartment_opens_nothing(database, counsellor, sealed):
    outside = replace(counsellor, compartments=frozenset())
    database.current = lambda session, actor: actor
    for call in sealed.values():
        with pytest.raises(PermissionDenied), database.work(outside) as uow:
            call(uow)


def test_the_key_of_another_office_does_not_open_it(database, counsellor, sealed, clock):
    other = Database(database.write_engine, database.read_engine, database.bus, database.office, clock,
                     Sealer({"mhpss": bytes(32)}))  # fmt: skip
    with pytest.raises(DataFileDamaged), other.look(counsellor) as uow:
        sealed["mhpss.session"](uow)


def test_a_sealed_part_moved_to_another_record_does_not_open(database, counsellor, make_case, hold):
    first, second = hold(make_case()), hold(make_case(given_name="Lineo"))
    with database.work(counsellor) as uow:
        uow.get(Session, first.row.id).sealed = uow.get(Session, second.row.id).sealed
    with pytest.raises(DataFileDamaged), database.look(counsellor) as uow:
        queries.session(uow, first.row.id)


def test_reading_is_journalled_and_the_entry_is_not_filed_under_the_case(
    database, counsellor, make_case, hold, screen
):
    case = make_case()
    session, screening = hold(case), screen(case)
    with database.look(counsellor) as uow:
        queries.session(uow, session.row.id)
        queries.screenings(uow, case.id)
    with database.read_engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.__table__).order_by(JournalEntry.seq)).mappings().all()
    reads = [(r["entity"], r["record_id"]) for r in rows if r["action"] == "mhpss.read"][-2:]
    assert reads == [("mhpss_session", session.row.id), ("mhpss_screening", screening.id)]
    ours = [r for r in rows if r["entity"] in ("mhpss_session", "mhpss_screening")]
    assert ours and all(r["case_id"] is None for r in ours)


def test_no_word_is_in_the_decrypted_file(database, counsellor, sealed, tmp_path):
    """The whole file written out without the office's encryption: tables, indexes, journal, search, free pages."""
    plain = tmp_path / "plain.db"
    with database.write_engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        raw.execute("SELECT sqlcipher_export('plain')")
        raw.execute("DETACH DATABASE plain")
    content = plain.read_bytes()
    assert (
        b"Mokoena" in content and b"mhpss_session" in content
    )  # it is the plain file, and the search index is in it
    blobs = [base64.b64decode(v) for v in _journalled(database)]
    assert len(blobs) >= 9
    for secret in SECRETS:
        assert secret.encode() not in content
        assert base64.b64encode(secret.encode()).rstrip(b"=")[:-1] not in content
        assert all(secret.encode() not in blob for blob in blobs)


def _journalled(database):
    with database.read_engine.connect() as connection:
        rows = connection.execute(
            text("SELECT body FROM journal WHERE entity LIKE 'mhpss%' AND op = 'insert'")
        ).scalars()
        return [told["sealed"] for told in map(json.loads, rows) if "sealed" in told]


def test_what_lies_in_clear_is_only_what_is_counted():
    columns = {c.name for c in Session.__table__.columns} | {c.name for c in Screening.__table__.columns}
    assert columns == {
        "id", "revision", "created_on", "team", "owner_id", "restricted", "of_case_id", "held_on", "layer", "kind",
        "attendance", "minutes", "next_on", "ends", "struck", "sealed", "taken_on", "meeting_id",
    }  # fmt: skip
    common = {"id", "revision", "created_on", "team", "owner_id", "restricted"}
    clear = {
        SafetyCheck: {"of_case_id", "origin", "session_id", "screening_id", "finished_on", "imminent", "imminent_on",
                      "next_on", "signed_off_on", "signed_off_by", "signed_how", "struck", "sealed"},
        Goal: {"of_case_id", "sealed"},
        Group: {"layer", "started_on", "ended_on", "sealed"},
        GroupMember: {"group_id", "of_case_id", "joined_on", "left_on"},
        Meeting: {"group_id", "held_on", "layer", "minutes", "sealed"},
    }  # fmt: skip
    assert {cls: {c.name for c in cls.__table__.columns} - common for cls in clear} == clear


def test_readers_of_the_journal_see_no_value_of_a_sealed_record(
    database, counsellor, supervisor, make_case, hold
):
    hold(make_case())
    with database.look(supervisor) as uow:
        seen = [e for e in history.of_office(uow).rows if e.entity == "mhpss_session"]
    assert [(e.action, e.changes) for e in seen] == [("mhpss.add_session", {})]
    inside = replace(counsellor, permissions=counsellor.permissions | {Permission.JOURNAL_READ})
    database.current = lambda session, actor: actor
    with database.look(inside) as uow:
        (entry,) = [e for e in history.of_office(uow).rows if e.entity == "mhpss_session"]
    assert entry.changes["layer"] == (None, "layer_3")


def test_only_counsellors_hold_the_permission_and_the_compartment(actors):
    inside = {name for name, a in actors.items() if a.can(Permission.MHPSS_READ) or "mhpss" in a.compartments}
    assert inside == {"counsellor"}
