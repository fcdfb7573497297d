"""One list for all pages: narrowed, sorted, arranged, kept, several rows at once. Through the pages that have it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.pages import CasesPage
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as planning
from caseapp.features.followups.pages import FollowUpsPage
from caseapp.features.grants.pages import GrantsPage
from caseapp.features.office import saved
from caseapp.features.people.pages import PeoplePage
from caseapp.features.people.pages.listing import ENDING
from caseapp.features.referrals.pages import ReferralsPage
from caseapp.features.supervision.pages import MyDayPage
from tests.features.reading import press, settle, shown

PLAN = {"due_on": "25/08/2026", "kind": "general", "mode": "visit"}


@pytest.fixture
def show(qtbot, ctx_for, caseworker):
    def show(kind, actor=None, size=(1170, 720), ctx=None):
        ctx = ctx or ctx_for(actor or caseworker)
        ctx.told, ctx.gone = [], []
        ctx.toast = lambda text, undo=None: ctx.told.append((text, undo))
        ctx.navigate = lambda page, **args: ctx.gone.append((page, args))
        page = kind(ctx)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        settle()
        return page

    return show


def names(page):
    settle()
    return sorted(row.name.split()[0] for row in page.table.rows.rows)


@pytest.fixture
def three(make_case):
    return [make_case(given_name=name) for name in ("Lineo", "Palo", "Mpho")]


def test_the_filter_row_opens_by_key_narrows_and_says_so(qtbot, show, three):
    page = show(CasesPage)
    page.key_filter()
    person = page.list.editors["person"]
    assert (person.isVisible() and person.hasFocus()) or not page.isActiveWindow()
    qtbot.keyClicks(person, "lin")
    qtbot.waitUntil(lambda: names(page) == ["Lineo"])
    assert (
        page.list.told.text() == "Narrowed by Person “lin”."
        and page.sentence.text() == "1 case in this list."
    )
    page.key_filter()
    assert not person.isVisible() and page.list.told.isVisible()  # closed, it goes on narrowing and says so
    press(page, "Clear all")
    assert names(page) == ["Lineo", "Mpho", "Palo"] and not page.list.words.isVisible()
    assert page.whose.value() == "me"  # what always stands there is no part of it


def test_an_empty_answer_says_that_the_filter_did_it(show, three):
    page = show(CasesPage)
    page.list.editors["person"].setText("nobody")
    page.list.editors["person"].returnPressed.emit()
    assert page.table.nothing().text() == "Nothing fits this filter. Clear it, or narrow by less."


@pytest.mark.parametrize("kind", [CasesPage, PeoplePage])
def test_a_number_that_no_longer_holds_does_not_stay_while_the_next_is_counted(qtbot, show, three, kind):
    page = show(kind)
    assert page.sentence.text().startswith("3 ")
    ask = page.ctx.tasks.latest
    page.ctx.tasks.latest = lambda key, *args, **how: key.endswith("-count") or ask(key, *args, **how)
    page.list.narrow_to({"number": "0002"})
    qtbot.waitUntil(lambda: page.sentence.text() == "Counting…")
    assert len(names(page)) == 1, "the rows do not wait for the number"
    page.ctx.tasks.latest = ask
    page.refresh()
    assert page.sentence.text().startswith("1 ")


def test_days_are_chosen_by_name_or_one_by_one(show, three):
    page = show(CasesPage)
    opened = page.list.editors["opened"]
    page.ctx.dialogs.answers.append({"first": "01/01/2026", "last": "31/03/2026"})
    opened._chose(opened.findText("Choose days…"))
    assert names(page) == [] and opened.words() == "1 Jan to 31 Mar"
    page.ctx.dialogs.answers.append(None)
    opened._chose(opened.findText("Choose days…"))
    assert opened.value() == "2026-01-01..2026-03-31"  # not chosen after all: as it was
    opened.put("today")
    page.list.refresh()
    assert len(names(page)) == 3


def test_a_list_comes_back_as_it_was_left(qtbot, show, three):
    page = show(CasesPage)
    page.list.editors["person"].put("lin")
    page.table.titles.show_only(["Person", "Case"])
    page.table.sort_asked.emit("number")
    qtbot.waitUntil(lambda: page.views._pause.isActive() is False, timeout=3000)
    again = show(CasesPage)
    assert names(again) == ["Lineo"] and again.list.sort == "number" and not again.list.descending
    assert again.table.titles.shown() == ["Person", "Case"]
    press_menu(again, "As it was at first")
    assert names(again) == ["Lineo", "Mpho", "Palo"] and again.list.sort == "opened_on"
    assert len(again.table.titles.shown()) > 2


def test_whoever_leaves_at_once_has_it_remembered_and_nothing_is_written_later(show, three):
    page = show(CasesPage)
    page.table.sort_asked.emit("number")
    assert page.views._pause.isActive()
    page.hide()
    assert not page.views._pause.isActive()
    assert show(CasesPage).list.sort == "number"


def test_whoever_comes_for_something_finds_that_and_not_what_was_left(qtbot, show, three):
    page = show(CasesPage)
    page.list.editors["person"].put("lin")
    page.list.changed.emit()
    qtbot.waitUntil(lambda: page.views._pause.isActive() is False, timeout=3000)
    came = show(CasesPage)
    came.arrive(only=cases.CaseFilter(), sentence="All of them.")
    assert names(came) == ["Lineo", "Mpho", "Palo"] and came.sentence.text() == "All of them."


def test_choosing_whose_or_which_leaves_what_another_page_asked_for(show, three):
    page = show(CasesPage)
    page.arrive(only=cases.CaseFilter(person_id=three[0].person.id), sentence="Hers.")
    assert names(page) == ["Lineo"]
    page.list.editors["person"].setText("mpho")
    page.list.editors["person"].returnPressed.emit()
    assert names(page) == [] and page.sentence.text() == "Hers."  # a word narrows it further
    page.list.put({})
    page.whose.setCurrentIndex(1)
    assert names(page) == ["Lineo", "Mpho", "Palo"] and page.sentence.text() == "3 cases in this list."


def press_menu(page, words):
    views = page.views if not isinstance(page.views, dict) else page.views["followups"]
    entry = next(a for a in views.menu.actions() if a.text() == words)
    entry.trigger()
    settle()


def test_a_list_is_kept_opened_brought_up_to_date_and_taken_away(show, three):
    page = show(CasesPage)
    page.list.editors["person"].put("lin")
    page.ctx.dialogs.answers.append({"name": "Only & Lineo", "pinned": True})
    press_menu(page, "Keep this list…")
    assert page.views.button.text() == "Only && Lineo"
    other = show(CasesPage)
    press_menu(other, "As it was at first")
    press_menu(other, "Only && Lineo")
    assert names(other) == ["Lineo"]
    other.list.editors["person"].put("pal")
    press_menu(other, "Bring “Only && Lineo” up to date")
    press_menu(other, "As it was at first")
    press_menu(other, "Only && Lineo")
    assert names(other) == ["Palo"]
    other.ctx.dialogs.answers.append({"name": "Palo’s", "pinned": False})
    press_menu(other, "Rename, share…")
    other.ctx.dialogs.answers.append(True)
    press_menu(other, "Take “Palo’s” away…")
    assert other.views.views == () and other.ctx.dialogs.errors == []


def test_what_a_kept_list_no_longer_knows_is_left_out_and_told(show, three, database, caseworker):
    with database.work(caseworker) as uow:
        kept = saved.keep(
            uow, "cases", {"typed": {"risk": "extreme", "colour": "blue"}, "sort": "gone"}, {"name": "Old"}
        )
    page = show(CasesPage)
    page.arrive(view=kept.id)
    assert names(page) == ["Lineo", "Mpho", "Palo"] and page.list.sort == "opened_on"
    assert page.list.told.text().startswith("Left out, because it is not known here any more")


def test_a_filter_not_for_ones_role_is_left_out_of_a_shared_list_and_named(
    show, three, database, supervisor, actors
):
    with database.work(supervisor) as uow:
        kept = saved.keep(uow, "cases", {"typed": {"person": "lin"}}, {"name": "Ours", "shared": True})
    page = show(CasesPage, actors["me"])
    page.arrive(view=kept.id)
    assert len(names(page)) == 3 and "person" not in page.list.editors
    assert page.list.told.text().endswith("not for your role: Person.")
    page.list._narrowed()
    assert not page.list.words.isVisible()


def test_pages_go_on_as_they_began_while_somebody_types(show, make_case, database, caseworker):
    case = make_case()
    with database.work(caseworker) as uow:
        for _n in range(130):
            planning.plan(uow, case.id, PLAN)
    page = show(FollowUpsPage)
    page.arrive(show="planned")
    page.due_list.editors["person"].setText("nobody")  # typed, not asked yet
    page.dues.rows.fetchMore(page.dues.rootIndex())
    assert page.dues.rows.rowCount() == 130


@pytest.mark.parametrize("kind", [PeoplePage, CasesPage, FollowUpsPage, ReferralsPage, GrantsPage])
@pytest.mark.parametrize("login", ["supervisor", "me"])
def test_every_list_can_be_kept_and_opened_again(kind, login, show, actors, make_case, database):
    make_case()
    page = show(kind, actors[login])
    for listing in [page.due_list, page.past_list] if kind is FollowUpsPage else [page.list]:
        with database.work(actors[login]) as uow:
            kept = saved.keep(uow, listing.spec.code, listing.arrangement(), {"name": "As it is"})
        before = dict(listing.typed())
        page.arrive(view=kept.id, of=listing.spec.code)
        settle()
        after = dict(listing.typed())
        assert after == before or (listing.spec.code == "followups-done" and after["show"] == "done")
        listing.toggle_filter()
        assert page.ctx.dialogs.errors == []


def test_people_are_found_or_narrowed_not_both(show, three):
    page = show(PeoplePage)
    page.list.editors["name"].put("lin")
    page.refresh()
    assert names(page) == ["Lineo"] and page.sentence.text() == "1 person fits."
    page.kind.setCurrentIndex(page.kind.findData(ENDING))
    assert not page.list.toggle.isEnabled() and not page.list.below.isVisible()
    page.kind.setCurrentIndex(0)
    assert names(page) == ["Lineo"] and page.list.told.isVisible()


def test_a_pinned_list_stands_on_the_day_with_its_count(show, three, database, caseworker, qtbot):
    with database.work(caseworker) as uow:
        kept = saved.keep(uow, "cases", {"typed": {"person": "lin"}}, {"name": "Lineo alone", "pinned": True})
    day = show(MyDayPage)
    qtbot.waitUntil(lambda: set(shown(day.pinned)) >= {"Lineo alone", "1"})  # after the day itself
    door = next(
        d for d in day.pinned.findChildren(object) if getattr(d, "accessibleName", str)() == "Lineo alone: 1"
    )
    door.click()
    assert day.ctx.gone == [("cases", {"view": kept.id, "of": "cases"})]


def test_a_day_without_pinned_lists_has_no_card_for_them(show, three):
    assert not show(MyDayPage).pinned.isVisible()


def test_several_rows_get_a_follow_up_and_ctrl_z_takes_it_back(qtbot, show, three, database, supervisor):
    page = show(CasesPage)
    assert not page.list.foot.isVisible()
    page.table.selectAll()
    assert page.list.choosing.count.text() == "3 chosen" and page.list.foot.isVisible()
    page.ctx.dialogs.answers += [PLAN, True]
    press(page, "Follow-up for each…")
    assert page.ctx.dialogs.previews[0].count("General follow-up, 25 Aug") == 3
    assert page.ctx.told[-1][0] == "3 follow-ups planned."

    def planned():
        with database.look(supervisor) as uow:
            return [f.state.value for case in three for f in followups.of_case(uow, case.id)]

    assert planned() == ["planned"] * 3
    page.activateWindow()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: planned() == ["cancelled"] * 3)
    assert page.ctx.told[-1][0] == "3 are as they were before."
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(page.ctx.told) == 2 and page.ctx.dialogs.errors == []  # once


def test_the_toast_takes_it_back_too_and_a_no_does_nothing(show, three, supervisor, actors, database):
    page = show(CasesPage, supervisor)
    page.table.selectAll()
    to = {"to": actors["caseworker2"].id}
    page.ctx.dialogs.answers += [to, False]
    press(page, "Reassign…")
    assert page.ctx.told == []
    page.ctx.dialogs.answers += [to, True]
    press(page, "Reassign…")
    words, undo = page.ctx.told[-1]
    assert words == "3 cases now with Tumelo Khati."
    undo()
    with database.look(supervisor) as uow:
        assert {cases.case(uow, c.id).caseworker for c in three} == {"Palesa Mohale"}


def test_who_may_not_is_offered_nothing(show, three, actors):
    page = show(CasesPage, actors["me"])
    page.table.selectAll()
    words = {b.text() for b in page.list.foot.findChildren(QPushButton)}
    assert not words & {"Reassign…", "Follow-up for each…"}


def test_all_that_fit_are_chosen_beyond_those_that_came(qtbot, show, make_case, database, caseworker):
    case = make_case()
    with database.work(caseworker) as uow:
        for _n in range(130):
            planning.plan(uow, case.id, PLAN)
    page = show(FollowUpsPage)
    page.arrive(show="planned")
    page.dues.selectAll()
    choosing = page.due_list.choosing
    assert choosing.count.text() == "100 chosen" and choosing.all_button.isVisible()
    choosing.all_button.click()
    assert choosing.count.text() == "130 chosen" and not choosing.all_button.isVisible()
    qtbot.mouseClick(page.dues.viewport(), Qt.MouseButton.LeftButton,
                     pos=page.dues.visualRect(page.dues.rows.index(2, 1)).center())  # fmt: skip
    assert len(choosing.rows()) == 1  # choosing otherwise ends it
    page.dues.selectAll()
    choosing.choose_all()
    page.ctx.dialogs.answers += [{"due_on": "27/08/2026", "moved_why": "the bridge is out"}, True]
    press(page.due_list.foot, "Another day…")
    assert page.ctx.told[-1][0] == "130 moved."
    settle()
    page.due_list.refresh()
    assert choosing.everything == () and not page.due_list.foot.isVisible()  # other rows, nothing chosen


def test_what_is_left_out_is_told_and_nothing_asked_when_all_are(
    show, three, database, caseworker, supervisor
):
    for case in three:
        with database.work(caseworker) as uow:
            ask = {"closure_reason": "withdrew", "closure_missing_why": "moved away", "closure_note": "x"}
            casework.ask_closure(uow, case.id, ask)
        with database.work(supervisor) as uow:
            casework.approve_closure(uow, case.id)
    page = show(CasesPage)
    page.stage.put("closed")
    page.refresh()
    page.table.selectAll()
    page.ctx.dialogs.answers += [PLAN]
    press(page, "Follow-up for each…")
    assert (
        page.ctx.told[-1][0].startswith("Nothing can be done to any of them.")
        and page.ctx.dialogs.previews == []
    )


@pytest.mark.parametrize("size", [(1170, 720), (960, 510)])
@pytest.mark.parametrize("kind", [PeoplePage, CasesPage, FollowUpsPage, ReferralsPage, GrantsPage])
def test_nothing_is_wider_than_the_window(kind, show, three, supervisor, size):
    page = show(kind, supervisor, size)
    listing = page.seen if kind is FollowUpsPage else page.list
    listing.toggle_filter()
    settle()
    assert page.minimumSizeHint().width() <= size[0]
