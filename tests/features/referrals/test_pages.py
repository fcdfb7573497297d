"""The screens: what a person sees first, the step that comes next, the slip, the directory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from caseapp.core.clock import FixedClock
from caseapp.core.permissions import Actor
from caseapp.data import drafts
from caseapp.data.uow import Database
from caseapp.features.cases.queries import CaseView
from caseapp.features.people import service as people
from caseapp.features.referrals import directory, queries, service
from caseapp.features.referrals.models import State
from caseapp.features.referrals.pages import DirectoryPage, ReferPage, ReferralsPage, ReferralsTab
from caseapp.features.referrals.queries import ReferralFilter, Show
from caseapp.features.referrals.views import PartnerView, ReferralView
from tests.features.referrals.conftest import AGREED, ASKED, PRIVATE

Make = Callable[..., ReferralView]
WIDE, NARROW = (1170, 720), (960, 510)


def words(widget: QWidget) -> str:
    """All that is written on a widget and shown; what was just put there is shown by an event."""
    for _turn in range(3):
        QApplication.processEvents()
    shown = [w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget)]
    return "\n".join(shown + [b.text() for b in widget.findChildren(QPushButton) if b.isVisibleTo(widget)])


def column(table: Any, at: int) -> list[str]:
    return [table.rows.columns[at].text(row) for row in table.rows.rows]


@pytest.fixture
def shown(qtbot: Any) -> Callable[..., Any]:
    """Show a screen at a size and let it settle."""

    def show(widget: QWidget, size: tuple[int, int] = WIDE) -> Any:
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


def state_of(database: Database, actor: Actor, key: str) -> State:
    with database.look(actor) as uow:
        return queries.referral(uow, key).state


def test_who_is_late_stands_first_in_plain_words(ctx: Any, clock: FixedClock, sent: Make, shown: Any) -> None:
    sent(priority="urgent")
    sent(priority="routine")
    clock.advance(days=7)
    sent(priority="routine")
    page = shown(ReferralsPage(ctx))
    assert column(page.desk.table, 0) == ["4 days late", "1 Sep", "8 Sep"]
    assert page.sentence.text() == "1 answer is late."
    assert [page.tabs.tabText(i) for i in range(3)] == ["Waiting for an answer 3", "Answer is late 1", "Open"]
    page.tabs.setCurrentIndex(1)
    assert column(page.desk.table, 0) == ["4 days late"]


def test_the_list_narrows_to_mine_and_to_a_filter(
    ctx_for: Any, actors: dict[str, Actor], database: Database, sent: Make, shown: Any
) -> None:
    no = sent()
    sent(actors["counsellor"])
    with database.work(actors["caseworker"]) as uow:
        service.answer(uow, no.id, {"answer": "declined", "decline_reason": "no_capacity"})
    page = shown(ReferralsPage(ctx_for(actors["caseworker2"])))
    page.arrive(show="all")
    assert len(page.desk.table.rows.rows) == 2
    page.mine.setChecked(True)
    assert page.desk.table.rows.rows == []
    assert page.desk.table.nothing().text().startswith("There is no referral yet.")
    page.mine.setChecked(False)
    page.arrive(show="declined")
    assert [row.id for row in page.desk.table.rows.rows] == [no.id]
    assert page.place_name()["show"] == "declined"


def test_a_long_list_comes_page_by_page(
    ctx: Any, sent: Make, draft: Make, shown: Any, monkeypatch: Any
) -> None:
    keys = {draft().id for _ in range(104)}
    page = shown(ReferralsPage(ctx))
    page.arrive(show="open")
    model = page.desk.table.rows
    assert len(model.rows) == 100
    model.fetchMore(page.desk.table.rootIndex())
    assert {row.id for row in model.rows} == keys


def test_each_step_from_the_page(
    ctx: Any, database: Database, caseworker: Actor, draft: Make, shown: Any
) -> None:
    told: list[str] = []
    ctx.toast = lambda text, undo=None: told.append(text)
    written = draft()
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=written.id, show="open")
    panel = page.desk.panel
    steps = [
        ("Send…", {"delivery": "by_hand"}, State.SENT),
        ("Record the answer…", {"answer": "accepted", "appointment_on": "2026-09-03"}, State.ACCEPTED),
        ("Service received…", {}, State.RECEIVED),
        ("Close…", {"outcome": "Has the card"}, State.CLOSED),
    ]
    for text, answer, state in steps:
        ctx.dialogs.answers.append(answer)
        assert panel.primary.text() == text
        panel.primary.click()
        assert panel.view.state is state
        assert state_of(database, caseworker, written.id) is state
    assert len(told) == len(steps)
    assert ctx.dialogs.errors == []
    assert "Has the card" in words(panel)
    assert "3 Sep 2026" in words(panel)


def test_a_dialog_that_is_cancelled_changes_nothing(
    ctx: Any, database: Database, caseworker: Actor, draft: Make, shown: Any
) -> None:
    written = draft()
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=written.id)
    ctx.dialogs.answers.append(None)
    page.desk.panel.primary.click()
    assert state_of(database, caseworker, written.id) is State.DRAFT


def test_without_consent_nothing_is_asked_and_nothing_sent(
    ctx: Any,
    database: Database,
    caseworker: Actor,
    make_case: Callable[..., CaseView],
    draft: Make,
    shown: Any,
) -> None:
    written = draft(case_id=make_case(given_name="Mpho").id)
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=written.id)
    page.desk.panel.primary.click()
    assert ctx.dialogs.asked == ["Not sent"]
    assert state_of(database, caseworker, written.id) is State.DRAFT


def test_an_agency_not_named_is_explained(
    ctx: Any, make_case: Callable[..., CaseView], draft: Make, shown: Any
) -> None:
    case = make_case(given_name="Mpho", consent_partners="Red Cross", **AGREED)
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=draft(case_id=case.id).id)
    ctx.dialogs.answers.append({"delivery": "phone", "consent_note": "She said yes on the phone"})
    page.desk.panel.primary.click()
    assert page.desk.panel.view.consent_note == "She said yes on the phone"


def test_a_withdrawn_consent_is_said_and_cancelling_comes_next(
    ctx: Any, database: Database, caseworker: Actor, case: CaseView, sent: Make, shown: Any
) -> None:
    out = sent()
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=out.id)
    assert page.desk.panel.primary.text() == "Record the answer…"
    with database.work(caseworker) as uow:
        people.withdraw_consent(uow, case.person.id, {})
    page.refresh()
    assert column(page.desk.table, 4) == ["Consent withdrawn"]
    assert page.desk.panel.primary.text() == "Cancel the referral…"
    assert "no longer agrees" in words(page.desk.panel)
    assert "Letter…" not in words(page.desk.panel)


def test_a_slip_that_came_back(ctx: Any, sent: Make, shown: Any) -> None:
    out = sent()
    page = shown(ReferralsPage(ctx))
    ctx.dialogs.answers += [{"answer": "waiting_list"}]
    page.slip.setText(out.slip_code.lower())
    page.slip.returnPressed.emit()
    assert ctx.dialogs.asked == ["What the slip says"] and page.slip.text() == ""
    assert (page.desk.panel.view.id, page.desk.panel.view.state) == (out.id, State.WAITING_LIST)


def test_a_private_reason_is_not_shown_to_others(
    ctx_for: Any, actors: dict[str, Actor], sent: Make, shown: Any
) -> None:
    out = sent(**PRIVATE)
    said = {}
    for login in ("caseworker", "caseworker2", "me"):
        page = shown(ReferralsPage(ctx_for(actors[login])))
        page.arrive(referral_id=out.id)
        said[login] = words(page.desk.panel)
    assert PRIVATE["reason"] in said["caseworker"]
    assert PRIVATE["reason"] not in said["caseworker2"] + said["me"]
    assert "Palesa Mohale, who wrote it" in said["caseworker2"]
    assert "Letter…" not in said["caseworker2"]
    assert "Thabo" not in said["me"]
    assert "Record the answer…" not in said["me"]


def test_a_narrow_screen_shows_one_of_the_two(ctx: Any, sent: Make, shown: Any, qtbot: Any) -> None:
    sent()
    page = shown(ReferralsPage(ctx), NARROW)
    table, split = page.desk.table, page.desk.split
    assert (table.isVisible(), split.right.isVisible()) == (True, False)
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert (table.isVisible(), split.right.isVisible()) == (False, True)
    qtbot.keyClick(page.desk.panel, Qt.Key.Key_Escape)
    assert table.isVisible()
    page.refresh()
    assert table.isVisible()


def test_what_people_typed_is_plain_text(ctx: Any, sent: Make, shown: Any) -> None:
    out = sent(reason="<b>bold</b> & 'quoted'")
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=out.id)
    assert "<b>bold</b> & 'quoted'" in words(page.desk.panel)
    assert all(
        w.textFormat() == Qt.TextFormat.PlainText for w in page.desk.panel.findChildren(QLabel) if w.text()
    )


# --- writing


@pytest.fixture
def refer_page(
    ctx: Any, case: CaseView, partner: PartnerView, ministry: PartnerView, shown: Any, qtbot: Any
) -> ReferPage:
    """The page for writing a referral of Thabo's case."""
    page = shown(ReferPage(ctx))
    page.arrive(case_id=case.id)
    qtbot.waitUntil(lambda: page.writing is not None and page.writing.form.isVisible())
    return page


