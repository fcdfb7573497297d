"""Households: one at a time for everybody, changed on days that are written down, with how many there were before and after."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.features.cases.timeline import timeline
from caseapp.features.people import households, queries, service
from caseapp.features.people.households import SELF, household
from caseapp.features.people.models import HouseholdMember, HouseholdStep

WIFE = {"name": "Puleng Mokoena", "relation": "spouse", "sex": "f", "birth_date": "1994"}
SON = {"name": "Teboho Mokoena", "relation": "child", "sex": "m", "birth_date": "2015"}
MOTHER = {"name": "Mamello Mokoena", "relation": "parent", "sex": "f", "birth_date": "1950"}


@pytest.fixture
def family(database, caseworker, make_case):
    case = make_case(household_head=True)
    with database.work(caseworker) as uow:
        for member in (WIFE, SON, MOTHER):
            households.add_member(uow, case.person.id, member)
    return case


@pytest.fixture
def ask(database, caseworker):
    def home(person_id):
        with database.look(caseworker) as uow:
            return household(uow, person_id)

    return home


def names(home):
    return [m.name.partition(" ")[0] for m in home.members]


def member(home, given):
    return next(m for m in home.members if m.name.startswith(given))


def test_a_household_is_counted_and_its_dependents_are_judged_by_age(family, ask):
    home = ask(family.person.id)
    assert names(home) == ["Thabo", "Puleng", "Teboho", "Mamello"]
    assert home.head.name == "Thabo Mokoena"
    assert [m.dependent for m in home.members] == [False, False, True, True]
    assert home.counts(date(2026, 8, 18)) == {"men": 1, "women": 2, "boys": 1, "girls": 0, "unknown": 0}
    assert home.dependents == 2


def test_what_the_family_says_of_who_depends_goes_before_age(database, caseworker, family, ask):
    with database.work(caseworker) as uow:
        households.add_member(uow, family.person.id, {**MOTHER, "name": "Nthabiseng", "dependent": "no"})
    assert not member(ask(family.person.id), "Nthabiseng").dependent


def test_who_told_of_others_before_anything_changed_already_has_a_household(
    database, make_case, ask, caseworker
):
    case = make_case()
    home = ask(case.person.id)
    assert (home.id, names(home), home.head) == ("", ["Thabo"], None)
    with database.look(caseworker) as uow:
        assert queries.household(uow, case.person.id) == ()


def test_leaving_is_dated_with_its_reason_and_keeps_the_member_in_the_past(database, caseworker, family, ask):
    son = member(ask(family.person.id), "Teboho")
    with database.work(caseworker) as uow:
        households.member_left(uow, son.id, {"left_on": "2026-05-02", "left_why": "school"})
    home = ask(family.person.id)
    assert names(home) == ["Thabo", "Puleng", "Mamello"]
    assert [(m.name, m.left_on, m.left_why) for m in home.gone] == [
        ("Teboho Mokoena", date(2026, 5, 2), "school")
    ]
    event = next(e for e in home.events if e.step is HouseholdStep.LEFT)
    assert (event.size_before, event.size_after, event.who) == (4, 3, ("Teboho Mokoena",))
    with pytest.raises(Refused, match="already"), database.work(caseworker) as uow:
        households.member_left(uow, son.id)


def test_nobody_leaves_before_they_came(database, caseworker, family, ask):
    with database.work(caseworker) as uow:
        key = households.add_member(uow, family.person.id, {**SON, "name": "Late", "joined_on": "2026-06-01"})
    with pytest.raises(Invalid, match="before they came"), database.work(caseworker) as uow:
        households.member_left(uow, key, {"left_on": "2026-05-01"})


def test_a_new_head_is_named_on_a_day(database, caseworker, family, ask):
    wife = member(ask(family.person.id), "Puleng")
    with database.work(caseworker) as uow:
        households.new_head(
            uow, family.person.id, wife.id, {"happened_on": "2026-07-01", "event_note": "He is ill."}
        )
    home = ask(family.person.id)
    assert home.head.name == "Puleng Mokoena"
    named = next(e for e in home.events if e.step is HouseholdStep.NEW_HEAD)
    assert (named.happened_on, named.note, named.who) == (date(2026, 7, 1), "He is ill.", ("Puleng Mokoena",))
    with database.look(caseworker) as uow:
        assert queries.person(uow, family.person.id).household_head is False


def test_somebody_on_file_joins_and_both_records_show_one_household(
    database, caseworker, family, make_case, ask
):
    lineo = make_case(given_name="Lineo", family_name="Tau", sex="f", birth_date="2001")
    with database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
    here, there = ask(family.person.id), ask(lineo.person.id)
    assert here.id == there.id and len(here.members) == len(there.members) == 5
    assert names(there)[0] == "Lineo"  # seen from her, she stands first
    assert (member(here, "Lineo").relation, member(there, "Thabo").relation) == ("sibling", "sibling")
    assert member(there, "Puleng").related == "Husband or wife of Thabo Mokoena"
    assert member(here, "Puleng").related == "Husband or wife"
    with pytest.raises(Refused, match="already"), database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})


def test_everybody_lives_in_one_household_at_a_time(database, caseworker, family, make_case, ask):
    other = make_case(given_name="Mpho", family_name="Ntsane")
    lineo = make_case(given_name="Lineo", family_name="Tau", sex="f")
    with database.work(caseworker) as uow:
        households.join(uow, other.person.id, lineo.person.id, {"relation": "child"})
    with pytest.raises(Refused, match="another household"), database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
    assert names(ask(family.person.id)) == ["Thabo", "Puleng", "Teboho", "Mamello"]
    with database.work(caseworker) as uow:
        households.join(
            uow,
            family.person.id,
            lineo.person.id,
            {"relation": "sibling", "joined_on": "2026-08-01"},
            move=True,
        )
    assert names(ask(other.person.id)) == ["Mpho"]
    assert [(m.name, m.left_why) for m in ask(other.person.id).gone] == [("Lineo Tau", "moved")]
    assert "Lineo" in names(ask(family.person.id))


def test_a_household_splits_and_those_who_go_form_their_own(database, caseworker, family, make_case, ask):
    lineo = make_case(given_name="Lineo", family_name="Tau", sex="f")
    with database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
    home = ask(family.person.id)
    going = [member(home, "Lineo").id, member(home, "Mamello").id]
    with database.work(caseworker) as uow:
        households.split(
            uow, family.person.id, going, {"happened_on": "2026-08-02", "event_note": "A house of their own"}
        )
    here, there = ask(family.person.id), ask(lineo.person.id)
    assert (names(here), names(there)) == (["Thabo", "Puleng", "Teboho"], ["Lineo", "Mamello"])
    assert here.id != there.id
    split = next(e for e in here.events if e.step is HouseholdStep.SPLIT)
    assert (split.size_before, split.size_after, split.note) == (5, 3, "A house of their own")
    assert there.formed_on == date(2026, 8, 2)


@pytest.mark.parametrize(
    ("going", "why"), [((), "somebody must stay"), (("Puleng",), "None of them is on file")]
)
def test_a_split_needs_some_who_stay_and_somebody_on_file(database, caseworker, family, ask, going, why):
    home = ask(family.person.id)
    with pytest.raises(Refused, match=why), database.work(caseworker) as uow:
        households.split(uow, family.person.id, [member(home, g).id for g in going], {})
    assert len(ask(family.person.id).members) == 4


def test_the_person_can_be_the_one_who_goes_before_a_household_was_written_down(
    database, caseworker, make_case, ask
):
    case = make_case()
    with database.work(caseworker) as uow:
        households.add_member(uow, case.person.id, MOTHER)
    home = ask(case.person.id)
    with database.work(caseworker) as uow:
        households.split(uow, case.person.id, [home.members[0].id or SELF], {})
    assert names(ask(case.person.id)) == ["Thabo"]


def test_a_restricted_member_is_somebody_without_a_name(
    database, caseworker, supervisor, actors, family, make_case, ask
):
    lineo = make_case(given_name="Lineo", family_name="Tau", actor=supervisor)
    with database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
    with database.work(supervisor) as uow:
        service.restrict(uow, lineo.person.id, True)
    home = ask(family.person.id)
    assert "Lineo" not in repr(home) and "restricted" in home.members[-1].name
    with database.look(actors["me"]) as uow:
        assert "Puleng" not in repr(household(uow, family.person.id))


def test_what_happens_to_a_household_is_told_on_the_case(database, caseworker, family, ask):
    son = member(ask(family.person.id), "Teboho")
    with database.work(caseworker) as uow:
        households.member_left(uow, son.id, {"left_why": "school"})
    with database.look(caseworker) as uow:
        assert timeline(uow, family.id).rows[0].chip == "Household"


def test_the_case_tells_who_joined(database, caseworker, family, make_case):
    lineo = make_case(given_name="Lineo", family_name="Tau", sex="f")
    with database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
    with database.look(caseworker) as uow:
        told = timeline(uow, family.id).rows[0]
    assert "Lineo Tau" in told.text and "Brother or sister" in told.text


def test_those_without_the_right_change_nothing(database, actors, family):
    from caseapp.core.errors import PermissionDenied

    with pytest.raises(PermissionDenied), database.work(actors["grants"]) as uow:
        households.add_member(uow, family.person.id, WIFE)


def test_two_records_that_become_one_stand_in_a_household_once(
    database, caseworker, supervisor, family, make_case, ask
):
    lineo, again = (make_case(given_name="Lineo", family_name="Tau", sex="f") for _record in range(2))
    with database.work(caseworker) as uow:
        households.join(uow, family.person.id, lineo.person.id, {"relation": "sibling"})
        households.join(uow, family.person.id, again.person.id, {"relation": "sibling"})
    assert names(ask(family.person.id)).count("Lineo") == 2
    with database.work(supervisor) as uow:
        for row in uow.session.query(HouseholdMember).filter_by(member_person_id=again.person.id):
            row.member_person_id = lineo.person.id  # what merging does to whatever points at a record
    assert names(ask(family.person.id)) == ["Thabo", "Puleng", "Teboho", "Mamello", "Lineo"]
