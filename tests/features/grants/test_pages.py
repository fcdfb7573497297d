"""The screens of grants, driven as a person does: what is shown, what is offered, what is kept when refused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from caseapp.core.errors import PermissionDenied
from caseapp.data import drafts
from caseapp.features.grants import queries, service
from caseapp.features.grants.form import VISIT
from caseapp.features.grants.models import GrantState
from caseapp.features.grants.pages import (
    GrantApplyPage,
    GrantCard,
    GrantPage,
    GrantsPage,
    GrantTab,
    apply_for_grant,
)
from caseapp.features.grants.pages.rows import RowsEditor
from caseapp.ui.form import Editor, FormWidget
from tests.features.grants.conftest import (
    ADVICE,
    APPLICATION,
    APPRAISED,
    APPROVED,
    COSTS,
    PAID,
    PAYMENT,
    PLANNED,
    POINTS,
    SIGNED,
    SIGNED_NOW,
)


@pytest.fixture
def open_grant(qtbot, ctx_for):
    """The page of a grant as somebody sees it."""

    def show(actor, grant_id):
        page = GrantPage(ctx_for(actor))
        qtbot.addWidget(page)
        page.resize(1170, 720)
        page.arrive(grant_id=grant_id)
        page.show()
        return page

    return show


def texts(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def buttons(page: GrantPage) -> list[str]:
    QApplication.processEvents()
    tools = page.banner.tools
    found = [tools.itemAt(i).widget() for i in range(tools.count())]
    return [b.text() for b in found if isinstance(b, QPushButton)]


# --- the list


@pytest.fixture
def listing(qtbot, ctx):
    page = GrantsPage(ctx)
    qtbot.addWidget(page)
    page.resize(1170, 720)
    page.show()
    return page


def test_the_list_is_narrowed_by_state_and_to_ones_own(actors, make_grant, make_case, listing):
    mine, theirs = make_grant(APPROVED), make_grant(case_id=make_case(actor=actors["caseworker2"]).id)
    listing.refresh()
    assert {g.id for g in listing.table.rows.rows} == {mine.id, theirs.id}
    assert listing.sentence.text() == "1 came back to you · M 12,000 approved and not yet paid."
    assert [c.chip.text for c in listing.chips.values() if c.isVisible()] == [
        "Not settled 2",
        "Applied 1",
        "Approved 1",
        "Settled 0",
    ]
    listing.chips["approved"].click()
    assert [g.id for g in listing.table.rows.rows] == [mine.id]
    listing.chips["open"].click()
    listing.mine.setChecked(True)
    assert [g.id for g in listing.table.rows.rows] == [mine.id]


def test_an_empty_list_says_how_to_begin(listing):
    assert "Apply for one from a case" in listing.table.nothing().text()


def test_enter_opens_a_grant(qtbot, make_grant, ctx, listing):
    grant, opened = make_grant(), []
    ctx.navigate = lambda page, **args: opened.append((page, args))
    listing.refresh()
    listing.table.selectRow(0)
    qtbot.keyClick(listing.table, Qt.Key.Key_Return)
    assert opened == [("grant", {"grant_id": grant.id})]


def test_a_change_elsewhere_is_seen_at_once(qtbot, database, caseworker, make_grant, listing):
    grant = make_grant()
    qtbot.waitUntil(lambda: [g.id for g in listing.table.rows.rows] == [grant.id])
    with database.work(caseworker) as uow:
        service.withdraw(uow, grant.id, {"reason": "asked twice"})
    qtbot.waitUntil(lambda: listing.table.rows.rows == [])


def test_coming_by_a_number_shows_what_it_counted(make_grant, listing):
    grant = make_grant(APPROVED)
    make_grant()
    listing.arrive(state="approved", mine=True)
    assert [g.id for g in listing.table.rows.rows] == [grant.id]
    assert listing.place_name() == {"state": "approved", "mine": True}


# --- one grant


def test_a_grant_shows_its_state_plan_and_money(caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant(PAID).id)
    assert page.banner.name.text() == "Livelihood grant · poultry, 150 layers"
    assert "Thabo Mokoena" in page.banner.sentence.text()
    assert [t.state.value for t in page.tranches.table.rows.rows] == ["paid", "waiting"]
    assert page.tranches.left.text() == "M 4,000.00 left · receipts accepted for M 0 of M 8,000, 0 percent"
    shown = texts(page)
    for words in (
        "Day-old layers, 150",
        "M 5,250",
        "month 7",
        "M 8,000 paid · M 4,000 promised · M 688,400 free",
        "1 of 2 tranches",
    ):
        assert words in shown
    assert buttons(page) == ["Condition met…", "Add receipt…", "More", "Record business visit…"]


def test_one_button_is_the_primary_one(actors, make_grant, open_grant):
    for upto, who in ((APPRAISED, "supervisor"), (SIGNED_NOW, "grants"), (PLANNED, "caseworker")):
        page = open_grant(actors[who], make_grant(upto, payment={"reference": f"{upto}"}).id)
        QApplication.processEvents()
        primary = [
            b for b in page.findChildren(QPushButton) if b.property("look") == "primary" and b.isVisible()
        ]
        assert len(primary) == 1


def test_names_are_shown_as_they_are_typed(caseworker, make_case, make_grant, open_grant):
    case = make_case(given_name="<b>Thabo</b>", family_name="M" * 190)
    page = open_grant(caseworker, make_grant(case_id=case.id, business="hens & <i>eggs</i>").id)
    assert page.banner.name.text() == "Livelihood grant · hens & <i>eggs</i>"
    assert page.banner.name.textFormat() == Qt.TextFormat.PlainText
    assert f"<b>Thabo</b> {'M' * 190}" in page.banner.sentence.text()


def test_a_grant_one_may_not_see_says_so(qtbot, ctx, make_grant):
    page = GrantPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(grant_id="nothing")
    assert "This could not be shown" in texts(page)
    grant = make_grant()
    page.arrive(grant_id=grant.id)
    assert page.banner.name.text() == "Livelihood grant · poultry, 150 layers"


def test_a_counsellor_reads_that_it_is_not_for_them(qtbot, ctx_for, counsellor, make_grant):
    page = GrantPage(ctx_for(counsellor))
    qtbot.addWidget(page)
    page.show()
    page.arrive(grant_id=make_grant().id)
    assert "Not for your role" in texts(page)


def test_the_whole_way_through_the_pages(database, actors, make_grant, open_grant):
    grant = make_grant()

    def act(who, code, *answers):
        page = open_grant(actors[who], grant.id)
        do(page, code, *answers)
        assert page.ctx.dialogs.errors == [] and page.ctx.dialogs.answers == []
        return page

    act("grants", "appraise", POINTS | ADVICE)
    act("supervisor", "approve", {})
    page = act("caseworker", "plan")
    assert page.plan.words.text() == "All of M 12,000.00 is shared out."
    press(page, "Save the tranches")
    assert [t.amount for t in page.grant.tranches] == [7_200_00, 4_800_00]
    act("caseworker", "sign", SIGNED)
    act("grants", "pay", {"reference": "A1"})
    act("caseworker", "confirm", {"met_note": "It runs."})
    act(
        "caseworker",
        "receipt",
        {"items": "chicks", "amount": "7000", "vendor": "Hatchery", "bought_on": "2026-08-18"},
    )
    act("grants", "pay", {"reference": "A2"})
    act(
        "caseworker",
        "visit",
        {"status": "operational", "saw": "95 eggs a day", "sales": "3150", "costs": "2020"},
    )
    page = act("caseworker", "close", {"outcome": "profitable", "outcome_note": "Sells at the market."})
    assert page.grant.state is GrantState.CLOSED
    assert page.grant.visits[0].profit == 1_130_00
    page.tabs.show_tab("later")
    assert any("Makes a profit. Sells at the market." in words for words in texts(page))


def test_the_payment_is_prefilled_and_what_is_refused_is_asked_again(
    database, grants_officer, make_grant, open_grant
):
    grant = make_grant(SIGNED_NOW)
    page = open_grant(grants_officer, grant.id)
    do(page, "pay", {"reference": "A1", "amount": "9000"}, {"amount": "8000"})
    assert page.ctx.dialogs.asked == [f"Pay tranche 1 · {grant.number}"] * 2
    payment = page.grant.tranches[0].payments[0]
    assert (payment.amount, payment.reference, payment.payee_phone) == (8_000_00, "A1", "+26658123456")


def test_leaving_the_question_changes_nothing(supervisor, make_grant, open_grant):
    page = open_grant(supervisor, make_grant(APPRAISED).id)
    do(page, "approve", None)
    assert page.grant.state is GrantState.APPRAISED


def test_the_plan_of_tranches_says_what_is_left_to_share_out(caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant(APPROVED).id)
    page.act("plan")
    amount = page.plan.rows.entries[1].editors["amount"].line
    amount.setText("1000")
    assert page.plan.words.text() == "M 3,800.00 of M 12,000.00 still to share out."
    amount.setText("5000")
    assert page.plan.words.text() == "M 200.00 more than the M 12,000.00 that was approved."
    press(page, "Save the tranches")
    assert "only M 12,000 was approved" in page.plan.rows.said.text()
    assert page.plan.isVisible() and not page.tranches.isVisible()
    page.plan.rows.entries[1].editors["condition"].line.clear()
    press(page, "Save the tranches")
    assert page.plan.rows.said.text() == "Tranche 2: Write when it is paid."
    press(page, "Cancel")
    assert page.tranches.isVisible() and page.grant.tranches == ()


def test_a_check_is_explained_where_it_stands(caseworker, make_grant, make_case, open_grant):
    make_grant(case_id=make_case(given_name="’Mathabo").id)
    page = open_grant(caseworker, make_grant().id)
    assert page.checks.isVisible()
    page.ctx.dialogs.answers = [{"reason": "His wife"}]
    press(page, "Explain…")
    assert page.grant.checks[0].explanation == "His wife"
    assert "Explain…" not in [b.text() for b in page.checks.findChildren(QPushButton) if b.isVisible()]


def test_a_visit_and_a_receipt_are_corrected_by_opening_them(database, caseworker, make_grant, open_grant):
    grant = make_grant(PAID)
    with database.work(caseworker) as uow:
        service.record_visit(
            uow,
            grant.id,
            {"visited_on": "2026-08-18", "met": True, "status": "operational", "saw": "10 hens"},
        )
        service.add_receipt(uow, grant.tranches[0].id, {"status": "missing", "items": "feed", "amount": "10"})
    page = open_grant(caseworker, grant.id)
    page.ctx.dialogs.answers = [
        {"saw": "100 hens"},
        {"status": "eligible", "vendor": "Shop", "bought_on": "2026-08-18"},
    ]
    page.visits.table.opened.emit(page.visits.table.rows.rows[0])
    page.receipts.table.opened.emit(page.receipts.table.rows.rows[0])
    QApplication.processEvents()
    assert page.grant.visits[0].saw == "100 hens"
    assert page.grant.receipted == 10_00


def test_what_came_back_is_said_above_everything(database, caseworker, supervisor, make_grant, open_grant):
    grant = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        service.send_back(uow, grant.id, {"reason": "Which market?"})
    page = open_grant(caseworker, grant.id)
    assert "Sent back: Which market?" in texts(page)
    assert buttons(page)[-1] == "Mend and apply again…"


@pytest.mark.parametrize("size", [(1170, 720), (960, 510), (768, 410)])
def test_nothing_is_cut_off_at_the_side(caseworker, make_grant, make_case, open_grant, size):
    make_grant(case_id=make_case(given_name="’Mathabo").id)
    page = open_grant(caseworker, make_grant(PAID).id)
    page.resize(*size)
    QApplication.processEvents()
    for widget in (
        page.banner,
        page.stepper,
        page.tranches,
        page.visits,
        page.business,
        page.budget,
        page.checks,
    ):
        right = widget.mapTo(page, widget.rect().topRight()).x()
        assert widget.isVisible() and right <= size[0], widget
    for label in page.stepper.findChildren(QLabel):
        assert label.width() >= label.sizeHint().width(), label.text()


def test_a_visit_asks_for_figures_only_where_somebody_was(qtbot):
    form = FormWidget(VISIT, all_sections=True)
    qtbot.addWidget(form)
    form.set_values({"met": True})
    assert form.cells["status"].asked and form.cells["sales"].asked
    form.set_values({"met": False})
    assert not form.cells["status"].asked and not form.cells["sales"].asked
    assert form.cells["saw"].asked


# --- applying


@pytest.fixture
def applying(qtbot, ctx, line, make_case):
    page = GrantApplyPage(ctx)
    qtbot.addWidget(page)
    page.resize(1170, 720)
    page.show()
    page.opened = []
    ctx.navigate = lambda code, **args: page.opened.append((code, args))
    page.case = make_case(phone="58123456")
    page.arrive(case_id=page.case.id)
    return page


def type_plan(page, rows=COSTS):
    """Type the lines of a business plan."""
    for number, values in enumerate(rows):
        if number >= len(page.form.costs.entries):
            page.form.costs.add_button.click()
        for name, value in values.items():
            page.form.costs.entries[number].editors[name].line.setText(str(value))


def test_an_application_is_typed_and_handed_in(database, caseworker, applying):
    page = applying
    page.form.set_values(APPLICATION)
    type_plan(page)
    assert page.form.asked_for() == 12_000_00
    assert page.form.costs.entries[0].sum.text() == "M 5,250"
    assert {"M 12,000", "M 1,500", "month 7"} <= set(texts(page.sums))
    page.save()
    with database.look(caseworker) as uow:
        (grant,) = queries.of_case(uow, page.case.id)
    assert (grant.asked, grant.business) == (12_000_00, "poultry, 150 layers")
    assert page.opened == [("grant", {"grant_id": grant.id})]


def test_what_is_missing_is_said_where_it_is_and_nothing_is_lost(applying):
    page = applying
    page.form.set_values(APPLICATION | {"business": "", "sector": None})
    type_plan(page, [{"item": "Hens", "quantity": "many", "unit_price": "35"}])
    page.save()
    assert page.opened == []
    assert page.form.cells["business"].said.text().endswith("is needed.")
    assert page.form.cells["sector"].said.text() == "Sector is needed."
    page.form.cells["business"].editor.line.setText("hens")
    page.form.cells["sector"].editor.show_value("poultry")
    page.save()
    assert page.form.costs.said.text() == "Line 1: Write a whole number."
    assert page.form.current_section() == "money"
    assert page.form.costs.entries[0].editors["quantity"].line.text() == "many"


def test_half_an_application_waits_as_a_draft(qtbot, database, caseworker, ctx_for, applying):
    page = applying
    page.form.cells["business"].editor.line.setText("hens")
    type_plan(page, COSTS[:1])
    press(page, "Keep as draft")
    assert page.opened == [("case", {"case_id": page.case.id})]
    with database.look(caseworker) as uow:
        draft = drafts.of(uow, "grant-apply", f"case:{page.case.id}")
    assert draft.title == "Grant: hens"
    again = GrantApplyPage(ctx_for(caseworker))
    qtbot.addWidget(again)
    again.show()
    again.arrive(draft_id=draft.id)
    assert again.form.cells["business"].editor.raw() == "hens"
    assert again.form.asked_for() == 5_250_00
    again.form.set_values(APPLICATION | {"costs": COSTS})
    again.save()
    with database.look(caseworker) as uow:
        assert drafts.of(uow, "grant-apply", f"case:{page.case.id}") is None


def test_a_line_is_taken_out_and_the_last_one_emptied(applying):
    page = applying
    type_plan(page, COSTS[:2])
    page.form.costs.entries[0].remove.click()
    assert [raw["item"] for raw in page.form.costs.raw()] == ["Feed, 8 weeks"]
    page.form.costs.entries[0].remove.click()
    assert page.form.costs.raw() == [] and len(page.form.costs.entries) == 1


def test_an_application_sent_back_is_mended(database, supervisor, caseworker, applying, make_grant):
    page = applying
    grant = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        service.send_back(uow, grant.id, {"reason": "Which market?"})
    page.arrive(grant_id=grant.id)
    assert page.form.asked_for() == 12_000_00
    assert page.save_button.text() == "Apply again"
    page.form.cells["description"].editor.note.setPlainText("The market of Mapholaneng")
    page.save()
    with database.look(caseworker) as uow:
        mended = queries.grant(uow, grant.id)
    assert (mended.state, mended.description) == (GrantState.APPLIED, "The market of Mapholaneng")


def test_two_budget_lines_are_a_choice(qtbot, ctx, add_line, make_case):
    first, second = add_line("1.1", "100"), add_line("1.2", "50000")
    page = GrantApplyPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(case_id=make_case().id)
    page.form.set_values(APPLICATION | {"costs": COSTS})
    page.refresh()
    assert page.budget.chosen() == first
    assert page.budget.words.text() == "Only M 100 free"
    page.budget.combo.setCurrentIndex(1)
    assert page.budget.chosen() == second
    assert page.budget.words.text() == "M 50,000 free"


def test_without_a_budget_line_the_page_says_what_to_do(qtbot, ctx, make_case):
    page = GrantApplyPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(case_id=make_case().id)
    assert "Ask your supervisor to add one" in page.budget.problem.text()


# --- on the case page


def test_the_tab_of_a_case_begins_with_applying(qtbot, ctx, make_case, make_grant):
    case, opened = make_case(), []
    ctx.navigate = lambda code, **args: opened.append((code, args))
    tab = GrantTab(ctx, case.id)
    qtbot.addWidget(tab)
    tab.show()
    press(tab, "Apply for a grant")
    apply_for_grant(ctx, case.id)
    assert opened == [("grant-apply", {"case_id": case.id})] * 2
    grant = make_grant(PAID, case_id=case.id)
    qtbot.waitUntil(lambda: grant.number in texts(tab))
    press(tab, "Open the grant")
    assert opened[-1] == ("grant", {"grant_id": grant.id})
    assert {"M 8,000", "Check condition 2"} <= set(texts(tab))


def test_the_card_of_a_case_is_there_only_with_a_grant(qtbot, ctx, make_case, make_grant):
    case = make_case()
    card = GrantCard(ctx, case.id)
    qtbot.addWidget(card)
    card.show()
    assert not card.card.isVisible()
    make_grant(PAID, case_id=case.id)
    qtbot.waitUntil(card.card.isVisible)
    assert "M 8,000 of M 12,000" in texts(card)


def test_the_agreement_opens_in_the_preview(qtbot, caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant(PLANNED).id)
    page.act("print")
    preview = next(w for w in QApplication.topLevelWidgets() if w.windowTitle() == "Grant agreement")
    qtbot.addWidget(preview)
    assert preview.pdf.startswith(b"%PDF")
    preview.close()


def test_a_caseworker_is_not_let_through_to_pay(database, caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant(SIGNED_NOW).id)
    do(page, "pay", PAYMENT)
    assert isinstance(page.ctx.dialogs.errors[0], PermissionDenied)
    assert page.grant.paid == 0


def do(page: GrantPage, code: str, *answers: object) -> None:
    """Press a button of the page by its code; the dialogs are answered in turn."""
    page.ctx.dialogs.answers = list(answers)
    page.act(code)
    QApplication.processEvents()


def press(widget: QWidget, text: str) -> None:
    """Click the visible button with these words."""
    QApplication.processEvents()
    found = [b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert len(found) == 1, (text, [b.text() for b in widget.findChildren(QPushButton)])
    found[0].click()
    QApplication.processEvents()


def test_rows_leave_no_editor_behind(qtbot):
    """One without a window is deleted by nobody, and restyled with all the others whenever the scale changes."""
    before = {id(w) for w in QApplication.topLevelWidgets()}
    qtbot.addWidget(RowsEditor(VISIT, "Add"))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in QApplication.topLevelWidgets() if isinstance(w, Editor) and id(w) not in before]
    assert left == []