def test_offers_follow_the_sector_and_the_referral_is_saved(
    ctx: Any,
    refer_page: ReferPage,
    database: Database,
    caseworker: Actor,
    case: CaseView,
    ministry: PartnerView,
) -> None:
    went: list[tuple[str, dict[str, Any]]] = []
    ctx.navigate = lambda page, **args: went.append((page, args))
    writing = refer_page.writing
    assert writing is not None
    assert refer_page.sentence.text().startswith(f"Thabo Mokoena · {case.number}")
    writing.form.set_values(
        {**ASKED, "services": ("legal",), "sector": "documentation", "priority": "urgent"}
    )
    writing.follow()
    assert [o.partner.name for o in writing.offers.table.rows.rows] == ["Ministry of Home Affairs"]
    refer_page.later.click()
    with database.look(caseworker) as uow:
        (row,) = queries.of_case(uow, case.id)
    assert (row.partner_id, row.sector, row.state) == (ministry.id, "documentation", State.DRAFT)
    assert went == [("referrals", {"referral_id": row.id, "show": "open"})]
    assert refer_page.writing is None


def test_save_and_send(
    ctx: Any, refer_page: ReferPage, database: Database, caseworker: Actor, case: CaseView
) -> None:
    writing = refer_page.writing
    assert writing is not None
    writing.form.set_values({**ASKED, "services": ("legal",)})
    writing.follow()
    ctx.dialogs.answers.append({"delivery": "by_hand"})
    refer_page.now.click()
    with database.look(caseworker) as uow:
        assert [r.state for r in queries.of_case(uow, case.id)] == [State.SENT]


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    refer_page: ReferPage, database: Database, caseworker: Actor
) -> None:
    writing = refer_page.writing
    assert writing is not None
    writing.form.set_values({"sector": "mhpss", "reason": "Sleeps badly"})
    writing.follow()
    refer_page.later.click()
    assert writing.form.cells["services"].said.text() == "Services requested is needed."
    writing.form.set_values({"sector": "education", "reason": "School", "services": ("education",)})
    writing.follow()
    assert writing.offers.table.nothing().text() == "Nobody in the directory offers this there."
    refer_page.later.click()
    assert writing.offers.problem.isVisible()
    assert writing.form.raw_values()["reason"] == "School"
    writing.offers.reach.setCurrentIndex(writing.offers.reach.findData("all"))
    assert len(writing.offers.table.rows.rows) == 2
    with database.look(caseworker) as uow:
        assert queries.count(uow, ReferralFilter(Show.ALL)) == 0


