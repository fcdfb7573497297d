"""Records and keys change together; whoever changes people proves it again; the sealed section stays with its keepers."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused, WrongPassphrase
from caseapp.data import keys
from caseapp.features.office import queries, safekeeping, staffing
from caseapp.features.office.journal import journal

LINEO = {"name": "Lineo Phafoli", "login": "lineo", "role": "caseworker"}


def people(office):
    with office.database.look(office.actor) as uow:
        found = queries.people_here(uow, office.folder)
    return found, {row.staff.login: row for row in found.rows}


def team_of(office):
    return people(office)[0].rows[0].staff.team_id


def journalled(office):
    from sqlalchemy import text

    with office.database.read_engine.connect() as connection:
        return list(connection.scalars(text("SELECT action FROM journal ORDER BY clock, seq")))


def test_somebody_added_comes_in_once_with_the_code_and_then_with_their_own_passphrase(site, admin):
    code = staffing.add_with_code(admin, "pw admin", LINEO, team_of(admin))
    row = people(admin)[1]["lineo"]
    assert row.way == queries.CODE and row.until is not None
    with pytest.raises(keys.ChoosePassphrase):
        keys.unlock(site.folder, "lineo", code.lower(), site.clock)
    ring, _slot = keys.choose_passphrase(site.folder, "lineo", code, "grey doves", site.clock)
    ring.close()
    assert people(admin)[1]["lineo"].way == queries.OPEN
    with pytest.raises(WrongPassphrase):
        keys.unlock(site.folder, "lineo", code, site.clock)
    assert "staff.code" in journalled(admin)


def test_a_code_that_ran_out_is_told(site, admin):
    staffing.add_with_code(admin, "pw admin", LINEO, team_of(admin))
    site.clock.advance(days=4)
    assert people(admin)[1]["lineo"].way == queries.EXPIRED


def test_somebody_who_sits_here_types_their_own_passphrase(site, admin):
    staffing.add_with_passphrase(admin, "pw admin", LINEO, team_of(admin), "grey doves at the well")
    admin.close()
    from caseapp.features.office import opening

    office = opening.open_office(site.folder, "lineo", "grey doves at the well", site.clock)
    assert office.actor.role == "caseworker"
    office.close()


STEPS = (
    lambda o, key, proof: staffing.add_with_code(o, proof, LINEO, ""),
    lambda o, key, proof: staffing.add_with_passphrase(o, proof, LINEO, "", "grey doves"),
    lambda o, key, proof: staffing.change(o, proof, key, LINEO, ""),
    lambda o, key, proof: staffing.new_code(o, proof, key),
    lambda o, key, proof: staffing.switch_off(o, proof, key),
    lambda o, key, proof: staffing.give_section(o, proof, key),
    lambda o, key, proof: staffing.take_section(o, proof, key),
    lambda o, key, proof: staffing.renew_sheet(o, proof, keys.new_recovery_code()),
    lambda o, key, proof: safekeeping.renewal_asked(o, proof),
)


def test_nothing_happens_without_the_own_passphrase(site, admin):
    key, slots = site.staff_id(admin, "nthabiseng"), keys.read_keyfile(site.folder).slots
    for step in STEPS:
        site.clock.advance(minutes=6)  # past the wait after wrong tries
        with pytest.raises(WrongPassphrase):
            step(admin, key, "not mine")
    assert keys.read_keyfile(site.folder).slots == slots and len(people(admin)[0].rows) == 4


def test_nothing_happens_without_the_right(site):
    palesa, slots = site.open("palesa"), keys.read_keyfile(site.folder).slots
    for step in STEPS:
        with pytest.raises(PermissionDenied):
            step(palesa, site.staff_id(palesa, "nthabiseng"), "pw palesa")
        assert journalled(palesa)[-1] == "refused"
    assert keys.read_keyfile(site.folder).slots == slots and len(people(palesa)[0].rows) == 4


def test_a_refused_sign_in_name_leaves_no_record_and_no_key(site, admin):
    with pytest.raises(Invalid) as raised:
        staffing.add_with_code(admin, "pw admin", LINEO | {"login": "palesa"}, "")
    assert "login" in raised.value.problems
    assert len(people(admin)[0].rows) == 4 and len(keys.read_keyfile(site.folder).users) == 4


def test_a_key_without_a_record_does_not_block_the_name_for_ever(site, admin):
    keys.add_user(site.folder, admin.ring, "lineo", "Left over", "from a failed save", clock=site.clock)
    staffing.add_with_code(admin, "pw admin", LINEO, "")
    assert people(admin)[1]["lineo"].way == queries.CODE


def test_somebody_switched_off_stays_out_until_a_new_code(site, admin):
    key = site.staff_id(admin, "palesa")
    staffing.switch_off(admin, "pw admin", key)
    assert people(admin)[1]["palesa"].way == queries.OFF
    with pytest.raises(WrongPassphrase):
        keys.unlock(site.folder, "palesa", "pw palesa", site.clock)
    staffing.new_code(admin, "pw admin", key)
    row = people(admin)[1]["palesa"]
    assert row.way == queries.CODE and row.staff.active


def test_nobody_switches_off_or_resets_themselves(site, admin):
    own = site.staff_id(admin, "admin")
    for step in (staffing.switch_off, staffing.new_code):
        with pytest.raises(Refused):
            step(admin, "pw admin", own)
    assert people(admin)[1]["admin"].way == queries.OPEN


def test_a_new_name_shows_at_the_next_sign_in(site, admin):
    key = site.staff_id(admin, "palesa")
    raw = {"name": "Palesa Nkhahle", "login": "ignored", "role": "caseworker"}
    staffing.change(admin, "pw admin", key, raw, team_of(admin))
    assert keys.read_keyfile(site.folder).get("palesa").name == "Palesa Nkhahle"


def test_the_section_is_made_for_the_first_counsellor_and_passed_on_by_keepers_alone(site):
    admin = site.open("admin")
    first = site.staff_id(admin, "nthabiseng")
    second = staffing.add_with_passphrase  # a second counsellor, who sits here
    second(
        admin, "pw admin", {"name": "Pulane Mafisa", "login": "pulane", "role": "counsellor"}, "", "pw pulane"
    )
    assert not people(admin)[0].section_exists
    staffing.give_section(admin, "pw admin", first)
    found, rows = people(admin)
    assert found.holders == ("Nthabiseng Seeiso",) and rows["nthabiseng"].sections == {"mhpss"}
    other = site.staff_id(admin, "pulane")
    with pytest.raises(PermissionDenied, match="give it to others"):
        staffing.give_section(admin, "pw admin", other)
    admin.close()
    keeper = site.open("nthabiseng", sign_in=True)
    staffing.give_section(keeper, "pw nthabiseng", other)
    keeper.close()
    ring, _slot = keys.unlock(site.folder, "pulane", "pw pulane", site.clock)
    assert set(ring.compartments) == {"mhpss"}
    ring.close()


def test_the_recovery_sheet_gives_the_section_too_and_a_wrong_role_never_gets_it(site, admin):
    nthabiseng, palesa = site.staff_id(admin, "nthabiseng"), site.staff_id(admin, "palesa")
    with pytest.raises(Refused, match="counsellor"):
        staffing.give_section(admin, "pw admin", palesa)
    staffing.give_section(admin, "pw admin", nthabiseng)
    staffing.take_section(admin, "pw admin", nthabiseng)
    assert people(admin)[0].holders == () and people(admin)[0].section_exists
    staffing.give_section(admin, "pw admin", nthabiseng, site.recovery.lower().replace("-", " "))
    assert people(admin)[0].holders == ("Nthabiseng Seeiso",)


def test_who_stops_being_a_counsellor_loses_the_key(site, admin):
    key = site.staff_id(admin, "nthabiseng")
    staffing.give_section(admin, "pw admin", key)
    staffing.change(admin, "pw admin", key, {"name": "N", "login": "nthabiseng", "role": "caseworker"}, "")
    assert people(admin)[1]["nthabiseng"].sections == frozenset()


def test_a_new_recovery_sheet_replaces_the_old_one(site, admin):
    code = keys.new_recovery_code()
    assert not staffing.sheet_needs_present(admin)
    staffing.renew_sheet(admin, "pw admin", code)
    with pytest.raises(WrongPassphrase):
        keys.unlock_with_recovery(site.folder, site.recovery, site.clock)
    site.clock.advance(minutes=10)
    keys.unlock_with_recovery(site.folder, code, site.clock).close()


def test_with_a_sealed_section_the_new_sheet_needs_the_present_one(site, admin):
    staffing.give_section(admin, "pw admin", site.staff_id(admin, "nthabiseng"))
    code = keys.new_recovery_code()
    assert staffing.sheet_needs_present(admin)
    with pytest.raises(PermissionDenied):
        staffing.renew_sheet(admin, "pw admin", code)
    staffing.renew_sheet(admin, "pw admin", code, site.recovery)
    with keys.unlock_with_recovery(site.folder, code, site.clock) as ring:
        assert set(ring.compartments) == {"mhpss"}


def test_ones_own_passphrase_is_changed_and_journalled(site):
    palesa = site.open("palesa")
    with pytest.raises(WrongPassphrase):
        staffing.change_own_passphrase(palesa, "wrong", "five grey doves")
    staffing.change_own_passphrase(palesa, "pw palesa", "five grey doves")
    assert journalled(palesa)[-1] == "own.passphrase"
    keys.unlock(site.folder, "palesa", "five grey doves", site.clock)[0].close()


def test_the_journal_says_it_in_words_to_those_who_watch(site):
    admin = site.open("admin")
    staffing.new_code(admin, "pw admin", site.staff_id(admin, "palesa"))
    with pytest.raises(PermissionDenied), admin.database.look(admin.actor) as uow:
        journal(uow)
    admin.close()
    with pytest.raises(WrongPassphrase):
        keys.unlock(site.folder, "mamello", "wrong", site.clock)
    watcher = site.open("mamello")
    with watcher.database.look(watcher.actor) as uow:
        rows = journal(uow, kind="office").rows
        tries = journal(uow, kind="in").rows
        denied = journal(uow, kind="denied").rows
        own = journal(uow, actor_id=watcher.actor.id).rows
        first, then = journal(uow, limit=2), None
        then = journal(uow, after=first.after, limit=2)
    assert rows[0].what in ("One-time code given", "Switched on or off")
    assert ("One-time code given", "Katleho Mpeli", "Member of staff Palesa Mohale") in {
        (r.what, r.who, r.about) for r in rows
    }
    assert {r.what for r in tries} >= {"Signed in", "Wrong passphrase"}
    assert next(r for r in tries if r.tone == "bad").reason == "mamello"
    assert denied and "Your role does not allow this" in denied[0].reason
    assert {r.who for r in own} == {"’Mamello Lerotholi"}
    assert {r.id for r in first.rows}.isdisjoint(r.id for r in then.rows)


def test_a_changed_field_is_named_with_before_and_after(site):
    admin = site.open("admin")
    raw = {"name": "Palesa Nkhahle", "login": "palesa", "role": "caseworker", "title": "Field officer"}
    staffing.change(admin, "pw admin", site.staff_id(admin, "palesa"), raw, team_of(admin))
    admin.close()
    watcher = site.open("mamello")
    with watcher.database.look(watcher.actor) as uow:
        row = next(r for r in journal(uow).rows if r.what == "Person or role changed")
    assert ("Name", "Palesa Mohale", "Palesa Nkhahle") in row.changes
    assert ("Position", "", "Field officer") in row.changes
