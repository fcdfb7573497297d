"""Agreements of many grants at once; those without one yet are left out with the reason."""

from __future__ import annotations

from caseapp.documents.raster import Pages
from caseapp.features.grants.documents.agreement import agreements_pdf, one_agreement, without_agreement
from caseapp.features.grants.pages import GrantsPage
from caseapp.features.supervision import service as supervising
from tests.features.grants.conftest import APPROVED, PLANNED
from tests.features.reading import press, settle


def test_agreements_stand_in_one_file_and_the_others_say_why_not(database, caseworker, make_grant, make_case):
    ready, waits = make_grant(PLANNED), make_grant(APPROVED, case_id=make_case(given_name="Lineo").id)
    with database.look(caseworker) as uow:
        assert list(without_agreement(uow, [ready.id, waits.id])) == [waits.id]
        number, single = one_agreement(uow, ready.id)
        with Pages(single) as one, Pages(agreements_pdf(uow, [ready.id, ready.id])) as both:
            assert len(both) == 2 * len(one) and number in both.text(0)


def test_from_the_list_papers_are_saved_and_cases_change_hands(
    qtbot, ctx_for, database, actors, make_grant, tmp_path
):
    grant = make_grant(PLANNED)
    ctx, told = ctx_for(actors["supervisor"]), []
    ctx.toast = lambda text, undo=None: told.append(text)
    page = GrantsPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.list.choosing.everything = tuple(page.table.rows.rows)
    page.list.foot.show()
    ctx.dialogs.answers += [{"to": actors["caseworker2"].id}, True]
    press(page.list.foot, "Reassign the cases…")
    assert told[-1] == "1 case now with Tumelo Khati." and ctx.dialogs.errors == []
    settle()
    with database.look(actors["supervisor"]) as uow:
        fates = supervising.reassign_fates(uow, [grant.case_id], actors["caseworker2"].id)
    assert fates[0].why_not == "Tumelo Khati carries it already."
    path = tmp_path / "agreements.pdf"
    ctx.dialogs.answers += [{"files": "one", "duplex": False, "sealing": "open"}, path]
    page.list.choosing.everything = tuple(page.table.rows.rows)
    page.list.foot.show()
    press(page.list.foot, "Agreements…")
    qtbot.waitUntil(path.exists)