def test_a_half_written_referral_is_kept_and_resumed(
    ctx: Any, refer_page: ReferPage, database: Database, caseworker: Actor, case: CaseView, shown: Any
) -> None:
    writing = refer_page.writing
    assert writing is not None
    writing.form.set_values({"sector": "mhpss", "reason": "Half a sente"})
    writing.form.edited.emit()
    refer_page.hide()
    with database.look(caseworker) as uow:
        assert drafts.of(uow, "referral", case.id) is not None
    again = shown(ReferPage(ctx))
    again.arrive(case_id=case.id)
    assert again.writing is not None
    assert again.writing.form.raw_values()["reason"] == "Half a sente"
    assert [o.partner.name for o in again.writing.offers.table.rows.rows] == [
        "Mokhotlong Hospital, MHPSS unit"
    ]


def test_a_saved_one_that_is_not_sent_can_be_changed(
    ctx: Any, database: Database, caseworker: Actor, draft: Make, shown: Any
) -> None:
    written = draft()
    page = shown(ReferPage(ctx))
    page.arrive(referral_id=written.id)
    assert page.writing is not None
    assert page.writing.offers.chosen() == written.partner.id
    values = page.writing.form.raw_values()
    assert values["reason"] == ASKED["reason"]
    page.writing.form.set_values({**values, "reason": "Also for the bank"})
    page.later.click()
    with database.look(caseworker) as uow:
        assert queries.referral(uow, written.id).reason == "Also for the bank"


