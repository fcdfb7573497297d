"""The office's work list of people on file twice: found, compared, decided, remembered, learned from."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Cancelled, PermissionDenied, Refused
from caseapp.core.jobs import CancellableProgress
from caseapp.data import search
from caseapp.features.people import learning, merging, queries, reviewing, service
from caseapp.features.people.comparing import merges
from caseapp.features.people.pages import ComparePage, DuplicatesPage

SAME = {"phone": "50 111 222", "birth_date": "1991-05-02", "village": "Ha Tlali"}
TWICE = (
    {
        "given_name": "Seseko",
        "family_name": "Phooko",
        "phone": "50 111 222",
        "birth_date": "1991-05-02",
        "village": "Ha Tlali",
    },
    {
        "given_name": "Sesekho",
        "family_name": "Phoko",
        "phone": "50 111 222",
        "birth_date": "1991-05-02",
        "village": "Ha Tlali",
    },
)
TWIN = {
    "given_name": "Katleho",
    "family_name": "Phooko",
    "phone": "50 111 222",
    "birth_date": "1991-05-02",
    "village": "Ha Tlali",
}


@pytest.fixture(autouse=True)
def shipped_weights():
    yield
    search.use({})


@pytest.fixture
def office(make_case):
    return [
        make_case(**person).person
        for person in (*TWICE, TWIN, {"given_name": "Lineo", "family_name": "Sekhonyana"})
    ]


def found(database, supervisor, **options) -> list[set[str]]:
    with database.look(supervisor) as uow:
        return [{p.first.id, p.second.id} for p in reviewing.review(uow, **options).pairs]


def test_the_pair_is_found_and_the_twin_is_left_in_peace(database, supervisor, office):
    assert found(database, supervisor) == [{office[0].id, office[1].id}]
    with database.look(supervisor) as uow:
        (pair,) = reviewing.review(uow).pairs
    assert pair.likely
    assert pair.first.id == office[0].id
    assert "same phone" in pair.reasons
    assert "name sounds the same" in pair.reasons or "name is spelt almost the same" in pair.reasons


def test_two_people_are_remembered_and_written_in_the_journal(database, supervisor, office):
    with database.work(supervisor) as uow:
        service.not_the_same(uow, office[1].id, office[0].id, ("same phone",))
    assert found(database, supervisor) == []
    with database.read_engine.connect() as connection:
        assert (
            connection.exec_driver_sql("SELECT action FROM journal ORDER BY rowid DESC").scalar()
            == "person.not_the_same"
        )


def test_it_can_be_stopped_and_is_for_supervisors(database, supervisor, caseworker, office):
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        found(database, supervisor, progress=progress)
    with pytest.raises(PermissionDenied):
        found(database, caseworker)


def test_a_record_one_may_not_see_is_in_no_pair(database, actors, supervisor, office):
    from msgspec.structs import replace

    from caseapp.core.permissions import Permission

    with database.work(supervisor) as uow:
        service.restrict(uow, office[1].id, True)
    blind = replace(supervisor, permissions=supervisor.permissions - {Permission.RESTRICTED_READ})
    database.current = lambda session, actor: actor
    assert found(database, blind) == []
    assert len(found(database, supervisor)) == 1


def kept(database, supervisor):
    with database.work(supervisor) as uow:
        reviewing.keep(uow, reviewing.review(uow))


def standing(database, actor):
    with database.look(actor) as uow:
        return reviewing.standing(uow)


def test_the_last_look_stays_and_what_is_decided_since_is_taken_off(
    database, supervisor, office, make_case, clock
):
    assert standing(database, supervisor) is None
    third = make_case(**TWICE[0] | {"middle_name": "Neo"}).person
    kept(database, supervisor)
    on = clock.today()
    clock.advance(days=3)
    before = standing(database, supervisor)
    assert before.on == on and before.count >= 2
    with database.look(supervisor) as uow:
        assert {p.id for p in reviewing.last(uow).pairs} == {p.id for p in reviewing.review(uow).pairs}
    with database.work(supervisor) as uow:
        service.not_the_same(uow, office[1].id, office[0].id, ("same phone",))
    assert standing(database, supervisor) == reviewing.Standing(before.count - 1, on)
    with database.work(supervisor) as uow:
        merging.merge(uow, office[0].id, third.id, why="one card")
    after = standing(database, supervisor)
    with database.look(supervisor) as uow:
        left = reviewing.last(uow)
    assert len(left.pairs) == left.found == after.count
    assert third.id not in {key for p in left.pairs for key in (p.first.id, p.second.id)}
    kept(database, supervisor)
    assert standing(database, supervisor).on == clock.today()


def test_what_one_may_not_see_is_not_counted_either(database, supervisor, office):
    from msgspec.structs import replace

    from caseapp.core.permissions import Permission

    kept(database, supervisor)
    with database.work(supervisor) as uow:
        service.restrict(uow, office[1].id, True)
    blind = replace(supervisor, permissions=supervisor.permissions - {Permission.RESTRICTED_READ})
    database.current = lambda session, actor: actor
    assert standing(database, blind).count == 0 and standing(database, supervisor).count == 1


def test_the_page_goes_on_with_the_last_look(qtbot, ctx_for, database, supervisor, office, clock):
    kept(database, supervisor)
    clock.advance(days=1)
    page = DuplicatesPage(ctx_for(supervisor))
    qtbot.addWidget(page)
    page.show()
    assert page.sentence.text() == "1 pair may be one person. Looked through on 18 Aug 2026."
    assert [p.id for p in page.list.table.rows.rows] == [f"{office[0].id}:{office[1].id}"]


def test_the_page_looks_and_the_keys_decide(qtbot, ctx_for, database, supervisor, office):
    ctx = ctx_for(supervisor)
    went = []
    ctx.navigate = lambda page, **args: went.append((page, args))
    page = DuplicatesPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.look()
    assert page.sentence.text() == "1 pair may be one person. Looked through on 18 Aug 2026."
    page.list.table.selectRow(0)
    page.list.same()
    assert went == [("compare", {"first_id": office[0].id, "second_id": office[1].id, "then": "duplicates"})]
    page.list.later()
    assert len(page.list.review.pairs) == 1
    page.list.not_the_same()
    assert page.sentence.text() == "0 pairs may be one person. Looked through on 18 Aug 2026."
    page.look()
    assert page.list.review.pairs == ()
    assert not ctx.dialogs.errors


def test_comparing_choosing_merging_and_taking_back(qtbot, ctx_for, database, supervisor, office):
    ctx = ctx_for(supervisor)
    page = ComparePage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(first_id=office[1].id, second_id=office[0].id)
    page.swap()
    assert page.shown.first.id == office[0].id
    assert set(page.grid.groups) == {"given_name", "family_name"}  # the only ones to choose between
    page.grid.choose("given_name", "second")
    ctx.dialogs.answers.append({"why": "He showed both cards."})
    page.merge()
    with database.look(supervisor) as uow:
        person = queries.person(uow, office[1].id)
        assert len(merges(uow)) == 1
    assert (person.id, person.given_name, person.family_name) == (office[0].id, "Sesekho", "Phooko")
    duplicates = DuplicatesPage(ctx)
    qtbot.addWidget(duplicates)
    duplicates.show()
    duplicates.tabs.show_tab("merged")
    tab = duplicates.tabs.current()
    tab = duplicates.tabs.stack.currentWidget()
    tab.table.selectRow(0)
    ctx.dialogs.answers.append({"why": "They are brothers after all."})
    tab.take_back()
    with database.look(supervisor) as uow:
        assert queries.person(uow, office[1].id).given_name == "Sesekho"
        assert queries.person(uow, office[0].id).given_name == "Seseko"
    assert not ctx.dialogs.errors


def test_a_caseworker_compares_but_does_not_merge(qtbot, ctx, database, caseworker, office):
    page = ComparePage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(first_id=office[0].id, second_id=office[1].id)
    assert not page.merge_button.isVisible()
    assert page.two_button.isVisible()
    assert page.grid.taken() == {}


def test_few_decisions_teach_nothing_yet(database, supervisor, office):
    with database.work(supervisor) as uow:
        service.not_the_same(uow, office[0].id, office[2].id)
    with database.look(supervisor) as uow:
        assert not learning.learned(uow).enough
    with pytest.raises(Refused, match="Too few"), database.work(supervisor) as uow:
        learning.learn(uow)


def test_an_office_learns_from_its_decisions_and_can_forget_again(
    database, supervisor, make_case, office, monkeypatch
):
    """Here the same phone means nothing: everybody shares the shop's."""
    monkeypatch.setattr(learning, "ENOUGH", 12)
    monkeypatch.setattr(learning, "FEW", 2)
    with database.work(supervisor) as uow:
        merging.merge(uow, office[0].id, office[1].id, why="one man")
    for number in range(14):
        name = "Mpho", ("Khati", "Mohapi", "Sello", "Thamae")[number % 4]
        a = make_case(given_name=name[0], family_name=name[1], phone="50 777 888", birth_date="1990").person
        b = make_case(given_name=name[0], family_name=name[1], phone="50 777 888", birth_date="1990").person
        with database.work(supervisor) as uow:
            if number == 0:
                merging.merge(uow, a.id, b.id, why="one man")
            else:
                service.not_the_same(uow, a.id, b.id)
    shipped = search.weights()["weights"]["phone"]
    with database.work(supervisor) as uow:
        told = learning.learn(uow)
    assert told.after < told.before  # better on decisions it was not made from
    assert search.weights()["weights"]["phone"]["same_shared"] < shipped["same_shared"]
    search.use({})
    learning.put_to_use(database)  # as when the office is opened again
    assert search.weights()["weights"]["phone"]["same_shared"] < shipped["same_shared"]
    with database.work(supervisor) as uow:
        learning.unlearn(uow)
    assert search.weights()["weights"]["phone"] == shipped


