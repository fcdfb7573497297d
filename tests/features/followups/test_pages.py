"""Follow-ups as a caseworker uses them: the list, the tab and the card of a case, the dialogs."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.followups import queries, service
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.pages import FollowUpsPage, FollowUpsTab, NextCard, acting
from caseapp.features.followups.pages.of_case import facts

TODAY = date(2026, 8, 18)


@pytest.fixture
def show(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(960, 510)
        widget.show()
        return widget

    return show


@pytest.fixture
def planned(database, caseworker, make_case):
    """A case with a follow-up planned for today."""
    case = make_case()
    with database.work(caseworker) as uow:
        service.plan(uow, case.id, {"due_on": TODAY, "purpose": "check 2", "kind": "business_visit"})
    return case


def texts(table):
    return [[spec.text(row) for spec in table.rows.columns] for row in table.rows.rows]


def of_case(ctx, database, case):
    with database.look(ctx.actor) as uow:
        return queries.of_case(uow, case.id)


def test_space_records_how_it_went_and_the_list_moves_on(qtbot, ctx, show, planned, database):
    page = show(FollowUpsPage(ctx))
    page.arrive(show="today")
    assert texts(page.dues)[0][:3] == ["Today", "Business visit: check 2", "Thabo Mokoena"]
    ctx.dialogs.answers.append({"outcome": "met", "note": "140 hens"})
    told = []
    ctx.toast = lambda words, undo=None: told.append(words)
    page.dues.setFocus()
    page.dues.selectRow(0)
    qtbot.keyClick(page.dues, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.dues.rows.rowCount() == 0)
    assert ctx.dialogs.asked == ["Business visit: check 2"] and ctx.dialogs.errors == []
    assert told == ["Recorded. Next contact: 1 Sep."]
    page.arrive(show="done")
    assert texts(page.past)[0][-3:] == ["Met or spoken to", "140 hens", "Palesa Mohale"]


def test_what_cannot_be_saved_is_asked_again_with_what_was_typed(ctx, planned, database):
    ctx.dialogs.answers += [{"outcome": "met_concern"}, {"note": "no food in the house"}]
    acting.record(ctx, planned.id)
    assert len(ctx.dialogs.asked) == 2
    made = of_case(ctx, database, planned)[-1]
    assert (made.outcome, made.note) == ("met_concern", "no food in the house")


def test_recording_from_the_banner_answers_what_is_due_or_stands_alone(ctx, planned, database, make_case):
    ctx.dialogs.answers.append({"outcome": "met"})
    acting.record(ctx, planned.id)
    assert [f.state for f in of_case(ctx, database, planned)] == [FollowUpState.PLANNED, FollowUpState.DONE]
    other = make_case(given_name="Lineo")
    ctx.dialogs.answers.append({"outcome": "met", "kind": "arrival", "purpose": "came by"})
    acting.record(ctx, other.id)
    assert [f.what for f in of_case(ctx, database, other)] == [
        "General follow-up",
        "Arrival contact: came by",
    ]


def test_the_third_try_begins_tracing_and_its_end_offers_the_closure(ctx, planned, database):
    ctx.dialogs.answers += [{"outcome": "not_found"}] * 3 + [False]
    for _try in range(3):
        acting.record(ctx, planned.id)
    assert ctx.dialogs.asked[-1] == "Lost to follow-up"
    ctx.dialogs.answers += [{"outcome": "whereabouts"}] * 3 + [
        True,
        {"closure_note": "no one knows where he is"},
    ]
    with database.look(ctx.actor) as uow:
        steps = [d.id for d in queries.next_of_case(uow, planned.id)]
    for step in steps:
        acting.record(ctx, planned.id, step)
    assert ctx.dialogs.asked[-2:] == ["Nobody was found", "Ask to close the case"]
    with database.look(ctx.actor) as uow:
        assert cases.case(uow, planned.id).closure_reason == "unreachable"


def test_another_day_and_cancelling_from_the_list(ctx, show, planned, database):
    page = show(FollowUpsPage(ctx))
    page.arrive(show="planned")
    page.dues.selectRow(0)
    ctx.dialogs.answers.append({"due_on": "20/08/2026", "moved_why": "road is closed"})
    page.postpone()
    assert of_case(ctx, database, planned)[0].due_on == date(2026, 8, 20)
    page.dues.selectRow(0)
    ctx.dialogs.answers.append({"cancelled_why": "came to the office"})
    page.cancel()
    assert of_case(ctx, database, planned)[0].state is FollowUpState.CANCELLED and ctx.dialogs.errors == []


def test_everybodys_list_says_whose_and_goes_to_the_case(ctx, show, planned):
    page = show(FollowUpsPage(ctx))
    assert "Who" not in page.dues.titles.shown()
    page.arrive(show="planned", who="all")
    assert "Who" in page.dues.titles.shown()
    assert page.place_name() == {"show": "planned", "who": "all"}
    went = []
    ctx.navigate = lambda code, **args: went.append((code, args))
    page.dues.selectRow(0)
    page.open_case()
    assert went == [("case", {"case_id": planned.id, "tab": "followups"})]


def test_an_empty_list_says_so(ctx, show):
    page = show(FollowUpsPage(ctx))
    assert page.dues.nothing().text() == "Nothing is late."
    assert page.sentence.text() == "Nothing of yours is late, and nothing is due within seven days."
    assert not page.record_button.isEnabled()


def test_the_list_goes_on_while_one_scrolls(ctx, show, make_case, database, caseworker):
    case = make_case()
    with database.work(caseworker) as uow:
        for i in range(130):
            service.plan(uow, case.id, {"due_on": TODAY + timedelta(days=i)})
    page = show(FollowUpsPage(ctx))
    page.arrive(show="planned")
    assert page.dues.rows.rowCount() == 100
    page.dues.rows.fetchMore(page.dues.rootIndex())
    assert page.dues.rows.rowCount() == 130 and not page.dues.rows.canFetchMore(page.dues.rootIndex())


def test_a_click_on_a_title_sorts_and_the_next_turns_it(ctx, show, planned, make_case, database, caseworker):
    other = make_case(given_name="Neo")
    with database.work(caseworker) as uow:
        service.plan(uow, other.id, {"due_on": TODAY + timedelta(days=3)})
    page = show(FollowUpsPage(ctx))
    page.arrive(show="planned")
    numbers = lambda: [d.number for d in page.dues.rows.rows]  # noqa: E731
    title = next(i for i, c in enumerate(page.dues.rows.columns) if c.title == "Case")
    first, second = sorted((planned.number, other.number))
    page.dues.titles.sectionClicked.emit(title)
    assert numbers() == [first, second] and page.dues.titles.sortIndicatorSection() == title
    page.dues.titles.sectionClicked.emit(title)
    assert numbers() == [second, first]
    day = next(i for i, c in enumerate(page.dues.rows.columns) if c.title == "Due")
    page.dues.titles.sectionClicked.emit(day)
    assert numbers() == [planned.number, other.number]
    page.arrive(show="done")
    assert (page.seen.sort, page.seen.descending) == (queries.DAY, True)


def test_those_who_only_read_see_the_list_without_buttons(ctx_for, actors, show, planned):
    page = show(FollowUpsPage(ctx_for(actors["me"])))
    page.arrive(show="planned")
    assert not page.record_button.isVisible() and not page.move_button.isVisible()
    assert texts(page.dues)[0][2] == planned.person.number


def test_the_tab_shows_all_and_offers_what_fits_the_chosen_one(ctx, show, planned, database):
    ctx.dialogs.answers.append({"outcome": "not_found", "note": "gate locked"})
    acting.record(ctx, planned.id)
    tab = show(FollowUpsTab(ctx, planned.id))
    assert [row[3] for row in texts(tab.table)] == ["Planned", "Not found or no answer"]
    tab.table.selectRow(0)
    assert tab.record_button.isEnabled() and tab.note.isHidden()
    tab.table.selectRow(1)
    assert not tab.record_button.isEnabled() and tab.detail.title.text() == "Business visit: check 2"
    assert ("What was seen and said", "gate locked") in facts(tab.table.current())


def test_the_tab_warns_when_nobody_is_reached(ctx, show, planned):
    ctx.dialogs.answers += [{"outcome": "not_found"}] * 3 + [False]
    for _try in range(3):
        acting.record(ctx, planned.id)
    tab = show(FollowUpsTab(ctx, planned.id))
    assert tab.note.text.text() == (
        "Lost to follow-up since 18 Aug 2026: reminders stopped. 3 tracing steps are left."
    )
    assert tab.close_button.isVisible()


def test_the_card_says_what_is_next_and_records_it(qtbot, ctx, show, planned, database):
    card = show(NextCard(ctx, planned.id))
    doors = [b for b in card.findChildren(object) if hasattr(b, "click") and b.accessibleName()]
    assert [d.accessibleName() for d in doors] == ["Today Business visit: check 2"]
    ctx.dialogs.answers.append({"outcome": "met"})
    doors[0].click()
    assert of_case(ctx, database, planned)[-1].state is FollowUpState.DONE


def test_planning_for_somebody_elses_case_asks_who_does_it(ctx, actors, make_case, database):
    other = make_case(actor=actors["caseworker2"], given_name="Other")
    ctx.dialogs.answers.append({"due_on": "20/08/2026", "by_me": True})
    acting.plan(ctx, other.id)
    assert of_case(ctx, database, other)[0].who == "Palesa Mohale" and ctx.dialogs.errors == []


def test_the_card_says_how_often_and_why(ctx, show, planned, database):
    def hints():
        return [w.text() for w in show(NextCard(ctx, planned.id)).findChildren(QLabel)]

    assert "Medium risk: contact every 14 days." in hints()
    with database.work(ctx.actor) as uow:
        casework.set_interval(
            uow, planned.id, {"contact_days": 21, "contact_why": "at the <b>cattle</b> post"}
        )
    assert "Contact every 21 days, as agreed: at the <b>cattle</b> post" in hints()
    with database.work(ctx.actor) as uow:
        for _try in range(3):
            service.record(uow, planned.id, {"kind": "general", "outcome": "not_found", "mode": "visit"})
    assert "Reminders stopped: nobody could be reached." in hints()
