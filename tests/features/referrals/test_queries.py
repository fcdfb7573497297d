"""Lists, who has not answered, who may read why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from caseapp.core.clock import FixedClock
from caseapp.core.errors import NotFound
from caseapp.core.ids import make_number
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseView
from caseapp.features.cases.timeline import timeline
from caseapp.features.referrals import consents, queries, service, slips
from caseapp.features.referrals.models import State
from caseapp.features.referrals.queries import ReferralFilter, Show
from caseapp.features.referrals.views import PartnerView, ReferralView
from tests.features.referrals.conftest import PRIVATE

Make = Callable[..., ReferralView]


def test_filters(database: Database, caseworker: Actor, clock: FixedClock, draft: Make, sent: Make) -> None:
    unsent, late, no, over = draft(), sent(priority="emergency"), sent(), sent()
    with database.work(caseworker) as uow:
        service.answer(uow, no.id, {"answer": "declined", "decline_reason": "no_capacity"})
        service.close(uow, over.id, {"outcome": "Done"})
    clock.advance(days=2)
    fresh = sent()
    expected = {
        Show.WAITING: {late.id, fresh.id}, Show.OVERDUE: {late.id}, Show.DECLINED: {no.id},
        Show.OPEN: {unsent.id, late.id, no.id, fresh.id}, Show.ALL: {unsent.id, late.id, no.id, over.id, fresh.id},
    }  # fmt: skip
    with database.look(caseworker) as uow:
        for show, ids in expected.items():
            only = ReferralFilter(show)
            assert {r.id for r in queries.page(uow, only=only).rows} == ids
            assert queries.count(uow, only) == len(ids)
        row = queries.page(uow, only=ReferralFilter(Show.OVERDUE)).rows[0]
        assert (row.name, row.partner, row.late(uow.today)) == (
            "Thabo Mokoena",
            "Ministry of Home Affairs",
            True,
        )


@pytest.mark.parametrize("sort", ["due", "created_on", "number"])
@pytest.mark.parametrize("show", [Show.WAITING, Show.ALL])
def test_pages_follow_one_another_without_gap_or_double(
    database: Database, caseworker: Actor, draft: Make, sent: Make, sort: str, show: Show
) -> None:
    for priority in ("routine", "urgent", "emergency", "routine", "urgent"):
        sent(priority=priority)
    draft()
    with database.look(caseworker) as uow:
        whole = queries.page(uow, sort=sort, only=ReferralFilter(show)).rows
        first = queries.page(uow, limit=2, sort=sort, only=ReferralFilter(show))
        second = queries.page(uow, first.after, 2, sort, only=ReferralFilter(show))
        third = queries.page(uow, second.after, 2, sort, only=ReferralFilter(show))
    assert (*first.rows, *second.rows, *third.rows) == whole
    assert third.after is None
    if sort == "due" and show is Show.WAITING:
        assert [r.priority.value for r in whole] == ["emergency", "urgent", "urgent", "routine", "routine"]


def test_mine_are_my_cases_and_what_i_wrote(
    database: Database,
    actors: dict[str, Actor],
    supervisor: Actor,
    case: CaseView,
    clock: FixedClock,
    sent: Make,
) -> None:
    sent(actors["counsellor"], priority="emergency")
    clock.advance(days=2)
    late = {}
    for login in ("caseworker", "counsellor", "caseworker2"):
        with database.look(actors[login]) as uow:
            late[login] = queries.late_for_me(uow)
    assert late == {"caseworker": 1, "counsellor": 1, "caseworker2": 0}
    with database.work(supervisor) as uow:
        cases.assign(uow, case.id, actors["caseworker2"].id)
    with database.look(actors["caseworker2"]) as uow:
        assert queries.late_for_me(uow) == 1


def test_who_has_not_answered_for_more_than_a_week(
    database: Database, caseworker: Actor, clock: FixedClock, sent: Make
) -> None:
    def sent_until(day: str) -> list[str]:
        only = queries.listed((("sent", f"..{day}"), ("show", "waiting")))
        with database.look(caseworker) as uow:
            found = queries.page(uow, only=only).rows
            assert queries.count(uow, only) == len(found)
            return [row.id for row in found]

    old = sent()
    clock.advance(days=7)
    new = sent()
    assert sent_until("2026-08-17") == []
    assert sent_until("2026-08-18") == [old.id]
    assert set(sent_until("2026-08-25")) == {old.id, new.id}


def test_why_is_read_by_its_writer_and_counsellors_only(
    database: Database, actors: dict[str, Actor], sent: Make
) -> None:
    private, plain = sent(**PRIVATE), sent()
    readers = {}
    for login in ("caseworker", "caseworker2", "counsellor", "supervisor", "me"):
        with database.look(actors[login]) as uow:
            hidden = queries.referral(uow, private.id)
            readers[login] = (hidden.reason, hidden.hidden, bool(queries.referral(uow, plain.id).reason))
    reason = PRIVATE["reason"]
    assert readers == {
        "caseworker": (reason, False, True), "caseworker2": (None, True, True), "counsellor": (reason, False, True),
        "supervisor": (None, True, True), "me": (None, True, False),
    }  # fmt: skip


def test_private_texts_stay_out_of_the_timeline_that_others_read(
    database: Database, actors: dict[str, Actor], caseworker: Actor, sent: Make
) -> None:
    secret = {"services_note": "quixotic", "elsewhere": "zygotic"}
    out, plain = sent(**PRIVATE | secret), sent(services_note="ordinary")
    with database.work(caseworker) as uow:
        service.answer(uow, out.id, {"answer": "accepted", "answer_note": "obnoxious"})
        service.close(uow, out.id, {"outcome": "paradoxical"})
        assert queries.referral(uow, out.id).outcome == "paradoxical"
    with database.look(actors["supervisor"]) as uow:
        told = repr(timeline(uow, out.case_id).rows)
        assert queries.referral(uow, out.id).outcome is None
    assert "ordinary" in told
    assert plain.reason in told
    for word in (*PRIVATE.values(), *secret.values(), "obnoxious", "paradoxical"):
        assert word in ("mhpss", "psychological", "None") or word not in told


def test_pseudonyms_for_who_may_not_identify(
    database: Database, actors: dict[str, Actor], case: CaseView, sent: Make
) -> None:
    out = sent(contact_restrictions="Not after 18:00 at Thabo’s")
    with database.look(actors["me"]) as uow:
        seen = queries.referral(uow, out.id)
        assert seen.person.name == case.person.number
        assert seen.contact_restrictions is None
        assert queries.page(uow).rows[0].name == case.person.number
    assert "Thabo" not in repr(seen)


def test_a_restricted_case_hides_its_referrals(
    database: Database, actors: dict[str, Actor], caseworker: Actor, case: CaseView, sent: Make
) -> None:
    out = sent()
    with database.work(caseworker) as uow:
        uow.get(Case, case.id).restricted = True
    with database.look(actors["caseworker2"]) as uow:
        assert queries.page(uow).rows == ()
        assert queries.count(uow, ReferralFilter(Show.ALL)) == 0
        for read in (queries.referral, queries.send_check, service.letter):
            with pytest.raises(NotFound):
                read(uow, out.id)
        with pytest.raises(NotFound):
            queries.by_slip(uow, out.slip_code)


def test_by_slip(database: Database, caseworker: Actor, sent: Make) -> None:
    out = sent()
    with database.look(caseworker) as uow:
        assert queries.by_slip(uow, out.slip_code).id == out.id
        assert queries.by_slip(uow, out.number).state is State.SENT
        for scanned in (f"ACK:{out.number}:{out.slip_code}", f"REFERRAL-LETTER:{out.number}:B21C-09E4"):
            assert queries.by_slip(uow, scanned).id == out.id
        with pytest.raises(NotFound):
            queries.by_slip(uow, make_number("MKG", 2026, "A", 9999, "R"))


def test_every_single_wrong_character_of_a_slip_code_is_noticed() -> None:
    code = slips.new_code()
    plain = code.replace("-", "")
    assert slips.read_code(plain) == code
    for i, character in enumerate(plain):
        for other in slips.LETTERS:
            if other != character:
                assert slips.read_code(plain[:i] + other + plain[i + 1 :]) is None
    assert slips.read_code("") is None
    assert slips.read_code(plain + "A") is None


def test_letters_mistaken_for_digits_are_forgiven() -> None:
    code = next(c for c in iter(slips.new_code, "") if "0" in c and "1" in c)
    assert slips.read_code(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize(
    ("named", "agency", "found"),
    [
        ("", "Kenya Red Cross", True),
        (None, "Kenya Red Cross", True),
        ("MoSD, MoLE", "Ministry of Social Development", True),
        ("the hospital and Kenya Red Cross", "Kenya Red Cross", True),
        ("Red Cross", "Kenya Red Cross", True),
        ("kenya red cross society, UNHCR", "Kenya Red Cross", True),
        ("MoSD", "Ministry of Home Affairs", False),
        ("UNHCR; WFP", "Kenya Red Cross", False),
        (", ;", "Kenya Red Cross", False),
    ],
)
def test_agencies_named_in_a_consent(named: str | None, agency: str, found: bool) -> None:
    assert consents.names_agency(named, agency) is found


def test_of_case(
    database: Database, caseworker: Actor, case: CaseView, partner: PartnerView, sent: Make, draft: Make
) -> None:
    first = sent()
    second = draft(partner_id=partner.id)
    with database.look(caseworker) as uow:
        assert [r.id for r in queries.of_case(uow, case.id)] == [second.id, first.id]
        assert queries.of_case_count(uow, case.id) == 2