def test_a_child_is_asked_about_its_caregiver(
    ctx: Any, make_case: Callable[..., CaseView], shown: Any
) -> None:
    page = shown(ReferPage(ctx))
    page.arrive(case_id=make_case(birth_date="2016").id)
    assert page.writing is not None
    assert "caregiver_name" in page.writing.form.cells


# --- the tab and the directory


def test_the_tab_of_a_case(ctx: Any, case: CaseView, clock: FixedClock, sent: Make, shown: Any) -> None:
    went: list[str] = []
    ctx.navigate = lambda page, **args: went.append(f"{page} {args['case_id']}")
    sent(priority="emergency")
    clock.advance(days=3)
    tab = shown(ReferralsTab(ctx, case.id))
    assert column(tab.desk.table, 0) == ["2 days late"]
    assert tab.sentence.text() == "1 answer is late."
    tab.add.click()
    assert went == [f"refer {case.id}"]
    assert "Open the case" not in words(tab)


def test_the_directory_is_searched_and_one_partner_shown(
    ctx: Any, partner: PartnerView, ministry: PartnerView, shown: Any
) -> None:
    page = shown(DirectoryPage(ctx))
    assert column(page.table, 0) == ["Ministry of Home Affairs", "Mokhotlong Hospital, MHPSS unit"]
    assert page.sentence.text().startswith("2 partners.")
    page.search.setText("counsel")
    assert column(page.table, 0) == ["Mokhotlong Hospital, MHPSS unit"]
    page.arrive(partner_id=partner.id)
    said = words(page.panel)
    assert "Counselling" in said
    assert "Dr. Peter Molefe" in said
    assert "Change…" not in said
    assert not hasattr(page, "add_button")
    page.search.clear()
    page.sector.setCurrentIndex(page.sector.findData("documentation"))
    assert column(page.table, 0) == ["Ministry of Home Affairs"]


def test_the_directory_is_kept_by_who_may(
    ctx_for: Any, supervisor: Actor, database: Database, partner: PartnerView, shown: Any
) -> None:
    ctx = ctx_for(supervisor)
    page = shown(DirectoryPage(ctx))
    ctx.dialogs.answers += [
        {"name": "Red Cross", "kind": "ngo"}, {"name": "First aid", "sector": "mhpss", "places": ("LSJ",)},
        {"name": "Red Cross Society"},
    ]  # fmt: skip
    page.add_button.click()
    page.refresh()
    assert "Red Cross" in column(page.table, 0)
    with database.look(supervisor) as uow:
        entry = next(e for e in directory.directory(uow) if e.partner.name == "Red Cross")
    page.add_service(entry.partner)
    page.change_partner(entry.partner)
    with database.look(supervisor) as uow:
        entry = directory.partner(uow, entry.partner.id)
    assert (entry.partner.name, entry.partner.kind) == ("Red Cross Society", "ngo")
    assert [s.name for s in entry.services] == ["First aid"]
    ctx.dialogs.answers.append({"availability": "paused"})
    page.change_service(entry.services[0])
    with database.look(supervisor) as uow:
        (changed,) = directory.partner(uow, entry.partner.id).services
    assert (changed.name, changed.availability.value) == ("First aid", "paused")


def test_the_administrator_sees_the_directory_without_referrals(
    ctx_for: Any, actors: dict[str, Actor], partner: PartnerView, shown: Any
) -> None:
    ctx = ctx_for(actors["admin"])
    page = shown(DirectoryPage(ctx))
    page.arrive(partner_id=partner.id)
    assert column(page.table, 0) == ["Mokhotlong Hospital, MHPSS unit"]
    assert ctx.dialogs.errors == []
