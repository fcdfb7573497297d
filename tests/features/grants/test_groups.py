"""Groups, their members, and lots that are shared to the last cent and the last goat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.features.grants import queries, service, shares
from tests.features.grants.conftest import ADVICE, PAID, POINTS

GROUP = {"name": "Kopano women", "place": "LSJ05", "village": "Linakaneng"}
GOATS = {"what": "Goats", "money": False, "unit": "goats", "number": 10}


@pytest.fixture
def members(database, caseworker, make_case):
    """Three people on file besides the one of the case."""
    return [make_case(given_name=name, family_name="Letsie").person for name in ("Mpho", "Palesa", "Thato")]


@pytest.fixture
def make_group(database, caseworker, members):
    """The group of a grant with its members."""

    def make(grant):
        with database.work(caseworker) as uow:
            found = service.found_group(uow, grant.id, GROUP)
            for person in members:
                service.add_member(uow, found.group.id, {"person": person.number, "role": "member"})
            return queries.grant(uow, grant.id)

    return make


def test_a_grant_for_several_needs_its_group_before_it_is_appraised(
    database, grants_officer, caseworker, make_grant, make_group
):
    grant = make_grant(kind="collective")
    with pytest.raises(Refused, match="at least two members"), database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)
    grant = make_group(grant)
    assert [(m.name, m.role, m.signs) for m in grant.group.members][:2] == [
        ("Thabo Mokoena", "chair", True), ("Mpho Letsie", "member", False)
    ]  # fmt: skip
    with database.work(grants_officer) as uow:
        assert service.appraise(uow, grant.id, POINTS | ADVICE).group.count == 4


def test_an_individual_grant_has_no_group(database, caseworker, make_grant):
    grant = make_grant()
    with pytest.raises(Refused, match="for one person"), database.work(caseworker) as uow:
        service.found_group(uow, grant.id, GROUP)
    with database.look(caseworker) as uow:
        assert queries.groups(uow).rows == ()


def test_who_is_meant_must_be_one_person_on_file(database, caseworker, make_grant, make_group):
    group = make_group(make_grant(kind="collective")).group
    for typed, words in (("Nobody Here", "Nobody on file fits"), ("Letsie", "Several people fit"),
                         ("Mpho Letsie", "belong to this group already")):  # fmt: skip
        with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
            service.add_member(uow, group.id, {"person": typed, "role": "member"})
        assert words in problem.value.problems["person"]


def test_whoever_leaves_is_a_member_no_more_and_stays_on_file(database, caseworker, make_grant, make_group):
    group = make_group(make_grant(kind="collective")).group
    with database.work(caseworker) as uow:
        service.member_role(uow, group.members[1].id, {"role": "treasurer", "signs": True})
        left = {"left_on": "2026-08-18", "left_why": "Moved to Maseru."}
        group = service.member_leaves(uow, group.members[2].id, left)
    assert (group.count, [m.name for m in group.signatories]) == (3, ["Thabo Mokoena", "Mpho Letsie"])
    assert [m.left_why for m in group.everybody if m.left_on] == ["Moved to Maseru."]
    with database.look(caseworker) as uow:
        assert [g.members for g in queries.groups(uow).rows] == [3]
        assert [g.id for g in queries.groups_of(uow, group.members[0].person_id)] == [group.id]


def test_a_member_with_a_grant_of_their_own_is_raised(
    database, caseworker, make_case, make_grant, make_group, members
):
    with database.look(caseworker) as uow:
        from caseapp.features.cases import queries as cases

        own_case = cases.page(uow, only=cases.CaseFilter(person_id=members[0].id)).rows[0].id
    own = make_grant(case_id=own_case)
    together = make_group(make_grant(kind="collective", payee_phone=None))
    raised = {c.code: c for c in together.checks}["second"]
    assert (raised.text, [o.id for o in raised.others]) == ("A member has 1 other grant", [own.id])
    with database.look(caseworker) as uow:
        back = {c.code: c for c in queries.grant(uow, own.id).checks}["second"]
    assert [o.id for o in back.others] == [together.id]


def test_monitoring_sees_no_name_of_a_group_and_cannot_change_one(database, actors, make_grant, make_group):
    grant = make_group(make_grant(kind="collective"))
    with database.look(actors["me"]) as uow:
        seen = queries.grant(uow, grant.id)
    assert seen.group.name == "•••"
    assert "Letsie" not in str(seen)
    with pytest.raises(PermissionDenied), database.work(actors["me"]) as uow:
        service.new_group(uow, GROUP)


# --- sharing


@pytest.fixture
def shared(database, caseworker, actors, supervisor, make_grant, make_group):
    """A collective grant whose first tranche is paid, and a way to share."""
    from tests.features.grants.conftest import PAYMENT, SIGNED, TRANCHES

    grant = make_group(make_grant(kind="collective"))
    with database.work(actors["grants"]) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)
    with database.work(supervisor) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})
        service.plan_tranches(uow, grant.id, TRANCHES)
        grant = service.sign(uow, grant.id, SIGNED)
    with database.work(actors["grants"]) as uow:
        grant = service.pay(uow, grant.tranches[0].id, PAYMENT)

    def share(raw, *quantities):
        given = {m.person_id: q for m, q in zip(grant.group.members, quantities, strict=False)}
        with database.work(caseworker) as uow:
            return service.share(uow, grant.id, raw, given)

    return share


def test_goats_that_do_not_come_out_even_say_where_the_rest_goes(shared):
    with pytest.raises(Invalid) as problem:
        shared(GOATS, 2, 2, 2, 2)
    assert problem.value.problems == {"remainder_why": "2 goats is left over: write where it goes."}
    lot = shared(GOATS | {"remainder_why": "The group's own flock"}, 2, 2, 2, 2).lots[0]
    assert (sum(s.quantity for s in lot.shares) + lot.remainder, lot.remainder) == (10, 2)
    assert lot.remainder_why == "The group's own flock"


def test_money_is_shared_to_the_cent_and_never_beyond_what_was_paid(shared):
    money = {"what": "First tranche", "money": True, "amount": "8000"}
    each, rest = shares.equal(8_000_00, 3)
    assert (each, rest) == (2_666_66, 2)
    lot = shared(money | {"remainder_why": "cash box"}, each, each, each).lots[0]
    assert (lot.quantity, lot.remainder, [s.quantity for s in lot.shares]) == (8_000_00, 2, [2_666_66] * 3)
    with pytest.raises(Refused, match="M 0 is not shared yet"):
        shared({"what": "Again", "money": True, "amount": "1"}, 100)


def test_more_than_there_is_cannot_be_shared(shared):
    with pytest.raises(Invalid) as problem:
        shared(GOATS, 5, 5, 5)
    assert problem.value.problems == {
        "shares": "The shares are 5 goats more than the 10 goats there are. Nothing was saved."
    }


def test_only_members_get_a_share(shared, database, caseworker, make_case):
    grant = shared(GOATS, 10)
    stranger = make_case(given_name="Lineo").person
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.share(uow, grant.id, GOATS, {stranger.id: 10})
    assert "does not belong" in problem.value.problems["shares"]


def test_a_sharing_taken_back_frees_the_money(shared, database, caseworker):
    money = {"what": "First tranche", "money": True, "amount": "8000"}
    grant = shared(money, 8_000_00)
    with database.work(caseworker) as uow:
        grant = service.undo_share(uow, grant.lots[0].id, {"reason": "Wrong list."})
    assert grant.lots[0].void_why == "Wrong list."
    assert len(shared(money, 4_000_00, 4_000_00).lots) == 2


@given(st.integers(0, 10**13), st.integers(1, 500))
def test_equal_shares_and_remainder_are_the_whole(quantity, people):
    each, rest = shares.equal(quantity, people)
    assert each * people + rest == quantity
    assert 0 <= rest < people


def test_nothing_is_shared_among_nobody():
    with pytest.raises(ValueError, match=r"\(10, 0\)"):
        shares.equal(10, 0)


def test_a_paid_grant_of_one_person_is_not_shared(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with pytest.raises(Refused, match="no group"), database.work(caseworker) as uow:
        service.share(uow, grant.id, GOATS, {grant.person.id: 10})
