"""Partners asked again about many referrals at once, and taken back: it then never happened on any list or paper."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Refused
from caseapp.features.office import bulk as many
from caseapp.features.office.pages.bulk import Undoing
from caseapp.features.referrals import bulk, queries, service
from caseapp.features.referrals.pages import ReferralsPage
from tests.features.reading import press, settle

CALL = {"how": "phone", "said": "Next week"}


def test_those_that_wait_are_recorded_and_go_back(database, caseworker, sent, draft):
    waits, written = sent(), draft()
    with database.look(caseworker) as uow:
        fates = bulk.chase_fates(uow, [waits.id, written.id], CALL)
    assert (
        fates[0].told == "Ministry of Home Affairs · Phone call" and "waits for no answer" in fates[1].why_not
    )
    with database.work(caseworker) as uow:
        done = bulk.chase_all(uow, many.going(fates), CALL)
    with database.look(caseworker) as uow:
        assert [c.said for c in queries.referral(uow, waits.id).chases] == ["Next week"]
        assert queries.page(uow).rows[0].chased_on is not None
    with database.work(caseworker) as uow:
        assert many.undo(uow, done.id).count == 1
    with database.look(caseworker) as uow:
        assert queries.referral(uow, waits.id).chases == () and queries.page(uow).rows[0].chased_on is None


def test_one_that_waits_for_nothing_stops_all(database, caseworker, sent, draft):
    waits, written = sent(), draft()
    with pytest.raises(Refused), database.work(caseworker) as uow:
        bulk.chase_all(uow, [waits.id, written.id], CALL)
    with database.look(caseworker) as uow:
        assert queries.referral(uow, waits.id).chases == ()


def test_from_the_page_with_the_answer_meanwhile_left_alone(qtbot, ctx, database, caseworker, sent):
    waits = sent()
    told = []
    ctx.toast = lambda text, undo=None: told.append(text)
    page = ReferralsPage(ctx)
    qtbot.addWidget(page)
    page.resize(1170, 720)
    page.show()
    settle()
    ctx.dialogs.answers += [CALL, True]
    page.list.choosing.everything = tuple(page.desk.table.rows.rows)
    page.list.foot.show()
    press(page.list.foot, "Asked again…")
    assert told == ["1 recorded as asked again."]
    with database.work(caseworker) as uow:
        service.answer(uow, waits.id, {"answer": "accepted"})
    Undoing.of(page).undo()
    with database.look(caseworker) as uow:
        found = queries.referral(uow, waits.id)
        assert found.chases == () and found.state.value == "accepted"
