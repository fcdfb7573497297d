"""The pages of people and cases, driven as their users drive them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from caseapp.data import drafts
from caseapp.features.cases import queries, service, transfers
from caseapp.features.cases.models import Stage
from caseapp.features.cases.pages import (
    CasePage,
    CasesPage,
    HistoryTab,
    PersonTab,
    RegisterPage,
    TimelineCard,
    steps,
)
from caseapp.features.cases.pages.listing import stands
from caseapp.features.followups import service as following
from caseapp.features.people import queries as people
from caseapp.features.people.pages import PeoplePage
from caseapp.ui.widgets import Chip
from tests.features.reading import press, settle
from tests.features.reading import shown as reading


@pytest.fixture
def shown(qtbot, ctx):
    ctx.gone = []
    ctx.navigate = lambda page, **args: ctx.gone.append((page, args))
    ctx.said = []
    ctx.toast = lambda text, undo=None: ctx.said.append(text)

    def show(kind, *args, size=(1170, 720), of=ctx):
        page = kind(of, *args)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        if hasattr(page, "arrive") and not args:
            page.arrive()
        return page

    return show


def texts(widget):
    QCoreApplication.processEvents()
    return " | ".join(
        w.text() for kind in (QLabel, QPushButton) for w in widget.findChildren(kind) if w.isVisible()
    )


def type_in(page, **values):
    for name, value in values.items():
        page.form.cells[name].editor.show_value(value)


def test_a_returnee_is_registered_by_the_form_alone(shown, ctx, database, caseworker):
    page = shown(RegisterPage)
    type_in(page, given_name="Lineo", family_name="Sekhonyana", sex="f", birth_date="34", phone="50123456")
    page.save()
    (target, args) = ctx.gone[-1]
    assert target == "case"
    with database.look(caseworker) as uow:
        case = queries.case(uow, args["case_id"])
    assert case.person.name == "Lineo Sekhonyana"
    assert case.person.birth_date.estimated_on is not None
    assert case.person.phone == "+26650123456"
    assert page.form.raw_values()["given_name"] == ""


def test_what_is_wrong_is_said_beside_its_field_and_kept_as_a_draft(shown, ctx, database, caseworker):
    page = shown(RegisterPage)
    type_in(page, given_name="Lineo", sex="f", birth_date="2999", phone="12")
    page.save()
    assert "needed" in page.form.cells["family_name"].said.text()
    assert "future" in page.form.cells["birth_date"].said.text()
    assert ctx.gone == []
    with database.look(caseworker) as uow:
        assert people.count(uow) == 0
        assert drafts.mine(uow)[0].values["given_name"] == "Lineo"


def test_a_draft_is_resumed_where_it_was_left(shown, ctx, database, caseworker):
    page = shown(RegisterPage)
    type_in(page, given_name="Half", family_name="Typed")
    page.form.cells["family_name"].editor.focus_widget().setFocus()
    page.save_draft()
    with database.look(caseworker) as uow:
        draft = drafts.mine(uow)[0]
    again = shown(RegisterPage)
    again.arrive(draft_id=draft.id)
    assert again.form.raw_values()["family_name"] == "Typed"
    assert again.form.current_section() == "who"
    type_in(again, sex="m", birth_date="1990")
    again.save()
    with database.look(caseworker) as uow:
        assert drafts.mine(uow) == ()


def test_another_person_never_sees_the_draft(shown, ctx, database, actors):
    page = shown(RegisterPage)
    type_in(page, given_name="Secret")
    page.save_draft()
    with database.look(actors["caseworker2"]) as uow:
        assert drafts.mine(uow) == ()


def test_somebody_on_file_is_shown_while_the_name_is_typed(shown, ctx, make_case):
    make_case(given_name="Maxamed", middle_name="Nuur", family_name="Cali", birth_date="1985")
    page = shown(RegisterPage)
    type_in(page, given_name="Mohamed", middle_name="Noor", family_name="Ali", sex="m", birth_date="1985")
    page.alike.look()
    assert "Maxamed Nuur Cali" in texts(page.alike)
    assert "likely the same" in [chip.text for chip in page.alike.findChildren(Chip)]
    compare = next(b for b in page.alike.findChildren(QPushButton) if b.text() == "Compare")
    compare.click()
    assert ctx.dialogs.asked == ["Compare side by side"]


def test_the_case_page_shows_who_it_is_and_every_tab_opens(shown, ctx, make_case, qtbot):
    case = make_case(village="Linakaneng", consent_method="signature", consent_purposes=["referral"])
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    assert page.banner.name.text() == "Thabo Mokoena"
    assert case.number in page.banner.line.text()
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        assert page.shown[page.tab].isVisible()
    assert page.tabs.count() >= 6


def test_a_name_with_markup_is_shown_as_it_is(shown, make_case):
    case = make_case(given_name="<b>Thabo</b>")
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    assert page.banner.name.text().startswith("<b>Thabo</b>")
    assert page.banner.name.textFormat() == Qt.TextFormat.PlainText


def test_a_person_without_case_gets_one_when_opened_by_a_caseworker(
    shown, ctx, database, caseworker, supervisor, make_case
):
    case = make_case()
    page = shown(CasePage)
    page.arrive(person_id=case.person.id)
    assert page.case_id == case.id


def test_closing_is_asked_for_in_words_and_shown(shown, ctx, make_case, database, caseworker, qtbot):
    case = make_case()
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    ctx.dialogs.answers.append(
        {
            "closure_reason": "goals_achieved",
            "closure_missing_why": "moved far away",
            "closure_note": "Well settled.",
        }
    )
    steps.ask_closure(ctx, case.id)
    qtbot.waitUntil(lambda: "waits for the supervisor" in page.note.text.text())
    with database.look(caseworker) as uow:
        assert queries.case(uow, case.id).stage is Stage.CLOSING


def test_the_more_menu_sets_the_interval_and_asks_a_colleague(shown, ctx, make_case, actors, qtbot):
    case = make_case()
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    settle()
    entries = {a.text(): a for a in page.banner.more_menu.actions()}
    ctx.dialogs.answers += [
        {"contact_days": "21", "contact_why": "at the cattle post"},
        {"to": actors["caseworker2"].id, "why": "lives near you"},
    ]
    entries["How often to be in contact…"].trigger()
    entries["Ask a colleague to take over…"].trigger()
    settle()
    assert page.case.contact_days == 21
    assert page.transfer.text.text() == f"{actors['caseworker2'].name} is asked to take over: lives near you"
    assert [code for code, b in page.answers.items() if b.isVisible()] == ["withdraw"]
    press(page.transfer, "Take back")
    assert not page.transfer.isVisible()


def test_who_is_asked_takes_the_case_over_on_its_page(
    shown, ctx_for, actors, make_case, database, caseworker
):
    case = make_case()
    other = actors["caseworker2"]
    with database.work(caseworker) as uow:
        transfers.ask(uow, case.id, {"to": other.id, "why": "lives near you"})
    page = shown(CasePage, of=ctx_for(other))
    page.arrive(case_id=case.id)
    settle()
    press(page.transfer, "Take over")
    assert page.case.caseworker_id == other.id and not page.transfer.isVisible()


def test_a_late_plan_and_a_lost_person_stand_in_the_banner_and_in_the_list(
    shown, ctx, make_case, database, caseworker, clock
):
    case = make_case()
    with database.work(caseworker) as uow:
        for _try in range(3):
            following.record(uow, case.id, {"kind": "general", "outcome": "not_found", "mode": "visit"})
    clock.advance(days=33)
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    assert {"Lost since 18 Aug", "Plan 3 days late"} <= set(reading(page.banner))
    cases = shown(CasesPage)
    for words in ("Lost to follow-up", "Plan is late"):
        cases.stage.setCurrentText(words)
        settle()
        assert [(c.id, stands(c)) for c in cases.table.rows.rows] == [(case.id, "Lost to follow-up")]


def test_a_change_elsewhere_is_seen_at_once(shown, make_case, database, caseworker, qtbot):
    case = make_case()
    page = shown(CasePage)
    page.arrive(case_id=case.id)
    with database.work(caseworker) as uow:
        service.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats"})
    qtbot.waitUntil(lambda: page.case.risk.value == "high")


def test_lists_find_filter_and_open(shown, ctx, make_case, qtbot):
    case = make_case(given_name="Tšepo", family_name="Ralebitso")
    make_case(given_name="Lineo", family_name="Khoeli", sex="f")
    page = shown(PeoplePage)
    assert len(page.table.rows.rows) == 2
    qtbot.keyClicks(page.box, "tshepo")
    qtbot.waitUntil(lambda: [p.name for p in page.table.rows.rows] == ["Tšepo Ralebitso"])
    page.table.opened.emit(page.table.rows.rows[0])
    assert ctx.gone == [("case", {"person_id": case.person.id})]
    listed = shown(CasesPage)
    assert len(listed.table.rows.rows) == 2
    listed.risk.setCurrentIndex(1)
    assert listed.table.rows.rows == []


def test_history_and_timeline_tell_in_words_what_happened(shown, make_case, database, caseworker):
    case = make_case()
    with database.work(caseworker) as uow:
        service.add_note(uow, case.id, {"text": "140 hens, 95 eggs a day"})
    with database.work(caseworker) as uow:
        service.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats"})
    assert "140 hens" in shown(TimelineCard, case.id).timeline.accessibleName()
    tab = shown(HistoryTab, case.id)
    assert any("Medium → High" in h.text for h in tab.table.rows.rows)
    assert shown(PersonTab, case.id).inner is not None


@pytest.mark.parametrize("size", [(1170, 720), (960, 510)])
def test_nothing_is_wider_than_the_window(shown, make_case, size):
    case = make_case(given_name="A" * 120, village="B" * 120)
    for page in (shown(CasePage, size=size), shown(RegisterPage, size=size), shown(PeoplePage, size=size)):
        if isinstance(page, CasePage):
            page.arrive(case_id=case.id)
        assert page.width() == size[0]
        assert page.minimumSizeHint().width() <= size[0]