def test_who_types_can_say_that_it_is_somebody_else(qtbot, ctx, database, caseworker, office):
    from caseapp.features.cases.pages.register import RegisterPage
    from caseapp.features.people import finding

    page = RegisterPage(ctx)
    qtbot.addWidget(page)
    page.show()
    values = {
        "given_name": "Seseko",
        "family_name": "Phooko",
        "sex": "m",
        "birth_date": "1991-05-02",
        "phone": "50 111 222",
    }
    page.form.set_values(values)
    page.alike.look()
    page.alike.somebody_else(office[0].id, ("same phone",))
    page.alike.somebody_else(office[1].id, ())
    page.save()
    assert not ctx.dialogs.errors
    assert page.alike.others == {}
    with database.look(caseworker) as uow:
        new = next(p for p in finding.find(uow, "seseko phooko") if p.id not in {o.id for o in office})
        told = {a.person.id for a in finding.alike(uow, values, new.id) if a.person}
        assert not told & {office[0].id, office[1].id}


def test_the_page_says_how_many_decisions_are_missing(qtbot, ctx_for, database, supervisor, office):
    page = DuplicatesPage(ctx_for(supervisor))
    qtbot.addWidget(page)
    page.show()
    page.tabs.show_tab("learned")
    tab = page.tabs.stack.currentWidget()
    tab.refresh()
    assert tab.note.isVisible()
    assert not tab.use_button.isEnabled()
