"""Referrals to us: answered in time, the person found, the agency told; and asking our own partners again."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.documents.raster import Pages
from caseapp.features.cases import timeline
from caseapp.features.referrals import chasing, directory, incoming, queries, service
from caseapp.features.referrals.models import IncomingState
from caseapp.features.referrals.pages import DirectoryPage, IncomingPage, ReferralsPage
from caseapp.features.referrals.papers import answer_pdf, chase_list_pdf
from tests.features.reading import settle
from tests.features.referrals.test_pages import column as cells
from tests.features.referrals.test_pages import shown, words

__all__ = ["shown"]

CAME = {
    "received_on": "2026-08-17", "agency": "mokhotlong hospital, mhpss unit", "contact": "Sr. Lerato", "agreed": "yes",
    "person_name": "Thabo M.", "sector": "livelihoods", "priority": "urgent", "reason": "Wants to start a shop",
}  # fmt: skip


def column(table, at):
    """The cells of a column, once what was changed has been read anew."""
    settle()
    return cells(table, at)


@pytest.fixture
def came(database, caseworker):
    def make(actor=caseworker, **more):
        with database.work(actor) as uow:
            return incoming.register(uow, CAME | more)

    return make


def text_of(pdf):
    with Pages(pdf) as read:
        return " ".join(" ".join(read.text(i) for i in range(len(read))).split())


def test_it_is_registered_answered_found_and_told(database, caseworker, case, partner, came):
    record = came()
    assert (record.number[:6], record.answer_due_on) == ("MKG-I-", date(2026, 8, 20))
    with database.work(caseworker) as uow:
        assert incoming.waiting_count(uow) == 1
        with pytest.raises(Refused):
            incoming.told(uow, record.id, {"told_how": "phone"})
        answered = incoming.answer(uow, record.id, {"answer": "accepted", "appointment_on": "2026-08-21"})
        assert answered.unknown and answered.open
        found = incoming.found(uow, record.id, case.person.id)
        assert (found.case_number, found.person) == (case.number, "Thabo Mokoena")
        done = incoming.told(uow, record.id, {"told_how": "phone"})
        assert not done.open and incoming.waiting_count(uow) == 0
        with pytest.raises(Refused):
            incoming.found(uow, record.id, case.person.id)


def test_a_later_answer_has_to_be_told_again(database, caseworker, came):
    record = came()
    with database.work(caseworker) as uow:
        incoming.answer(uow, record.id, {"answer": "waiting_list"})
        incoming.told(uow, record.id, {"told_how": "phone"})
        again = incoming.answer(uow, record.id, {"answer": "declined", "decline_reason": "no_capacity"})
    assert (again.state, again.told_on, again.open) == (IncomingState.DECLINED, None, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer": "accepted", "answered_on": "2026-08-16"}, "answered_on"),
        ({"answer": "accepted", "answered_on": "2026-08-19"}, "answered_on"),
        ({"answer": "accepted", "appointment_on": "2026-08-01"}, "appointment_on"),
        ({"answer": "declined"}, "decline_reason"),
    ],
)
def test_impossible_answers(database, caseworker, came, wrong, field):
    record = came()
    with database.work(caseworker) as uow, pytest.raises(Invalid) as invalid:
        incoming.answer(uow, record.id, wrong)
    assert set(invalid.value.problems) == {field}


def test_a_private_reason_and_names_are_kept_from_others(database, actors, came):
    record = came(sector="gbv", reason="He beats her")
    seen = {}
    for who in ("caseworker", "caseworker2", "counsellor", "me"):
        with database.look(actors[who]) as uow:
            seen[who] = incoming.get(uow, record.id)
    assert [seen[w].reason for w in seen] == ["He beats her", None, "He beats her", None]
    assert (seen["me"].person_name, seen["caseworker2"].person_name) == ("—", "Thabo M.")


def test_the_letter_back_tells_the_answer_and_no_reason(database, caseworker, came):
    record = came(their_number="HOSP-77")
    with database.work(caseworker) as uow, pytest.raises(Refused):
        answer_pdf(uow, record.id)
    with database.work(caseworker) as uow:
        incoming.answer(
            uow, record.id, {"answer": "declined", "decline_reason": "no_capacity", "elsewhere": "Try BEDCO"}
        )
        text = text_of(answer_pdf(uow, record.id))
    for wanted in ("HOSP-77", record.number, "No capacity", "Try BEDCO", "Sr. Lerato"):
        assert wanted in text
    assert "shop" not in text and "Thabo" not in text


def test_the_page_registers_answers_and_finds(ctx, shown, case, database, caseworker):
    page = shown(IncomingPage(ctx))
    ctx.dialogs.answers = [CAME, {"answer": "accepted"}, {"told_how": "phone"}]
    page.register()
    assert page.sentence.text() == "No answer of ours is late."
    assert column(page.table, 1) == ["Thabo M."] and column(page.table, 4) == ["To be answered"]
    page.panel.answer()
    assert column(page.table, 4) == ["Tell them: accepted"]
    page.panel.told()
    assert column(page.table, 4) == ["Register the person"]
    page.panel.finder.line.setText("Thabo")
    page.panel.finder.line.returnPressed.emit()
    assert column(page.table, 4) == [] and f"On file: {case.person.name}" in words(page.panel)
    page.tabs.setCurrentIndex(1)
    assert column(page.table, 4) == ["Accepted"]


def test_who_only_reads_changes_nothing(ctx_for, actors, shown, came):
    page = shown(IncomingPage(ctx_for(actors["me"])))
    page.open(came().id)
    assert "Answer…" not in words(page) and "Register a referral…" not in words(page)


# --- asking our own partners again


def test_a_partner_is_asked_again_and_it_is_kept(database, caseworker, sent, clock):
    out = sent()
    clock.advance(days=9)
    with database.work(caseworker) as uow:
        view = service.chase(uow, out.id, {"how": "phone", "said": "Call on Monday"})
        service.chase(uow, out.id, {"how": "phone", "chased_on": "2026-08-20"})
        with pytest.raises(Invalid):
            service.chase(uow, out.id, {"how": "phone", "chased_on": "2026-08-17"})
        (row,) = queries.of_case(uow, out.case_id)
        assert (row.chased_on, row.waits(uow.today)) == (date(2026, 8, 27), 9)
        service.answer(uow, out.id, {"answer": "accepted"})
        with pytest.raises(Refused):
            service.chase(uow, out.id, {"how": "phone"})
    assert [(c.by, c.said) for c in view.chases] == [("Palesa Mohale", "Call on Monday")]


def test_what_waits_ages_in_view(ctx, sent, clock, shown):
    out = sent()
    page = shown(ReferralsPage(ctx))
    assert column(page.desk.table, 4) == ["Sent"]
    clock.advance(days=20)
    page.refresh()
    assert column(page.desk.table, 4) == ["No answer, 20 days"]
    ctx.dialogs.answers = [{"how": "phone", "said": "The doctor is away"}]
    page.desk.open(out.id)
    page.desk.steps.take("chase", page.desk.panel.view)
    assert "The doctor is away" in words(page.desk.panel)


def test_the_chase_list_goes_by_partner_and_holds_no_name(database, caseworker, sent, partner, clock):
    first = sent()
    clock.advance(days=2)
    second, third = sent(partner_id=partner.id), sent()
    with database.look(caseworker) as uow:
        found = chasing.chase_list(uow)
    assert [[r.number for r in c.rows] for c in found] == [[first.number, third.number], [second.number]]
    with database.work(caseworker) as uow:
        text = text_of(chase_list_pdf(uow))
    assert all(out.number in text for out in (first, second, third)) and "+266 5012 3456" in text
    assert "Thabo" not in text and "Mokoena" not in text and "Mental" not in text


def test_the_timeline_is_told_the_partner_but_not_of_private_services(database, caseworker, sent, partner):
    open_one, private = sent(), sent(partner_id=partner.id, sector="mhpss", services="psychological")
    with database.look(caseworker) as uow:
        found = queries.partners_of(uow, (open_one.id, private.id))
    assert found == {open_one.id: "Ministry of Home Affairs"}


def test_the_timeline_of_the_case_names_partner_and_agency(database, caseworker, case, sent, came, partner):
    out = sent()
    sent(partner_id=partner.id, sector="mhpss", services="psychological")
    record = came()
    with database.work(caseworker) as uow:
        service.chase(uow, out.id, {"how": "phone"})
    with database.work(caseworker) as uow:
        incoming.found(uow, record.id, case.person.id)
    with database.look(caseworker) as uow:
        lines = [(h.chip, h.text) for h in timeline.timeline(uow, case.id).rows]
    said = {
        chip: text
        for chip, text in lines
        if chip in ("Referral sent", "Partner asked again", "Referred to us")
    }
    assert said["Partner asked again"].startswith("Ministry of Home Affairs")
    assert said["Referred to us"].startswith("mokhotlong hospital")
    assert any(text.startswith("Ministry of Home Affairs") for chip, text in lines if chip == "Referral sent")
    assert not any("MHPSS unit" in text for _chip, text in lines)


# --- the directory


def test_an_entry_goes_stale_and_is_confirmed(database, supervisor, partner, clock, ctx_for, shown):
    page = shown(DirectoryPage(ctx_for(supervisor)))
    assert column(page.table, 2) == ["never"] and "1 should be asked" in page.sentence.text()
    page._open(partner.id)
    assert "Nobody confirmed this lately. Call them before you refer somebody." in words(page)
    page.confirm(partner)
    assert column(page.table, 2) == ["18 Aug 2026"] and page.sentence.text() == "1 partner."
    clock.advance(days=180)
    with database.look(supervisor) as uow:
        assert not directory.partner(uow, partner.id).stale
    clock.advance(days=1)
    with database.look(supervisor) as uow:
        assert directory.partner(uow, partner.id).stale
        assert directory.near(uow, "mhpss", "LSJ05")[0].stale


def test_it_is_searched_by_need_and_place(ctx, partner, ministry, shown):
    page = shown(DirectoryPage(ctx))
    page.need.setCurrentIndex(page.need.findData("psychological"))
    assert column(page.table, 0) == [partner.name]
    page.place.setCurrentIndex(page.place.findData("LSA"))
    assert column(page.table, 0) == []
    page.need.setCurrentIndex(0)
    assert column(page.table, 0) == [ministry.name]
