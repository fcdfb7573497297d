"""The parts of the grant page, driven as a person does: checks and scores, the group, goods, outcomes, money asked back."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from caseapp.features.grants import queries, service
from caseapp.features.grants.pages import GrantPage, GrantsPage
from caseapp.features.grants.pages.doing import MORE
from tests.features.grants.conftest import (
    ADVICE,
    APPRAISED,
    PAID,
    PLANNED,
    POINTS,
    SIGNED_NOW,
    all_well,
)
from tests.features.grants.test_groups import GROUP


@pytest.fixture
def open_grant(qtbot, ctx_for):
    """The page of a grant as somebody sees it, at a part of it."""

    def show(actor, grant_id, part="now"):
        page = GrantPage(ctx_for(actor))
        qtbot.addWidget(page)
        page.resize(1170, 720)
        page.arrive(grant_id=grant_id)
        page.show()
        page.tabs.show_tab(part)
        return page

    return show


def texts(page):
    QApplication.processEvents()
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def press(page, words, *answers):
    """Press the first visible button with these words; the answers are what is asked then, in their order."""
    page.ctx.dialogs.answers += answers
    QApplication.processEvents()
    next(b for b in page.findChildren(QPushButton) if b.isVisible() and b.text() == words).click()
    QApplication.processEvents()
    assert page.ctx.dialogs.errors == [] and page.ctx.dialogs.answers == []


def do(page, code, *answers):
    """Do what a button of the banner or its menu names."""
    page.ctx.dialogs.answers += answers
    page.act(code)
    QApplication.processEvents()
    assert page.ctx.dialogs.errors == [] and page.ctx.dialogs.answers == []


def offered(page):
    QApplication.processEvents()
    return [page.tabs.bar.tabText(i) for i in range(page.tabs.bar.count()) if page.tabs.bar.isTabVisible(i)]


def test_only_the_parts_a_grant_has_are_offered(caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant().id)
    assert offered(page) == ["Overview", "Business plan", "Committee"]
    assert "About the business" in texts(page)
    page = open_grant(caseworker, make_grant(PAID, kind="individual", route="in_kind").id)
    assert offered(page) == ["Overview", "Business plan", "Committee", "Goods", "Outcomes"]


def test_eligibility_and_scores_through_the_page(actors, make_grant, open_grant):
    grant = make_grant(screened=False)
    page = open_grant(actors["caseworker"], grant.id, "committee")
    assert {"Not checked yet.", "0 of 3 scorers"} <= set(texts(page))
    failing = all_well() | {"land": False, "screening_why": "Settled by the chief."}
    press(page, "Check eligibility…", failing)
    assert "Goes on because: Settled by the chief." in texts(page)
    page = open_grant(actors["caseworker2"], grant.id, "committee")
    press(page, "Score…", POINTS | {"conflict": False})
    press(page, "Score…", POINTS | {"scorer_name": "Chief Mopeli", "conflict": False, "viability": "25"})
    assert "Average 80.5, from 78 to 83 · 2 of 3 scorers" in texts(page)
    assert [s.scorer for s in page.tabs.contents["committee"].scores.table.rows.rows] == [
        "Tumelo Khati",
        "Chief Mopeli",
    ]


def test_whoever_decides_sees_how_many_scored(supervisor, make_grant, open_grant):
    assert "Average 78.0 · 1 of 3 scorers" in texts(open_grant(supervisor, make_grant(APPRAISED).id))


def test_the_plan_says_when_it_breaks_even_and_how_that_was_worked_out(caseworker, make_grant, open_grant):
    page = open_grant(caseworker, make_grant().id, "plan")
    said = texts(page)
    assert "M 13,500 to begin with; it has come back in month 7." in said
    assert any("each month sales less costs" in words for words in said)
    months = page.tabs.contents["plan"].flow.table.rows.rows
    assert [m.balance for m in months[:2]] == [-11_550_00, -9_600_00]
    page = open_grant(caseworker, make_grant(expected_sales=None).id, "plan")
    assert "No sales and costs are written down yet." in texts(page)[-1] or any(
        "No sales" in t for t in texts(page)
    )


def test_a_group_is_put_on_file_and_shares_what_it_got(database, actors, make_grant, make_case, open_grant):
    make_case(given_name="Mpho", family_name="Letsie")
    grant = make_grant(kind="collective")
    page = open_grant(actors["caseworker"], grant.id, "group")
    assert "No group yet: put it on file, with its members." in texts(page)
    press(page, "Put the group on file…", GROUP)
    press(page, "Add a member…", {"person": "Mpho Letsie", "role": "treasurer", "signs": "yes"})
    assert [m.name for m in page.tabs.contents["group"].group.table.rows.rows] == [
        "Thabo Mokoena",
        "Mpho Letsie",
    ]
    assert "Group 2" in offered(page)
    take_to_paid(database, actors, grant.id)
    page = open_grant(actors["caseworker"], grant.id, "group")
    first, second = (m.person_id for m in page.grant.group.members)
    lot = {"what": "Layers", "money": "no", "unit": "layers", "number": "151"}
    press(page, "Share…", lot, {first: "75", second: "75", "remainder_why": "the chief's yard"})
    assert (page.grant.lots[0].remainder, len(page.grant.lots[0].shares)) == (1, 2)
    assert "Left over: the chief's yard" in texts(page)
    press(page, "Take back…", {"reason": "one died"})
    assert "Taken back: one died" in texts(page)


def take_to_paid(database, actors, grant_id):
    from tests.features.grants.conftest import PAYMENT, SIGNED, TRANCHES

    with database.work(actors["grants"]) as uow:
        service.appraise(uow, grant_id, POINTS | ADVICE)
    with database.work(actors["supervisor"]) as uow:
        service.approve(uow, grant_id, {"approved": "12000"})
        service.plan_tranches(uow, grant_id, TRANCHES)
        grant = service.sign(uow, grant_id, SIGNED)
    with database.work(actors["grants"]) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)


def test_goods_from_the_first_price_to_the_certificate(actors, make_grant, open_grant, tmp_path):
    grant = make_grant(SIGNED_NOW, route="in_kind")
    page = open_grant(actors["caseworker"], grant.id, "goods")
    press(page, "Something to buy…", {"what": "Two sewing machines"})
    for vendor, price in (("A", "7900"), ("B", "7500"), ("C", "7800")):
        press(page, "Add a price…", {"vendor": vendor, "amount": price})
    press(page, "Order…", {"deliver_by": "2026-09-01"})
    assert page.grant.purchases[0].vendor == "B"
    press(page, "Goods received…")
    editor = page.tabs.contents["goods"].editor
    editor.rows.entries[0].editors["serials"].show_value("SM-1, SM-2")
    press(page, "Save what came")
    assert editor.rows.said.text() == "Line 1: There are more serial numbers than pieces."
    editor.rows.entries[0].editors["quantity"].show_value(2)
    press(page, "Save what came")
    assert editor.isHidden() and page.grant.purchases[0].goods[0].serials == ("SM-1", "SM-2")
    photo = tmp_path / "machine.jpg"
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    photo.write_bytes(out.getvalue())
    press(page, "Add a photo…", photo, {"caption": "On the table"})
    press(page, "On the table")
    assert page.ctx.dialogs.asked[-1] == "Photo"
    press(page, "Handed over…", {"handed_how": "signature", "handed_witness": "Chief Mopeli"})
    assert page.grant.purchases[0].handed_witness == "Chief Mopeli"
    page = open_grant(actors["grants"], grant.id)
    do(page, "pay", {"reference": "V1", "payee_account": "62"})
    assert page.grant.purchases[0].paid == 7_500_00


def test_outcomes_and_money_asked_back(actors, clock, make_grant, open_grant):
    grant = make_grant(PAID)
    page = open_grant(actors["supervisor"], grant.id, "later")
    do(page, "recover", {"amount": "3000", "why": "The layers were sold."})
    assert {"The layers were sold.", "M 3,000"} <= set(texts(page))
    page = open_grant(actors["grants"], grant.id, "later")
    press(page, "Paid back…", {"amount": "1000", "channel": "cash", "reference": "B1"})
    assert page.grant.recoveries[0].left == 2_000_00
    clock.advance(days=95)
    page = open_grant(actors["caseworker"], grant.id, "later")
    press(page, "Record the outcome…", {"result": "profitable", "profit": "900", "note": "Sells daily."})
    assert page.grant.outcomes[0].month == 3
    assert "Month 6 is asked from 18 Feb 2027 on." in texts(page)
    page = open_grant(actors["supervisor"], grant.id, "later")
    press(page, "Give the rest up…", {"reason": "Moved away."})
    assert page.grant.recoveries[0].ended_why == "Moved away."


def test_a_visit_keeps_its_photos(caseworker, make_grant, open_grant, tmp_path):
    page = open_grant(caseworker, make_grant(PAID).id)
    do(page, "visit", {"status": "operational", "saw": "95 eggs a day", "gps": "-29.29, 29.06"})
    photo = tmp_path / "hens.png"
    Image.new("RGB", (40, 30), "white").save(photo)
    visit = page.visits.table.rows.rows[0]
    ((words, add),) = page.visits.table.entries(visit)
    assert words == "Add a photo…"
    page.ctx.dialogs.answers += [photo, {"caption": "Hens"}]
    add()
    QApplication.processEvents()
    kept = page.visits.table.rows.rows[0]
    assert [p.caption for p in kept.photos] == ["Hens"]
    assert [words for words, _call in page.visits.table.entries(kept)] == ["Hens", "Add a photo…"]


def test_whoever_only_reads_is_offered_no_step(actors, make_grant, open_grant):
    grant = make_grant(PLANNED)
    page = open_grant(actors["me"], grant.id, "committee")
    words = [b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert [w for w in words if w.endswith("…")] == []


def test_the_list_knows_what_is_due(qtbot, database, ctx_for, actors, clock, make_grant):
    ready, paid = make_grant(SIGNED_NOW), make_grant(PAID, payment={"reference": "Z9"})
    page = GrantsPage(ctx_for(actors["grants"]))
    qtbot.addWidget(page)
    page.show()
    assert shown_chips(page) == ["Can be paid 1"]
    page.chips["tranche"].click()
    assert [g.id for g in page.table.rows.rows] == [ready.id]
    clock.advance(days=100)
    page.refresh()
    assert shown_chips(page) == ["Can be paid 1", "Receipts late 1", "Outcome due 1"]
    for code in ("receipts", "outcome"):
        page.arrive(state=code)
        assert [g.id for g in page.table.rows.rows] == [paid.id]
    with database.look(actors["grants"]) as uow:
        assert queries.due_counts(uow, actors["caseworker2"].id) == queries.DueCounts(0, 0, 0)


def shown_chips(page):
    QApplication.processEvents()
    return [
        page.chips[code].chip.text
        for code in ("tranche", "receipts", "outcome")
        if page.chips[code].isVisible()
    ]


def test_papers_are_offered_when_there_is_something_to_print(
    database, actors, make_grant, monkeypatch, open_grant
):
    from caseapp.features.grants.moves import papers

    def codes(upto):
        with database.look(actors["caseworker"]) as uow:
            return [m.code for m in papers(queries.grant(uow, make_grant_id[upto]), actors["caseworker"])]

    make_grant_id = {
        upto: make_grant(upto, payment={"reference": f"P{upto}"}).id for upto in (0, APPRAISED, PAID)
    }
    assert codes(0) == []
    assert codes(APPRAISED) == ["print_minutes"]
    assert codes(PAID) == ["print_minutes", "print_receipt", "print_visit"]
    assert set(codes(PAID)) <= set(MORE)
